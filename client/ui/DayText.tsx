import type { Instant } from '@cofund/shared/kernel/instant'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'

/** A day as it is written everywhere, 2026-09-30; one that is not known is "--". */
export function DayText({ of }: { of: PlainDate | null | undefined }) {
  return of ? (
    <time dateTime={of} className="figure">
      {of}
    </time>
  ) : (
    <Unknown />
  )
}

/** A moment on the district's clock, 2026-09-30 14:08:00 (UTC+8, no summer time). */
export function MomentText({ of }: { of: Instant | null | undefined }) {
  return of ? (
    <time dateTime={of} className="figure">
      {new Date(Date.parse(of) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}
    </time>
  ) : (
    <Unknown />
  )
}

/** No data: never an empty cell, never a zero. */
export const Unknown = () => <span className="unknown">--</span>
