import { type Currency, currencies } from '@cofund/shared/kernel/money'
import { type Field, columnOf } from '@cofund/shared/imports/field'
import { type AmountReading, type DayReading, type Mapping, constantCurrency } from '@cofund/shared/imports/mapping'
import { type RawBuilder, sql } from 'kysely'

/**
 * How the cells of one field are read, as expressions over `import_raw`: a regular expression stands before every cast, so
 * that no cell, whatever it says, can fail the statement.
 */
export interface CellReading {
  readonly name: string
  readonly field: Field
  readonly column: string
  readonly sqlType: 'text' | 'date' | 'integer' | 'bigint'
  /**
   * Of days: which format the cell is in (`…_format`, over the raw cell) and, over that, the first of the named month and the
   * day within it (`…_first`, `…_day`), before anybody knows whether the month has that day.
   */
  readonly parts?: { readonly format: RawBuilder<unknown>; readonly first: RawBuilder<unknown>; readonly day: RawBuilder<unknown> }
  /** The value, or null. Of days over the parts, else over the raw cell. */
  readonly value: RawBuilder<unknown>
  /** Why a cell that is not empty gave no value: codes of import.words.ts, asked in this order, the last for the rest. */
  readonly faults: readonly (readonly [code: string, when: RawBuilder<unknown> | null, detail: string | null])[]
}

const text = (literal: string) => sql.lit(literal)
const anyOf = (expressions: readonly RawBuilder<unknown>[]) => sql`(${sql.join(expressions, sql` or `)})`

/** The reading of a field under a mapping. `today` bounds the days that must lie in the past. */
export function cellReading(name: string, field: Field, mapping: Mapping, today: string): CellReading {
  const column = columnOf(name, field)
  const raw = sql.ref(column)
  const source = mapping.fields[name]
  const own = source && 'column' in source ? source : undefined
  const base = { name, field, column }
  switch (field.type) {
    case 'text':
      return { ...base, sqlType: 'text', ...textReading(raw, field.maxLength) }
    case 'day':
      return { ...base, sqlType: 'date', ...dayReading(column, own?.days ?? mapping.days, field.pastOnly ? today : undefined) }
    case 'amount':
      return { ...base, sqlType: 'bigint', ...amountReading(raw, own?.amounts ?? mapping.amounts, minorPerUnit(mapping), field.mayBeNegative ?? false) }
    case 'ppm':
      return { ...base, sqlType: 'bigint', ...ppmReading(raw, own?.amounts ?? mapping.amounts, field.mayBeNegative ?? false) }
    case 'integer':
      return { ...base, sqlType: 'integer', ...integerReading(raw, field.min, field.max) }
    case 'word':
      return { ...base, sqlType: 'text', ...wordReading(raw, own?.words ?? Object.fromEntries(field.words.map((word) => [word, word])), 'unknown_word') }
    case 'currency':
      return { ...base, sqlType: 'text', ...wordReading(raw, currencyWords(mapping), 'unknown_currency') }
  }
}

/** What a spreadsheet might run: a cell that begins like a formula and, after + - or @, goes on like one. */
const looksLikeFormula = (raw: RawBuilder<unknown>) => sql`(ascii(${raw}) in (61, 43, 45, 64) and ${raw} ~ '^(=|[-+@].*([|!=]|[A-Za-z][(]))')`

function textReading(raw: RawBuilder<unknown>, maxLength: number): Pick<CellReading, 'value' | 'faults'> {
  const tooLong = sql`length(${raw}) > ${sql.lit(maxLength)}`
  const control = sql`strpos(${raw}, ${text('\ufffd')}) > 0`
  return {
    value: sql`case when ${anyOf([tooLong, control, looksLikeFormula(raw)])} then null else ${raw} end`,
    faults: [
      ['control_character', control, null],
      ['formula', looksLikeFormula(raw), null],
      ['too_long', null, String(maxLength)],
    ],
  }
}

const monthNames = 'janfebmaraprmayjunjulaugsepoctnovdec'

/** For each format: what a cell must look like, and where in it year, month and day stand. */
function dayParts(raw: RawBuilder<unknown>, firstYear: number) {
  const part = (separator: string, index: number) => sql`split_part(${raw}, ${text(separator)}, ${sql.lit(index)})::int`
  const slashed = { y: part('/', 3), a: part('/', 1), b: part('/', 2) }
  const short = part('-', 3)
  const [month, day, year] = ['(0?[1-9]|1[0-2])', '(0?[1-9]|[12][0-9]|3[01])', '[1-9][0-9]{3}']
  return {
    'YYYY-MM-DD': { looks: `^${year}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`, year: part('-', 1), month: part('-', 2), day: part('-', 3) },
    'YYYY/M/D': { looks: `^${year}/${month}/${day}$`, year: part('/', 1), month: part('/', 2), day: part('/', 3) },
    YYYYMMDD: {
      looks: `^${year}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$`,
      year: sql`substr(${raw}, 1, 4)::int`,
      month: sql`substr(${raw}, 5, 2)::int`,
      day: sql`substr(${raw}, 7, 2)::int`,
    },
    'M/D/YYYY': { looks: `^${month}/${day}/${year}$`, year: slashed.y, month: slashed.a, day: slashed.b },
    'D/M/YYYY': { looks: `^${day}/${month}/${year}$`, year: slashed.y, month: slashed.b, day: slashed.a },
    'D-Mon-YY': {
      // The embedded option makes this one pattern deaf to the case of a month's name.
      looks: `(?i)^${day}-(${monthNames.match(/.../g)?.join('|')})-[0-9]{2}$`,
      year: sql`(${short} + case when ${short} + 1900 >= ${sql.lit(firstYear)} then 1900 else 2000 end)`,
      month: sql`((strpos(${text(monthNames)}, lower(split_part(${raw}, '-', 2))) + 2) / 3)`,
      day: part('-', 1),
    },
  } as const
}

const dayExamples = { 'YYYY-MM-DD': '2026-09-30', 'YYYY/M/D': '2026/9/30', YYYYMMDD: '20260930', 'M/D/YYYY': '9/30/2026', 'D/M/YYYY': '30/9/2026', 'D-Mon-YY': '30-Sep-26' } as const

function dayReading(column: string, { formats, firstYear }: DayReading, latest: string | undefined): Pick<CellReading, 'parts' | 'value' | 'faults'> {
  const raw = sql.ref(column)
  const readings = dayParts(raw, firstYear)
  // A sheet's real dates arrive in ISO, whatever the file's own habit is.
  const read = [...new Set([...formats, 'YYYY-MM-DD' as const])].map((format) => readings[format])
  // One regular expression for each cell, not one for each part of it.
  const format = sql`case ${sql.join(read.map(({ looks }, index) => sql`when ${raw} ~ ${text(looks)} then ${sql.lit(index)}`), sql` `)} end`
  const either = (pick: (reading: (typeof read)[number]) => RawBuilder<unknown>) =>
    sql`case ${sql.ref(`${column}_format`)} ${sql.join(read.map((reading, index) => sql`when ${sql.lit(index)} then ${pick(reading)}`), sql` `)} end`
  const [first, day] = [sql.ref(`${column}_first`), sql.ref(`${column}_day`)]
  // 2/30 is the 29th day after 1 February and no day of February: the day that comes out must be the day that went in.
  const exists = sql`(${day} <= 28 or extract(day from ${first} + (${day} - 1)) = ${day})`
  const date = sql`(${first} + (${day} - 1))`
  const past = latest === undefined ? sql`true` : sql`${date} <= ${text(latest)}::date`
  return {
    parts: { format, first: either(({ year, month }) => sql`make_date(${year}, ${month}, 1)`), day: either((reading) => reading.day) },
    value: sql`case when ${exists} and ${past} then ${date} end`,
    faults: [
      ['in_future', latest === undefined ? sql`false` : sql`(${exists} and ${date} > ${text(latest)}::date)`, null],
      ['not_a_day', null, [...new Set(formats.map((format) => dayExamples[format]))].join(', ')],
    ],
  }
}

/** How many minor units one major unit has: a number where the mapping states the currency, else by the row's own. */
function minorPerUnit(mapping: Mapping): RawBuilder<unknown> {
  const stated = constantCurrency(mapping)
  const factor = (currency: Currency) => 10 ** currencies[currency]
  if (stated) return sql.lit(factor(stated))
  const words = currencyWords(mapping)
  const whole = Object.keys(words).filter((word) => currencies[words[word] as Currency] === 0)
  return whole.length === 0 ? sql.lit(100) : sql`(case when currency in (${sql.join(whole.map(text))}) then 1 else 100 end)`
}

function currencyWords(mapping: Mapping): Readonly<Record<string, string>> {
  const source = mapping.fields['currency']
  const own = source && 'column' in source ? source.words : undefined
  return own ?? Object.fromEntries(Object.keys(currencies).map((currency) => [currency, currency]))
}

const amountLooks = {
  plain: { looks: '(0|[1-9][0-9]*)(\\.[0-9]{1,30})?', example: '12000.50', digits: (raw: RawBuilder<unknown>) => raw },
  grouped: { looks: '(0|[1-9][0-9]{0,2}(,[0-9]{3})*|[1-9][0-9]*)(\\.[0-9]{1,30})?', example: '12,000.50', digits: (raw: RawBuilder<unknown>) => sql`replace(${raw}, ',', '')` },
  dollars: { looks: '\\$?(0|[1-9][0-9]{0,2}(,[0-9]{3})*|[1-9][0-9]*)(\\.[0-9]{1,30})?', example: '$12,000.50', digits: (raw: RawBuilder<unknown>) => sql`replace(replace(${raw}, ',', ''), '$', '')` },
} as const

/** Thirteen digits before the point: ten trillion, beyond any amount of a district, and far from where a bigint ends. */
const maxDigits = 13

function amountReading(raw: RawBuilder<unknown>, { format, unit, rounding }: AmountReading, perUnit: RawBuilder<unknown>, signed: boolean): Pick<CellReading, 'value' | 'faults'> {
  const { looks, example, digits } = amountLooks[format]
  const number = digits(raw)
  const isAmount = sql`${raw} ~ ${text(`^${signed ? '-?' : ''}${looks}$`)}${signed ? sql` and ${raw} !~ '^-[^1-9]*$'` : sql``}`
  const small = sql`length(split_part(ltrim(${number}, '-'), '.', 1)) <= ${sql.lit(maxDigits)}`
  const factor = sql`${perUnit} * ${sql.lit(unit)}`
  // Most amounts are a few bare digits, and need no regular expression to be told.
  const isBare = sql`ltrim(${raw}, '0123456789') = '' and (ascii(${raw}) <> 48 or ${raw} = '0') and length(${raw}) <= ${sql.lit(maxDigits)}`
  return {
    value: sql`case when ${isBare} then ${raw}::bigint * (${factor})
      when ${isAmount} then case when ${small} then ${scaled(number, factor, rounding !== undefined)} end end`,
    faults: [
      ['amount_negative', signed ? sql`false` : sql`${raw} ~ ${text(`^-${looks}$`)} and ${raw} ~ '[1-9]'`, null],
      ['amount_too_large', sql`${isAmount} and not (${small})`, null],
      ['amount_too_fine', isAmount, null],
      ['amount_format', null, example],
    ],
  }
}

function ppmReading(raw: RawBuilder<unknown>, { rounding }: AmountReading, signed: boolean): Pick<CellReading, 'value' | 'faults'> {
  const isRatio = sql`${raw} ~ ${text(`^${signed ? '-?' : ''}(0|[1-9][0-9]{0,8})(\\.[0-9]{1,30})?$`)}`
  return {
    value: sql`case when ${isRatio} then ${scaled(raw, sql.lit(1_000_000), rounding !== undefined)} end`,
    faults: [
      ['amount_too_fine', isRatio, null],
      ['not_a_ratio', null, '0.0590'],
    ],
  }
}

/** `number` times `factor` as a whole number; null when it is none and nobody said how to round. Whole numbers skip numeric. */
const scaled = (number: RawBuilder<unknown>, factor: RawBuilder<unknown>, rounds: boolean) => {
  const exact = sql`(${number}::numeric * (${factor}))`
  const decimal = rounds ? sql`round(${exact})::bigint` : sql`case when ${exact} = trunc(${exact}) then ${exact}::bigint end`
  return sql`case when strpos(${number}, '.') = 0 then ${number}::bigint * (${factor}) else ${decimal} end`
}

function integerReading(raw: RawBuilder<unknown>, min: number, max: number): Pick<CellReading, 'value' | 'faults'> {
  const isWhole = sql`${raw} ~ '^-?(0|[1-9][0-9]{0,8})$'`
  return {
    value: sql`case when ${isWhole} then case when ${raw}::int between ${sql.lit(min)} and ${sql.lit(max)} then ${raw}::int end end`,
    faults: [
      ['out_of_range', isWhole, `${min}–${max}`],
      ['not_whole', null, null],
    ],
  }
}

function wordReading(raw: RawBuilder<unknown>, words: Readonly<Record<string, string>>, code: string): Pick<CellReading, 'value' | 'faults'> {
  const cases = Object.entries(words).map(([said, meant]) => sql`when ${text(said)} then ${text(meant)}`)
  return { value: sql`case ${raw} ${sql.join(cases, sql` `)} end`, faults: [[code, null, Object.keys(words).join(', ')]] }
}
