import type { Field } from '@cofund/shared/imports/field'
import type { ImportFinding, ImportReason } from '@cofund/shared/imports/import-batch'
import type { ImportShape } from '@cofund/shared/imports/import-shape'
import type { Mapping } from '@cofund/shared/imports/mapping'
import type { Language } from '@cofund/shared/kernel/refusal'
import { sayWord } from '@cofund/shared/kernel/words'
import { catalogue } from '@cofund/shared/words'

/** The sentence of one finding, its place first: "【结果】为空，必须填写". The column is named as the reader's own file names it. */
export function sayFinding({ field, code, value, detail }: ImportFinding, shape: ImportShape, mapping: Mapping | undefined, language: Language): string {
  const facts = { value: value ?? '', detail: detail ?? '' }
  return `${sayPlace(field, shape, mapping, language)}${sayWord(wordOf(code), language, facts)}`
}

/** The sentence of a reason that many rows share: the cell's own words are left out of it. */
export const sayReason = ({ field, code }: ImportReason, shape: ImportShape, mapping: Mapping | undefined, language: Language): string =>
  `${sayPlace(field, shape, mapping, language)}${sayWord(wordOf(code), language, { value: '…', detail: '…' })}`

function sayPlace(name: string, { fields }: ImportShape, mapping: Mapping | undefined, language: Language): string {
  const field: Field | undefined = fields[name]
  if (!field) return sayWord(catalogue['import.row'], language)
  const source = mapping?.fields[name]
  return sayWord(catalogue['import.cell'], language, { column: source && 'column' in source ? source.column : field.label[language] })
}

const wordOf = (code: string) => Object.entries(catalogue).find(([key]) => key === `finding.${code}`)?.[1] ?? { zh: code, en: code }
