import { words } from '../kernel/words.ts'

export const reportsWords = words({
  'guarantee.recorded': { zh: '按记录的担保金额', en: 'Guarantee as recorded' },
  'guarantee.recorded_part': { zh: '担保占批准金额的比例', en: 'Guaranteed part of the approval' },
  'guarantee.recorded_exact': { zh: '按记录的担保金额（未取整）', en: 'Guarantee as recorded, exact' },
  'guarantee.computed': { zh: '按办法由银行以外承担', en: 'Borne by others than the bank' },
  'guarantee.difference': { zh: '办法与记录之差', en: 'Scheme less record' },
})
