import type { CertificateKind } from '../enterprises/certificate.ts'
import type { CreditList, CreditSubject } from '../enterprises/credit-flag.ts'
import type { FactName } from '../enterprises/fact.ts'
import type { SmeSize } from '../enterprises/sme-size.ts'
import type { Derivation } from '../kernel/derivation.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Comparison } from './rule-set.ts'

/** What a test says. Unknown is its own answer: it never becomes a pass by itself. */
export type Outcome = 'pass' | 'fail' | 'unknown'

/** What one test found: its answer, what it looked at, and what is missing for a pass. */
export interface Finding {
  readonly outcome: Outcome
  readonly facts: readonly FactUsed[]
  readonly missing: readonly Missing[]
  readonly size?: SmeSize
  readonly points?: Points
  readonly derivation?: Derivation
}

/** What a test looked at, as it stands in the record; amounts in yuan. */
export type FactUsed =
  | { readonly fact: FactName; readonly value: string | boolean; readonly on: PlainDate; readonly source?: string }
  | {
      readonly certificate: CertificateKind
      readonly number?: string
      readonly valid_from: PlainDate
      readonly valid_to?: PlainDate
      readonly revoked_on?: PlainDate
    }
  | { readonly list: CreditList; readonly subject: CreditSubject; readonly from: PlainDate; readonly to?: PlainDate }
  | { readonly checked: CreditList; readonly subject: CreditSubject; readonly on: PlainDate }

/** Of what is unknown, a score may still come out between two figures. */
export interface Points {
  readonly least: number
  readonly most: number
  readonly needed: number
}

/**
 * What would have to be known, or be otherwise, for a pass.
 * - fact: nobody stated it, its statements contradict each other, or it is too old
 * - certificates: nobody looked which there are; certificate: none is valid
 * - check: the list has not been looked up since that day; clear: an entry stands in the way, until that day if it has an end
 * - points: the score falls short; nonzero: this item has no points; class: 300号 has no class for the industry
 * - one_of: any of these would do
 */
export type Missing =
  | { readonly need: 'fact'; readonly fact: FactName; readonly why: 'missing' | 'contradictory' | 'stale' }
  | { readonly need: 'value'; readonly of: string; readonly is: Comparison; readonly value: string; readonly now: string }
  | {
      readonly need: 'answer'
      readonly fact: FactName
      readonly is: string | boolean | readonly string[]
      readonly now: string | boolean
    }
  | { readonly need: 'certificates' }
  | { readonly need: 'certificate'; readonly kinds: readonly CertificateKind[]; readonly on: PlainDate }
  | { readonly need: 'check'; readonly list: CreditList; readonly subject: CreditSubject; readonly since: PlainDate }
  | { readonly need: 'clear'; readonly list: CreditList; readonly subject: CreditSubject; readonly from: PlainDate | null }
  | { readonly need: 'size'; readonly at_most: SmeSize; readonly now: SmeSize }
  | { readonly need: 'class'; readonly industry: string }
  | { readonly need: 'points'; readonly short_by: number }
  | { readonly need: 'nonzero'; readonly item: string }
  | { readonly need: 'one_of'; readonly of: readonly (readonly Missing[])[] }

/** All must pass: one failure settles it, whatever is unknown beside it. */
export const allOf = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.includes('fail') ? 'fail' : outcomes.includes('unknown') ? 'unknown' : 'pass'

/** One is enough: one pass settles it; what is unknown might still be that one. */
export const anyOf = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.includes('pass') ? 'pass' : outcomes.includes('unknown') ? 'unknown' : 'fail'
