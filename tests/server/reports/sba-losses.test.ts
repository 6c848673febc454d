import { createReadStream, existsSync } from 'node:fs'
import type { LossCell } from '@cofund/shared/reports/loss-sharing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drainImports } from '../../../server/imports/run-import.ts'
import { proveLossEvaluations } from '../../../server/reports/loss-proofs.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { importerAs } from '../imports/import-kit.ts'

/** A real record of guaranteed loans stands beside the project, not in it. */
const file = new URL('../../../../shared/data/sba-7a-loans.csv.gz', import.meta.url)

describe.skipIf(!existsSync(file))(
  'the public 7(a) record (../shared/data/sba-7a-loans.csv.gz; skipped where it is absent)',
  () => {
    let database: TestDatabase
    let caller: Awaited<ReturnType<typeof callerAs>>
    let evaluationId: `lev_${string}`
    beforeAll(async () => {
      database = await openTestDatabase()
      await seedPeople(database.owner)
      const importer = await importerAs(database)
      await importer.confirm(
        await importer.check(createReadStream(file), { name: 'sba-7a-loans.csv.gz', mapping: 'sba-7a' }),
        true,
      )
      caller = await callerAs(database, 'yangpu.maker')
      await (await callerAs(database, 'city.maker')).policies.draftShipped()
      const scheme = (await caller.reports.schemes()).find(({ code }) => code === 'SBA7A')
      ;({ evaluationId } = await caller.reports.evaluateLosses({ policyVersionId: scheme?.versionId ?? 'plv_none' }))
    })
    afterAll(async () => {
      await drainImports()
      await database.close()
    })

    /** The rule and the record in plain SQL, without a line of ours: 85 % to 150,000.00, 75 % above, of at most the approval. */
    const independent = (grain: string) =>
      sql<Sums & { key: number | bigint | null }>`
    select ${sql.raw(grain)} as key, count(*)::int as losses, sum(charged_off_minor)::int8 as loss,
      sum(guarantor)::int8 as guarantor, sum(charged_off_minor - guarantor)::int8 as bank,
      count(recorded)::int as compared, sum(recorded)::int8 as recorded, coalesce(sum(guarantor - recorded) filter (where guarantor > recorded), 0)::int8 as above,
      coalesce(sum(guarantor - recorded) filter (where guarantor < recorded), 0)::int8 as below
    from (
      select *, extract(year from charged_off_on)::int as year,
        least(375000000, floor(least(charged_off_minor, approved_minor) * case when approved_minor <= 15000000 then 0.85 else 0.75 end)) as guarantor,
        case when guaranteed_minor <= approved_minor then floor(least(charged_off_minor, approved_minor)::numeric * guaranteed_minor / nullif(approved_minor, 0)) end as recorded
      from loan where charged_off_minor > 0
    ) as loss group by ${sql.raw(grain === 'null' ? '()' : grain)}`.execute(database.owner)

    interface Sums {
      readonly losses: number
      readonly loss: bigint
      readonly guarantor: bigint
      readonly bank: bigint
      readonly compared: number
      readonly recorded: bigint
      readonly above: bigint
      readonly below: bigint
    }
    const sumsBy = async (grain: string) =>
      new Map((await independent(grain)).rows.map(({ key, ...sums }) => [key === null ? null : String(key), sums]))

    const sumsOf = (cell: LossCell): Sums => ({
      losses: cell.losses - cell.refused,
      loss: cell.loss.minor,
      guarantor: cell.shares[0]?.amount.minor ?? -1n,
      bank: cell.shares[1]?.amount.minor ?? -1n,
      compared: cell.compared,
      recorded: cell.recorded.minor,
      above: cell.aboveBy.minor,
      below: cell.belowBy.minor,
    })

    test('comes to what plain SQL makes of rule and record: in all, by year, and at the banks that lost most', async () => {
      const page = await caller.reports.lossSharing({ evaluation: evaluationId })
      expect(page?.total && sumsOf(page.total)).toEqual((await sumsBy('null')).get(null))
      const years = await sumsBy('year')
      for (const cell of page?.byYear ?? [])
        if (cell.losses > cell.refused) expect(sumsOf(cell)).toEqual(years.get(cell.year === null ? null : String(cell.year)))
      const lenders = await sumsBy('lender_id')
      for (const cell of page?.byLender ?? [])
        expect(sumsOf(cell)).toEqual(lenders.get(cell.lender?.id.slice('ldr_'.length) ?? null))
      expect([page?.byLender.length, years.size > 20]).toEqual([20, true])
    })

    test('holds together: sums of sums, and every loss shared again from its record', async () => {
      const proofs = await proveLossEvaluations(database.owner)
      expect(proofs.map(({ differences }) => differences)).toEqual([0, 0])
      const page = await caller.reports.lossSharing({ evaluation: evaluationId })
      const loss = page?.total?.loss.minor ?? 0n
      expect(page?.byYear.reduce((sum, cell) => sum + cell.loss.minor, 0n)).toBe(loss)
      expect(
        (page?.byLender.reduce((sum, cell) => sum + cell.loss.minor, 0n) ?? 0n) + (page?.otherLenders?.loss.minor ?? 0n),
      ).toBe(loss)
    })
  },
)
