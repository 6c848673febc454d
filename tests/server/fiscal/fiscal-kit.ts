import type { DrawVoucher, GrantIndicator, PlanPayment } from '@cofund/shared/fiscal/fiscal.input'
import type { BookId, BookKind } from '@cofund/shared/ledger/book'
import { callerAs } from '../../kit/actors.ts'
import { byTwo } from '../../kit/approvals.ts'
import type { TestDatabase } from '../../kit/database.ts'

export type Caller = Awaited<ReturnType<typeof callerAs>>

/** One bureau's maker and checker, and what they do with little said. Amounts are fen. */
export async function bureauOf(database: TestDatabase, name: 'yangpu' | 'city') {
  const maker = await callerAs(database, `${name}.maker`)
  const checker = await callerAs(database, `${name}.checker`)
  let numbered = 0
  const next = (prefix: string) => `${prefix}-${name}-${(numbered += 1)}`
  return {
    maker,
    checker,
    open: async (kind: BookKind, code: string): Promise<BookId> =>
      (await maker.ledger.openBook({ kind, code, nameZh: `${code} 账`, nameEn: `Book ${code}` })).id,
    grant: (bookId: BookId, minor: bigint, said: Partial<GrantIndicator> = {}) =>
      maker.fiscal.grant({
        bookId,
        documentNumber: next('预'),
        name: '风险补偿专项',
        source: 'general',
        functionCode: '2150805',
        budgetYear: 2026,
        grantedOn: '2026-02-06',
        amount: yuan(minor),
        ...said,
      }),
    plan: (indicatorId: `ind_${string}`, minor: bigint, said: Partial<PlanPayment> = {}) =>
      maker.fiscal.plan({
        indicatorId,
        number: next('计'),
        plannedOn: '2026-02-20',
        month: '2026-03-01',
        purpose: '资金池出资',
        amount: yuan(minor),
        ...said,
      }),
    /** Drawn by two; answers its id. */
    draw: async (planId: `pln_${string}`, minor: bigint, said: Partial<DrawVoucher> = {}) => {
      const number = said.number ?? next('支')
      await byTwo(maker, checker, { kind: 'fiscal.draw_voucher', what: voucherOf(planId, minor, { ...said, number }) })
      const row = await database.owner.selectFrom('payment_voucher').select('id').where('number', '=', number).executeTakeFirstOrThrow()
      return row.id
    },
    pay: (voucherId: `vch_${string}`, paidOn: DrawVoucher['drawnOn'] = '2026-03-20') =>
      byTwo(maker, checker, { kind: 'fiscal.pay_voucher', what: { voucherId, paidOn, reference: '回单 1' } }),
    settle: (voucherId: `vch_${string}`, paidOn: DrawVoucher['drawnOn'] = '2026-03-20') =>
      byTwo(maker, checker, { kind: 'fiscal.settle_tiers', what: { voucherId, paidOn, reference: '回单 2' } }),
  }
}

/** As it comes over the wire: yuan alone. */
const yuan = (minor: bigint) => ({ minor, currency: 'CNY' as const })

export const voucherOf = (planId: `pln_${string}`, minor: bigint, said: Partial<DrawVoucher> = {}): DrawVoucher => ({
  planId,
  number: 'v',
  drawnOn: '2026-03-10',
  amount: yuan(minor),
  purpose: 'compensation',
  subject: 'clm_1',
  payee: '申江银行',
  payeeBookId: null,
  throughBookId: null,
  ...said,
})

/** A pool of two tiers as it stands when all have agreed: its keeper is Yangpu, its other funder the city. */
export async function plantPool(
  { owner }: TestDatabase,
  { bookId, yangpu, city, funding = 'annual_budget' }: { bookId: BookId; yangpu: BookId; city: BookId; funding?: 'annual_budget' | 'pool_cash' },
): Promise<`rcp_${string}`> {
  const id = `rcp_${bookId.slice(4)}` as const
  await owner
    .insertInto('policy')
    .values({ id: `pol_${bookId.slice(4)}`, kind: 'compensation_scheme', code: `T${bookId.slice(-8).toUpperCase()}`, name_zh: '办法', name_en: 'Scheme', jurisdiction_code: '310110' })
    .execute()
  await owner
    .insertInto('pool')
    .values({
      id,
      organisation_id: 'org_yangpu_finance',
      book_id: bookId,
      code: `P${bookId.slice(-8).toUpperCase()}`,
      name_zh: '资金池',
      name_en: 'Pool',
      scheme_policy_id: `pol_${bookId.slice(4)}`,
      rule_set_code: 'R',
      route_code: 'WUXI',
      funding,
      opened_on: '2025-01-01',
    })
    .execute()
  for (const organisation_id of ['org_yangpu_finance', 'org_city_finance'] as const)
    await owner.insertInto('pool_party').values({ pool_id: id, organisation_id, part: 'funder', since: '2025-01-01' }).execute()
  const funder = { pool_id: id, since: '2025-01-01' } as const
  await owner
    .insertInto('pool_funder')
    .values([
      { ...funder, tier: 'city', organisation_id: 'org_city_finance', jurisdiction_code: '310000', treasury_book_id: city, share_ppm: 400_000, pays: 'beforehand' },
      { ...funder, tier: 'district', organisation_id: 'org_yangpu_finance', jurisdiction_code: '310110', treasury_book_id: yangpu, share_ppm: 600_000, pays: funding === 'pool_cash' ? 'beforehand' : 'afterwards' },
    ])
    .execute()
  return id
}
