import type { PlainDate } from '../kernel/plain-date.ts'

/** Somebody took evidence out of the house: whose streams, of which days, with or without the documents' content. */
export type AuditAct = {
  readonly act: 'evidence.exported'
  readonly organisations: readonly string[]
  readonly books: readonly string[]
  readonly from: PlainDate | null
  readonly to: PlainDate | null
  readonly documents: boolean
  /** The claim or fund that it is evidence of, where of one. */
  readonly subject?: string
}
