import type { OrganisationId } from '../people/organisation.ts'
import { type CompensationScheme, type UsedScope, usedScopes } from '../policies/compensation-scheme.ts'
import { questionsOf } from '../policies/scheme-questions.ts'

/** Of one cap, the use by one of those whom it counts for: a firm or its group, a bank and year, a year, or all. */
export interface CapKey {
  readonly scope: UsedScope
  readonly countsFor: string
}

/** What a payout counts against. */
export interface CountsFor {
  /** The group's code where firms stand under one controller, else the firm's id. */
  readonly enterpriseGroup: string | null
  readonly bankId: OrganisationId
  readonly year: number
}

/**
 * The caps that a payout draws on, in the order in which they are held: two decisions never wait for each other in a ring. The use
 * over the whole cooperation is always among them, for a pool may cap it beside its scheme.
 */
export function capKeysOf(scheme: CompensationScheme, counts: CountsFor): readonly CapKey[] {
  const scopes = new Set<UsedScope>([...questionsOf(scheme).used, 'pool_period'])
  return usedScopes
    .filter((scope) => scopes.has(scope))
    .flatMap((scope) => {
      const countsFor = countsForOf(scope, counts)
      return countsFor === null ? [] : [{ scope, countsFor }]
    })
    .toSorted(inOrderOfKeys)
}

/** A bank's year as a whole is no firm's. */
function countsForOf(scope: UsedScope, { enterpriseGroup, bankId, year }: CountsFor): string | null {
  switch (scope) {
    case 'firm':
    case 'firm_joint':
      return enterpriseGroup
    case 'bank_year':
    case 'bank_year_joint':
      return `${bankId}:${year}`
    case 'pool_year':
    case 'pool_year_joint':
      return String(year)
    case 'pool_period':
    case 'pool_period_joint':
      return 'all'
  }
}

export const capKeyText = ({ scope, countsFor }: CapKey): string => `${scope} ${countsFor}`

export const inOrderOfKeys = (a: CapKey, b: CapKey): number => (capKeyText(a) < capKeyText(b) ? -1 : capKeyText(a) > capKeyText(b) ? 1 : 0)

/** What of each scope is used, as a loss case asks for it; for keys of one payout, whose scopes differ. */
export const usedByScope = (keys: readonly CapKey[], used: ReadonlyMap<string, bigint>): Readonly<Partial<Record<UsedScope, bigint>>> =>
  Object.fromEntries(keys.map((key) => [key.scope, used.get(capKeyText(key)) ?? 0n]))

/** A cap that adds up, with what is known of its use. */
export interface CapGauge {
  readonly scope: UsedScope
  /** null: a rate of a fact, worked out case by case. */
  readonly limit: bigint | null
  /** Where the cap is the pool's own, beside its scheme's. */
  readonly ofPool: boolean
}

/** The caps of a pool that add up: its scheme's, and that over its cooperation. A cap on each loan counts that loan alone. */
export const capGauges = (scheme: CompensationScheme, { periodCap }: { readonly periodCap: { readonly minor: bigint } | null }): readonly CapGauge[] => [
  ...(scheme.caps ?? []).flatMap(({ scope, amount, joint_with: joint }): readonly CapGauge[] =>
    scope === 'loan' ? [] : [{ scope: joint ? `${scope}_joint` : scope, limit: amount ?? null, ofPool: false }],
  ),
  ...(periodCap ? [{ scope: 'pool_period', limit: periodCap.minor, ofPool: true } as const] : []),
]
