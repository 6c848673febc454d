import type { Db, Trx } from '@cofund/db/connect'
import { money } from '@cofund/shared/kernel/money'
import type { UsedScope } from '@cofund/shared/policies/compensation-scheme'
import { type CapKey, capKeyText, inOrderOfKeys } from '@cofund/shared/pools/cap'
import type { Pool, PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'

/**
 * Holds the use of each cap until the transaction ends, in sorted order, and answers it by `capKeyText`: for those who run the pool, while
 * they decide. A row that does not exist cannot be locked, and two first claims would both pass: so it is added first.
 */
export async function lockCaps(trx: Trx, poolId: PoolId, keys: readonly CapKey[]): Promise<ReadonlyMap<string, bigint>> {
  const wanted = [...new Map(keys.map((key) => [capKeyText(key), key])).values()].toSorted(inOrderOfKeys)
  if (wanted.length === 0) return new Map()
  await trx
    .insertInto('pool_cap_use')
    .values(wanted.map(({ scope, countsFor }) => ({ pool_id: poolId, scope, counts_for: countsFor })))
    .onConflict((conflict) => conflict.constraint('pool_cap_use_once').doNothing())
    .execute()
  const rows = await trx
    .selectFrom('pool_cap_use')
    .select(['scope', 'counts_for', 'used_minor'])
    .where('pool_id', '=', poolId)
    .where(sql<boolean>`(scope, counts_for) in (select * from unnest(${wanted.map(({ scope }) => scope)}::text[], ${wanted.map(({ countsFor }) => countsFor)}::text[]))`)
    .orderBy(sql`scope collate "C", counts_for collate "C"`)
    .forUpdate()
    .execute()
  return new Map(rows.map((row) => [capKeyText({ scope: row.scope, countsFor: row.counts_for }), row.used_minor]))
}

/** What a decision takes from a cap, or gives back where it is negative. `limit`, where it is known, is asked again here. */
export interface CapUse extends CapKey {
  readonly minor: bigint
  readonly limit?: bigint | undefined
}

/** Writes what a decision takes from caps; whoever calls it holds them (`lockCaps`). */
export async function useCaps(trx: Trx, { id: poolId, currency }: Pick<Pool, 'id' | 'currency'>, uses: readonly CapUse[]): Promise<void> {
  const taken = uses.filter(({ minor }) => minor !== 0n)
  if (taken.length === 0) return
  const { rows } = await sql<{ scope: UsedScope; counts_for: string; used: bigint }>`
    update pool_cap_use as kept set used_minor = kept.used_minor + use.minor
    from unnest(${taken.map(({ scope }) => scope)}::text[], ${taken.map(({ countsFor }) => countsFor)}::text[], ${taken.map(({ minor }) => minor)}::bigint[])
      as use (scope, counts_for, minor)
    where kept.pool_id = ${poolId} and kept.scope = use.scope and kept.counts_for = use.counts_for
    returning kept.scope, kept.counts_for, kept.used_minor as used`.execute(trx)
  if (rows.length < taken.length) throw new Error(`the caps of ${poolId} were used before they were held`)
  for (const { scope, countsFor, minor, limit } of taken.toSorted(inOrderOfKeys)) {
    const used = rows.find((row) => row.scope === scope && row.counts_for === countsFor)?.used ?? 0n
    if (minor > 0n && limit !== undefined && used > limit) {
      refuse('pool.cap_exceeded', { scope, limit: money(limit, currency), used: money(used - minor, currency), asked: money(minor, currency) })
    }
  }
}

/** What of a cap is used, for a payout that a bank only expects: it may not look the row up. */
export async function capUsed(db: Db, poolId: PoolId, keys: readonly CapKey[]): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ scope: UsedScope; counts_for: string; used: bigint | null }>`
    select scope, counts_for, cap_used(${poolId}, scope, counts_for) as used
    from unnest(${keys.map(({ scope }) => scope)}::text[], ${keys.map(({ countsFor }) => countsFor)}::text[]) as asked (scope, counts_for)`.execute(db)
  return new Map(rows.flatMap(({ scope, counts_for: countsFor, used }) => (used === null ? [] : [[capKeyText({ scope, countsFor }), used] as const])))
}

/** The uses that are not nothing, the largest first within their scope, with the name of the firm, group or bank. */
export async function listCapUses(db: Db, poolId: PoolId): Promise<readonly CapUsed[]> {
  const { rows } = await sql<{ scope: UsedScope; counts_for: string; used_minor: bigint; name_zh: string | null; name_en: string | null }>`
    select scope, counts_for, used_minor,
      coalesce(organisation.name_zh, enterprise.name, kin.name) as name_zh, coalesce(organisation.name_en, enterprise.name, kin.name) as name_en
    from (
      select *, row_number() over (partition by scope order by used_minor desc, counts_for) as place
      from pool_cap_use where pool_id = ${poolId} and used_minor > 0
    ) as used
    left join organisation on organisation.id = split_part(counts_for, ':', 1)
    left join enterprise on enterprise.id = counts_for
    left join lateral (select name from enterprise where group_code = counts_for order by name limit 1) as kin on enterprise.id is null
    where place <= 50 order by scope, place`.execute(db)
  return rows.map((row) => ({
    scope: row.scope,
    countsFor: row.counts_for,
    usedMinor: row.used_minor,
    name: row.name_zh === null ? null : { zh: row.name_zh, en: row.name_en ?? row.name_zh },
  }))
}

export interface CapUsed extends CapKey {
  readonly usedMinor: bigint
  readonly name: { readonly zh: string; readonly en: string } | null
}
