import type { DocumentHash, DocumentKind } from './document.ts'

/** The file's name stays out of it: people put names of people there. */
export type DocumentAct = { readonly act: 'document.stored'; readonly hash: DocumentHash; readonly bytes: bigint; readonly kind: DocumentKind }
