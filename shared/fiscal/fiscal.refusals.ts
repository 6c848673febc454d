import { sayAmount } from '../kernel/amount-text.ts'
import type { Money } from '../kernel/money.ts'
import { refusal } from '../kernel/refusal.ts'

export const fiscalRefusals = {
  'fiscal.indicator_number_taken': refusal<{ documentNumber: string }>({
    kind: 'conflict',
    zh: ({ documentNumber }) => `文号 ${documentNumber} 的指标已登记，请核对文号，或在该指标上办理调整`,
    en: ({ documentNumber }) => `An indicator under ${documentNumber} is recorded already. Check the number, or adjust that indicator`,
  }),
  'fiscal.change_number_taken': refusal<{ documentNumber: string }>({
    kind: 'conflict',
    zh: ({ documentNumber }) => `该指标已按文号 ${documentNumber} 调整过，请核对文号`,
    en: ({ documentNumber }) => `This indicator was changed under ${documentNumber} already. Check the document number`,
  }),
  'fiscal.plan_number_taken': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `该指标已有编号 ${number} 的用款计划，请换一个编号`,
    en: ({ number }) => `This indicator has a payment plan ${number} already. Choose another number`,
  }),
  'fiscal.voucher_number_taken': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `支付凭证号 ${number} 已被使用，请核对，避免重复支付`,
    en: ({ number }) => `The voucher number ${number} is taken. Check it, so that nothing is paid twice`,
  }),
  'fiscal.return_number_taken': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `缴款书号 ${number} 已登记，请核对`,
    en: ({ number }) => `The return ${number} is recorded already. Check its number`,
  }),
  'fiscal.indicator_of_other': refusal<{ documentNumber: string }>({
    kind: 'forbidden',
    zh: ({ documentNumber }) => `指标 ${documentNumber} 属于其他单位，您可以查看但不能动用；请联系该单位`,
    en: ({ documentNumber }) => `The indicator ${documentNumber} is another organisation’s: you may read it, not use it. Ask its holder`,
  }),
  'fiscal.indicator_overdrawn': refusal<{ left: Money }>({
    kind: 'unprocessable',
    zh: ({ left }) => `指标未列入计划的余额只有 ${sayAmount(left, 'zh')}，调减、结转或收回不能超过它；请先释放用款计划或减少金额`,
    en: ({ left }) => `Only ${sayAmount(left, 'en')} of the indicator is in no plan: no more can be taken away. Release a plan first, or take less`,
  }),
  'fiscal.plan_above_left': refusal<{ left: Money }>({
    kind: 'unprocessable',
    zh: ({ left }) => `指标可计划余额为 ${sayAmount(left, 'zh')}，请减少计划金额或先追加指标`,
    en: ({ left }) => `${sayAmount(left, 'en')} of the indicator is left to plan. Plan less, or have the indicator raised first`,
  }),
  'fiscal.plan_used_up': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `用款计划 ${number} 已全部开出凭证或释放，没有可释放的余额`,
    en: ({ number }) => `Nothing of plan ${number} is undrawn: there is nothing to release`,
  }),
  'fiscal.plan_before_grant': refusal<{ grantedOn: string }>({
    kind: 'unprocessable',
    zh: ({ grantedOn }) => `用款计划不能早于指标下达日 ${grantedOn}，请改晚日期`,
    en: ({ grantedOn }) => `A plan is not dated before its indicator was granted, ${grantedOn}. Choose a later day`,
  }),
  'fiscal.voucher_above_plan': refusal<{ number: string; left: Money }>({
    kind: 'unprocessable',
    zh: ({ number, left }) => `用款计划 ${number} 只剩 ${sayAmount(left, 'zh')} 可开凭证，请减少金额或另列计划`,
    en: ({ number, left }) => `${sayAmount(left, 'en')} of plan ${number} is left to draw. Draw less, or plan more first`,
  }),
  'fiscal.voucher_before_plan': refusal<{ number: string; plannedOn: string }>({
    kind: 'unprocessable',
    zh: ({ number, plannedOn }) => `支付凭证不能早于用款计划 ${number} 的日期 ${plannedOn}，请改晚开票日`,
    en: ({ number, plannedOn }) => `A voucher is not dated before its plan ${number}, ${plannedOn}. Choose a later day`,
  }),
  'fiscal.paid_before_drawn': refusal<{ drawnOn: string }>({
    kind: 'unprocessable',
    zh: ({ drawnOn }) => `支付日不能早于开票日 ${drawnOn}，请核对回单日期`,
    en: ({ drawnOn }) => `A voucher is not paid before it was drawn, ${drawnOn}. Check the receipt’s day`,
  }),
  'fiscal.outside_budget_year': refusal<{ year: number }>({
    kind: 'unprocessable',
    zh: ({ year }) => `该指标只能用于 ${year} 年度；跨年使用请先办理结转`,
    en: ({ year }) => `This indicator is for ${year} alone. To use it in another year, carry it over first`,
  }),
  'fiscal.carried_into_past': refusal<{ year: number }>({
    kind: 'unprocessable',
    zh: ({ year }) => `结转只能转入 ${year} 年之后的年度，请改转入年度`,
    en: ({ year }) => `What is left of ${year} is carried into a later year. Choose one`,
  }),
  'fiscal.period_closed': refusal<{ closedUntil: string }>({
    kind: 'conflict',
    zh: ({ closedUntil }) => `账套已结账至 ${closedUntil}，预算和支付不能记入已结账月份；请改用其后的日期`,
    en: ({ closedUntil }) => `The book is closed through ${closedUntil}: budgets and payments are not dated into closed months. Choose a later day`,
  }),
  'fiscal.not_a_treasury': refusal<{ book: string }>({
    kind: 'unprocessable',
    zh: ({ book }) => `${book} 不是财政账套，指标只能登记在财政账套上；请选择财政账套`,
    en: ({ book }) => `${book} is no treasury book, and indicators stand in one. Choose a treasury book`,
  }),
  'fiscal.voucher_wrong_status': refusal<{ number: string; status: string }>({
    kind: 'conflict',
    zh: ({ number, status }) => `支付凭证 ${number} ${status === 'paid' ? '已支付，不能重复支付或作废' : '已作废，请另开凭证'}`,
    en: ({ number, status }) =>
      status === 'paid'
        ? `The voucher ${number} is paid: it is neither paid again nor cancelled`
        : `The voucher ${number} was cancelled. Draw another`,
  }),
  'fiscal.voucher_other_amount': refusal<{ number: string; amount: Money }>({
    kind: 'conflict',
    zh: ({ number, amount }) => `支付凭证 ${number} 的金额是 ${sayAmount(amount, 'zh')}，与本次支付不一致；请按凭证金额支付或另开凭证`,
    en: ({ number, amount }) => `The voucher ${number} is for ${sayAmount(amount, 'en')}, not for this payment. Pay its amount, or draw another`,
  }),
  'fiscal.payee_book_needed': refusal({
    kind: 'unprocessable',
    zh: () => '凭证未写明收款账套；清算须选择收款账套，资金池出资请在该资金池的出资记录上支付',
    en: () => 'The voucher names no book to be paid into. Choose one for a settlement; pay a pool’s contribution where the pool called for it',
  }),
  'fiscal.pays_with_claim': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `凭证 ${number} 支付补偿款，随补偿申请一并支付；请在该补偿申请上办理`,
    en: ({ number }) => `The voucher ${number} pays compensation and is paid with its claim. Pay that claim`,
  }),
  'fiscal.settles_between_tiers': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `凭证 ${number} 用于级间清算，请通过级间清算办理`,
    en: ({ number }) => `The voucher ${number} settles between tiers. Use the settlement for it`,
  }),
  'fiscal.settles_nothing': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `凭证 ${number} 不是清算凭证，不能用于级间清算；请选择清算凭证`,
    en: ({ number }) => `The voucher ${number} is not for a settlement. Choose one that is`,
  }),
  'fiscal.more_than_owed': refusal<{ owed: Money }>({
    kind: 'unprocessable',
    zh: ({ owed }) => `账上应付对方仅 ${sayAmount(owed, 'zh')}，不能多付；请先办理出资确认或核对金额`,
    en: ({ owed }) => `The books say that ${sayAmount(owed, 'en')} is owed: no more is paid. Call the contribution first, or check the amount`,
  }),
  'fiscal.pool_owes_less': refusal<{ owed: Money }>({
    kind: 'unprocessable',
    zh: ({ owed }) => `资金池应付收款财政仅 ${sayAmount(owed, 'zh')}，清算金额不能超过它；请减少金额`,
    en: ({ owed }) => `The pool owes the receiving treasury ${sayAmount(owed, 'en')}: no more is settled through it. Settle less`,
  }),
  'fiscal.surplus_above_cash': refusal<{ cash: Money }>({
    kind: 'unprocessable',
    zh: ({ cash }) => `资金池扣除应付银行和各级财政的款项后，可上缴的资金只有 ${sayAmount(cash, 'zh')}，请减少上缴金额`,
    en: ({ cash }) => `The pool holds ${sayAmount(cash, 'en')} beyond what it owes banks and treasuries. Return less`,
  }),
}
