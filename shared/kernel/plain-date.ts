/** A calendar day, `YYYY-MM-DD`, Gregorian, without a time zone. Plain strings compare in order of time. */
export type PlainDate = `${number}-${number}-${number}` & { readonly __plainDate?: never }

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** Days since 1970-01-01; negative before it. */
export function dayNumber(date: PlainDate): number {
  const [, year, month, day] = pattern.exec(date) ?? []
  return Math.round(Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000)
}

/** The inverse; throws outside the years 1000 to 9999, which four digits cannot write. */
export function fromDayNumber(days: number): PlainDate {
  const text = new Date(days * 86_400_000).toISOString()
  if (!/^[1-9]\d{3}-/.test(text)) throw new RangeError(`day ${days} lies outside the years 1000 to 9999`)
  return text.slice(0, 10) as PlainDate
}

/** The day that `text` names, or undefined when no such day exists (2026-02-30, 2026-2-3, 20260203). Years 1000 to 9999. */
export function parsePlainDate(text: string): PlainDate | undefined {
  const [, year, month, day] = pattern.exec(text)?.map(Number) ?? []
  if (!year || !month || !day || year < 1000 || month > 12 || day > daysInMonth(year, month)) return undefined
  return text as PlainDate
}

/** For literals in code and tests; throws on what is not a day. */
export function plainDate(text: string): PlainDate {
  const date = parsePlainDate(text)
  if (!date) throw new RangeError(`${text} is not a day`)
  return date
}

export const addDays = (date: PlainDate, days: number): PlainDate => fromDayNumber(dayNumber(date) + days)

export const daysBetween = (from: PlainDate, to: PlainDate): number => dayNumber(to) - dayNumber(from)

export const yearOf = (date: PlainDate): number => Number(date.slice(0, 4))
export const monthOf = (date: PlainDate): number => Number(date.slice(5, 7))
export const dayOf = (date: PlainDate): number => Number(date.slice(8, 10))

/** 1 Monday … 7 Sunday. Day 0 was a Thursday; the second modulo serves the days before it. */
export const weekdayOf = (date: PlainDate): number => ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1

/** The same day `months` later; a day that the month lacks becomes its last one (31 January + 1 month → 28 or 29 February). */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const index = yearOf(date) * 12 + monthOf(date) - 1 + months
  const year = Math.floor(index / 12)
  if (year < 1000 || year > 9999) throw new RangeError(`${date} and ${months} months lie outside the years 1000 to 9999`)
  const month = index - year * 12 + 1
  const day = Math.min(dayOf(date), daysInMonth(year, month))
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate
}

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
