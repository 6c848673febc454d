import type { Db, Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { StatementMatchTable, StatementRejectionTable } from '@cofund/db/tables/statement.table'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import type { Instant } from '@cofund/shared/kernel/instant'
import { type PlainDate, daysBetween } from '@cofund/shared/kernel/plain-date'
import { account } from '@cofund/shared/ledger/account'
import type { Book, BookId } from '@cofund/shared/ledger/book'
import { voucherNumber } from '@cofund/shared/ledger/book'
import type { EntryId, EntryKind } from '@cofund/shared/ledger/entry'
import { refuse } from '@cofund/shared/refuse'
import {
  type BankAccount,
  type BankAccountId,
  type BankLine,
  type BookLine,
  type MatchId,
  type StatementLineId,
  type StatementRejectionId,
  placeOf,
} from '@cofund/shared/statements/bank-account'
import type { Month } from '@cofund/shared/ledger/period'
import { type StatementBreak, breaksIn } from '@cofund/shared/statements/continuity'
import type { MatchedHow, Rejection } from '@cofund/shared/statements/matching'
import { statementBalanceAt } from '@cofund/shared/statements/reconciliation'
import { type Selectable, sql } from 'kysely'
import { balanceOf } from '../ledger/balance.sql.ts'

/** Of the number its end is kept to be shown, and its keyed hash to know it by. */
export async function insertBankAccount(trx: Trx, opened: BankAccount, number: string): Promise<void> {
  const { id, organisationId, bookId, name, masked, currency, matchedFrom } = opened
  await sql`select make_number_key()`.execute(trx)
  const numberHash = sql<string>`keyed_number(${number})`
  await trx
    .insertInto('bank_account')
    .values({ id, organisation_id: organisationId, book_id: bookId, name, masked, number_hash: numberHash, currency, matched_from: matchedFrom })
    .execute()
}

export async function getBankAccount(db: Db, bankAccountId: BankAccountId): Promise<BankAccount> {
  const row = await db.selectFrom('bank_account').selectAll().where('id', '=', bankAccountId).executeTakeFirst()
  return row ? toBankAccount(row) : refuse('record.not_found', { noun: 'bank_account', id: bankAccountId })
}

/** What bank and book hold, and how far the one has been told of. */
export interface Standing {
  /** By the statement's last line; null where the bank does not say. */
  readonly bankBalance: Money | null
  readonly toldUntil: PlainDate | null
  /** The book's cash at the end of the same day, so that the two can be compared; without a statement, now. */
  readonly bookBalance: Money
  /** Where the statement does not follow from itself. */
  readonly breaks: readonly StatementBreak[]
}

export async function standingOf(db: Db, { bookId, currency }: BankAccount, { kind }: Pick<Book, 'kind'>, lines: readonly BankLine[]): Promise<Standing> {
  const toldUntil = lines.at(-1)?.bookedOn ?? null
  return {
    bankBalance: toldUntil && statementBalanceAt(lines, toldUntil),
    toldUntil,
    bookBalance: await balanceOf(db, account[kind](bookId).cash, currency, toldUntil ? { effectiveOn: toldUntil } : {}),
    breaks: breaksIn(lines),
  }
}

/** An account with how far it is matched: what it holds, how many lines are left, and the last month that two people agreed on. */
export interface BankAccountSummary extends Standing {
  readonly account: BankAccount
  readonly book: Pick<Book, 'id' | 'code' | 'nameZh' | 'nameEn'>
  readonly lines: number
  readonly matched: number
  readonly bankLeft: number
  readonly bookLeft: number
  readonly oldestDays: number | null
  readonly agreedUntil: Month | null
}

export async function listBankAccounts(db: Db, today: PlainDate): Promise<BankAccountSummary[]> {
  const rows = await db
    .selectFrom('bank_account')
    .innerJoin('book', 'book.id', 'bank_account.book_id')
    .selectAll('bank_account')
    .select(['book.code', 'book.name_zh', 'book.name_en', 'book.kind'])
    .select(sql<Month | null>`(select max(month) from reconciliation where bank_account_id = bank_account.id)`.as('agreed_until'))
    .orderBy('book.code')
    .orderBy('bank_account.currency')
    .execute()
  return Promise.all(
    rows.map(async (row): Promise<BankAccountSummary> => {
      const own = toBankAccount(row)
      const { lines, postings } = await listSides(db, own)
      const bankLeft = lines.filter(({ matchId }) => !matchId)
      const bookLeft = postings.filter(({ matchId }) => !matchId)
      const oldest = [...bankLeft.map(({ bookedOn }) => bookedOn), ...bookLeft.map(({ effectiveOn }) => effectiveOn)].toSorted()[0]
      return {
        account: own,
        ...(await standingOf(db, own, row, lines)),
        book: { id: row.book_id, code: row.code, nameZh: row.name_zh, nameEn: row.name_en },
        lines: lines.length,
        matched: lines.length - bankLeft.length,
        bankLeft: bankLeft.length,
        bookLeft: bookLeft.length,
        oldestDays: oldest ? daysBetween(oldest, today) : null,
        agreedUntil: row.agreed_until,
      }
    }),
  )
}

/** Matches in effect, member by member. */
export const liveMatches = sql`
  select * from statement_match as matched where undoes is null
    and not exists (select from statement_match as ending where ending.undoes = matched.id)`

/** Both sides of an account, from the day on which it began to be matched, each line with the match it stands in. */
export async function listSides(db: Db, bank: BankAccount): Promise<{ lines: BankLine[]; postings: BookLine[] }> {
  const { id, bookId, currency, matchedFrom } = bank
  const { rows: lines } = await sql<BankRow>`
    select id, booked_on, value_on, minor, counterparty, summary, reference, balance_after_minor from statement_line
    where bank_account_id = ${id} and booked_on >= ${matchedFrom}::date order by booked_on, batch_id, line`.execute(db)
  // What a book opened with is no movement: the bank's balance opened with it.
  const { rows: postings } = await sql<BookRow>`
    select entry.id, entry.sequence, posting.line, entry.kind, posting.effective_on, minor, note, evidence_reference, reverses, code
    from account join posting on posting.account_id = account.id
    join journal_entry as entry on entry.book_id = posting.book_id and entry.sequence = posting.sequence
    join book on book.id = entry.book_id
    where account.book_id = ${bookId} and head = 'cash' and posting.currency = ${currency} and posting.effective_on >= ${matchedFrom}::date
      and entry.kind <> 'ledger.opening'
    order by posting.effective_on, posting.sequence, posting.line`.execute(db)
  const { ofLine, ofPlace } = await membersOf(db, id)
  return {
    lines: lines.map((row) => toBankLine(row, currency, ofLine.get(row.id) ?? null)),
    postings: postings.map((row) => toBookLine(row, currency, ofPlace.get(placeOf(row)) ?? null)),
  }
}

/** The match of each line and posting. Joined here: the planner takes the members of fresh matches for few, and joins row by row. */
async function membersOf(db: Db, bankAccountId: BankAccountId) {
  const { rows } = await sql<Member>`
    select id, line_ids, sequences, posting_lines from (${liveMatches}) as live where bank_account_id = ${bankAccountId}`.execute(db)
  const placesOf = ({ sequences, posting_lines: lines }: Member) => sequences.map((sequence, index) => placeOf({ sequence, line: lines[index] ?? 0 }))
  return {
    ofLine: new Map(rows.flatMap((match) => match.line_ids.map((lineId) => [lineId, match.id] as const))),
    ofPlace: new Map(rows.flatMap((match) => placesOf(match).map((place) => [place, match.id] as const))),
  }
}

type Member = Pick<Selectable<StatementMatchTable>, 'id' | 'line_ids' | 'sequences' | 'posting_lines'>

export interface NewMatch {
  readonly id: MatchId
  readonly how: MatchedHow
  readonly lineIds: readonly StatementLineId[]
  readonly postings: readonly Pick<BookLine, 'sequence' | 'line'>[]
  readonly undoes?: MatchId
}

/** Who did it is the database's to say; that both sides come to the same and nothing is matched twice, its triggers check. */
export async function insertMatch(trx: Trx, { id: accountId, organisationId }: BankAccount, match: NewMatch): Promise<void> {
  const { id, how, lineIds, postings, undoes = null } = match
  await sql`
    insert into statement_match (id, organisation_id, bank_account_id, membership_id, how, line_ids, sequences, posting_lines, undoes)
    values (${id}, ${organisationId}, ${accountId}, acting_membership(), ${how}, ${[...lineIds]}::text[],
      ${postings.map(({ sequence }) => String(sequence))}::bigint[], ${postings.map(({ line }) => line)}::smallint[], ${undoes})`.execute(trx)
}

/** Triggers keep it from being changed and from being said twice: parts stand in their own order. */
export async function insertRejection(trx: Trx, { id: accountId, organisationId }: BankAccount, { lineIds, postings }: Rejection): Promise<void> {
  const parts = postings.toSorted((a, b) => Number(a.sequence - b.sequence) || a.line - b.line)
  await sql`
    insert into statement_rejection (id, organisation_id, bank_account_id, membership_id, line_ids, sequences, posting_lines)
    values (${newId('srj')}, ${organisationId}, ${accountId}, acting_membership(), ${lineIds.toSorted()}::text[],
      ${parts.map(({ sequence }) => String(sequence))}::bigint[], ${parts.map(({ line }) => line)}::smallint[])`.execute(trx)
}

/** What a person rejected, as it is listed: by whom and when. */
export interface ShownRejection extends Rejection {
  readonly id: StatementRejectionId
  readonly by: string | null
  readonly at: Instant
}

/** The rejections in effect, the newest first. */
export async function listRejections(db: Db, bankAccountId: BankAccountId): Promise<ShownRejection[]> {
  const { rows } = await sql<RejectionRow>`
    select rejected.id, line_ids, sequences, posting_lines, person.name as by, rejected_at
    from statement_rejection as rejected
    left join membership on membership.id = rejected.membership_id left join person on person.id = membership.person_id
    where bank_account_id = ${bankAccountId} and withdraws is null
      and not exists (select from statement_rejection as ending where ending.withdraws = rejected.id)
    order by rejected_at desc, rejected.id desc`.execute(db)
  return rows.map(({ id, by, rejected_at: at, line_ids: lineIds, sequences, posting_lines: lines }) => ({
    id,
    by,
    at,
    lineIds,
    postings: sequences.flatMap((sequence, index) => (lines[index] === undefined ? [] : [{ sequence, line: lines[index] }])),
  }))
}

interface RejectionRow extends Pick<Selectable<StatementRejectionTable>, 'id' | 'line_ids' | 'sequences' | 'posting_lines' | 'rejected_at'> {
  readonly by: string | null
}

/** Of a rejection its account; what is no rejection, or takes one back, is refused. */
export async function getRejectionAccount(db: Db, rejectionId: StatementRejectionId): Promise<BankAccountId> {
  const row = await db.selectFrom('statement_rejection').select(['bank_account_id', 'withdraws']).where('id', '=', rejectionId).executeTakeFirst()
  if (!row || row.withdraws) return refuse('record.not_found', { noun: 'statement_rejection', id: rejectionId })
  return row.bank_account_id
}

/** Ends a rejection by a row of its own. */
export async function insertWithdrawal(trx: Trx, { id: accountId, organisationId }: BankAccount, withdraws: StatementRejectionId): Promise<void> {
  await sql`
    insert into statement_rejection (id, organisation_id, bank_account_id, membership_id, line_ids, sequences, posting_lines, withdraws)
    values (${newId('srj')}, ${organisationId}, ${accountId}, acting_membership(), '{}', '{}', '{}', ${withdraws})`.execute(trx)
}

/** A match in effect; one that was undone is refused. */
export async function getMatch(db: Db, matchId: MatchId): Promise<{ id: MatchId; bankAccountId: BankAccountId }> {
  const row = await db.selectFrom('statement_match').select(['id', 'bank_account_id', 'undoes']).where('id', '=', matchId).executeTakeFirst()
  if (!row || row.undoes) return refuse('record.not_found', { noun: 'statement_match', id: matchId })
  return { id: row.id, bankAccountId: row.bank_account_id }
}

export async function getLineAccount(db: Db, lineId: StatementLineId): Promise<BankAccountId> {
  const row = await db.selectFrom('statement_line').select('bank_account_id').where('id', '=', lineId).executeTakeFirst()
  return row?.bank_account_id ?? refuse('record.not_found', { noun: 'statement_line', id: lineId })
}

/** A match in effect, as it is listed: by whom, how and when. */
export interface ShownMatch {
  readonly id: MatchId
  readonly how: MatchedHow
  readonly by: string | null
  readonly at: Instant
}

export async function listMatches(db: Db, bankAccountId: BankAccountId): Promise<ShownMatch[]> {
  const { rows } = await sql<{ id: MatchId; how: MatchedHow; by: string | null; matched_at: Instant }>`
    select live.id, how, person.name as by, matched_at from (${liveMatches}) as live
    left join membership on membership.id = live.membership_id left join person on person.id = membership.person_id
    where bank_account_id = ${bankAccountId} order by matched_at desc, live.id desc`.execute(db)
  return rows.map(({ matched_at: at, ...row }) => ({ ...row, at }))
}

interface BankRow {
  readonly id: StatementLineId
  readonly booked_on: PlainDate
  readonly value_on: PlainDate | null
  readonly minor: bigint
  readonly counterparty: string | null
  readonly summary: string | null
  readonly reference: string | null
  readonly balance_after_minor: bigint | null
}

const toBankLine = (row: BankRow, currency: Currency, matchId: MatchId | null): BankLine => ({
  id: row.id,
  bookedOn: row.booked_on,
  valueOn: row.value_on,
  amount: money(row.minor, currency),
  counterparty: row.counterparty,
  summary: row.summary,
  reference: row.reference,
  balanceAfter: row.balance_after_minor === null ? null : money(row.balance_after_minor, currency),
  matchId,
})

interface BookRow {
  readonly id: EntryId
  readonly sequence: bigint
  readonly line: number
  readonly kind: EntryKind
  readonly effective_on: PlainDate
  readonly minor: bigint
  readonly note: string | null
  readonly evidence_reference: string | null
  readonly reverses: EntryId | null
  readonly code: string
}

const toBookLine = (row: BookRow, currency: Currency, matchId: MatchId | null): BookLine => ({
  entryId: row.id,
  sequence: row.sequence,
  line: row.line,
  kind: row.kind,
  effectiveOn: row.effective_on,
  amount: money(row.minor, currency),
  voucher: voucherNumber(row.code, row.sequence),
  note: row.note,
  evidence: row.evidence_reference,
  reverses: row.reverses,
  matchId,
})

const toBankAccount = (row: {
  id: BankAccountId
  organisation_id: BankAccount['organisationId']
  book_id: BookId
  name: string
  masked: string
  currency: Currency
  matched_from: PlainDate
}): BankAccount => ({
  id: row.id,
  organisationId: row.organisation_id,
  bookId: row.book_id,
  name: row.name,
  masked: row.masked,
  currency: row.currency,
  matchedFrom: row.matched_from,
})
