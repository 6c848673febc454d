import type { Fields } from '../imports/field.ts'
import type { ImportShape } from '../imports/import-shape.ts'
import { decodeMapping } from '../imports/mapping.ts'
import { loanCategories, successions } from './drawdown-note.ts'
import { noteWords } from './note.words.ts'
import { drawdownNotesStandard } from './shipped/drawdown-notes-standard.mapping.ts'
import { monthlyReportsStandard } from './shipped/monthly-reports-standard.mapping.ts'

/** What a row that files a loan must and may say. */
export const drawdownNoteFields = {
  poolCode: { type: 'text', maxLength: 64, required: true, label: noteWords['note.pool'] },
  number: { type: 'text', maxLength: 64, required: true, label: noteWords['note.number'] },
  contractNumber: { type: 'text', maxLength: 64, required: true, label: noteWords['note.contract'] },
  creditLineNumber: { type: 'text', maxLength: 64, required: false, label: noteWords['note.credit_line'] },
  uscc: { type: 'text', maxLength: 18, required: true, label: noteWords['note.uscc'] },
  districtCode: { type: 'text', maxLength: 6, required: true, label: noteWords['note.district'] },
  productCode: { type: 'text', maxLength: 64, required: true, label: noteWords['note.product'] },
  currency: { type: 'currency', required: true, label: noteWords['note.currency'] },
  principal: { type: 'amount', required: true, label: noteWords['note.principal'] },
  lentOn: { type: 'day', pastOnly: true, required: true, label: noteWords['note.lent_on'] },
  dueOn: { type: 'day', required: true, label: noteWords['note.due_on'] },
  rate: { type: 'ppm', required: true, label: noteWords['note.rate'] },
  purpose: { type: 'text', maxLength: 200, required: true, label: noteWords['note.purpose'] },
  flags: { type: 'text', maxLength: 400, required: false, label: noteWords['note.flags'] },
  otherCover: { type: 'text', maxLength: 400, required: false, label: noteWords['note.other_cover'] },
  guaranteed: { type: 'amount', required: false, label: noteWords['note.guaranteed'] },
  predecessorNumber: { type: 'text', maxLength: 64, required: false, label: noteWords['note.predecessor'] },
  succession: { type: 'word', words: successions, required: false, label: noteWords['note.succession'] },
} as const satisfies Fields

export const drawdownNoteImport: ImportShape = {
  kind: 'drawdown_notes',
  permission: 'loan.enrol',
  // Each loan is filed for itself: one that may not be enrolled keeps none of the others back.
  partial: true,
  fields: drawdownNoteFields,
  totals: ['principal', 'guaranteed'],
  mappings: [decodeMapping(drawdownNoteFields, drawdownNotesStandard)],
}

/** What a line of a bank's monthly report must and may say. */
export const monthlyReportFields = {
  poolCode: { type: 'text', maxLength: 64, required: true, label: noteWords['note.pool'] },
  month: { type: 'day', pastOnly: true, required: true, label: noteWords['note.month'] },
  number: { type: 'text', maxLength: 64, required: true, label: noteWords['note.number'] },
  currency: { type: 'currency', required: true, label: noteWords['note.currency'] },
  balance: { type: 'amount', required: true, label: noteWords['note.balance'] },
  category: { type: 'word', words: loanCategories, required: true, label: noteWords['note.category'] },
  overdueDays: { type: 'integer', min: 0, max: 20_000, required: true, label: noteWords['note.overdue_days'] },
  nplOn: { type: 'day', pastOnly: true, required: false, label: noteWords['note.report.npl_on'] },
} as const satisfies Fields

export const monthlyReportImport: ImportShape = {
  kind: 'monthly_reports',
  permission: 'loan.report',
  // A report that leaves a note out says nothing of it, and a bad loan would go unseen.
  partial: false,
  fields: monthlyReportFields,
  totals: ['balance'],
  mappings: [decodeMapping(monthlyReportFields, monthlyReportsStandard)],
}
