import type { Db } from '@cofund/db/connect'
import type { ProposalId, ProposalStatus } from '@cofund/shared/approvals/proposal'
import type {
  ChecklistItem,
  Claim,
  ClaimBearer,
  ClaimDecision,
  ClaimDocument,
  ClaimEvent,
  ClaimId,
  ClaimPayment,
} from '@cofund/shared/claims/claim'
import { checklistFor } from '@cofund/shared/claims/checklist'
import type { Evaluation } from '@cofund/shared/claims/decision'
import type { ClaimFinding } from '@cofund/shared/claims/deficiency'
import { claimRouteOf } from '@cofund/shared/claims/routes'
import type { Voucher } from '@cofund/shared/fiscal/budget'
import type { Money } from '@cofund/shared/kernel/money'
import { money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { Word } from '@cofund/shared/kernel/words'
import type { EntryId, EntryKind } from '@cofund/shared/ledger/entry'
import type { DrawdownNote, NoteId, NoteStatus, Succession } from '@cofund/shared/loans/drawdown-note'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PersonId } from '@cofund/shared/people/person'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { Pool } from '@cofund/shared/pools/pool'
import { kindOf, sayRefusal } from '@cofund/shared/refusals'
import { sql } from 'kysely'
import { type Case, getCase } from '../approvals/case.sql.ts'
import { getEnterprise } from '../enterprises/enterprise.sql.ts'
import { vouchersFor } from '../fiscal/budget.sql.ts'
import { getNote, listChain } from '../loans/note.sql.ts'
import { getOrganisation } from '../people/people.sql.ts'
import { getPolicy, getVersion } from '../policies/policy.sql.ts'
import { getPool } from '../pools/pool.sql.ts'
import { examine, openClaimFile } from './claim-file.sql.ts'
import { openYear } from './settlement.commands.ts'
import { getClaim, listBearers, listClaimDocuments, listClaimEvents, listDecisions, listPayments } from './claim.sql.ts'

/** All that one page says of a claim, and all that its forms are filled from: whoever may not see the one does not get the other. */
export interface ClaimPage {
  readonly claim: Claim
  readonly pool: Pick<Pool, 'id' | 'code' | 'nameZh' | 'nameEn' | 'bookId' | 'organisationId' | 'funding' | 'recoveriesGo' | 'parties' | 'funders'>
  readonly bank: { readonly id: OrganisationId; readonly nameZh: string; readonly nameEn: string }
  readonly firm: { readonly id: string; readonly name: string; readonly uscc: string } | null
  readonly note: DrawdownNote | null
  /** The note and those that it follows or that follow it, by their loan dates; empty where it stands alone. */
  readonly chain: readonly ChainedNote[]
  readonly scheme: ClaimScheme
  readonly route: { readonly name: Word; readonly publicityWorkingDays: number | null }
  readonly checklist: readonly ChecklistLine[]
  /** While nothing is decided: what it would come to, or why that cannot be told. */
  readonly expected: Expected | null
  readonly findings: readonly ClaimFinding[]
  readonly decisions: readonly ClaimDecision[]
  readonly bearers: readonly ClaimBearer[]
  readonly payments: readonly ClaimPayment[]
  readonly events: readonly ClaimEvent[]
  readonly entries: readonly ClaimEntry[]
  /** Drawn for it, where a treasury pays. */
  readonly vouchers: readonly Voucher[]
  /** Its way along the route; null before it was submitted. */
  readonly case: Case | null
  /** Orders to pay that wait for their second person. */
  readonly paymentProposals: readonly { readonly id: ProposalId; readonly number: bigint; readonly status: ProposalStatus }[]
}

export interface ClaimScheme {
  readonly code: string
  readonly versionId: PolicyVersionId
  readonly number: number
  readonly name: Word
  readonly document: string
}

export interface ChainedNote {
  readonly id: NoteId
  readonly number: string
  readonly lentOn: PlainDate
  readonly status: NoteStatus
  readonly succession: Succession | null
}

export interface ChecklistLine {
  readonly item: ChecklistItem
  /** Added though nobody asks for it: false. */
  readonly asked: boolean
  readonly documents: readonly ClaimDocument[]
}

export type Expected = Pick<Evaluation, 'loss' | 'shares' | 'payable' | 'computed' | 'binding' | 'derivation'> | { readonly refused: Word }

/** A leg of what was posted for the claim, in any book that the reader sees. */
export interface ClaimEntry {
  readonly id: EntryId
  readonly bookCode: string
  readonly bookZh: string
  readonly bookEn: string
  readonly sequence: bigint
  readonly kind: EntryKind
  readonly effectiveOn: PlainDate
  /** What its debits come to, memorandum accounts apart where it has others. */
  readonly amount: Money
}

/** The claim as whoever asks may see it; refuses where they may not. */
export async function readClaimPage(db: Db, claimId: ClaimId, today: PlainDate): Promise<ClaimPage> {
  const claim = await getClaim(db, claimId)
  const [pool, bank, decisions, payments, documents, version] = [
    await getPool(db, claim.poolId),
    await getOrganisation(db, claim.bankId),
    await listDecisions(db, claim),
    await listPayments(db, claim),
    await listClaimDocuments(db, claim),
    await getVersion(db, claim.policyVersionId),
  ]
  const policy = await getPolicy(db, version.policyId)
  const note = claim.noteId && (await getNote(db, claim.noteId))
  const firm = claim.enterpriseId && (await getEnterprise(db, claim.enterpriseId))
  const open = decisions.length > 0 ? null : note ? await examineOpen(db, claim, note, documents, today) : await examineYear(db, claim)
  return {
    claim,
    pool,
    bank,
    firm: firm && { id: firm.id, name: firm.name, uscc: firm.uscc },
    note,
    chain: note ? await chainOf(db, note) : [],
    scheme: { code: policy.code, versionId: version.id, number: version.number, name: policy.name, document: version.document },
    route: claimRouteOf(pool),
    checklist: checklistOf(claim, pool, documents, open?.terms),
    expected: open?.expected ?? null,
    findings: open?.findings ?? [],
    decisions,
    bearers: await listBearers(db, claim),
    payments,
    events: await listClaimEvents(db, claimId),
    entries: await listClaimEntries(
      db,
      [...decisions, ...payments].flatMap(({ entryId }) => entryId ?? []),
    ),
    vouchers: await vouchersFor(db, claimId),
    case: claim.proposalId && (await readCase(db, claimId, claim.proposalId)),
    paymentProposals: await listPaymentProposals(db, claimId),
  }
}

/** The case with everybody's name, for whoever answers for the pool; others see the names that are theirs to see. */
async function readCase(db: Db, claimId: ClaimId, proposalId: ProposalId): Promise<Case> {
  const found = await getCase(db, proposalId)
  const { rows } = await sql<{ place: number; person_id: PersonId; person_name: string; name_zh: string; name_en: string }>`
    select * from movers_of_claim(${claimId})`.execute(db)
  const byPlace = new Map(rows.map((row) => [row.place, row]))
  const moves = found.moves.map((move) => {
    const mover = byPlace.get(move.place)
    if (!mover) return move
    return { ...move, person: { id: mover.person_id, name: mover.person_name }, organisation: { nameZh: mover.name_zh, nameEn: mover.name_en } }
  })
  return { ...found, moves }
}

/** What the program says of a claim that nobody has decided: as of the day on which it was submitted, else today. */
async function examineOpen(db: Db, claim: Claim, note: DrawdownNote, documents: readonly ClaimDocument[], today: PlainDate) {
  const judgedOn = claim.submittedOn ?? today
  const file = await openClaimFile(db, note, judgedOn)
  const { evaluation, findings } = await examine(db, file, { mode: claim.mode, stated: claim.stated, bankId: claim.bankId, claimId: claim.id, judgedOn, documents })
  return { expected: evaluation instanceof Refusal ? refusedBecause(evaluation) : evaluation, findings, terms: file.cited.scheme.claim }
}

/** A bank's year before its decision: what its frozen figures come to. */
async function examineYear(db: Db, claim: Claim) {
  const { evaluation } = await openYear(db, claim)
  return { expected: evaluation, findings: [], terms: undefined }
}

/** Why nothing can be worked out, in both languages: a page says it in its reader's. */
export function refusedBecause(refusal: Refusal): { readonly refused: Word } {
  if (!kindOf(refusal.code)) throw refusal
  return { refused: { zh: sayRefusal(refusal, 'zh'), en: sayRefusal(refusal, 'en') } }
}

function checklistOf(
  claim: Claim,
  pool: Pool,
  documents: readonly ClaimDocument[],
  terms: Parameters<typeof checklistFor>[1],
): readonly ChecklistLine[] {
  const asked = claim.family === 'loan' ? checklistFor(claimRouteOf(pool), terms, claim.stated) : []
  const items = [...new Set([...asked, ...documents.map(({ item }) => item)])]
  return items.map((item) => ({ item, asked: asked.includes(item), documents: documents.filter((document) => document.item === item) }))
}

async function chainOf(db: Db, note: DrawdownNote): Promise<readonly ChainedNote[]> {
  const chain = await listChain(db, note.id)
  return chain.length > 1 ? chain.map(({ id, number, lentOn, status, succession }) => ({ id, number, lentOn, status, succession })) : []
}

/** The entries of the claim's decisions and payments, each with its legs in other books. */
async function listClaimEntries(db: Db, entryIds: readonly EntryId[]): Promise<readonly ClaimEntry[]> {
  if (entryIds.length === 0) return []
  const { rows } = await sql<{
    id: EntryId
    code: string
    name_zh: string
    name_en: string
    sequence: bigint
    kind: EntryKind
    effective_on: PlainDate
    minor: bigint
    currency: Money['currency']
  }>`
    with own as (
      select id, transfer_id from journal_entry where id = any (${[...entryIds]})
    ), legs as (
      select id from own
      union select entry.id from journal_entry as entry join own on own.transfer_id = entry.transfer_id
    )
    select entry.id, book.code, book.name_zh, book.name_en, entry.sequence, entry.kind, entry.effective_on,
      min(posting.currency) as currency,
      coalesce(
        sum(posting.minor) filter (where posting.minor > 0 and account.class <> 'memorandum'),
        sum(posting.minor) filter (where posting.minor > 0))::int8 as minor
    from legs join journal_entry as entry on entry.id = legs.id
    join book on book.id = entry.book_id
    join posting on posting.book_id = entry.book_id and posting.sequence = entry.sequence
    join account on account.id = posting.account_id
    group by entry.id, book.id
    order by entry.effective_on, entry.recorded_at, book.code`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    bookCode: row.code,
    bookZh: row.name_zh,
    bookEn: row.name_en,
    sequence: row.sequence,
    kind: row.kind,
    effectiveOn: row.effective_on,
    amount: money(row.minor, row.currency),
  }))
}

const listPaymentProposals = (db: Db, claimId: ClaimId) =>
  db
    .selectFrom('proposal')
    .select(['id', 'number', 'status'])
    .where('subject', '=', claimId)
    .where('kind', '=', 'claim.pay')
    // What was released stands among the payments; open cases have an index.
    .where('closed_at', 'is', null)
    .orderBy('number')
    .execute()

interface Choice {
  readonly id: string
  readonly name: Word
}

/** Whose claims the reader sees: the pools they stand under, the banks that made them. */
export async function listClaimChoices(db: Db): Promise<{ readonly pools: readonly Choice[]; readonly banks: readonly Choice[] }> {
  const pools = await db.selectFrom('pool').select(['id', 'name_zh', 'name_en']).orderBy('code').execute()
  const banks = await db
    .selectFrom('organisation')
    .select(['id', 'name_zh', 'name_en'])
    .where('id', 'in', db.selectFrom('claim').select('organisation_id').distinct())
    .orderBy('id')
    .execute()
  const toChoice = (row: { readonly id: string; readonly name_zh: string; readonly name_en: string }): Choice => ({ id: row.id, name: { zh: row.name_zh, en: row.name_en } })
  return { pools: pools.map(toChoice), banks: banks.map(toChoice) }
}
