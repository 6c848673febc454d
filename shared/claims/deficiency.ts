import type { Citation } from '../kernel/derivation.ts'
import type { Language } from '../kernel/refusal.ts'
import { type Word, sayWord } from '../kernel/words.ts'
import type { ParameterPath } from '../policies/policy.ts'
import { deficiencySources, deficiencyWords } from './deficiency.words.ts'

/** What a claim is examined for, in the order of the code book: the first letter of a code. */
export const deficiencyAreas = {
  A: 'eligibility',
  B: 'loan',
  C: 'trigger',
  D: 'amount',
  E: 'document',
  F: 'exclusivity',
  G: 'diligence',
  H: 'pool',
} as const
export type DeficiencyArea = (typeof deficiencyAreas)[keyof typeof deficiencyAreas]

/** `blocks`: the claim cannot be submitted while it stands; `warns`: whoever reads the claim is told. */
export const deficiencySeverities = ['blocks', 'warns'] as const
export type DeficiencySeverity = (typeof deficiencySeverities)[number]

interface Laid {
  readonly severity: DeficiencySeverity
  /** Found by the program (findings.ts), or said by whoever reviews. */
  readonly by: 'rule' | 'reviewer'
  /** Where it is laid down: a parameter of the claim's scheme, whose citation is the version's, or a document of its own. */
  readonly place: ParameterPath | Citation
}

const { wuxi, shanghai, shanghaiFirms, ours } = deficiencySources

const blocks = (place: Laid['place']) => ({ severity: 'blocks', by: 'rule', place }) as const satisfies Laid
const warns = (place: Laid['place']) => ({ severity: 'warns', by: 'rule', place }) as const satisfies Laid
const said = (place: Laid['place']) => ({ severity: 'blocks', by: 'reviewer', place }) as const satisfies Laid

/**
 * The published code book: everything for which a claim is held up or sent back, the same in a form, a file and the API. Codes are never
 * used again for something else; sentences and remedies stand in deficiency.words.ts.
 */
export const deficiencies = {
  A01: blocks(shanghai),
  A02: blocks(ours),
  A03: blocks(shanghai),
  A04: blocks(ours),
  A05: blocks(ours),
  A06: warns(ours),
  A07: blocks(shanghaiFirms),
  A08: said(shanghaiFirms),

  B01: blocks(ours),
  B02: blocks(ours),
  B03: blocks(ours),
  B04: warns(ours),
  B05: warns(ours),
  B06: warns(ours),
  B07: blocks('exclusive_with'),
  B08: warns(ours),
  B09: warns(ours),
  B10: said(ours),

  C01: blocks('claim.overdue_days_above'),
  C02: blocks('claim.overdue_months_min'),
  C03: blocks('claim.recovery_days_min'),
  C04: blocks('claim.litigation_accepted'),
  C05: blocks('claim.within_days'),
  C06: blocks(ours),
  C07: blocks(ours),
  C08: blocks('claim'),
  C09: warns(ours),
  C10: warns(ours),

  D01: blocks('base'),
  D02: blocks('base'),
  D03: blocks('base'),
  D04: blocks('base'),
  D05: warns('interest_included'),
  D06: blocks(ours),
  D07: blocks('base'),
  D08: blocks('compensation'),
  D09: blocks('compensation'),
  D10: warns('caps'),
  D11: blocks('caps'),
  D12: said('base'),

  E01: blocks(wuxi),
  E02: blocks(ours),
  E03: blocks(ours),
  E04: warns(ours),
  E05: warns(ours),
  E06: said(ours),
  E07: said(wuxi),
  E08: said(ours),
  E09: said(wuxi),
  E10: said(wuxi),
  E11: said(wuxi),

  F01: blocks(ours),
  F02: blocks('exclusive_with'),
  F03: blocks('exclusive_with'),
  F04: blocks('cross_level_cap'),
  F05: blocks('exclusive_with'),

  G01: blocks('claim.diligent_recovery'),
  G02: said('claim.diligent_recovery'),
  G03: said('claim.diligent_recovery'),
  G04: said('claim.diligent_recovery'),
  G05: said('claim.diligent_recovery'),
  G06: said('claim.diligent_recovery'),

  H01: warns('breakers'),
  H02: blocks(ours),
  H03: warns(ours),
  H04: blocks(ours),
  H05: warns('breakers'),
} as const satisfies Readonly<Record<string, Laid>>
export type DeficiencyCode = keyof typeof deficiencies

export const deficiencyCodes = Object.keys(deficiencies) as DeficiencyCode[]
export const isDeficiencyCode = (text: string): text is DeficiencyCode => Object.hasOwn(deficiencies, text)

/** Those that a reviewer may name when sending a claim back: all, for a rule may speak too late as well. */
export const areaOf = (code: DeficiencyCode): DeficiencyArea => deficiencyAreas[code.charAt(0) as keyof typeof deficiencyAreas]

/** What a sentence is filled with: numbers, days and amounts as text; a name in both languages where it has one. */
export type DeficiencyFacts = Readonly<Record<string, string | number | Word>>

/** One thing said of one claim. */
export interface ClaimFinding {
  readonly code: DeficiencyCode
  readonly severity: DeficiencySeverity
  readonly facts: DeficiencyFacts
  /** Where it is laid down, with how far that is to be trusted. */
  readonly cite: Citation | null
}

/** The sentence of a finding, and what to do about it. */
export const sayDeficiency = ({ code, facts }: Pick<ClaimFinding, 'code' | 'facts'>, language: Language): string =>
  sayWord(deficiencyWords[`deficiency.${code}`], language, inOne(facts, language))
export const sayRemedy = ({ code, facts }: Pick<ClaimFinding, 'code' | 'facts'>, language: Language): string =>
  sayWord(deficiencyWords[`deficiency.${code}.remedy`], language, inOne(facts, language))

const inOne = (facts: DeficiencyFacts, language: Language): Record<string, string | number> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value]))
