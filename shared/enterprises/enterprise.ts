import type { Id } from '../kernel/id.ts'
import type { OrganisationId } from '../people/organisation.ts'
import type { Certificate } from './certificate.ts'
import type { CreditCheck, CreditFlag } from './credit-flag.ts'
import type { Fact } from './fact.ts'

export type EnterpriseId = Id<'ept'>

/** One for each 统一社会信用代码. What is known of it stands apart, dated: an enterprise is always judged as of a day. */
export interface Enterprise {
  readonly id: EnterpriseId
  /** As GB 32100 writes it, 18 characters. */
  readonly uscc: string
  readonly name: string
  /** Firms under one controller share it; caps follow the group. */
  readonly groupCode: string | null
  readonly registeredBy: OrganisationId
  /** Why a code was taken whose check character is wrong: what its certificate says. */
  readonly overrideReason: string | null
}

/** Whom a cap per firm counts: the group where there is one, else the firm alone. */
export const groupOf = ({ id, groupCode }: Pick<Enterprise, 'id' | 'groupCode'>): string => groupCode ?? id

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
