import { hash } from 'node:crypto'
import { type PolicyVersion, rulesTextOf } from '@cofund/shared/policies/policy'

/** What an act says of a version's rules: with the text, anybody can tell whether they still read as they did. */
export const policyDigestOf = (rules: Pick<PolicyVersion, 'params' | 'cites'>): string => hash('sha256', rulesTextOf(rules), 'hex')
