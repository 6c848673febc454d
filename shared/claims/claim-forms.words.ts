import { words } from '../kernel/words.ts'

/** What the statutory forms of claims say. */
export const claimFormWords = words({
  'form.claim.approval': { zh: '科技信贷风险补偿审批表', en: 'Approval of risk compensation' },
  'form.claim.notice': { zh: '风险补偿办理通知书', en: 'Notice on a compensation claim' },
  'form.claim.year': { zh: '年度风险补偿申请表', en: 'Yearly application for risk compensation' },

  'form.claim.as_decided': { zh: '核定所依据的计算', en: 'As it was decided' },
  'form.claim.as_expected': { zh: '按现有资料测算（尚未核定）', en: 'As it would come to now (not decided yet)' },
  'form.claim.case': { zh: '{caseNumber}（{court}，{acceptedOn} 受理）', en: '{caseNumber} ({court}, accepted on {acceptedOn})' },
  'form.claim.scheme_version': { zh: '{name}（{code} 第 {number} 版）', en: '{name} ({code}, version {number})' },

  'form.claim.applicant': { zh: '一、申请事项', en: '1. What is applied for' },
  'form.claim.pool': { zh: '资金池', en: 'Pool' },
  'form.claim.bank': { zh: '申请银行', en: 'Bank' },
  'form.claim.firm': { zh: '借款企业', en: 'Borrower' },
  'form.claim.uscc': { zh: '统一社会信用代码', en: 'Unified credit code' },
  'form.claim.note': { zh: '借据号', en: 'Drawdown note' },
  'form.claim.contract': { zh: '借款合同号', en: 'Loan contract' },
  'form.claim.product': { zh: '产品', en: 'Product' },
  'form.claim.principal': { zh: '贷款金额', en: 'Lent' },
  'form.claim.lent_on': { zh: '放款日', en: 'Lent on' },
  'form.claim.due_on': { zh: '到期日', en: 'Due on' },
  'form.claim.litigation': { zh: '受理案号', en: 'Case accepted' },
  'form.claim.scheme': { zh: '适用办法', en: 'Scheme' },
  'form.claim.submitted_on': { zh: '申请日期', en: 'Submitted on' },
  'form.claim.status': { zh: '办理状态', en: 'Status' },

  'form.claim.computed': { zh: '二、补偿测算', en: '2. How much' },
  'form.claim.loss': { zh: '损失金额', en: 'Loss' },
  'form.claim.base': { zh: '计补基数', en: 'Base of compensation' },
  'form.claim.rate': { zh: '补偿比例', en: 'Rate' },
  'form.claim.by_rate': { zh: '按比例计算', en: 'By rate' },
  'form.claim.compensation': { zh: '核定补偿额', en: 'Compensation' },
  'form.claim.payable': { zh: '本次应付', en: 'To be paid' },

  'form.claim.shares': { zh: '三、损失分担', en: '3. Who bears the loss' },
  'form.claim.bearer': { zh: '承担方', en: 'Bearer' },
  'form.claim.share': { zh: '承担金额', en: 'Bears' },

  'form.claim.evidence': { zh: '四、申请材料', en: '4. Documents' },
  'form.claim.item': { zh: '材料', en: 'Item' },
  'form.claim.file': { zh: '文件', en: 'File' },
  'form.claim.hash': { zh: '摘要（SHA-256 前 16 位）', en: 'Hash (first 16 of SHA-256)' },

  'form.claim.opinions': { zh: '五、审核意见', en: '5. Opinions' },

  'form.claim.year.applicant': { zh: '一、申请单位与年度', en: '1. Bank and year' },
  'form.claim.year.year': { zh: '年度', en: 'Year' },
  'form.claim.year.balances': { zh: '二、年末数据与补偿测算', en: '2. Year-end figures and compensation' },
  'form.claim.year.districts': { zh: '二（续）、各区数据', en: '2 (continued). Figures of each district' },
  'form.claim.year.loan_balance': { zh: '年末贷款余额', en: 'Year-end loan balance' },
  'form.claim.year.npl_balance': { zh: '年末不良贷款余额', en: 'Year-end bad loans' },
  'form.claim.year.npl_rate': { zh: '不良率', en: 'Bad-loan ratio' },
  'form.claim.year.net_loss': { zh: '不良贷款净损失', en: 'Net loss' },

  'form.notice.heading': { zh: '{bank}：', en: 'To {bank}:' },
  'form.notice.about': {
    zh: '贵单位就借据 {note}（{firm}）提出的补偿申请 {number}，现将办理情况通知如下。',
    en: 'On your claim {number} for note {note} ({firm}) we inform you as follows.',
  },
  'form.notice.about_year': {
    zh: '贵单位就 {product} 产品 {year} 年度提出的补偿申请 {number}，现将办理情况通知如下。',
    en: 'On your claim {number} for product {product} and the year {year} we inform you as follows.',
  },
  'form.notice.approved': {
    zh: '经审核，依据{scheme}，核定损失 {loss}，应补偿 {payable}（{capitals}）。',
    en: 'Under {scheme} the loss is {loss} and the compensation {payable}.',
  },
  'form.notice.minutes': { zh: '依据文号：{document}。', en: 'By {document}.' },
  'form.notice.publicised': { zh: '本决定公示至 {until}，期满无异议后支付。', en: 'It is publicised until {until} and paid after that.' },
  'form.notice.paid': { zh: '补偿款 {paid} 已于 {on} 到账，银行回单号 {reference}。', en: '{paid} arrived on {on}, receipt {reference}.' },
  'form.notice.duty': {
    zh: '获得补偿后，贵单位仍应继续追偿；追偿所得须按办法规定的比例和期限上缴。',
    en: 'The duty to recover goes on. What comes back is to be shared and remitted as the scheme lays down.',
  },
  'form.notice.returned': { zh: '申请存在下列问题，请补正后重新提交：', en: 'The claim has the following deficiencies. Mend them and submit it again:' },
  'form.notice.deficiency': { zh: '{code} {sentence}。补正：{remedy}。', en: '{code}: {sentence}. {remedy}.' },
  'form.notice.rejected': { zh: '经审核，本申请不予补偿。', en: 'The claim is rejected.' },
  'form.notice.deferred': { zh: '资金池熔断已触发，本申请暂缓办理，申请时限予以保留。', en: 'The pool’s breaker has tripped: the claim is deferred and keeps its place in time.' },
  'form.notice.opinion': { zh: '意见：{opinion}', en: 'Opinion: {opinion}' },
  'form.notice.in_hand': { zh: '申请正在办理，当前状态：{status}。', en: 'The claim is in hand: {status}.' },
  'form.notice.signed': { zh: '{pool}', en: '{pool}' },
})
