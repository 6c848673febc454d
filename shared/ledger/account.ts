import { type BookId, type BookKind, bookKinds } from './book.ts'
import { refuse } from '../refuse.ts'

/**
 * Memorandum accounts record what is no money of the book (a loss and who bears it, a commitment not yet called):
 * they balance apart and never touch cash or net assets.
 */
export const accountClasses = ['asset', 'liability', 'equity', 'income', 'expense', 'memorandum'] as const
export type AccountClass = (typeof accountClasses)[number]

export type Side = 'debit' | 'credit'

/** What a head is kept for one by one (辅助核算): each organisation, each holding … has an account of its own. */
export type DetailKind = 'book' | 'organisation' | 'tier' | 'bearer' | 'investor' | 'holding' | 'indicator'

/** A head of the chart (科目): its class, the side on which it usually stands, and what it is kept apart for. */
export interface Head {
  readonly class: AccountClass
  readonly normal: Side
  readonly per?: DetailKind
  /** Posted by deeds: no entry by hand touches it in a book that deeds of two people keep, or in any. */
  readonly byDeed?: 'where_kept' | 'everywhere'
}

const kept = <C extends AccountClass, N extends Side>(accountClass: C, normal: N) => ({ class: accountClass, normal }) as const
const per = <D extends DetailKind, H extends Head>(detail: D, of: H) => ({ ...of, per: detail }) as const
const byDeed = <H extends Head>(of: H) => ({ ...of, byDeed: 'where_kept' }) as const
const neverByHand = <H extends Head>(of: H) => ({ ...of, byDeed: 'everywhere' }) as const

const asset = kept('asset', 'debit')
const liability = kept('liability', 'credit')
const equity = kept('equity', 'credit')
const returnedEquity = kept('equity', 'debit')
const income = kept('income', 'credit')
const expense = kept('expense', 'debit')
const noted = kept('memorandum', 'debit')
const notedAgainst = kept('memorandum', 'credit')

/** Every book holds cash, may owe or be owed by other books, and begins with what it held before. */
const everyBook = {
  cash: asset,
  due_from: per('book', asset),
  due_to: per('book', liability),
  opening_balance: equity,
  interest_income: income,
  bank_charge: expense,
}

/** A loss, and its bearers' shares, which the balance of memorandum accounts makes sum to it. */
const losses = { loss: byDeed(noted), loss_share: byDeed(per('bearer', notedAgainst)) }

const investing = {
  capital_receivable: per('investor', asset),
  investment: per('holding', asset),
  revaluation: per('holding', asset),
  proceeds_receivable: per('holding', asset),
  fee_payable: liability,
  carry_payable: liability,
  tax_payable: liability,
  distribution_payable: per('investor', liability),
  paid_in: per('investor', equity),
  distributed: per('investor', returnedEquity),
  dividend_income: income,
  realised_gain: income,
  unrealised_gain: income,
  management_fee: expense,
  carried_interest: expense,
  fund_expense: expense,
  // A commitment stands against its two parts, so that what may still be called is a balance.
  unfunded: per('investor', noted),
  funded: per('investor', noted),
  commitment: per('investor', notedAgainst),
}

/**
 * The chart of accounts, as data: one line for each head of each kind of book. Features post to these and add their
 * own here; the head's name is what the database stores and what ledger.words.ts names.
 */
export const chart = {
  pool: {
    ...everyBook,
    ...losses,
    receivable_from_tier: byDeed(per('tier', asset)),
    compensation_payable: byDeed(per('organisation', liability)),
    // What a bank has got back, or has to give back, and not remitted yet.
    remittance_receivable: byDeed(per('organisation', asset)),
    remittance_payable: byDeed(per('tier', liability)),
    contribution: byDeed(per('tier', equity)),
    surplus_returned: byDeed(per('tier', returnedEquity)),
    recovery: byDeed(income),
    clawback: byDeed(income),
    compensation: byDeed(expense),
    service_fee: expense,
    exposure: byDeed(noted),
    exposure_cover: byDeed(notedAgainst),
  },
  fund: { ...everyBook, ...investing },
  vehicle: { ...everyBook, ...investing },
  treasury: {
    ...everyBook,
    ...losses,
    pool_contribution: byDeed(per('book', asset)),
    fund_contribution: per('book', asset),
    receivable_from_tier: byDeed(per('tier', asset)),
    payable_to_tier: byDeed(per('tier', liability)),
    appropriation: neverByHand(per('indicator', income)),
    returned_income: income,
    compensation: byDeed(expense),
    budget_indicator: neverByHand(per('indicator', noted)),
    budget_granted: neverByHand(notedAgainst),
  },
  // What a keeper's historic books say, beside the money: each figure stands against the record that says it.
  loan_book: {
    ...everyBook,
    approved_loan: noted,
    approved_on_record: notedAgainst,
    guaranteed_loan: noted,
    guaranteed_on_record: notedAgainst,
    disbursed_loan: noted,
    disbursed_on_record: notedAgainst,
    charged_off_loan: noted,
    charged_off_on_record: notedAgainst,
  },
} as const satisfies Record<BookKind, Readonly<Record<string, Head>>>

type Charts = typeof chart
/** Every head of every chart, as the database stores it. */
export type HeadName = { [Kind in BookKind]: keyof Charts[Kind] & string }[BookKind]

/** One account of one book. It is built (`account.pool(bookId).compensation`), never spelled. */
export interface Account {
  readonly bookId: BookId
  readonly head: HeadName
  /** Whose: the id of the organisation, holding, book …, or the tier's or bearer's name; '' where the head is kept as one. */
  readonly detail: string
  /** What the detail is called, where it is no organisation or book: kept when the account is first posted to. */
  readonly name?: string | undefined
  readonly class: AccountClass
}

type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Name
type Built<Chart> = {
  readonly [Name in keyof Chart & string as Camel<Name>]: Chart[Name] extends { readonly per: DetailKind }
    ? (detail: string, name?: string) => Account
    : Account
}

/** `account.pool(bookId).compensation`, `account.pool(bookId).lossShare('city')`: a head that is kept apart asks for whom. */
export const account = Object.fromEntries(bookKinds.map((kind) => [kind, (bookId: BookId) => accountsOf(kind, bookId)])) as {
  readonly [Kind in BookKind]: (bookId: BookId) => Built<Charts[Kind]>
}

/** The heads of a book's chart, in its order. */
export const headsOf = (kind: BookKind): readonly (readonly [HeadName, Head])[] =>
  Object.entries(chart[kind]) as [HeadName, Head][]

export function findHead(kind: BookKind, name: string): Head | undefined {
  const heads: Readonly<Record<string, Head>> = chart[kind]
  return Object.hasOwn(heads, name) ? heads[name] : undefined
}

/** An account as somebody outside the program names it. */
export interface AccountName {
  readonly head: string
  readonly detail: string
  readonly name?: string | undefined
}

/** The account that is meant, when the book's chart has it. */
export function accountNamed(
  book: { readonly id: BookId; readonly kind: BookKind },
  { head, detail, name }: AccountName,
): Account {
  const found = findHead(book.kind, head)
  if (!found) refuse('ledger.head_unknown', { head })
  if (found.per && !detail) refuse('ledger.detail_needed', { head })
  if (!found.per && detail) refuse('ledger.detail_not_kept', { head, detail })
  return { bookId: book.id, head: head as HeadName, detail, name, class: found.class }
}

/** A balance as a statement shows it: positive on the side where the head usually stands. */
export const onNormalSide = ({ normal }: Pick<Head, 'normal'>, minor: bigint): bigint => (normal === 'debit' ? minor : -minor)

/** What a book of any kind is owed by another, and what it owes to it. */
export const dueFrom = (bookId: BookId, other: BookId): Account => ({ bookId, head: 'due_from', detail: other, class: 'asset' })
export const dueTo = (bookId: BookId, other: BookId): Account => ({ bookId, head: 'due_to', detail: other, class: 'liability' })

/** Accounts between books: what one is owed there, the other owes here. */
export const isBetweenBooks = ({ head: name }: Pick<Account, 'head'>): boolean => name === 'due_from' || name === 'due_to'

function accountsOf(kind: BookKind, bookId: BookId) {
  return Object.fromEntries(
    headsOf(kind).map(([name, { class: accountClass, per: detailKind }]) => {
      const of = (detail: string, called?: string): Account => ({ bookId, head: name, detail, name: called, class: accountClass })
      return [camel(name), detailKind ? of : of('')]
    }),
  )
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
