import { allocateUnits } from '../kernel/allocate.ts'
import { type Derivation, derive, given, minorOf } from '../kernel/derivation.ts'
import { type Fraction, fraction } from '../kernel/fraction.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Currency, money, toDecimal } from '../kernel/money.ts'
import { movesOf, stepsOf } from '../kernel/moves.ts'
import type { JurisdictionCode } from '../people/organisation.ts'
import type { CitedScheme, LossCase } from '../policies/loss-case.ts'
import type { Bands } from '../policies/compensation-scheme.ts'
import type { Funder, Pool } from '../pools/pool.ts'
import { refuse } from '../refuse.ts'
import type { WordKey } from '../words.ts'
import { type ClaimStatus, claimStatuses } from './claim.ts'
import type { Standing } from './standing.ts'

/**
 * Family A: a bank's approved product over a year. What it lent and what of that went bad is frozen at the year's end and stays as
 * it was frozen; a bank that corrects its figures freezes them again, with the reason, and the difference alone is decided and posted.
 */
export const settlementCan = movesOf<ClaimStatus>()({
  compute: ['frozen'],
  decide: ['computed'],
  /** A step of its route: forward, back to where it was computed, or to the decision; nothing to pay any more, and it is paid or closed. */
  review: ['computed', 'audited', 'verified'],
  /** On its way and afterwards too: also when the city has paid and the district owes. */
  refreeze: ['frozen', 'computed', 'approved', 'paid', 'settled_between_tiers', 'recovering'],
  settleBetweenTiers: ['paid'],
  pay: ['approved'],
  confirm: ['paying'],
  /** What came back was taken back, of a year that nothing was expected of. */
  reopen: ['closed'],
  clawBack: ['approved', 'paid', 'recovering', 'closed', 'settled_between_tiers'],
})

/** From which status to which a bank's year moves, by any way. */
export const yearSteps = stepsOf(claimStatuses, settlementCan, {
  compute: ['computed'],
  review: ['computed', 'audited', 'verified', 'approved', 'paid', 'closed'],
  refreeze: ['frozen'],
  settleBetweenTiers: ['settled_between_tiers'],
  pay: ['paying'],
  confirm: ['paid'],
  reopen: ['recovering'],
  clawBack: ['clawed_back'],
})

/** A year's figures, over the whole product and in each district of the firms; minor units. */
export const yearFigures = ['loan_balance', 'npl_balance', 'disposed', 'recovered', 'net_loss'] as const
export type YearFigure = (typeof yearFigures)[number]
export type YearAmounts = Readonly<Record<YearFigure, bigint>>

export interface YearLine extends YearAmounts {
  /** The firm's on the day of its loan. */
  readonly district: JurisdictionCode
}

export interface YearStated extends YearAmounts {
  /** At the end of the year before, where a cap follows it. */
  readonly previous_balance: bigint | null
  readonly districts: readonly YearLine[]
}

/** A year as it was frozen: 1, 2, 3 … */
export interface FrozenYear extends YearStated {
  readonly place: number
  /** Why it was frozen again. */
  readonly reason: string | null
  readonly frozenAt: Instant
}

/**
 * Refuses a year that does not add up, with the difference: every figure over all districts is the product's, the net loss is what
 * was disposed of less what that brought, and bad loans are loans.
 */
export function checkYear(year: YearStated, currency: Currency): YearStated {
  const say = (minor: bigint): string => toDecimal(money(minor, currency))
  if (year.districts.length === 0) refuse('settlement.no_districts', {})
  const codes = year.districts.map(({ district }) => district)
  const twice = codes.find((code, index) => codes.indexOf(code) !== index)
  if (twice) refuse('settlement.district_twice', { district: twice })
  for (const line of [...year.districts, { ...year, district: null }]) {
    const negative = yearFigures.find((figure) => line[figure] < 0n)
    if (negative) refuse('settlement.figure_negative', { figure: negative, amount: say(line[negative]), district: line.district })
    if (line.npl_balance > line.loan_balance) {
      const facts = { npl: say(line.npl_balance), balance: say(line.loan_balance), district: line.district }
      refuse('settlement.npl_above_balance', facts)
    }
    const netLoss = line.disposed - line.recovered
    if (line.net_loss !== netLoss) {
      const facts = { stated: say(line.net_loss), computed: say(netLoss), difference: say(line.net_loss - netLoss), district: line.district }
      refuse('settlement.net_loss_differs', facts)
    }
  }
  for (const figure of yearFigures) {
    const lines = year.districts.reduce((sum, line) => sum + line[figure], 0n)
    if (lines !== year[figure]) {
      refuse('settlement.lines_differ', { figure, stated: say(year[figure]), lines: say(lines), difference: say(year[figure] - lines) })
    }
  }
  return year
}

/** The facts of a year that a scheme may ask for. */
export const amountsOf = ({ net_loss, npl_balance, loan_balance, previous_balance }: YearStated): LossCase['amounts'] => ({
  net_loss,
  npl_balance,
  loan_balance,
  ...(previous_balance === null ? {} : { previous_year_balance: previous_balance }),
})

/** What moved between two freezes of a year: each figure that differs, over the product or in one district. */
export interface YearDifference {
  readonly figure: YearFigure | 'previous_balance'
  readonly district: JurisdictionCode | null
  readonly before: bigint | null
  readonly after: bigint | null
}

export function differencesOf(before: YearStated, after: YearStated): readonly YearDifference[] {
  const districts = [...new Set([...before.districts, ...after.districts].map(({ district }) => district))].toSorted()
  const lineOf = (year: YearStated, district: JurisdictionCode) => year.districts.find((line) => line.district === district)
  return [
    ...yearFigures.map((figure) => ({ figure, district: null, before: before[figure], after: after[figure] })),
    { figure: 'previous_balance' as const, district: null, before: before.previous_balance, after: after.previous_balance },
    ...districts.flatMap((district) =>
      yearFigures.map((figure) => ({
        figure,
        district,
        before: lineOf(before, district)?.[figure] ?? null,
        after: lineOf(after, district)?.[figure] ?? null,
      })),
    ),
  ].filter((difference) => difference.before !== difference.after)
}

/** One district's part of what the districts bear together. */
export interface DistrictPart {
  readonly district: JurisdictionCode
  readonly borne: bigint
  readonly returned: bigint
  readonly derivation: Derivation
}

/**
 * Splits what the tier of districts bears among them, by the net loss of their firms; what comes back follows what each bore. A
 * year without a net loss has nothing to split.
 */
export function partsOfDistricts(
  standing: readonly Standing[],
  { districts }: Pick<YearStated, 'districts'>,
  currency: Currency,
): readonly DistrictPart[] {
  const whole = standing.find(({ bearer }) => bearer === 'district')
  if (!whole) return []
  const lines = districts.toSorted((a, b) => (a.district < b.district ? -1 : 1))
  const inMinor = { unit: 'minor', currency } as const
  const borne = given(whole.borne, { label: 'bearer.district', ...inMinor })
  const weights = lines.map(({ net_loss: loss }) => given(loss, { label: 'fact.net_loss', ...inMinor }))
  const parts = lines.map((_, index) =>
    whole.borne === 0n
      ? derive('sum', [], { label: 'settlement.district_part', ...inMinor })
      : derive(`share:${index}`, [borne, ...weights], { label: 'settlement.district_part', ...inMinor }),
  )
  const bornes = parts.map(minorOf)
  const returned = whole.returned === 0n ? bornes.map(() => 0n) : allocateUnits(whole.returned, bornes)
  return lines.map(({ district }, index) => ({
    district,
    borne: bornes[index] ?? 0n,
    returned: returned[index] ?? 0n,
    derivation: parts[index] ?? borne,
  }))
}

/** The purse that pays for a district's firms; refuses a district with a share and no purse in the pool. */
export const purseOf = ({ funders }: Pick<Pool, 'funders'>, district: JurisdictionCode): Funder =>
  funders.find(({ tier, jurisdictionCode }) => tier === 'district' && jurisdictionCode === district) ??
  refuse('settlement.district_without_purse', { district })

/** The year's bad-loan ratio; undefined where nothing was lent. */
export const nplRatioOf = ({ npl_balance: npl, loan_balance: balance }: Pick<YearAmounts, 'npl_balance' | 'loan_balance'>): Fraction | undefined =>
  balance === 0n ? undefined : fraction(npl, balance)

export const bandsOf = ({ scheme }: Pick<CitedScheme, 'scheme'>): Bands | undefined => scheme.compensation?.bands

export const yearFigureWord = (figure: YearDifference['figure']): WordKey => `year.${figure}`
