import { type Money, add, isZero, negate, subtract, sum } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { refuse } from '../refuse.ts'

/** A statement as ISO 20022 camt.053 says it, its amounts signed: what came in is positive. */
export interface CamtStatement {
  /** The bank's name for it. */
  readonly id: string
  readonly accountNumber: string
  readonly opening: Money
  readonly closing: Money
  readonly entries: readonly CamtEntry[]
}

/** An entry that is booked (`Sts` BOOK): what is pending or only told does not move the balance. */
export interface CamtEntry {
  readonly bookedOn: PlainDate
  readonly valueOn: PlainDate | null
  readonly amount: Money
  /** `RvslInd`: it takes back an earlier one. The sign is its own all the same. */
  readonly reversal: boolean
  /** The servicing bank's name for it. */
  readonly reference: string | null
  /** Its number within the statement: better than nothing. */
  readonly number: string | null
  readonly information: string | null
  readonly transactions: readonly CamtTransaction[]
}

/** What an entry is made of: one payment, or each of a batch. */
export interface CamtTransaction {
  /** Signed like its entry's; null where the bank does not say it in the account's currency. */
  readonly amount: Money | null
  readonly counterparty: string | null
  readonly remittance: string | null
  readonly reference: string | null
  /** What the payer called it: often the number of a voucher. */
  readonly endToEndId: string | null
}

/** One movement to be matched, with what the account held after it. */
export interface CamtLine {
  readonly bookedOn: PlainDate
  readonly valueOn: PlainDate | null
  readonly amount: Money
  readonly balanceAfter: Money
  readonly counterparty: string | null
  readonly summary: string | null
  readonly reference: string | null
}

/**
 * A statement's movements in the order of their days, each with the balance after it. Payments booked as one are told apart where
 * the bank says what each of them is.
 * @throws Refusal statement.camt_not_closing, statement.camt_batch_differs, statement.camt_mixed_currencies
 */
export function linesOfCamt(statement: CamtStatement): CamtLine[] {
  const { id, opening, closing, entries } = statement
  const { currency } = opening
  const strange = [closing, ...entries.map(({ amount }) => amount)].find((amount) => amount.currency !== currency)
  if (strange) refuse('statement.camt_mixed_currencies', { statement: id, currency, other: strange.currency })
  const movements = sum(entries.map(({ amount }) => amount), currency)
  const difference = subtract(closing, add(opening, movements))
  if (!isZero(difference)) refuse('statement.camt_not_closing', { statement: id, opening, movements, closing, difference })

  let balance = opening
  const named = namer()
  return entries
    .toSorted((a, b) => (a.bookedOn < b.bookedOn ? -1 : a.bookedOn > b.bookedOn ? 1 : 0))
    .flatMap((entry) => partsOf(entry, id))
    .filter(({ amount }) => !isZero(amount))
    .map((line) => {
      balance = add(balance, line.amount)
      return { ...line, reference: named(line), balanceAfter: balance }
    })
}

type Part = Omit<CamtLine, 'balanceAfter'>

function partsOf(entry: CamtEntry, statement: string): Part[] {
  const { bookedOn, valueOn, amount, transactions } = entry
  const amounts = transactions.map((transaction) => transaction.amount)
  const isBatch = amounts.length > 1 && amounts.every((each): each is Money => each?.currency === amount.currency)
  if (!isBatch) {
    const [only] = transactions.length === 1 ? transactions : []
    return [
      {
        bookedOn,
        valueOn,
        amount,
        counterparty: only?.counterparty ?? null,
        summary: summaryOf(entry, transactions),
        reference: entry.reference ?? only?.reference ?? only?.endToEndId ?? entry.number,
      },
    ]
  }
  const parts = sum(amounts, amount.currency)
  if (parts.minor !== amount.minor) refuse('statement.camt_batch_differs', { statement, entry: entry.reference ?? entry.number ?? entry.bookedOn, amount, parts })
  return transactions.map((transaction, index) => ({
    bookedOn,
    valueOn,
    amount: transaction.amount ?? amount,
    counterparty: transaction.counterparty,
    summary: summaryOf(entry, [transaction]),
    // The entry's own name with a number, for payers may all have written the same.
    reference: entry.reference === null ? (transaction.reference ?? transaction.endToEndId) : `${entry.reference}/${index + 1}`,
  }))
}

/** The element's own name says that it is a reversal: a language of the reader's is put on where it is shown. */
function summaryOf({ reversal, information, reference }: CamtEntry, transactions: readonly CamtTransaction[]): string | null {
  const said = transactions.flatMap(({ remittance, endToEndId }) => [remittance, endToEndId === reference ? null : endToEndId])
  const text = [...new Set([reversal ? 'RvslInd' : null, ...said, information])].filter(Boolean).join(' · ')
  return text || null
}

/**
 * Within a statement whose sums are right, two lines that say the same are two movements: the second gets a number, or it would be
 * taken for the first told again.
 */
function namer() {
  const seen = new Map<string, number>()
  return ({ bookedOn, amount, reference }: Part): string | null => {
    if (reference === null) return null
    const key = JSON.stringify([bookedOn, String(amount.minor), reference])
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? reference : `${reference}#${count}`
  }
}

/** An amount as camt writes it, never negative, with the side that it is on. */
export const signed = (amount: Money, side: 'CRDT' | 'DBIT'): Money => (side === 'DBIT' ? negate(amount) : amount)

/** The columns under which a statement's lines are judged like those of any file: the elements they come from. */
export const camtColumns = {
  accountNumber: 'Stmt/Acct/Id',
  bookedOn: 'Ntry/BookgDt',
  valueOn: 'Ntry/ValDt',
  currency: 'Ntry/Amt/@Ccy',
  received: 'Ntry/Amt CRDT',
  paid: 'Ntry/Amt DBIT',
  balanceAfter: 'Stmt/Bal',
  counterparty: 'RltdPties/Nm',
  summary: 'RmtInf',
  reference: 'AcctSvcrRef',
} as const
