import { z } from 'zod'
import { readDecimal } from '../kernel/decimal.ts'
import { type Fraction, compare, fraction, one, sumOf, times, zero } from '../kernel/fraction.ts'
import { yearFractionConventions } from '../kernel/day-count.ts'
import { finding, inputIssues } from '../kernel/input-issues.ts'
import { type Currency, currencies, isCurrency } from '../kernel/money.ts'
import { refuse } from '../refuse.ts'
import {
  amountFacts,
  type Bearer,
  bearers,
  breakerActions,
  capScopes,
  checkScheme,
  type CompensationScheme,
  costRules,
  families,
  lossFacts,
  partsBesideSharing,
  percentText,
  recoveryParts,
  recoveryRules,
  type Step,
  type UnreadPart,
} from './compensation-scheme.ts'
import { emptyParameters, type Params } from './policy.ts'
import { policyFindings } from './policy.words.ts'

/**
 * Reads a scheme document. Rates and amounts are decimal texts ("0.40", "5000000.00"; amounts in major units) or numbers;
 * what a document leaves out is the plainest rule: a loan's principal loss in CNY, without interest, rounded down so that
 * the odd fen stays with the bank. Refuses what is no scheme, by name and place; nothing but the split between governments
 * that pay together may be empty.
 */
export function decodeScheme(document: unknown): CompensationScheme {
  const empty = emptyParameters(asParams(document)).filter((path) => path !== 'compensation.split')
  if (empty.length > 0) refuse('policy.parameters_empty', { paths: empty })
  return read(document, 'complete')
}

/**
 * Reads as much of a scheme as sharing a loss takes. A part that decides when, not how much, and that nobody has read in
 * full is left out and named, so that whoever asks for it is refused.
 */
export function decodeForSharing(document: unknown): {
  readonly scheme: CompensationScheme
  readonly unread: readonly UnreadPart[]
} {
  const params = asParams(document)
  const unread = partsBesideSharing.filter((part) => emptyParameters({ [part]: params[part] ?? [] }).length > 0)
  const rest = Object.fromEntries(Object.entries(params).filter(([part]) => !unread.some((left) => left === part)))
  return { scheme: decodeScheme(rest), unread }
}

/** Refuses a draft that is no scheme; parameters that nobody has read yet may be null. */
export function checkDraftScheme(document: unknown): void {
  if (emptyParameters(asParams(document)).every((path) => path === 'compensation.split')) decodeScheme(document)
  else read(document, 'draft')
}

type Stage = 'draft' | 'complete'

const asParams = (document: unknown): Params =>
  document !== null && typeof document === 'object' && !Array.isArray(document)
    ? { ...document }
    : refuse('scheme.no_document', {})

function read(document: unknown, stage: Stage): CompensationScheme {
  const { currency = 'CNY' } = asParams(document)
  if (typeof currency !== 'string' || !isCurrency(currency)) {
    return refuse('scheme.unknown_currency', { currency: String(currency), known: Object.keys(currencies) })
  }
  const { data, error } = schemaFor(currency, stage).safeParse(document)
  if (error) return refuse('input.invalid', { issues: inputIssues(error) })
  for (const { place, bearer } of bearersNamed(data)) {
    if (!bearers.includes(bearer)) refuse('scheme.unknown_bearer', { place, bearer, known: bearers })
  }
  // What is still empty cannot be checked against the rest.
  return stage === 'complete' ? checkScheme(withoutRemainderLine(data)) : data
}

/** A list of bearers may name the remainder's too, as long as all together are the whole. */
function withoutRemainderLine(scheme: CompensationScheme): CompensationScheme {
  const { bearers: fixed = [], remainder, compensation } = scheme
  if (compensation || !fixed.some(({ bearer: name }) => name === remainder)) return scheme
  const whole = sumOf(fixed.map(({ rate }) => rate))
  if (compare(whole, one) !== 0) refuse('scheme.split_not_whole', { place: 'bearers', sum: percentText(whole) })
  return { ...scheme, bearers: fixed.filter(({ bearer: name }) => name !== remainder) }
}

/** A schema for each currency and stage, built once: decoders of amounts need to know their decimal places. */
const schemas = new Map<string, ReturnType<typeof buildSchema>>()
function schemaFor(currency: Currency, stage: Stage) {
  const key = `${currency} ${stage}`
  const known = schemas.get(key) ?? buildSchema(currency, stage)
  schemas.set(key, known)
  return known
}

const decimal = z.union([z.string(), z.number()])

const ratio = decimal.transform((text, context): Fraction => {
  const value = readDecimal(text)
  if (value) return value
  context.addIssue(finding(policyFindings.rate(String(text))))
  return z.NEVER
})

/** An amount in major units, as minor ones: "5000000.00" is 500000000 fen. */
export const amountIn = (currency: Currency) =>
  decimal.transform((text, context): bigint => {
    const value = readDecimal(text)
    const minor = value && times(value, fraction(10n ** BigInt(currencies[currency])))
    if (minor?.denominator === 1n) return minor.numerator
    context.addIssue(finding(policyFindings.amount(String(text), currency)))
    return z.NEVER
  })

// A name that we do not know gets a refusal of its own (read), with the names that we do.
const bearer = z.string().transform((name) => name as Bearer)
const flag = z.string().regex(/^[a-z][a-z0-9_]*$/)

function buildSchema(currency: Currency, stage: Stage) {
  // In a draft any parameter may be null; only its shape is then read, so that its type need not say so.
  const parameter = <S extends z.ZodType>(schema: S): S => (stage === 'draft' ? (schema.nullable() as unknown as S) : schema)

  const rate = parameter(ratio)
  const amount = parameter(amountIn(currency))
  const condition = z.strictObject({
    any: z.array(flag).min(1).exactOptional(),
    all: z.array(flag).min(1).exactOptional(),
    product: z.array(flag).min(1).exactOptional(),
    revenue_below: amount.exactOptional(),
    revenue_up_to: amount.exactOptional(),
  })
  const steps = <B extends z.ZodType>(bound: B) =>
    z.array(z.strictObject({ above: bound.exactOptional(), up_to: bound.exactOptional(), rate })).min(1)
  const count = parameter(z.int().nonnegative())

  const compensation = z.strictObject({
    rate: rate.exactOptional(),
    classes: z
      .array(z.strictObject({ when: condition, rate }))
      .min(1)
      .exactOptional(),
    tiers: z
      .strictObject({
        by: z.enum(amountFacts),
        mode: parameter(z.enum(['whole', 'marginal'])).default('whole'),
        steps: steps(amount),
      })
      .transform((tiers) => ({ ...tiers, steps: joined(tiers.steps, 0n) }))
      .exactOptional(),
    bands: z
      .strictObject({
        mode: parameter(z.enum(['excess', 'cliff'])).default('excess'),
        steps: steps(rate),
        floors: z
          .array(z.strictObject({ when: condition, above: rate }))
          .min(1)
          .exactOptional(),
      })
      .transform((bands) => ({ ...bands, steps: joined(bands.steps, zero) }))
      .exactOptional(),
    agreed: z.strictObject({ of: z.enum(amountFacts), over: z.enum(amountFacts) }).exactOptional(),
    addons: z
      .array(z.strictObject({ when: condition, points: rate }))
      .min(1)
      .exactOptional(),
    rate_cap: rate.exactOptional(),
    split: z
      .array(z.strictObject({ bearer, share: rate }))
      .min(1)
      .nullable(),
    rounding: z.enum(['down', 'half_up', 'half_even']).default('down'),
  })

  return z.strictObject({
    family: z.enum(families).default('loan'),
    currency: z.literal(currency).default(currency),
    base: parameter(z.enum(lossFacts)).default('principal_loss'),
    base_limit: z.literal('loan_amount').exactOptional(),
    interest_included: parameter(z.boolean()).default(false),
    first_loss: z
      .array(
        z.strictObject({
          bearer,
          amount: amount.exactOptional(),
          fact: z.enum(amountFacts).exactOptional(),
          rate: rate.exactOptional(),
          of: z.enum(amountFacts).exactOptional(),
          when: condition.exactOptional(),
        }),
      )
      .min(1)
      .exactOptional(),
    bearers: z.array(z.strictObject({ bearer, rate })).min(1).exactOptional(),
    compensation: compensation.exactOptional(),
    remainder: bearer.default('bank'),
    caps: z
      .array(
        z.strictObject({
          scope: z.enum(capScopes),
          amount: amount.exactOptional(),
          rate: rate.exactOptional(),
          of: z.enum(amountFacts).exactOptional(),
          when: condition.exactOptional(),
          joint_with: z.array(bearer).min(1).exactOptional(),
        }),
      )
      .exactOptional(),
    cross_level_cap: rate.exactOptional(),
    limits: z
      .array(
        z.strictObject({
          when: condition.exactOptional(),
          loan_amount_max: amount.exactOptional(),
          tenor_months_max: count.exactOptional(),
          deposit_rate_min: rate.exactOptional(),
          deposit_rate_max: rate.exactOptional(),
        }),
      )
      .exactOptional(),
    breakers: z
      .array(
        z.strictObject({
          of: z.enum(amountFacts),
          over: z.enum(amountFacts),
          above: rate,
          action: parameter(z.enum(breakerActions)),
        }),
      )
      .exactOptional(),
    exclusive_with: z.array(z.string().min(1)).exactOptional(),
    claim: z
      .strictObject({
        overdue_days_above: count.exactOptional(),
        overdue_months_min: count.exactOptional(),
        recovery_days_min: count.exactOptional(),
        litigation_accepted: z.boolean().exactOptional(),
        diligent_recovery: z.boolean().exactOptional(),
        within_days: count.exactOptional(),
      })
      .exactOptional(),
    advance: z.strictObject({ rate }).exactOptional(),
    recovery: z
      .strictObject({
        rule: parameter(z.enum(recoveryRules)),
        rate: rate.exactOptional(),
        cost_rule: parameter(z.enum(costRules)).exactOptional(),
        costs_first: z.boolean().exactOptional(),
        application_order: z
          .array(parameter(z.enum(recoveryParts)))
          .min(1)
          .exactOptional(),
        remit_within_working_days: count.exactOptional(),
        clawback: z
          .strictObject({
            interest_rate: rate.exactOptional(),
            day_count: parameter(z.enum(yearFractionConventions)).exactOptional(),
          })
          .exactOptional(),
      })
      // A document may say the one cost rule that schemes have published as a yes or no.
      .transform(({ costs_first: first, ...terms }) =>
        first === undefined ? terms : { cost_rule: first ? ('costs_first' as const) : ('lender_bears' as const), ...terms },
      )
      .exactOptional(),
  })
}

/** A step that does not say where it begins goes on from the one before. */
const joined = <Bound>(
  steps: readonly { above?: Bound; up_to?: Bound; rate: Fraction }[],
  start: Bound,
): readonly Step<Bound>[] => steps.map((step, index) => ({ ...step, above: step.above ?? steps[index - 1]?.up_to ?? start }))

function* bearersNamed({ first_loss = [], bearers: fixed = [], compensation, remainder, caps = [] }: CompensationScheme) {
  yield* first_loss.map(({ bearer: name }, index) => ({ place: `first_loss.${index}.bearer`, bearer: name }))
  yield* fixed.map(({ bearer: name }, index) => ({ place: `bearers.${index}.bearer`, bearer: name }))
  yield* (compensation?.split ?? []).map(({ bearer: name }, index) => ({
    place: `compensation.split.${index}.bearer`,
    bearer: name,
  }))
  yield { place: 'remainder', bearer: remainder }
  for (const [index, { joint_with = [] }] of caps.entries())
    yield* joint_with.map((name) => ({ place: `caps.${index}.joint_with`, bearer: name }))
}
