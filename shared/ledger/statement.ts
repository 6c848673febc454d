import type { Instant } from '../kernel/instant.ts'
import { type Currency, type Money, currencies, money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Organisation } from '../people/organisation.ts'
import { type Account, type AccountClass, onNormalSide, findHead } from './account.ts'
import type { Book, BookKind } from './book.ts'
import type { Entry } from './entry.ts'
import type { Basis } from './report.ts'

/**
 * The two times of a statement: what had happened by the end of `effectiveOn`, as far as the book knew when its entry
 * `knownAt` was the newest. Either may be left open: all that is known, all that is recorded.
 */
export interface AsOf {
  readonly effectiveOn?: PlainDate | undefined
  readonly knownAt?: bigint | undefined
  /**
   * `posted`: without what happened by that day and was booked in a later month, because its own was closed (report.ts).
   * Only with a day.
   */
  readonly basis?: Basis | undefined
}

/** What an account stands at: debits less credits. */
export interface AccountBalance {
  readonly account: Account
  readonly balance: Money
  /** What the detail is called, where the ledger knows: an organisation, another book. */
  readonly detailName: { readonly zh: string; readonly en: string } | null
}

/** A book's sums in one currency, each positive on its class's own side. */
export interface BookTotals {
  readonly currency: Currency
  readonly cash: Money
  readonly assets: Money
  readonly liabilities: Money
  /** What belongs to those who put it in: assets less liabilities. Memorandum accounts have no part in it. */
  readonly netAssets: Money
}

export interface BookSummary {
  readonly book: Book
  readonly keeper: Pick<Organisation, 'id' | 'nameZh' | 'nameEn'>
  readonly totals: readonly BookTotals[]
  /** The newest entry's place: what is known now. 0 before the first. */
  readonly lastSequence: bigint
  readonly lastRecordedAt: Instant | null
}

/** One line of an account's statement, with what the account stood at after it. */
export interface StatementLine {
  readonly entry: Pick<
    Entry,
    'id' | 'sequence' | 'kind' | 'facts' | 'note' | 'effectiveOn' | 'recordedAt' | 'postedIn' | 'reverses' | 'reversedBy'
  >
  readonly line: number
  readonly amount: Money
  readonly balance: Money
}

/** An account's movements over a period, between what it stood at before and after. */
export interface Statement {
  readonly opening: Money
  readonly lines: readonly StatementLine[]
  /** Of the whole period, not of this page. */
  readonly count: number
  readonly debits: Money
  readonly credits: Money
  readonly closing: Money
}

/** Sums a book's balances by class, one result for each currency in the order of the list of currencies. */
export function totalsOf(
  balances: readonly { readonly account: Pick<Account, 'head' | 'class'>; readonly balance: Money }[],
): BookTotals[] {
  const codes = Object.keys(currencies) as Currency[]
  return codes.flatMap((currency) => {
    const own = balances.filter(({ balance }) => balance.currency === currency)
    if (own.length === 0) return []
    const of = (wanted: (account: Pick<Account, 'head' | 'class'>) => boolean): bigint =>
      own.filter(({ account }) => wanted(account)).reduce((total, { balance }) => total + balance.minor, 0n)
    const ofClass = (accountClass: AccountClass) => of((account) => account.class === accountClass)
    const [assets, liabilities] = [ofClass('asset'), -ofClass('liability')]
    return [
      {
        currency,
        cash: money(
          of(({ head }) => head === 'cash'),
          currency,
        ),
        assets: money(assets, currency),
        liabilities: money(liabilities, currency),
        netAssets: money(assets - liabilities, currency),
      },
    ]
  })
}

/** A balance as people read it: positive on the side where its head usually stands. */
export const shownBalance = (kind: BookKind, { account, balance }: Pick<AccountBalance, 'account' | 'balance'>): Money =>
  money(onNormalSide(findHead(kind, account.head) ?? { normal: 'debit' }, balance.minor), balance.currency)
