import type { Db } from '@cofund/db/connect'
import { type Money, money } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import { listBalances } from '../ledger/balance.sql.ts'

/** What a pool's book holds and owes, in minor units: whoever spends of it holds the book. */
interface Holdings {
  readonly cash: bigint
  /** To banks: compensation that was approved, and what they remitted beyond what is due by now. */
  readonly owedToBanks: bigint
  /** By treasury. */
  readonly owedToTreasuries: ReadonlyMap<string, bigint>
  /** From banks and treasuries, and not come yet. */
  readonly expected: bigint
}

/** What may leave a pool for good: its cash, less all that it owes. What is still expected is not there. */
export async function freeCashOf(db: Db, bookId: BookId, { currency }: Pick<Money, 'currency'>): Promise<Money> {
  const { cash, owedToBanks, owedToTreasuries } = await holdingsOf(db, bookId, currency)
  return money(cash - owedToBanks - total(owedToTreasuries.values()), currency)
}

/**
 * What may be paid to a treasury that the pool owes: its cash, less what banks are owed, and less what it owes other treasuries and has
 * nothing coming in for. So one tier is not paid with what the pool will lack for the next.
 */
export async function freeCashFor(db: Db, bookId: BookId, treasuryBookId: BookId, { currency }: Pick<Money, 'currency'>): Promise<Money> {
  const { cash, owedToBanks, owedToTreasuries, expected } = await holdingsOf(db, bookId, currency)
  const others = total(owedToTreasuries.values()) - (owedToTreasuries.get(treasuryBookId) ?? 0n)
  return money(cash - owedToBanks - (others > expected ? others - expected : 0n), currency)
}

async function holdingsOf(db: Db, bookId: BookId, currency: Money['currency']): Promise<Holdings> {
  const balances = (await listBalances(db, bookId)).filter(({ balance }) => balance.currency === currency)
  const of = (...heads: readonly string[]) => balances.filter(({ account: { head } }) => heads.includes(head))
  const owed = (minor: bigint): bigint => (minor < 0n ? -minor : 0n)
  const due = (minor: bigint): bigint => (minor > 0n ? minor : 0n)
  return {
    cash: total(of('cash').map(({ balance }) => balance.minor)),
    owedToBanks: total(of('compensation_payable', 'remittance_receivable').map(({ balance }) => owed(balance.minor))),
    owedToTreasuries: new Map(of('due_to').map(({ account: { detail }, balance }) => [detail, owed(balance.minor)])),
    expected: total(of('remittance_receivable', 'due_from').map(({ balance }) => due(balance.minor))),
  }
}

const total = (parts: Iterable<bigint>): bigint => {
  let sum = 0n
  for (const part of parts) sum += part
  return sum
}
