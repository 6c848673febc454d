import type { Db } from '@cofund/db/connect'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { yearOf } from '@cofund/shared/kernel/plain-date'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { percentText } from '@cofund/shared/policies/compensation-scheme'
import { type BreakerFacts, type BreakerGauge, type BreakerState, breakerGauges, breakerState, stoppingBreaker } from '@cofund/shared/pools/breaker'
import type { BreakerOverride, Pool, PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { getPool, schemeOn } from './pool.sql.ts'

/**
 * What is known of each bank's year under a pool: principal of the loans lent in it that were enrolled, and what was lost by claims
 * decided in it, as it was last decided; the same over the whole cooperation. A bank without loans and claims has a year of nothing.
 */
export async function listBankYears(db: Db, poolId: PoolId, year: number): Promise<ReadonlyMap<OrganisationId, BreakerFacts>> {
  const { rows } = await sql<BankYearRow>`
    with entered as (
      select organisation_id,
        coalesce(sum(principal_minor) filter (where lent_year = ${year}), 0)::bigint as year_minor, sum(principal_minor)::bigint as period_minor
      from note_rollup where pool_id = ${poolId} and status not in ('registered', 'rejected', 'withdrawn')
      group by organisation_id
    ), decided as (
      select claim.organisation_id,
        coalesce(sum(last.loss_minor) filter (where decided_on >= make_date(${year}, 1, 1) and decided_on < make_date(${year} + 1, 1, 1)), 0)::bigint as year_minor,
        sum(claim.payable_minor)::bigint as payout_minor
      from claim
      join lateral (
        select loss_minor from claim_decision where claim_id = claim.id order by place desc limit 1
      ) as last on true
      where claim.pool_id = ${poolId} and claim.status not in ('rejected', 'withdrawn', 'clawed_back', 'refunded')
      group by claim.organisation_id
    )
    select member.organisation_id as bank_id,
      coalesce(entered.year_minor, 0) as entered_minor, coalesce(entered.period_minor, 0) as period_entered_minor,
      coalesce(decided.year_minor, 0) as loss_minor, coalesce(decided.payout_minor, 0) as payout_minor
    from pool_member as member
    left join entered on entered.organisation_id = member.organisation_id
    left join decided on decided.organisation_id = member.organisation_id
    where member.pool_id = ${poolId} order by member.organisation_id`.execute(db)
  return new Map(
    rows.map((row) => [
      row.bank_id,
      {
        year_loss: row.loss_minor,
        year_entered_principal: row.entered_minor,
        period_payouts: row.payout_minor,
        period_enrolled_principal: row.period_entered_minor,
      },
    ]),
  )
}

interface BankYearRow {
  readonly bank_id: OrganisationId
  readonly entered_minor: bigint
  readonly period_entered_minor: bigint
  readonly loss_minor: bigint
  readonly payout_minor: bigint
}

export async function listOverrides(db: Db, poolId: PoolId): Promise<BreakerOverride[]> {
  const rows = await db.selectFrom('pool_breaker_override').selectAll().where('pool_id', '=', poolId).orderBy('overrides_from', 'desc').orderBy('id').execute()
  return rows.map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    action: row.action,
    from: row.overrides_from,
    to: row.overrides_to,
    reason: row.reason,
    proposalId: row.proposal_id,
  }))
}

export interface BankBreakers extends BreakerState {
  readonly bankId: OrganisationId
  readonly gauges: readonly BreakerGauge[]
  /** What keeps the bank from enrolling new loans. */
  readonly stops: BreakerGauge | null
}

/** Every bank's breakers for a year, as they stand on a day. */
export async function listBreakers(db: Db, pool: Pool, year: number, on: PlainDate): Promise<readonly BankBreakers[]> {
  const scheme = await schemeOn(db, pool, on)
  const overrides = await listOverrides(db, pool.id)
  return Array.from(await listBankYears(db, pool.id, year), ([bankId, facts]) => {
    const gauges = breakerGauges(scheme, facts)
    return { bankId, gauges, stops: stoppingBreaker(gauges, overrides, { bankId, on }), ...breakerState(gauges, overrides, { bankId, on }) }
  })
}

/**
 * Refuses new loans of a bank that a breaker of the pool has suspended or shut out, by its metric and level. Asked before the loans are
 * there: as a part of the year they would dilute the very ratio that stops them.
 */
export async function requireNoStop(db: Db, poolId: PoolId, bankId: OrganisationId, on: PlainDate): Promise<void> {
  const pool = await getPool(db, poolId)
  const { stops } = await breakersFor(db, pool, bankId, on)
  if (!stops) return
  const { action, of, over, above, figures } = stops
  const said = { pool: pool.code, action, of, over, level: percentText(above) }
  if (!figures) refuse('pool.breaker_unknown', said)
  else refuse('pool.breaker_stops', { ...said, reached: figures.of, base: figures.over })
}

/** What a pool's breakers do to a bank's claims decided on a day: of the year of that day. */
export async function breakersFor(db: Db, pool: Pool, bankId: OrganisationId, on: PlainDate): Promise<BankBreakers> {
  const breakers = await listBreakers(db, pool, yearOf(on), on)
  // No member: nothing is known of its year, and what is not known passes nowhere.
  return breakers.find((bank) => bank.bankId === bankId) ?? { bankId, gauges: [], stops: null, state: 'unknown', overridden: false }
}
