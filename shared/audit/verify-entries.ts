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

/** What books are due from and to each other, by transfer, while one looks at one book after the other. */
export interface Transfers {
  /** "transfer book" of each half that is here: where one is not, only its keeper can add the two up. */
  readonly halves: Set<string>
  readonly owed: Map<string, { readonly transfer: string; readonly books: readonly string[]; readonly currency: string; minor: bigint }>
}

/** The entries of a book cancel out in every currency, memorandum accounts apart, and a reversal undoes its entry. */
export function verifyBalance(entries: readonly EntryText[], transfers: Transfers, findings: Findings): void {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  for (const entry of entries) {
    const { book, sequence, id, postings, reverses } = entry
    for (const [part, minor] of sums(postings, partOf)) {
      if (minor !== 0n) findings.add('entry_unbalanced', { book, sequence, entry: id, minor: String(minor), currency: part })
    }
    const original = reverses === null ? undefined : byId.get(reverses)
    if (original && [...sums([...original.postings, ...postings], accountOf).values()].some((minor) => minor !== 0n)) {
      findings.add('reversal_differs', { book, sequence, entry: id, original: original.sequence })
    }
    noteTransfer(entry, transfers)
  }
}

function noteTransfer({ book, transfer, postings }: EntryText, { halves, owed }: Transfers): void {
  if (transfer === null) return
  halves.add(`${transfer} ${book}`)
  for (const { head, detail, currency, minor } of postings) {
    if (head !== 'due_from' && head !== 'due_to') continue
    const books = [book, detail].toSorted()
    const key = `${transfer} ${books.join(' ')} ${currency}`
    const between = owed.get(key) ?? { transfer, books, currency, minor: 0n }
    between.minor += minor
    owed.set(key, between)
  }
}

/** What one book of a transfer is owed, the other owes. */
export function verifyTransfers({ halves, owed }: Transfers, findings: Findings): void {
  for (const { transfer, books, currency, minor } of owed.values()) {
    if (minor !== 0n && books.every((book) => halves.has(`${transfer} ${book}`))) {
      findings.add('transfer_unbalanced', { transfer, books: books.join(' '), minor: String(minor), currency })
    }
  }
}

const partOf = ({ currency, class: accountClass }: PostingText): string => (accountClass === 'memorandum' ? `${currency} memorandum` : currency)
const accountOf = ({ head, detail, currency }: PostingText): string => `${head} ${detail} ${currency}`

function sums(postings: readonly PostingText[], part: (posting: PostingText) => string): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const posting of postings) {
    const key = part(posting)
    totals.set(key, (totals.get(key) ?? 0n) + posting.minor)
  }
  return totals
}
