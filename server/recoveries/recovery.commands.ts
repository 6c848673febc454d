import { createHash } from 'node:crypto'
import type { Db, Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import { type Claim, type ClaimStatus, type DecisionReason, claimCan, claimNumber } from '@cofund/shared/claims/claim'
import { isFundedBy } from '@cofund/shared/claims/decision'
import type { Standing, StandingChange } from '@cofund/shared/claims/standing'
import { derive, given } from '@cofund/shared/kernel/derivation'
import { type Money, money, nothing, toDecimal } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { account } from '@cofund/shared/ledger/account'
import { type EntryDraft, type EntryId, type EntryKind, type Evidence, credit, debit } from '@cofund/shared/ledger/entry'
import type { LossCase } from '@cofund/shared/policies/loss-case'
import type { Share } from '@cofund/shared/policies/loss-sharing'
import { capKeyText, usedByScope } from '@cofund/shared/pools/cap'
import { type Clawback, clawbackOf } from '@cofund/shared/recoveries/clawback'
import {
  type DividedRecovery,
  type Recovery,
  type RecoveryId,
  type RemittanceId,
  costsComeFirst,
  countedOf,
  divideRecovery,
  reportedKinds,
  takeBack,
} from '@cofund/shared/recoveries/recovery'
import type {
  BookRemittance,
  ClawBack,
  DivideRecovery,
  ReportRecovery,
  ReportRemittance,
  ReturnRecovery,
  ReverseRecovery,
  TrueUp,
} from '@cofund/shared/recoveries/recovery.input'
import { offsetDues, openDues, payDues } from '@cofund/shared/recoveries/remittance'
import { refuse } from '@cofund/shared/refuse'
import { applyDecision } from '../claims/apply-decision.ts'
import { usesOf } from '../claims/claim-file.sql.ts'
import { getClaim, insertClaimEvent, setClaim } from '../claims/claim.sql.ts'
import { entriesOfYear } from '../claims/settlement-purses.ts'
import { frozenAt, listFreezes } from '../claims/settlement.sql.ts'
import { checkDay, recordTreasuryReturn } from '../fiscal/fiscal.commands.ts'
import { freeCashFor } from '../fiscal/free-cash.sql.ts'
import type { Applying } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { lockBook, lockBooks } from '../ledger/book.sql.ts'
import { postEntry, postTransfer } from '../ledger/ledger.commands.ts'
import { capUsed } from '../pools/cap.sql.ts'
import { getPool } from '../pools/pool.sql.ts'
import { releaseCover } from '../loans/note.commands.ts'
import { getNote, lockNote } from '../loans/note.sql.ts'
import { receiptOf } from '../statements/receipt.sql.ts'
import { type RecoveryFile, openRecoveryFile, remitBy, standingAfter } from './recovery-file.sql.ts'
import {
  addRemitted,
  getRecovery,
  getRemittance,
  insertRecovery,
  insertRemittance,
  listOpenDues,
  listPaysOnTheirWay,
  lockDues,
  lockOpenDues,
  lockRemittance,
  setBooked,
  setReceived,
  setRemitted,
} from './recovery.sql.ts'

/** What of a claim's recovery is decided: how the money is divided, where everybody then stands, and what is due by when. */
export interface DecidedRecovery extends RecoveryFile {
  readonly divided: DividedRecovery
  readonly standing: readonly Standing[]
  readonly dueOn: PlainDate | null
}

/** Decides how money that came back is divided, on data that `holding` keeps; refuses what cannot be reported on this claim. */
export async function decideRecovery(
  db: Db,
  what: DivideRecovery & Partial<Pick<ReportRecovery, 'reference'>>,
  today: PlainDate,
  holding?: Trx,
): Promise<DecidedRecovery> {
  const file = await openRecoveryFile(db, what.claimId, holding)
  const { claim, cited, decision, recoveries, soFar } = file
  checkRecoverable(claim)
  if (what.receivedOn > today) refuse('recovery.received_in_future', { today })
  const paidOn = claim.decidedOn ?? decision.decidedOn
  if (what.receivedOn < paidOn) refuse('recovery.received_early', { paidOn })
  if (recoveries.some(({ reference }) => reference === what.reference)) refuse('recovery.reference_taken', { reference: what.reference ?? '' })
  const divided = divideRecovery(cited, decision.lossCase, soFar, what)
  return { ...file, divided, standing: standingAfter(file, divided.soFar), dueOn: divided.due.minor > 0n ? remitBy(file, what.receivedOn) : null }
}

function checkRecoverable(claim: Claim): void {
  if (claim.status === 'advanced') refuse('recovery.true_up_first', { claim: claimNumber(claim) })
  if (claim.status === 'clawed_back') refuse('recovery.clawed_back', {})
  if (!claimCan.recover(claim)) refuse('recovery.claim_not_paid', { claim: claimNumber(claim), status: claim.status })
}

/** Shares what came back: call it from a proposal's `apply`. */
export async function shareRecovery(command: Command, what: ReportRecovery, { proposalId }: Pick<Applying, 'proposalId'>): Promise<void> {
  const { trx } = command
  const decided = await decideRecovery(trx, what, todayOf(command), trx)
  const { claim, divided, standing, recoveries, dueOn } = decided
  const of = (minor: bigint): Money => money(minor, claim.currency)
  const { entryId } = await move(command, decided, {
    reason: 'recovered',
    standing,
    soFar: divided.soFar,
    on: what.receivedOn,
    entryKind: 'recovery.shared',
    evidence: { reference: what.reference, ...(what.documentHash ? { documentHash: what.documentHash } : {}) },
    proposalId,
  })
  await keepRecovery(command, decided, {
    id: newId('rcv'),
    claimId: claim.id,
    bankId: claim.bankId,
    place: recoveries.length + 1,
    kind: what.kind,
    receivedOn: what.receivedOn,
    gross: of(what.gross),
    cost: of(what.cost),
    principal: of(divided.applied.principal),
    interest: of(divided.applied.interest),
    penalty: of(divided.applied.penalty),
    reference: what.reference,
    documentHash: what.documentHash,
    reverses: null,
    reason: null,
    shares: divided.shares,
    derivation: divided.derivation,
    due: divided.due,
    dueOn,
    proposalId,
    entryId,
  })
  await setStatus(command, claim, recoveringFrom(decided), { reason: 'recovered', gross: toDecimal(of(what.gross)) })
}

/** A year goes on as it was; a claim that is still to be paid the rest stays where that can be ordered. */
function recoveringFrom({ claim, kept }: RecoveryFile): ClaimStatus {
  return claim.family === 'bank_year' || claim.payable.minor > kept ? claim.status : 'recovering'
}

/** What taking a recovery back changes, on data that `holding` keeps. */
export async function decideReversal(trx: Trx, { recoveryId }: Pick<ReverseRecovery, 'recoveryId'>, holding?: Trx) {
  const { claimId } = await getRecovery(trx, recoveryId)
  const file = await openRecoveryFile(trx, claimId, holding)
  const reversed = file.recoveries.find(({ id }) => id === recoveryId) ?? refuse('recovery.not_found', { recoveryId })
  if (file.claim.status === 'clawed_back') refuse('recovery.clawed_back', {})
  if (!reportedKinds.some((kind) => kind === reversed.kind)) refuse('recovery.cannot_be_reversed', {})
  if (file.recoveries.some(({ reverses }) => reverses === recoveryId)) refuse('recovery.already_reversed', {})
  const divided = takeBack(file.cited, file.decision.lossCase, file.soFar, reversed)
  return { ...file, reversed, divided, standing: standingAfter(file, divided.soFar) }
}

/** Takes a recovery back: what its bearers got goes, and what was due for it is due no more. */
export async function reverseRecovery(command: Command, { recoveryId, reason }: ReverseRecovery, { proposalId }: Pick<Applying, 'proposalId'>): Promise<void> {
  const { trx } = command
  const decided = await decideReversal(trx, { recoveryId }, trx)
  const { claim, reversed, divided, standing, recoveries } = decided
  const today = todayOf(command)
  const of = (minor: bigint): Money => money(minor, claim.currency)
  const { entryId } = await move(command, decided, {
    reason: 'reversed',
    standing,
    soFar: divided.soFar,
    on: today,
    entryKind: 'recovery.shared',
    evidence: { reference: reversed.reference },
    proposalId,
  })
  await keepRecovery(command, decided, {
    id: newId('rcv'),
    claimId: claim.id,
    bankId: claim.bankId,
    place: recoveries.length + 1,
    kind: 'reversal',
    receivedOn: today,
    gross: of(-reversed.gross.minor),
    cost: of(divided.applied.costs),
    principal: of(divided.applied.principal),
    interest: of(divided.applied.interest),
    penalty: of(divided.applied.penalty),
    reference: recoveryId,
    documentHash: null,
    reverses: recoveryId,
    reason,
    shares: divided.shares,
    derivation: divided.derivation,
    due: divided.due,
    dueOn: null,
    proposalId,
    entryId,
  })
  await setStatus(command, claim, claim.status === 'closed' ? 'recovering' : claim.status, { reason: 'reversed', gross: toDecimal(of(-reversed.gross.minor)) })
}

function checkAfterDecision({ decidedOn }: Claim, on: PlainDate, today: PlainDate): void {
  if (on > today) refuse('recovery.received_in_future', { today })
  if (decidedOn && on < decidedOn) refuse('recovery.before_decision', { decidedOn })
}

/** What the bank returns where its compensation is claimed back, on data that `holding` keeps. */
export async function decideClawback(db: Db, { claimId, on }: Pick<ClawBack, 'claimId' | 'on'>, today: PlainDate, holding?: Trx) {
  const file = await openRecoveryFile(db, claimId, holding)
  const { claim, cited, payments, kept, standings } = file
  if (!claimCan.clawBack(claim)) refuse('recovery.claim_not_paid', { claim: claimNumber(claim), status: claim.status })
  checkAfterDecision(claim, on, today)
  const borne = standings.reduce((sum, { bearer, borne: minor, returned }) => (isFundedBy(cited, bearer) ? sum + minor - returned : sum), 0n)
  const granted = standings.reduce((sum, { bearer, borne: minor }) => (isFundedBy(cited, bearer) ? sum + minor : sum), 0n)
  // What was approved and not paid is not paid any more, and bears no interest.
  const unpaid = granted > kept ? granted - kept : 0n
  const paid = borne - unpaid
  const paidSoFar = payments.map(({ amount, receivedOn, orderedOn }) => ({ minor: amount.minor, on: receivedOn ?? orderedOn }))
  const clawback: Clawback =
    paid > 0n
      ? clawbackOf(cited, paid, paidSoFar, on)
      : nothingPaid(paid, claim)
  if (borne <= 0n) refuse('recovery.nothing_to_claw_back', {})
  return { ...file, clawback, unpaid, standing: withoutFunders(file), due: money(clawback.clawed.minor + clawback.interest.minor, claim.currency) }
}

/** More is due of what came back than was paid at all: that much is due no more, and bears no interest. */
function nothingPaid(paid: bigint, { currency }: Claim): Clawback {
  const minor = { unit: 'minor', currency } as const
  const clawed = given(paid, { label: 'recovery.clawed', ...minor })
  return { clawed: money(paid, currency), interest: nothing(currency), derivation: derive('sum', [clawed], { label: 'recovery.clawback_total', ...minor }) }
}

/** Nobody but whoever bears the remainder bears what the funders did, and has what came back. */
function withoutFunders({ cited, standings }: RecoveryFile): readonly Standing[] {
  const { remainder } = cited.scheme
  const taken = standings.filter(({ bearer }) => isFundedBy(cited, bearer))
  const sum = (figure: 'borne' | 'returned') => taken.reduce((total, each) => total + each[figure], 0n)
  const others = standings.filter((standing) => !taken.includes(standing))
  const rest = others.find(({ bearer }) => bearer === remainder) ?? { bearer: remainder, borne: 0n, returned: 0n }
  return [
    ...taken.map(({ bearer }) => ({ bearer, borne: 0n, returned: 0n })),
    ...others.filter((standing) => standing !== rest),
    { ...rest, borne: rest.borne + sum('borne'), returned: rest.returned + sum('returned') },
  ]
}

/** 补偿追回: all that the funders bear goes back to the bank, which owes what it was paid, with interest. */
export async function clawBack(command: Command, what: ClawBack, { proposalId }: Pick<Applying, 'proposalId'>): Promise<void> {
  const { trx } = command
  const decided = await decideClawback(trx, what, todayOf(command), trx)
  const { claim, clawback, standing, recoveries, due } = decided
  const { entryId } = await move(command, decided, {
    reason: 'clawed_back',
    standing,
    soFar: decided.soFar,
    interest: clawback.interest,
    on: what.on,
    entryKind: 'claim.clawed_back',
    note: what.reason,
    evidence: { reference: what.reference },
    proposalId,
  })
  await setStatus(command, claim, 'clawed_back', { reason: 'clawed_back', due: toDecimal(due) })
  if (due.minor === 0n) return
  await keepOwed(command, decided, {
    kind: 'clawback',
    on: what.on,
    gross: due,
    interest: clawback.interest,
    reference: what.reference,
    reason: what.reason,
    derivation: clawback.derivation,
    place: recoveries.length + 1,
    entryId,
    proposalId,
  })
}

/** What an advance comes to once the loss is final, on data that `holding` keeps. */
export async function decideTrueUp(trx: Trx, { claimId, amounts, on }: TrueUp, today: PlainDate, holding?: Trx) {
  // The loan before its claim, as whoever decides on it holds them: what is final may release its cover.
  const { noteId } = await getClaim(trx, claimId)
  if (holding && noteId) await lockNote(holding, noteId)
  const file = await openRecoveryFile(trx, claimId, holding)
  const { claim, cited, capKeys, decision, standings } = file
  if (!claimCan.trueUp(claim)) refuse('recovery.not_an_advance', { claim: claimNumber(claim), status: claim.status })
  checkAfterDecision(claim, on, today)
  const lent = claim.noteId && (await getNote(trx, claim.noteId)).principal
  if (lent && (amounts.unpaid_principal ?? 0n) > lent.minor) refuse('recovery.final_loss_above_loan', { loan: toDecimal(lent) })
  // What the claim itself has taken up of a cap is free for it again.
  const used = await capUsed(trx, claim.poolId, capKeys)
  const own = usesOf({ cited, capKeys }, { shares: standings.map(({ bearer, borne }) => ({ bearer, amount: money(borne, claim.currency) })) })
  const beside = new Map(own.map((use) => [capKeyText(use), (used.get(capKeyText(use)) ?? 0n) - use.minor]))
  const lossCase: LossCase = { ...decision.lossCase, amounts: { ...decision.lossCase.amounts, ...amounts }, used: usedByScope(capKeys, beside) }
  return { ...file, lossCase }
}

/** Trues an advance up: the difference is paid, or owed back; nothing lost any more, and all of it is owed back. */
export async function trueUp(command: Command, what: TrueUp, { proposalId }: Pick<Applying, 'proposalId'>): Promise<void> {
  const { trx } = command
  const decided = await decideTrueUp(trx, what, todayOf(command), trx)
  const { claim, pool, cited, capKeys, lossCase, payments, recoveries } = decided
  const { payable, entryId } = await applyDecision(command, claim, {
    reason: 'trued_up',
    pool,
    cited,
    capKeys,
    lossCase,
    capsAre: 'read_now',
    payout: 'whole',
    recovered: nothing(claim.currency),
    on: what.on,
    proposalId,
    note: what.reason,
  })
  const ordered = payments.reduce((sum, { amount }) => sum + amount.minor, 0n)
  const refund = money(ordered > payable.minor ? ordered - payable.minor : 0n, claim.currency)
  await setStatus(command, claim, payable.minor === 0n ? 'refunded' : 'trued_up', { reason: 'trued_up', payable: toDecimal(payable) })
  // Where nothing is left to pay, no receipt will come to say that the loss is paid for; of a cured loan there is none, and it stays covered.
  if (claim.noteId && payable.minor > 0n && payable.minor <= ordered) await releaseCover(command, await getNote(trx, claim.noteId), what.on)
  if (refund.minor > 0n) {
    await keepOwed(command, decided, {
      kind: 'refund',
      on: what.on,
      gross: refund,
      interest: nothing(claim.currency),
      reference: `${claimNumber(claim)}-T`,
      reason: what.reason,
      derivation: owedBackDerivation(ordered, payable),
      place: recoveries.length + 1,
      entryId,
      proposalId,
    })
  }
}

/** What was paid beyond what is payable now. */
export function owedBackDerivation(ordered: bigint, payable: Money) {
  const minor = { unit: 'minor', currency: payable.currency } as const
  return derive(
    'difference',
    [given(ordered, { label: 'recovery.clawback_payment', ...minor }), given(payable.minor, { label: 'recovery.final_payable', ...minor })],
    { label: 'recovery.refund_due', ...minor },
  )
}

interface Moving {
  readonly reason: DecisionReason
  readonly standing: readonly Standing[]
  readonly soFar: RecoveryFile['soFar']
  readonly interest?: Money
  readonly on: PlainDate
  readonly entryKind: EntryKind
  readonly note?: string
  readonly evidence: Evidence
  readonly proposalId: ProposalId
}

/** Moves the claim's bearers by a decision on the case that was paid on. */
async function move(command: Command, file: RecoveryFile, { soFar, ...moving }: Moving) {
  const { claim, pool, cited, capKeys, decision } = file
  const { principal, interest } = countedOf(decision.lossCase, soFar)
  const entriesOf = claim.family === 'bank_year' ? await yearEntriesOf(command.trx, file) : undefined
  return applyDecision(command, claim, {
    pool,
    cited,
    capKeys,
    lossCase: decision.lossCase,
    capsAre: 'kept',
    payout: 'whole',
    recovered: money(principal + interest, claim.currency),
    entriesOf,
    ...moving,
  })
}

async function yearEntriesOf(trx: Trx, { claim, pool, decision }: RecoveryFile): Promise<(change: StandingChange) => EntryDraft[]> {
  const frozen = frozenAt(await listFreezes(trx, claim.id), decision.decidedAt) ?? refuse('record.not_found', { noun: 'claim', id: claim.id })
  return entriesOfYear(pool, frozen, frozen)
}

async function keepRecovery({ trx, record }: Command, { claim, pool }: RecoveryFile, recovery: Omit<Recovery, 'recordedAt' | 'remitted'>): Promise<void> {
  await insertRecovery(trx, recovery)
  await offset(trx, claim)
  record({
    act: 'recovery.shared',
    bookId: pool.bookId,
    claimId: claim.id,
    recoveryId: recovery.id,
    kind: recovery.kind,
    gross: recovery.gross,
    due: recovery.due,
    derivationHash: createHash('sha256').update(canonicalJson(recovery.derivation)).digest('hex'),
    entryId: recovery.entryId,
  })
}

interface Owed {
  readonly kind: 'clawback' | 'refund'
  readonly on: PlainDate
  readonly gross: Money
  readonly interest: Money
  readonly reference: string
  readonly reason: string
  readonly derivation: Recovery['derivation']
  readonly place: number
  readonly entryId: EntryId | null
  readonly proposalId: ProposalId
}

/** What the bank owes back of a compensation, beside what borrowers paid: it moves no bearer by itself. */
export async function keepOwed(command: Command, file: Pick<RecoveryFile, 'claim' | 'pool' | 'cited'>, owed: Owed): Promise<RecoveryId> {
  const { claim } = file
  const none = nothing(claim.currency)
  const id = newId('rcv')
  const recovery = {
    id,
    claimId: claim.id,
    bankId: claim.bankId,
    place: owed.place,
    kind: owed.kind,
    receivedOn: owed.on,
    gross: owed.gross,
    cost: none,
    principal: none,
    // Not the borrower's: it must not count as recovered.
    interest: none,
    penalty: none,
    reference: owed.reference,
    documentHash: null,
    reverses: null,
    reason: owed.reason,
    shares: [] as readonly Share[],
    derivation: owed.derivation,
    due: owed.gross,
    dueOn: remitBy(file, owed.on),
    proposalId: owed.proposalId,
    entryId: owed.entryId,
  }
  await keepRecovery(command, file as RecoveryFile, recovery)
  return id
}

/** Sets what reversals give back against what is due, and what is due against what was given back before. */
async function offset(trx: Trx, claim: Claim): Promise<void> {
  const rows = await lockOpenDues(trx, claim)
  const left = offsetDues(rows)
  for (const { id, due, remitted } of rows) {
    const settled = due.minor - (left.get(id) ?? 0n)
    if (settled !== remitted.minor) await setRemitted(trx, id, settled)
  }
}

async function setStatus(command: Command, claim: Claim, status: ClaimStatus, facts: Readonly<Record<string, string>>): Promise<void> {
  const { trx, actor } = command
  if (status !== claim.status) await setClaim(trx, claim.id, { status })
  await insertClaimEvent(trx, { claimId: claim.id, event: 'decided_again', status, on: todayOf(command), membershipId: actor.membership.id, facts })
}

/** A bank says what it has remitted: it pays what is due longest, and no more than is due. */
export async function reportRemittance(command: Command, { poolId, number, remittedOn, minor }: ReportRemittance): Promise<{ readonly remittanceId: RemittanceId }> {
  const { trx, actor, record } = command
  const bankId = actor.membership.organisation.id
  const pool = await getPool(trx, poolId)
  const today = todayOf(command)
  if (remittedOn > today) refuse('recovery.received_in_future', { today })
  const amount = money(minor, pool.currency)
  await lockDues(trx, { poolId, bankId })
  const pending = await listPaysOnTheirWay(trx, { poolId, bankId })
  const rows = (await listOpenDues(trx, { poolId, bankId })).map((recovery) => {
    const spoken = pending.reduce((sum, pays) => (pays.recoveryId === recovery.id ? sum + pays.minor : sum), 0n)
    return { ...recovery, remitted: money(recovery.remitted.minor + spoken, pool.currency) }
  })
  const remittanceId = newId('rmt')
  await insertRemittance(trx, {
    id: remittanceId,
    poolId,
    bankId,
    number,
    remittedOn,
    amount,
    pays: payDues(openDues(rows).dues, amount),
    entryId: null,
    receiptReference: null,
    receivedOn: null,
  })
  record({ act: 'recovery.remittance_reported', poolId, remittanceId, amount })
  return { remittanceId }
}

/** The pool's keeper books what has come in; that it has, the bank's statement then says. */
export async function bookRemittance(command: Command, { remittanceId, receivedOn }: BookRemittance): Promise<{ readonly entryId: EntryId }> {
  const { trx, record } = command
  // Before the row: who reports meanwhile sees either that it is on its way or what it has paid.
  await lockDues(trx, await getRemittance(trx, remittanceId))
  const remittance = await lockRemittance(trx, remittanceId)
  if (remittance.entryId) refuse('recovery.remittance_received', {})
  const { poolId, bankId, amount, pays, number } = remittance
  const pool = await getPool(trx, poolId)
  await lockBook(trx, pool.bookId)
  await checkDay(command, pool.bookId, receivedOn)
  const open = await lockOpenDues(trx, { poolId, bankId })
  for (const { recoveryId, minor } of pays) {
    const due = open.find(({ id }) => id === recoveryId)
    const left = due ? due.due.minor - due.remitted.minor : 0n
    if (left < minor) refuse('recovery.remit_above_due', { amount: toDecimal(money(minor, pool.currency)), due: toDecimal(money(left, pool.currency)) })
  }
  const own = account.pool(pool.bookId)
  const { id: entryId } = await postEntry(trx, {
    bookId: pool.bookId,
    kind: 'recovery.remitted',
    effectiveOn: receivedOn,
    facts: { poolId, remittanceId, bankId },
    evidence: { reference: number },
    postings: [debit(own.cash, amount), credit(own.remittanceReceivable(bankId), amount)],
  })
  await addRemitted(trx, pays)
  await setBooked(trx, remittanceId, entryId)
  record({ act: 'recovery.remitted', bookId: pool.bookId, remittanceId, amount, entryId })
  return { entryId }
}

/** Looks for the bank statement's line of a remittance that is booked. */
export async function confirmRemittance(command: Command, remittanceId: RemittanceId): Promise<void> {
  const { trx, record } = command
  const { entryId, receivedOn, poolId } = await lockRemittance(trx, remittanceId)
  if (receivedOn) refuse('recovery.remittance_received', {})
  if (!entryId) return refuse('recovery.remittance_not_booked', {})
  const receipt = (await receiptOf(trx, entryId)) ?? refuse('recovery.remittance_unmatched', {})
  const reference = receipt.reference ?? receipt.statementLineId
  await setReceived(trx, remittanceId, { on: receipt.on, reference })
  const { bookId } = await getPool(trx, poolId)
  record({ act: 'recovery.receipt_confirmed', bookId, remittanceId, receipt: reference })
}

/** Whether what came back may go on to a treasury now, on held books. */
export async function decideReturn(command: Command, { poolId, treasuryBookId, returnedOn, minor }: ReturnRecovery) {
  const { trx } = command
  const pool = await getPool(trx, poolId)
  const funder = pool.funders.find((each) => each.treasuryBookId === treasuryBookId) ?? refuse('record.not_found', { noun: 'book', id: treasuryBookId })
  const own = account.pool(pool.bookId)
  const owed = -(await balanceOf(trx, own.dueTo(treasuryBookId), pool.currency)).minor
  if (owed < minor) refuse('recovery.owed_less_to_treasury', { owed: toDecimal(atLeastNothing(money(owed, pool.currency))) })
  const cash = await balanceOf(trx, own.cash, pool.currency)
  if (cash.minor < minor) refuse('recovery.cash_short', { cash: toDecimal(cash) })
  const free = await freeCashFor(trx, pool.bookId, treasuryBookId, cash)
  if (free.minor < minor) refuse('recovery.cash_owed_elsewhere', { cash: toDecimal(cash), free: toDecimal(atLeastNothing(free)) })
  await checkDay(command, pool.bookId, returnedOn)
  return { pool, funder, owed: money(owed, pool.currency), amount: money(minor, pool.currency) }
}

const atLeastNothing = ({ minor, currency }: Money): Money => money(minor > 0n ? minor : 0n, currency)

/** What came back goes on to the treasury of a funder, by 非税缴款书. */
export async function returnRecovery(command: Command, what: ReturnRecovery): Promise<void> {
  const { trx, record } = command
  const { bookId } = await getPool(trx, what.poolId)
  await lockBooks(trx, [bookId, what.treasuryBookId])
  const { pool, amount } = await decideReturn(command, what)
  const { entries } = await postTransfer(trx, {
    kind: 'recovery.returned',
    from: account.pool(pool.bookId).cash,
    into: account.treasury(what.treasuryBookId).cash,
    amount,
    settles: true,
    effectiveOn: what.returnedOn,
    facts: { poolId: pool.id },
    evidence: { reference: what.number },
  })
  const entryId = entries.find((entry) => entry.bookId === what.treasuryBookId)?.id ?? null
  await recordTreasuryReturn(command, {
    id: newId('ntr'),
    bookId: what.treasuryBookId,
    number: what.number,
    returnedOn: what.returnedOn,
    amount,
    reason: pool.code,
    subject: pool.id,
    entryId,
  })
  record({ act: 'recovery.returned', bookId: pool.bookId, poolId: what.poolId, treasuryBookId: what.treasuryBookId, number: what.number, amount, entryId })
}

/** Of one claim's recovery, what a form shows while it is filled in: nothing is kept. */
export async function previewRecovery(db: Db, what: DivideRecovery, today: PlainDate) {
  const { claim, divided, dueOn, standings, standing, soFar, decision, cited } = await decideRecovery(db, what, today)
  return {
    claimId: claim.id,
    applied: divided.applied,
    gross: money(what.gross, claim.currency),
    costsFirst: costsComeFirst(cited.scheme),
    shares: divided.shares,
    due: divided.due,
    dueOn,
    derivation: divided.derivation,
    from: standings,
    to: standing,
    stillLost: money((decision.lossCase.amounts[cited.scheme.base] ?? 0n) - soFar.principal, claim.currency),
  }
}
