import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { ClaimFreezeTable } from '@cofund/db/tables/claim.table'
import { type Claim, type ClaimId, nothingStated } from '@cofund/shared/claims/claim'
import type { FrozenYear, YearLine, YearStated } from '@cofund/shared/claims/settlement'
import type { SettlementList } from '@cofund/shared/claims/settlement.input'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { Word } from '@cofund/shared/kernel/words'
import type { LossCase } from '@cofund/shared/policies/loss-case'
import { refuse } from '@cofund/shared/refuse'
import { type Selectable, sql } from 'kysely'
import { toClaim } from './claim.sql.ts'

type NewSettlement = Pick<Claim, 'id' | 'poolId' | 'bankId' | 'currency' | 'policyVersionId'> & {
  readonly productCode: string
  readonly settledYear: number
  readonly flags: LossCase['flags']
}

/** A year of a bank's product stands once in a pool, beside those that came to nothing. */
export async function insertSettlement(trx: Trx, settlement: NewSettlement): Promise<void> {
  const { rows } = await sql`
    insert into claim (id, pool_id, organisation_id, family, product_code, settled_year, currency, policy_version_id, status, stated)
    values (${settlement.id}, ${settlement.poolId}, ${settlement.bankId}, 'bank_year', ${settlement.productCode}, ${settlement.settledYear},
      ${settlement.currency}, ${settlement.policyVersionId}, 'frozen', ${asJson({ ...nothingStated, flags: settlement.flags })})
    on conflict (pool_id, organisation_id, product_code, settled_year) where settled_year is not null and status not in ('rejected', 'withdrawn')
    do nothing returning id`.execute(trx)
  if (rows.length === 0) refuse('settlement.exists', { year: settlement.settledYear, product: settlement.productCode })
}

export async function insertFreeze(trx: Trx, claimId: ClaimId, place: number, year: YearStated, reason: string | null): Promise<void> {
  await trx
    .insertInto('claim_freeze')
    .values({
      claim_id: claimId,
      place,
      loan_balance_minor: year.loan_balance,
      npl_balance_minor: year.npl_balance,
      net_loss_minor: year.net_loss,
      previous_balance_minor: year.previous_balance,
      districts: asJson(year.districts),
      reason,
    })
    .execute()
}

/** A year as it was frozen, first and last; all stay. */
export async function listFreezes(db: Db, claimId: ClaimId): Promise<FrozenYear[]> {
  const rows = await db.selectFrom('claim_freeze').selectAll().where('claim_id', '=', claimId).orderBy('place').execute()
  return rows.map(toFrozen)
}

/** The figures that a decision rested on: those that were frozen last when it was taken. */
export const frozenAt = (freezes: readonly FrozenYear[], decidedAt: Instant): FrozenYear | null =>
  freezes.findLast(({ frozenAt: at }) => at <= decidedAt) ?? null

function toFrozen(row: Selectable<ClaimFreezeTable>): FrozenYear {
  // Written by `insertFreeze` alone.
  const districts = row.districts as YearLine[]
  const over = (figure: 'disposed' | 'recovered'): bigint => districts.reduce((sum, line) => sum + line[figure], 0n)
  return {
    place: row.place,
    loan_balance: row.loan_balance_minor,
    npl_balance: row.npl_balance_minor,
    disposed: over('disposed'),
    recovered: over('recovered'),
    net_loss: row.net_loss_minor,
    previous_balance: row.previous_balance_minor,
    districts,
    reason: row.reason,
    frozenAt: row.frozen_at,
  }
}

/** A settlement as the list shows it. */
export interface ListedSettlement {
  readonly claim: Claim
  readonly bank: Word
  readonly pool: Word
  readonly freezes: number
  readonly last: Pick<FrozenYear, 'loan_balance' | 'npl_balance' | 'net_loss'>
}

export async function listSettlements(db: Db, { poolId, year }: SettlementList): Promise<ListedSettlement[]> {
  const rows = await db
    .selectFrom('claim')
    .innerJoin('pool', 'pool.id', 'claim.pool_id')
    .innerJoin('organisation', 'organisation.id', 'claim.organisation_id')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('claim_freeze')
          .select(['place', 'loan_balance_minor', 'npl_balance_minor', 'net_loss_minor'])
          .whereRef('claim_freeze.claim_id', '=', 'claim.id')
          .orderBy('place', 'desc')
          .limit(1)
          .as('frozen'),
      (join) => join.onTrue(),
    )
    .selectAll('claim')
    .select(['frozen.place', 'frozen.loan_balance_minor', 'frozen.npl_balance_minor', 'frozen.net_loss_minor'])
    .select(['pool.name_zh as pool_zh', 'pool.name_en as pool_en', 'organisation.name_zh as bank_zh', 'organisation.name_en as bank_en'])
    .where('family', '=', 'bank_year')
    .$if(poolId !== undefined, (query) => query.where('claim.pool_id', '=', poolId ?? 'rcp_'))
    .$if(year !== undefined, (query) => query.where('settled_year', '=', year ?? 0))
    .orderBy('settled_year', 'desc')
    .orderBy('claim.number', 'desc')
    .limit(500)
    .execute()
  return rows.map((row) => ({
    claim: toClaim(row),
    bank: { zh: row.bank_zh, en: row.bank_en },
    pool: { zh: row.pool_zh, en: row.pool_en },
    freezes: row.place,
    last: { loan_balance: row.loan_balance_minor, npl_balance: row.npl_balance_minor, net_loss: row.net_loss_minor },
  }))
}
