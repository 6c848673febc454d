import { newId } from '@cofund/db/new-id'
import { type ChecklistItem, type Claim, type ClaimId, claimCan } from '@cofund/shared/claims/claim'
import type {
  ConfirmReceipts,
  DetachDocument,
  DraftClaim,
  RejectClaim,
  SaveClaim,
  SendBackClaim,
} from '@cofund/shared/claims/claim.input'
import type { DeficiencyCode } from '@cofund/shared/claims/deficiency'
import type { Proposal } from '@cofund/shared/approvals/proposal'
import type { DocumentHash } from '@cofund/shared/documents/document'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { noteCan } from '@cofund/shared/loans/drawdown-note'
import { refuse } from '@cofund/shared/refuse'
import { type ApprovalCommand, check } from '../approvals/approval.commands.ts'
import { findMissing } from '../documents/document.sql.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { releaseCover } from '../loans/note.commands.ts'
import { getNote, lockNote } from '../loans/note.sql.ts'
import { receiptOf } from '../statements/receipt.sql.ts'
import { claimNoteOf, examine, openClaimFile, prefilled } from './claim-file.sql.ts'
import {
  insertAttached,
  insertClaim,
  insertClaimDocuments,
  insertClaimEvent,
  listDecisions,
  listPayments,
  listPaying,
  lockClaim,
  setClaim,
  setReceipt,
  setStated,
  withdrawClaimDocument,
} from './claim.sql.ts'

/** Opens a draft for a note of one's own; the version of the scheme is the note's, for good. */
export async function draftClaim(command: Command, { noteId, mode, stated: said }: DraftClaim): Promise<{ readonly claimId: ClaimId }> {
  const { trx, actor, record } = command
  const bankId = actor.membership.organisation.id
  const note = await getNote(trx, noteId)
  if (note.bankId !== bankId) refuse('note.not_found', { note: noteId })
  if (!noteCan.claim(note)) refuse('claim.note_not_in_default', { number: note.number, status: note.status })
  const file = await openClaimFile(trx, note, todayOf(command))
  const stated = said ?? prefilled(note)
  const claimId = newId('clm')
  const { evaluation } = await examine(trx, file, { mode, stated, bankId, claimId, judgedOn: todayOf(command), documents: null })
  await insertClaim(trx, {
    id: claimId,
    pool_id: note.poolId,
    organisation_id: bankId,
    family: 'loan',
    mode,
    note_id: noteId,
    product_code: note.productCode,
    enterprise_id: note.enterpriseId,
    district_code: note.districtCode,
    currency: note.principal.currency,
    policy_version_id: file.version.id,
    stated,
    expected_minor: evaluation instanceof Refusal ? null : evaluation.payable.minor,
  })
  await insertClaimEvent(trx, { claimId, event: 'drafted', status: 'draft', on: todayOf(command), membershipId: actor.membership.id })
  record({ act: 'claim.drafted', claimId, noteId, poolId: note.poolId })
  return { claimId }
}

/** What the bank states; while the claim is with the bank. */
export async function saveClaim(command: Command, { claimId, stated }: SaveClaim): Promise<void> {
  const { trx, record } = command
  const claim = await lockOwn(command, claimId, 'revise')
  const file = await openClaimFile(trx, await getNote(trx, claimNoteOf(claim)), todayOf(command))
  const { evaluation } = await examine(trx, file, { ...claim, claimId, stated, judgedOn: todayOf(command), documents: null })
  await setStated(trx, claimId, stated, evaluation instanceof Refusal ? null : evaluation.payable.minor)
  await insertClaimEvent(trx, { claimId, event: 'revised', status: claim.status, on: todayOf(command), membershipId: command.actor.membership.id })
  record({ act: 'claim.revised', claimId })
}

/** Stored documents, each under an item of the checklist. */
export interface Attaching {
  readonly claimId: ClaimId
  readonly documents: readonly { readonly item: ChecklistItem; readonly documentHash: DocumentHash; readonly name: string }[]
}

/** Puts stored documents under items of the checklist. What kind of file each is, its bytes have said when it was stored. */
export async function attachDocuments(command: Command, { claimId, documents }: Attaching): Promise<void> {
  const { trx, actor, record } = command
  const claim = await lockOwn(command, claimId, 'revise')
  const missing = await findMissing(trx, actor.membership.organisation.id, documents.map(({ documentHash }) => documentHash))
  if (missing) refuse('document.not_found', { hash: missing })
  await insertClaimDocuments(trx, claimId, documents)
  await insertAttached(trx, claim, { items: documents.map(({ item }) => item), on: todayOf(command), membershipId: actor.membership.id })
  for (const { item, documentHash } of documents) record({ act: 'claim.document_added', claimId, item, documentHash })
}

export async function detachDocument(command: Command, { claimId, item, place }: DetachDocument): Promise<void> {
  await lockOwn(command, claimId, 'revise')
  const documentHash = await withdrawClaimDocument(command.trx, { claimId, item, place })
  if (!documentHash) return refuse('record.not_found', { noun: 'document', id: `${item} ${place}` })
  command.record({ act: 'claim.document_withdrawn', claimId, item, documentHash })
}

/** A draft that nobody asked anything for is dropped; it stays, as withdrawn. */
export async function dropClaim(command: Command, claimId: ClaimId): Promise<void> {
  const { trx, actor, record } = command
  await lockOwn(command, claimId, 'drop')
  await setClaim(trx, claimId, { status: 'withdrawn' })
  await insertClaimEvent(trx, { claimId, event: 'withdrawn', status: 'withdrawn', on: todayOf(command), membershipId: actor.membership.id })
  record({ act: 'claim.dropped', claimId })
}

/** A checker's command that says more than yes and no: what is to be mended by code, or which clause the claim fails. */
export type ExaminingCommand = Command & { readonly said?: { readonly codes?: readonly DeficiencyCode[]; readonly clause?: string } }

/** Back to the bank, with codes. Whether the actor may, the approvals say: this is a checker's return like any other. */
export async function sendBackClaim(command: ApprovalCommand, { claimId, proposalId, digest, codes, opinion }: SendBackClaim): Promise<Proposal> {
  await checkProposalOf(command, claimId, proposalId, 'sendBack')
  const examining: ApprovalCommand & ExaminingCommand = { ...command, said: { codes } }
  return check(examining, { proposalId, verdict: 'return', digest, opinion })
}

/** To its end, with the clause that it fails. */
export async function rejectClaim(command: ApprovalCommand, { claimId, proposalId, digest, clause, opinion }: RejectClaim): Promise<Proposal> {
  await checkProposalOf(command, claimId, proposalId, 'reject')
  const examining: ApprovalCommand & ExaminingCommand = { ...command, said: { clause } }
  return check(examining, { proposalId, verdict: 'reject', digest, opinion })
}

async function checkProposalOf(command: Command, claimId: ClaimId, proposalId: Proposal['id'], move: 'sendBack' | 'reject'): Promise<void> {
  const row = await command.trx.selectFrom('claim').select(['status', 'proposal_id']).where('id', '=', claimId).executeTakeFirst()
  if (row?.proposal_id !== proposalId) return refuse('record.not_found', { noun: 'claim', id: claimId })
  if (!claimCan[move](row)) refuse('claim.wrong_status', { status: row.status })
}

/** What looking for receipts found: how many claims were paid by it, and how many still wait for the bank. */
export interface ReceiptsConfirmed {
  readonly paid: number
  readonly waiting: number
}

/**
 * Looks for the bank's receipt of every order to pay: a claim is paid when all its money is seen to have moved. Asked for when statements
 * were matched, and on demand for one claim; asking again changes nothing.
 */
export async function confirmReceipts(command: Command, { poolId, claimId: only }: ConfirmReceipts): Promise<ReceiptsConfirmed> {
  const { trx, record } = command
  let [paid, waiting] = [0, 0]
  const paying = await listPaying(trx, poolId, only)
  // All loans, then each claim, then what is posted: whoever decides, reports or enrols holds them in this order too (server/README.md).
  for (const { noteId } of paying) if (noteId) await lockNote(trx, noteId)
  for (const { id: claimId } of paying) {
    const claim = await lockClaim(trx, claimId)
    if (!claimCan.confirm(claim)) continue
    if (await confirmClaim(command, claim)) paid += 1
    else waiting += 1
  }
  record({ act: 'claim.receipts_confirmed', poolId, paid, waiting })
  return { paid, waiting }
}

async function confirmClaim(command: Command, claim: Claim): Promise<boolean> {
  const { trx, actor, record } = command
  const days: PlainDate[] = []
  for (const payment of await listPayments(trx, claim)) {
    if (payment.receivedOn) continue
    const receipt = await receiptOf(trx, payment.entryId)
    if (!receipt) return false
    days.push(receipt.on)
    const reference = receipt.reference ?? receipt.statementLineId
    await setReceipt(trx, payment.id, { reference, on: receipt.on })
    record({ act: 'claim.paid', claimId: claim.id, paymentId: payment.id, receipt: reference })
  }
  const last = days.toSorted().at(-1)
  if (last === undefined) return false
  const received = (await listPayments(trx, claim)).reduce((total, { amount, receivedOn }) => (receivedOn ? total + amount.minor : total), 0n)
  const final = claim.mode === 'compensation' || (await listDecisions(trx, claim)).some(({ reason }) => reason === 'trued_up')
  const status = final ? 'paid' : 'advanced'
  await setClaim(trx, claim.id, { status, paid_minor: received, due_on: null })
  // Its loss is paid for: the loan takes up no quota and no exposure any more.
  if (claim.noteId && final) await releaseCover(command, await getNote(trx, claim.noteId), last)
  await insertClaimEvent(trx, { claimId: claim.id, event: 'paid', status, on: last, membershipId: actor.membership.id })
  return true
}

/** Holds a claim of one's own organisation that this move may start from. */
async function lockOwn({ trx, actor }: Command, claimId: ClaimId, move: 'revise' | 'drop'): Promise<Claim> {
  const claim = await lockClaim(trx, claimId)
  if (claim.bankId !== actor.membership.organisation.id) refuse('record.not_found', { noun: 'claim', id: claimId })
  if (!claimCan[move](claim)) refuse('claim.wrong_status', { status: claim.status })
  return claim
}

