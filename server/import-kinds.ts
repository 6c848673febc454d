import { claimImportKind } from './claims/claim.import.ts'
import { positionImportKind } from './funds/position.import.ts'
import type { ImportKinds } from './imports/import.commands.ts'
import { loanImportKind } from './loans/loan.import.ts'
import { statementImportKind } from './statements/statement.import.ts'

/** Every kind of file that the server takes: one line for each feature that takes one. */
export const importKinds: ImportKinds = {
  loans: loanImportKind,
  commitments: positionImportKind,
  statement_lines: statementImportKind,
  claims: claimImportKind,
}
