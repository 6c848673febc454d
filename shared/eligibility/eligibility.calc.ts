import { recordAsOf } from '../enterprises/enterprise.input.ts'
import type { EligibilityCase } from './eligibility.input.ts'
import { evaluateRuleSet } from './eligibility.ts'

/** Answers an `eligibility` case: the outcome, every rule with its clause, what it looked at and what it lacks. */
export function calcEligibility({ rule_set, as_of, enterprise }: EligibilityCase) {
  const { outcome, rules, missing } = evaluateRuleSet(rule_set, recordAsOf(enterprise, as_of), as_of)
  return { rule_set: rule_set.code, as_of, outcome, rules, missing }
}
