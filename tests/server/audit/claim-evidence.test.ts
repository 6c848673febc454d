import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CheckpointFile, readPublicKey } from '@cofund/shared/audit/checkpoint'
import { type EvidenceBundle, readBundle } from '@cofund/shared/audit/evidence'
import type { EvidenceRequest } from '@cofund/shared/audit/evidence.input'
import { type Verification, verifyEvidence } from '@cofund/shared/audit/verify-evidence'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCheckpoint } from '../../../server/audit/checkpoint.ts'
import { exportEvidence } from '../../../server/audit/evidence.ts'
import { nodeProofTools } from '../../../server/audit/proof-tools.ts'
import { evidenceParts } from '../../../server/evidence-sections.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { sha256 } from '../../kit/evidence.ts'
import { patience, runs } from '../../kit/soak.ts'

// Evidence of one claim: what a decision rests on, each row as the record sealed it, and what somebody with an editor can do to it.

let database: TestDatabase
let checkpoint: CheckpointFile
let publicKey: string
let claim: string
let bundle: EvidenceBundle
let other: EvidenceBundle
const folder = mkdtempSync(join(tmpdir(), 'cofund-claim-evidence-'))

async function exported(request: EvidenceRequest, signInName = 'auditor'): Promise<EvidenceBundle> {
  const session = await openOperatorSession(database.owner, signInName, 'test')
  const path = join(folder, 'exported.json')
  await exportEvidence({ db: database.app, session, request, parts: evidenceParts, path })
  const read = readBundle(readFileSync(path, 'utf8'))
  if ('unreadableAt' in read) throw new Error(`unreadable at ${read.unreadableAt}`)
  return read.bundle
}
const verify = (evidence: EvidenceBundle): Promise<Verification> => verifyEvidence({ bundle: evidence, checkpoints: [checkpoint], publicKey }, nodeProofTools)
const findings = async (evidence: EvidenceBundle) => (await verify(evidence)).verdicts.flatMap((verdict) => verdict.findings)

beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  const { rows } = await sql<{ id: string }>`
    select claim_id as id from recovery join claim on claim.id = claim_id join pool on pool.id = claim.pool_id
    where pool.organisation_id = 'org_yangpu_finance' and claim.organisation_id = 'org_shenjiang_bank' and family = 'loan' and paid_minor > 0
    group by 1 order by count(*) desc, 1 limit 1`.execute(database.owner)
  claim = rows[0]?.id ?? ''
  const made = await makeCheckpoint(database.owner, { keyFile: join(folder, 'checkpoint.key') })
  if (!made) throw new Error('no checkpoint')
  checkpoint = made.checkpoint.file
  publicKey = readPublicKey(readFileSync(made.key.publicFile, 'utf8')) ?? ''
  bundle = await exported({ claim: claim as `clm_${string}` })
  other = await exported({ book: 'YP-POOL' })
}, 400_000)
afterAll(() => database.close())

describe('evidence of a claim', () => {
  test('holds, and has the claim’s rows, decisions, case, loan, statement lines and recoveries', async () => {
    const verification = await verify(bundle)
    expect(verification.verdicts.flatMap((verdict) => verdict.findings)).toEqual([])
    expect(verification.unproven.acts).toBe(0)
    const relations = new Set(bundle.rows.map(({ relation }) => relation))
    for (const relation of ['claim', 'claim_decision', 'claim_bearer', 'claim_document', 'claim_event', 'claim_payment', 'recovery', 'drawdown_note', 'note_report', 'pool', 'statement_line', 'statement_match', 'proposal', 'proposal_move']) {
      expect([...relations]).toContain(relation)
    }
    expect(bundle.derivations).toMatchObject([{ subject: claim, omitted: 0 }])
    expect(bundle.derivations[0]?.items.length).toBeGreaterThan(1)
  })

  test('names persons by their memberships alone', async () => {
    const { rows } = await sql<{ name: string }>`select name from person`.execute(database.owner)
    const text = JSON.stringify({ ...bundle, documents: [] })
    expect(rows.filter(({ name }) => text.includes(name))).toEqual([])
  })

  test('of another bank’s claim, or of none, is refused alike', async () => {
    for (const id of [claim, 'clm_0000000000000000000000']) {
      await expect(exported({ claim: id as `clm_${string}` }, 'pudong.checker')).rejects.toMatchObject({ code: 'record.not_found' })
    }
  })

  test('a book’s evidence has the figures of every decision in it', async () => {
    expect(await findings(other)).toEqual([])
    expect(other.derivations.length).toBeGreaterThan(1)
  })

  test('of a fund: its positions, and the file that they came in', async () => {
    const { rows } = await sql<{ id: `fnd_${string}` }>`select id from fund where organisation_id = 'org_guidance_fund' order by id limit 1`.execute(database.owner)
    const evidence = await exported({ fund: rows[0]?.id ?? 'fnd_0' })
    expect(await findings(evidence)).toEqual([])
    expect(new Set(evidence.rows.map(({ relation }) => relation))).toEqual(new Set(['fund', 'position', 'import_batch', 'import_total', 'document']))
  })
})

/** A bundle as it lies open before somebody with an editor, who can hash as well. */
type Open<Value> = Value extends string | number | null ? Value : { -readonly [Key in keyof Value]: Open<Value[Key]> }
type OpenBundle = Open<EvidenceBundle>

const rowOf = ({ rows }: OpenBundle, relation: string) => {
  const row = rows.find((one) => one.relation === relation)
  return row ?? expect.fail(`there is no ${relation}`)
}
const first = <Item>(items: readonly Item[]): Item => items[0] ?? expect.fail('there is none')
const raised = (text: string): string => text.replace(/"(\w*minor)": (\d+)/, (_, name: string, minor: string) => `"${name}": ${BigInt(minor) + 1n}`)

describe('what was changed in it is found and named:', () => {
  test.each<{ deed: string; found: string; tamper: (open: OpenBundle) => void }>([
    { deed: 'a fen more in a payment', found: 'row_changed', tamper: (open) => void (rowOf(open, 'claim_payment').text = raised(rowOf(open, 'claim_payment').text)) },
    {
      deed: 'a fen more, and its line in the seal hashed anew',
      found: 'seal_changed',
      tamper: (open) => {
        const row = rowOf(open, 'claim_payment')
        const [was, is] = [sha256(row.text), sha256(raised(row.text))]
        row.text = raised(row.text)
        for (const { opened } of open.seals) for (const piece of opened) piece.lines = piece.lines.replace(was, is)
      },
    },
    {
      deed: 'the same, with the hashes of the pieces',
      found: 'seal_changed',
      tamper: (open) => {
        const row = rowOf(open, 'claim_payment')
        const [was, is] = [sha256(row.text), sha256(raised(row.text))]
        row.text = raised(row.text)
        for (const { opened, pieces } of open.seals) {
          for (const piece of opened) {
            piece.lines = piece.lines.replace(was, is)
            pieces[piece.piece] = sha256(piece.lines)
          }
        }
      },
    },
    { deed: 'what two rows say, exchanged', found: 'row_changed', tamper: (open) => {
        const [one, other] = open.rows.filter(({ relation }) => relation === 'claim_bearer')
        if (!one || !other) return expect.fail('there is one bearer')
        ;[one.text, other.text] = [other.text, one.text]
      } },
    { deed: 'a decision’s row left out', found: 'row_missing', tamper: (open) => void (open.rows = open.rows.filter(({ relation }) => relation !== 'claim_decision')) },
    { deed: 'the seals left out', found: 'seal_missing', tamper: (open) => void (open.seals = []) },
    { deed: 'a seal that nobody named', found: 'seal_unnamed', tamper: (open) => void open.seals.push({ seal: 'made-up', pieces: [], opened: [] }) },
    { deed: 'a figure left out', found: 'derivation_missing', tamper: (open) => void first(open.derivations).items.pop() },
    {
      deed: 'an operand and, with it, all that is worked out from it',
      found: 'derivation_changed',
      tamper: (open) => {
        const item = first(first(open.derivations).items)
        item.derivation = { ...item.derivation, operation: 'given', operands: [] }
      },
    },
    {
      deed: 'somebody else, in an act',
      found: 'act_changed',
      tamper: ({ streams }) => {
        const { acts } = first(streams.filter((stream) => stream.acts.length > 3))
        acts[1] = first(acts.slice(1)).replace(/"membership": "\w+"/, '"membership": "mem_admin_1"')
      },
    },
    {
      deed: 'an act at the end, as if it had been there',
      found: 'act_unsigned',
      tamper: ({ streams }) => {
        const { acts } = first(streams)
        const last = JSON.parse(acts.at(-1) ?? '{}') as Record<string, unknown>
        const recordedAt = '2026-11-01T00:00:00.000000Z'
        acts.push(JSON.stringify({ ...last, sequence: Number(last['sequence']) + 1, previous: sha256(acts.at(-1) ?? ''), entries: [], seals: undefined, recordedAt }))
      },
    },
    {
      deed: 'the record of a place that no checkpoint knows',
      found: 'act_unsigned',
      tamper: ({ streams }) => {
        const text = first(first(streams).acts)
        const said = { ...(JSON.parse(text) as object), stream: 'org_elsewhere', sequence: 1, previous: sha256('org_elsewhere'), entries: [], seals: undefined, recordedAt: '2026-01-01T00:00:00.000000Z' }
        streams.push({ stream: 'org_elsewhere', acts: [JSON.stringify(said)] })
      },
    },
  ])('$deed → $found', async ({ tamper, found }) => {
    const open = structuredClone(bundle) as OpenBundle
    tamper(open)
    expect((await findings(open)).map(({ code }) => code)).toContain(found)
  })

  test('any character of the file, but where it says when and what it was asked for', { timeout: patience(120_000) }, async () => {
    const text = JSON.stringify({ ...bundle, documents: bundle.documents.filter((document) => 'base64' in document && document.base64.length < 4_000) })
    const from = text.indexOf('"streams"')
    // How many were left out is said, and proved by nothing.
    const told = /"omitted":\d+|"rowsOmitted":\d+/g
    const spared = [...text.matchAll(told)].map(({ index, 0: { length } }) => [index, index + length] as const)
    const before = (await verify(JSON.parse(text) as EvidenceBundle)).verdicts.map(({ count }) => count)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: from, max: text.length - 2 }), fc.constantFrom('0', '1', 'a', 'é', '"', ' ', '\\', '}', '/'), async (at, character) => {
        if (text[at] === character || spared.some(([start, end]) => at >= start && at < end)) return
        const read = readBundle(text.slice(0, at) + character + text.slice(at + 1))
        if ('unreadableAt' in read) return
        // Documents are left out of the text, so that findings are there before: there must be more of them.
        const after = (await verify(read.bundle)).verdicts.map(({ count }) => count)
        expect(after, text.slice(at - 40, at + 20)).not.toEqual(before)
      }),
      { numRuns: runs(25) },
    )
  })

  test.each([
    ['a key that stands twice', (text: string) => text.replace('"rows":', '"rows":[],"rows":')],
    ['half a pair of surrogates', (text: string) => text.replace('"acts":["', '"acts":["\\ud800')],
    ['brackets without an end', () => '['.repeat(500_000)],
    ['brackets, closed', () => '['.repeat(500_000) + ']'.repeat(500_000)],
    ['a mark of byte order', (text: string) => `\ufeff${text}`],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['nothing', () => ''],
  ])('a file with %s is no bundle, and breaks nobody', (_, spoil) => {
    const read = readBundle(spoil(JSON.stringify(bundle)))
    const stream = 'bundle' in read ? read.bundle.streams[0]?.stream : undefined
    expect(stream).toBe(undefined)
  })
})
