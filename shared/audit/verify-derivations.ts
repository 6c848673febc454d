import { type Derivation, minorOf, replay } from '../kernel/derivation.ts'
import { canonicalJson } from '../kernel/wire.ts'
import type { DerivationGroup, EvidenceScope } from './evidence.ts'
import type { EvaluationNamed } from './evidence-texts.ts'
import type { Findings } from './finding.ts'
import { type ProofTools, digestOf } from './proof-tools.ts'
import type { BundledAct } from './verify-acts.ts'

/** Acts that name something beside entries: all of a bundle, and those of its period, whose names it must bring along. */
export interface NamingActs {
  readonly naming: readonly BundledAct[]
  readonly dueNaming: readonly BundledAct[]
}

/** A tree deeper than this is no derivation of ours: it is refused before it can exhaust whoever reads it. */
const deepest = 200

/** Recomputes every step of every figure; an evaluation of the period has to be here; and where a group has all losses of its evaluation, what the bearers bear must add up to what the act said. */
export async function verifyDerivations(
  groups: readonly DerivationGroup[],
  { naming, dueNaming, subject }: NamingActs & Pick<EvidenceScope, 'subject'>,
  tools: ProofTools,
  findings: Findings,
): Promise<void> {
  await verifyDecisions(groups, { naming, due: dueNaming.filter(({ names }) => !subject || names?.claim?.claim === subject.id) }, tools, findings)
  const named = new Map(naming.flatMap(({ names }) => (names?.evaluation ? [[names.evaluation.evaluation, names.evaluation] as const] : [])))
  const here = new Set(groups.map(({ subject }) => subject))
  const decided = new Set(naming.flatMap(({ names }) => names?.claim?.claim ?? []))
  for (const { names } of subject ? [] : dueNaming) {
    const evaluation = names?.evaluation?.evaluation
    if (evaluation !== undefined && !here.has(evaluation)) findings.add('derivations_missing', { evaluation, currency: '', recorded: 1, found: 0 })
  }
  for (const { subject: evaluation, items, omitted } of groups) {
    if (decided.has(evaluation)) continue
    const act = named.get(evaluation)
    if (!act) findings.add('derivations_unnamed', { evaluation })
    const borne = new Map<string, bigint>()
    const shared = new Map<string, number>()
    let all = omitted === 0
    for (const { subject, derivation } of items) {
      const wrong = isDerivation(derivation) ? replay(derivation) : undefined
      if (!isDerivation(derivation)) findings.add('derivation_unreadable', { evaluation, subject })
      else if (wrong) findings.add('step_differs', { evaluation, subject, label: wrong.label, recorded: wrong.recorded, computed: wrong.computed })
      else {
        addShares(derivation, borne, shared)
        continue
      }
      all = false
    }
    if (act && all) compareTotals(act, borne, shared, findings)
  }
}

/** What decisions on claims and recoveries came to: by the hash that the act names, and step by step. */
async function verifyDecisions(
  groups: readonly DerivationGroup[],
  { naming, due }: { readonly naming: readonly BundledAct[]; readonly due: readonly BundledAct[] },
  tools: ProofTools,
  findings: Findings,
): Promise<void> {
  const acts = new Map(naming.flatMap((act): [string, BundledAct][] => (act.names?.claim?.derivation ? [[`${act.names.claim.claim} ${act.names.claim.derivation.subject}`, act]] : [])))
  const claims = new Set(naming.flatMap(({ names }) => names?.claim?.claim ?? []))
  const here = new Set<string>()
  const inPart = new Set<string>()
  for (const { subject: claim, items, omitted } of groups) {
    if (!claims.has(claim)) continue
    if (omitted > 0) inPart.add(claim)
    for (const { subject, derivation } of items) {
      here.add(`${claim} ${subject}`)
      const act = acts.get(`${claim} ${subject}`)
      if (!act) findings.add('derivations_unnamed', { evaluation: `${claim} ${subject}` })
      else if (!isDerivation(derivation)) findings.add('derivation_unreadable', { evaluation: claim, subject })
      else {
        const wrong = replay(derivation)
        if (wrong) findings.add('step_differs', { evaluation: claim, subject, label: wrong.label, recorded: wrong.recorded, computed: wrong.computed })
        if ((await digestOf(tools, canonicalJson(derivation))) !== act.names?.claim?.derivation?.digest) {
          findings.add('derivation_changed', { claim, subject, stream: act.stream, sequence: act.sequence })
        }
      }
    }
  }
  for (const { names, stream, sequence } of due) {
    const [claim, subject] = [names?.claim?.claim, names?.claim?.derivation?.subject]
    if (claim !== undefined && subject !== undefined && !here.has(`${claim} ${subject}`) && !inPart.has(claim)) {
      findings.add('derivation_missing', { claim, subject, stream, sequence })
    }
  }
}

function addShares(derivation: Derivation, borne: Map<string, bigint>, shared: Map<string, number>): void {
  const currency = derivation.currency ?? ''
  shared.set(currency, (shared.get(currency) ?? 0) + 1)
  for (const operand of derivation.operands) {
    const key = `${operand.label} ${currency}`
    borne.set(key, (borne.get(key) ?? 0n) + minorIn(operand))
  }
}

const minorIn = (derivation: Derivation): bigint => {
  try {
    return minorOf(derivation)
  } catch {
    return 0n
  }
}

function compareTotals({ evaluation, totals }: EvaluationNamed, borne: ReadonlyMap<string, bigint>, counted: ReadonlyMap<string, number>, findings: Findings): void {
  for (const { currency, shared, shares } of totals) {
    const found = counted.get(currency) ?? 0
    if (found !== shared) findings.add('derivations_missing', { evaluation, currency, recorded: shared, found })
    else {
      for (const { bearer, minor } of shares) {
        const sum = borne.get(`bearer.${bearer} ${currency}`) ?? 0n
        if (sum !== minor) findings.add('total_differs', { evaluation, bearer, currency, recorded: String(minor), computed: String(sum) })
      }
    }
  }
}

function isDerivation(value: unknown, depth = 0): value is Derivation {
  if (value === null || typeof value !== 'object' || depth > deepest) return false
  const { label, operation, value: text, unit, operands } = value as Readonly<Record<string, unknown>>
  return (
    [label, operation, text, unit].every((part) => typeof part === 'string') &&
    Array.isArray(operands) &&
    operands.every((operand) => isDerivation(operand, depth + 1))
  )
}
