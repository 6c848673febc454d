import { z } from 'zod'
import type { Instant } from '../kernel/instant.ts'
import { addDays, type PlainDate } from '../kernel/plain-date.ts'
import { plainDateInput } from '../kernel/plain-date.input.ts'
import { hashInput, parsedJson } from './checkpoint.ts'

/**
 * What an auditor takes home: acts and entries as the texts that were hashed, and whatever they name by hash. Persons stand
 * in it by their memberships' ids alone.
 */
export interface EvidenceBundle {
  readonly format: typeof evidenceFormat
  readonly exportedAt: string
  readonly scope: EvidenceScope
  readonly streams: readonly { readonly stream: string; readonly acts: readonly string[] }[]
  readonly entries: readonly { readonly book: string; readonly texts: readonly string[] }[]
  readonly documents: readonly (BundledDocument | OmittedDocument)[]
  /** What a version of a policy says, as its acts hashed it; a version that was tried as a draft may stand here more than once. */
  readonly policies: readonly { readonly version: string; readonly text: string }[]
  readonly derivations: readonly DerivationGroup[]
  /** What the tables say of a claim or a fund, each row as it was sealed. */
  readonly rows: readonly BundledRow[]
  /** The seals that prove them, as acts name them. */
  readonly seals: readonly BundledSeal[]
  /** Rows that were sealed by an act out of the sight of whoever exported, or did not fit. */
  readonly rowsOmitted: number
}

/** A row by its table and primary key, and its columns as the JSON that was hashed. */
export interface BundledRow {
  readonly relation: string
  readonly key: string
  readonly text: string
  readonly seal: string
}

/** The hashes of a seal's pieces; and of some pieces the lines, of which each is the hash of a row's name and that of its text. */
export interface BundledSeal {
  readonly seal: string
  readonly pieces: readonly string[]
  readonly opened: readonly { readonly piece: number; readonly lines: string }[]
}

/** Every stream of these organisations, or single books; of a period, what was recorded on its days in Shanghai. */
export interface EvidenceScope {
  readonly organisations: readonly string[]
  readonly books: readonly string[]
  readonly from: PlainDate | null
  readonly to: PlainDate | null
  /** What it is evidence of, where of one thing: its rows and derivations are here, and its streams from the day that it began. */
  readonly subject: EvidenceSubject | null
}

export interface EvidenceSubject {
  readonly kind: 'claim' | 'fund'
  readonly id: string
}

export interface BundledDocument {
  readonly hash: string
  readonly base64: string
}
export interface OmittedDocument {
  readonly hash: string
  readonly omitted: OmissionReason
}

/** Why a document is named and not in the bundle. */
export const omissionReasons = ['not_asked_for', 'too_large', 'bundle_full', 'not_here'] as const
export type OmissionReason = (typeof omissionReasons)[number]

/** How the figures of one evaluation came about. `omitted` counts those that the bundle's limit left out. */
export interface DerivationGroup {
  readonly subject: string
  readonly omitted: number
  readonly items: readonly { readonly subject: string; readonly derivation: unknown }[]
}

/** What one bundle holds at most, so that one reader and one browser can: larger documents are named and left out. */
export const evidenceLimits = { documentBytes: 8 * 2 ** 20, documentsBytes: 64 * 2 ** 20, derivationsOfEvaluation: 2_000, rows: 5_000 } as const

export const evidenceFormat = 'cofund-evidence-2'

/** Before there were rows in it. */
const olderFormat = 'cofund-evidence-1'

/** A text that UTF-8 can hold: half a surrogate pair would be hashed as if it were another character. */
const hashedText = z.string().refine((text) => !/[\uD800-\uDFFF]/u.test(text))
const texts = z.array(hashedText)

/** Base64 in its one spelling: decoders differ on what to do with any other, and verdicts must not. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) && !/[^AQgw]==$|[^AEIMQUYcgkosw048=]=$/.test(text)
}

const once =
  <Key extends string>(key: Key) =>
  (items: readonly Readonly<Record<Key, string>>[]): boolean =>
    new Set(items.map((item) => item[key])).size === items.length

const bundle = z.strictObject({
  format: z.enum([evidenceFormat, olderFormat]).transform((): typeof evidenceFormat => evidenceFormat),
  exportedAt: z.string(),
  scope: z.strictObject({
    organisations: z.array(z.string()),
    books: z.array(z.string()),
    from: plainDateInput.nullable(),
    to: plainDateInput.nullable(),
    subject: z.strictObject({ kind: z.enum(['claim', 'fund']), id: z.string() }).nullable().default(null),
  }),
  streams: z.array(z.strictObject({ stream: z.string(), acts: texts })).refine(once('stream')),
  entries: z.array(z.strictObject({ book: z.string(), texts })).refine(once('book')),
  documents: z
    .array(
      z.union([
        z.strictObject({ hash: hashInput, base64: z.string().refine(isBase64) }),
        z.strictObject({ hash: hashInput, omitted: z.enum(omissionReasons) }),
      ]),
    )
    .refine(once('hash')),
  policies: z.array(z.strictObject({ version: z.string(), text: hashedText })),
  derivations: z
    .array(
      z.strictObject({
        subject: z.string(),
        omitted: z.int().min(0),
        items: z.array(z.strictObject({ subject: z.string(), derivation: z.unknown() })).refine(once('subject')),
      }),
    )
    .refine(once('subject')),
  rows: z.array(z.strictObject({ relation: z.string(), key: z.string(), text: hashedText, seal: z.string() })).default([]),
  seals: z
    .array(
      z.strictObject({
        seal: z.string(),
        pieces: z.array(hashInput),
        opened: z.array(z.strictObject({ piece: z.int().min(0), lines: z.string().regex(/^(?:[0-9a-f]{128})*$/) })),
      }),
    )
    .refine(once('seal'))
    .default([]),
  rowsOmitted: z.int().min(0).default(0),
})

/** The bundle that a file holds, or where it cannot be read as one. */
export function readBundle(text: string): { readonly bundle: EvidenceBundle } | { readonly unreadableAt: string } {
  const parsed = parsedJson(text)
  const read = bundle.safeParse(parsed)
  if (read.success && !isSaidOnce(text, parsed)) return { unreadableAt: '/ (something stands in it twice)' }
  return read.success ? { bundle: read.data } : { unreadableAt: read.error.issues[0]?.path.join('.') || '/' }
}

/** Whether a text says what was read in it and nothing else: of a key that stands twice, readers would take one or the other. */
function isSaidOnce(text: string, parsed: unknown): boolean {
  const plain = JSON.stringify(parsed)
  return text.replaceAll('\n', '') === plain || text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|\s+/g, (token) => (token.startsWith('"') ? token : '')) === plain
}

/** The moments between which a period's acts were recorded, as texts that compare in order of time; the second is no longer in it. */
export const momentsOf = ({ from, to }: Pick<EvidenceScope, 'from' | 'to'>): { readonly from: Instant; readonly until: Instant } => ({
  from: from === null ? ('' as Instant) : midnightIn(from),
  until: to === null ? ('~' as Instant) : midnightIn(addDays(to, 1)),
})

/** The first moment of a day in Shanghai (UTC+8). */
const midnightIn = (day: PlainDate): Instant => `${addDays(day, -1)}T16:00:00.000000Z` as Instant
