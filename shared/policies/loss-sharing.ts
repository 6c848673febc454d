import { type Derivation, minorOf } from '../kernel/derivation.ts'
import { type Fraction, compare, fraction } from '../kernel/fraction.ts'
import { type Money, money } from '../kernel/money.ts'
import { refuse } from '../refuse.ts'
import { rateOf } from './compensation-rate.ts'
import type { WordKey } from '../words.ts'
import { type AmountFact, type Cap, type Compensation, type ShareBearer, percentText } from './compensation-scheme.ts'
import { type CaseFile, type CitedScheme, type LossCase, amountText, isMore, openCase } from './loss-case.ts'
import type { ParameterPath } from './policy.ts'

/** Who bears what of a loss: shares sum to the loss to the minor unit, and the derivation shows how each came about. */
export interface SharedLoss {
  readonly loss: Money
  readonly shares: readonly Share[]
  readonly derivation: Derivation
}
export interface Share {
  readonly bearer: ShareBearer
  readonly amount: Money
}

/**
 * Shares a loss as a scheme says. Compensation and fixed shares round down unless the scheme says otherwise, so that the
 * odd minor unit stays with the bearer of the remainder (no source states a rounding); funders split the compensation by
 * largest remainder, ties to the one named first. Refuses a case that lacks a fact on which the answer depends.
 */
export function shareLoss(cited: CitedScheme, lossCase: LossCase): SharedLoss {
  const file = openCase(cited, lossCase)
  const { scheme } = cited
  checkLimits(file)

  const loss = lossOf(file)
  const firstLosses = firstLossesOf(file, loss.within)
  const base =
    firstLosses.length === 0
      ? loss.within
      : file.minor('loss.after_first_loss', 'remainder', [loss.within, ...partsOf(firstLosses)])

  const beside = [...otherLevelsOf(file, base), ...fixedPartsOf(file, base)]
  const { compensation, partners } = compensationOf(file, base, beside)
  const funded = scheme.compensation && compensation ? fundersOf(file, scheme.compensation, compensation) : []

  const borne = [...partsOf(firstLosses), ...partsOf(partners), ...(compensation ? [compensation] : [])]
  const lines: Line[] = [
    ...funded,
    ...partners,
    ...firstLosses,
    { bearer: scheme.remainder, part: file.minor('loss.remainder', 'remainder', [loss.whole, ...borne]) },
    ...loss.besides,
  ]
  return sharedLoss(file, lines)
}

/** One bearer's part; a bearer may have several lines (a bank its first loss and the remainder). */
interface Line {
  readonly bearer: ShareBearer
  readonly part: Derivation
}
const partsOf = (lines: readonly Line[]): readonly Derivation[] => lines.map(({ part }) => part)

function sharedLoss({ scheme, minor }: CaseFile, lines: readonly Line[]): SharedLoss {
  const byBearer = Map.groupBy(lines, ({ bearer }) => bearer)
  const borne = [...byBearer].map(([bearer, own]) => ({ bearer, part: minor(`bearer.${bearer}`, 'sum', partsOf(own)) }))
  const derivation = minor('loss.shared', 'sum', partsOf(borne))
  return {
    loss: money(minorOf(derivation), scheme.currency),
    shares: borne.map(({ bearer, part }) => ({ bearer, amount: money(minorOf(part), scheme.currency) })),
    derivation,
  }
}

/** `whole` is shared, of which `within` at the scheme's rates; `besides` is interest that the scheme leaves to the bank. */
function lossOf({ scheme, lossCase, fact, minor }: CaseFile): {
  whole: Derivation
  within: Derivation
  besides: readonly Line[]
} {
  const principal = fact(scheme.base)
  const whole = scheme.interest_included ? minor('loss.with_interest', 'sum', [principal, fact('interest')]) : principal
  const within = scheme.base_limit ? minor('loss.within_loan', 'least', [whole, fact(scheme.base_limit)]) : whole
  const interestStated = lossCase.amounts.interest !== undefined && !scheme.interest_included
  return { whole, within, besides: interestStated ? [{ bearer: 'bank', part: fact('interest') }] : [] }
}

function firstLossesOf(file: CaseFile, within: Derivation): readonly Line[] {
  const { scheme, minor, holds } = file
  const lines: Line[] = []
  for (const [index, firstLoss] of (scheme.first_loss ?? []).entries()) {
    if (!holds(firstLoss.when)) continue
    const left = lines.length === 0 ? within : minor('loss.left', 'remainder', [within, ...partsOf(lines)])
    const part = minor('loss.first_loss', 'least', [
      laidDown(file, firstLoss, `first_loss.${index}`, 'scheme.first_loss_amount'),
      left,
    ])
    lines.push({ bearer: firstLoss.bearer, part })
  }
  return lines
}

interface LaidDown {
  readonly amount?: bigint
  readonly fact?: AmountFact
  readonly rate?: Fraction
  readonly of?: AmountFact
}

/** An amount as a scheme gives one: itself, a fact of the case, or a rate of a fact, rounded down. */
function laidDown(
  { parameter, fact, minor }: CaseFile,
  { amount, fact: stated, rate, of }: LaidDown,
  place: ParameterPath,
  word: WordKey,
): Derivation {
  if (stated) return fact(stated)
  if (!rate || !of) return parameter(word, amount ?? 0n, `${place}.amount`)
  const exact = minor('loss.cap_exact', 'product', [parameter('scheme.cap_rate', rate, `${place}.rate`), fact(of)])
  return minor('loss.cap', 'round:down', [exact])
}

/** What pools of other levels have paid is borne already, whether or not this scheme caps the sum of all levels. */
function otherLevelsOf({ scheme, lossCase, fact, minor }: CaseFile, base: Derivation): readonly Line[] {
  if (lossCase.amounts.other_levels === undefined && !scheme.cross_level_cap) return []
  return [{ bearer: 'other_levels', part: minor('loss.other_levels', 'least', [fact('other_levels'), base]) }]
}

function fixedPartsOf({ scheme, parameter, minor }: CaseFile, base: Derivation): readonly Line[] {
  return (scheme.bearers ?? []).map(({ bearer, rate }, index) => {
    const exact = minor('loss.fixed_part_exact', 'product', [base, parameter('scheme.rate', rate, `bearers.${index}.rate`)])
    return { bearer, part: minor('loss.fixed_part', 'round:down', [exact]) }
  })
}

/** The compensation after all its caps; a cap counted jointly shrinks its partners' parts with it. */
function compensationOf(
  file: CaseFile,
  base: Derivation,
  beside: readonly Line[],
): { compensation?: Derivation; partners: readonly Line[] } {
  const { scheme, minor } = file
  if (!scheme.compensation) return { partners: withinLeft(file, base, beside) }
  const exact = minor('loss.compensation_exact', 'product', [base, rateOf(file, scheme.compensation)])
  const computed = minor('loss.compensation_computed', `round:${scheme.compensation.rounding}`, [exact], 'compensation.rounding')
  const caps = (scheme.caps ?? []).map((cap, index) => ({ cap, index })).filter(({ cap }) => file.holds(cap.when))
  const rooms = caps.filter(({ cap }) => !cap.joint_with).map(({ cap, index }) => roomUnder(file, cap, index))
  if (scheme.cross_level_cap) rooms.push(crossLevelRoom(file, base, scheme.cross_level_cap))

  let partners = withinLeft(file, base, beside)
  const left = minor('loss.left', 'remainder', [base, ...partsOf(partners)])
  let compensation = minor('loss.compensation', 'least', [computed, ...rooms, ...(isMore(computed, left) ? [left] : [])])
  for (const { cap, index } of caps) {
    if (!cap.joint_with) continue
    const together = partners.filter(({ bearer }) => cap.joint_with?.some((joint) => joint === bearer))
    const parts = [compensation, ...partsOf(together)]
    const sum = minor('loss.joint', 'sum', parts)
    const room = roomUnder(file, cap, index)
    if (!isMore(sum, room)) continue
    const capped = minor('loss.joint_capped', 'least', [sum, room])
    const shrunk = parts.map((_, at) => minor('loss.joint_part', `share:${at}`, [capped, ...parts]))
    compensation = shrunk[0] ?? compensation
    partners = partners.map((line) => {
      const at = together.indexOf(line)
      return at === -1 ? line : { ...line, part: shrunk[at + 1] ?? line.part }
    })
  }
  return { compensation, partners }
}

/** In their order, each at most what those before it have left: with what others paid, fixed shares can exceed the whole. */
function withinLeft({ minor }: CaseFile, base: Derivation, lines: readonly Line[]): readonly Line[] {
  const kept: Line[] = []
  for (const { bearer, part } of lines) {
    const left = kept.length === 0 ? base : minor('loss.left', 'remainder', [base, ...partsOf(kept)])
    kept.push({ bearer, part: isMore(part, left) ? minor('loss.within_left', 'least', [part, left]) : part })
  }
  return kept
}

/** A loan's own cap counts this loss alone, so nothing of it is used; every other cap has been drawn on before. */
function roomUnder(file: CaseFile, cap: Cap, index: number): Derivation {
  const { scope, joint_with: joint } = cap
  const limit = laidDown(file, cap, `caps.${index}`, 'scheme.cap_amount')
  if (scope === 'loan') return limit
  const left = file.minor('loss.cap_left', 'difference', [limit, file.used(joint ? `${scope}_joint` : scope)])
  return file.minor('loss.cap_room', 'at_least_zero', [left])
}

function crossLevelRoom({ parameter, fact, minor }: CaseFile, base: Derivation, cap: Fraction): Derivation {
  const exact = minor('loss.cap_exact', 'product', [base, parameter('scheme.cross_level_cap', cap, 'cross_level_cap')])
  const left = minor('loss.cap_left', 'difference', [minor('loss.cap', 'round:down', [exact]), fact('other_levels')])
  return minor('loss.cap_room', 'at_least_zero', [left])
}

function fundersOf({ parameter, minor }: CaseFile, { split }: Compensation, compensation: Derivation): readonly Line[] {
  if (split === null) return [{ bearer: 'public_joint', part: compensation }]
  const [only, ...others] = split
  if (only && others.length === 0) return [{ bearer: only.bearer, part: compensation }]
  const weights = split.map(({ share }, index) => parameter('scheme.share', share, `compensation.split.${index}.share`))
  return split.map(({ bearer }, index) => ({ bearer, part: minor('loss.funded', `share:${index}`, [compensation, ...weights]) }))
}

function checkLimits({ scheme, holds, fact }: CaseFile): void {
  const say = (minor: bigint): string => amountText(minor, scheme.currency)
  for (const { when, loan_amount_max: limit, deposit_rate_min: least, deposit_rate_max: most } of scheme.limits ?? []) {
    if (!holds(when)) continue
    if (limit !== undefined && minorOf(fact('loan_amount')) > limit) {
      refuse('compensation.loan_above_limit', { amount: say(minorOf(fact('loan_amount'))), limit: say(limit) })
    }
    if (!least && !most) continue
    const [deposit, loan] = [minorOf(fact('deposit')), minorOf(fact('loan_amount'))]
    if (loan === 0n) refuse('compensation.ratio_of_nothing', { fact: 'loan_amount' })
    const rate = fraction(deposit, loan)
    if ((least && compare(rate, least) < 0) || (most && compare(rate, most) > 0)) {
      refuse('compensation.deposit_outside_limits', {
        rate: percentText(rate),
        least: least ? percentText(least) : null,
        most: most ? percentText(most) : null,
      })
    }
  }
}
