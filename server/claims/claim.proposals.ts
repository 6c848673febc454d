import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import { type Claim, type ClaimEventName, type ClaimId, type ClaimStatus, claimCan, claimNumber } from '@cofund/shared/claims/claim'
import type { PayClaim } from '@cofund/shared/claims/claim.input'
import { defersClaims, isBlocking } from '@cofund/shared/claims/findings'
import { type Effect, type EffectRow, asDay, asText, asWords } from '@cofund/shared/kernel/effect'
import { type Money, money, nothing, subtract, toDecimal } from '@cofund/shared/kernel/money'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { addWorkingDays } from '@cofund/shared/kernel/working-days'
import { account } from '@cofund/shared/ledger/account'
import type { EntryId } from '@cofund/shared/ledger/entry'
import { credit, debit } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { type Pool, leadFunderOf } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { payVoucher } from '../fiscal/fiscal.commands.ts'
import { findVoucherNumbered } from '../fiscal/budget.sql.ts'
import type { Moved, ProposalHandler } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { getBook, lockBooks } from '../ledger/book.sql.ts'
import { postEntry, postTransfer } from '../ledger/ledger.commands.ts'
import { getNote, lockNote } from '../loans/note.sql.ts'
import { getPool } from '../pools/pool.sql.ts'
import { applyDecision } from './apply-decision.ts'
import type { ExaminingCommand } from './claim.commands.ts'
import { type Examined, claimNoteOf, evaluatedOf, evidenceOf, examine, lockLoan, openClaimFile } from './claim-file.sql.ts'
import {
  type ClaimChange,
  getClaim,
  insertClaimEvent,
  insertPayment,
  keptOf,
  listClaimDocuments,
  lockClaim,
  setClaim,
} from './claim.sql.ts'

interface DecidePayload {
  readonly claimId: ClaimId
}

/**
 * A claim on its way: proposed by the bank, confirmed by its second person, examined and decided along the pool's route. What is confirmed
 * is what comes out of it (payable, shares, the caps that bind) and what it rests on; what others use of a cap meanwhile changes nothing
 * until it binds.
 */
export const claimDecision: ProposalHandler<DecidePayload, DecidePayload> = {
  prepare: (what) => ({ payload: what }),

  effect: async (trx, { claimId }, command): Promise<Effect> => {
    const seen = await getClaim(trx, claimId)
    const noteId = claimNoteOf(seen)
    await lockLoan(trx, await getNote(trx, noteId))
    const claim = await lockClaim(trx, claimId)
    if (!claimCan.submit(claim) && !claimCan.resubmit(claim) && !claimCan.review(claim) && !claimCan.resume(claim)) {
      refuse('claim.wrong_status', { status: claim.status })
    }
    const examined = await examineHeld(trx, claim, command)
    refuseUnfit(examined, claim)
    decidedOn.set(command, examined)
    return effectOf(examined, claim)
  },

  moved: async (command: ExaminingCommand, { claimId }, moved) => {
    const { trx, actor, record } = command
    const claim = await lockClaim(trx, claimId)
    if (claim.bankId !== actor.membership.organisation.id && moved.move === 'propose') refuse('record.not_found', { noun: 'claim', id: claimId })
    // A breaker holds up what goes forward; whatever goes back or ends it lets pass.
    const forward = ['propose', 'resubmit', 'refresh', 'approve'].includes(moved.move)
    const deferred = forward && defersClaims((decidedOn.get(command) ?? (await examineHeld(trx, claim, command))).breakers)
    const to = standingAfter(moved, deferred, claim, command.said)
    const codes = moved.move === 'return' ? [...(command.said?.codes ?? [])] : moved.move === 'resubmit' ? [] : [...claim.codes]
    const change: ClaimChange = {
      status: to.status,
      codes,
      proposal_id: moved.proposalId,
      due_on: moved.dueOn,
      ...(moved.move === 'propose' ? { submitted_on: todayOf(command) } : {}),
    }
    await setClaim(trx, claimId, change)
    await insertClaimEvent(trx, {
      claimId,
      event: to.event,
      status: to.status,
      codes,
      opinion: moved.opinion,
      on: todayOf(command),
      membershipId: actor.membership.id,
      facts: {
        ...(moved.document ? { document: moved.document } : {}),
        ...(command.said?.clause ? { clause: command.said.clause } : {}),
      },
    })
    record({ act: 'claim.moved', claimId, proposalId: moved.proposalId, status: to.status, codes })
  },

  apply: async (command, { claimId }, { proposalId }) => {
    const { trx, actor } = command
    const seen = await getClaim(trx, claimId)
    await lockNote(trx, claimNoteOf(seen))
    const claim = await lockClaim(trx, claimId)
    const today = todayOf(command)
    const examined = decidedOn.get(command) ?? (await examineHeld(trx, claim, command))
    const { pool, cited, capKeys, lossCase, route } = examined
    const { payable, evaluation } = await applyDecision(command, claim, {
      reason: claim.mode === 'advance' ? 'advanced' : 'approved',
      pool,
      cited,
      capKeys,
      lossCase,
      capsAre: 'read_now',
      payout: claim.mode === 'advance' ? 'advance' : 'whole',
      recovered: nothing(claim.currency),
      on: today,
      proposalId,
      note: claimNumber(claim),
    })
    // Under the caps' lock it is as it was shown a moment ago, or nothing is decided.
    if (payable.minor !== evaluatedOf(examined).payable.minor || payable.minor !== evaluation.payable.minor) refuse('claim.changed_meanwhile', {})
    const until = route.publicityWorkingDays === null ? null : addWorkingDays(today, route.publicityWorkingDays, stateCouncilCalendar)
    const status = until === null ? 'approved' : 'publicised'
    await setClaim(trx, claimId, { status, publicised_until: until, due_on: null })
    await insertClaimEvent(trx, {
      claimId,
      event: 'approved',
      status,
      on: today,
      membershipId: actor.membership.id,
      facts: { payable: toDecimal(payable) },
    })
  },
}

/**
 * What a command's effect has read of a claim, for the move and the deed that follow in its transaction: loan, claim and, where those who run
 * the pool decide, its caps are held until it ends, so that it is still so.
 */
const decidedOn = new WeakMap<Command, Examined>()

/** Those who run the pool hold its caps while they look; a bank reads what is used and holds nothing. */
async function examineHeld(trx: Trx, claim: Claim, command: Command): Promise<Examined> {
  const today = todayOf(command)
  const file = await openClaimFile(trx, await getNote(trx, claimNoteOf(claim)), today)
  const holds = isSteward(file.pool, command.actor.membership.organisation.id)
  return examine(trx, file, {
    ...claim,
    claimId: claim.id,
    // A claim that was made in its window stays in it, however long its route takes.
    judgedOn: claim.submittedOn ?? today,
    documents: await listClaimDocuments(trx, claim),
    holding: holds ? trx : undefined,
  })
}

const isSteward = ({ organisationId: keeper, parties }: Pick<Pool, 'organisationId' | 'parties'>, organisationId: OrganisationId): boolean =>
  keeper === organisationId || parties.some((party) => party.organisationId === organisationId)

/** In the order in which people want to meet them: another claim, a cap that is used up, then everything that the code book holds up. */
function refuseUnfit({ findings, evaluation }: Examined, { status }: Claim): void {
  const blocking = findings.filter(isBlocking)
  if (blocking.some(({ code }) => code === 'F01')) refuse('claim.open_already', {})
  if (blocking.every(({ code }) => code === 'D11') && blocking.length > 0 && !(evaluation instanceof Refusal)) {
    refuse('claim.cap_used_up', { caps: evaluation.binding })
  }
  if (blocking.length > 0) refuse('claim.has_deficiencies', { findings: blocking })
  if (evaluation instanceof Refusal) throw evaluation
  if (evaluation.payable.minor === 0n && status !== 'deferred') refuse('claim.nothing_payable', {})
}

function effectOf({ note, pool, enterprise, version, breakers, documents, ...examined }: Examined, claim: Claim): Effect {
  const { loss, payable, shares, binding } = evaluatedOf(examined)
  const row = (field: EffectRow['field'], after: EffectRow['after']): EffectRow => ({ field, before: null, after })
  const amount = (of: Money): EffectRow['after'] => ({ as: 'amount', amount: of })
  return {
    about: `${claimNumber(claim)} ${enterprise.name} ${note.number}`,
    rows: [
      row(['claim.effect.pool'], { as: 'name', zh: pool.nameZh, en: pool.nameEn }),
      row(['claim.effect.firm'], asText(enterprise.name)),
      row(['claim.effect.note'], asText(note.number)),
      row(['claim.effect.scheme'], asText(`${pool.schemeCode} v${version.number}`)),
      row(['claim.effect.loss'], amount(loss)),
      row(['claim.effect.payable'], amount(payable)),
      ...shares.map(({ bearer, amount: of }) => row(['claim.effect.share', `bearer.${bearer}`], amount(of))),
      ...(binding.length > 0 ? [row(['claim.effect.binding'], asWords(...binding.map((cap) => `claim.cap.${cap}` as const)))] : []),
      ...(defersClaims(breakers) ? [row(['claim.effect.deferred'], asWords('claim.status.deferred'))] : []),
      row(['claim.effect.evidence'], asText(evidenceOf(claim.stated, documents ?? []))),
    ],
  }
}

/** What a claim is called after a move of its case, and what that is told as. */
function standingAfter(
  { move, status, stage }: Moved,
  deferred: boolean,
  claim: Claim,
  said: ExaminingCommand['said'],
): { readonly status: ClaimStatus; readonly event: ClaimEventName } {
  switch (move) {
    case 'propose':
    case 'resubmit':
    case 'refresh':
      if (deferred) return { status: 'deferred', event: 'deferred' }
      return { status: 'submitted', event: claim.status === 'deferred' ? 'resumed' : move === 'resubmit' ? 'resubmitted' : 'submitted' }
    case 'approve':
      if (deferred) return refuse('claim.deferred', {})
      // The last word is the decision's own (apply).
      if (status === 'applied') return { status: claim.status, event: 'moved_on' }
      return { status: (stage as ClaimStatus | null) ?? 'submitted', event: 'moved_on' }
    case 'return':
      return said?.codes?.length ? { status: 'returned', event: 'returned' } : refuse('claim.codes_needed', {})
    case 'reject':
      return said?.clause ? { status: 'rejected', event: 'rejected' } : refuse('claim.clause_needed', {})
    case 'withdraw':
      return { status: 'withdrawn', event: 'withdrawn' }
  }
}

/**
 * A payment: ordered by one person of whoever holds the money, released by another. The pool's own cash pays; where it has none, the lead
 * funder's treasury pays on a voucher that was drawn for this claim, and is owed it by the pool. What is ordered once is never ordered again.
 */
export const claimPayment: ProposalHandler<PayClaim, PayClaim> = {
  prepare: (what) => ({ payload: what }),

  effect: async (trx, payload, command): Promise<Effect> => {
    const { claim, pool, amount, payer } = await payableNow(trx, payload, command)
    const bank = await trx.selectFrom('organisation').select(['name_zh', 'name_en']).where('id', '=', claim.bankId).executeTakeFirstOrThrow()
    const book = await getBook(trx, payer.bookId)
    return {
      about: claimNumber(claim),
      rows: [
        { field: ['claim.effect.pool'], before: null, after: { as: 'name', zh: pool.nameZh, en: pool.nameEn } },
        { field: ['claim.effect.bank'], before: null, after: { as: 'name', zh: bank.name_zh, en: bank.name_en } },
        { field: ['claim.effect.payable'], before: null, after: { as: 'amount', amount } },
        { field: ['claim.effect.voucher'], before: null, after: asText(payload.voucherNumber) },
        { field: ['claim.effect.ordered_on'], before: null, after: asDay(payload.orderedOn) },
        { field: ['claim.effect.payer'], before: null, after: asText(book.code) },
      ],
    }
  },

  apply: async (command, payload, { proposalId }) => {
    const { trx, actor, record } = command
    const { claim, pool, amount, payer } = await payableNow(trx, payload, command, 'held')
    const paymentId = newId('pay')
    const entryId = await postPayment(command, { claim, pool, amount, payer, paymentId }, payload)
    await insertPayment(trx, {
      id: paymentId,
      claim_id: claim.id,
      voucher_number: payload.voucherNumber,
      minor: amount.minor,
      ordered_on: payload.orderedOn,
      proposal_id: proposalId,
      entry_id: entryId,
      receipt_reference: null,
      received_on: null,
    })
    await setClaim(trx, claim.id, { status: 'paying' })
    await insertClaimEvent(trx, {
      claimId: claim.id,
      event: 'payment_ordered',
      status: 'paying',
      on: payload.orderedOn,
      membershipId: actor.membership.id,
      facts: { voucher: payload.voucherNumber, amount: toDecimal(amount) },
    })
    record({ act: 'claim.payment_ordered', bookId: payer.bookId, claimId: claim.id, paymentId, voucherNumber: payload.voucherNumber, amount, entryId })
  },
}

type Payer = { readonly by: 'pool'; readonly bookId: Pool['bookId'] } | { readonly by: 'treasury'; readonly bookId: Pool['bookId']; readonly organisationId: OrganisationId }

/** What is to be paid now, on held data; refuses what may not be. */
async function payableNow(trx: Trx, { claimId, voucherNumber, orderedOn }: PayClaim, command: Command, cashIs: 'shown' | 'held' = 'shown') {
  const claim = await lockClaim(trx, claimId)
  const today = todayOf(command)
  if (!claimCan.pay(claim)) refuse('claim.wrong_status', { status: claim.status })
  if (orderedOn > today) refuse('claim.not_yet', { day: orderedOn })
  if (claim.decidedOn && orderedOn < claim.decidedOn) refuse('claim.before_decision', { decidedOn: claim.decidedOn })
  if (claim.publicisedUntil && orderedOn <= claim.publicisedUntil) refuse('claim.in_publicity', { until: claim.publicisedUntil })
  const pool = await getPool(trx, claim.poolId)
  const payer = payerOf(pool, command.actor.membership.organisation.id)
  const amount = subtract(claim.payable, money(await keptOf(trx, claimId), claim.currency))
  if (amount.minor <= 0n) refuse('claim.paid_up', {})
  const used = await trx.selectFrom('claim_payment').select('id').where('voucher_number', '=', voucherNumber).executeTakeFirst()
  if (used) refuse('claim.voucher_used', {})
  if (payer.by === 'pool') {
    // Two claims are not paid from the same yuan: whoever comes second sees what the first left.
    if (cashIs === 'held') await lockBooks(trx, [pool.bookId])
    const cash = await balanceOf(trx, account.pool(pool.bookId).cash, claim.currency)
    if (cash.minor < amount.minor) refuse('claim.cash_short', { cash: toDecimal(cash), needed: toDecimal(amount) })
    return { claim, pool, amount, payer, voucher: null }
  }
  const voucher = await findVoucherNumbered(trx, payer.organisationId, voucherNumber)
  const fits = voucher && voucher.status === 'drawn' && voucher.subject === claimId && voucher.purpose === 'compensation' && voucher.amount.minor === amount.minor
  if (!fits) return refuse('claim.voucher_not_drawn', { number: voucherNumber })
  return { claim, pool, amount, payer, voucher }
}

function payerOf(pool: Pool, organisationId: OrganisationId): Payer {
  if (pool.funding === 'pool_cash') {
    const may = pool.organisationId === organisationId || pool.parties.some((party) => party.organisationId === organisationId && party.part === 'trustee')
    return may ? { by: 'pool', bookId: pool.bookId } : refuse('claim.not_payer', {})
  }
  const lead = leadFunderOf(pool)
  if (!lead || lead.organisationId !== organisationId) return refuse('claim.not_payer', {})
  return { by: 'treasury', bookId: lead.treasuryBookId, organisationId }
}

type Payable = Pick<Awaited<ReturnType<typeof payableNow>>, 'claim' | 'pool' | 'amount' | 'payer'> & { readonly paymentId: string }

/** The entry in which the cash leaves: that is the one whose receipt is looked for. */
async function postPayment(command: Command, { claim, pool, amount, payer, paymentId }: Payable, { voucherNumber, orderedOn, claimId }: PayClaim): Promise<EntryId> {
  const { trx } = command
  const said = {
    kind: 'claim.paid',
    effectiveOn: orderedOn,
    facts: { claimId, noteId: claim.noteId, poolId: pool.id, paymentId },
    note: claimNumber(claim),
    evidence: { reference: voucherNumber },
  } as const
  const payable = account.pool(pool.bookId).compensationPayable(claim.bankId)
  if (payer.by === 'pool') {
    const { id } = await postEntry(trx, { ...said, bookId: pool.bookId, postings: [debit(payable, amount), credit(account.pool(pool.bookId).cash, amount)] })
    return id
  }
  const voucher = (await findVoucherNumbered(trx, payer.organisationId, voucherNumber)) ?? refuse('claim.voucher_not_drawn', { number: voucherNumber })
  await payVoucher(command, { voucherId: voucher.id, paidOn: orderedOn, reference: voucherNumber }, [pool.bookId, payer.bookId])
  const { entries } = await postTransfer(trx, { ...said, from: account.treasury(payer.bookId).cash, into: payable, amount })
  return entries.find(({ bookId }) => bookId === payer.bookId)?.id ?? refuse('record.not_found', { noun: 'entry', id: voucherNumber })
}

