import type { Db } from '@cofund/db/connect'
import type { BudgetIndicatorId, BudgetSource, PaymentPlanId, VoucherId, VoucherPurpose } from '@cofund/shared/fiscal/budget'
import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { ProposeInput } from '@cofund/shared/proposals'
import { approvalsRouterOf } from '../approvals/approval.router.ts'
import { fiscalRouter } from '../fiscal/fiscal.router.ts'
import { createCallerFactory, router } from '../kernel/trpc.ts'
import { ledgerRouter } from '../ledger/ledger.router.ts'
import { proposalKinds } from '../proposal-kinds.ts'
import { seedContext } from './seed-caller.ts'

/**
 * Two years of the city's and the district's budgets: what was granted, adjusted, carried over and given back; plans; and vouchers under
 * the numbers that the pools' contributions are paid under. A voucher is paid when its pool says so.
 */
export async function seedBudget(owner: Db): Promise<void> {
  const city = await bureauOf(owner, 'city')
  await city.openTreasury()
  const { id: cityCompensation } = await city.grant('沪财预〔2025〕44 号', '科技信贷风险补偿资金', 80_000_000, { on: '2025-03-18', year: 2025 })
  const first = await city.plan(cityCompensation, '沪科金计〔2025〕3 号', '市级资金池首期出资', 60_000_000, { on: '2025-09-30', month: '2025-10-01' })
  await city.draw(first, '沪国库支〔2025〕1182 号', 60_000_000, '2025-10-24', { purpose: 'contribution', payee: '上海市科技信贷风险补偿资金池' })
  await city.returnSurplus(cityCompensation, '沪财预收〔2025〕9 号', 8_000_000, '2025-12-26', '年末结余收回')
  await city.carryOver(cityCompensation, '沪财预〔2026〕3 号', 12_000_000, '2026-01-08', '二期出资跨年使用')

  const { id: cityNext } = await city.grant('沪财预〔2026〕12 号', '科技信贷风险补偿资金', 45_000_000, { on: '2026-02-03', year: 2026 })
  await city.adjust(cityNext, '沪财预调〔2026〕6 号', 5_000_000, '2026-07-15', '二期出资提高')
  const district = await city.plan(cityNext, '沪科金计〔2026〕5 号', '杨浦区资金池市级出资', 8_000_000, { on: '2026-10-13', month: '2026-11-01' })
  await city.draw(district, '沪国库支〔2026〕0911 号', 8_000_000, '2026-11-05', { purpose: 'contribution', payee: '杨浦区科技型企业贷款风险补偿资金池' })
  await city.plan(cityNext, '沪科金计〔2026〕6 号', '市级资金池二期出资', 30_000_000, { on: '2026-10-20', month: '2026-12-01' })

  const { id: yearly } = await city.grant('沪财预〔2026〕19 号', '科技型中小企业信贷风险年度补偿', 40_000_000, { on: '2026-03-10', year: 2026, functionCode: '2170399' })
  await city.plan(yearly, '沪年补计〔2026〕1 号', '年度补偿款', 32_000_000, { on: '2026-04-01', month: '2026-06-01' })

  const yangpu = await bureauOf(owner, 'yangpu')
  const { id: former } = await yangpu.grant('杨财预〔2025〕9 号', '风险补偿专项', 15_000_000, { on: '2025-02-20', year: 2025 })
  const mistaken = await yangpu.plan(former, '杨科金计〔2025〕1 号', '资金池出资', 6_000_000, { on: '2025-05-28', month: '2025-06-01' })
  const wrong = await yangpu.draw(mistaken, '杨国库支〔2025〕0214 号', 6_000_000, '2025-06-12', { purpose: 'contribution', payee: '杨浦科技金融服务中心' })
  await yangpu.cancel(wrong, '2025-06-16', '收款户名有误')
  await yangpu.release(mistaken, '年内不再出资')
  await yangpu.adjust(former, '杨财预调〔2025〕4 号', -2_000_000, '2025-09-19', '压减一般性支出')
  await yangpu.returnSurplus(former, '杨财预收〔2025〕7 号', 5_000_000, '2025-12-29', '年末结余收回')
  await yangpu.carryOver(former, '杨财预〔2026〕1 号', 8_000_000, '2026-01-06', '项目跨年实施')

  const { id: pledged } = await yangpu.grant('杨财预〔2026〕2 号', '知识产权质押贷款前补偿', 30_000_000, { on: '2026-01-09', year: 2026 })
  const advance = await yangpu.plan(pledged, '杨科金计〔2026〕1 号', '前补偿资金池出资', 24_000_000, { on: '2026-01-13', month: '2026-01-01' })
  await yangpu.draw(advance, '杨国库支〔2026〕0033 号', 24_000_000, '2026-01-22', { purpose: 'contribution', payee: '杨浦区知识产权质押贷款前补偿资金池' })

  const { id: special } = await yangpu.grant('杨财预〔2026〕17 号', '风险补偿专项', 20_000_000, { on: '2026-02-06', year: 2026 })
  const share = await yangpu.plan(special, '杨科金计〔2026〕3 号', '资金池区级出资', 20_000_000, { on: '2026-02-21', month: '2026-03-01' })
  await yangpu.draw(share, '财政拨款 20260302', 20_000_000, '2026-02-27', { purpose: 'contribution', payee: '杨浦区科技型企业贷款风险补偿资金池' })

  const { id: settling } = await yangpu.grant('杨财预〔2026〕31 号', '市级代垫补偿款清算', 18_000_000, { on: '2026-05-12', year: 2026, functionCode: '2170399', source: 'government_fund' })
  await yangpu.plan(settling, '杨清算计〔2026〕1 号', '与市级清算年度补偿款', 15_000_000, { on: '2026-06-03', month: '2026-09-01' })
}

/**
 * When banks' years have been paid by the city: the district settles half of what it owes it, in whole yuan, and owes the rest tonight.
 * And a pool gives back to its treasury what it has too much.
 */
export async function seedSettlement(owner: Db): Promise<void> {
  const yangpu = await bureauOf(owner, 'yangpu')
  const plan = await owner.selectFrom('payment_plan').select(['id', 'minor']).where('number', '=', '杨清算计〔2026〕1 号').executeTakeFirstOrThrow()
  const [debt] = (await yangpu.tiers()).debts
  if (debt) {
    const half = (debt.owed.minor / 200n) * 100n
    const minor = half < plan.minor ? half : plan.minor
    const number = '杨国库支〔2026〕0876 号'
    const payee = { purpose: 'settlement', payee: debt.creditor.nameZh, payeeBookId: debt.creditor.bookId, throughBookId: debt.pool.bookId } as const
    const voucherId = await yangpu.draw(plan.id, number, Number(minor / 100n), '2026-11-06', payee)
    await yangpu.agreed({ kind: 'fiscal.settle_tiers', what: { voucherId, paidOn: '2026-11-12', reference: '沪银回单 20261112-0163' } })
  }
  const pool = await owner.selectFrom('book').select('id').where('code', '=', 'YP-IP').executeTakeFirst()
  if (pool)
    await yangpu.agreed({
      kind: 'fiscal.return_to_treasury',
      what: {
        poolBookId: pool.id,
        treasuryBookId: yangpu.treasury,
        tier: 'district',
        number: '非税缴〔2026〕0042 号',
        returnedOn: '2026-11-16',
        amount: yuan(1_500_000),
        reason: '前补偿资金池结余上缴',
      },
    })
}

const createCaller = createCallerFactory(router({ fiscal: fiscalRouter, ledger: ledgerRouter, approvals: approvalsRouterOf(proposalKinds) }))

interface Granting {
  readonly on: PlainDate
  readonly year: number
  readonly functionCode?: string
  readonly source?: BudgetSource
}

interface Drawing {
  readonly purpose: VoucherPurpose
  readonly payee: string
  readonly payeeBookId?: BookId
  readonly throughBookId?: BookId
}

/** What one bureau's maker records, and what its checker agrees to. */
async function bureauOf(owner: Db, name: 'city' | 'yangpu') {
  const [maker, checker] = [createCaller(await seedContext(owner, `${name}.maker`)), createCaller(await seedContext(owner, `${name}.checker`))]
  const code = name === 'city' ? 'SH-FISC' : 'YP-FISC'
  const found = await owner.selectFrom('book').select('id').where('code', '=', code).executeTakeFirst()
  let treasury: BookId = found?.id ?? 'bok_'
  const agreed = async (deed: ProposeInput) => {
    const { proposalId } = await maker.approvals.propose(deed)
    const { proposal } = await checker.approvals.get({ proposalId })
    await checker.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest })
  }
  return {
    treasury,
    agreed,
    tiers: () => maker.fiscal.tiers(),
    openTreasury: async () => {
      treasury = (await maker.ledger.openBook({ kind: 'treasury', code, nameZh: '上海市财政科技专户', nameEn: 'Shanghai Technology Fiscal Account' })).id
      await maker.ledger.postOpening({
        bookId: treasury,
        effectiveOn: '2024-01-01',
        note: '2023 年末结转',
        evidence: { reference: '沪财决〔2024〕1 号' },
        postings: [{ account: { head: 'cash' }, amount: fen(240_000_000_00n) }],
      })
    },
    grant: (documentNumber: string, called: string, amount: number, { on, year, functionCode = '2060499', source = 'general' }: Granting) =>
      maker.fiscal.grant({ bookId: treasury, documentNumber, name: called, source, functionCode, budgetYear: year, grantedOn: on, amount: yuan(amount) }),
    adjust: (indicatorId: BudgetIndicatorId, documentNumber: string, amount: number, effectiveOn: PlainDate, reason: string) =>
      maker.fiscal.adjust({ indicatorId, documentNumber, amount: yuan(amount), effectiveOn, reason }),
    returnSurplus: (indicatorId: BudgetIndicatorId, documentNumber: string, amount: number, effectiveOn: PlainDate, reason: string) =>
      maker.fiscal.returnSurplus({ indicatorId, documentNumber, amount: yuan(amount), effectiveOn, reason }),
    carryOver: (indicatorId: BudgetIndicatorId, documentNumber: string, amount: number, effectiveOn: PlainDate, reason: string) =>
      maker.fiscal.carryOver({ indicatorId, documentNumber, budgetYear: 2026, amount: yuan(amount), effectiveOn, reason }),
    plan: async (indicatorId: BudgetIndicatorId, number: string, purpose: string, amount: number, { on, month }: { readonly on: PlainDate; readonly month: PlainDate }) =>
      (await maker.fiscal.plan({ indicatorId, number, plannedOn: on, month, purpose, amount: yuan(amount) })).id,
    release: (planId: PaymentPlanId, reason: string) => maker.fiscal.releasePlan({ planId, reason }),
    draw: async (planId: PaymentPlanId, number: string, amount: number, drawnOn: PlainDate, { payeeBookId, throughBookId, ...said }: Drawing): Promise<VoucherId> => {
      const subject = throughBookId ?? payeeBookId ?? planId
      await agreed({ kind: 'fiscal.draw_voucher', what: { planId, number, drawnOn, amount: yuan(amount), subject, payeeBookId: payeeBookId ?? null, throughBookId: throughBookId ?? null, ...said } })
      return (await owner.selectFrom('payment_voucher').select('id').where('number', '=', number).executeTakeFirstOrThrow()).id
    },
    cancel: (voucherId: VoucherId, cancelledOn: PlainDate, reason: string) => maker.fiscal.cancelVoucher({ voucherId, cancelledOn, reason }),
  }
}

const yuan = (amount: number) => ({ minor: BigInt(amount) * 100n, currency: 'CNY' as const })
