import { words } from '../kernel/words.ts'

export const reportsWords = words({
  loss_sharing: { zh: '损失分担', en: 'Loss sharing' },
  'loss_sharing.about': {
    zh: '以所选办法测算历史贷款的核销损失由谁承担。仅为测算，不记入账簿',
    en: 'Who would bear the charged-off principal of historic loans under a scheme. A what-if: nothing is posted',
  },
  'loss_sharing.scheme': { zh: '分担办法', en: 'Scheme' },
  'loss_sharing.scheme_option': { zh: '{name}（{code} 第 {number} 版）', en: '{name} ({code}, version {number})' },
  'loss_sharing.scheme_draft': { zh: '{scheme} · 草稿', en: '{scheme} · draft' },
  'loss_sharing.evaluate': { zh: '测算', en: 'Evaluate' },
  'loss_sharing.evaluate_again': { zh: '重新测算', en: 'Evaluate again' },
  'loss_sharing.may_not_evaluate': { zh: '您的角色不能测算，请联系经办人员', en: 'Your role may not evaluate. Ask a maker' },
  'loss_sharing.choose_first': { zh: '请先选择办法', en: 'Choose a scheme first' },
  'loss_sharing.nothing_new': {
    zh: '上次测算之后没有新的批次，结果不会改变',
    en: 'No batch came in since the last evaluation: the answer would be the same',
  },
  'loss_sharing.evaluating': {
    zh: '正在逐笔测算，百万笔贷款约需十秒',
    en: 'Sharing every loss; a million loans take some ten seconds',
  },
  'loss_sharing.first_use': {
    zh: '导入历史贷款台账并选择办法测算后，这里按年份和银行列出每一方承担的损失，并与记录的担保金额对照。',
    en: 'Once a book of historic loans is imported and a scheme is tried on it, what each party bears stands here by year and bank, beside the guarantee as recorded.',
  },
  'loss_sharing.not_evaluated': { zh: '该办法尚未测算', en: 'This scheme has not been tried yet' },
  'loss_sharing.not_evaluated.what': {
    zh: '点击“测算”，将对您可见的每一笔核销损失逐笔计算。',
    en: 'Press “Evaluate”: every charged-off loan within your sight is shared one by one.',
  },
  'loss_sharing.basis': {
    zh: '{organisation} · {person} · {batches} 个导入批次',
    en: '{organisation} · {person} · import batches: {batches}',
  },
  'loss_sharing.since': {
    zh: '测算之后又导入了 {count} 个批次，请重新测算',
    en: '{count} batches came in since: evaluate again',
  },
  'loss_sharing.draft': { zh: '该版本为草稿，尚未启用', en: 'A draft: this version is not in effect' },
  'loss_sharing.carried': {
    zh: '该办法以 {scheme} 计，但只有比例、没有金额参数，因此可套用于 {loan} 贷款',
    en: 'The scheme is in {scheme}, but lays down rates alone and no amounts, so it is applied to loans in {loan}',
  },
  'loss_sharing.other_currencies': {
    zh: '此处为 {shown}；另有 {others} 的损失，请在“币种”中选择',
    en: 'These are losses in {shown}; there are others in {others}: choose a currency',
  },
  'loss_sharing.currency': { zh: '币种', en: 'Currency' },
  'loss_sharing.year': { zh: '核销年份', en: 'Year' },
  'loss_sharing.year_unknown': { zh: '日期未记录', en: 'No day recorded' },
  'loss_sharing.lender': { zh: '银行', en: 'Bank' },
  'loss_sharing.other_lenders': { zh: '其余银行', en: 'Other banks' },
  'loss_sharing.source': { zh: '历史贷款台账', en: 'the historic loan book' },

  'loss_sharing.losses': { zh: '笔数', en: 'Loans' },
  'loss_sharing.loss': { zh: '核销本金', en: 'Charged off' },
  'loss_sharing.shared': { zh: '已分担损失', en: 'Loss shared' },
  'loss_sharing.refused': { zh: '未能测算', en: 'Not evaluated' },
  'loss_sharing.refused_all': { zh: '所有损失均未能测算', en: 'No loss could be evaluated' },
  'loss_sharing.part': { zh: '占比', en: 'Part' },
  'loss_sharing.part_of_shared': { zh: '占 {part}', en: '{part} of the loss' },
  'loss_sharing.loans_of_it': { zh: '{count} 笔贷款', en: '{count} loans' },
  'loss_sharing.counted': {
    zh: '有核销记录的贷款都计入，含结果为已结清的',
    en: 'every loan with a charge-off on record, repaid ones too',
  },
  'loss_sharing.loans_unstated': { zh: '{count} 笔贷款，均未记录金额', en: '{count} loans without an amount on record' },
  'loss_sharing.loans_some_unstated': {
    zh: '{count} 笔贷款，其中 {unstated} 笔未记录金额',
    en: '{count} loans, {unstated} without an amount on record',
  },

  'loss_sharing.by_year': { zh: '按核销年份', en: 'By year charged off' },
  'loss_sharing.by_year.finding': {
    zh: '{year} 年核销最多，为 {amount}，{bearer}承担其中 {part}',
    en: 'Most was charged off in {year}: {amount}, of which {part} is borne by: {bearer}',
  },
  'loss_sharing.by_year.unshared': {
    zh: '{year} 年核销最多，为 {amount}，均未能测算',
    en: 'Most was charged off in {year}: {amount}, none of it evaluated',
  },
  'loss_sharing.by_lender': { zh: '按银行', en: 'By bank' },
  'loss_sharing.by_lender.finding': {
    zh: '{lender}核销最多，占 {part}',
    en: '{lender} charged off most: {part} of it all',
  },
  'loss_sharing.of_year': { zh: '{year} 年：{what}', en: '{year}: {what}' },
  'loss_sharing.of_lender': { zh: '{lender}：{what}', en: '{lender}: {what}' },

  'loss_sharing.compared': { zh: '记录与办法对照', en: 'The record beside the scheme' },
  'loss_sharing.compared.about': {
    zh: '“按记录”指记录的担保金额占批准金额的比例乘以损失（以批准金额为限）；“按办法”指由银行以外各方承担的部分',
    en: '“As recorded” is the guaranteed part of the approval, of the loss up to the approval; “by the scheme” is what others than the bank bear',
  },
  'loss_sharing.compared.agree': {
    zh: '{count} 笔损失的记录与办法完全一致',
    en: 'Record and scheme agree on all {count} losses',
  },
  'loss_sharing.compared.finding': {
    zh: '{count} 笔损失中 {differ} 笔不一致：{above} 笔办法高于记录，{below} 笔低于记录',
    en: 'Of {count} losses {differ} differ: on {above} the scheme covers more than the record, on {below} less',
  },
  'loss_sharing.compared.none': { zh: '没有可以对照的损失', en: 'There is no loss to compare' },
  'loss_sharing.compared.count': { zh: '可对照', en: 'Compared' },
  'loss_sharing.recorded': { zh: '按记录', en: 'As recorded' },
  'loss_sharing.computed': { zh: '按办法', en: 'By the scheme' },
  'loss_sharing.difference': { zh: '差额（办法－记录）', en: 'Difference' },
  'loss_sharing.above': { zh: '高于记录', en: 'Above record' },
  'loss_sharing.below': { zh: '低于记录', en: 'Below record' },
  'loss_sharing.same': { zh: '一致', en: 'The same' },
  'loss_sharing.above_by': { zh: '高出金额', en: 'Above by' },
  'loss_sharing.below_by': { zh: '低出金额', en: 'Below by' },

  'loss_sharing.reasons': { zh: '未能测算的原因', en: 'Why losses were not evaluated' },
  'loss_sharing.reasons.about': {
    zh: '办法所需的事实不在记录中，或超出其适用范围。这些损失单独列示，不按零计',
    en: 'The scheme depends on what the record does not say, or does not cover the loan. These losses stand apart and are never counted as zero',
  },
  'loss_sharing.reason': { zh: '原因', en: 'Reason' },
  'loss_sharing.reason_example': { zh: '例如：{reason}', en: 'For example: {reason}' },

  'loss_sharing.evaluations': { zh: '测算记录', en: 'Evaluations' },
  'loss_sharing.evaluated_at': { zh: '测算时间', en: 'Evaluated' },
  'loss_sharing.organisation': { zh: '单位', en: 'Organisation' },
  'loss_sharing.person': { zh: '测算人', en: 'By' },
  'loss_sharing.batches': { zh: '批次', en: 'Batches' },
  'loss_sharing.shown': { zh: '当前显示', en: 'shown now' },

  'loss_sharing.bears': { zh: '承担', en: 'Bears' },
  'loss_sharing.open_loan': { zh: '查看贷款记录', en: 'Open the loan’s record' },
  'loss_sharing.row': { zh: '贷款 {number}', en: 'Loan {number}' },
  'loss_sharing.as_recorded': { zh: '记录', en: 'The record' },
  'loss_sharing.by_scheme': { zh: '办法', en: 'The scheme' },
  'loss_sharing.as_stored': { zh: '重新计算的结果与存档一致', en: 'Computed again, it comes to what is stored' },
  'loss_sharing.not_as_stored': {
    zh: '重新计算的结果与存档不一致，请报告审计',
    en: 'Computed again, it does not come to what is stored: tell the auditors',
  },
  'loss_sharing.record_silent': { zh: '记录不足以得出担保份额', en: 'The record does not tell a guaranteed part' },

  'guarantee.recorded': { zh: '按记录的担保金额', en: 'Guarantee as recorded' },
  'guarantee.recorded_part': { zh: '担保占批准金额的比例', en: 'Guaranteed part of the approval' },
  'guarantee.recorded_exact': { zh: '按记录的担保金额（未取整）', en: 'Guarantee as recorded, exact' },
  'guarantee.computed': { zh: '按办法由银行以外承担', en: 'Borne by others than the bank' },
  'guarantee.difference': { zh: '办法与记录之差', en: 'Scheme less record' },
})
