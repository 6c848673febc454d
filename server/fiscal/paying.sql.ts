import type { Db } from '@cofund/db/connect'
import type { BudgetIndicatorId } from '@cofund/shared/fiscal/budget'
import { type Given, type PayingPart, type Payout, partsOfClaim } from '@cofund/shared/fiscal/paying'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { Facts } from '@cofund/shared/kernel/refusal'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { sql } from 'kysely'

interface FunderRow {
  readonly tier: string
  readonly organisation_id: OrganisationId
  readonly name_zh: string
  readonly name_en: string
  readonly treasury_book_id: BookId
  readonly pays: 'beforehand' | 'afterwards'
}

/**
 * Which indicators paid a claim, and what is left of each. A voucher drawn for the claim says so itself. What a pool's cash paid is
 * attributed, tier by tier, to what the tier had paid in, the oldest first (`partsOfClaim`). An indicator that the reader may not see
 * is told by the number that the pool's own entry carries, without what is left of it.
 */
export async function indicatorsPaying(db: Db, claimId: string): Promise<PayingPart[]> {
  const pool = await findPoolOf(db, claimId)
  if (!pool) return []
  const funders = await listFunders(db, pool.id)
  const payouts = await listPayouts(db, pool.id)
  const direct = await listDirect(db, claimId, funders)
  const tiers = [...new Set(funders.map(({ tier }) => tier))]
  const parts: PayingPart[] = [...direct]
  for (const funder of funders) {
    // Who pays the bank itself, voucher by voucher, has been told already.
    if (direct.some((part) => part.tier === funder.tier)) continue
    const given = await listGiven(db, pool.book_id, funder)
    for (const part of partsOfClaim(claimId, funder.tier, { given, payouts, tiers }))
      parts.push({
        ...of(funder),
        way: part.given?.way ?? (funder.pays === 'beforehand' ? 'pool' : 'owed'),
        amount: money(part.minor, pool.currency),
        indicatorId: part.given?.indicatorId ?? null,
        documentNumber: part.given?.documentNumber ?? null,
        voucherNumber: part.given?.voucherNumber ?? null,
        entryId: part.given?.entryId ?? null,
        left: null,
      })
  }
  return withWhatIsLeft(db, parts)
}

async function findPoolOf(db: Db, claimId: string) {
  const { rows } = await sql<{ id: string; book_id: BookId; currency: Currency }>`
    select pool.id, book_id, pool.currency from claim join pool on pool.id = claim.pool_id where claim.id = ${claimId}`.execute(db)
  return rows[0]
}

async function listFunders(db: Db, poolId: string): Promise<FunderRow[]> {
  const { rows } = await sql<FunderRow>`
    select tier, organisation_id, name_zh, name_en, treasury_book_id, pays
    from pool_funder join organisation on organisation.id = organisation_id
    where pool_id = ${poolId}
    order by array_position(array['nation', 'province', 'city', 'district', 'park'], tier), pool_funder.jurisdiction_code`.execute(db)
  return rows
}

/** What the pool's claims were paid, in the order of their entries, and who bore what by the decision that stood when it was ordered. */
async function listPayouts(db: Db, poolId: string): Promise<Payout[]> {
  const { rows } = await sql<{ claim_id: string; minor: bigint; shares: readonly { readonly bearer: string; readonly minor: bigint }[] | null }>`
    select payment.claim_id, payment.minor, shares
    from claim_payment as payment join claim on claim.id = payment.claim_id
    join journal_entry as entry on entry.id = payment.entry_id
    left join lateral (
      select shares from claim_decision as decision
      where decision.claim_id = claim.id and decided_at <= entry.recorded_at order by place desc limit 1
    ) as decided on true
    where claim.pool_id = ${poolId}
    order by entry.effective_on, entry.sequence`.execute(db)
  return rows.map(({ claim_id: claimId, minor, shares }) => ({
    claimId,
    minor,
    borne: Object.fromEntries((shares ?? []).map(({ bearer, minor: borne }) => [bearer, borne])),
  }))
}

/**
 * What a funder gave the pool, the oldest first: what its book began with, then what its treasury paid of what it owed (a call is no
 * money yet, and a transfer). The papers stand in the entry's facts, or under the voucher's number that is its evidence.
 */
async function listGiven(db: Db, poolBookId: BookId, { tier, organisation_id, treasury_book_id }: FunderRow): Promise<Given[]> {
  const { rows } = await sql<{
    id: EntryId
    kind: string
    facts: Facts
    minor: bigint
    voucher: string | null
    indicator_id: BudgetIndicatorId | null
    document_number: string | null
  }>`
    select entry.id, entry.kind, entry.facts, -posting.minor as minor, drawn.number as voucher, drawn.indicator_id, indicator.document_number
    from posting join account on account.id = posting.account_id
    join journal_entry as entry on entry.book_id = posting.book_id and entry.sequence = posting.sequence
    left join payment_voucher as drawn on drawn.organisation_id = ${organisation_id} and drawn.number = entry.evidence_reference
    left join budget_indicator as indicator on indicator.id = drawn.indicator_id
    where posting.book_id = ${poolBookId} and posting.minor < 0 and (
      account.head = 'due_from' and account.detail = ${treasury_book_id} and entry.kind in ('pool.contribution_paid', 'fiscal.settled')
      or account.head = 'contribution' and account.detail = ${tier} and entry.transfer_id is null and entry.reverses is null)
      and not exists (select from journal_entry as undone where undone.reverses = entry.id)
    order by entry.effective_on, entry.sequence, posting.line`.execute(db)
  return rows.map(({ id, kind, facts, minor, voucher, indicator_id, document_number }) => ({
    way: kind === 'pool.contribution_paid' ? 'contribution' : kind === 'fiscal.settled' ? 'settlement' : 'pool',
    minor,
    indicatorId: indicator_id ?? (textOf(facts['indicatorId']) as BudgetIndicatorId | null),
    documentNumber: document_number ?? textOf(facts['document']),
    voucherNumber: voucher ?? textOf(facts['voucher']),
    entryId: id,
  }))
}

/** Vouchers that were paid for the claim itself. */
async function listDirect(db: Db, claimId: string, funders: readonly FunderRow[]): Promise<PayingPart[]> {
  const rows = await db
    .selectFrom('payment_voucher as voucher')
    .innerJoin('budget_indicator as indicator', 'indicator.id', 'voucher.indicator_id')
    .select(['voucher.number', 'voucher.minor', 'voucher.paid_entry_id', 'voucher.organisation_id', 'indicator.id', 'indicator.document_number', 'indicator.currency'])
    .where('voucher.subject', '=', claimId)
    .where('voucher.purpose', '=', 'compensation')
    .where('voucher.status', '=', 'paid')
    .orderBy('voucher.paid_on')
    .orderBy('voucher.id')
    .execute()
  return rows.flatMap((row) => {
    const funder = funders.find(({ organisation_id }) => organisation_id === row.organisation_id)
    if (!funder) return []
    return [
      {
        ...of(funder),
        way: 'voucher' as const,
        amount: money(row.minor, row.currency),
        indicatorId: row.id,
        documentNumber: row.document_number,
        voucherNumber: row.number,
        entryId: row.paid_entry_id,
        left: null,
      },
    ]
  })
}

async function withWhatIsLeft(db: Db, parts: readonly PayingPart[]): Promise<PayingPart[]> {
  const ids = [...new Set(parts.flatMap(({ indicatorId }) => indicatorId ?? []))]
  if (ids.length === 0) return [...parts]
  const rows = await db.selectFrom('budget_indicator').select(['id', 'granted_minor', 'drawn_minor', 'currency']).where('id', 'in', ids).execute()
  const left = new Map(rows.map((row) => [row.id, money(row.granted_minor - row.drawn_minor, row.currency)]))
  return parts.map((part) => ({ ...part, left: (part.indicatorId && left.get(part.indicatorId)) ?? null }))
}

const of = ({ tier, organisation_id: organisationId, name_zh: nameZh, name_en: nameEn }: FunderRow) => ({
  tier,
  funder: { organisationId, nameZh, nameEn },
})

const textOf = (fact: unknown): string | null => (typeof fact === 'string' ? fact : null)
