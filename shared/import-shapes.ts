import { claimImport } from './claims/claim.import.ts'
import { creditCheckImport } from './enterprises/credit-check.import.ts'
import { positionImport } from './funds/position.import.ts'
import type { ImportKindName, ImportShape } from './imports/import-shape.ts'
import { loanImport } from './loans/loan.import.ts'
import { drawdownNoteImport, monthlyReportImport } from './loans/note.import.ts'
import { statementImport } from './statements/statement.import.ts'

/** Every kind of file that can be imported: one line for each feature that takes one. */
export const importShapes: Readonly<Record<ImportKindName, ImportShape>> = {
  loans: loanImport,
  commitments: positionImport,
  statement_lines: statementImport,
  claims: claimImport,
  drawdown_notes: drawdownNoteImport,
  monthly_reports: monthlyReportImport,
  credit_checks: creditCheckImport,
}
