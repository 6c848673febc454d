import { yearFraction } from '../kernel/day-count.ts'
import { type Derivation, given, minorOf } from '../kernel/derivation.ts'
import { type Money, money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { type CitedScheme, openCase } from '../policies/loss-case.ts'
import { refuse } from '../refuse.ts'

/** What a bank returns where its compensation is claimed back (补偿追回). */
export interface Clawback {
  /** All that the funders still bear. */
  readonly clawed: Money
  readonly interest: Money
  readonly derivation: Derivation
}

/** Compensation as it reached the bank. */
export interface PaidCompensation {
  readonly minor: bigint
  readonly on: PlainDate
}

/**
 * The compensation that the funders still bear, with interest by the scheme's rate from the days on which it was paid: what is
 * left is taken as a like part of each payment. A scheme without a rate asks for none.
 */
export function clawbackOf(
  cited: CitedScheme,
  clawed: bigint,
  payments: readonly PaidCompensation[],
  on: PlainDate,
): Clawback {
  if (clawed <= 0n) refuse('recovery.nothing_to_claw_back', {})
  const { scheme } = cited
  const { amount, minor, parameter } = openCase(cited, { amounts: {}, used: {}, flags: {} })
  const { interest_rate: rate, day_count: dayCount = 'act/365f' } = scheme.recovery?.clawback ?? {}
  const whole = amount('recovery.clawed', clawed)
  const answer = (interest: Derivation): Clawback => ({
    clawed: money(clawed, scheme.currency),
    interest: money(minorOf(interest), scheme.currency),
    derivation: minor('recovery.clawback_total', 'sum', [whole, interest]),
  })
  if (!rate) return answer(minor('recovery.clawback_interest', 'sum', []))
  if (payments.length === 0) refuse('recovery.interest_from_unknown', {})

  const weights = payments.map((payment) => amount('recovery.clawback_payment', payment.minor))
  const exact = payments.map((payment, index) =>
    minor('recovery.clawback_exact', 'product', [
      minor('recovery.clawed', `share:${index}`, [whole, ...weights]),
      parameter('parameter.interest_rate', rate, 'recovery.clawback.interest_rate'),
      given(yearFraction(payment.on, on < payment.on ? payment.on : on, dayCount), {
        label: 'recovery.clawback_years',
        unit: 'ratio',
      }),
    ]),
  )
  return answer(
    minor('recovery.clawback_interest', 'round:half_up', [minor('recovery.clawback_exact', 'sum', exact)]),
  )
}
