import { sayAmount } from '../kernel/amount-text.ts'
import type { Money } from '../kernel/money.ts'
import { refusal } from '../kernel/refusal.ts'
import type { Word } from '../kernel/words.ts'

export const noteRefusals = {
  'note.not_found': refusal<{ note: string }>({
    kind: 'missing',
    zh: ({ note }) => `没有 ${note} 这张借据，或您无权查看`,
    en: ({ note }) => `There is no drawdown note ${note}, or you may not see it`,
  }),
  'note.wrong_status': refusal<{ number: string; status: string }>({
    kind: 'conflict',
    zh: ({ number, status }) => `借据 ${number} 现为“${status}”，不能如此操作；请刷新后查看`,
    en: ({ number, status }) => `Note ${number} is ${status} by now: this cannot be done. Refresh and look again`,
  }),
  'note.number_taken': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `本行已有借据 ${number}，内容不同；同一借据号只能登记一次，请核对号码`,
    en: ({ number }) => `Your bank has a note ${number} already, and it says something else. A number stands once: check it`,
  }),
  'note.not_a_member': refusal<{ pool: string }>({
    kind: 'forbidden',
    zh: ({ pool }) => `本行在该放款日不是 ${pool} 的合作银行，不能备案；请先签订合作协议`,
    en: ({ pool }) => `On the loan date your bank was no member of ${pool}. Sign the agreement first`,
  }),
  'note.suspended': refusal<{ since: string }>({
    kind: 'conflict',
    zh: ({ since }) => `本行自 ${since} 起被暂停备案，请联系资金池管理人`,
    en: ({ since }) => `Your bank has been suspended since ${since}. Ask those who run the pool`,
  }),
  'note.pool_closed': refusal<{ pool: string }>({
    kind: 'conflict',
    zh: ({ pool }) => `${pool} 在该放款日未开放，请核对放款日或改选资金池`,
    en: ({ pool }) => `${pool} was not open on the loan date. Check the date, or choose another pool`,
  }),
  'note.product_not_approved': refusal<{ product: string }>({
    kind: 'unprocessable',
    zh: ({ product }) => `产品 ${product} 在放款日未获批准，请先报批或改填已批准的产品代码`,
    en: ({ product }) => `The product ${product} was not approved on the loan date. Have it approved, or name one that is`,
  }),
  'note.loan_too_large': refusal<{ principal: Money; most: Money }>({
    kind: 'unprocessable',
    zh: ({ principal, most }) => `贷款 ${sayAmount(principal, 'zh')} 超过方案单笔上限 ${sayAmount(most, 'zh')}，不能备案`,
    en: ({ principal, most }) => `The loan of ${sayAmount(principal, 'en')} is above the scheme’s limit of ${sayAmount(most, 'en')}: it cannot be enrolled`,
  }),
  'note.term_too_long': refusal<{ months: number; most: number }>({
    kind: 'unprocessable',
    zh: ({ months, most }) => `期限 ${months} 个月，超过方案上限 ${most} 个月，不能备案`,
    en: ({ months, most }) => `The term of ${months} months is above the scheme’s ${most}: it cannot be enrolled`,
  }),
  'note.enrolled_elsewhere': refusal({
    kind: 'conflict',
    zh: () => '该笔贷款已在与本方案互斥的资金池备案，不能重复备案；如需转入，请先在原资金池撤回',
    en: () => 'This loan is enrolled in a pool that excludes this one. Withdraw it there first',
  }),
  'note.cover_excluded': refusal<{ cover: string }>({
    kind: 'conflict',
    zh: ({ cover }) => `该笔贷款另有“${cover}”，本方案不与其叠加，不能备案`,
    en: ({ cover }) => `The loan has other cover, ${cover}, which this scheme does not stack with: it cannot be enrolled`,
  }),
  'note.predecessor_unfit': refusal<{ number: string; why: 'missing' | 'other_firm' | 'status' | 'later' }>({
    kind: 'unprocessable',
    zh: ({ number, why }) =>
      `原借据 ${number} ${{ missing: '不存在或不属于本行', other_firm: '属于另一家企业', status: '的状态不允许续贷', later: '的放款日晚于本借据' }[why]}，请核对`,
    en: ({ number, why }) =>
      `The earlier note ${number} ${{ missing: 'is not there or not your bank’s', other_firm: 'is another firm’s', status: 'has a status that nothing may follow', later: 'was lent later than this one' }[why]}. Check its number`,
  }),
  'note.succession_uncovered': refusal<{ succession: string }>({
    kind: 'unprocessable',
    zh: ({ succession }) => `本方案不覆盖此类承接（${succession}），不能备案`,
    en: ({ succession }) => `The scheme does not cover a loan that follows another as ${succession}: it cannot be enrolled`,
  }),
  'note.currency_differs': refusal<{ currency: string }>({
    kind: 'unprocessable',
    zh: ({ currency }) => `资金池不以 ${currency} 记账，请核对币种`,
    en: ({ currency }) => `The pool does not keep its book in ${currency}. Check the currency`,
  }),
  'note.firm_ineligible': refusal<{ firm: string; rules: readonly Word[] }>({
    kind: 'unprocessable',
    zh: ({ firm, rules }) => `${firm} 在放款日不符合：${rules.map(({ zh }) => zh).join('、')}；不能备案`,
    en: ({ firm, rules }) => `On the loan date ${firm} did not meet: ${rules.map(({ en }) => en).join('; ')}. It cannot be enrolled`,
  }),
  'note.rule_set_unknown': refusal<{ code: string }>({
    kind: 'conflict',
    zh: ({ code }) => `资金池所用的准入规则 ${code} 不存在，请联系资金池管理人`,
    en: ({ code }) => `There is no rule set ${code}, which the pool goes by. Ask those who run it`,
  }),
  'note.no_rule_on': refusal<{ date: string }>({
    kind: 'unprocessable',
    zh: ({ date }) => `放款日 ${date} 没有生效的补偿方案版本，不能备案`,
    en: ({ date }) => `No version of the scheme was in force on ${date}: nothing can be enrolled`,
  }),
  'note.future': refusal<{ day: string }>({
    kind: 'unprocessable',
    zh: ({ day }) => `${day} 尚未到来，请填写已发生的日期`,
    en: ({ day }) => `${day} has not come yet. Write a day that has`,
  }),
  'note.due_before_lent': refusal({
    kind: 'unprocessable',
    zh: () => '到期日不晚于放款日，请核对',
    en: () => 'The due date is not after the loan date. Check both',
  }),
  'note.firm_unknown': refusal<{ uscc: string }>({
    kind: 'missing',
    zh: ({ uscc }) => `企业 ${uscc} 尚未登记，请先登记企业及其证书、征信核查`,
    en: ({ uscc }) => `The firm ${uscc} is not registered. Register it with its certificates and credit checks first`,
  }),
  'note.still_in_review': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `借据 ${number} 所需的企业情况仍不齐全，请先补齐所缺项再核`,
    en: ({ number }) => `Something of note ${number}’s firm is still not known. Record what is missing, then judge it again`,
  }),
  'report.undefaults_paid': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `借据 ${number} 已获补偿决定，不能再报为正常；如已收回请走追偿上缴`,
    en: ({ number }) => `Compensation of note ${number} has been decided: it cannot be reported as performing. Report what was recovered instead`,
  }),
  'report.balance_above_principal': refusal<{ number: string; balance: Money; principal: Money }>({
    kind: 'unprocessable',
    zh: ({ number, balance, principal }) =>
      `借据 ${number} 的余额 ${sayAmount(balance, 'zh')} 大于借据金额 ${sayAmount(principal, 'zh')}，请核对`,
    en: ({ number, balance, principal }) =>
      `The balance of note ${number}, ${sayAmount(balance, 'en')}, is above its principal of ${sayAmount(principal, 'en')}. Check it`,
  }),
  'report.other_banks_note': refusal<{ number: string }>({
    kind: 'forbidden',
    zh: ({ number }) => `本行在该资金池下没有备案借据 ${number}，请核对借据号`,
    en: ({ number }) => `Your bank has no enrolled note ${number} under this pool. Check the number`,
  }),
  'report.month_not_over': refusal<{ month: string }>({
    kind: 'unprocessable',
    zh: ({ month }) => `${month} 尚未结束，月末后再报`,
    en: ({ month }) => `${month} is not over yet. Report it after its last day`,
  }),
  'report.month_out_of_turn': refusal<{ month: string; due: string | null; last: string | null }>({
    kind: 'conflict',
    zh: ({ month, due, last }) =>
      `月报按月依次报送，现在不能报 ${month.slice(0, 7)}${due ? `；应报 ${due.slice(0, 7)}` : ''}${last ? `，或更正 ${last.slice(0, 7)}` : ''}`,
    en: ({ month, due, last }) =>
      `Months are reported one after another, and it is not the turn of ${month.slice(0, 7)}. ` +
      [due ? `Report ${due.slice(0, 7)}` : '', last ? `Correct ${last.slice(0, 7)}` : ''].filter(Boolean).join(', or: '),
  }),
  'report.several_months': refusal({
    kind: 'unprocessable',
    zh: () => '一份月报文件只报一个资金池的一个月份，请拆分文件',
    en: () => 'A report file speaks of one pool and one month. Split it',
  }),
  'report.note_missing': refusal<{ count: number; first: string }>({
    kind: 'unprocessable',
    zh: ({ count, first }) => `还有 ${count} 张在保借据未报（如 ${first}）；月报应覆盖全部在保借据`,
    en: ({ count, first }) => `${count} covered notes are not in the report (${first}, for one). A monthly report covers every one of them`,
  }),
  'report.nil_with_loans': refusal<{ count: number }>({
    kind: 'unprocessable',
    zh: ({ count }) => `本行在该月有 ${count} 张在保借据，不能零报告`,
    en: ({ count }) => `Your bank had ${count} covered notes that month: a nil return would be wrong`,
  }),
  'report.note_twice': refusal<{ number: string }>({
    kind: 'unprocessable',
    zh: ({ number }) => `借据 ${number} 在同一月报中出现两次，请保留一行`,
    en: ({ number }) => `Note ${number} stands twice in the report. Keep one line`,
  }),
  'report.npl_day_unfit': refusal<{ number: string }>({
    kind: 'unprocessable',
    zh: ({ number }) => `借据 ${number} 的转不良日期应在放款日与报告月末之间，且分类为次级及以下`,
    en: ({ number }) => `The day on which note ${number} became non-performing lies between its loan date and the month’s end, and its category is substandard or worse`,
  }),
  'disposal.above_balance': refusal<{ amount: Money; balance: Money }>({
    kind: 'unprocessable',
    zh: ({ amount, balance }) => `处置金额 ${sayAmount(amount, 'zh')} 大于余额 ${sayAmount(balance, 'zh')}，请核对`,
    en: ({ amount, balance }) => `The disposal of ${sayAmount(amount, 'en')} is above the balance of ${sayAmount(balance, 'en')}. Check it`,
  }),
  'disposal.recorded_already': refusal<{ reference: string }>({
    kind: 'conflict',
    zh: ({ reference }) => `凭证 ${reference} 的处置已记录`,
    en: ({ reference }) => `The disposal under ${reference} is recorded already`,
  }),
  'litigation.out_of_turn': refusal<{ stage: string; last: string }>({
    kind: 'conflict',
    zh: ({ stage, last }) => `该案已到“${last}”，不能再记“${stage}”`,
    en: ({ stage, last }) => `The case has reached “${last}”; “${stage}” comes before it`,
  }),
}
