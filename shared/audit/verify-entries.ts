import { type EntryText, type NamedEntry, type PostingText, readEntry } from './evidence-texts.ts'
import type { Findings } from './finding.ts'
import type { BundledAct } from './verify-acts.ts'

/** An entry that stands by digest in an act of its book's stream. */
interface Naming extends NamedEntry {
  readonly act: number
  /** Recorded within the bundle's period, so that the bundle must have it. */
  readonly due: boolean
}

interface BookToVerify {
  readonly book: string
  readonly texts: readonly string[]
  readonly digests: readonly string[]
  readonly acts: readonly BundledAct[]
  readonly isDue: (act: BundledAct) => boolean
}

/** Each entry of a book must be what an act says, and each that an act names must be here. Answers those that can be read. */
export function verifyEntries({ book, texts, digests, acts, isDue }: BookToVerify, findings: Findings): readonly EntryText[] {
  const named = namingsIn(book, acts, isDue, findings)
  const entries: EntryText[] = []
  const met = new Set<number>()
  for (const [index, text] of texts.entries()) {
    const entry = readEntry(text)
    if (!entry) {
      findings.add('entry_unreadable', { book, position: index + 1 })
      continue
    }
    const { sequence, id } = entry
    const naming = entry.book === book ? named.get(sequence) : undefined
    if (!naming || met.has(sequence)) findings.add('entry_inserted', { book, sequence, entry: id })
    else if (naming.digest !== digests[index] || naming.id !== id) findings.add('entry_changed', { book, sequence, entry: id, act: naming.act })
    const before = entries.at(-1)
    if (before && sequence < before.sequence) findings.add('entry_out_of_order', { book, sequence, after: before.sequence })
    met.add(sequence)
    entries.push(entry)
  }
  for (const [sequence, { id, act, due }] of named) {
    if (due && !met.has(sequence)) findings.add('entry_missing', { book, sequence, entry: id, act })
  }
  return entries
}

function namingsIn(book: string, acts: readonly BundledAct[], isDue: BookToVerify['isDue'], findings: Findings): ReadonlyMap<number, Naming> {
  const named = new Map<number, Naming>()
  let last: number | undefined = acts[0]?.sequence === 1 ? 0 : undefined
  for (const act of acts) {
    for (const entry of act.entries) {
      if (named.has(entry.sequence)) findings.add('entry_named_twice', { book, sequence: entry.sequence, entry: entry.id, act: act.sequence })
      else if (last !== undefined && entry.sequence > last + 1) findings.add('entries_skipped', { book, from: last + 1, to: entry.sequence - 1, act: act.sequence })
      named.set(entry.sequence, { ...entry, act: act.sequence, due: isDue(act) })
      last = Math.max(last ?? 0, entry.sequence)
    }
  }
  return named
}

/** Entries cancel out in every currency, memorandum accounts apart; a reversal undoes its entry; a transfer nets to zero between its books. */
export function verifyBalance(entries: readonly EntryText[], findings: Findings): void {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const owed = new Map<string, { readonly transfer: string; readonly books: readonly string[]; readonly currency: string; minor: bigint }>()
  const legs = new Set(entries.map(({ book, transfer }) => `${transfer} ${book}`))
  for (const entry of entries) {
    const { book, sequence, id, postings, reverses, transfer } = entry
    for (const [part, minor] of sums(postings, ({ currency, class: accountClass }) => `${currency}${accountClass === 'memorandum' ? ' memorandum' : ''}`)) {
      if (minor !== 0n) findings.add('entry_unbalanced', { book, sequence, entry: id, minor: String(minor), currency: part })
    }
    const original = reverses === null ? undefined : byId.get(reverses)
    if (original && [...sums([...original.postings, ...postings], accountOf).values()].some((minor) => minor !== 0n)) {
      findings.add('reversal_differs', { book, sequence, entry: id, original: original.sequence })
    }
    if (transfer === null) continue
    for (const { head, detail, currency, minor } of postings) {
      // What stands in another book is due from it or to it; where that book's half is not here, only its keeper can add it up.
      if ((head !== 'due_from' && head !== 'due_to') || !legs.has(`${transfer} ${detail}`)) continue
      const books = [book, detail].toSorted()
      const key = `${transfer} ${books.join(' ')} ${currency}`
      const between = owed.get(key) ?? { transfer, books, currency, minor: 0n }
      between.minor += minor
      owed.set(key, between)
    }
  }
  for (const { transfer, books, currency, minor } of owed.values()) {
    if (minor !== 0n) findings.add('transfer_unbalanced', { transfer, books: books.join(' '), minor: String(minor), currency })
  }
}

const accountOf = ({ head, detail, currency }: PostingText): string => `${head} ${detail} ${currency}`

function sums(postings: readonly PostingText[], partOf: (posting: PostingText) => string): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const posting of postings) {
    const part = partOf(posting)
    totals.set(part, (totals.get(part) ?? 0n) + posting.minor)
  }
  return totals
}
