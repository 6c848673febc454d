import type { Migration } from 'kysely/migration'
import * as createPeople from './20261122T0900_create_people.ts'
import * as createAct from './20261122T0905_create_act.ts'
import * as createLedger from './20261122T1000_create_ledger.ts'
import * as createDocument from './20261122T1100_create_document.ts'
import * as createImport from './20261122T1110_create_import.ts'
import * as createLoan from './20261122T1120_create_loan.ts'
import * as createFund from './20261122T1300_create_fund.ts'
import * as chainActs from './20261122T1400_chain_acts.ts'
import * as createPolicy from './20261122T1500_create_policy.ts'
import * as createLossEvaluation from './20261122T1700_create_loss_evaluation.ts'
import * as createCheckpoint from './20261122T1900_create_checkpoint.ts'
import * as createProposal from './20261122T1800_create_proposal.ts'
import * as limitRates from './20261122T2230_limit_rates.ts'
import * as closePeriods from './20261122T2250_close_periods.ts'
import * as allowLoanBooks from './20261122T2300_allow_loan_books.ts'
import * as matchStatements from './20261122T2310_match_statements.ts'
import * as readXmlStatements from './20261123T0010_read_xml_statements.ts'
import * as createEnterprise from './20261123T0030_create_enterprise.ts'
import * as createFiscal from './20261123T0032_create_fiscal.ts'
import * as createPool from './20261123T0034_create_pool.ts'
import * as createDrawdownNote from './20261123T0036_create_drawdown_note.ts'
import * as createClaim from './20261123T0038_create_claim.ts'
import * as createRecovery from './20261123T0040_create_recovery.ts'
import * as keyAccountNumbers from './20261123T0050_key_account_numbers.ts'
import * as rejectSuggestions from './20261123T0060_reject_suggestions.ts'
import * as demandSecondFactor from './20261124T0010_demand_second_factor.ts'
import * as guardRemittances from './20261124T0060_guard_remittances.ts'
import * as layDownRoutes from './20261124T0030_lay_down_routes.ts'
import * as sealRows from './20261124T0050_seal_rows.ts'
import * as keepHeadsByDeed from './20261124T0061_keep_heads_by_deed.ts'
import * as keepToMoves from './20261124T0062_keep_to_moves.ts'
import * as withdrawRejections from './20261124T0040_withdraw_rejections.ts'

/** Every migration under its file's name. They run in the order of their names, and only forward. */
export const migrations: Readonly<Record<string, Migration>> = {
  '20261122T0900_create_people': createPeople,
  '20261122T0905_create_act': createAct,
  '20261122T1000_create_ledger': createLedger,
  '20261122T1100_create_document': createDocument,
  '20261122T1110_create_import': createImport,
  '20261122T1120_create_loan': createLoan,
  '20261122T1300_create_fund': createFund,
  '20261122T1400_chain_acts': chainActs,
  '20261122T1500_create_policy': createPolicy,
  '20261122T1700_create_loss_evaluation': createLossEvaluation,
  '20261122T1900_create_checkpoint': createCheckpoint,
  '20261122T1800_create_proposal': createProposal,
  '20261122T2230_limit_rates': limitRates,
  '20261122T2250_close_periods': closePeriods,
  '20261122T2300_allow_loan_books': allowLoanBooks,
  '20261122T2310_match_statements': matchStatements,
  '20261123T0010_read_xml_statements': readXmlStatements,
  '20261123T0030_create_enterprise': createEnterprise,
  '20261123T0032_create_fiscal': createFiscal,
  '20261123T0034_create_pool': createPool,
  '20261123T0036_create_drawdown_note': createDrawdownNote,
  '20261123T0038_create_claim': createClaim,
  '20261123T0040_create_recovery': createRecovery,
  '20261123T0050_key_account_numbers': keyAccountNumbers,
  '20261123T0060_reject_suggestions': rejectSuggestions,
  '20261124T0010_demand_second_factor': demandSecondFactor,
  '20261124T0060_guard_remittances': guardRemittances,
  '20261124T0030_lay_down_routes': layDownRoutes,
  '20261124T0050_seal_rows': sealRows,
  '20261124T0061_keep_heads_by_deed': keepHeadsByDeed,
  '20261124T0062_keep_to_moves': keepToMoves,
  '20261124T0040_withdraw_rejections': withdrawRejections,
}
