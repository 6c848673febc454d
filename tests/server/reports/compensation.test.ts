import { addMonths, plainDate } from '@cofund/shared/kernel/plain-date'
import { nothing, sum } from '@cofund/shared/kernel/money'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerAs } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

let database: TestDatabase
const onTheDay = { now: () => new Date('2026-11-20T02:00:00Z') }
let city: Awaited<ReturnType<typeof callerAs>>
beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  city = await callerAs(database, 'city.maker', onTheDay)
})
afterAll(() => database.close())

describe('the analysis of compensation', () => {
  test('every dimension adds up to the whole, and who bears adds up to the loss', async () => {
    const { total, byBank, byDistrict, byYear, byScheme, byPool } = await city.reports.compensation({})
    expect(total.claims).toBeGreaterThan(10)
    for (const parts of [byBank, byDistrict, byYear, byScheme, byPool]) {
      expect(sum(parts.map(({ loss }) => loss), 'CNY')).toEqual(total.loss)
      expect(sum(parts.map(({ paid }) => paid), 'CNY')).toEqual(total.paid)
      expect(parts.reduce((count, { claims }) => count + claims, 0)).toBe(total.claims)
    }
    expect(sum(total.bearers.map(({ borne }) => borne), 'CNY')).toEqual(total.loss)
  })

  test('a figure opens into the claims that it is made of', async () => {
    const { byBank } = await city.reports.compensation({})
    for (const { key, loss, claims, bearers } of byBank) {
      const bankId = key as `org_${string}`
      const opened = await city.reports.decidedClaims({ bankId, size: 20 })
      expect(opened).toMatchObject({ count: claims, sums: { loss } })
      for (const { bearer, borne } of bearers) {
        const part = await city.reports.decidedClaims({ bankId, bearer, size: 20 })
        expect(part.sums?.['borne'] ?? nothing('CNY')).toEqual(borne)
      }
    }
  })

  test('a filter narrows every figure and leaves what may be chosen', async () => {
    const whole = await city.reports.compensation({})
    const [pool] = whole.byPool
    const narrowed = await city.reports.compensation({ poolId: pool?.key as `rcp_${string}` })
    expect(narrowed.total.loss).toEqual(pool?.loss)
    expect(narrowed.choices.byPool.map(({ key }) => key)).toEqual(whole.byPool.map(({ key }) => key))
  })

  test('a year’s loans are counted month by month of their own, as far as all of them have lived', async () => {
    const { vintages } = await city.reports.compensation({})
    const notes = await database.owner
      .selectFrom('drawdown_note')
      .select(['lent_on', 'npl_derived_on', 'principal_minor'])
      .where('status', 'not in', ['registered', 'rejected', 'withdrawn'])
      .execute()
    expect(vintages.length).toBeGreaterThan(0)
    for (const { year, months, lent, defaulted } of vintages) {
      const cohort = notes.filter(({ lent_on }) => lent_on.startsWith(String(year)))
      const gone = cohort.filter(({ lent_on, npl_derived_on: bad }) => bad && bad <= addMonths(lent_on, months))
      const minorOf = (rows: typeof notes) => rows.reduce((total, { principal_minor }) => total + principal_minor, 0n)
      expect({ year, months, lent: lent.minor, defaulted: defaulted.minor }).toEqual({ year, months, lent: minorOf(cohort), defaulted: minorOf(gone) })
      expect(addMonths(plainDate(`${year + 1}-01-01`), months) <= '2026-11-20').toBe(true)
    }
  })
})
