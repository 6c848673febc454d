import { z } from 'zod'
import { enterpriseRecordInput } from '../enterprises/enterprise.input.ts'
import { dayInput } from '../policies/policy.input.ts'
import { ruleSetInput } from './rule-set.input.ts'
import { shippedRuleSet } from './shipped.ts'

/**
 * What `cofund calc` takes for `"kind": "eligibility"`: a shipped rule set by its code (SME300, TECH115, SHTECH) or one written out
 * (rule-set.ts says what a rule may ask), the day, and what is recorded of the enterprise (enterprise.input.ts).
 *
 *     { "kind": "eligibility", "rule_set": "SHTECH", "as_of": "2026-06-15",
 *       "enterprise": { "industry": "I6513", "staff": 120, "revenue": "45000000.00",
 *                       "certificates": [{ "kind": "tech_sme", "valid_from": "2026-04-20", "valid_to": "2027-04-19" }],
 *                       "credit_flags": [], "credit_checked_on": "2026-06-01" } }
 *
 *     { "kind": "eligibility", "as_of": "2026-06-15", "enterprise": { "staff": 12 },
 *       "rule_set": { "rules": [{ "rule": "staff", "clause": "Article 3",
 *                                 "test": { "test": "compare", "of": { "fact": "staff" }, "is": "at_most", "value": 500 } }] } }
 */
export const eligibilityCaseInput = z.object({
  rule_set: z.preprocess((given) => (typeof given === 'string' ? shippedRuleSet(given) : given), ruleSetInput),
  as_of: dayInput,
  enterprise: enterpriseRecordInput,
})
export type EligibilityCase = z.output<typeof eligibilityCaseInput>
