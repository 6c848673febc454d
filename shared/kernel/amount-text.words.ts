import type { Currency } from './money.ts'
import { words } from './words.ts'

/** An amount in its unit; a header is the same phrase without the figure. */
export const amountWords = words({
  'amount.unit.one': { zh: '{figure} {currency}', en: '{currency} {figure}' },
  'amount.unit.ten_thousand': { zh: '{figure} 万{currency}', en: '{currency} {figure} ten thousand' },
  'amount.unit.million': { zh: '{figure} 百万{currency}', en: '{currency} {figure} mn' },
  'amount.unit.hundred_million': { zh: '{figure} 亿{currency}', en: '{currency} {figure} hundred million' },
  'amount.no_data': { zh: '--', en: '--' },
  'amount.rounding_note': { zh: '因四舍五入，合计数可能存在尾差', en: 'Figures are rounded, so totals may not add up exactly' },
  'currency.CNY': { zh: '元', en: 'CNY' },
  'currency.USD': { zh: '美元', en: 'USD' },
  'currency.EUR': { zh: '欧元', en: 'EUR' },
  'currency.GBP': { zh: '英镑', en: 'GBP' },
  'currency.HKD': { zh: '港元', en: 'HKD' },
  'currency.JPY': { zh: '日元', en: 'JPY' },
})

/** What may stand around a number that a person types: words for powers of ten, and marks of the currency, in small letters. */
export const typedPowers: Readonly<Record<string, number>> = {
  千: 3,
  万: 4,
  十万: 5,
  百万: 6,
  mn: 6,
  千万: 7,
  亿: 8,
  bn: 9,
  十亿: 9,
  百亿: 10,
  千亿: 11,
  万亿: 12,
}
export const typedMarks: Readonly<Record<Currency, readonly string[]>> = {
  CNY: ['元', '圆', '¥', '￥', '人民币', 'cny', 'rmb'],
  USD: ['美元', '$', 'us$', 'usd'],
  EUR: ['欧元', '€', 'eur'],
  GBP: ['英镑', '£', 'gbp'],
  HKD: ['港元', '港币', 'hk$', 'hkd'],
  JPY: ['日元', '¥', '￥', 'jpy'],
}

/** 大写: characters that a pen cannot turn into one another. */
export const capitals = {
  digits: '零壹贰叁肆伍陆柒捌玖',
  sizes: [
    [100_000_000n, '亿'],
    [10_000n, '万'],
    [1_000n, '仟'],
    [100n, '佰'],
    [10n, '拾'],
  ],
  zero: '零',
  unit: '元',
  tenth: '角',
  hundredth: '分',
  exactly: '整',
  minus: '负',
  currency: { CNY: '人民币', USD: '美元', EUR: '欧元', GBP: '英镑', HKD: '港币', JPY: '日元' },
} as const
