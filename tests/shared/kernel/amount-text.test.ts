import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  amountUnits,
  capitalAmount,
  formatAmount,
  readAmount,
  sayAmount,
  sayAmountUnit,
  unitIn,
} from '@cofund/shared/kernel/amount-text'
import { type Currency, currencies, fen, money, parseDecimal, toDecimal } from '@cofund/shared/kernel/money'

const yuan = (text: string) => {
  const amount = parseDecimal(text, 'CNY')
  if (!amount) throw new RangeError(text)
  return amount
}

describe('an amount shown', () => {
  test.each([
    ['1234567.89', 'one', '1,234,567.89'],
    ['-1234.5', 'one', '-1,234.50'],
    ['-123456', 'one', '-123,456.00'],
    ['0', 'one', '0.00'],
    ['1234567.89', 'ten_thousand', '123.46'],
    ['1234550', 'ten_thousand', '123.46'],
    ['-1234550', 'ten_thousand', '-123.46'],
    ['12345678900000', 'hundred_million', '123,456.79'],
    ['-49.99', 'ten_thousand', '0.00'],
  ] as const)('%s in unit %s is %s', (text, unit, shown) => expect(formatAmount(yuan(text), unit)).toBe(shown))

  test('of 90,071,992,547,409.93 keeps every fen, where a double would not', () => {
    expect(formatAmount(fen(9_007_199_254_740_993n))).toBe('90,071,992,547,409.93')
  })

  test('of yen has no places, and one more thousand', () => expect(formatAmount(money(1_000n, 'JPY'))).toBe('1,000'))

  test('in running text names its unit; English never counts in 万', () => {
    expect(sayAmount(yuan('12345600'), 'zh', 'ten_thousand')).toBe('1,234.56 万元')
    expect(sayAmount(yuan('12345600'), 'zh', 'hundred_million')).toBe('0.12 亿元')
    expect(sayAmount(yuan('1234560000'), 'en', 'ten_thousand')).toBe('CNY 1,234.56 mn')
    expect(sayAmount(yuan('1234560000'), 'en', 'hundred_million')).toBe('CNY 1,234.56 mn')
    expect(sayAmount(yuan('1234.56'), 'en')).toBe('CNY 1,234.56')
  })

  test('below a header leaves the unit to it', () => {
    expect(sayAmountUnit('CNY', 'one', 'zh')).toBe('元')
    expect(sayAmountUnit('USD', 'ten_thousand', 'zh')).toBe('万美元')
    expect(sayAmountUnit('CNY', 'ten_thousand', 'en')).toBe('CNY mn')
    expect(amountUnits.map((unit) => unitIn('en', unit))).toEqual(['one', 'million', 'million', 'million'])
  })
})

describe('an amount typed', () => {
  test.each([
    ['1,234.56', '1234.56'],
    ['１２３４', '1234.00'],
    ['１，２３４．５６', '1234.56'],
    ['12.5万', '125000.00'],
    ['12.5 万元', '125000.00'],
    ['3亿', '300000000.00'],
    ['2千万', '20000000.00'],
    ['1.5万亿', '1500000000000.00'],
    ['1.25 mn', '1250000.00'],
    ['¥80', '80.00'],
    ['￥80元', '80.00'],
    ['人民币 1,000 元', '1000.00'],
    ['cny 5', '5.00'],
    ['-80', '-80.00'],
    ['－80', '-80.00'],
    ['12.345678万', '123456.78'],
    ['0012', '12.00'],
  ])('“%s” is %s', (text, decimal) => {
    const amount = readAmount(text)
    expect(amount && toDecimal(amount)).toBe(decimal)
  })

  test.each([
    '',
    '-',
    '万',
    '12,34',
    '1,2345',
    '1234,567',
    '1.234',
    '0.001',
    '.5',
    '5.',
    '1e3',
    '0x10',
    '12万5',
    '3亿5千万',
    '5%',
    '$5',
    '5美元',
    'NaN',
    '1 2元元',
    '１．２．３',
  ])('“%s” is no amount in yuan and fen', (text) => expect(readAmount(text)).toBeUndefined())

  test('is in the field’s unit unless it names one: 12.5 is 万, 12.5元 is not', () => {
    expect(readAmount('12.5', 'CNY', 'ten_thousand')).toEqual(yuan('125000'))
    expect(readAmount('12.5元', 'CNY', 'ten_thousand')).toEqual(yuan('12.5'))
    expect(readAmount('3亿', 'CNY', 'ten_thousand')).toEqual(yuan('300000000'))
  })

  test('reads back exactly what was shown in single units, in every currency', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom(...(Object.keys(currencies) as Currency[])), (minor, currency) => {
        const amount = money(minor, currency)
        expect(readAmount(formatAmount(amount), currency)).toEqual(amount)
        expect(readAmount(sayAmount(amount, 'zh'), currency)).toEqual(amount)
      }),
    )
  })

  test('reads back what was shown in a larger unit to half of its last place', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.constantFrom('ten_thousand', 'hundred_million'),
        (minor, unit) => {
          const read = readAmount(formatAmount(fen(minor), unit), 'CNY', unit)
          const off = (read?.minor ?? 0n) - minor
          const halfPlace = unit === 'ten_thousand' ? 5_000n : 50_000_000n
          expect(off <= halfPlace && -off <= halfPlace).toBe(true)
        },
      ),
    )
  })
})

describe('an amount in capitals', () => {
  test.each([
    ['0', '人民币零元整'],
    ['0.05', '人民币伍分'],
    ['0.50', '人民币伍角整'],
    ['1', '人民币壹元整'],
    ['10', '人民币壹拾元整'],
    ['123', '人民币壹佰贰拾叁元整'],
    ['325.04', '人民币叁佰贰拾伍元零肆分'],
    ['1409.50', '人民币壹仟肆佰零玖元伍角整'],
    ['1680.32', '人民币壹仟陆佰捌拾元叁角贰分'],
    ['6007.14', '人民币陆仟零柒元壹角肆分'],
    ['16409.02', '人民币壹万陆仟肆佰零玖元零贰分'],
    ['107000.53', '人民币壹拾万柒仟元伍角叁分'],
    ['1230000', '人民币壹佰贰拾叁万元整'],
    ['10000001', '人民币壹仟万零壹元整'],
    ['100000500', '人民币壹亿零伍佰元整'],
    ['1000050000', '人民币壹拾亿零伍万元整'],
    ['123456789012.34', '人民币壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分'],
    ['1000000000000', '人民币壹万亿元整'],
    ['-20.10', '人民币负贰拾元壹角整'],
  ])('%s is %s', (text, capital) => expect(capitalAmount(yuan(text))).toBe(capital))

  test('says its currency: 100 yen, 1.01 dollars', () => {
    expect(capitalAmount(money(100n, 'JPY'))).toBe('日元壹佰元整')
    expect(capitalAmount(money(101n, 'USD'))).toBe('美元壹元零壹分')
  })

  test('tells any two amounts apart, and has no zero twice in a row or before 元', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (minor) => {
        const text = capitalAmount(fen(minor))
        expect(inFen(text)).toBe(minor)
        expect(text).not.toMatch(/零零|[拾佰仟万亿]零元/)
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Reads capitals back, by the rules of reading Chinese numbers rather than by undoing how they were written. */
function inFen(text: string): bigint {
  const [whole = '', part = ''] = text.includes('元') ? text.slice(3).split('元') : ['', text.slice(3)]
  return valueOf(whole) * 100n + valueOf(/(.)角/.exec(part)?.[1] ?? '') * 10n + valueOf(/(.)分/.exec(part)?.[1] ?? '')
}

function valueOf(text: string): bigint {
  for (const [mark, size] of [
    ['亿', 100_000_000n],
    ['万', 10_000n],
    ['仟', 1_000n],
    ['佰', 100n],
    ['拾', 10n],
  ] as const) {
    const at = text.lastIndexOf(mark)
    if (at >= 0) return valueOf(text.slice(0, at)) * size + valueOf(text.slice(at + 1))
  }
  return BigInt(Math.max('零壹贰叁肆伍陆柒捌玖'.indexOf(text.replace(/^零(?=.)/, '')), 0))
}
