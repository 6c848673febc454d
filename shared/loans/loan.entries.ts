import type { ImportTotal } from '../imports/import-batch.ts'
import { money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { account } from '../ledger/account.ts'
import type { BookId } from '../ledger/book.ts'
import { type EntryDraft, credit, debit } from '../ledger/entry.ts'

interface LoansTaken {
  readonly bookId: BookId
  readonly batchId: string
  readonly documentHash: string
  readonly taken: number
  readonly totals: readonly ImportTotal[]
  readonly on: PlainDate
}

/**
 * What a batch of historic loans brings onto the record, in memorandum accounts: nothing of it is money of the keeper's.
 * Undefined where every total is nothing, for an entry needs amounts.
 */
export function loansTaken({ bookId, batchId, documentHash, taken, totals, on }: LoansTaken): EntryDraft | undefined {
  const of = account.loan_book(bookId)
  const sides = {
    approved: [of.approvedLoan, of.approvedOnRecord],
    guaranteed: [of.guaranteedLoan, of.guaranteedOnRecord],
    disbursed: [of.disbursedLoan, of.disbursedOnRecord],
    chargedOff: [of.chargedOffLoan, of.chargedOffOnRecord],
  } as const
  const isNoted = (name: string): name is keyof typeof sides => Object.hasOwn(sides, name)
  const postings = totals.flatMap(({ name, takenMinor, currency }) => {
    if (!isNoted(name) || takenMinor === 0n) return []
    const [noted, record] = sides[name]
    return [debit(noted, money(takenMinor, currency)), credit(record, money(takenMinor, currency))]
  })
  if (postings.length === 0) return undefined
  const evidence = { reference: batchId, documentHash }
  return { bookId, kind: 'loans.imported', effectiveOn: on, facts: { batchId, rows: taken }, evidence, postings }
}
