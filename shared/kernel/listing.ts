import { z } from 'zod'
import type { Money } from './money.ts'

/** How many rows a page may hold. More would be slow to draw and is what an export is for. */
export const pageSizes = [20, 50, 100] as const
export type PageSize = (typeof pageSizes)[number]

/**
 * One page of a list, in one order. Everything is optional, so that an address says only what differs from the first page.
 * A feature extends it with its filters; the procedure and the page's address share that schema.
 */
export const listingInput = <Sort extends string>(sorts: readonly [Sort, ...Sort[]]) =>
  z.object({
    page: z.int().min(1).max(1_000_000).optional(),
    size: z.literal(pageSizes).optional(),
    sort: z.enum(sorts).optional(),
    descending: z.boolean().optional(),
  })

export interface Listing<Row> {
  readonly rows: readonly Row[]
  /** Of all rows that the filters leave, not of this page. */
  readonly count: number
  /** Sums over all those rows, by the column's name; null where they are in several currencies or one is unknown. */
  readonly sums?: Readonly<Record<string, Money | null>>
}

/** For SQL's `limit` and `offset`. */
export const pageOf = ({ page = 1, size = 20 }: { readonly page?: number | undefined; readonly size?: PageSize | undefined }) => ({
  limit: size,
  offset: (page - 1) * size,
})
