import type { Trx } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import type { DrawVoucher, GrantIndicator, PlanPayment } from '@cofund/shared/fiscal/fiscal.input'
import { fen } from '@cofund/shared/kernel/money'
import { account } from '@cofund/shared/ledger/account'
import type { BookId, BookKind } from '@cofund/shared/ledger/book'
import { credit, debit } from '@cofund/shared/ledger/entry'
import { sql } from 'kysely'
import { insertActs } from '../../../server/audit/act.sql.ts'
import { actAs } from '../../../server/kernel/session.ts'
import type { Command } from '../../../server/kernel/trpc.ts'
import { postTransferLegs } from '../../../server/ledger/ledger.commands.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { callerAs, testNow } from '../../kit/actors.ts'
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

/** The pool calls its funder, who keeps both books here: the purse owes, the pool is owed. */
export const callUpon = ({ maker }: { readonly maker: Caller }, { pool, purse }: { readonly pool: BookId; readonly purse: BookId }, minor: bigint) =>
  maker.ledger.transfer({
    from: { bookId: pool, account: { head: 'contribution', detail: 'district' } },
    into: { bookId: purse, account: { head: 'pool_contribution', detail: pool } },
    amount: fen(minor),
    effectiveOn: '2026-02-10',
    note: '确认出资',
  })

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

/** The city paid a bank for the pool, and the district owes its share: as a decision and a payout leave it. */
export async function owe(
  database: TestDatabase,
  { pool, purse, cityPurse }: { readonly pool: BookId; readonly purse: BookId; readonly cityPurse: BookId },
  { district, city: paid }: { readonly district: bigint; readonly city: bigint },
): Promise<void> {
  const said = { kind: 'claim.approved', effectiveOn: '2026-03-01', facts: {} } as const
  const [own, purses, cities] = [account.pool(pool), account.treasury(purse), account.treasury(cityPurse)]
  await passingFor(database, { whose: 'district', pool }, async (trx) => {
    await postTransferLegs(trx, [
      { ...said, bookId: pool, postings: [debit(own.dueFrom(purse), fen(district)), credit(own.compensation, fen(district))] },
      { ...said, bookId: purse, postings: [debit(purses.compensation, fen(district)), credit(purses.dueTo(pool), fen(district))] },
    ])
    await postTransferLegs(trx, [
      { ...said, bookId: pool, postings: [debit(own.compensation, fen(paid)), credit(own.dueTo(cityPurse), fen(paid))] },
      { ...said, bookId: cityPurse, postings: [debit(cities.dueFrom(pool), fen(paid)), credit(cities.cash, fen(paid))] },
    ])
  })
}

/**
 * Higher features post in others' purses while what two people agreed on takes effect. They are not there yet for these tests, so
 * this transaction passes for that of the bureau's last proposal, and that one for a deed about the pool.
 */
export async function passingFor(
  { owner }: TestDatabase,
  { whose, pool }: { readonly whose: 'city' | 'district'; readonly pool: BookId },
  work: (trx: Trx, command: Omit<Command, 'trx'>) => Promise<unknown>,
): Promise<void> {
  const [name, organisationId] = whose === 'city' ? (['city.checker', 'org_city_finance'] as const) : (['yangpu.checker', 'org_yangpu_finance'] as const)
  const { tokenHash, actor } = await openOperatorSession(owner, name, 'test')
  await owner.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    await sql`
      update proposal set applied_in = pg_current_xact_id(), payload = payload || jsonb_build_object('poolBookId', ${pool}::text)
      where id = (select max(id) from proposal where status = 'applied' and organisation_id = ${organisationId})`.execute(trx)
    const acts: Act[] = []
    await work(trx, { actor, now: () => testNow, record: (act) => void acts.push(act) })
    await insertActs(trx, acts)
  })
}
