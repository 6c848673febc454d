import type { FrozenYear } from '@cofund/shared/claims/settlement'
import { type DistrictPart, partsOfDistricts, purseOf } from '@cofund/shared/claims/settlement'
import { settlementEntries } from '@cofund/shared/claims/settlement.entries'
import type { StandingChange } from '@cofund/shared/claims/standing'
import type { EntryDraft } from '@cofund/shared/ledger/entry'
import type { Pool } from '@cofund/shared/pools/pool'

/**
 * What is posted when the bearers of a bank's year move: each district's part out of its own purse, by the figures that were frozen
 * when it was decided and by those that hold now. Refuses a district that bears a part and has no purse in the pool.
 */
export function entriesOfYear(
  pool: Pick<Pool, 'currency' | 'funders'>,
  before: Pick<FrozenYear, 'districts'> | null,
  now: Pick<FrozenYear, 'districts'>,
): (change: StandingChange) => EntryDraft[] {
  return (change) => {
    const fromDistricts = before ? partsOfDistricts(change.from, before, pool.currency) : []
    const toDistricts = partsOfDistricts(change.to, now, pool.currency)
    for (const part of [...fromDistricts, ...toDistricts]) checkPurse(pool, part)
    return settlementEntries({ ...change, fromDistricts, toDistricts })
  }
}

function checkPurse(pool: Pick<Pool, 'funders'>, { district, borne }: DistrictPart): void {
  if (borne > 0n) purseOf(pool, district)
}
