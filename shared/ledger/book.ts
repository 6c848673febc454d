import type { Id } from '../kernel/id.ts'
import type { OrganisationId } from '../people/organisation.ts'

export type BookId = Id<'bok'>

/** What a book is kept for; the kind decides which accounts it has (account.ts). */
export const bookKinds = ['pool', 'fund', 'vehicle', 'treasury', 'loan_book'] as const
export type BookKind = (typeof bookKinds)[number]

/** Each pool, fund, co-investment vehicle and tier's purse is a book; the organisation that keeps it writes in it. */
export interface Book {
  readonly id: BookId
  readonly organisationId: OrganisationId
  readonly kind: BookKind
  /** Short and unique: its vouchers are numbered with it, YP-POOL-000123. */
  readonly code: string
  readonly nameZh: string
  readonly nameEn: string
}

/** What people call an entry: its book's code and its place in it. */
export const voucherNumber = (bookCode: string, sequence: bigint): string => `${bookCode}-${sequence.toString().padStart(6, '0')}`
