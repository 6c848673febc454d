import type { Certificate } from './certificate.ts'
import type { CreditCheck, CreditFlag } from './credit-flag.ts'
import type { Fact } from './fact.ts'

/**
 * What is recorded of an enterprise: the material that eligibility, size and score are judged on, always as of a day. An absent
 * list means that nobody has looked; an empty one that there is none.
 */
export interface EnterpriseRecord {
  readonly facts: readonly Fact[]
  readonly certificates?: readonly Certificate[]
  readonly credit_flags?: readonly CreditFlag[]
  readonly credit_checks?: readonly CreditCheck[]
}
