import type { ActHeadTable, ActTable, CheckpointTable, RequestTable, SealTable, SealedRowTable } from './tables/act.table.ts'
import type {
  ClaimBearerTable,
  ClaimDecisionTable,
  ClaimDocumentTable,
  ClaimEventTable,
  ClaimFreezeTable,
  ClaimPaymentTable,
  ClaimTable,
} from './tables/claim.table.ts'
import type { DocumentChunkTable, DocumentTable } from './tables/document.table.ts'
import type { ImportBatchTable, ImportFindingTable, ImportReasonTable, ImportTotalTable } from './tables/import.table.ts'
import type {
  AccountBalanceTable,
  AccountTable,
  BookPeriodEventTable,
  BookTable,
  JournalEntryTable,
  PostingTable,
  ReportRunTable,
} from './tables/ledger.table.ts'
import type {
  DisposalTable,
  DrawdownNoteTable,
  LitigationTable,
  MonthlyReportTable,
  NoteEventTable,
  NoteReportTable,
  NoteRollupTable,
  NoteVerdictTable,
} from './tables/drawdown-note.table.ts'
import type {
  EnterpriseCertificateTable,
  EnterpriseCheckTable,
  EnterpriseFactTable,
  EnterpriseFlagTable,
  EnterpriseTable,
} from './tables/enterprise.table.ts'
import type { LenderTable, LoanRollupTable, LoanTable } from './tables/loan.table.ts'
import type { EvaluatedLossTable, LossEvaluationTable, LossRefusalTable, LossRollupTable } from './tables/loss-evaluation.table.ts'
import type { ProposalMoveTable, ProposalTable } from './tables/proposal.table.ts'
import type {
  BudgetChangeTable,
  BudgetIndicatorTable,
  PaymentPlanTable,
  PaymentVoucherTable,
  TreasuryReturnTable,
} from './tables/fiscal.table.ts'
import type { FundTable, PositionTable } from './tables/fund.table.ts'
import type { PolicyTable, PolicyVersionTable } from './tables/policy.table.ts'
import type {
  PoolBreakerOverrideTable,
  PoolCapUseTable,
  PoolContributionPaymentTable,
  PoolContributionTable,
  PoolFunderTable,
  PoolMemberTable,
  PoolPartyTable,
  PoolProductTable,
  PoolQuotaTable,
  PoolTable,
} from './tables/pool.table.ts'
import type {
  ApiKeyTable,
  CredentialTable,
  JurisdictionTable,
  MembershipTable,
  OrganisationTable,
  PersonTable,
  SessionTable,
} from './tables/people.table.ts'
import type { RateLimitTable } from './tables/rate-limit.table.ts'
import type { RecoveryTable, RemittanceTable } from './tables/recovery.table.ts'
import type { AccountNumberKeyTable, BankAccountTable, ReconciliationTable, StatementLineTable, StatementMatchTable, StatementRejectionTable } from './tables/statement.table.ts'

/** Every table, by name; tests/db/schema.test.ts checks these types against the catalogue. */
export interface Database {
  jurisdiction: JurisdictionTable
  organisation: OrganisationTable
  person: PersonTable
  membership: MembershipTable
  credential: CredentialTable
  session: SessionTable
  rate_limit: RateLimitTable
  act: ActTable
  act_head: ActHeadTable
  checkpoint: CheckpointTable
  sealed_row: SealedRowTable
  seal: SealTable
  request: RequestTable
  document: DocumentTable
  document_chunk: DocumentChunkTable
  import_batch: ImportBatchTable
  import_total: ImportTotalTable
  import_reason: ImportReasonTable
  import_finding: ImportFindingTable
  lender: LenderTable
  loan: LoanTable
  loan_rollup: LoanRollupTable
  book: BookTable
  account: AccountTable
  journal_entry: JournalEntryTable
  posting: PostingTable
  account_balance: AccountBalanceTable
  book_period_event: BookPeriodEventTable
  report_run: ReportRunTable
  policy: PolicyTable
  policy_version: PolicyVersionTable
  proposal: ProposalTable
  proposal_move: ProposalMoveTable
  api_key: ApiKeyTable
  fund: FundTable
  position: PositionTable
  loss_evaluation: LossEvaluationTable
  evaluated_loss: EvaluatedLossTable
  loss_rollup: LossRollupTable
  loss_refusal: LossRefusalTable
  recovery: RecoveryTable
  remittance: RemittanceTable
  claim: ClaimTable
  claim_document: ClaimDocumentTable
  claim_event: ClaimEventTable
  claim_freeze: ClaimFreezeTable
  claim_decision: ClaimDecisionTable
  claim_bearer: ClaimBearerTable
  claim_payment: ClaimPaymentTable
  bank_account: BankAccountTable
  account_number_key: AccountNumberKeyTable
  statement_line: StatementLineTable
  statement_match: StatementMatchTable
  statement_rejection: StatementRejectionTable
  reconciliation: ReconciliationTable
  budget_indicator: BudgetIndicatorTable
  budget_change: BudgetChangeTable
  payment_plan: PaymentPlanTable
  payment_voucher: PaymentVoucherTable
  treasury_return: TreasuryReturnTable
  enterprise: EnterpriseTable
  enterprise_fact: EnterpriseFactTable
  enterprise_certificate: EnterpriseCertificateTable
  enterprise_flag: EnterpriseFlagTable
  enterprise_check: EnterpriseCheckTable
  note_verdict: NoteVerdictTable
  drawdown_note: DrawdownNoteTable
  note_event: NoteEventTable
  monthly_report: MonthlyReportTable
  note_report: NoteReportTable
  disposal: DisposalTable
  litigation: LitigationTable
  note_rollup: NoteRollupTable
  pool: PoolTable
  pool_party: PoolPartyTable
  pool_funder: PoolFunderTable
  pool_contribution: PoolContributionTable
  pool_contribution_payment: PoolContributionPaymentTable
  pool_member: PoolMemberTable
  pool_product: PoolProductTable
  pool_quota: PoolQuotaTable
  pool_cap_use: PoolCapUseTable
  pool_breaker_override: PoolBreakerOverrideTable
}
