import type { SmeClassName } from './sme-size.ts'

/**
 * The class of 工信部联企业〔2011〕300号 that an industry of GB/T 4754-2017 falls in, for codes such as "65", "6513" and "I6513".
 * Undefined where the code is too short to tell (70 may be developers or property managers), and where the rule has no class:
 * railways, finance, education, health, public administration. The correspondence is general knowledge, not read in a source.
 */
export function smeClassOfIndustry(code: string): SmeClassName | undefined {
  const digits = /^[A-T]?(\d{2,4})$/.exec(code)?.[1]
  if (digits === undefined) return undefined
  const group = groups.find(([prefix]) => digits.startsWith(prefix))
  if (group) return group[1]
  const division = Number(digits.slice(0, 2))
  return divisions.find(([first, last]) => first <= division && division <= last)?.[2]
}

/** Three-digit groups that part ways with their division. 704 is the letting of one's own property, which the rule leaves out. */
const groups: readonly (readonly [string, SmeClassName])[] = [
  ['591', 'transport'],
  ['701', 'real_estate_development'],
  ['702', 'property_management'],
  ['703', 'other'],
  ['709', 'other'],
  ...['592', '593', '594', '595', '596', '599'].map((group) => [group, 'storage'] as const),
]

const divisions: readonly (readonly [number, number, SmeClassName])[] = [
  [1, 5, 'agriculture'],
  [6, 46, 'industry'],
  [47, 50, 'construction'],
  [51, 51, 'wholesale'],
  [52, 52, 'retail'],
  [54, 58, 'transport'],
  [60, 60, 'post'],
  [61, 61, 'accommodation'],
  [62, 62, 'catering'],
  [63, 64, 'information_transmission'],
  [65, 65, 'software'],
  [71, 72, 'leasing_and_business'],
  [73, 82, 'other'],
  [85, 90, 'other'],
]
