import { claimImportKind } from './claims/claim.import.ts'
import { creditCheckImportKind } from './enterprises/credit-check.import.ts'
import { positionImportKind } from './funds/position.import.ts'
import type { ImportKinds } from './imports/import.commands.ts'
import { loanImportKind } from './loans/loan.import.ts'
import { monthlyReportImportKind } from './loans/monthly-report.import.ts'
import { drawdownNoteImportKind } from './loans/note.import.ts'
import { statementImportKind } from './statements/statement.import.ts'

/** Every kind of file that the server takes: one line for each feature that takes one. */
export const importKinds: ImportKinds = {
  loans: loanImportKind,
  commitments: positionImportKind,
  statement_lines: statementImportKind,
  claims: claimImportKind,
  drawdown_notes: drawdownNoteImportKind,
  monthly_reports: monthlyReportImportKind,
  credit_checks: creditCheckImportKind,
}
