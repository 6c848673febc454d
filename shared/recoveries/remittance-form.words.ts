import { words } from '../kernel/words.ts'

/** What the form of a remittance says. */
export const remittanceFormWords = words({
  'form.remittance': { zh: '追偿回款上缴表', en: 'Remittance of recoveries' },
  'form.remittance.remitted': { zh: '一、上缴款项', en: '1. What is remitted' },
  'form.remittance.on': { zh: '上缴日期', en: 'Remitted on' },
  'form.remittance.receipt': { zh: '银行回单号', en: 'Receipt' },
  'form.remittance.amount': { zh: '上缴金额', en: 'Amount' },
  'form.remittance.recoveries': { zh: '二、所含回款', en: '2. The recoveries that it pays' },
  'form.remittance.claim': { zh: '补偿申请 · 企业', en: 'Claim · firm' },
  'form.remittance.received_on': { zh: '回款日', en: 'Received on' },
  'form.remittance.gross': { zh: '回款金额', en: 'Money back' },
  'form.remittance.due': { zh: '应上缴', en: 'Due' },
  'form.remittance.now': { zh: '本次上缴', en: 'Remitted now' },
  'form.remittance.shares': { zh: '三、各方分得', en: '3. What each bearer gets' },
  'form.remittance.gets': { zh: '分得', en: 'Gets' },
  'form.remittance.confirmed': { zh: '四、确认', en: '4. Confirmed by' },
  'form.remittance.divided': { zh: '回款分配', en: 'How a recovery is divided' },
})
