import { addDays, addMonths, plainDate } from '@cofund/shared/kernel/plain-date'

/**
 * The files that the demonstration's people import: a book of guaranteed loans and two reports of a guidance fund's
 * commitments, in the district's own templates. Everything in them is invented, and the same every time.
 */

const banks = ['申江银行杨浦科技支行', '吴淞商业银行科技支行', '浦滨银行张江支行', '漕河泾村镇银行'] as const
const firstWords = ['锐沪', '长海', '新江湾', '复材', '同济微', '理工智', '凤城', '黄兴', '中原', '平凉', '大桥', '殷行'] as const
const secondWords = ['精密', '智能', '生物', '光电', '新材', '云算', '测控', '医械', '环境', '机器人'] as const
const industries = ['C3972', 'C3985', 'C3569', 'C2770', 'I6513', 'I6540', 'M7320', 'M7340'] as const

export const demonstrationLoans = (): string => {
  const chance = chances(20_260_310)
  const rows = Array.from({ length: 360 }, (_, index) => {
    const year = 2021 + (index % 5)
    const approvedOn = addDays(plainDate(`${year}-01-04`), chance(350))
    const approved = (5 + chance(95)) * 100_000
    const lost = chance(100) < 12 && year < 2025
    const chargedOffOn = addMonths(approvedOn, 10 + chance(14))
    return [
      `YP${year}-${String(index + 1).padStart(5, '0')}`,
      pick(banks, chance),
      '上海',
      `上海${pick(firstWords, chance)}${pick(secondWords, chance)}科技有限公司`,
      pick(industries, chance),
      '杨浦区',
      approvedOn,
      addDays(approvedOn, 3 + chance(20)),
      String(12 * (1 + chance(3))),
      'CNY',
      `${approved}.00`,
      `${approved}.00`,
      `${(approved / 10) * 8}.00`,
      lost ? '已核销' : '已结清',
      lost ? chargedOffOn : '',
      lost ? `${(approved / 1000) * (300 + chance(600))}.${String(chance(100)).padStart(2, '0')}` : '',
    ]
  })
  const header = '贷款编号,贷款银行,银行所在地,借款企业,行业代码,企业所在地,批准日期,放款日期,期限（月）,币种,批准金额（元）,放款金额（元）,担保金额（元）,结果,核销日期,核销本金（元）'
  return csv(header, rows)
}

const managers = ['五角场创业投资', '杨浦滨江资本', '复旦科创', '同创新材资本', '上理育成', '长三角医健投资', '江湾天使', '东部中心成果转化'] as const
const classes = ['天使', '创业投资', '产业投资', '成果转化'] as const

/** Fourteen sub-funds as reported on one day; a later day is the same funds, further on. */
export const demonstrationCommitments = (asOf: '2025-12-31' | '2026-06-30'): string => {
  const chance = chances(20_250_101)
  const further = asOf === '2026-06-30'
  const rows = Array.from({ length: 14 }, (_, index) => {
    const vintage = 2016 + (index % 9)
    const age = 2026 - vintage
    const committed = (2 + chance(18)) * 10_000_000
    const called = (committed / 100) * Math.min(100, 12 * age + chance(10) + (further ? 5 : 0))
    const distributed = age < 4 ? 0 : (called / 100) * (chance(60) + (age - 4) * 9 + (further ? 6 : 0))
    const value = (called / 100) * (70 + chance(70) - (further ? 2 : 0))
    return [
      `${pick(managers, chance)}${index + 1}号基金`,
      pick(managers, chance),
      pick(classes, chance),
      String(vintage),
      '江湾创新引导基金',
      asOf,
      'CNY',
      ...[committed, called, distributed, value].map((yuan) => yuan.toFixed(2)),
    ]
  })
  return csv('基金名称,管理人,资产类别,设立年份,出资人,截至日,币种,认缴（元）,实缴（元）,累计分配（元）,估值（元）', rows)
}

const csv = (header: string, rows: readonly (readonly string[])[]): string => [header, ...rows.map((row) => row.join(','))].join('\r\n')

/** Whole numbers below a bound, one after another, the same for the same seed (mulberry32). */
function chances(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const pick = <T>(items: readonly [T, ...T[]], chance: (below: number) => number): T => items[chance(items.length)] ?? items[0]
