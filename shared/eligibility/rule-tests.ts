import { type Certificate, isValidOn } from '../enterprises/certificate.ts'
import { type FactName, factAsOf } from '../enterprises/fact.ts'
import { smeClassOfIndustry } from '../enterprises/sme-industry.ts'
import { type Measures, type SmeClassName, isSmeClass, measuresOf, possibleSizes, smeSizes } from '../enterprises/sme-size.ts'
import { type PlainDate, addMonths } from '../kernel/plain-date.ts'
import { flagAbsent } from './credit-test.ts'
import type { FactUsed, Finding, Missing } from './finding.ts'
import { type Subject, measure, nameOf, tellQuantity, used } from './quantity.ts'
import { type SingleTest, type TestOf, holds } from './rule-set.ts'
import { score } from './score.ts'

/** What the record says to a test. */
export function answerTest(test: SingleTest, subject: Subject): Finding {
  switch (test.test) {
    case 'compare':
      return compareFigure(test, subject)
    case 'holds':
      return answerFact(test.fact, subject, (value) => value === test.is, test.is)
    case 'one_of':
      return answerFact(test.fact, subject, (value) => test.values.some((code) => String(value).startsWith(code)), test.values)
    case 'certificate':
      return validCertificate(test, subject)
    case 'flag_absent':
      return flagAbsent(test, subject)
    case 'sme_size':
      return smeSize(test, subject)
    case 'score':
      return score(test, subject)
  }
}

function compareFigure({ of, is, value, max_age_days }: TestOf<'compare'>, subject: Subject): Finding {
  const measured = measure(of, subject, max_age_days)
  const { facts, missing } = measured
  if (!measured.value) return { outcome: 'unknown', facts, missing }
  if (holds(is, measured.value, value)) return { outcome: 'pass', facts, missing: [] }
  const change: Missing = {
    need: 'value',
    of: nameOf(of),
    is,
    value: tellQuantity(of, value),
    now: tellQuantity(of, measured.value),
  }
  return { outcome: 'fail', facts, missing: [change] }
}

type Answers = string | boolean | readonly string[]

function answerFact(
  name: FactName,
  { record, asOf }: Subject,
  passes: (value: string | boolean | bigint) => boolean,
  is: Answers,
): Finding {
  const found = factAsOf(record.facts, name, asOf)
  if (!found.fact) return { outcome: 'unknown', facts: [], missing: [{ need: 'fact', fact: name, why: found.why }] }
  const facts = [used(found.fact)]
  if (passes(found.fact.value)) return { outcome: 'pass', facts, missing: [] }
  const { value } = found.fact
  return {
    outcome: 'fail',
    facts,
    missing: [{ need: 'answer', fact: name, is, now: typeof value === 'bigint' ? value.toString() : value }],
  }
}

/** An expired certificate is shown beside the failure: renewing it is what is missing. */
function validCertificate({ kinds, granted_within_months }: TestOf<'certificate'>, { record, asOf }: Subject): Finding {
  if (!record.certificates) return { outcome: 'unknown', facts: [], missing: [{ need: 'certificates' }] }
  const since = granted_within_months === undefined ? undefined : addMonths(asOf, -granted_within_months)
  const ofKind = record.certificates.filter(({ kind }) => kinds.includes(kind))
  const counts = (certificate: Certificate): boolean =>
    since === undefined ? isValidOn(certificate, asOf) : grantedWithin(certificate, since, asOf)
  const valid = ofKind.filter(counts)
  if (valid.length > 0) return { outcome: 'pass', facts: valid.map(usedCertificate), missing: [] }
  return { outcome: 'fail', facts: ofKind.map(usedCertificate), missing: [{ need: 'certificate', kinds, on: asOf }] }
}

/** A prize or a standard does not lapse; what counts is when it was given, and that it was not taken back. */
const grantedWithin = ({ valid_from, revoked_on }: Certificate, since: PlainDate, asOf: PlainDate): boolean =>
  since <= valid_from && valid_from <= asOf && (revoked_on === undefined || asOf < revoked_on)

const usedCertificate = ({ kind, ...validity }: Certificate): FactUsed => ({ certificate: kind, ...validity })

function smeSize({ at_most }: TestOf<'sme_size'>, subject: Subject): Finding {
  const { name, facts: classFacts, missing: classMissing } = smeClassOf(subject)
  if (!name) return { outcome: 'unknown', facts: classFacts, missing: classMissing }
  const measured = measuresOf(name).map((fact) => ({ fact, found: factAsOf(subject.record.facts, fact, subject.asOf) }))
  const measures: Measures = Object.fromEntries(
    measured.map(({ fact, found }) => [fact, typeof found.fact?.value === 'bigint' ? found.fact.value : undefined]),
  )
  const possible = possibleSizes(name, measures)
  const fitting = possible.filter((size) => smeSizes.indexOf(size) <= smeSizes.indexOf(at_most))
  const facts = [...classFacts, ...measured.flatMap(({ found }) => (found.fact ? [used(found.fact)] : []))]
  const [size, ...others] = possible
  const known = size && others.length === 0 ? { size } : {}
  if (fitting.length === possible.length) return { outcome: 'pass', facts, missing: [], ...known }
  if (fitting.length === 0)
    return { outcome: 'fail', facts, missing: [{ need: 'size', at_most, now: possible.at(-1) ?? 'large' }], ...known }
  const missing = measured.flatMap(({ fact, found }): Missing[] => (found.fact ? [] : [{ need: 'fact', fact, why: found.why }]))
  return { outcome: 'unknown', facts, missing }
}

/** The class stated outright, else the one that the industry falls in. */
function smeClassOf({ record, asOf }: Subject): {
  readonly name: SmeClassName | undefined
  readonly facts: readonly FactUsed[]
  readonly missing: readonly Missing[]
} {
  const stated = factAsOf(record.facts, 'sme_class', asOf)
  if (stated.fact && isSmeClass(stated.fact.value)) return { name: stated.fact.value, facts: [used(stated.fact)], missing: [] }
  const industry = factAsOf(record.facts, 'industry', asOf)
  if (!industry.fact) return { name: undefined, facts: [], missing: [{ need: 'fact', fact: 'industry', why: industry.why }] }
  const code = String(industry.fact.value)
  const name = smeClassOfIndustry(code)
  return { name, facts: [used(industry.fact)], missing: name ? [] : [{ need: 'class', industry: code }] }
}
