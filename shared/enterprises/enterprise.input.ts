import { z } from 'zod'
import { readDecimal } from '../kernel/decimal.ts'
import { fraction, times } from '../kernel/fraction.ts'
import { finding } from '../kernel/input-issues.ts'
import { type PlainDate, parsePlainDate } from '../kernel/plain-date.ts'
import { dayInput } from '../policies/policy.input.ts'
import { certificateKinds } from './certificate.ts'
import { creditLists, creditSubjects } from './credit-flag.ts'
import type { EnterpriseRecord } from './enterprise.ts'
import { enterpriseFindings } from './enterprise.words.ts'
import { type Fact, type FactKind, type FactName, type FactValue, factKinds, factNames } from './fact.ts'

const readers: Readonly<
  Record<
    FactKind,
    { readonly read: (value: unknown) => FactValue | undefined; readonly otherwise: keyof typeof enterpriseFindings }
  >
> = {
  count: { read: (value) => wholeOf(value, 1n), otherwise: 'count' },
  money: { read: (value) => wholeOf(value, 100n), otherwise: 'money' },
  yes_no: { read: (value) => (typeof value === 'boolean' ? value : undefined), otherwise: 'yesNo' },
  day: { read: (value) => (typeof value === 'string' ? parsePlainDate(value) : undefined), otherwise: 'day' },
  code: { read: (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined), otherwise: 'code' },
}

/** So many units of the number, if that is whole and not negative. */
function wholeOf(value: unknown, units: bigint): bigint | undefined {
  const read = readDecimal(value)
  const whole = read && times(read, fraction(units))
  return whole?.denominator === 1n && whole.numerator >= 0n ? whole.numerator : undefined
}

const valueOf = (name: FactName) =>
  z.unknown().transform((value, context): FactValue => {
    const { read, otherwise } = readers[factKinds[name]]
    const known = read(value)
    if (known !== undefined) return known
    context.addIssue(finding(enterpriseFindings[otherwise](JSON.stringify(value) ?? 'undefined')))
    return z.NEVER
  })

/** What a person wrote of a fact, as its kind reads it: yuan become fen; undefined where it is no value of it. */
export function readFactValue(name: FactName, text: string): FactValue | undefined {
  const kind = factKinds[name]
  const written = kind !== 'yes_no' ? text : text === 'true' ? true : text === 'false' ? false : text
  return readers[kind].read(written)
}

/** Stated for a day, or just stated; once or several times. */
const statementsOf = (name: FactName) => {
  const stated = z.strictObject({ value: valueOf(name), on: dayInput.exactOptional(), source: z.string().exactOptional() })
  const one = z.preprocess((value) => (isObject(value) ? value : { value }), stated)
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(one).max(1000)).exactOptional()
}

const isObject = (value: unknown): boolean => value !== null && typeof value === 'object'

const statements = Object.fromEntries(factNames.map((name) => [name, statementsOf(name)])) as Record<
  FactName,
  ReturnType<typeof statementsOf>
>

/**
 * What is recorded of an enterprise. Facts stand under `facts`, or beside it: a value, `{ value, on, source }`, or a list of
 * those; amounts in yuan. `certificates` and `credit_flags` left out mean that nobody has looked. A credit record counts as
 * clean only beside `credit_checks`, which say which list was looked up when; `credit_checked_on` says it of all.
 *
 *     { "staff": 120, "revenue": { "value": "45000000.00", "on": "2025-12-31" }, "industry": "I6513",
 *       "certificates": [{ "kind": "tech_sme", "number": "2026…", "valid_from": "2026-04-20", "valid_to": "2027-04-19" }],
 *       "credit_flags": [], "credit_checked_on": "2026-06-01" }
 */
export const enterpriseRecordInput = z
  .strictObject({
    name: z.string().exactOptional(),
    uscc: z.string().exactOptional(),
    facts: z.strictObject(statements).default({}),
    ...statements,
    certificates: z
      .array(
        z.strictObject({
          kind: z.enum(certificateKinds),
          number: z.string().exactOptional(),
          valid_from: dayInput,
          valid_to: dayInput.exactOptional(),
          revoked_on: dayInput.exactOptional(),
        }),
      )
      .max(1000)
      .exactOptional(),
    credit_flags: z
      .array(
        z.strictObject({
          list: z.enum(creditLists),
          subject: z.enum(creditSubjects).default('enterprise'),
          from: dayInput,
          to: dayInput.exactOptional(),
          repaired_on: dayInput.exactOptional(),
          source: z.string().exactOptional(),
        }),
      )
      .max(1000)
      .exactOptional(),
    credit_checks: z
      .array(
        z.strictObject({
          on: dayInput,
          list: z.enum(creditLists).exactOptional(),
          subject: z.enum(creditSubjects).exactOptional(),
        }),
      )
      .max(1000)
      .exactOptional(),
    credit_checked_on: dayInput.exactOptional(),
  })
  .transform(({ name: _name, uscc: _uscc, facts, certificates, credit_flags, credit_checks, credit_checked_on, ...beside }) => ({
    stated: factNames.flatMap((fact) =>
      [...(facts[fact] ?? []), ...(beside[fact] ?? [])].map((statement) => ({ fact, ...statement })),
    ),
    rest: {
      ...(certificates ? { certificates } : {}),
      ...(credit_flags ? { credit_flags } : {}),
      credit_checks: [...(credit_checks ?? []), ...(credit_checked_on === undefined ? [] : [{ on: credit_checked_on }])],
    },
  }))

/** The record as of a day: what was stated without one is taken as stated for it. */
export const recordAsOf = ({ stated, rest }: z.output<typeof enterpriseRecordInput>, asOf: PlainDate): EnterpriseRecord => ({
  facts: stated.map(({ on = asOf, ...statement }): Fact => ({ on, ...statement })),
  ...rest,
})
