import type { Citation, Derivation } from '../kernel/derivation.ts'
import type { Id } from '../kernel/id.ts'
import { movesOf } from '../kernel/moves.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { canonicalJson } from '../kernel/wire.ts'
import type { Word } from '../kernel/words.ts'
import { refuse } from '../refuse.ts'

/**
 * A rule as data. The policy is the name under which a rule is known; its versions say what it says, from when to when,
 * and on whose word. Every kind of rule decodes its own parameters; all that is said here holds for every kind.
 */
export interface Policy {
  readonly id: PolicyId
  readonly kind: PolicyKind
  readonly code: string
  readonly name: Word
  /** GB/T 2260 code of the place that it binds; absent outside mainland China. */
  readonly jurisdictionCode: string | null
}
export type PolicyId = Id<'pol'>

export const policyKinds = ['compensation_scheme', 'approval_route'] as const
export type PolicyKind = (typeof policyKinds)[number]

export interface PolicyVersion {
  readonly id: PolicyVersionId
  readonly policyId: PolicyId
  /** 1, 2, 3 … within its policy. */
  readonly number: number
  readonly status: PolicyVersionStatus
  /** The issuing document, with its number (文号). */
  readonly document: string
  /** Unknown until somebody has read when the document takes effect. */
  readonly effective: Period | null
  /** As its kind lays down; null stands where the source says something that nobody has read yet. */
  readonly params: Params
  readonly cites: Cites
}
export type PolicyVersionId = Id<'plv'>

export type PolicyVersionStatus = 'draft' | 'active' | 'retired'

/** Where each move may start: only a draft is rewritten; an active version is closed at a day, or withdrawn as a whole. */
export const policyVersionCan = movesOf<PolicyVersionStatus>()({
  revise: ['draft'],
  activate: ['draft'],
  close: ['active'],
  retire: ['active'],
})

/** Half open: `from` is the first day of effect, `to` the first day after it, and null when no end is laid down. */
export interface Period {
  readonly from: PlainDate
  readonly to: PlainDate | null
}

/** A document of parameters as it is stored, sent and read: plain JSON, numbers as exact decimal texts. */
export type Params = Readonly<Record<string, unknown>>

/** What a version says and on whose word, as one text: acts name its hash, and evidence brings it along. */
export const rulesTextOf = ({ params, cites }: Pick<PolicyVersion, 'params' | 'cites'>): string => canonicalJson({ params, cites })

/** "compensation.tiers.steps.0.rate" */
export type ParameterPath = string

/**
 * Where each parameter is laid down, by its path. A citation covers whatever stands below its path, and the nearest one
 * holds; the one at "" covers the whole document.
 */
export type Cites = Readonly<Record<ParameterPath, Citation>>

/** What an evaluation answers: the value, how it came about, and the version that said so. */
export interface Evaluated<Value> {
  readonly value: Value
  readonly derivation: Derivation
  readonly version: { readonly policyCode: string; readonly number: number; readonly id: PolicyVersionId }
}

export const covers = ({ from, to }: Period, date: PlainDate): boolean => from <= date && (to === null || date < to)

export const overlap = (a: Period, b: Period): boolean => (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to)

/** The version that governs `date`; versions that were never activated, or were withdrawn, govern nothing. */
export function versionOn(policy: Pick<Policy, 'code'>, versions: readonly PolicyVersion[], date: PlainDate): PolicyVersion {
  const version = versions.find(({ status, effective }) => status === 'active' && effective !== null && covers(effective, date))
  return version ?? refuse('policy.no_version_on', { code: policy.code, date })
}

/** Every parameter that is a value rather than a group of them, with its path, in the document's order. */
export function parametersOf(params: Params): readonly Parameter[] {
  const found: Parameter[] = []
  const walk = (value: unknown, path: ParameterPath): void => {
    if (value === null || typeof value !== 'object') found.push({ path, value: value ?? null })
    else for (const [key, item] of Object.entries(value)) walk(item, path === '' ? key : `${path}.${key}`)
  }
  walk(params, '')
  return found
}
export interface Parameter {
  readonly path: ParameterPath
  readonly value: unknown
}

export const emptyParameters = (params: Params): readonly ParameterPath[] =>
  parametersOf(params).flatMap(({ path, value }) => (value === null ? [path] : []))

/** The nearest citation at or above a path. */
export function citeOf(cites: Cites, path: ParameterPath): Citation | undefined {
  for (let at = path; ; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
    const cite = cites[at]
    if (cite || at === '') return cite
  }
}

export const uncitedParameters = (params: Params, cites: Cites): readonly ParameterPath[] =>
  parametersOf(params).flatMap(({ path }) => (citeOf(cites, path) ? [] : [path]))

/**
 * Whether a draft may take effect beside the policy's other versions; refuses otherwise. Its kind has decoded the
 * parameters before; a second version for one day would leave the choice to chance, so periods never overlap.
 */
export function checkActivation(draft: PolicyVersion, others: readonly PolicyVersion[]): Period {
  const { effective, params, cites } = draft
  if (!policyVersionCan.activate(draft)) refuse('policy.wrong_status', { status: draft.status })
  const empty = emptyParameters(params)
  if (empty.length > 0) refuse('policy.parameters_empty', { paths: empty })
  const uncited = uncitedParameters(params, cites)
  if (uncited.length > 0) refuse('policy.parameters_uncited', { paths: uncited })
  if (effective === null) return refuse('policy.period_unknown', { number: draft.number })
  if (effective.to !== null && effective.to <= effective.from) {
    refuse('policy.period_empty', { from: effective.from, to: effective.to })
  }
  for (const { id, number, status, effective: other } of others) {
    if (id !== draft.id && status === 'active' && other && overlap(other, effective)) {
      refuse('policy.periods_overlap', { number, from: other.from, to: other.to })
    }
  }
  return effective
}

/** Whether a version may be given its end: one that has none, not before it began. */
export function checkClosing(version: PolicyVersion, to: PlainDate): void {
  const { effective } = version
  if (!policyVersionCan.close(version) || effective === null) return refuse('policy.wrong_status', { status: version.status })
  if (effective.to !== null) refuse('policy.closed_already', { to: effective.to })
  if (to <= effective.from) refuse('policy.period_empty', { from: effective.from, to })
}
