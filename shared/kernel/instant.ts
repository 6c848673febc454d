import { type PlainDate, parsePlainDate } from './plain-date.ts'

/** A moment in UTC, `2026-11-22T08:00:00.123456Z`, as the database clock read it: microseconds, always a Z. */
export type Instant = string & { readonly __instant: true }

const pattern = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$/

/** The moment that `text` names, or undefined. The day is checked apart: `Date.parse` makes 2 March of 30 February. */
export function parseInstant(text: string): Instant | undefined {
  const day = pattern.exec(text)?.[1]
  return day && parsePlainDate(day) ? (text as Instant) : undefined
}

export const instantOf = (date: Date): Instant => date.toISOString() as Instant

/** The calendar day in Shanghai, where the district's working day is counted (UTC+8, without summer time since 1992). */
export const shanghaiDay = (instant: Instant): PlainDate =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10) as PlainDate
