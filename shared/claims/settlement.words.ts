import { words } from '../kernel/words.ts'

export const settlementWords = words({
  settlements: { zh: '年度补偿结算', en: 'Yearly settlements' },
  'year.loan_balance': { zh: '年末贷款余额', en: 'Loans at year end' },
  'year.npl_balance': { zh: '年末不良余额', en: 'Bad loans at year end' },
  'year.disposed': { zh: '本年处置不良本金', en: 'Bad loans disposed of' },
  'year.recovered': { zh: '处置收回', en: 'Brought by disposal' },
  'year.net_loss': { zh: '不良贷款净损失', en: 'Net loss' },
  'year.previous_balance': { zh: '上年末贷款余额', en: 'Loans a year before' },
  'settlement.district_part': { zh: '该区按净损失承担', en: 'The district’s part, by its firms’ net loss' },
})
