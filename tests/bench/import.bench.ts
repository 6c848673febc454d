import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip, gunzipSync } from 'node:zlib'
import { type Db, withClient } from '@cofund/db/connect'
import { sql } from 'kysely'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { appRouter } from '../../server/app.ts'
import { storeDocument } from '../../server/documents/document.commands.ts'
import { drainImports } from '../../server/imports/run-import.ts'
import { createCallerFactory } from '../../server/kernel/trpc.ts'
import { openOperatorSession } from '../../server/people/operator-session.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { requestContext } from '../kit/actors.ts'
import { dataFile } from '../kit/data.ts'
import { onBenchDatabase } from './bench-database.ts'

/** How many rows; `BENCH_ROWS=100000 pnpm bench import` for a first look. */
const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000)

/**
 * The real record repeated under new numbers, checked and imported by the product's own procedures, against a bare COPY of the
 * very rows that this leaves into an empty table with the same indexes; then the reading of it, and a file of bad rows.
 */
export async function run(): Promise<void> {
  const real = dataFile('sba-7a-loans.csv.gz')
  if (!real) {
    console.log('../shared/data/sba-7a-loans.csv.gz is not here: nothing was measured')
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'cofund-bench-'))
  await onBenchDatabase(({ owner, app }) => measure({ owner, app, real, folder })).finally(() => rmSync(folder, { recursive: true, force: true }))
}

interface Bench {
  readonly owner: Db
  readonly app: Db
  readonly real: string
  readonly folder: string
}

async function measure({ owner, app, real, folder }: Bench): Promise<void> {
  await seedPeople(owner)
  const session = await openOperatorSession(owner, 'yangpu.maker', 'bench')
  const caller = createCallerFactory(appRouter)(requestContext(app, { session, reportBug: (bug) => console.error(bug) }))
  const file = join(folder, 'loans.csv.gz')
  await pipeline(Readable.from(repeated(real)), createGzip({ level: 1 }), createWriteStream(file))
  console.log(`${rows.toLocaleString('en')} rows, ${(statSync(file).size / 1e6).toFixed(0)} MB of gzip`)

  const memory = watchMemory()
  const [storing, document] = await timed(() => storeDocument(app, session, { name: 'loans.csv.gz', source: createReadStream(file, { highWaterMark: 2 ** 20 }) }))
  const started = await caller.import.start({ kind: 'loans', documentHash: document.hash })
  const [checking] = await timed(drainImports)
  const { batch } = await caller.import.get(started)
  if (batch.status !== 'checked' || !batch.counts) throw new Error(`the check ended as ${batch.status}`)
  await caller.import.confirm({ ...started, digest: batch.digest ?? '', acceptRejections: true })
  const [importing] = await timed(drainImports)
  const peak = memory()
  const ended = (await caller.import.get(started)).batch
  if (ended.status !== 'imported') throw new Error(`the import ended as ${ended.status}: ${ended.refusal?.code}`)

  const bare = await bareCopy(owner, folder)
  const line = (what: string, ms: number) => console.log(`${what.padEnd(44)} ${(ms / 1000).toFixed(1).padStart(6)} s   ${(ms / bare).toFixed(2)} ×`)
  line(`COPY of the ${batch.counts.taken.toLocaleString('en')} rows taken, same indexes`, bare)
  line('store the file', storing)
  line('check (read, judge, keep the findings)', checking)
  line('import (read, judge, write, roll up)', importing)
  console.log(`memory of this process: ${peak.from} MB before, ${peak.to} MB at most`)

  await owner.transaction().execute((trx) => sql`analyze loan, loan_rollup, lender`.execute(trx))
  for (const [what, ask] of [
    ['sums of the whole book', () => caller.loan.summary({})],
    ['first page, unfiltered, with sums', () => caller.loan.list({})],
    ['charged off in 1997–2003, with sums', () => caller.loan.list({ outcome: 'charged_off', approvedFrom: 1997, approvedTo: 2003 })],
    ['a number, by its beginning', () => caller.loan.list({ search: '20000123' })],
    ['a word in a borrower’s name', () => caller.loan.list({ search: 'bakery' })],
  ] as readonly (readonly [string, () => Promise<unknown>])[]) {
    await ask()
    const [first] = await timed(ask)
    const [second] = await timed(ask)
    console.log(`${what.padEnd(44)} ${Math.min(first, second).toFixed(0).padStart(6)} ms`)
  }

  const [bad, findings] = await badRows()
  console.log(`${'check of as many rows, two bad cells in each'.padEnd(44)} ${(bad / 1000).toFixed(1).padStart(6)} s   ${findings.toLocaleString('en')} findings kept`)

  async function badRows(): Promise<[number, number]> {
    const stored = await storeDocument(app, session, { name: 'bad.csv', source: Readable.from(repeated(real, (row) => row.replace(/,(\d+)\/\d+\/(\d{4}),/, ',$1/77/$2,').replace(/,(P I F|CHGOFF),/, ',?,'))) })
    const { batchId } = await caller.import.start({ kind: 'loans', documentHash: stored.hash })
    const [ms] = await timed(drainImports)
    return [ms, (await caller.import.findings({ batchId, severity: 'error' })).count]
  }
}

/** The record's rows over and over, each with a number of its own. */
function* repeated(real: string, change: (row: string) => string = (row) => row): Generator<Buffer> {
  const [header = '', ...lines] = gunzipSync(readFileSync(real)).toString().trimEnd().split('\n')
  const tails = lines.map((row) => change(row.slice(row.indexOf(','))))
  yield Buffer.from(`${header}\n`)
  let text = ''
  for (let row = 0; row < rows; row += 1) {
    text += `${2_000_000_000 + row}${tails[row % tails.length] ?? ''}\n`
    if (text.length > 2 ** 20) {
      yield Buffer.from(text)
      text = ''
    }
  }
  yield Buffer.from(text)
}

/** The same loans from a file into an empty twin of their table: its indexes, its checks; no policy, no foreign key, no judging. */
async function bareCopy(owner: Db, folder: string): Promise<number> {
  const path = join(folder, 'loans.copy')
  const columns = `organisation_id, lender_id, number, borrower_name, industry_code, region, outcome, currency, approved_on, disbursed_on,
    charged_off_on, term_months, approved_minor, guaranteed_minor, disbursed_minor, charged_off_minor, warnings, batch_id, line`
  return withClient(owner, async (own, client) => {
    await pipeline(client.query(copyTo(`copy (select ${columns} from loan order by id) to stdout`)), createWriteStream(path))
    // Twice, and the mean of both: the machine may be shared.
    const times: number[] = []
    for (const twin of ['bare_loan_1', 'bare_loan_2']) {
      await sql`create table ${sql.id(twin)} (like loan including all)`.execute(own)
      const [ms] = await timed(async () => {
        const copy = client.query(copyFrom(`copy ${twin} (${columns}) from stdin`))
        createReadStream(path, { highWaterMark: 2 ** 20 }).pipe(copy)
        await finished(copy)
      })
      times.push(ms)
    }
    return times.reduce((sum, ms) => sum + ms, 0) / times.length
  })
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now()
  const result = await work()
  return [performance.now() - begun, result]
}

/** Watches this process's resident memory; answers it before, and at its highest since. */
function watchMemory(): () => { readonly from: number; readonly to: number } {
  const read = () => Math.round(process.memoryUsage().rss / 1e6)
  const from = read()
  let to = from
  const timer = setInterval(() => {
    to = Math.max(to, read())
  }, 50)
  return () => {
    clearInterval(timer)
    return { from, to }
  }
}
