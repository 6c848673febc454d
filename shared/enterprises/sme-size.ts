/**
 * 中小企业划型, 工信部联企业〔2011〕300号, 四: the size of an enterprise by its class of industry and what the class is measured by.
 * Large where every upper threshold is reached; medium and small where every one of their own is; else micro.
 */
export const smeSizes = ['micro', 'small', 'medium', 'large'] as const
export type SmeSize = (typeof smeSizes)[number]

/** Persons; revenue and assets in 万元. */
interface Thresholds {
  readonly staff?: number
  readonly revenue?: number
  readonly assets?: number
}
interface SmeClass {
  readonly large: Thresholds
  readonly medium: Thresholds
  readonly small: Thresholds
}

const sized = (large: Thresholds, medium: Thresholds, small: Thresholds): SmeClass => ({ large, medium, small })
const byStaffAndRevenue = (
  large: readonly [number, number],
  medium: readonly [number, number],
  small: readonly [number, number],
): SmeClass => {
  const thresholds = ([staff, revenue]: readonly [number, number]): Thresholds => ({ staff, revenue })
  return sized(thresholds(large), thresholds(medium), thresholds(small))
}

export const smeClasses = {
  /** 农、林、牧、渔业 */
  agriculture: sized({ revenue: 20_000 }, { revenue: 500 }, { revenue: 50 }),
  /** 工业（采矿业，制造业，电力、热力、燃气及水生产和供应业） */
  industry: byStaffAndRevenue([1_000, 40_000], [300, 2_000], [20, 300]),
  /** 建筑业 */
  construction: sized({ revenue: 80_000, assets: 80_000 }, { revenue: 6_000, assets: 5_000 }, { revenue: 300, assets: 300 }),
  /** 批发业 */
  wholesale: byStaffAndRevenue([200, 40_000], [20, 5_000], [5, 1_000]),
  /** 零售业 */
  retail: byStaffAndRevenue([300, 20_000], [50, 500], [10, 100]),
  /** 交通运输业（不含铁路运输业） */
  transport: byStaffAndRevenue([1_000, 30_000], [300, 3_000], [20, 200]),
  /** 仓储业 */
  storage: byStaffAndRevenue([200, 30_000], [100, 1_000], [20, 100]),
  /** 邮政业 */
  post: byStaffAndRevenue([1_000, 30_000], [300, 2_000], [20, 100]),
  /** 住宿业 */
  accommodation: byStaffAndRevenue([300, 10_000], [100, 2_000], [10, 100]),
  /** 餐饮业 */
  catering: byStaffAndRevenue([300, 10_000], [100, 2_000], [10, 100]),
  /** 信息传输业 */
  information_transmission: byStaffAndRevenue([2_000, 100_000], [100, 1_000], [10, 100]),
  /** 软件和信息技术服务业 */
  software: byStaffAndRevenue([300, 10_000], [100, 1_000], [10, 50]),
  /** 房地产开发经营 */
  real_estate_development: sized(
    { revenue: 200_000, assets: 10_000 },
    { revenue: 1_000, assets: 5_000 },
    { revenue: 100, assets: 2_000 },
  ),
  /** 物业管理 */
  property_management: byStaffAndRevenue([1_000, 5_000], [300, 1_000], [100, 500]),
  /** 租赁和商务服务业 */
  leasing_and_business: sized({ staff: 300, assets: 120_000 }, { staff: 100, assets: 8_000 }, { staff: 10, assets: 100 }),
  /** 其他未列明行业 */
  other: sized({ staff: 300 }, { staff: 100 }, { staff: 10 }),
} as const satisfies Readonly<Record<string, SmeClass>>
export type SmeClassName = keyof typeof smeClasses
export const smeClassNames = Object.keys(smeClasses) as readonly SmeClassName[]

export const isSmeClass = (name: unknown): name is SmeClassName => typeof name === 'string' && Object.hasOwn(smeClasses, name)

/** What a size is measured by, as far as it is known: persons, and fen. */
export interface Measures {
  readonly staff?: bigint | undefined
  readonly revenue?: bigint | undefined
  readonly assets?: bigint | undefined
}
export type Measure = keyof Measures

/** What a class is measured by. */
export const measuresOf = (name: SmeClassName): readonly Measure[] => Object.keys(smeClasses[name].large) as readonly Measure[]

/** The size of an enterprise all of whose measures are known: persons, revenue and assets in fen. */
export function smeSizeOf(name: SmeClassName, staff: bigint, revenue: bigint, assets: bigint): SmeSize {
  return possibleSizes(name, { staff, revenue, assets })[0] ?? 'micro'
}

/**
 * The sizes that an enterprise may have, largest first, given what is known of it. Five employees make a software firm micro
 * whatever its revenue; forty may be micro or small until somebody says what it earns.
 */
export function possibleSizes(name: SmeClassName, measures: Measures): readonly SmeSize[] {
  const possible: SmeSize[] = []
  for (const size of ['large', 'medium', 'small'] as const) {
    const reached = reaches(smeClasses[name][size], measures)
    if (reached !== false) possible.push(size)
    if (reached === true) return possible
  }
  return [...possible, 'micro']
}

const fenOfTenThousandYuan = 1_000_000n

/** Whether every threshold is reached; undefined while that hangs on something unknown. */
function reaches(thresholds: Thresholds, measures: Measures): boolean | undefined {
  let all: boolean | undefined = true
  for (const [measure, threshold] of Object.entries(thresholds) as readonly [Measure, number][]) {
    const value = measures[measure]
    if (value === undefined) all = undefined
    else if (value < BigInt(threshold) * (measure === 'staff' ? 1n : fenOfTenThousandYuan)) return false
  }
  return all
}
