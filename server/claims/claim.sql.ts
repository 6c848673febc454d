import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { ClaimPaymentTable, ClaimTable } from '@cofund/db/tables/claim.table'
import type {
  ChecklistItem,
  Claim,
  ClaimBearer,
  ClaimDecision,
  ClaimDocument,
  ClaimEvent,
  ClaimEventName,
  ClaimId,
  ClaimPayment,
  ClaimStated,
  ClaimStatus,
} from '@cofund/shared/claims/claim'
import { noticedEvents } from '@cofund/shared/claims/claim'
import type { ClaimFilter, ClaimList, ClaimSort } from '@cofund/shared/claims/claim.input'
import type { DeficiencyCode } from '@cofund/shared/claims/deficiency'
import type { Standing } from '@cofund/shared/claims/standing'
import type { DocumentHash } from '@cofund/shared/documents/document'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import { type PlainDate, addDays } from '@cofund/shared/kernel/plain-date'
import type { Word } from '@cofund/shared/kernel/words'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { Actor, MembershipId } from '@cofund/shared/people/person'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { waitsFor } from '../approvals/approval.sql.ts'
import { type Insertable, type Selectable, type SqlBool, type Updateable, sql } from 'kysely'

export async function getClaim(db: Db, claimId: ClaimId): Promise<Claim> {
  const row = await db.selectFrom('claim').selectAll().where('id', '=', claimId).executeTakeFirst()
  return row ? toClaim(row) : refuse('record.not_found', { noun: 'claim', id: claimId })
}

/** Holds the claim until the transaction ends, so that of two who move it one comes after the other. */
export async function lockClaim(trx: Trx, claimId: ClaimId): Promise<Claim> {
  const row = await trx.selectFrom('claim').selectAll().where('id', '=', claimId).forUpdate().executeTakeFirst()
  return row ? toClaim(row) : refuse('record.not_found', { noun: 'claim', id: claimId })
}

type NewClaim = Pick<
  Insertable<ClaimTable>,
  'id' | 'pool_id' | 'organisation_id' | 'family' | 'mode' | 'note_id' | 'enterprise_id' | 'district_code' | 'currency' | 'policy_version_id' | 'product_code'
>

export async function insertClaim(trx: Trx, claim: NewClaim & { readonly stated: ClaimStated; readonly expected_minor: bigint | null }): Promise<void> {
  await trx
    .insertInto('claim')
    .values({ ...claim, status: 'draft', stated: asJson(claim.stated) })
    .execute()
}

/** What of a claim changes; its guard in the database says which of it may. */
export type ClaimChange = Pick<
  Updateable<ClaimTable>,
  'status' | 'codes' | 'proposal_id' | 'expected_minor' | 'payable_minor' | 'paid_minor' | 'submitted_on' | 'due_on' | 'decided_on' | 'publicised_until'
>

export async function setClaim(trx: Trx, claimId: ClaimId, change: ClaimChange): Promise<void> {
  await trx.updateTable('claim').set(change).where('id', '=', claimId).executeTakeFirstOrThrow()
}

export async function setStated(trx: Trx, claimId: ClaimId, stated: ClaimStated, expected: bigint | null): Promise<void> {
  await trx
    .updateTable('claim')
    .set({ stated: asJson(stated), expected_minor: expected })
    .where('id', '=', claimId)
    .executeTakeFirstOrThrow()
}

/** The documents that stand, by item; what the reader may not open keeps its name and hash. */
export async function listClaimDocuments(db: Db, { id, bankId }: Pick<Claim, 'id' | 'bankId'>): Promise<ClaimDocument[]> {
  const rows = await db
    .selectFrom('claim_document')
    .leftJoin('document', (join) => join.onRef('document.hash', '=', 'document_hash').on('document.organisation_id', '=', bankId))
    .select(['item', 'place', 'document_hash', 'claim_document.name', 'document.kind', 'document.bytes', 'added_at'])
    .where('claim_id', '=', id)
    .where('withdrawn_at', 'is', null)
    .orderBy('item')
    .orderBy('place')
    .execute()
  return rows.map((row) => ({
    item: row.item,
    place: row.place,
    hash: row.document_hash,
    name: row.name,
    kind: row.kind,
    bytes: row.bytes,
    addedAt: row.added_at,
  }))
}

/** Each at the next place under its item. */
export async function insertClaimDocuments(
  trx: Trx,
  claimId: ClaimId,
  documents: readonly { readonly item: ChecklistItem; readonly documentHash: DocumentHash; readonly name: string }[],
): Promise<void> {
  await sql`
    insert into claim_document (claim_id, item, document_hash, name, place)
    select ${claimId}, item, hash, name, (select count(*) from claim_document as kept where kept.claim_id = ${claimId} and kept.item = added.item)
      + row_number() over (partition by item order by ordinality)
    from unnest(${documents.map(({ item }) => item)}::text[], ${documents.map(({ documentHash }) => documentHash)}::text[],
      ${documents.map(({ name }) => name)}::text[]) with ordinality as added (item, hash, name, ordinality)`.execute(trx)
}

/** Takes a document back; answers its hash, or undefined where there is none. */
export async function withdrawClaimDocument(
  trx: Trx,
  { claimId, item, place }: { readonly claimId: ClaimId; readonly item: ChecklistItem; readonly place: number },
): Promise<DocumentHash | undefined> {
  const row = await trx
    .updateTable('claim_document')
    .set({ withdrawn_at: sql`clock_timestamp()` })
    .where('claim_id', '=', claimId)
    .where('item', '=', item)
    .where('place', '=', place)
    .where('withdrawn_at', 'is', null)
    .returning('document_hash')
    .executeTakeFirst()
  return row?.document_hash
}

export interface NewClaimEvent {
  readonly claimId: ClaimId
  readonly event: ClaimEventName
  readonly status: ClaimStatus
  readonly on: PlainDate
  readonly membershipId: MembershipId
  readonly codes?: readonly DeficiencyCode[]
  readonly opinion?: string | null
  readonly facts?: Readonly<Record<string, string>>
}

/** Whoever adds it holds the claim, so that places leave no gap. */
export async function insertClaimEvent(trx: Trx, { claimId, on, membershipId, codes = [], opinion = null, facts = {}, ...event }: NewClaimEvent): Promise<void> {
  await trx
    .insertInto('claim_event')
    .values({
      ...event,
      claim_id: claimId,
      codes: [...codes],
      opinion,
      facts: asJson(facts),
      effective_on: on,
      membership_id: membershipId,
      place: sql<number>`(select coalesce(max(place), 0) + 1 from claim_event where claim_id = ${claimId})`,
    })
    .execute()
}

/** One event for each document, in one statement. */
export async function insertAttached(
  trx: Trx,
  { id, status }: Pick<Claim, 'id' | 'status'>,
  { items, on, membershipId }: { readonly items: readonly ChecklistItem[]; readonly on: PlainDate; readonly membershipId: MembershipId },
): Promise<void> {
  await sql`
    insert into claim_event (claim_id, event, status, facts, effective_on, membership_id, place)
    select ${id}, 'attached', ${status}, jsonb_build_object('item', item), ${on}, ${membershipId},
      (select coalesce(max(place), 0) from claim_event where claim_id = ${id}) + ordinality
    from unnest(${[...items]}::text[]) with ordinality as added (item, ordinality)`.execute(trx)
}

export async function listClaimEvents(db: Db, claimId: ClaimId): Promise<ClaimEvent[]> {
  const rows = await db.selectFrom('claim_event').selectAll().where('claim_id', '=', claimId).orderBy('place').execute()
  return rows.map((row) => ({
    place: row.place,
    event: row.event,
    status: row.status,
    codes: row.codes,
    opinion: row.opinion,
    facts: row.facts,
    effectiveOn: row.effective_on,
    recordedAt: row.recorded_at,
  }))
}

/** What a bank is told of its claims, the newest first. */
export async function listNotices(db: Db, bankId: OrganisationId, limit: number) {
  const rows = await db
    .selectFrom('claim_event')
    .innerJoin('claim', 'claim.id', 'claim_event.claim_id')
    .leftJoin('drawdown_note', 'drawdown_note.id', 'claim.note_id')
    .select(['claim.id', 'claim.number', 'event', 'claim_event.status', 'claim_event.codes', 'opinion', 'effective_on', 'claim_event.recorded_at', 'drawdown_note.number as note_number'])
    .where('claim.organisation_id', '=', bankId)
    .where('event', 'in', [...noticedEvents])
    .orderBy('claim_event.recorded_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    claimId: row.id,
    number: row.number,
    noteNumber: row.note_number,
    event: row.event,
    status: row.status,
    codes: row.codes,
    opinion: row.opinion,
    on: row.effective_on,
    recordedAt: row.recorded_at,
  }))
}

export async function listDecisions(db: Db, { id, currency }: Pick<Claim, 'id' | 'currency'>): Promise<ClaimDecision[]> {
  const rows = await db.selectFrom('claim_decision').selectAll().where('claim_id', '=', id).orderBy('place').execute()
  return rows.map((row) => ({
    place: row.place,
    reason: row.reason,
    lossCase: row.loss_case,
    shares: row.shares.map(({ bearer, minor }) => ({ bearer, amount: money(minor, currency) })),
    derivation: row.derivation,
    loss: money(row.loss_minor, currency),
    recovered: money(row.recovered_minor, currency),
    payable: money(row.payable_minor, currency),
    proposalId: row.proposal_id,
    entryId: row.entry_id,
    decidedOn: row.decided_on,
    decidedAt: row.decided_at,
  }))
}

export async function listStandings(db: Db, claimId: ClaimId): Promise<Standing[]> {
  const rows = await db.selectFrom('claim_bearer').selectAll().where('claim_id', '=', claimId).orderBy('bearer').execute()
  return rows.map((row) => ({ bearer: row.bearer, borne: row.borne_minor, returned: row.returned_minor }))
}

export async function listBearers(db: Db, { id, currency }: Pick<Claim, 'id' | 'currency'>): Promise<ClaimBearer[]> {
  const standings = await listStandings(db, id)
  return standings.map(({ bearer, borne, returned }) => ({ bearer, borne: money(borne, currency), returned: money(returned, currency) }))
}

export async function listPayments(db: Db, { id, currency }: Pick<Claim, 'id' | 'currency'>): Promise<ClaimPayment[]> {
  const rows = await db.selectFrom('claim_payment').selectAll().where('claim_id', '=', id).orderBy('ordered_on').orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    voucherNumber: row.voucher_number,
    amount: money(row.minor, currency),
    orderedOn: row.ordered_on,
    proposalId: row.proposal_id,
    entryId: row.entry_id,
    receiptReference: row.receipt_reference,
    receivedOn: row.received_on,
  }))
}

/** What was ordered for a claim and stays with its bank: less what is due back since the claim came to less. A part paid twice would be lost once. */
export async function keptOf(db: Db, claimId: ClaimId): Promise<bigint> {
  const { rows } = await sql<{ kept: bigint }>`
    select ((select coalesce(sum(minor), 0) from claim_payment where claim_id = ${claimId})
      - (select coalesce(sum(due_minor), 0) from recovery where claim_id = ${claimId} and kind = 'refund'))::int8 as kept`.execute(db)
  return rows[0]?.kept ?? 0n
}

export async function insertPayment(trx: Trx, payment: Insertable<ClaimPaymentTable>): Promise<void> {
  await trx.insertInto('claim_payment').values(payment).execute()
}

export async function setReceipt(trx: Trx, paymentId: ClaimPayment['id'], { reference, on }: { readonly reference: string; readonly on: PlainDate }): Promise<void> {
  await trx
    .updateTable('claim_payment')
    .set({ receipt_reference: reference, received_on: on })
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow()
}

/** Of a pool, the claims whose money is on its way, in the order in which they are held. */
export async function listPaying(db: Db, poolId: PoolId, only?: ClaimId): Promise<readonly Pick<Claim, 'id' | 'noteId'>[]> {
  return db
    .selectFrom('claim')
    .leftJoin('drawdown_note as note', 'note.id', 'claim.note_id')
    .select(['claim.id', 'note_id as noteId'])
    .where('claim.pool_id', '=', poolId)
    .where('claim.status', '=', 'paying')
    .$if(only !== undefined, (query) => query.where('claim.id', '=', only ?? 'clm_'))
    .orderBy('note.organisation_id')
    .orderBy('note.number')
    .orderBy('claim.id')
    .execute()
}

/** Whether the same loan is claimed for somewhere else, in any pool and beyond the reader's sight. */
export async function isClaimedElsewhere(db: Db, noteId: string, claimId: ClaimId | ''): Promise<boolean> {
  const { rows } = await sql<{ claimed: boolean }>`select claimed_elsewhere(${noteId}, ${claimId}) as claimed`.execute(db)
  return rows[0]?.claimed ?? true
}

/** A line of the list of claims. */
export interface ClaimSummary extends Pick<
  Claim,
  'id' | 'number' | 'poolId' | 'bankId' | 'family' | 'mode' | 'noteId' | 'productCode' | 'settledYear' | 'enterpriseId' | 'districtCode' | 'status' | 'expected' | 'payable' | 'paid' | 'submittedOn' | 'dueOn' | 'decidedOn' | 'proposalId' | 'codes'
> {
  readonly bank: Word
  readonly pool: Word
  readonly noteNumber: string | null
  readonly firm: string | null
}

export interface ClaimListing extends Listing<ClaimSummary> {
  /** How many stand in each state, by all filters but that of the state. */
  readonly counts: Readonly<Partial<Record<ClaimStatus, number>>>
}

/** Who asks, and on which day: what waits for them is theirs alone to say. */
export interface Asking {
  readonly today: PlainDate
  readonly actor: Actor
}

export async function listClaims(db: Db, { sort, descending, page, size, ...filter }: ClaimList, asking: Asking): Promise<ClaimListing> {
  const { limit, offset } = pageOf({ page, size })
  const column = sortColumns[sort ?? 'number']
  const rows = await claims(db)
    .where(fits(filter, asking))
    .orderBy(column, (order) => ((descending ?? sort === undefined) ? order.desc() : order.asc()).nullsLast())
    .orderBy('claim.number', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { status: _, ...others } = filter
  const counted = await claims(db)
    .clearSelect()
    .where(fits(others, asking))
    .select(['claim.status', sql<bigint>`count(*)`.as('count'), sql<Currency | null>`case when count(distinct claim.currency) = 1 then min(claim.currency) end`.as('currency')])
    .select([sql<bigint>`sum(payable_minor)::int8`.as('payable'), sql<bigint>`sum(paid_minor)::int8`.as('paid')])
    .groupBy('claim.status')
    .execute()
  const shown = counted.filter((each) => filter.status === undefined || each.status === filter.status)
  return {
    rows: rows.map(toSummary),
    count: shown.reduce((total, { count }) => total + Number(count), 0),
    counts: Object.fromEntries(counted.map(({ status, count }) => [status, Number(count)])),
    sums: { payable: sumOf(shown, 'payable'), paid: sumOf(shown, 'paid') },
  }
}

/** null where they are in several currencies. */
function sumOf(rows: readonly { readonly currency: Currency | null; readonly payable: bigint; readonly paid: bigint }[], name: 'payable' | 'paid'): Money | null {
  const currency = rows[0]?.currency ?? 'CNY'
  return rows.some((row) => row.currency !== currency)
    ? null
    : money(
        rows.reduce((total, row) => total + row[name], 0n),
        currency,
      )
}

const sortColumns = {
  number: 'claim.number',
  dueOn: 'claim.due_on',
  submittedOn: 'claim.submitted_on',
  decidedOn: 'claim.decided_on',
  expected: 'claim.expected_minor',
  payable: 'claim.payable_minor',
} as const satisfies Record<ClaimSort, string>

const claims = (db: Db) =>
  db
    .selectFrom('claim')
    .innerJoin('pool', 'pool.id', 'claim.pool_id')
    .innerJoin('organisation', 'organisation.id', 'claim.organisation_id')
    .leftJoin('drawdown_note', 'drawdown_note.id', 'claim.note_id')
    .leftJoin('enterprise', 'enterprise.id', 'claim.enterprise_id')
    .selectAll('claim')
    .select([
      'pool.name_zh as pool_zh',
      'pool.name_en as pool_en',
      'organisation.name_zh as bank_zh',
      'organisation.name_en as bank_en',
      'drawdown_note.number as note_number',
      'enterprise.name as firm',
    ])

function fits(filter: ClaimFilter, { today, actor }: Asking) {
  const { poolId, bankId, noteId, enterpriseId, districtCode, family, mode, status, search, due, waiting, year, code, submittedFrom, submittedTo } = filter
  const found = /^(?:BC-)?0*(\d{1,15})$/i.exec(search ?? '')?.[1]
  const conditions = [
    ...(poolId ? [sql`claim.pool_id = ${poolId}`] : []),
    ...(bankId ? [sql`claim.organisation_id = ${bankId}`] : []),
    ...(noteId ? [sql`claim.note_id = ${noteId}`] : []),
    ...(enterpriseId ? [sql`claim.enterprise_id = ${enterpriseId}`] : []),
    ...(districtCode ? [sql`claim.district_code = ${districtCode}`] : []),
    ...(family ? [sql`claim.family = ${family}`] : []),
    ...(mode ? [sql`claim.mode = ${mode}`] : []),
    ...(status ? [sql`claim.status = ${status}`] : []),
    ...(submittedFrom ? [sql`claim.submitted_on >= ${submittedFrom}`] : []),
    ...(waiting
      ? [sql`claim.id in (select subject from proposal where closed_at is null and kind in ('claim.decide', 'claim.pay', 'settlement.decide') and ${waitsFor(actor)})`]
      : []),
    ...(year ? [sql`coalesce(claim.settled_year, extract(year from claim.submitted_on)) = ${year}`] : []),
    ...(code ? [sql`${code} = any (claim.codes)`] : []),
    ...(submittedTo ? [sql`claim.submitted_on <= ${submittedTo}`] : []),
    ...(due ? [sql`claim.status in ('submitted', 'first_review', 'verified') and claim.due_on ${dueWithin(due, today)}`] : []),
    ...(search
      ? [
          sql`(starts_with(drawdown_note.number, ${search}) or position(${search} in enterprise.name) > 0
            ${found ? sql`or claim.number = ${BigInt(found)}` : sql``})`,
        ]
      : []),
  ]
  return sql<SqlBool>`(${sql.join([sql`true`, ...conditions], sql` and `)})`
}

function dueWithin(due: NonNullable<ClaimFilter['due']>, today: PlainDate) {
  switch (due) {
    case 'overdue':
      return sql`< ${today}`
    case 'today':
      return sql`= ${today}`
    case 'week':
      return sql`between ${today} and ${addDays(today, 7)}`
  }
}

type ClaimRow = Selectable<ClaimTable>

function toSummary(row: Awaited<ReturnType<ReturnType<typeof claims>['execute']>>[number]): ClaimSummary {
  const { openedAt: _opened, stated: _stated, policyVersionId: _version, publicisedUntil: _until, currency: _currency, ...claim } = toClaim(row)
  return {
    ...claim,
    bank: { zh: row.bank_zh, en: row.bank_en },
    pool: { zh: row.pool_zh, en: row.pool_en },
    noteNumber: row.note_number,
    firm: row.firm,
  }
}

export const toClaim = (row: ClaimRow): Claim => ({
  id: row.id,
  number: row.number,
  poolId: row.pool_id,
  bankId: row.organisation_id,
  family: row.family,
  mode: row.mode,
  noteId: row.note_id,
  productCode: row.product_code,
  settledYear: row.settled_year,
  enterpriseId: row.enterprise_id,
  districtCode: row.district_code,
  currency: row.currency,
  status: row.status,
  policyVersionId: row.policy_version_id,
  stated: row.stated,
  codes: row.codes,
  proposalId: row.proposal_id,
  expected: row.expected_minor === null ? null : money(row.expected_minor, row.currency),
  payable: money(row.payable_minor, row.currency),
  paid: money(row.paid_minor, row.currency),
  submittedOn: row.submitted_on,
  dueOn: row.due_on,
  decidedOn: row.decided_on,
  publicisedUntil: row.publicised_until,
  openedAt: row.opened_at,
})
