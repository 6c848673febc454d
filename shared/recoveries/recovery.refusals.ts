import { refusal } from '../kernel/refusal.ts'

const parts: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  interest: { zh: '利息', en: 'interest' },
  penalty: { zh: '罚息', en: 'penalties' },
}

export const recoveryRefusals = {
  'recovery.not_found': refusal<{ recoveryId: string }>({
    kind: 'missing',
    zh: ({ recoveryId }) => `没有编号为 ${recoveryId} 的回款，请核对`,
    en: ({ recoveryId }) => `There is no recovery ${recoveryId}. Check the number`,
  }),
  'recovery.claim_not_paid': refusal<{ claim: string; status: string }>({
    kind: 'conflict',
    zh: ({ claim }) => `补偿申请 ${claim} 尚未支付，没有可分配的回款；补偿到账后再报`,
    en: ({ claim, status }) => `Claim ${claim} is ${status}: nothing was paid on it that could come back. Report it once it is paid`,
  }),
  'recovery.close_unpaid': refusal<{ payable: string; paid: string }>({
    kind: 'conflict',
    zh: ({ payable, paid }) => `核定补偿 ${payable}，已到账 ${paid}；付清后再结案`,
    en: ({ payable, paid }) => `${payable} was decided and ${paid} has arrived. Pay the rest before closing the claim`,
  }),
  'recovery.close_dues_open': refusal<{ open: string }>({
    kind: 'conflict',
    zh: ({ open }) => `尚有 ${open} 回款未上缴或待冲抵；结清后再结案`,
    en: ({ open }) => `${open} of what came back is not settled with the bank yet. Settle it before closing the claim`,
  }),
  'recovery.true_up_first': refusal<{ claim: string }>({
    kind: 'conflict',
    zh: ({ claim }) => `${claim} 是预补偿，损失尚未确定；请把收回的钱计入清算时的最终损失`,
    en: ({ claim }) => `${claim} was paid in advance and its loss is not final. State what came back in the loss when truing it up`,
  }),
  'recovery.not_an_advance': refusal<{ claim: string; status: string }>({
    kind: 'conflict',
    zh: ({ claim }) => `${claim} 不是待清算的预补偿，请核对`,
    en: ({ claim, status }) => `${claim} is ${status}, no advance that waits to be trued up. Check it`,
  }),
  'recovery.owed_less_to_treasury': refusal<{ owed: string }>({
    kind: 'unprocessable',
    zh: ({ owed }) => `资金池应返还该级财政的回款只有 ${owed}，请按此金额返还`,
    en: ({ owed }) => `The pool owes that treasury ${owed} of what came back. Return no more`,
  }),
  'recovery.cash_short': refusal<{ cash: string }>({
    kind: 'conflict',
    zh: ({ cash }) => `资金池账上现金只有 ${cash}，请待银行上缴到账后再返还`,
    en: ({ cash }) => `The pool’s book holds ${cash} in cash. Return it once the banks have remitted`,
  }),
  'recovery.cash_owed_elsewhere': refusal<{ cash: string; free: string }>({
    kind: 'conflict',
    zh: ({ cash, free }) => `资金池现金 ${cash}，扣除应付银行和其他财政的部分后可返还 ${free}；请减少金额，或待资金到账后再返还`,
    en: ({ cash, free }) => `Of ${cash} in cash, ${free} is left once what banks and other treasuries are owed is held back. Return less, or wait for more to come in`,
  }),
  'recovery.nothing_came': refusal({
    kind: 'unprocessable',
    zh: () => '回款金额须大于零',
    en: () => 'State what came in: more than nothing',
  }),
  'recovery.cost_negative': refusal({
    kind: 'unprocessable',
    zh: () => '追偿费用不能为负，没有则填 0',
    en: () => 'Costs are zero or more. Write 0 where there were none',
  }),
  'recovery.costs_above_money': refusal<{ cost: string; gross: string }>({
    kind: 'unprocessable',
    zh: ({ cost, gross }) => `追偿费用 ${cost} 超过回款 ${gross}，超出部分由银行承担，请按不超过回款的费用填报`,
    en: ({ cost, gross }) => `Costs of ${cost} are above the ${gross} that came in: what exceeds it is the bank’s. State no more than came in`,
  }),
  'recovery.owed_unknown': refusal<{ part: string }>({
    kind: 'unprocessable',
    zh: ({ part }) => `按抵偿顺序须先知道借款人所欠${parts[part]?.zh ?? part}，请填写（没有则填 0）`,
    en: ({ part }) => `The order in which money is applied asks what ${parts[part]?.en ?? part} the borrower owes. State it, 0 for none`,
  }),
  'recovery.beyond_debt': refusal<{ beyond: string }>({
    kind: 'unprocessable',
    zh: ({ beyond }) => `回款超出借款人所欠本息及罚息 ${beyond}，请核对金额，或补填所欠利息和罚息`,
    en: ({ beyond }) => `That is ${beyond} more than the borrower owes. Check the amount, or state the interest and penalties owed`,
  }),
  'recovery.before_decision': refusal<{ decidedOn: string }>({
    kind: 'unprocessable',
    zh: ({ decidedOn }) => `补偿于 ${decidedOn} 核定，请填写该日或之后的日期`,
    en: ({ decidedOn }) => `It was decided on ${decidedOn}. Give that day or a later one`,
  }),
  'recovery.final_loss_above_loan': refusal<{ loan: string }>({
    kind: 'unprocessable',
    zh: ({ loan }) => `最终损失不得超过借据本金 ${loan}，请核对金额`,
    en: ({ loan }) => `No more is lost than the ${loan} that were lent. Check the amount`,
  }),
  'recovery.received_early': refusal<{ paidOn: string }>({
    kind: 'unprocessable',
    zh: ({ paidOn }) => `补偿核定日 ${paidOn} 之前收到的款项不是回款，应先从损失中扣除；请核对日期`,
    en: ({ paidOn }) => `What came in before the decision of ${paidOn} made the loss smaller and is no recovery. Check the day`,
  }),
  'recovery.received_in_future': refusal<{ today: string }>({
    kind: 'unprocessable',
    zh: ({ today }) => `收款日不能晚于今天（${today}），收到后再报`,
    en: ({ today }) => `The money cannot have come in after today, ${today}. Report it once it has`,
  }),
  'recovery.reference_taken': refusal<{ reference: string }>({
    kind: 'conflict',
    zh: ({ reference }) => `凭证号 ${reference} 在该申请下已报过一笔回款，请核对是否重复`,
    en: ({ reference }) => `A recovery with the reference ${reference} stands on this claim already. Check whether it is the same money`,
  }),
  'recovery.cannot_be_reversed': refusal({
    kind: 'conflict',
    zh: () => '冲回和补偿追回不能再冲回，请另报一笔',
    en: () => 'A reversal or a clawback is not taken back. Report anew instead',
  }),
  'recovery.already_reversed': refusal({
    kind: 'conflict',
    zh: () => '该笔回款已经冲回',
    en: () => 'That recovery has been taken back already',
  }),
  'recovery.clawed_back': refusal({
    kind: 'conflict',
    zh: () => '该笔补偿已全部追回，之后的回款归银行，无须再报',
    en: () => 'All of the compensation was clawed back: what comes in now is the bank’s, and need not be reported',
  }),
  'recovery.remit_above_due': refusal<{ amount: string; due: string }>({
    kind: 'unprocessable',
    zh: ({ amount, due }) => `上缴 ${amount} 超过应缴 ${due}，请按应缴金额上缴`,
    en: ({ amount, due }) => `A remittance of ${amount} is above the ${due} due. Remit what is due`,
  }),
  'recovery.remittance_not_found': refusal<{ remittanceId: string }>({
    kind: 'missing',
    zh: ({ remittanceId }) => `没有编号为 ${remittanceId} 的上缴，请核对`,
    en: ({ remittanceId }) => `There is no remittance ${remittanceId}. Check the number`,
  }),
  'recovery.remittance_number_taken': refusal<{ number: string }>({
    kind: 'conflict',
    zh: ({ number }) => `上缴凭证号 ${number} 已用过，请核对是否重复`,
    en: ({ number }) => `A remittance numbered ${number} was reported already. Check whether it is the same one`,
  }),
  'recovery.remittance_received': refusal({
    kind: 'conflict',
    zh: () => '该笔上缴已确认到账',
    en: () => 'That remittance has been received already',
  }),
  'recovery.remittance_not_booked': refusal({
    kind: 'conflict',
    zh: () => '该笔上缴尚未入账，请先由资金池入账，再与银行流水核对',
    en: () => 'That remittance is not in the book yet. The pool books it first, then it is matched with the bank’s statement',
  }),
  'recovery.remittance_unmatched': refusal({
    kind: 'conflict',
    zh: () => '该笔上缴还没有对应的银行流水，请先导入流水并核对',
    en: () => 'No line of the bank’s statement matches that remittance yet. Import the statement and match it first',
  }),
  'recovery.interest_from_unknown': refusal({
    kind: 'unprocessable',
    zh: () => '补偿尚未付款，没有起息日；付款后再追回',
    en: () => 'The compensation has not been paid, so there is no day from which interest runs. Claw back once it has',
  }),
  'recovery.nothing_to_claw_back': refusal({
    kind: 'conflict',
    zh: () => '出资方已无未收回的补偿，无须追回',
    en: () => 'The funders bear nothing of it any more: there is nothing to claw back',
  }),
}
