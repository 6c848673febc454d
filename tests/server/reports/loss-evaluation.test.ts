import { rowOf, type LoanId } from '@cofund/shared/loans/loan'
import { type Money, toDecimal } from '@cofund/shared/kernel/money'
import { replay } from '@cofund/shared/kernel/derivation'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { LossCell } from '@cofund/shared/reports/loss-sharing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveLossEvaluations } from '../../../server/reports/loss-proofs.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { plantLoans } from '../../kit/loan-book.ts'

let database: TestDatabase
let versions: Record<string, PolicyVersionId>
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  const maker = await callerAs(database, 'city.maker')
  await maker.policies.draftShipped()
  versions = Object.fromEntries(
    (await maker.policies.list()).map(({ code, versions: [version] }) => [code, version?.id ?? 'plv_none']),
  )

  await plantLoans(database.owner, 'org_yangpu_finance', [
    // Guaranteed as the rule has it: 85 % up to 150,000.00.
    {
      number: 'A1',
      lender: 'First',
      approved: '100000.00',
      guaranteed: '85000.00',
      chargedOff: '40000.00',
      chargedOffOn: '2009-03-01',
    },
    // At 50 %, where the rule gives 85 %.
    {
      number: 'A2',
      lender: 'First',
      approved: '60000.00',
      guaranteed: '30000.00',
      chargedOff: '60000.01',
      chargedOffOn: '2010-05-01',
    },
    // At 90 %, where the rule gives 75 %.
    {
      number: 'B1',
      lender: 'Second',
      approved: '200000.00',
      guaranteed: '180000.00',
      chargedOff: '200000.00',
      chargedOffOn: '2010-07-01',
    },
    // No day, no lender, and repaid on record: the charge-off counts.
    { number: 'X1', lender: null, approved: '10000.00', guaranteed: '8500.00', chargedOff: '1000.00', outcome: 'repaid' },
    // Not shared: no amount, an amount of nothing, and beyond the highest tier.
    { number: 'U1', lender: 'Second', approved: '10000.00', guaranteed: '8500.00', chargedOffOn: '2010-01-01' },
    {
      number: 'U2',
      lender: 'Second',
      approved: '10000.00',
      guaranteed: '8500.00',
      chargedOff: '0.00',
      chargedOffOn: '2010-01-01',
    },
    {
      number: 'T1',
      lender: 'Third',
      approved: '6000000.00',
      guaranteed: '4500000.00',
      chargedOff: '5000000.00',
      chargedOffOn: '2010-02-01',
    },
    // In another currency than the scheme's, which lays down amounts.
    {
      number: 'C1',
      lender: 'Third',
      currency: 'CNY',
      approved: '1000.00',
      guaranteed: '500.00',
      chargedOff: '1000.00',
      chargedOffOn: '2012-01-01',
    },
    // No loss at all.
    { number: 'P1', lender: 'First', approved: '100.00', guaranteed: '85.00', chargedOff: '0.00', outcome: 'repaid' },
    { number: 'P2', lender: 'First', approved: '100.00', guaranteed: '85.00', outcome: 'repaid' },
  ])
})
afterAll(() => database.close())

const versionOf = (code: string): PolicyVersionId => versions[code] ?? 'plv_none'

async function evaluate(code: string) {
  const caller = await callerAs(database, 'yangpu.maker')
  const { evaluationId } = await caller.reports.evaluateLosses({ policyVersionId: versionOf(code) })
  return { caller, evaluationId }
}

/** "5 losses of 301000.01, 1 refused of 5000000.00: guarantor 235850.00, bank 65150.01" */
const told = ({ losses, loss, refused, refusedLoss, shares }: LossCell): string =>
  `${losses} losses of ${toDecimal(loss)}, ${refused} refused of ${toDecimal(refusedLoss)}: ${shares.map(({ bearer, amount }) => `${bearer} ${toDecimal(amount)}`).join(', ')}`
const text = (amount: Money | null): string | null => amount && toDecimal(amount)

describe('a scheme tried on a planted book', () => {
  test('40,000.00 and 60,000.00 at 85 %, 200,000.00 at 75 %, 1,000.00 at 85 %: the guarantor bears 235,850.00, the bank the rest', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const page = await caller.reports.lossSharing({ evaluation: evaluationId })
    expect(page?.currencies).toEqual(['USD', 'CNY'])
    expect(page?.total && told(page.total)).toBe(
      '7 losses of 5301000.01, 3 refused of 5000000.00: guarantor 235850.00, bank 65150.01',
    )
    expect(page?.byYear.map((cell) => `${cell.year}: ${told(cell)}`)).toEqual([
      '2009: 1 losses of 40000.00, 0 refused of 0.00: guarantor 34000.00, bank 6000.00',
      '2010: 5 losses of 5260000.01, 3 refused of 5000000.00: guarantor 201000.00, bank 59000.01',
      'null: 1 losses of 1000.00, 0 refused of 0.00: guarantor 850.00, bank 150.00',
    ])
    expect(page?.byLender.map((cell) => `${cell.lender?.name}: ${told(cell)}`)).toEqual([
      'Third: 1 losses of 5000000.00, 1 refused of 5000000.00: guarantor 0.00, bank 0.00',
      'Second: 3 losses of 200000.00, 2 refused of 0.00: guarantor 150000.00, bank 50000.00',
      'First: 2 losses of 100000.01, 0 refused of 0.00: guarantor 85000.00, bank 15000.01',
      'undefined: 1 losses of 1000.00, 0 refused of 0.00: guarantor 850.00, bank 150.00',
    ])
    expect(page?.otherLenders && told(page.otherLenders)).toBe('0 losses of 0.00, 0 refused of 0.00: guarantor 0.00, bank 0.00')
  })

  test('the record guarantees 34,000 + 30,000 + 180,000 + 850; computed is 51,000 − 30,000 more on one loan and 30,000 less on another', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const page = await caller.reports.lossSharing({ evaluation: evaluationId })
    const { compared, recorded, computed, above, aboveBy, below, belowBy } = page?.total ?? {}
    expect({ compared, above, below }).toEqual({ compared: 4, above: 1, below: 1 })
    expect([recorded, computed, aboveBy, belowBy].map((amount) => text(amount ?? null))).toEqual([
      '244850.00',
      '235850.00',
      '21000.00',
      '-30000.00',
    ])
  })

  test('what the scheme refuses stands apart with its reason, never as nothing', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const page = await caller.reports.lossSharing({ evaluation: evaluationId })
    expect(page?.refusals.map(({ code, losses, loss, alike }) => [code, losses, text(loss), alike])).toEqual([
      ['loss.amount_unstated', 2, '0.00', true],
      ['compensation.outside_tiers', 1, '5000000.00', true],
    ])
    const refused = await caller.reports.lossRows({ evaluationId, shared: false })
    expect(
      refused.rows.map(({ number, loss, shares, refusal }) => [number, text(loss), shares, refusal?.en.slice(0, 40)]),
    ).toEqual([
      ['T1', '5000000.00', null, 'Loan amount of 6000000.00 is beyond the '],
      ['U1', null, null, 'The record says charged off, and not how'],
      ['U2', null, null, 'The record says charged off, and not how'],
    ])
    const yuan = await caller.reports.lossSharing({ evaluation: evaluationId, currency: 'CNY' })
    expect(yuan?.total && told(yuan.total)).toBe('1 losses of 1000.00, 1 refused of 1000.00: guarantor 0.00, bank 0.00')
    expect(yuan?.carriedFrom).toBeNull()
    expect(yuan?.refusals[0]?.said.en).toBe(
      'The scheme lays down amounts in USD, which say nothing of a loan in CNY. Choose one without amounts, or in its currency',
    )
  })

  test.each([
    [{ year: 2010 }, '5 losses of 5260000.01, 3 refused of 5000000.00: guarantor 201000.00, bank 59000.01'],
    [{ year: 'unknown' }, '1 losses of 1000.00, 0 refused of 0.00: guarantor 850.00, bank 150.00'],
    [{ lender: 'unknown' }, '1 losses of 1000.00, 0 refused of 0.00: guarantor 850.00, bank 150.00'],
  ] as const)('narrowed to %o: %s', async (filter, expected) => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const page = await caller.reports.lossSharing({ evaluation: evaluationId, ...filter })
    expect(page?.total && told(page.total)).toBe(expected)
  })

  test('narrowed to a lender, and to a year of it', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const whole = await caller.reports.lossSharing({ evaluation: evaluationId })
    const lender = whole?.byLender.find((cell) => cell.lender?.name === 'First')?.lender?.id
    const ofFirst = await caller.reports.lossSharing({ evaluation: evaluationId, lender })
    expect(ofFirst?.byYear.map((cell) => `${cell.year} ${toDecimal(cell.loss)}`)).toEqual(['2009 40000.00', '2010 60000.01'])
    const ofFirstIn2010 = await caller.reports.lossSharing({ evaluation: evaluationId, lender, year: 2010 })
    expect(ofFirstIn2010?.total && told(ofFirstIn2010.total)).toBe(
      '1 losses of 60000.01, 0 refused of 0.00: guarantor 51000.00, bank 9000.01',
    )
    expect(ofFirstIn2010?.byLender.map((cell) => cell.lender?.name)).toEqual(['First'])
  })

  test('a scheme of rates alone holds in every currency: city 32 %, district 48 %, bank 20 %', async () => {
    const { caller, evaluationId } = await evaluate('DEMO-TWO-TIER')
    const yuan = await caller.reports.lossSharing({ evaluation: evaluationId, currency: 'CNY' })
    expect(yuan?.carriedFrom).toBeNull()
    expect(yuan?.total && told(yuan.total)).toBe(
      '1 losses of 1000.00, 0 refused of 0.00: city 320.00, district 480.00, bank 200.00',
    )
    const dollars = await caller.reports.lossSharing({ evaluation: evaluationId, currency: 'USD' })
    expect(dollars?.carriedFrom).toBe('CNY')
    expect(dollars?.total && told(dollars.total)).toBe(
      '7 losses of 5301000.01, 2 refused of 0.00: city 1696320.00, district 2544480.00, bank 1060200.01',
    )
  })

  test('a scheme that needs what no record has refuses every loss, and says what it lacks', async () => {
    const { caller, evaluationId } = await evaluate('SH2011')
    const page = await caller.reports.lossSharing({ evaluation: evaluationId })
    expect(page?.total && told(page.total)).toBe('7 losses of 5301000.01, 7 refused of 5301000.01: public_joint 0.00, bank 0.00')
    expect(page?.refusals.map(({ code, losses }) => [code, losses])).toEqual([
      ['compensation.fact_unknown', 5],
      ['loss.amount_unstated', 2],
    ])
  })

  test('a document in which nobody has read the rate cannot be tried', async () => {
    const maker = await callerAs(database, 'yangpu.maker')
    await expect(maker.reports.evaluateLosses({ policyVersionId: versionOf('GZ2021') })).rejects.toThrow(
      'policy.parameters_empty',
    )
    const schemes = await maker.reports.schemes()
    expect(schemes.find(({ code }) => code === 'GZ2021')).toMatchObject({
      currency: null,
      unreadable: { en: expect.stringContaining('compensation.rate') },
    })
    expect(schemes.find(({ code }) => code === 'CQ')).toMatchObject({ currency: 'CNY', anyCurrency: true, unreadable: null })
    expect(schemes.find(({ code }) => code === 'SBA7A')).toMatchObject({ currency: 'USD', anyCurrency: false, unreadable: null })
  })
})

describe('the rows behind a figure', () => {
  test('sum to it, for every figure of the page', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const page = await caller.reports.lossSharing({ evaluation: evaluationId })
    const cells = [
      { filter: {}, cell: page?.total },
      ...(page?.byYear ?? []).map((cell) => ({ filter: { year: cell.year ?? ('unknown' as const) }, cell })),
      ...(page?.byLender ?? []).map((cell) => ({ filter: { lender: cell.lender?.id ?? ('unknown' as const) }, cell })),
    ]
    for (const { filter, cell } of cells) {
      const all = await caller.reports.lossRows({ evaluationId, ...filter })
      expect([all.count, all.sums?.['loss']]).toEqual([cell?.losses, cell?.loss])
      const refused = await caller.reports.lossRows({ evaluationId, ...filter, shared: false })
      expect([refused.count, refused.sums?.['loss']]).toEqual([cell?.refused, cell?.refusedLoss])
      for (const { bearer, amount } of cell?.shares ?? []) {
        const borne = await caller.reports.lossRows({ evaluationId, ...filter, bearer })
        expect(borne.sums?.['share']).toEqual(amount)
      }
      for (const [comparison, count, amount] of [
        ['above', cell?.above, cell?.aboveBy],
        ['below', cell?.below, cell?.belowBy],
      ] as const) {
        const differing = await caller.reports.lossRows({ evaluationId, ...filter, comparison })
        expect([differing.count, differing.count > 0 ? differing.sums?.['difference'] : amount]).toEqual([count, amount])
      }
    }
  })

  test('come in the order asked for, page by page', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const byDifference = await caller.reports.lossRows({ evaluationId, sort: 'difference', descending: false })
    expect(byDifference.rows.map(({ number, difference }) => `${number} ${text(difference)}`)).toEqual([
      'B1 -30000.00',
      'A1 0.00',
      'X1 0.00',
      'A2 21000.00',
      'U1 null',
      'U2 null',
      'T1 null',
    ])
    expect((await caller.reports.lossRows({ evaluationId, page: 2 })).rows).toEqual([])
  })

  test('each opens its two derivations, which replay, and come to what is stored', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const { rows } = await caller.reports.lossRows({ evaluationId })
    for (const { loanId, shares, recorded, computed, difference } of rows) {
      const found = await caller.reports.lossDerivation({ evaluationId, loanId })
      expect(found.asStored).toBe(true)
      expect(found.shared === null).toBe(shares === null)
      for (const tree of [found.shared, found.recorded, found.computed, found.difference])
        if (tree) expect(replay(tree)).toBeUndefined()
      expect([found.recorded?.value, found.computed?.value, found.difference?.value]).toEqual(
        [recorded, computed, difference].map((amount) => amount?.minor.toString()),
      )
    }
  })

  test('a loan of which nothing was charged off is not among them', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    const { id } = await database.owner.selectFrom('loan').select('id').where('number', '=', 'P1').executeTakeFirstOrThrow()
    await expect(caller.reports.lossDerivation({ evaluationId, loanId: `lon_${id}` })).rejects.toThrow('loss.loan_not_evaluated')
    expect(rowOf('lon_1' satisfies LoanId)).toBe(1n)
  })
})

describe('an evaluation', () => {
  test('is run once for one key, however often it is sent', async () => {
    const caller = await callerAs(database, 'yangpu.maker', { idempotencyKey: 'evaluate-once-1' })
    const [first, second] = await Promise.all([
      caller.reports.evaluateLosses({ policyVersionId: versionOf('CQ') }),
      caller.reports.evaluateLosses({ policyVersionId: versionOf('CQ') }),
    ])
    expect(second).toEqual(first)
    const kept = await database.owner
      .selectFrom('loss_evaluation')
      .select('id')
      .where('policy_version_id', '=', versionOf('CQ'))
      .execute()
    expect(kept).toEqual([{ id: first?.evaluationId }])
  })

  test('leaves one act with its counts and totals', async () => {
    const { evaluationId } = await evaluate('DEMO-TWO-TIER')
    const acts = await database.owner
      .selectFrom('act')
      .select(['kind', 'facts'])
      .where('kind', '=', 'losses.evaluated')
      .orderBy('recorded_at', 'desc')
      .limit(1)
      .execute()
    expect(acts[0]?.facts).toMatchObject({
      evaluationId,
      policyCode: 'DEMO-TWO-TIER',
      batches: 1,
      totals: [
        { currency: 'USD', losses: 7, lossMinor: 530_100_001n, refused: 2, refusedMinor: 0n },
        {
          currency: 'CNY',
          losses: 1,
          lossMinor: 100_000n,
          shares: [
            { bearer: 'city', minor: 32_000n },
            { bearer: 'district', minor: 48_000n },
            { bearer: 'bank', minor: 20_000n },
          ],
        },
      ],
    })
  })

  test('posts nothing', async () => {
    expect(await database.owner.selectFrom('journal_entry').select('id').execute()).toEqual([])
  })

  test('previewed is found, and not kept', async () => {
    const caller = await callerAs(database, 'yangpu.maker', { preview: true })
    const { evaluationId } = await caller.reports.evaluateLosses({ policyVersionId: versionOf('CQ') })
    await expect(caller.reports.lossSharing({ evaluation: evaluationId })).rejects.toThrow('loss.evaluation_not_found')
  })

  test('needs the permission, and somebody whose sight holds a loss', async () => {
    const viewer = await callerAs(database, 'science.officer')
    await expect(viewer.reports.evaluateLosses({ policyVersionId: versionOf('CQ') })).rejects.toThrow('access.not_permitted')
    const elsewhere = await callerAs(database, 'xuhui.maker')
    await expect(elsewhere.reports.evaluateLosses({ policyVersionId: versionOf('CQ') })).rejects.toThrow('loss.nothing_to_share')
    expect(await elsewhere.reports.lossSharing({})).toBeNull()
  })

  test('is the district’s and its city’s to see, and nobody else’s', async () => {
    const { evaluationId } = await evaluate('SBA7A')
    for (const name of ['city.maker', 'auditor', 'science.officer']) {
      const overseer = await callerAs(database, name)
      expect((await overseer.reports.lossSharing({ evaluation: evaluationId }))?.total?.losses).toBe(7)
      expect((await overseer.reports.lossRows({ evaluationId })).rows.map(({ number }) => number)).toContain('A1')
    }
    for (const name of ['pudong.maker', 'shenjiang.maker', 'fund.maker', 'admin']) {
      const other = await callerAs(database, name)
      await expect(other.reports.lossSharing({ evaluation: evaluationId })).rejects.toThrow('loss.evaluation_not_found')
      await expect(other.reports.lossRows({ evaluationId })).rejects.toThrow('loss.evaluation_not_found')
      await expect(other.reports.lossDerivation({ evaluationId, loanId: 'lon_1' })).rejects.toThrow('loss.evaluation_not_found')
      expect((await other.reports.evaluations({})).count).toBe(0)
    }
  })

  test('says how many batches came in since, and finds them when it is done again', async () => {
    const { caller, evaluationId } = await evaluate('SBA7A')
    expect((await caller.reports.lossSharing({ evaluation: evaluationId }))?.batchesSince).toBe(0)
    await plantLoans(database.owner, 'org_yangpu_finance', [
      {
        number: 'L1',
        lender: 'First',
        approved: '100.00',
        guaranteed: '85.00',
        chargedOff: '100.00',
        chargedOffOn: '2011-01-01',
      },
    ])
    const before = await caller.reports.lossSharing({ evaluation: evaluationId })
    expect([before?.batchesSince, before?.total?.losses]).toEqual([1, 7])
    const again = await caller.reports.evaluateLosses({ policyVersionId: versionOf('SBA7A') })
    const after = await caller.reports.lossSharing({ evaluation: again.evaluationId })
    expect([after?.batchesSince, after?.total?.losses]).toEqual([0, 8])
    expect((await caller.reports.lossSharing({ version: versionOf('SBA7A') }))?.evaluation.id).toBe(again.evaluationId)
  })
})

describe('the database', () => {
  const firstLoss = async () => {
    const { evaluationId } = await evaluate('SBA7A')
    return evaluationId
  }

  test('refuses shares that are not the loss', async () => {
    const evaluationId = await firstLoss()
    const insert = sql`
      insert into evaluated_loss (evaluation_id, organisation_id, loan_id, currency, loss_minor, shares, computed_minor)
      select ${evaluationId}, 'org_yangpu_finance', id, 'USD', 100, '{60,39}', 60 from loan where number = 'P1'`
    await expect(insert.execute(database.owner)).rejects.toThrow('evaluated_loss_shares_are_the_loss')
  })

  test('refuses a loss, a sum or a reason that joins an evaluation later', async () => {
    const evaluationId = await firstLoss()
    const insert = sql`
      insert into evaluated_loss (evaluation_id, organisation_id, loan_id, currency, loss_minor, shares, computed_minor)
      select ${evaluationId}, 'org_yangpu_finance', id, 'USD', 100, '{60,40}', 60 from loan where number = 'P1'`
    await expect(insert.execute(database.owner)).rejects.toThrow('an evaluation takes nothing after its transaction')
  })

  test('proves every evaluation so far from its records, and finds a share that a hand has moved', async () => {
    const proofs = await proveLossEvaluations(database.owner)
    expect(proofs.map(({ differences }) => differences)).toEqual([0, 0])
    expect(proofs[0]?.looked).toBeGreaterThan(10)
    expect(proofs[1]?.looked).toBeGreaterThan(80)
    const evaluationId = await firstLoss()
    await database.owner.transaction().execute(async (trx) => {
      await sql`alter table evaluated_loss disable trigger evaluated_loss_append_only`.execute(trx)
      await sql`update evaluated_loss set shares = array[shares[1] + 1, shares[2] - 1] where evaluation_id = ${evaluationId} and year = 2009`.execute(
        trx,
      )
      await sql`alter table evaluated_loss enable trigger evaluated_loss_append_only`.execute(trx)
    })
    const [sums, shares] = await proveLossEvaluations(database.owner)
    expect(sums?.first.map((cell) => cell.replace(/lender \d+/, 'lender n'))).toEqual([
      `${evaluationId} USD, by all: year -, lender -`,
      `${evaluationId} USD, by lender: year -, lender n`,
      `${evaluationId} USD, by year: year 2009, lender -`,
      `${evaluationId} USD, by year_lender: year 2009, lender n`,
    ])
    expect(shares?.first).toEqual([expect.stringMatching(/^lev_\w+: loan lon_\d+ comes to something else$/)])
  })

  test('refuses to change or forget one', async () => {
    await firstLoss()
    await expect(sql`update evaluated_loss set year = 2000`.execute(database.owner)).rejects.toThrow('append-only')
    await expect(sql`delete from loss_rollup`.execute(database.owner)).rejects.toThrow('append-only')
  })
})
