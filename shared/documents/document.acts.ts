import type { FormKind } from './form.ts'
import type { DocumentHash, DocumentKind } from './document.ts'

/** The file's name stays out of it: people put names of people there. */
export type DocumentAct = StoredAct | FormAct

type StoredAct = { readonly act: 'document.stored'; readonly hash: DocumentHash; readonly bytes: bigint; readonly kind: DocumentKind }

/** A form left the house: which template, about what, and the digest that stands on it. */
type FormAct = {
  readonly act: 'form.made'
  readonly template: string
  readonly version: number
  readonly about: string
  readonly formDigest: string
  readonly format: FormKind
}
