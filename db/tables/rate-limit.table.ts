import type { Instant } from '@cofund/shared/kernel/instant'

/** Out of the application role's reach: db/definer.sql. */
export interface RateLimitTable {
  bucket: string
  taken: number
  renewed_at: Instant
}
