import { words } from '../kernel/words.ts'

export const feeWords = words({
  'fee.basis.committed': { zh: '认缴出资', en: 'Committed capital' },
  'fee.basis.paid_in': { zh: '实缴出资', en: 'Paid-in capital' },
  'fee.basis.invested': { zh: '实际投资金额', en: 'Invested capital' },
  'fee.basis.net_asset_value': { zh: '资产净值', en: 'Net asset value' },
  'fee.base': { zh: '计费基数', en: 'Base' },
  'fee.rate': { zh: '年费率', en: 'Rate a year' },
  'fee.rating_factor': { zh: '评价系数', en: 'Rating factor' },
  'fee.gross': { zh: '应计管理费', en: 'Gross fee' },
  'fee.waiver': { zh: '减免', en: 'Waiver' },
  'fee.rebate': { zh: '返还', en: 'Rebate' },
  'fee.offset': { zh: '抵扣', en: 'Offset' },
  'fee.offset_brought': { zh: '上年结转抵扣', en: 'Offset brought forward' },
  'fee.net': { zh: '实收管理费', en: 'Net fee' },
})
export type FeeWord = keyof typeof feeWords
