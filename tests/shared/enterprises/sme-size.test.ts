import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smeClassOfIndustry } from '@cofund/shared/enterprises/sme-industry'
import {
  type Measures,
  type SmeClassName,
  possibleSizes,
  smeClassNames,
  smeSizeOf,
  smeSizes,
} from '@cofund/shared/enterprises/sme-size'

/**
 * The rule's table, written out once more: X persons, Y revenue and Z assets in 万元, from which on an enterprise is large,
 * medium and small. 住宿 and 餐饮 are two classes with the same figures.
 */
const rule: readonly (readonly [SmeClassName, string, string, string])[] = [
  ['agriculture', 'Y20000', 'Y500', 'Y50'],
  ['industry', 'X1000 Y40000', 'X300 Y2000', 'X20 Y300'],
  ['construction', 'Y80000 Z80000', 'Y6000 Z5000', 'Y300 Z300'],
  ['wholesale', 'X200 Y40000', 'X20 Y5000', 'X5 Y1000'],
  ['retail', 'X300 Y20000', 'X50 Y500', 'X10 Y100'],
  ['transport', 'X1000 Y30000', 'X300 Y3000', 'X20 Y200'],
  ['storage', 'X200 Y30000', 'X100 Y1000', 'X20 Y100'],
  ['post', 'X1000 Y30000', 'X300 Y2000', 'X20 Y100'],
  ['accommodation', 'X300 Y10000', 'X100 Y2000', 'X10 Y100'],
  ['catering', 'X300 Y10000', 'X100 Y2000', 'X10 Y100'],
  ['information_transmission', 'X2000 Y100000', 'X100 Y1000', 'X10 Y100'],
  ['software', 'X300 Y10000', 'X100 Y1000', 'X10 Y50'],
  ['real_estate_development', 'Y200000 Z10000', 'Y1000 Z5000', 'Y100 Z2000'],
  ['property_management', 'X1000 Y5000', 'X300 Y1000', 'X100 Y500'],
  ['leasing_and_business', 'X300 Z120000', 'X100 Z8000', 'X10 Z100'],
  ['other', 'X300', 'X100', 'X10'],
]

const tenThousandYuan = 1_000_000n
const plenty = 10_000_000n * tenThousandYuan
const measures = { X: 'staff', Y: 'revenue', Z: 'assets' } as const

/** "X300 Y2000" as persons and fen. */
const read = (thresholds: string): Measures =>
  Object.fromEntries(
    [...thresholds.matchAll(/([XYZ])(\d+)/g)].map(([, letter = 'X', value = '0']) => {
      const measure = measures[letter as keyof typeof measures]
      return [measure, BigInt(value) * (measure === 'staff' ? 1n : tenThousandYuan)]
    }),
  )

const boundaries = rule.flatMap(([name, ...rows]) =>
  rows.flatMap((row, index) =>
    (Object.keys(read(row)) as (keyof Measures)[]).map((measure) => ({
      name,
      measure,
      row,
      size: smeSizes[3 - index],
      below: smeSizes[2 - index],
    })),
  ),
)

describe('工信部联企业〔2011〕300号', () => {
  test('has sixteen classes', () => {
    expect(rule.map(([name]) => name).toSorted()).toEqual(smeClassNames.toSorted())
  })

  test.each(boundaries)(
    '$name: $row is $size, and one unit less of $measure is $below',
    ({ name, measure, row, size, below }) => {
      const sizeOf = ({ staff = plenty, revenue = plenty, assets = plenty }: Measures) => smeSizeOf(name, staff, revenue, assets)
      const reached = read(row)
      expect(sizeOf(reached)).toBe(size)
      expect(sizeOf({ ...reached, [measure]: (reached[measure] ?? 0n) - 1n })).toBe(below)
    },
  )

  test('one measure above every threshold does not make a firm large: all must be reached', () => {
    expect(smeSizeOf('industry', 5_000n, 39_999n * tenThousandYuan, 0n)).toBe('medium')
    expect(smeSizeOf('industry', 999n, plenty, 0n)).toBe('medium')
    expect(smeSizeOf('industry', 19n, plenty, 0n)).toBe('micro')
  })

  test('five employees make a software firm micro whatever it earns; forty leave two sizes open', () => {
    expect(possibleSizes('software', { staff: 5n })).toEqual(['micro'])
    expect(possibleSizes('software', { staff: 40n })).toEqual(['small', 'micro'])
    expect(possibleSizes('software', {})).toEqual(['large', 'medium', 'small', 'micro'])
  })

  test('what is unknown never closes a size that the missing figure could open', () => {
    const figure = fc.bigInt({ min: 0n, max: plenty })
    fc.assert(
      fc.property(
        fc.constantFrom(...smeClassNames),
        fc.record({ staff: fc.bigInt({ min: 0n, max: 3000n }), revenue: figure, assets: figure }),
        fc.subarray(['staff', 'revenue', 'assets'] as const),
        (name, all, known) => {
          const some: Measures = Object.fromEntries(known.map((measure) => [measure, all[measure]]))
          expect(possibleSizes(name, some)).toContain(smeSizeOf(name, all.staff, all.revenue, all.assets))
          expect(possibleSizes(name, all)).toHaveLength(1)
        },
      ),
    )
  })

  test.each([
    ['I6513', 'software'],
    ['65', 'software'],
    ['0111', 'agriculture'],
    ['C2710', 'industry'],
    ['4620', 'industry'],
    ['4700', 'construction'],
    ['5101', 'wholesale'],
    ['5211', 'retail'],
    ['5411', 'transport'],
    ['5910', 'transport'],
    ['5920', 'storage'],
    ['6010', 'post'],
    ['6110', 'accommodation'],
    ['6210', 'catering'],
    ['6410', 'information_transmission'],
    ['7010', 'real_estate_development'],
    ['7020', 'property_management'],
    ['7111', 'leasing_and_business'],
    ['7320', 'other'],
    ['8511', 'other'],
    ['5310', undefined],
    ['70', undefined],
    ['59', undefined],
    ['6620', undefined],
    ['8310', undefined],
    ['8411', undefined],
    ['software', undefined],
    ['', undefined],
  ] as const)('industry %s is of class %s', (code, name) => {
    expect(smeClassOfIndustry(code)).toBe(name)
  })
})
