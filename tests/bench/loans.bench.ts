import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Db, withClient } from '@cofund/db/connect'
import { type PlainDate, addDays } from '@cofund/shared/kernel/plain-date'
import { drawdownNotesStandard } from '@cofund/shared/loans/shipped/drawdown-notes-standard.mapping'
import { sql } from 'kysely'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { appRouter } from '../../server/app.ts'
import { storeDocument } from '../../server/documents/document.commands.ts'
import { drainImports } from '../../server/imports/run-import.ts'
import { createCallerFactory } from '../../server/kernel/trpc.ts'
import { openOperatorSession } from '../../server/people/operator-session.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { seedPolicies } from '../../server/seed/seed-policies.ts'
import { requestContext } from '../kit/actors.ts'
import { inventedUscc, plantPool } from '../server/loans/loans-kit.ts'
import { onBenchDatabase } from './bench-database.ts'

/** How many loans in all; `BENCH_ROWS=100000 pnpm bench loans` for a first look. */
const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000)
const few = 10_000
const firms = 2_000
const bank = 'org_shenjiang_bank'

/**
 * A file of loans through the product's own procedures, judged by the pool's rules and enrolled, against a bare COPY of the rows that
 * this leaves into an empty table with the same indexes; and what pages ask for, with ten thousand loans and with all of them.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-bench-'))
  await onBenchDatabase(({ owner, app }) => measure({ owner, app, folder })).finally(() => rmSync(folder, { recursive: true, force: true }))
}

interface Bench {
  readonly owner: Db
  readonly app: Db
  readonly folder: string
}

async function measure({ owner, app, folder }: Bench): Promise<void> {
  await seedPeople(owner)
  await seedPolicies(owner)
  const poolId = await plantPool(owner, { code: 'B-ONE', banks: [bank], agreedOn: '2024-01-01', quota: 10n ** 13n })
  await plantFirms(owner)
  const callerOf = async (signInName: string) => {
    const session = await openOperatorSession(owner, signInName, 'bench')
    return { session, caller: createCallerFactory(appRouter)(requestContext(app, { session, reportBug: (bug) => console.error(bug) })) }
  }
  const { caller, session } = await callerOf('shenjiang.maker')
  const { caller: steward } = await callerOf('yangpu.maker')

  const asked: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['dashboard of the bank', () => caller.note.dashboard({})],
    ['dashboard of the pool, for its keeper', () => steward.note.dashboard({ poolId })],
    ['first page, unfiltered, with sums', () => steward.note.list({})],
    ['first page of what is overdue or lent in 2025', () => steward.note.list({ status: 'enrolled', lentYear: 2025 })],
    ['one note with all that hangs on it', async () => caller.note.get({ noteId: (await caller.note.list({})).rows[0]?.id ?? 'nte_' })],
  ]
  const look = async (): Promise<readonly number[]> => {
    const times: number[] = []
    for (const [, ask] of asked) {
      await ask()
      const tries = []
      for (let turn = 0; turn < 5; turn += 1) tries.push((await timed(ask))[0])
      times.push(Math.min(...tries))
    }
    return times
  }

  const imported = async (from: number, to: number): Promise<{ checking: number; importing: number; batchId: string }> => {
    const path = join(folder, `notes-${from}.csv.gz`)
    await pipeline(Readable.from(loans(from, to)), createGzip({ level: 1 }), createWriteStream(path))
    const document = await storeDocument(app, session, { name: 'notes.csv.gz', source: createReadStream(path, { highWaterMark: 2 ** 20 }) })
    const started = await caller.import.start({ kind: 'drawdown_notes', documentHash: document.hash })
    const [checking] = await timed(drainImports)
    const { batch } = await caller.import.get(started)
    if (batch.status !== 'checked') throw new Error(`the check ended as ${batch.status}: ${batch.refusal?.code}`)
    await caller.import.confirm({ ...started, digest: batch.digest ?? '', acceptRejections: true })
    const [importing] = await timed(drainImports)
    const ended = (await caller.import.get(started)).batch
    if (ended.status !== 'imported') throw new Error(`the import ended as ${ended.status}: ${ended.refusal?.code}`)
    await sql`analyze drawdown_note, note_rollup, note_verdict`.execute(owner)
    return { checking, importing, batchId: started.batchId }
  }

  await imported(0, few)
  const before = await look()
  const { checking, importing } = await imported(few, rows)
  const after = await look()

  const taken = rows - few
  const bare = await bareCopy(owner, folder, few)
  const line = (what: string, ms: number) => console.log(`${what.padEnd(52)} ${(ms / 1000).toFixed(1).padStart(6)} s   ${(ms / bare).toFixed(2)} ×`)
  line(`COPY of the ${taken.toLocaleString('en')} rows taken, same indexes`, bare)
  line('check (read, look up, judge by rules)', checking)
  line('import (read, judge again, enrol, roll up, expose)', importing)
  console.log(`${''.padEnd(52)} ${few.toLocaleString('en').padStart(9)} ${rows.toLocaleString('en').padStart(12)}`)
  for (const [index, [what]] of asked.entries()) {
    const [small = 0, large = 0] = [before[index], after[index]]
    console.log(`${what.padEnd(52)} ${small.toFixed(1).padStart(6)} ms ${large.toFixed(1).padStart(9)} ms   ${(large / small).toFixed(2)} ×`)
  }
}

/** Firms that the rule set finds eligible on some days and not on others: certificates of a year, look-ups every three weeks. */
async function plantFirms(owner: Db): Promise<void> {
  const ids = Array.from({ length: firms }, (_, index) => index)
  await owner
    .insertInto('enterprise')
    .values(ids.map((n) => ({ id: `ept_bench_${n}` as const, uscc: inventedUscc(n), name: `试验企业${n}`, group_code: null, registered_by: bank, override_reason: null })))
    .execute()
  await sql`
    insert into enterprise_fact (enterprise_id, organisation_id, fact, value, stated_for)
    select id, ${bank}, fact, value, '2023-12-31'::date from enterprise
    cross join (values ('staff', '40'), ('revenue', '3000000000'), ('industry', 'I6513')) as known (fact, value)`.execute(owner)
  await sql`
    insert into enterprise_certificate (enterprise_id, organisation_id, kind, number, valid_from, valid_to)
    select id, ${bank}, 'tech_sme', id || year, make_date(year, 1, 1), make_date(year, 12, 31) from enterprise cross join generate_series(2024, 2026) as year`.execute(owner)
  await sql`
    insert into enterprise_check (enterprise_id, organisation_id, checked_on)
    select id, ${bank}, day::date from enterprise cross join generate_series('2024-12-15'::date, '2026-06-20'::date, interval '21 days') as day`.execute(owner)
}

const header = Object.values(drawdownNotesStandard.fields)
  .map((field) => ('column' in field ? field.column : ''))
  .join(',')

function* loans(from: number, to: number): Generator<Buffer> {
  let text = `${header}\n`
  const days: readonly PlainDate[] = Array.from({ length: 520 }, (_, day) => addDays('2025-01-02', day))
  for (let index = from; index < to; index += 1) {
    const lentOn = days[(index * 7) % days.length] ?? '2025-01-02'
    const dueOn = `${Number(lentOn.slice(0, 4)) + 1}${lentOn.slice(4, 8)}28`
    text += `B-ONE,B${index},H${index},,${usccOf(index % firms)},310110,KJD,CNY,${500_000 + (index % 97) * 10_000},${lentOn},${dueOn},0.0385,流动资金,${index % 5 === 0 ? 'first_loan' : ''},,,,\n`
    if (text.length > 2 ** 20) {
      yield Buffer.from(text)
      text = ''
    }
  }
  yield Buffer.from(text)
}

const codes: string[] = []
const usccOf = (n: number): string => (codes[n] ??= inventedUscc(n))

/** The same notes from a file into an empty twin of their table: its indexes, its checks; no policy, no trigger, no judging. */
async function bareCopy(owner: Db, folder: string, except: number): Promise<number> {
  const path = join(folder, 'notes.copy')
  return withClient(owner, async (own, client) => {
    const { rows: found } = await sql<{ names: string }>`
      select string_agg(attname, ', ' order by attnum) as names from pg_attribute where attrelid = 'drawdown_note'::regclass and attnum > 0`.execute(own)
    const names = found[0]?.names ?? '*'
    await pipeline(client.query(copyTo(`copy (select ${names} from drawdown_note order by id offset ${except}) to stdout`)), createWriteStream(path))
    await sql`create table bare_note (like drawdown_note including all)`.execute(own)
    const [ms] = await timed(async () => {
      const copy = client.query(copyFrom(`copy bare_note (${names}) from stdin`))
      createReadStream(path, { highWaterMark: 2 ** 20 }).pipe(copy)
      await finished(copy)
    })
    return ms
  })
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now()
  const result = await work()
  return [performance.now() - begun, result]
}
