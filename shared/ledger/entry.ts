import type { Id } from '../kernel/id.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Currency, type Money, money, negate } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Facts } from '../kernel/refusal.ts'
import { refuse } from '../refuse.ts'
import { type Account, dueFrom, dueTo, isBetweenBooks } from './account.ts'
import type { BookId } from './book.ts'

export type EntryId = Id<'ent'>
export type TransferId = Id<'trf'>

/** What happened, noun and deed: `claim.approved`. Its label is the word `entry.claim.approved`. */
export type EntryKind = `${string}.${string}`

/** One line: what an account gains on the debit side (positive) or the credit side (negative). */
export interface Posting {
  readonly account: Account
  readonly amount: Money
}

export const debit = (account: Account, amount: Money): Posting => ({ account, amount })
export const credit = (account: Account, amount: Money): Posting => ({ account, amount: negate(amount) })

/** What stands in the debit column of a line, and what in the credit column: one of them is nothing. */
export const debitOf = ({ minor, currency }: Money): Money => money(minor > 0n ? minor : 0n, currency)
export const creditOf = ({ minor, currency }: Money): Money => money(minor < 0n ? -minor : 0n, currency)

/** What proves it: the number of a voucher, contract or receipt, and the SHA-256 of the document where there is one. */
export interface Evidence {
  readonly reference: string
  readonly documentHash?: string | undefined
}

/** An entry before it is written. */
export interface EntryDraft {
  readonly bookId: BookId
  readonly kind: EntryKind
  /** When it happened. When it was recorded, the database's clock says. */
  readonly effectiveOn: PlainDate
  /** What the kind's label is filled with, and what it concerns, by id. */
  readonly facts?: Facts | undefined
  /** 摘要, in the writer's words. */
  readonly note?: string | undefined
  readonly evidence?: Evidence | undefined
  readonly reverses?: EntryId | undefined
  readonly postings: readonly Posting[]
}

/** An entry as the book keeps it, for ever. */
export interface Entry extends EntryDraft {
  readonly id: EntryId
  readonly sequence: bigint
  readonly recordedAt: Instant
  /** The month in which it counts, by its first day: that of its own day, or where that was closed, the first open one. */
  readonly postedIn: PlainDate
  readonly facts: Facts
  readonly transferId: TransferId | null
  readonly reversedBy: EntryId | null
}

/** What does not cancel out in one currency, memorandum accounts apart from the others. */
export interface Imbalance {
  readonly difference: Money
  readonly memorandum: boolean
}

export function imbalancesOf(postings: readonly Posting[]): Imbalance[] {
  const totals = new Map<string, Imbalance>()
  for (const { account, amount } of postings) {
    const memorandum = account.class === 'memorandum'
    const key = `${amount.currency} ${memorandum}`
    const minor = (totals.get(key)?.difference.minor ?? 0n) + amount.minor
    totals.set(key, { difference: money(minor, amount.currency), memorandum })
  }
  return [...totals.values()].filter(({ difference }) => difference.minor !== 0n)
}

/**
 * Refuses an entry that the database would: here in words, there by constraint.
 * Money between books moves by transfer alone, so that both books know of it.
 */
export function checkEntry(draft: EntryDraft): void {
  checkLines(draft)
  if (draft.postings.some(({ account }) => isBetweenBooks(account))) refuse('ledger.transfer_needed', {})
}

function checkLines({ bookId, postings }: EntryDraft): void {
  if (postings.length < 2) refuse('ledger.too_few_postings', {})
  const zero = postings.findIndex(({ amount }) => amount.minor === 0n)
  if (zero >= 0) refuse('ledger.posting_zero', { line: zero + 1 })
  if (postings.some(({ account }) => account.bookId !== bookId)) refuse('ledger.account_of_other_book', {})
  const [imbalance] = imbalancesOf(postings)
  if (imbalance) refuse('ledger.unbalanced', imbalance)
}

/**
 * Entries that something else stands on: a claim, a contribution, a budget. Undone by hand, by one person, they would leave it saying what
 * the book no longer does; the deed itself has its own way back.
 */
export const isKeptByDeed = ({ kind }: Pick<Entry, 'kind'>): boolean => /^(claim|fiscal|loan|pool|recovery|settlement)\./.test(kind)

/** The entry that undoes another, line by line, effective on a day of its own. */
export function reversalOf(
  entry: Entry,
  { effectiveOn, note, evidence }: Pick<EntryDraft, 'effectiveOn' | 'note' | 'evidence'>,
): EntryDraft {
  if (entry.reverses) refuse('ledger.is_reversal', {})
  if (entry.reversedBy) refuse('ledger.already_reversed', {})
  if (effectiveOn < entry.effectiveOn) refuse('ledger.reversal_too_early', { effectiveOn: entry.effectiveOn })
  return {
    bookId: entry.bookId,
    kind: 'ledger.reversal',
    effectiveOn,
    facts: { reversedKind: entry.kind, ...entry.facts },
    note,
    evidence,
    reverses: entry.id,
    postings: entry.postings.map(({ account, amount }) => ({ account, amount: negate(amount) })),
  }
}

/** Money from an account of one book into an account of another, to be posted together. */
export interface TransferDraft extends Pick<EntryDraft, 'effectiveOn' | 'note' | 'evidence' | 'facts'> {
  readonly kind?: EntryKind
  readonly from: Account
  readonly into: Account
  readonly amount: Money
  /** True when it pays off what `from`'s book owes `into`'s; otherwise `into`'s book owes it from now on. */
  readonly settles?: boolean | undefined
}

/** Both books' entries: what the one is owed, the other owes. */
export function transferOf(transfer: TransferDraft): [EntryDraft, EntryDraft] {
  const { from, into, amount, settles = false, kind = 'ledger.transfer', effectiveOn, facts, note, evidence } = transfer
  if (from.bookId === into.bookId) refuse('ledger.transfer_within_book', {})
  const [here, there] = settles ? [dueTo, dueFrom] : [dueFrom, dueTo]
  const said = { kind, effectiveOn, facts, note, evidence }
  return [
    { ...said, bookId: from.bookId, postings: [debit(here(from.bookId, into.bookId), amount), credit(from, amount)] },
    { ...said, bookId: into.bookId, postings: [debit(into, amount), credit(there(into.bookId, from.bookId), amount)] },
  ]
}

/** Refuses legs between which money is lost: over each two books and currency, claims and debts cancel out. */
export function checkTransfer(legs: readonly EntryDraft[]): void {
  for (const leg of legs) checkLines(leg)
  const totals = new Map<string, { minor: bigint; currency: Currency }>()
  for (const { account, amount } of legs.flatMap(({ postings }) => postings)) {
    if (!isBetweenBooks(account)) continue
    const key = [account.bookId, account.detail].toSorted().join(' ') + amount.currency
    totals.set(key, { minor: (totals.get(key)?.minor ?? 0n) + amount.minor, currency: amount.currency })
  }
  const uneven = [...totals.values()].find(({ minor }) => minor !== 0n)
  if (uneven) refuse('ledger.transfer_uneven', { difference: uneven })
  if (totals.size === 0) refuse('ledger.transfer_within_book', {})
}

