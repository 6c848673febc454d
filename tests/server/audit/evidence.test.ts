import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type CheckpointFile, readCheckpoint, readCheckpointFile, readPublicKey } from '@cofund/shared/audit/checkpoint'
import { type EvidenceBundle, readBundle } from '@cofund/shared/audit/evidence'
import type { EvidenceRequest } from '@cofund/shared/audit/evidence.input'
import { isSound, verifyEvidence } from '@cofund/shared/audit/verify-evidence'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { proveChain } from '../../../server/audit/chain-proofs.ts'
import { makeCheckpoint } from '../../../server/audit/checkpoint.ts'
import { exportEvidence } from '../../../server/audit/evidence.ts'
import { nodeProofTools } from '../../../server/audit/proof-tools.ts'
import { run as runCheckpoint } from '../../../server/cli/checkpoint.cli.ts'
import { run as runExport } from '../../../server/cli/export-evidence.cli.ts'
import { run as runVerify } from '../../../server/cli/verify.cli.ts'
import { storeDocument } from '../../../server/documents/document.commands.ts'
import { proveDocuments } from '../../../server/documents/document-proofs.ts'
import { evidenceParts } from '../../../server/evidence-sections.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { provePolicies } from '../../../server/policies/policy-proofs.ts'
import { callerAs } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { type Tampered, tamperings } from '../../kit/tamperings.ts'

const folder = mkdtempSync(join(tmpdir(), 'cofund-evidence-'))
const keyFile = join(folder, 'keys', 'checkpoint.key')
const place = (name: string) => join(folder, name)

let database: TestDatabase
let checkpoint: CheckpointFile
let publicKey: string
let bundle: EvidenceBundle

/** What `signInName` takes home, as the page or the command line hands it out. */
async function exported(request: EvidenceRequest, signInName = 'auditor'): Promise<EvidenceBundle> {
  const session = await openOperatorSession(database.owner, signInName, 'test')
  const path = place('exported.json')
  await exportEvidence({ db: database.app, session, request, parts: evidenceParts, path })
  const read = readBundle(readFileSync(path, 'utf8'))
  if ('unreadableAt' in read) throw new Error(`the bundle cannot be read at ${read.unreadableAt}`)
  return read.bundle
}
const verify = (of: EvidenceBundle, by = checkpoint) => verifyEvidence({ bundle: of, checkpoints: [by], publicKey }, nodeProofTools)

beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  await livedIn(database)
  const answer = await makeCheckpoint(database.owner, { keyFile })
  if (!answer) throw new Error('there is nothing to sign')
  checkpoint = answer.checkpoint.file
  publicKey = readPublicKey(readFileSync(`${keyFile}.pub`, 'utf8')) ?? ''
  bundle = await exported({})
}, 120_000)
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

/** Beside what the demonstration brings (books, policies, a scheme tried on loans), an entry that rests on a document. */
async function livedIn({ owner, app }: TestDatabase): Promise<void> {
  const session = await openOperatorSession(owner, 'yangpu.maker', 'test')
  const { hash } = await storeDocument(app, session, { name: '周敏行的回单.csv', source: Readable.from([Buffer.from('回单 20260629-0007')]) })
  const maker = await callerAs({ owner, app }, 'yangpu.maker')
  const pool = (await maker.ledger.books()).find(({ book }) => book.code === 'YP-POOL')?.book
  const amount = { minor: 1_00n, currency: 'CNY' } as const
  await maker.ledger.post({
    bookId: pool?.id ?? 'bok_none',
    effectiveOn: '2026-06-29',
    note: '补记利息',
    evidence: { reference: '回单 20260629-0007', documentHash: hash },
    postings: [
      { account: { head: 'cash' }, amount },
      { account: { head: 'interest_income' }, amount: { ...amount, minor: -1_00n } },
    ],
  })
}

describe('what an auditor takes home', () => {
  test('holds in all four verdicts; only what came after the checkpoint is not yet proven', async () => {
    const verification = await verify(bundle)
    expect(verification.verdicts.flatMap(({ findings }) => findings)).toEqual([])
    const { acts, entries, documents, policies, derivations } = verification.looked
    expect([acts > 30, entries > 15, documents > 1, policies > 0, derivations > 10]).toEqual([true, true, true, true, true])
    // That it was exported is an act itself, in the auditor's own stream, and came later.
    expect(verification.unproven).toEqual({ acts: 1, streams: [{ stream: 'org_yangpu_audit', acts: 1 }] })
  })

  test('is what row-level security shows: the district, and nobody’s name, nor a file’s', async () => {
    const text = JSON.stringify(bundle)
    const organisations = new Set(bundle.streams.flatMap(({ acts }) => acts.map((act) => (JSON.parse(act) as { organisation: string }).organisation)))
    expect(organisations).toContain('org_yangpu_finance')
    expect(organisations).toContain('org_guidance_fund')
    // What the city did in the district's books is in their chains; the city's own chain is not.
    expect(bundle.streams.map(({ stream }) => stream)).not.toContain('org_city_finance')
    const people = await database.owner.selectFrom('person').select('name').execute()
    expect(people.filter(({ name }) => text.includes(name))).toEqual([])
    expect(text).not.toContain('回单.csv')
  })

  test('to take it home is an act, with its scope', async () => {
    await exported({ book: 'YP-POOL', from: '2026-01-01', documents: 'without' })
    const act = await database.owner.selectFrom('act').selectAll().where('kind', '=', 'evidence.exported').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(act).toMatchObject({ organisation_id: 'org_yangpu_audit', facts: { organisations: [], from: '2026-01-01', to: null, documents: false } })
  })

  test.each([
    ['a book', { book: 'YP-POOL' }],
    ['a keeper’s books and what it did', { organisation: 'org_yangpu_finance' }],
    ['days before anything was recorded: the last act of each stream, to lead to the checkpoint', { organisation: 'org_yangpu_finance', to: '2020-01-01' }],
    ['days to come', { organisation: 'org_yangpu_finance', from: '2126-01-01' }],
    ['this year', { book: 'YP-POOL', from: '2026-01-01', to: '2126-01-01' }],
  ] as const)('%s', async (_, request) => {
    const part = await exported(request)
    const kept = await database.owner.selectFrom('act_head').select('stream').where('organisation_id', '=', 'org_yangpu_finance').execute()
    expect(part.streams).toHaveLength('book' in request ? 1 : kept.length)
    expect((await verify(part)).verdicts.flatMap(({ findings }) => findings)).toEqual([])
  })

  test('days to come need one act of each stream and no entry', async () => {
    const part = await exported({ organisation: 'org_yangpu_finance', from: '2126-01-01' })
    expect(new Set(part.streams.map(({ acts }) => acts.length))).toEqual(new Set([1]))
    expect(part.entries).toEqual([])
  })

  test('without their content, documents are named and said to be left out', async () => {
    const part = await exported({ documents: 'without' })
    const verification = await verify(part)
    expect(isSound(verification)).toBe(true)
    expect(verification.omitted.documents).toEqual([{ reason: 'not_asked_for', count: bundle.documents.length }])
  })

  test('is refused to who may not take it, and where there is nothing to see', async () => {
    await expect(exported({}, 'yangpu.maker')).rejects.toMatchObject({ code: 'access.not_permitted' })
    await expect(exported({ organisation: 'org_city_finance' })).rejects.toMatchObject({ code: 'evidence.nothing_in_scope' })
    await expect(exported({ book: 'NOWHERE' })).rejects.toMatchObject({ code: 'record.not_found' })
    await expect(exported({ from: '2026-02-01', to: '2026-01-01' })).rejects.toMatchObject({ code: 'evidence.period_backwards' })
  })
})

describe('what was changed in it is found and named:', () => {
  test.each(tamperings)('$deed → $found', async ({ tamper, found }) => {
    const tampered = structuredClone({ bundle, checkpoint }) as Tampered
    const facts = tamper(tampered) ?? {}
    const verification = await verify(tampered.bundle, tampered.checkpoint)
    expect(isSound(verification)).toBe(false)
    const findings = verification.verdicts.flatMap((verdict) => verdict.findings)
    expect(findings.find(({ code }) => code === found), JSON.stringify(findings.slice(0, 5))).toMatchObject({ code: found, facts })
  })
})

describe('checkpoints', () => {
  test('name all heads and the one before them, and wait for something new', async () => {
    const again = await makeCheckpoint(database.owner, { keyFile })
    const third = await makeCheckpoint(database.owner, { keyFile })
    expect(again).toMatchObject({ made: true, checkpoint: { number: 2 } })
    expect(third).toMatchObject({ made: false, checkpoint: { number: 2 } })
    const said = readCheckpoint(again?.checkpoint.file.bytes ?? '')
    expect(said?.previous).toBe(createHash('sha256').update(checkpoint.bytes).digest('hex'))
    expect(said?.heads).toHaveLength((await database.owner.selectFrom('act_head').select('stream').execute()).length)
  })

  test('the private key is its owner’s alone, and in no table', async () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    const key = readFileSync(keyFile, 'utf8').split('\n')[1] ?? 'none'
    const { rows } = await sql<{ row: string }>`select checkpoint::text as row from checkpoint`.execute(database.owner)
    expect(rows.some(({ row }) => row.includes(key) || row.includes(Buffer.from(key, 'base64').subarray(-32).toString('hex')))).toBe(false)
  })

  test('are not signed with another key, unless it is said so', async () => {
    await exported({ documents: 'without' })
    const otherKey = join(folder, 'other.key')
    await expect(makeCheckpoint(database.owner, { keyFile: otherKey })).rejects.toThrow(/was signed with the key [0-9a-f]{64}/)
    const made = await makeCheckpoint(database.owner, { keyFile: otherKey, otherKey: true })
    expect(made?.made).toBe(true)
    expect(made?.key.keyId).not.toBe(checkpoint.publicKeyId)
  })

  test('are not put on a history that was rewritten', async () => {
    const undone = new Error('undone again')
    await expect(
      database.owner.transaction().execute(async (trx) => {
        await sql`alter table act disable trigger user`.execute(trx)
        await sql`update act set bytes = bytes || ' ', hash = sha256(convert_to(bytes || ' ', 'UTF8')) where stream = 'org_city_finance' and sequence = (select max(sequence) from act where stream = 'org_city_finance')`.execute(trx)
        const inner = { transaction: () => ({ execute: (work: (db: typeof trx) => unknown) => work(trx) }) } as unknown as typeof database.owner
        await expect(makeCheckpoint(inner, { keyFile: join(folder, 'other.key') })).rejects.toThrow(/Stream org_city_finance, act \d+ is not the one that was signed/)
        throw undone
      }),
    ).rejects.toBe(undone)
  })

  test('several at once make one', async () => {
    const before = (await database.owner.selectFrom('checkpoint').select('number').execute()).length
    await exported({ documents: 'without' })
    const made = await Promise.all(Array.from({ length: 4 }, () => makeCheckpoint(database.owner, { keyFile: join(folder, 'other.key') })))
    expect(made.filter((answer) => answer?.made)).toHaveLength(1)
    expect((await database.owner.selectFrom('checkpoint').select('number').execute()).length).toBe(before + 1)
  })

  test('are nobody’s to change, and everybody’s to read who is signed in', async () => {
    await expect(sql`update checkpoint set number = 9`.execute(database.owner)).rejects.toThrow(/append-only/)
    await expect(sql`insert into checkpoint (number) values (9)`.execute(database.app)).rejects.toThrow(/permission denied/)
    expect(await database.app.selectFrom('checkpoint').selectAll().execute()).toEqual([])
  })
})

describe('the command line', () => {
  let printed: string[]
  beforeEach(() => {
    printed = []
    for (const stream of ['log', 'error'] as const) vi.spyOn(console, stream).mockImplementation((line: string) => void printed.push(...line.split('\n')))
    vi.stubEnv('DATABASE_URL', database.appUrl)
    vi.stubEnv('DATABASE_OWNER_URL', database.ownerUrl)
    vi.stubEnv('LANG', 'C')
    vi.stubEnv('LC_ALL', '')
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })
  const key = join(folder, 'other.key')

  test('signs, exports and verifies; then nothing is left to sign', async () => {
    expect(await runExport(['--all', '--as', 'auditor', '--out', place('all.json')])).toBe(0)
    expect(await runCheckpoint(['--key', key, '--out', place('checkpoint.json')])).toBe(0)
    expect(printed.at(-1)).toBe(`Public key: ${key}.pub`)
    expect(readCheckpointFile(readFileSync(place('checkpoint.json'), 'utf8'))).toBeDefined()
    expect(await runVerify(['--bundle', place('all.json'), '--checkpoint', place('checkpoint.json'), '--key', `${key}.pub`])).toBe(0)
    expect(printed.filter((line) => line.startsWith('ok '))).toHaveLength(4)
    expect(printed.at(-1)).toBe('Every act of the bundle is covered by a checkpoint')
    expect(await runCheckpoint(['--key', key])).toBe(0)
    expect(printed).toContainEqual(expect.stringMatching(/^Nothing has changed since checkpoint \d+ of /))
  })

  test('names what was changed, and ends with 1', async () => {
    const changed = readFileSync(place('all.json'), 'utf8').replace('2026-06-29', '2026-06-28')
    writeFileSync(place('changed.json'), changed)
    expect(await runVerify(['--bundle', place('changed.json'), '--checkpoint', place('checkpoint.json'), '--key', `${key}.pub`])).toBe(1)
    expect(printed).toContainEqual(expect.stringMatching(/^WRONG Integrity/))
    expect(printed).toContainEqual(expect.stringMatching(/^ {6}Book bok_\w+: entry \d+ \(ent_\w+\) was changed, it is not what act \d+ names$/))
    expect(await runVerify(['--bundle', place('changed.json'), '--checkpoint', place('checkpoint.json'), '--key', `${key}.pub`, '--lang', 'zh'])).toBe(1)
    expect(printed).toContainEqual(expect.stringMatching(/被改动，与第 \d+ 号记录所列摘要不符$/))
  })

  test.each([
    ['no bundle', ['--checkpoint', 'c.json', '--key', 'k.pub'], /^usage/],
    ['no key', ['--bundle', 'b.json', '--checkpoint', 'c.json'], /^usage/],
    ['a bundle that is none', ['--bundle', `${key}.pub`, '--checkpoint', place('checkpoint.json'), '--key', `${key}.pub`], /is no bundle of evidence/],
    ['a checkpoint that is none', ['--bundle', place('all.json'), '--checkpoint', place('all.json'), '--key', `${key}.pub`], /is no checkpoint/],
    ['a private key for a public one', ['--bundle', place('all.json'), '--checkpoint', place('checkpoint.json'), '--key', key], /holds no Ed25519 public key/],
    ['a file that is not there', ['--bundle', place('none.json'), '--checkpoint', place('checkpoint.json'), '--key', `${key}.pub`], /cannot be read/],
  ])('verify with %s says so in one line and ends with 2', async (_, args, line) => {
    expect(await runVerify(args)).toBe(2)
    expect(printed[0]).toMatch(line)
  })

  test('verify looks at the whole database, and at whose key signed', async () => {
    expect(await runVerify(['--key', `${key}.pub`])).toBe(1)
    expect(printed.filter((line) => line.startsWith('WRONG'))).toEqual([expect.stringMatching(/^WRONG \d+ checkpoints are signed with this key: 2 do not$/)])
  })

  test('export needs a person who may, outside a demonstration', async () => {
    expect(await runExport(['--all', '--out', place('nobody.json')])).toBe(2)
    expect(printed).toEqual(['--as SIGN_IN_NAME says whose sight the evidence is of'])
    expect(await runExport(['--all', '--as', 'yangpu.maker', '--out', place('nobody.json')])).toBe(1)
    expect(await runExport(['--all', '--book', 'YP-POOL', '--out', place('nobody.json')])).toBe(2)
  })
})

describe('pnpm cofund verify finds in the database what got past its constraints:', () => {
  test.each([
    ['an act rewritten with its hash', 'act', sql`update act set bytes = replace(bytes, 'book.opened', 'book.closed'), hash = sha256(convert_to(replace(bytes, 'book.opened', 'book.closed'), 'UTF8')) where kind = 'book.opened'`, 'acts are whole'],
    ['a column that says something else', 'act', sql`update act set kind = 'book.closed' where kind = 'book.opened'`, 'acts stand in their columns'],
    ['an act dropped', 'act', sql`delete from act where id = (select id from act where sequence = 2 limit 1)`, 'acts are whole'],
    ['a tail cut', 'act', sql`delete from act where id = (select max(id) from act where stream like 'bok%')`, 'streams end where'],
    ['a tail cut with its head', 'act', sql`with cut as (delete from act where stream = 'org_city_finance' returning 1) delete from act_head where stream = 'org_city_finance'`, 'checkpoints are signed'],
    ['an entry changed', 'journal_entry', sql`update journal_entry set note = 'x' where sequence = 1`, 'entries stand by their digest'],
    ['the month that an entry counts in', 'journal_entry', sql`update journal_entry set posted_in = posted_in + interval '1 month' where sequence = 2`, 'entries stand by their digest'],
    ['a posting changed', 'posting', sql`update posting set minor = minor * 2`, 'entries stand by their digest'],
    ['a document changed', 'document_chunk', sql`update document_chunk set bytes = 'x'`, 'documents have the hash'],
    ['a policy changed', 'policy_version', sql`update policy_version set params = jsonb_set(params, '{remainder}', '"city"') where status = 'active'`, 'versions of policies'],
    ['when a policy takes effect', 'policy_version', sql`update policy_version set effective_from = effective_from - 1 where status = 'active'`, 'versions of policies'],
    ['a checkpoint signed by nobody', 'checkpoint', sql`update checkpoint set signature = decode(repeat('00', 64), 'hex')`, 'checkpoints are signed'],
  ])('%s', async (_, table, tamper, statement) => {
    const undone = new Error('undone again')
    let wrong: readonly string[] = []
    await expect(
      database.owner.transaction().execute(async (trx) => {
        await sql`alter table ${sql.table(table)} disable trigger user`.execute(trx)
        await tamper.execute(trx)
        const results = [...(await proveChain(trx)), ...(await proveDocuments(trx)), ...(await provePolicies(trx))]
        wrong = results.filter(({ differences }) => differences > 0).map((result) => result.statement)
        throw undone
      }),
    ).rejects.toBe(undone)
    expect(wrong).toEqual(expect.arrayContaining([expect.stringContaining(statement)]))
  })
})
