import type { Fields } from '../imports/field.ts'
import type { ImportShape } from '../imports/import-shape.ts'
import { decodeMapping } from '../imports/mapping.ts'
import { creditLists, creditSubjects } from './credit-flag.ts'
import { enterpriseWords } from './enterprise.words.ts'
import { creditChecksStandard } from './shipped/credit-checks-standard.mapping.ts'

/** One look-up of a firm: with nothing found, or with the entry that was. */
export const creditCheckFields = {
  uscc: { type: 'text', maxLength: 18, required: true, label: enterpriseWords['enterprise.uscc'] },
  checkedOn: { type: 'day', pastOnly: true, required: true, label: enterpriseWords['enterprise.check.last'] },
  list: { type: 'word', words: creditLists, required: false, label: enterpriseWords['enterprise.flag.list'] },
  subject: { type: 'word', words: creditSubjects, required: false, label: enterpriseWords['enterprise.flag.subject'] },
  standsFrom: { type: 'day', pastOnly: true, required: false, label: enterpriseWords['enterprise.flag.from'] },
  standsTo: { type: 'day', required: false, label: enterpriseWords['enterprise.flag.to'] },
  source: { type: 'text', maxLength: 200, required: false, label: enterpriseWords['enterprise.fact.source'] },
} as const satisfies Fields

export const creditCheckImport: ImportShape = {
  kind: 'credit_checks',
  permission: 'enterprise.record',
  partial: true,
  overlaps: true,
  fields: creditCheckFields,
  totals: [],
  mappings: [decodeMapping(creditCheckFields, creditChecksStandard)],
}
