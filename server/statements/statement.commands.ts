import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import { money, sum } from '@cofund/shared/kernel/money'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { account } from '@cofund/shared/ledger/account'
import type { Book } from '@cofund/shared/ledger/book'
import { credit, debit } from '@cofund/shared/ledger/entry'
import { refuse } from '@cofund/shared/refuse'
import {
  type BankAccount,
  type BankAccountId,
  type BankLine,
  type BookLine,
  type MatchId,
  type StatementRejectionId,
  maskedNumber,
  placeOf,
} from '@cofund/shared/statements/bank-account'
import { type MatchedHow, type Rejection, type Suggestions, nameOfTogether, suggestMatches } from '@cofund/shared/statements/matching'
import type { BookFromLine, MatchByHand, MatchByRules, OpenBankAccount, RejectSuggestion } from '@cofund/shared/statements/statement.input'
import type { Command } from '../kernel/trpc.ts'
import { lockBook } from '../ledger/book.sql.ts'
import { postEntry } from '../ledger/ledger.commands.ts'
import {
  getBankAccount,
  getLineAccount,
  getMatch,
  getRejectionAccount,
  insertBankAccount,
  insertMatch,
  insertRejection,
  insertWithdrawal,
  listRejections,
  listSides,
} from './statement.sql.ts'

/** Registers where a book's money lies. Of the number its end is kept to be shown, and its hash to know it by. */
export async function openBankAccount({ trx, record }: Command, input: OpenBankAccount): Promise<BankAccount> {
  const { number, name, currency, matchedFrom } = input
  const book = await lockBook(trx, input.bookId)
  const opened: BankAccount = {
    id: newId('bac'),
    organisationId: book.organisationId,
    bookId: book.id,
    name,
    masked: maskedNumber(number),
    currency,
    matchedFrom,
  }
  await insertBankAccount(trx, opened, number)
  record({ act: 'bank_account.opened', bookId: book.id, bankAccountId: opened.id })
  return opened
}

/** Matches whatever one rule can mean in one way alone, or of that only what a person looked at, and leaves the rest to people. */
export async function matchByRules(command: Command, { bankAccountId, only }: MatchByRules): Promise<{ matched: number }> {
  const { bank } = await lockAccount(command.trx, bankAccountId)
  const { matches } = await suggest(command.trx, bank)
  const chosen = only ? matches.filter((match) => isTogether(match, only)) : matches
  if (chosen.length === 0) refuse(only ? 'statement.suggestion_gone' : 'statement.nothing_by_rules', {})
  for (const match of chosen) await recordMatch(command, bank, match.rule, match)
  return { matched: chosen.length }
}

/** Says that a suggestion, or a line and one of its candidates, do not belong together. A person may still match them by hand. */
export async function rejectSuggestion(command: Command, { bankAccountId, ...together }: RejectSuggestion): Promise<void> {
  const { trx, record } = command
  const { bank, book } = await lockAccount(trx, bankAccountId)
  const { matches, ambiguous } = await suggest(trx, bank)
  const isCandidate = ambiguous.some(({ line, candidates }) =>
    candidates.some((candidate) => isTogether({ lines: [line], postings: [candidate] }, together)),
  )
  if (!isCandidate && !matches.some((match) => isTogether(match, together))) refuse('statement.suggestion_gone', {})
  await insertRejection(trx, bank, together)
  const { lineIds, postings } = together
  record({ act: 'statement.suggestion_rejected', bookId: book.id, bankAccountId, lineIds, postings: postings.map(placeOf) })
}

/** Takes a rejection back by a row of its own: the rules may suggest and match it again. */
export async function withdrawRejection({ trx, record }: Command, rejectionId: StatementRejectionId): Promise<void> {
  const { bank, book } = await lockAccount(trx, await getRejectionAccount(trx, rejectionId))
  await insertWithdrawal(trx, bank, rejectionId)
  record({ act: 'statement.rejection_withdrawn', bookId: book.id, bankAccountId: bank.id, rejectionId })
}

/** What a person knows belongs together, when both sides come to the same. */
export async function matchByHand(command: Command, { bankAccountId, lineIds, postings: places }: MatchByHand): Promise<{ matchId: MatchId }> {
  if (lineIds.length + places.length < 2) refuse('statement.nothing_chosen', {})
  const { bank } = await lockAccount(command.trx, bankAccountId)
  const left = await listUnmatched(command.trx, bank)
  const lines = left.lines.filter(({ id }) => lineIds.includes(id))
  const wanted = new Set(places.map(placeOf))
  const postings = left.postings.filter((posting) => wanted.has(placeOf(posting)))
  if (lines.length < new Set(lineIds).size || postings.length < wanted.size) refuse('statement.matched_already', {})
  const [ofBank, ofBook] = [lines, postings].map((side) => sum(side.map(({ amount }) => amount), bank.currency))
  if (ofBank && ofBook && ofBank.minor !== ofBook.minor) refuse('statement.match_differs', { bank: ofBank, book: ofBook })
  return { matchId: await recordMatch(command, bank, 'by_hand', { lines, postings }) }
}

/** Ends a match by a row of its own; its lines are open again. */
export async function unmatch({ trx, record }: Command, matchId: MatchId): Promise<void> {
  const { bank, book } = await lockAccount(trx, (await getMatch(trx, matchId)).bankAccountId)
  await insertMatch(trx, bank, { id: newId('mtc'), how: 'undone', lineIds: [], postings: [], undoes: matchId })
  record({ act: 'statement.unmatched', bookId: book.id, bankAccountId: bank.id, matchId })
}

/** Books what only the bank knew, its interest or its charge, from the line that says so, and matches the two. */
export async function bookFromLine(command: Command, { lineId, as }: BookFromLine) {
  const { trx, record } = command
  const { bank, book } = await lockAccount(trx, await getLineAccount(trx, lineId))
  const { lines } = await listUnmatched(trx, bank)
  const line = lines.find(({ id }) => id === lineId) ?? refuse('statement.matched_already', {})
  if (line.amount.minor > 0n !== (as === 'interest')) refuse('statement.not_interest', {})
  const { cash, interestIncome, bankCharge } = account[book.kind](book.id)
  const size = money(line.amount.minor < 0n ? -line.amount.minor : line.amount.minor, bank.currency)
  const entry = await postEntry(trx, {
    bookId: book.id,
    kind: as === 'interest' ? 'bank.interest' : 'bank.charge',
    effectiveOn: line.bookedOn,
    note: line.summary ?? undefined,
    evidence: { reference: line.reference ?? line.id },
    postings: as === 'interest' ? [debit(cash, size), credit(interestIncome, size)] : [debit(bankCharge, size), credit(cash, size)],
  })
  record({ act: 'statement.line_booked', bookId: book.id, bankAccountId: bank.id, lineId, entryId: entry.id })
  const after = await listUnmatched(trx, bank)
  const postings = after.postings.filter(({ entryId }) => entryId === entry.id)
  const matchId = await recordMatch(command, bank, 'booked', { lines: [line], postings })
  return { entryId: entry.id, matchId }
}

/** The account and its book, held until the transaction ends: whoever matches the same lines waits, and then sees them matched. */
async function lockAccount(trx: Trx, bankAccountId: BankAccountId): Promise<{ bank: BankAccount; book: Book }> {
  const bank = await getBankAccount(trx, bankAccountId)
  return { bank, book: await lockBook(trx, bank.bookId) }
}

async function listUnmatched(trx: Trx, bank: BankAccount): Promise<{ lines: BankLine[]; postings: BookLine[] }> {
  const { lines, postings } = await listSides(trx, bank)
  return { lines: lines.filter(({ matchId }) => !matchId), postings: postings.filter(({ matchId }) => !matchId) }
}

async function suggest(trx: Trx, bank: BankAccount): Promise<Suggestions> {
  const { lines, postings } = await listUnmatched(trx, bank)
  return suggestMatches(lines, postings, stateCouncilCalendar, await listRejections(trx, bank.id))
}

const isTogether = ({ lines, postings }: Sides, told: Rejection): boolean =>
  nameOfTogether({ lineIds: lines.map(({ id }) => id), postings }) === nameOfTogether(told)

interface Sides {
  readonly lines: readonly BankLine[]
  readonly postings: readonly BookLine[]
}

async function recordMatch({ trx, record }: Command, bank: BankAccount, how: MatchedHow, { lines, postings }: Sides): Promise<MatchId> {
  const matchId = newId('mtc')
  const lineIds = lines.map(({ id }) => id)
  await insertMatch(trx, bank, { id: matchId, how, lineIds, postings })
  const act = 'statement.matched'
  record({ act, bookId: bank.bookId, bankAccountId: bank.id, matchId, how, lineIds, postings: postings.map(placeOf) })
  return matchId
}
