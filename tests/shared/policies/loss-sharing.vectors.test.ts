import { replay } from '@cofund/shared/kernel/derivation'
import { money, parseDecimal, toDecimal } from '@cofund/shared/kernel/money'
import { advanceOf } from '@cofund/shared/policies/advance'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import { readLossCase } from '@cofund/shared/policies/loss-case.input'
import { shareLoss } from '@cofund/shared/policies/loss-sharing'
import { shareRecovery } from '@cofund/shared/policies/recovery-sharing'
import { shippedPolicy } from '@cofund/shared/policies/shipped'
import { describe, expect } from 'vitest'
import { type VectorCase, agrees, testVectors } from '../../kit/vectors.ts'

type Answer = Readonly<Record<string, unknown>>

/** A kind of sharing as a scheme document and a case: what its inputs become, and what the shares answer. */
const taking =
  <Inputs>(answer: (inputs: Inputs) => Answer) =>
  (inputs: unknown): Answer =>
    answer(inputs as Inputs)

const cited = (document: object): CitedScheme => ({ cites: {}, ...decodeForSharing(document) })

/** What each bears, in major units, of a loss that replays and sums. */
function shared(scheme: CitedScheme, stated: object): (bearer: string) => number {
  const { loss, shares, derivation } = shareLoss(scheme, readLossCase(stated, scheme.scheme))
  expect(replay(derivation)).toBeUndefined()
  expect(shares.reduce((total, { amount }) => total + amount.minor, 0n)).toBe(loss.minor)
  return (bearer) => Number(toDecimal(shares.find((share) => share.bearer === bearer)?.amount ?? money(0n, 'CNY')))
}

const guarantee = (rate: unknown, parts: object = {}) => ({
  compensation: { rate, split: [{ bearer: 'guarantor', share: 1 }] },
  ...parts,
})

/** [up to, rate], open at the last. */
type Steps = readonly (readonly [number | null, number])[]
const stepsOf = (steps: Steps) => steps.map(([upTo, rate]) => ({ ...(upTo === null ? {} : { up_to: upTo }), rate }))

interface CapEnrol {
  readonly loan: number
  readonly borrower: number
  readonly lender: number
  readonly match: number
  readonly min_total: number
  readonly max_total: number
  readonly max_loan: number
}

interface PortfolioEvents {
  readonly actual_volume: number
  readonly rate: number
  readonly cap_rate: number
  readonly events: readonly (readonly ['loss' | 'recovery', number])[]
  readonly recovery: string
}

const answers: Readonly<Record<string, (inputs: unknown) => Answer>> = {
  pct_guarantee: taking<{ net_loss: number; rate: number; cap?: number }>(({ net_loss: loss, rate, cap }) => {
    const share = shared(cited(guarantee(rate, cap ? { caps: [{ scope: 'bank_year', amount: cap }] } : {})), {
      loss,
      used: { bank_year: 0 },
    })
    return { payout: share('guarantor'), lender: share('bank') }
  }),
  pct: taking<{ amount: number; rate: number }>(({ amount, rate }) => ({
    value: shared(cited(guarantee(rate)), { loss: amount })('guarantor'),
  })),
  sba7a: taking<{ loan: number }>(({ loan }) => {
    const { params, cites } = shippedPolicy('SBA7A')
    const scheme = { cites, ...decodeForSharing(params) }
    try {
      return { guaranteed: shared(scheme, { loan_amount: loan, principal_loss: loan })('guarantor') }
    } catch (reason) {
      expect(reason).toMatchObject({ code: 'compensation.outside_tiers' })
      return { guaranteed: null }
    }
  }),
  // The record's own rate; however much more is charged off than was approved, the guaranteed amount is the most.
  sba_record: taking<{ approved: number; rate: number; charged_off_principal: number }>(
    ({ approved, rate, charged_off_principal: lost }) => {
      const scheme = cited(guarantee(rate, { currency: 'USD', base_limit: 'loan_amount' }))
      const guaranteed = shared(scheme, { loan_amount: approved, loss: approved })('guarantor')
      expect(shared(scheme, { loan_amount: approved, loss: lost })('guarantor')).toBeLessThanOrEqual(guaranteed)
      return { guaranteed }
    },
  ),
  portfolio: taking<{ loans_amount_rate_loss: readonly (readonly [number, number, number])[]; cap_rate: number }>(
    ({ loans_amount_rate_loss: loans, cap_rate: capRate }) => {
      const schemeOf = (rate: number) =>
        cited(guarantee(rate, { currency: 'USD', caps: [{ scope: 'pool_period', rate: capRate, of: 'guaranteed_volume' }] }))
      const covered = (rate: number, loss: number): number =>
        shared(cited(guarantee(rate, { currency: 'USD' })), { loss })('guarantor')
      const guaranteed = loans.reduce((total, [amount, rate]) => total + covered(rate, amount), 0)
      const claims = loans.reduce((total, [, rate, loss]) => total + covered(rate, loss), 0)
      const paid = loans.reduce(
        (used, [, rate, loss]) =>
          used +
          cents(
            shared(schemeOf(rate), { loss, guaranteed_volume: guaranteed, used: { pool_period: fromCents(used) } })('guarantor'),
          ),
        0,
      )
      return { guaranteed_volume: guaranteed, claims: fromCents(cents(claims)), paid: fromCents(paid) }
    },
  ),
  // The whole of a portfolio lost: the most that the public side can ever bear of it.
  cap_fraction: taking<{ rate: number; cap_rate: number }>(({ rate, cap_rate: capRate }) => {
    const volume = 1_000_000
    const scheme = cited(guarantee(rate, { caps: [{ scope: 'pool_period', rate: capRate, of: 'guaranteed_volume' }] }))
    const guaranteed = shared(cited(guarantee(rate)), { loss: volume })('guarantor')
    return {
      max_public_loss_fraction:
        shared(scheme, { loss: volume, guaranteed_volume: guaranteed, used: { pool_period: 0 } })('guarantor') / volume,
    }
  }),
  portfolio_events: taking<PortfolioEvents>(({ actual_volume: volume, rate, cap_rate: capRate, events, recovery }) => {
    expect(recovery).toBe('pro_rata')
    const scheme = cited(
      guarantee(rate, {
        caps: [{ scope: 'pool_period', rate: capRate, of: 'guaranteed_volume' }],
        recovery: { rule: 'pro_rata_borne' },
      }),
    )
    const guaranteed = shared(cited(guarantee(rate)), { loss: volume })('guarantor')
    const capped = shared(scheme, { loss: volume, guaranteed_volume: guaranteed, used: { pool_period: 0 } })('guarantor')
    let [used, stated] = [0, {}]
    const paid = events.map(([event, amount]) => {
      if (event === 'loss') {
        stated = { loss: amount, guaranteed_volume: guaranteed, used: { pool_period: used } }
        const payout = shared(scheme, stated)('guarantor')
        used += payout
        return payout
      }
      const back = shareRecovery(
        scheme,
        readLossCase(stated, scheme.scheme),
        parseDecimal(String(amount), 'CNY') ?? expect.unreachable(),
      )
      const returned = Number(toDecimal(back.find(({ bearer }) => bearer === 'guarantor')?.amount ?? expect.unreachable()))
      used -= returned
      return -returned
    })
    return { cap_amount: capped, paid, net_paid: used, cap_left: capped - used }
  }),
  excess_loss: taking<{ loss: number; first_loss: number; rate: number }>(({ loss, first_loss: first, rate }) => {
    const share = shared(cited(guarantee(rate, { first_loss: [{ bearer: 'bank', amount: first }] })), { loss })
    return { payout: share('guarantor'), lender: share('bank') }
  }),
  first_loss_cover: taking<{ loss: number; rate: number; cap_per_loss: number; assets: number }>(
    ({ loss, rate, cap_per_loss: cap, assets }) => {
      const scheme = cited(
        guarantee(rate, {
          caps: [
            { scope: 'loan', amount: cap },
            { scope: 'pool_period', amount: assets },
          ],
        }),
      )
      const share = shared(scheme, { loss, used: { pool_period: 0 } })
      return { covered: share('guarantor'), uncovered: share('bank') }
    },
  ),
  // Bad loans counted as the balance, each a loss of one.
  default_trigger: taking<{ loans: number; defaults: number; trigger: number; rate: number; mode: string }>(
    ({ loans, defaults, trigger, rate, mode }) => {
      const scheme = cited({
        family: 'bank_year',
        base: 'net_loss',
        compensation: { bands: { mode, steps: [{ above: trigger, rate }] }, split: [{ bearer: 'guarantor', share: 1 }] },
      })
      return { loans_compensated: shared(scheme, { loss: defaults, npl_balance: defaults, loan_balance: loans })('guarantor') }
    },
  ),
  rate_bands: taking<{ base: number; claims: number; bands: Steps }>(({ base, claims, bands }) => {
    const scheme = cited({
      family: 'bank_year',
      base: 'net_loss',
      compensation: { bands: { steps: stepsOf(bands) }, split: [{ bearer: 'nation', share: 1 }] },
    })
    return { payout: shared(scheme, { loss: claims, npl_balance: claims, loan_balance: base })('nation') }
  }),
  npl_band: taking<{ balance: number; npl: number; lo: number; hi: number; rate: number; cap: number }>(
    ({ balance, npl, lo, hi, rate, cap }) => {
      const compensation = { bands: { steps: [{ above: lo, up_to: hi, rate }] }, split: [{ bearer: 'city', share: 1 }] }
      const scheme = cited({ family: 'bank_year', base: 'net_loss', compensation, caps: [{ scope: 'bank_year', amount: cap }] })
      return { payout: shared(scheme, { loss: npl, npl_balance: npl, loan_balance: balance, used: { bank_year: 0 } })('city') }
    },
  ),
  marginal_tiers: taking<{ loss: number; recovery?: number; recovery_rate?: number; tiers: Steps }>(
    ({ loss, recovery = 0, recovery_rate: flat, tiers }) => {
      const compensation = {
        tiers: { by: 'principal_loss', mode: 'marginal', steps: stepsOf(tiers) },
        split: [{ bearer: 'guarantor', share: 1 }],
      }
      const scheme = cited({
        compensation,
        recovery: flat ? { rule: 'flat_rate', rate: flat } : { rule: 'recompute_on_net_loss' },
      })
      const back = shareRecovery(
        scheme,
        readLossCase({ loss }, scheme.scheme),
        parseDecimal(String(recovery), 'CNY') ?? expect.unreachable(),
      )
      return {
        payout:
          shared(scheme, { loss })('guarantor') -
          Number(toDecimal(back.find(({ bearer }) => bearer === 'guarantor')?.amount ?? expect.unreachable())),
      }
    },
  ),
  // Two covers, then the junior, all drawn before the senior, who is the lender; a recovery makes the loss smaller.
  cascade: taking<{ covers: readonly [number, number]; junior: number; senior: number; loss: number; recovery: number }>(
    ({ covers, junior, senior, loss, recovery }) => {
      const [first, second] = covers
      const firstLoss = [
        { bearer: 'firm', amount: first },
        { bearer: 'park', amount: second },
        { bearer: 'guarantor', amount: junior },
      ]
      const scheme = cited({ first_loss: firstLoss, recovery: { rule: 'recompute_on_net_loss' } })
      const share = shared(scheme, { loss: loss - recovery })
      return {
        cover_losses: [share('firm'), share('park')],
        junior_loss: share('guarantor'),
        senior_loss: share('bank'),
        unabsorbed: Math.max(0, share('bank') - senior),
      }
    },
  ),
  // What the senior's fixed return lacks is a loss, which the junior bears first; a surplus is no loss, and the junior's.
  senior_fixed: taking<{ pool: number; senior: number; junior: number; senior_rate: number; return_rate: number }>(
    ({ pool, senior, junior, senior_rate: rate, return_rate: earned }) => {
      const [target, gained] = [senior * rate, pool * earned]
      const share = shared(cited({ first_loss: [{ bearer: 'guarantor', amount: junior }] }), {
        loss: Math.max(0, target - gained).toFixed(2),
      })
      return { senior: target - share('bank'), junior: Math.max(0, gained - target) - share('guarantor') }
    },
  ),
  stacking: taking<{ loss: number; rate: number; bonus: number; other_levels: number; aggregate_cap: number }>(
    ({ loss, rate, bonus, other_levels: others, aggregate_cap: cap }) => {
      const compensation = {
        rate,
        split: [{ bearer: 'province', share: 1 }],
        ...(bonus ? { addons: [{ when: { any: ['first_loan'] }, points: bonus }] } : {}),
      }
      return {
        payout: shared(cited({ compensation, cross_level_cap: cap }), { loss, other_levels: others, flags: ['first_loan'] })(
          'province',
        ),
      }
    },
  ),
  split: taking<{ loss: number; weights: readonly number[] }>(({ loss, weights }) => {
    const parties = ['guarantor', 'reguarantor', 'bank', 'district']
    const total = weights.reduce((a, b) => a + b, 0)
    const share = shared(cited({ bearers: weights.map((weight, index) => ({ bearer: parties[index], rate: weight / total })) }), {
      loss,
    })
    return { shares: parties.map(share) }
  }),
  // A reserve bears losses first: what was paid in for the loan, and what the programme adds to it. All of it is drawn on a total loss.
  cap_enrol: taking<CapEnrol>(({ loan, borrower, lender, match, min_total: least, max_total: most, max_loan: largest }) => {
    const limits = [{ loan_amount_max: largest, deposit_rate_min: least, deposit_rate_max: most }]
    try {
      return {
        eligible: true,
        reserve: reserveOf(loan, loan * (borrower + lender), [{ rate: match, of: 'deposit' }], { limits }),
      }
    } catch (reason) {
      expect(reason).toMatchObject({ code: 'compensation.deposit_outside_limits', facts: { rate: '7.1%', most: '7%' } })
      return { eligible: false, reserve: null }
    }
  }),
  cap_total: taking<{ premiums: number; match: number }>(({ premiums, match }) => {
    const loan = 1_000_000
    return { total: reserveOf(loan, loan * premiums, [{ rate: match, of: 'loan_amount' }]) / loan }
  }),
  // The borrower pays as much as the lender, the state a multiple of it by tenor, and more for the severely affected.
  calcap: taking<{ loan: number; lender: number; months: number; severe: boolean }>(({ loan, lender, months, severe }) => {
    const added = [
      { rate: 1, of: 'deposit' },
      { rate: 4, of: 'deposit', when: { all: ['up_to_60_months'] } },
      { rate: 3, of: 'deposit', when: { all: ['beyond_60_months'] } },
      { rate: 2, of: 'deposit', when: { all: ['severely_affected', 'up_to_60_months'] } },
      { rate: 1, of: 'deposit', when: { all: ['severely_affected', 'beyond_60_months'] } },
    ]
    const flags = { up_to_60_months: months <= 60, beyond_60_months: months > 60, severely_affected: severe }
    return { reserve: reserveOf(loan, loan * lender, added, { flags }) }
  }),
  // A state's contributions are refunded: a part of the premiums, less beyond the first two million covered, within a part of what is covered.
  cap_reimb: taking<{ previous_covered: number; covered: number; premiums: number }>(
    ({ previous_covered: before, covered, premiums }) => {
      const steps = [{ up_to: 2_000_000, rate: 0.75 }, { rate: 0.5 }]
      const scheme = cited({
        compensation: { tiers: { by: 'guaranteed_volume', steps }, split: [{ bearer: 'nation', share: 1 }] },
        caps: [
          { scope: 'loan', rate: 0.0525, of: 'loan_amount', when: { all: ['within_first_step'] } },
          { scope: 'loan', rate: 0.035, of: 'loan_amount', when: { all: ['beyond_first_step'] } },
        ],
      })
      const within = before + covered <= 2_000_000
      const flags = { within_first_step: within, beyond_first_step: !within }
      return {
        max_reimbursement: shared(scheme, { loss: premiums, loan_amount: covered, guaranteed_volume: before + covered, flags })(
          'nation',
        ),
      }
    },
  ),
  // A cap rate that rises with use and strain, up to a ceiling: an add-on under a percentage cap.
  covid_cap: taking<{ initial: number; unutilised: number; covid: number }>(({ initial, unutilised, covid }) => {
    const addons = [{ when: { any: ['strained'] }, points: initial * unutilised * covid * 0.5 }]
    const compensation = { rate: initial, addons, rate_cap: 0.3, split: [{ bearer: 'guarantor', share: 1 }] }
    return { cap_rate: shared(cited({ compensation }), { loss: 1_000_000, flags: ['strained'] })('guarantor') / 1_000_000 }
  }),
  cgtmse: taking<{ default: number; coverage: number }>(({ default: loss, coverage }) => {
    const scheme = cited(guarantee(coverage, { advance: { rate: '0.75' } }))
    const guaranteed = shared(scheme, { loss })('guarantor')
    const { advance, balance } = advanceOf(scheme, parseDecimal(String(guaranteed), 'CNY') ?? expect.unreachable())
    return { guaranteed, first: Number(toDecimal(advance)), second: Number(toDecimal(balance)) }
  }),
}

/** What a reserve holds for one loan: everything but the bank's remainder when all of the loan is lost. */
function reserveOf(
  loan: number,
  deposit: number,
  added: readonly object[],
  { flags = {}, ...parts }: { flags?: object; limits?: object } = {},
): number {
  const firstLoss = [{ bearer: 'firm', fact: 'deposit' }, ...added.map((part) => ({ bearer: 'province', ...part }))]
  const share = shared(cited({ first_loss: firstLoss, ...parts }), {
    loss: loan,
    loan_amount: loan,
    deposit: deposit.toFixed(2),
    flags,
  })
  return share('firm') + share('province')
}

const cents = (amount: number): number => Math.round(amount * 100)
const fromCents = (amount: number): number => amount / 100

/**
 * Left out, since they share no loss: `sum` adds up a roll-forward, `abs_cdo` passes losses through securities of
 * securities, `fdic_asset` values a receivable.
 */
describe('every outside number that shares a loss, each through a scheme document', () => {
  testVectors('losssharing', Object.keys(answers), (vector: VectorCase) => {
    const answer = answers[vector.inputs.kind]?.(vector.inputs) ?? {}
    for (const [key, expected] of Object.entries(vector.expected))
      expect(same(answer[key], expected, vector), `${key}: ${String(answer[key])}, not ${String(expected)}`).toBe(true)
  })
})

function same(actual: unknown, expected: unknown, vector: VectorCase): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => same(actual[index], item, vector))
    )
  if (typeof expected === 'number' && typeof actual === 'number') return agrees(actual, expected, vector.tolerance)
  return actual === expected
}
