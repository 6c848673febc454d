import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import {
  type BudgetIndicatorId,
  type Indicator,
  type PaymentPlanId,
  type TreasuryReturn,
  type TreasuryReturnId,
  type Voucher,
  type VoucherId,
  drawnBy,
  grantedBy,
  plannedBy,
  releasedBy,
  undrawnBy,
  voucherCan,
} from '@cofund/shared/fiscal/budget'
import {
  appropriated,
  budgetChanged,
  carriedOver,
  contributionPaid,
  returnedToTreasury,
  settledThroughPool,
  settledWithPool,
  voucherDrawn,
} from '@cofund/shared/fiscal/fiscal.entries'
import type {
  AdjustIndicator,
  CancelVoucher,
  CarryOver,
  DrawVoucher,
  GrantIndicator,
  PayVoucher,
  PlanPayment,
  ReleasePlan,
  ReturnSurplus,
  ReturnToTreasury,
} from '@cofund/shared/fiscal/fiscal.input'
import { type Money, negate, nothing } from '@cofund/shared/kernel/money'
import { type PlainDate, yearOf } from '@cofund/shared/kernel/plain-date'
import { type Account, account } from '@cofund/shared/ledger/account'
import type { Book, BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import { lastDayOf, monthOfDay } from '@cofund/shared/ledger/period'
import { refuse } from '@cofund/shared/refuse'
import type { Command } from '../kernel/trpc.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { lockBook, lockBooks } from '../ledger/book.sql.ts'
import { postEntry, postTransferLegs, refuseFuture, reverseEntry } from '../ledger/ledger.commands.ts'
import { findClosedThrough } from '../ledger/period.sql.ts'
import {
  countIndicator,
  findVoucherNumbered,
  insertChange,
  insertIndicator,
  insertPlan,
  insertTreasuryReturn,
  insertVoucher,
  listChangesOf,
  lockIndicator,
  lockPlan,
  lockVoucher,
  setVoucher,
} from './budget.sql.ts'
import { freeCashOf } from './free-cash.sql.ts'

// Everywhere the indicator is held first, then books, in sorted order: two who spend of one indicator come one after the other.

/** An indicator as its granting document has it, in a treasury book of the acting organisation. */
export async function grantIndicator(command: Command, input: GrantIndicator): Promise<{ id: BudgetIndicatorId }> {
  const { trx, actor, record } = command
  const { bookId, documentNumber, name, source, functionCode, budgetYear, grantedOn, amount } = input
  const book = await lockTreasury(trx, bookId)
  await checkDay(command, book.id, grantedOn)
  if (yearOf(grantedOn) > budgetYear) refuse('fiscal.outside_budget_year', { year: budgetYear })
  const none = nothing(amount.currency)
  const indicator: Indicator = {
    id: newId('ind'),
    organisationId: actor.membership.organisation.id,
    bookId,
    documentNumber,
    name,
    source,
    functionCode,
    budgetYear,
    granted: amount,
    planned: none,
    drawn: none,
    carriedFrom: null,
  }
  await insertIndicator(trx, indicator)
  const { id: entryId } = await postEntry(trx, budgetChanged(indicator, { kind: 'fiscal.granted', on: grantedOn, amount, documentNumber }))
  await insertChange(trx, { indicatorId: indicator.id, kind: 'granted', documentNumber, effectiveOn: grantedOn, amount, reason: null, entryId })
  record({ act: 'budget.granted', bookId, indicatorId: indicator.id, entryId })
  return { id: indicator.id }
}

/** Raises an indicator, or cuts it by what no plan holds. */
export async function adjustIndicator(command: Command, input: AdjustIndicator): Promise<void> {
  const entryId = await changeIndicator(command, { ...input, kind: 'adjusted' })
  const { bookId } = await lockIndicator(command.trx, input.indicatorId)
  command.record({ act: 'budget.adjusted', bookId, indicatorId: input.indicatorId, entryId })
}

/** 结余收回: takes back what nobody needs any more. */
export async function returnSurplus(command: Command, input: ReturnSurplus): Promise<void> {
  const entryId = await changeIndicator(command, { ...input, amount: negate(input.amount), kind: 'surplus_returned' })
  const { bookId } = await lockIndicator(command.trx, input.indicatorId)
  command.record({ act: 'budget.surplus_returned', bookId, indicatorId: input.indicatorId, entryId })
}

async function changeIndicator(
  command: Command,
  { indicatorId, kind, documentNumber, effectiveOn, amount, reason }: Omit<AdjustIndicator, 'amount'> & { readonly kind: 'adjusted' | 'surplus_returned'; readonly amount: Money },
): Promise<EntryId> {
  const { trx } = command
  const indicator = await lockIndicator(trx, indicatorId)
  await lockTreasury(trx, indicator.bookId)
  await checkDay(command, indicator.bookId, effectiveOn)
  const after = grantedBy(indicator, amount)
  const change = { kind: `fiscal.${kind}` as const, on: effectiveOn, amount, documentNumber, reason }
  const { id: entryId } = await postEntry(trx, budgetChanged(indicator, change))
  await insertChange(trx, { indicatorId, kind, documentNumber, effectiveOn, amount, reason, entryId })
  await countIndicator(trx, after)
  return entryId
}

/** 结转: what is left of a year, in no plan, becomes an indicator of a later one. */
export async function carryOver(command: Command, input: CarryOver): Promise<{ id: BudgetIndicatorId }> {
  const { trx, record } = command
  const { indicatorId, documentNumber, budgetYear, effectiveOn, amount, reason } = input
  const from = await lockIndicator(trx, indicatorId)
  await lockTreasury(trx, from.bookId)
  await checkDay(command, from.bookId, effectiveOn)
  if (budgetYear <= from.budgetYear) refuse('fiscal.carried_into_past', { year: from.budgetYear })
  const after = grantedBy(from, negate(amount))
  const none = nothing(amount.currency)
  const into: Indicator = { ...from, id: newId('ind'), documentNumber, budgetYear, granted: amount, planned: none, drawn: none, carriedFrom: from.id }
  await insertIndicator(trx, into)
  const { id: entryId } = await postEntry(trx, carriedOver(from, into, { on: effectiveOn, amount, reason }))
  const change = { kind: 'carried_over', documentNumber, effectiveOn, reason, entryId } as const
  await insertChange(trx, { ...change, indicatorId: from.id, amount: negate(amount) })
  await insertChange(trx, { ...change, indicatorId: into.id, amount })
  await countIndicator(trx, after)
  record({ act: 'budget.carried_over', bookId: from.bookId, indicatorId: from.id, intoId: into.id, entryId })
  return { id: into.id }
}

/** 用款计划: what of an indicator is meant for a month. */
export async function planPayment(command: Command, input: PlanPayment): Promise<{ id: PaymentPlanId }> {
  const { trx, record } = command
  const { indicatorId, number, plannedOn, month, purpose, amount } = input
  const indicator = await lockIndicator(trx, indicatorId)
  await checkDay(command, indicator.bookId, plannedOn)
  const [grant] = await listChangesOf(trx, indicatorId)
  if (grant && plannedOn < grant.effectiveOn) refuse('fiscal.plan_before_grant', { grantedOn: grant.effectiveOn })
  if (yearOf(month) !== indicator.budgetYear) refuse('fiscal.outside_budget_year', { year: indicator.budgetYear })
  const after = plannedBy(indicator, amount)
  const none = nothing(amount.currency)
  const plan = { id: newId('pln'), indicatorId, number, plannedOn, month, purpose, amount, drawn: none, released: none }
  await insertPlan(trx, plan)
  await countIndicator(trx, after)
  record({ act: 'payment.planned', bookId: indicator.bookId, planId: plan.id })
  return { id: plan.id }
}

/** Lets the undrawn rest of a plan go, so that it may be planned otherwise, carried over or returned. */
export async function releasePlan({ trx, record }: Command, { planId, reason }: ReleasePlan): Promise<void> {
  const held = await lockPlan(trx, planId)
  const after = releasedBy(held.indicator, held.plan)
  await countIndicator(trx, after.indicator, after.plan)
  record({ act: 'payment.plan_released', bookId: held.indicator.bookId, planId, minor: after.amount.minor, reason })
}

/** What drawing a voucher would do, on held data; refuses what cannot be done. */
export async function decideVoucher(command: Command, input: DrawVoucher) {
  const { trx } = command
  const held = await lockPlan(trx, input.planId)
  const { indicator, plan } = held
  await lockTreasury(trx, indicator.bookId)
  if (input.drawnOn < plan.plannedOn) refuse('fiscal.voucher_before_plan', { number: plan.number, plannedOn: plan.plannedOn })
  if (yearOf(input.drawnOn) !== indicator.budgetYear) refuse('fiscal.outside_budget_year', { year: indicator.budgetYear })
  await checkDay(command, indicator.bookId, input.drawnOn)
  if (input.purpose === 'settlement' && !input.payeeBookId) refuse('fiscal.payee_book_needed', {})
  if (await findVoucherNumbered(trx, indicator.organisationId, input.number)) refuse('fiscal.voucher_number_taken', { number: input.number })
  return { ...held, after: drawnBy(held, input.amount) }
}

/** Draws a voucher on a plan. It is a deed of two people: call it from a proposal's `apply`. */
export async function drawVoucher(command: Command, input: DrawVoucher, id: VoucherId = newId('vch')): Promise<Voucher> {
  const { trx, record } = command
  const { indicator, after } = await decideVoucher(command, input)
  const { number, drawnOn, amount, purpose, subject, payee, payeeBookId, throughBookId, planId } = input
  const { id: entryId } = await postEntry(trx, voucherDrawn(indicator, { id, number, drawnOn, amount }))
  const voucher: Voucher = {
    id,
    organisationId: indicator.organisationId,
    indicatorId: indicator.id,
    planId,
    number,
    drawnOn,
    amount,
    purpose,
    subject,
    payee,
    payeeBookId,
    throughBookId,
    status: 'drawn',
    paidOn: null,
    entryId,
    paidEntryId: null,
  }
  await insertVoucher(trx, voucher)
  await countIndicator(trx, after.indicator, after.plan)
  record({ act: 'voucher.drawn', bookId: indicator.bookId, voucherId: id, entryId })
  return voucher
}

/**
 * Pays a drawn voucher: the treasury is given the money that its indicator stands for (`fiscal.appropriated`). What is then paid out
 * of its cash is the caller's to post, after this, in the same transaction: a contribution, a claim's compensation, a settlement.
 * It is a deed of two people: call it from a proposal's `apply`, before any book is held, and name the books that the payment
 * passes besides, so that all are held in one order.
 */
export async function payVoucher(
  command: Command,
  input: PayVoucher,
  alongside: readonly BookId[] = [],
): Promise<{ voucher: Voucher; indicator: Indicator; entryId: EntryId }> {
  const { trx, record } = command
  if (alongside.length > 0) await lockBooksOf(trx, input, alongside)
  const { indicator, voucher } = await decidePayment(command, input)
  const { id: entryId } = await postEntry(trx, appropriated(indicator, voucher, paidOf(input)))
  const paid: Voucher = { ...voucher, status: 'paid', paidOn: input.paidOn, paidEntryId: entryId }
  await setVoucher(trx, paid)
  record({ act: 'voucher.paid', bookId: indicator.bookId, voucherId: voucher.id, entryId })
  return { voucher: paid, indicator, entryId }
}

/**
 * Pays the voucher that the acting organisation drew under a number: for deeds whose paper names the voucher and not its id. Nothing
 * happens where no such voucher is kept here; one of another amount is refused. Otherwise as `payVoucher`.
 */
export async function payVoucherNumbered(
  command: Command,
  { number, amount, paidOn, reference }: Omit<PayVoucher, 'voucherId'> & { readonly number: string; readonly amount: Money },
  alongside: readonly BookId[] = [],
): Promise<Voucher | undefined> {
  const found = await findVoucherNumbered(command.trx, command.actor.membership.organisation.id, number)
  if (!found) return undefined
  if (found.amount.minor !== amount.minor) refuse('fiscal.voucher_other_amount', { number, amount: found.amount })
  return (await payVoucher(command, { voucherId: found.id, paidOn, reference }, alongside)).voucher
}

/** Whether a voucher may be paid on that day, on held data. */
export async function decidePayment(command: Command, { voucherId, paidOn }: PayVoucher) {
  const held = await lockVoucher(command.trx, voucherId)
  const { voucher, indicator } = held
  if (!voucherCan.pay(voucher)) refuse('fiscal.voucher_wrong_status', { number: voucher.number, status: voucher.status })
  if (paidOn < voucher.drawnOn) refuse('fiscal.paid_before_drawn', { drawnOn: voucher.drawnOn })
  await lockTreasury(command.trx, indicator.bookId)
  await checkDay(command, indicator.bookId, paidOn)
  return held
}

/** Pays a funder's contribution into the pool's book, which had called for it. */
export async function payContribution(command: Command, input: PayVoucher): Promise<void> {
  const { trx } = command
  await lockBooksOf(trx, input)
  const { voucher, indicator, payeeBookId } = await decideContribution(command, input)
  await payVoucher(command, input)
  await postTransferLegs(trx, contributionPaid(indicator, voucher, payeeBookId, paidOf(input)))
}

export async function decideContribution(command: Command, input: PayVoucher) {
  const held = await decidePayment(command, input)
  const { voucher, indicator } = held
  if (voucher.purpose === 'compensation') refuse('fiscal.pays_with_claim', { number: voucher.number })
  if (voucher.purpose === 'settlement') refuse('fiscal.settles_between_tiers', { number: voucher.number })
  const payeeBookId = voucher.payeeBookId ?? refuse('fiscal.payee_book_needed', {})
  const owed = await owedTo(command.trx, indicator.bookId, payeeBookId, voucher.amount)
  if (owed.minor < voucher.amount.minor) refuse('fiscal.more_than_owed', { owed })
  return { ...held, payeeBookId, owed }
}

/** One tier pays what it owes: the pool itself, or through the pool another tier that paid for it. */
export async function settleTiers(command: Command, input: PayVoucher): Promise<void> {
  const { trx } = command
  await lockBooksOf(trx, input)
  const { voucher, indicator, payeeBookId, throughBookId } = await decideSettlement(command, input)
  await payVoucher(command, input)
  const legs = throughBookId
    ? settledThroughPool(indicator, voucher, { poolBookId: throughBookId, intoBookId: payeeBookId }, paidOf(input))
    : settledWithPool(indicator, voucher, payeeBookId, paidOf(input))
  await postTransferLegs(trx, legs)
}

export async function decideSettlement(command: Command, input: PayVoucher) {
  const { trx } = command
  const held = await decidePayment(command, input)
  const { voucher, indicator } = held
  if (voucher.purpose !== 'settlement') refuse('fiscal.settles_nothing', { number: voucher.number })
  const payeeBookId = voucher.payeeBookId ?? refuse('fiscal.payee_book_needed', {})
  const { throughBookId } = voucher
  const owed = await owedTo(trx, indicator.bookId, throughBookId ?? payeeBookId, voucher.amount)
  if (owed.minor < voucher.amount.minor) refuse('fiscal.more_than_owed', { owed })
  if (throughBookId) {
    const passed = negate(await balanceOf(trx, account.pool(throughBookId).dueTo(payeeBookId), voucher.amount.currency))
    if (passed.minor < voucher.amount.minor) refuse('fiscal.pool_owes_less', { owed: passed })
  }
  return { ...held, payeeBookId, throughBookId, owed }
}

/** Cancels a voucher that was not paid: what it drew may be drawn again. */
export async function cancelVoucher(command: Command, { voucherId, cancelledOn, reason }: CancelVoucher): Promise<void> {
  const { trx, record } = command
  const held = await lockVoucher(trx, voucherId)
  const { voucher, indicator } = held
  if (!voucherCan.cancel(voucher)) refuse('fiscal.voucher_wrong_status', { number: voucher.number, status: voucher.status })
  await lockTreasury(trx, indicator.bookId)
  await checkDay(command, indicator.bookId, cancelledOn)
  const after = undrawnBy(held, voucher)
  const drawn = voucher.entryId ?? refuse('record.not_found', { noun: 'entry', id: voucher.id })
  const { entries } = await reverseEntry(trx, drawn, { effectiveOn: cancelledOn, note: reason })
  await setVoucher(trx, { ...voucher, status: 'cancelled' })
  await countIndicator(trx, after.indicator, after.plan)
  for (const { id: entryId } of entries) record({ act: 'voucher.cancelled', bookId: indicator.bookId, voucherId, entryId, reason })
}

/** A pool gives back to a funder's treasury what it does not need, by 非税缴款书. A deed of two people of the pool's keeper. */
export async function returnToTreasury(command: Command, input: ReturnToTreasury, id: TreasuryReturnId): Promise<void> {
  const { trx, record } = command
  const { poolBookId, treasuryBookId: bookId, tier, number, returnedOn, amount, reason } = input
  await lockBooks(trx, [poolBookId, bookId])
  await checkDay(command, poolBookId, returnedOn)
  const free = await freeCashOf(trx, poolBookId, amount)
  if (free.minor < amount.minor) refuse('fiscal.surplus_above_cash', { cash: free })
  const returned: TreasuryReturn = { id, bookId, number, returnedOn, amount, reason, subject: poolBookId, entryId: null }
  const { declared, paid } = returnedToTreasury({ poolBookId, tier }, returned)
  await postTransferLegs(trx, declared)
  const { entries } = await postTransferLegs(trx, paid)
  const entryId = entries.find((entry) => entry.bookId === bookId)?.id ?? null
  await recordTreasuryReturn(command, { ...returned, entryId })
  record({ act: 'treasury.returned', bookId: poolBookId, returnId: id })
}

/** Keeps a 非税缴款书 whose money somebody else has posted: what came back of a claim, say. */
export async function recordTreasuryReturn({ trx, actor, record }: Command, returned: TreasuryReturn): Promise<void> {
  await insertTreasuryReturn(trx, returned, actor.membership.organisation.id)
  record({ act: 'treasury.returned', bookId: returned.bookId, returnId: returned.id })
}

/** Every book that a payment passes: others' can be held, and written in, only while what two people agreed on takes effect. */
async function lockBooksOf(trx: Trx, { voucherId }: PayVoucher, alongside: readonly BookId[] = []): Promise<void> {
  const { voucher, indicator } = await lockVoucher(trx, voucherId)
  await lockBooks(trx, [indicator.bookId, voucher.payeeBookId, voucher.throughBookId, ...alongside].filter((bookId) => bookId !== null))
}

async function lockTreasury(trx: Trx, bookId: BookId): Promise<Book> {
  const book = await lockBook(trx, bookId)
  if (book.kind !== 'treasury') refuse('fiscal.not_a_treasury', { book: book.code })
  return book
}

/** Refuses a day that is still to come, or whose month is closed: the book is held, so that none closes meanwhile. */
export async function checkDay({ trx, now }: Pick<Command, 'trx' | 'now'>, bookId: BookId, day: PlainDate): Promise<void> {
  refuseFuture({ now }, day)
  const closedThrough = await findClosedThrough(trx, bookId)
  if (closedThrough && monthOfDay(day) <= closedThrough) refuse('fiscal.period_closed', { closedUntil: lastDayOf(closedThrough) })
}

/** What a treasury owes another book. */
const owedTo = async (trx: Trx, treasuryBookId: BookId, bookId: BookId, { currency }: Money): Promise<Money> =>
  negate(await balanceOf(trx, dueTo(treasuryBookId, bookId), currency))

const dueTo = (treasuryBookId: BookId, bookId: BookId): Account => account.treasury(treasuryBookId).dueTo(bookId)

const paidOf = ({ paidOn, reference }: PayVoucher) => ({ on: paidOn, reference })
