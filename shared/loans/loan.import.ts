import type { Fields } from '../imports/field.ts'
import type { ImportShape } from '../imports/import-shape.ts'
import { decodeMapping } from '../imports/mapping.ts'
import { loanWords } from './loan.words.ts'
import { loanOutcomes } from './loan.ts'
import { loansStandard } from './shipped/loans-standard.mapping.ts'
import { sba7a } from './shipped/sba-7a.mapping.ts'

/** What a historic loan's row must and may say. */
export const loanFields = {
  number: { type: 'text', maxLength: 64, required: true, label: loanWords['loan.number'] },
  lenderName: { type: 'text', maxLength: 120, required: false, label: loanWords['loan.lender'] },
  lenderRegion: { type: 'text', maxLength: 60, required: false, label: loanWords['loan.lender_region'] },
  borrowerName: { type: 'text', maxLength: 120, required: true, label: loanWords['loan.borrower'] },
  industryCode: { type: 'text', maxLength: 12, required: false, label: loanWords['loan.industry'] },
  region: { type: 'text', maxLength: 60, required: false, label: loanWords['loan.region'] },
  approvedOn: { type: 'day', pastOnly: true, required: true, label: loanWords['loan.approved_on'] },
  disbursedOn: { type: 'day', pastOnly: true, required: false, label: loanWords['loan.disbursed_on'] },
  termMonths: { type: 'integer', min: 0, max: 1200, required: false, label: loanWords['loan.term_months'] },
  currency: { type: 'currency', required: true, label: loanWords['loan.currency'] },
  approved: { type: 'amount', required: true, label: loanWords['loan.approved'] },
  disbursed: { type: 'amount', required: false, label: loanWords['loan.disbursed'] },
  guaranteed: { type: 'amount', required: true, label: loanWords['loan.guaranteed'] },
  outcome: { type: 'word', words: loanOutcomes, required: true, label: loanWords['loan.outcome'] },
  chargedOffOn: { type: 'day', pastOnly: true, required: false, label: loanWords['loan.charged_off_on'] },
  chargedOff: { type: 'amount', required: false, label: loanWords['loan.charged_off'] },
} as const satisfies Fields

export const loanImport: ImportShape = {
  kind: 'loans',
  permission: 'loan.import',
  // A historic book is as good as its records: whoever takes it may leave out rows that cannot be understood, and says so.
  partial: true,
  fields: loanFields,
  totals: ['approved', 'disbursed', 'guaranteed', 'chargedOff'],
  mappings: [loansStandard, sba7a].map((mapping) => decodeMapping(loanFields, mapping)),
}
