import type { Db } from '@cofund/db/connect'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { sql } from 'kysely'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { callerAs } from '../kit/actors.ts'
import { plantBatch } from '../kit/loan-book.ts'
import { onBenchDatabase } from './bench-database.ts'

/**
 * Loss sharing over a book of 10⁴ loans and one of 10⁶, two districts' in one database: how long a scheme takes to be tried on
 * all losses, and whether the dashboard answers in flat time.
 */
export async function run(): Promise<void> {
  await onBenchDatabase(measure)
}

async function measure(database: { owner: Db; app: Db }): Promise<void> {
  await seedPeople(database.owner)
  const maker = await callerAs(database, 'city.maker')
  await maker.policies.draftShipped()
  const policyVersionId = (await maker.policies.list()).find(({ code }) => code === 'SBA7A')?.versions[0]?.id ?? 'plv_none'
  await plantBook(database.owner, 'org_yangpu_finance', 10_000)
  await plantBook(database.owner, 'org_pudong_finance', 1_000_000)
  await sql`vacuum analyze loan`.execute(database.owner)

  const small = await measureBook(database, 'yangpu.maker', policyVersionId)
  const large = await measureBook(database, 'pudong.maker', policyVersionId)
  for (const [what, ms] of Object.entries(large)) {
    const before = small[what] ?? Number.NaN
    console.log(`${what}: 10⁴ loans ${before.toFixed(1)} ms, 10⁶ loans ${ms.toFixed(1)} ms, ratio ${(ms / before).toFixed(2)}`)
  }
}

async function measureBook(
  database: { owner: Db; app: Db },
  name: string,
  policyVersionId: `plv_${string}`,
): Promise<Record<string, number>> {
  const caller = await callerAs(database, name)
  const began = performance.now()
  const memory = process.memoryUsage().heapUsed
  const before = process.cpuUsage()
  const { evaluationId } = await caller.reports.evaluateLosses({ policyVersionId })
  const evaluation = performance.now() - began
  const { user, system } = process.cpuUsage(before)
  const grown = (process.memoryUsage().heapUsed - memory) / 2 ** 20
  await sql`vacuum analyze evaluated_loss, loss_rollup`.execute(database.owner)
  const page = await caller.reports.lossSharing({ evaluation: evaluationId })
  const [year] = page?.byYear ?? []
  const lender = page?.byLender[0]?.lender?.id
  const took = `${(evaluation / 1000).toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of this process’s own)`
  console.log(`${name}: ${page?.total?.losses} losses of ${page?.byYear.length} years in ${took}, heap ${grown.toFixed(0)} MB more`)
  return {
    evaluation: evaluation,
    dashboard: await medianOf(() => caller.reports.lossSharing({ evaluation: evaluationId })),
    'dashboard of a year': await medianOf(() =>
      caller.reports.lossSharing({ evaluation: evaluationId, year: year?.year ?? 2000 }),
    ),
    'dashboard of a lender': await medianOf(() => caller.reports.lossSharing({ evaluation: evaluationId, lender })),
    'rows of a year at a lender': await medianOf(() =>
      caller.reports.lossRows({ evaluationId, year: year?.year ?? 2000, lender }),
    ),
    'rows of a year': await medianOf(() => caller.reports.lossRows({ evaluationId, year: year?.year ?? 2000 })),
    'rows of the whole (added up anew)': await medianOf(() => caller.reports.lossRows({ evaluationId })),
  }
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 21; turn += 1) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return times.toSorted((a, b) => a - b)[10] ?? Number.NaN
}

/** Loans like those of the public 7(a) record: one in six lost, thirty years, 1,600 lenders of whom few lend most. */
async function plantBook(owner: Db, organisationId: OrganisationId, loans: number): Promise<void> {
  const batchId = await plantBatch(owner, organisationId)
  await sql`
    insert into lender (organisation_id, name, region) select ${organisationId}, 'Lender ' || n, 'NY' from generate_series(1, 1600) as n`.execute(
    owner,
  )
  await sql`
    insert into loan (organisation_id, lender_id, number, borrower_name, outcome, currency, approved_on, charged_off_on,
      approved_minor, guaranteed_minor, charged_off_minor, batch_id, line)
    select ${organisationId}, first + ((n * 7919 % 40) * (n * 104729 % 40)) % 1600, n::text, 'Borrower ' || n,
      case when n % 6 = 0 then 'charged_off' else 'repaid' end, 'USD', date '1985-01-01' + (n * 31 % 9000)::int,
      case when n % 6 = 0 then date '1987-01-01' + (n * 37 % 10500)::int end,
      approved, approved * (array[50, 75, 85, 90])[1 + n % 4] / 100,
      case when n % 6 = 0 then approved * (20 + n % 85) / 100 end, ${batchId}, n + 1
    from generate_series(1, ${loans}::bigint) as n
    cross join lateral (select 500000 + n * 7907 % 40000000 as approved) as amount
    cross join (select min(id) as first from lender where organisation_id = ${organisationId}) as lender`.execute(owner)
}
