import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { type Account, account, accountNamed, findHead } from '@cofund/shared/ledger/account'
import type { Book, BookId } from '@cofund/shared/ledger/book'
import {
  type EntryDraft,
  type EntryId,
  type Posting,
  type TransferDraft,
  type TransferId,
  checkEntry,
  checkTransfer,
  credit,
  imbalancesOf,
  isKeptByDeed,
  reversalOf,
  transferOf,
} from '@cofund/shared/ledger/entry'
import type { OpenBook, PostEntry, PostOpening, PostTransfer, ReverseEntry } from '@cofund/shared/ledger/ledger.input'
import { refuse } from '@cofund/shared/refuse'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { getWritableBook, insertBook, isKeptByDeeds, lockBooks } from './book.sql.ts'
import { type WrittenEntry, getEntry, insertEntries, listTransfer } from './entry.sql.ts'

/** Writes one entry: the function that every feature calls inside its own command, which records the act. */
export async function postEntry(trx: Trx, draft: EntryDraft): Promise<WrittenEntry> {
  checkEntry(draft)
  const [written] = await insertEntries(trx, [draft])
  return written ?? refuse('record.not_found', { noun: 'entry', id: draft.bookId })
}

/** Writes many entries in one statement, for files and year-end runs. */
export async function postEntries(trx: Trx, drafts: readonly EntryDraft[]): Promise<WrittenEntry[]> {
  for (const draft of drafts) checkEntry(draft)
  return drafts.length === 0 ? [] : insertEntries(trx, drafts)
}

/** Writes the entries of one movement between books, together. */
export async function postTransferLegs(
  trx: Trx,
  legs: readonly EntryDraft[],
): Promise<{ transferId: TransferId; entries: WrittenEntry[] }> {
  checkTransfer(legs)
  const transferId = newId('trf')
  return { transferId, entries: await insertEntries(trx, legs, transferId) }
}

/** Moves money from an account of one book into an account of another, through what the one is owed and the other owes. */
export const postTransfer = (trx: Trx, transfer: TransferDraft) => postTransferLegs(trx, transferOf(transfer))

/**
 * Undoes an entry by its opposite. An entry that is one side of a transfer is undone on every side: half of it would
 * leave one book owed what the other does not owe.
 */
export async function reverseEntry(
  trx: Trx,
  entryId: EntryId,
  said: Pick<EntryDraft, 'effectiveOn' | 'note' | 'evidence'>,
): Promise<{ transferId: TransferId | null; entries: WrittenEntry[] }> {
  const asked = await getEntry(trx, entryId)
  if (!asked.transferId) return { transferId: null, entries: await insertEntries(trx, [reversalOf(asked, said)]) }
  const legs = await listTransfer(trx, asked.transferId)
  return postTransferLegs(
    trx,
    legs.map((leg) => reversalOf(leg, said)),
  )
}

/** Opens a book that the acting organisation keeps. Its accounts open as they are posted to. */
export async function openBook({ trx, actor, record }: Command, { kind, code, nameZh, nameEn }: OpenBook): Promise<Book> {
  const book: Book = { id: newId('bok'), organisationId: actor.membership.organisation.id, kind, code, nameZh, nameEn }
  await insertBook(trx, book)
  record({ act: 'book.opened', bookId: book.id })
  return book
}

/**
 * An entry written by hand, from the accounts of the book's chart. Nothing is decided on what stands in the book: it is held from its
 * entry to the commit alone, and those who post to the same book wait less for each other.
 */
export async function postByHand(command: Command, input: PostEntry): Promise<WrittenEntry> {
  const { trx, record } = command
  const book = await getWritableBook(trx, input.bookId)
  refuseFuture(command, input.effectiveOn)
  const postings = postingsIn(book, input.postings)
  await requireByHand(trx, book, postings)
  const entry = await postEntry(trx, { ...saidIn(input), bookId: book.id, kind: 'ledger.manual', postings })
  record({ act: 'entry.posted', bookId: book.id, entryId: entry.id })
  return entry
}

/**
 * What a book held when it began to be kept here, with the evidence for it. What its lines leave over stands as the
 * opening balance.
 */
export async function postOpening(command: Command, input: PostOpening): Promise<WrittenEntry> {
  const { trx, record } = command
  const book = await getWritableBook(trx, input.bookId)
  refuseFuture(command, input.effectiveOn)
  const held = postingsIn(book, input.postings)
  await requireByHand(trx, book, held)
  const over = imbalancesOf(held).filter(({ memorandum }) => !memorandum)
  const opening = over.map(({ difference }) => credit(account[book.kind](book.id).openingBalance, difference))
  const entry = await postEntry(trx, {
    ...saidIn(input),
    bookId: book.id,
    kind: 'ledger.opening',
    postings: [...held, ...opening],
  })
  record({ act: 'entry.opening_posted', bookId: book.id, entryId: entry.id })
  return entry
}

/** A movement between two books of one keeper, written by hand. */
export async function transferByHand(
  command: Command,
  input: PostTransfer,
): Promise<{ transferId: TransferId; entries: WrittenEntry[] }> {
  const { trx, record } = command
  refuseFuture(command, input.effectiveOn)
  const { amount, settles } = input
  const named = async ({ bookId, account: said }: PostTransfer['from']): Promise<Account> => {
    const book = await getWritableBook(trx, bookId)
    const meant = accountNamed(book, said)
    await requireByHand(trx, book, [{ account: meant, amount }], settles)
    return meant
  }
  const [from, into] = [await named(input.from), await named(input.into)]
  const transfer = await postTransfer(trx, { ...saidIn(input), from, into, amount, settles })
  for (const { id: entryId, bookId } of transfer.entries)
    record({ act: 'transfer.posted', bookId, entryId, transferId: transfer.transferId })
  return transfer
}

export async function reverseByHand(command: Command, input: ReverseEntry) {
  const { trx, record } = command
  // Read first to learn which books to hold, and again once they are held.
  const asked = await getEntry(trx, input.entryId)
  const legs = asked.transferId ? await listTransfer(trx, asked.transferId) : [asked]
  await lockBooks(
    trx,
    legs.map(({ bookId }) => bookId),
  )
  refuseFuture(command, input.effectiveOn)
  if (isKeptByDeed(asked)) refuse('ledger.kept_by_deed', {})
  const { entries } = await reverseEntry(trx, input.entryId, saidIn(input))
  for (const { bookId, id: reversalId } of entries) {
    const entryId = legs.find((leg) => leg.bookId === bookId)?.id ?? input.entryId
    record({ act: 'entry.reversed', bookId, entryId, reversalId })
  }
  return { entries }
}

/**
 * Refuses what only a deed of two people may say in a book that they keep. It is asked of the database where a head, or the settling of a
 * debt, makes it a question: of ordinary entries nothing is.
 */
async function requireByHand(trx: Trx, { id, kind }: Pick<Book, 'id' | 'kind'>, postings: readonly Posting[], settles = false): Promise<void> {
  const closed = postings.find(({ account: { head } }) => findHead(kind, head)?.byDeed)?.account.head ?? (settles ? 'due_to' : undefined)
  if (closed === undefined) return
  if (findHead(kind, closed)?.byDeed === 'everywhere' || (await isKeptByDeeds(trx, id))) refuse('ledger.head_kept_by_deeds', { head: closed })
}

const saidIn = ({ effectiveOn, note, evidence }: Pick<PostEntry, 'effectiveOn' | 'note' | 'evidence'>) => ({
  effectiveOn,
  note,
  evidence,
})

const postingsIn = (book: { readonly id: BookId; readonly kind: Book['kind'] }, postings: PostEntry['postings']): Posting[] =>
  postings.map(({ account: said, amount }) => ({ account: accountNamed(book, said), amount }))

/** Refuses a day that is still to come: nothing is recorded before it has happened. */
export function refuseFuture({ now }: Pick<Command, 'now'>, effectiveOn: PlainDate): void {
  const today = todayOf({ now })
  if (effectiveOn > today) refuse('ledger.effective_in_future', { today })
}
