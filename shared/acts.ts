import type { AuditAct } from './audit/audit.acts.ts'
import type { ApprovalAct } from './approvals/approval.acts.ts'
import type { ClaimAct } from './claims/claim.acts.ts'
import type { SettlementAct } from './claims/settlement.acts.ts'
import type { DocumentAct } from './documents/document.acts.ts'
import type { FiscalAct } from './fiscal/fiscal.acts.ts'
import type { FundsAct } from './funds/funds.acts.ts'
import type { ImportAct } from './imports/import.acts.ts'
import type { LedgerAct } from './ledger/ledger.acts.ts'
import type { EnterpriseAct } from './enterprises/enterprise.acts.ts'
import type { LoanAct } from './loans/loan.acts.ts'
import type { NoteAct } from './loans/note.acts.ts'
import type { PeopleAct } from './people/people.acts.ts'
import type { PolicyAct } from './policies/policy.acts.ts'
import type { StatementsAct } from './statements/statement.acts.ts'
import type { PoolAct } from './pools/pool.acts.ts'
import type { RecoveryAct } from './recoveries/recovery.acts.ts'
import type { ReportsAct } from './reports/reports.acts.ts'

/**
 * What was done, as the record keeps it: one member for each kind of change, so that a command cannot record what
 * nobody has named. Personal data stands by reference (ids), never by value. One line for each feature, low to high.
 */
export type Act = PeopleAct | AuditAct | DocumentAct | ImportAct | LoanAct | EnterpriseAct | NoteAct | LedgerAct | StatementsAct | PolicyAct | ApprovalAct | FiscalAct | FundsAct | PoolAct | ClaimAct | SettlementAct | RecoveryAct | ReportsAct
