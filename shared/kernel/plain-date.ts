/** A calendar day, `YYYY-MM-DD`, Gregorian, without a time zone. Plain strings compare in order of time. */
export type PlainDate = `${number}-${number}-${number}` & { readonly __plainDate?: never }

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** Days since 1970-01-01; negative before it. */
export function dayNumber(date: PlainDate): number {
  const [, year, month, day] = pattern.exec(date) ?? []
  return Math.round(Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000)
}

export const fromDayNumber = (days: number): PlainDate => new Date(days * 86_400_000).toISOString().slice(0, 10) as PlainDate

/** The day that `text` names, or undefined when no such day exists (2026-02-30, 2026-2-3, 20260203). Years 1000 to 9999. */
export function parsePlainDate(text: string): PlainDate | undefined {
  if (!pattern.test(text) || text < '1000') return undefined
  const date = text as PlainDate
  return fromDayNumber(dayNumber(date)) === date ? date : undefined
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

/** The same day `months` later; a day that the month lacks becomes its last one (31 January + 1 month → 28 or 29 February). */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const index = yearOf(date) * 12 + monthOf(date) - 1 + months
  const year = Math.floor(index / 12)
  const month = index - year * 12 + 1
  const day = Math.min(dayOf(date), daysInMonth(year, month))
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate
}

export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
