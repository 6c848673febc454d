import { type Money, negate } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { account } from '../ledger/account.ts'
import type { BookId } from '../ledger/book.ts'
import { type EntryDraft, type EntryKind, credit, debit, transferOf } from '../ledger/entry.ts'
import type { Indicator, TreasuryReturn, Voucher } from './budget.ts'

type Of = Pick<Indicator, 'id' | 'bookId' | 'documentNumber'>

const budget = (of: Of) => account.treasury(of.bookId).budgetIndicator(of.id, of.documentNumber)
const granted = (of: Of) => account.treasury(of.bookId).budgetGranted

/**
 * What an indicator gains (or, negative, loses) by a document. Its memorandum account stands at what is left of it: granted and not
 * drawn.
 */
export const budgetChanged = (
  of: Of,
  change: { readonly kind: EntryKind; readonly on: PlainDate; readonly amount: Money; readonly documentNumber: string; readonly reason?: string },
): EntryDraft => ({
  bookId: of.bookId,
  kind: change.kind,
  effectiveOn: change.on,
  facts: { indicatorId: of.id, document: change.documentNumber },
  note: change.reason,
  evidence: { reference: change.documentNumber },
  postings: [debit(budget(of), change.amount), credit(granted(of), change.amount)],
})

/** What is left of one indicator becomes another's. */
export const carriedOver = (
  from: Of,
  into: Of,
  { on, amount, reason }: { readonly on: PlainDate; readonly amount: Money; readonly reason: string },
): EntryDraft => ({
  bookId: into.bookId,
  kind: 'fiscal.carried_over',
  effectiveOn: on,
  facts: { indicatorId: into.id, carriedFrom: from.id, document: into.documentNumber },
  note: reason,
  evidence: { reference: into.documentNumber },
  postings: [debit(budget(into), amount), credit(budget(from), amount)],
})

/** A voucher takes from what is left, before any money moves. */
export const voucherDrawn = (of: Of, voucher: Pick<Voucher, 'id' | 'number' | 'drawnOn' | 'amount'>): EntryDraft => ({
  ...budgetChanged(of, { kind: 'fiscal.voucher_drawn', on: voucher.drawnOn, amount: negate(voucher.amount), documentNumber: voucher.number }),
  facts: { indicatorId: of.id, voucherId: voucher.id, voucher: voucher.number },
})

interface Paid {
  readonly on: PlainDate
  readonly reference: string
}

const factsOf = (of: Of, voucher: Voucher) => ({
  ...(voucher.subject.startsWith('clm_') ? { claimId: voucher.subject } : voucher.subject.startsWith('rcp_') ? { poolId: voucher.subject } : {}),
  voucherId: voucher.id,
  voucher: voucher.number,
  indicatorId: of.id,
  document: of.documentNumber,
})

/** The treasury is given the money that its indicator stands for; the payment itself follows. */
export const appropriated = (of: Of, voucher: Voucher, { on, reference }: Paid): EntryDraft => ({
  bookId: of.bookId,
  kind: 'fiscal.appropriated',
  effectiveOn: on,
  facts: factsOf(of, voucher),
  note: voucher.payee,
  evidence: { reference },
  postings: [
    debit(account.treasury(of.bookId).cash, voucher.amount),
    credit(account.treasury(of.bookId).appropriation(of.id, of.documentNumber), voucher.amount),
  ],
})

/** A funder pays the pool what it was called for. */
export const contributionPaid = (of: Of, voucher: Voucher, poolBookId: BookId, { on, reference }: Paid): EntryDraft[] =>
  transferOf({
    kind: 'pool.contribution_paid',
    effectiveOn: on,
    facts: factsOf(of, voucher),
    evidence: { reference },
    from: account.treasury(of.bookId).cash,
    into: account.pool(poolBookId).cash,
    amount: voucher.amount,
    settles: true,
  })

/** A treasury pays what it owes a pool, in cash. */
export const settledWithPool = (of: Of, voucher: Voucher, poolBookId: BookId, paid: Paid): EntryDraft[] =>
  contributionPaid(of, voucher, poolBookId, paid).map((leg) => ({ ...leg, kind: 'fiscal.settled' }))

/**
 * One tier pays another what the pool between them is owed by the one and owes the other. The pool's book sees both debts end and
 * no cash of its own.
 */
export function settledThroughPool(of: Of, voucher: Voucher, books: { poolBookId: BookId; intoBookId: BookId }, { on, reference }: Paid): EntryDraft[] {
  const { poolBookId, intoBookId } = books
  const said = { kind: 'fiscal.settled', effectiveOn: on, facts: factsOf(of, voucher), evidence: { reference } } as const
  const [payer, pool, payee] = [account.treasury(of.bookId), account.pool(poolBookId), account.treasury(intoBookId)]
  const { amount } = voucher
  return [
    { ...said, bookId: of.bookId, postings: [debit(payer.dueTo(poolBookId), amount), credit(payer.cash, amount)] },
    { ...said, bookId: poolBookId, postings: [debit(pool.dueTo(intoBookId), amount), credit(pool.dueFrom(of.bookId), amount)] },
    { ...said, bookId: intoBookId, postings: [debit(payee.cash, amount), credit(payee.dueFrom(poolBookId), amount)] },
  ]
}

/** What a pool does not need any more: first owed to the treasury that gave it, then paid. */
export function returnedToTreasury(
  { poolBookId, tier }: { poolBookId: BookId; tier: string },
  { bookId, id, number, returnedOn, amount, reason }: TreasuryReturn,
): { readonly declared: EntryDraft[]; readonly paid: EntryDraft[] } {
  const said = { effectiveOn: returnedOn, facts: { returnId: id, return: number, tier }, note: reason, evidence: { reference: number } }
  const [pool, treasury] = [account.pool(poolBookId), account.treasury(bookId)]
  return {
    // The treasury's contribution shrinks and the pool owes it: as if the treasury had paid it out, and the pool taken it in.
    declared: transferOf({ ...said, kind: 'fiscal.surplus_declared', from: treasury.poolContribution(poolBookId), into: pool.surplusReturned(tier), amount }),
    paid: transferOf({ ...said, kind: 'fiscal.surplus_paid', from: pool.cash, into: treasury.cash, amount, settles: true }),
  }
}
