import { words } from './words.ts'

/** What stands between the figures of a derivation, on a page and on paper alike. */
export const derivationWords = words({
  'derivation.clause': { zh: '《{document}》', en: '{document}' },
  'derivation.choose': { zh: '依条件取用', en: 'selected by a condition' },
  'derivation.least': { zh: '取小', en: 'the least of' },
  'derivation.greatest': { zh: '取大', en: 'the greatest of' },
  'derivation.at_least_zero': { zh: '不低于零', en: 'not below zero' },
  'derivation.power': { zh: '乘方', en: 'raised to a power' },
  'derivation.share': { zh: '按权重分配的第 {part} 份', en: 'part {part} by weight of' },
  'derivation.yes': { zh: '是', en: 'yes' },
  'derivation.no': { zh: '否', en: 'no' },
  'derivation.days': { zh: '{count} 天', en: '{count} d' },
  'rounding.down': { zh: '向零舍去', en: 'rounded toward zero' },
  'rounding.up': { zh: '进一', en: 'rounded away from zero' },
  'rounding.floor': { zh: '向下取整', en: 'rounded down' },
  'rounding.ceiling': { zh: '向上取整', en: 'rounded up' },
  'rounding.half_up': { zh: '四舍五入', en: 'rounded half up' },
  'rounding.half_down': { zh: '五舍六入', en: 'rounded half down' },
  'rounding.half_even': { zh: '四舍六入五成双', en: 'rounded half to even' },
  'rounding.half_odd': { zh: '四舍六入五成单', en: 'rounded half to odd' },
  'rounding.half_floor': { zh: '逢半向下', en: 'rounded half toward −∞' },
  'rounding.half_ceiling': { zh: '逢半向上', en: 'rounded half toward +∞' },
})
