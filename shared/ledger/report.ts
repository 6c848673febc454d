import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Currency, type Money, money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { canonicalJson } from '../kernel/wire.ts'
import type { Account, HeadName } from './account.ts'
import type { BookId } from './book.ts'
import type { Entry } from './entry.ts'

export type ReportId = Id<'rpt'>

/**
 * By which of its two days an entry counts: `effective`, when it happened, is the economic view and takes in what became known
 * late; `posted`, the month in which it was booked, is what a closed month showed, and never changes while it is closed.
 */
export const bases = ['effective', 'posted'] as const
export type Basis = (typeof bases)[number]

/** What a report was asked; together with the sequences it saw it says all that its figures depend on. */
export interface ReportParameters {
  readonly bookIds: readonly BookId[]
  readonly on: PlainDate
  readonly basis: Basis
}

/** The newest entry of each book that the report has seen. */
export type SequencesSeen = Readonly<Record<BookId, bigint>>

/** One account's balance in a report: ids and numbers alone, since names may change and the report may not. */
export interface ReportLine {
  readonly bookId: BookId
  readonly head: HeadName
  readonly detail: string
  readonly currency: Currency
  /** Debits less credits. */
  readonly minor: bigint
}

/** A line as it is shown, with what its detail is called today. */
export interface ShownLine extends ReportLine {
  readonly detailName: { readonly zh: string; readonly en: string } | null
}

export interface ReportRun {
  readonly id: ReportId
  readonly kind: 'trial_balance'
  readonly parameters: ReportParameters
  readonly sequences: SequencesSeen
  /** SHA-256 of the text of its result (resultText). */
  readonly hash: string
  readonly ranBy: string | null
  readonly organisation: { readonly nameZh: string; readonly nameEn: string }
  readonly ranAt: Instant
}

/** What is hashed. Lines that stand at nothing are left out: an account that came and went tells nothing of the day. */
export const resultText = (
  report: Pick<ReportRun, 'kind' | 'parameters' | 'sequences'> & { readonly lines: readonly ReportLine[] },
): string =>
  canonicalJson({
    kind: report.kind,
    parameters: report.parameters,
    sequences: report.sequences,
    lines: report.lines
      .filter(({ minor }) => minor !== 0n)
      .toSorted(byAccount)
      .map(({ bookId, head, detail, currency, minor }) => ({ bookId, head, detail, currency, minor })),
  })

/** An entry that came after a report and falls into its period. */
export interface LaterEntry
  extends Pick<Entry, 'id' | 'bookId' | 'sequence' | 'kind' | 'facts' | 'note' | 'effectiveOn' | 'recordedAt' | 'reverses'> {
  readonly postedIn: PlainDate
  readonly lines: readonly ShownLine[]
  /** null where the reader may see the act and not the person. */
  readonly recordedBy: string | null
  readonly organisation: { readonly nameZh: string; readonly nameEn: string } | null
}

/** One account of a restated report: what it said, what it would say now. */
export interface Restated {
  readonly account: Pick<Account, 'bookId' | 'head' | 'detail'>
  readonly detailName: ShownLine['detailName']
  readonly before: Money
  readonly after: Money
  readonly difference: Money
}

/** Account by account, the difference between two runs of one report; accounts that stayed are left out. */
export function restatementOf(before: readonly ShownLine[], after: readonly ShownLine[]): Restated[] {
  const [old, now] = [minorsOf(before), minorsOf(after)]
  const accounts = new Map([...before, ...after].map((line) => [nameOf(line), line]))
  return [...accounts.values()].toSorted(byAccount).flatMap((line) => {
    const [was, is] = [old.get(nameOf(line)) ?? 0n, now.get(nameOf(line)) ?? 0n]
    if (was === is) return []
    const { bookId, head, detail, currency, detailName } = line
    const [from, to, difference] = [was, is, is - was].map((minor) => money(minor, currency)) as [Money, Money, Money]
    return [{ account: { bookId, head, detail }, detailName, before: from, after: to, difference }]
  })
}

const nameOf = ({ bookId, head, detail, currency }: ReportLine): string => [bookId, head, detail, currency].join(' ')
const byAccount = (a: ReportLine, b: ReportLine): number => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0)

function minorsOf(lines: readonly ReportLine[]): Map<string, bigint> {
  const minors = new Map<string, bigint>()
  for (const line of lines) minors.set(nameOf(line), (minors.get(nameOf(line)) ?? 0n) + line.minor)
  return minors
}
