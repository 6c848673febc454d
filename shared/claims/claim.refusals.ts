import type { CapName } from './decision.ts'
import { refusal } from '../kernel/refusal.ts'
import { capWord } from './claim.words.ts'
import { type ClaimFinding, sayDeficiency } from './deficiency.ts'

export const claimRefusals = {
  'claim.wrong_status': refusal<{ status: string }>({
    kind: 'conflict',
    zh: ({ status }) => `补偿申请当前状态为 ${status}，不能进行此操作，请刷新后查看`,
    en: ({ status }) => `The claim is ${status}, so this cannot be done to it. Refresh the page to see where it stands`,
  }),
  'claim.note_not_in_default': refusal<{ number: string; status: string }>({
    kind: 'conflict',
    zh: ({ number, status }) => `借据 ${number} 当前状态为 ${status}，尚无损失可申请；先在月度报告中报送逾期或不良`,
    en: ({ number, status }) => `Note ${number} is ${status}, so there is no loss to claim for. Report it overdue or non-performing first`,
  }),
  'claim.open_already': refusal({
    kind: 'conflict',
    zh: () => '该借据已有一件补偿申请；一笔借据只能申请一次，跨资金池亦然',
    en: () => 'There is a claim for this note already: one note is claimed once, whichever the pool',
  }),
  'claim.has_deficiencies': refusal<{ findings: readonly ClaimFinding[] }>({
    kind: 'unprocessable',
    zh: ({ findings }) => `申请有 ${findings.length} 处问题须先处理：${findings.map((finding) => `${finding.code} ${sayDeficiency(finding, 'zh')}`).join('；')}`,
    en: ({ findings }) =>
      `The claim has ${findings.length} deficiencies to mend first: ${findings.map((finding) => `${finding.code} ${sayDeficiency(finding, 'en')}`).join('; ')}`,
  }),
  'claim.deferred': refusal({
    kind: 'conflict',
    zh: () => '熔断已触发，申请暂缓办理；解除或经批准不执行后，更新内容即可继续',
    en: () => 'The breaker has tripped, so the claim is deferred. When it is off or overridden, update what is shown and go on',
  }),
  'claim.cap_used_up': refusal<{ caps: readonly CapName[] }>({
    kind: 'conflict',
    zh: ({ caps }) => `限额已用完（${caps.map((cap) => capWord(cap).zh).join('、')}），无可补偿金额；可待限额恢复后再办理`,
    en: ({ caps }) => `The cap is used up (${caps.map((cap) => capWord(cap).en).join(', ')}): nothing is left to pay. Take it up again when there is room`,
  }),
  'claim.nothing_payable': refusal({
    kind: 'unprocessable',
    zh: () => '按办法计算的补偿额为零，无需办理',
    en: () => 'The scheme’s compensation comes to nothing, so there is nothing to decide',
  }),
  'claim.changed_meanwhile': refusal({
    kind: 'conflict',
    zh: () => '限额或损失数据刚刚变化，本次决定未生效，请更新内容后再复核',
    en: () => 'Caps or figures have just changed, so nothing was decided. Update what is shown and check it again',
  }),
  'claim.codes_needed': refusal({
    kind: 'unprocessable',
    zh: () => '退回补偿申请须选择问题代码，请在申请页面办理',
    en: () => 'To send a claim back, name the deficiencies by code: do so on the claim’s own page',
  }),
  'claim.clause_needed': refusal({
    kind: 'unprocessable',
    zh: () => '驳回补偿申请须写明依据条款，请在申请页面办理',
    en: () => 'To reject a claim, name the clause that it fails: do so on the claim’s own page',
  }),
  'claim.route_unknown': refusal<{ code: string }>({
    kind: 'unprocessable',
    zh: ({ code }) => `没有编码为 ${code} 的审批流程，请更正资金池设置`,
    en: ({ code }) => `There is no route ${code}. Correct the pool`,
  }),
  'claim.no_funder': refusal<{ bearer: string }>({
    kind: 'unprocessable',
    zh: ({ bearer }) => `资金池没有承担 ${bearer} 份额的出资方，请先补充`,
    en: ({ bearer }) => `Nobody in the pool pays the share of ${bearer}. Add the funder first`,
  }),
  'claim.in_publicity': refusal<{ until: string }>({
    kind: 'conflict',
    zh: ({ until }) => `公示至 ${until}，期满后方可支付`,
    en: ({ until }) => `It is publicised until ${until}, and is paid after that`,
  }),
  'claim.not_payer': refusal({
    kind: 'forbidden',
    zh: () => '补偿款由资金池管理方、受托方或牵头出资方支付',
    en: () => 'Compensation is paid by the pool’s keeper, its trustee or its lead funder',
  }),
  'claim.paid_up': refusal({
    kind: 'conflict',
    zh: () => '该申请没有待支付金额',
    en: () => 'Nothing of this claim is left to pay',
  }),
  'claim.cash_short': refusal<{ cash: string; needed: string }>({
    kind: 'conflict',
    zh: ({ cash, needed }) => `账户现金 ${cash}，不足支付 ${needed}；待资金到位后再支付`,
    en: ({ cash, needed }) => `There is ${cash} in cash, less than the ${needed} to pay. Pay when the money has come`,
  }),
  'claim.voucher_used': refusal({
    kind: 'conflict',
    zh: () => '该凭证号已用于另一笔支付，请核对',
    en: () => 'That voucher number stands on another payment. Check it',
  }),
  'claim.voucher_not_drawn': refusal<{ number: string }>({
    kind: 'unprocessable',
    zh: ({ number }) => `没有编号为 ${number} 的支付凭证，或其金额、用途与本申请不符`,
    en: ({ number }) => `There is no voucher ${number} for this claim and amount. Draw it first`,
  }),
  'claim.before_decision': refusal<{ decidedOn: string }>({
    kind: 'unprocessable',
    zh: ({ decidedOn }) => `补偿于 ${decidedOn} 核定，支付日不得早于该日，请更改日期`,
    en: ({ decidedOn }) => `It was decided on ${decidedOn}. Give that day or a later one`,
  }),
  'claim.not_yet': refusal<{ day: string }>({
    kind: 'unprocessable',
    zh: ({ day }) => `支付日 ${day} 晚于今日，请填写今日或之前的日期`,
    en: ({ day }) => `${day} is later than today. Give today or an earlier day`,
  }),
  'claim.status_guarded': refusal({
    kind: 'conflict',
    zh: () => '该状态只能由两人复核的决定或银行回单改变',
    en: () => 'Only what two people agreed on, or the bank’s receipt, brings a claim there',
  }),
}
