import { allocateUnits } from '../kernel/allocate.ts'
import type { Money } from '../kernel/money.ts'
import type { EntryId } from '../ledger/entry.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { BudgetIndicatorId } from './budget.ts'
import { firstInFirstOut } from './first-in-first-out.ts'

/** How a part of a payout was paid: by a voucher for the claim, from a contribution, by a settlement, from a pool's other money, not yet. */
export const payingWays = ['voucher', 'contribution', 'settlement', 'pool', 'owed'] as const
export type PayingWay = (typeof payingWays)[number]

/** Money that a funder gave a pool, with the papers that it came under; without papers it is the pool's from before it was kept here. */
export interface Given {
  readonly way: Extract<PayingWay, 'contribution' | 'settlement' | 'pool'>
  readonly minor: bigint
  readonly indicatorId: BudgetIndicatorId | null
  readonly documentNumber: string | null
  readonly voucherNumber: string | null
  readonly entryId: EntryId | null
}

/** A payout of a pool: how much, and which tiers bear it in what proportion. */
export interface Payout {
  readonly claimId: string
  readonly minor: bigint
  readonly borne: Readonly<Record<string, bigint>>
}

/** A part of what one claim was paid. */
export interface PayingPart {
  readonly tier: string
  readonly funder: { readonly organisationId: OrganisationId; readonly nameZh: string; readonly nameEn: string }
  readonly way: PayingWay
  readonly amount: Money
  readonly indicatorId: BudgetIndicatorId | null
  readonly documentNumber: string | null
  readonly voucherNumber: string | null
  readonly entryId: EntryId | null
  /** What is left of the indicator now; null where it is out of the reader's sight, or there is none. */
  readonly left: Money | null
}

/**
 * Which of a tier's money paid one claim. Of each payout the tier pays what it bears (largest remainder over the tiers that bear it,
 * in the order of `tiers`); of the money that it gave, the oldest pays first. What it has not given yet is owed. Both lists come
 * oldest first. Over all claims of a pool the parts of a tier sum to what it bears of the payouts, and none of its money is used twice.
 */
export function partsOfClaim(
  claimId: string,
  tier: string,
  { given, payouts, tiers }: { readonly given: readonly Given[]; readonly payouts: readonly Payout[]; readonly tiers: readonly string[] },
): { readonly given: Given | null; readonly minor: bigint }[] {
  const uses = payouts.map(({ claimId: target, minor, borne }) => ({ target, minor: shareOf(tier, minor, borne, tiers) }))
  const { parts, uncovered } = firstInFirstOut(
    given.map((source) => ({ source, minor: source.minor })),
    uses,
  )
  return [
    ...parts.filter(({ target }) => target === claimId).map(({ source, minor }) => ({ given: source, minor })),
    ...uncovered.filter(({ target }) => target === claimId).map(({ minor }) => ({ given: null, minor })),
  ]
}

function shareOf(tier: string, minor: bigint, borne: Payout['borne'], tiers: readonly string[]): bigint {
  const weights = tiers.map((of) => borne[of] ?? 0n)
  if (weights.every((weight) => weight === 0n)) return 0n
  return allocateUnits(minor, weights)[tiers.indexOf(tier)] ?? 0n
}
