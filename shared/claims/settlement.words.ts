import { words } from '../kernel/words.ts'

export const settlementWords = words({
  'permission.settlement.freeze': { zh: '冻结年末数据', en: 'Freeze year-end figures' },
  'permission.settlement.manage': { zh: '年度补偿测算与报批', en: 'Compute and submit yearly settlements' },
  'proposal.settlement.decide': { zh: '年度补偿结算', en: 'Decide a year’s compensation' },
  'entry.settlement.decided': { zh: '年度补偿核定', en: 'Yearly compensation approved' },
  'entry.settlement.refrozen': { zh: '年度数据更正，补差', en: 'Year corrected: the difference' },
  'act.settlement.frozen': { zh: '冻结年末数据', en: 'Froze the year’s figures' },
  'act.settlement.computed': { zh: '测算年度补偿', en: 'Computed the compensation' },
  'act.settlement.moved': { zh: '年度补偿办理', en: 'Moved the settlement' },
  'act.settlement.settled_between_tiers': { zh: '两级财政结清', en: 'Settled between the tiers' },
  settlements: { zh: '年度补偿结算', en: 'Yearly settlements' },
  'year.loan_balance': { zh: '年末贷款余额', en: 'Loans at year end' },
  'year.npl_balance': { zh: '年末不良余额', en: 'Bad loans at year end' },
  'year.disposed': { zh: '本年处置不良本金', en: 'Bad loans disposed of' },
  'year.recovered': { zh: '处置收回', en: 'Brought by disposal' },
  'year.net_loss': { zh: '不良贷款净损失', en: 'Net loss' },
  'year.previous_balance': { zh: '上年末贷款余额', en: 'Loans a year before' },
  'settlement.district_part': { zh: '该区按净损失承担', en: 'The district’s part, by its firms’ net loss' },
})
