import { refusalsOf } from './kernel/refusal.ts'
import { claimRefusals } from './claims/claim.refusals.ts'
import { approvalRefusals } from './approvals/approval.refusals.ts'
import { calcRefusals } from './calc.refusals.ts'
import { auditRefusals } from './audit/audit.refusals.ts'
import { documentRefusals } from './documents/document.refusals.ts'
import { importRefusals } from './imports/import.refusals.ts'
import { allocateRefusals } from './kernel/allocate.refusals.ts'
import { calendarRefusals } from './kernel/calendar.refusals.ts'
import { fundsRefusals } from './funds/funds.refusals.ts'
import { kernelRefusals } from './kernel/kernel.refusals.ts'
import { usccRefusals } from './kernel/uscc.refusals.ts'
import { ledgerRefusals } from './ledger/ledger.refusals.ts'
import { statementRefusals } from './statements/statement.refusals.ts'
import { poolRefusals } from './pools/pool.refusals.ts'
import { peopleRefusals } from './people/people.refusals.ts'
import { lossRefusals, schemeRefusals } from './policies/compensation-scheme.refusals.ts'
import { approvalRouteRefusals } from './policies/approval-route.refusals.ts'
import { policyRefusals } from './policies/policy.refusals.ts'
import { enterpriseRefusals } from './enterprises/enterprise.refusals.ts'
import { fiscalRefusals } from './fiscal/fiscal.refusals.ts'
import { eligibilityRefusals } from './eligibility/eligibility.refusals.ts'
import { feeRefusals } from './funds/management-fee.refusals.ts'
import { recyclingRefusals } from './funds/recycling.refusals.ts'
import { waterfallRefusals } from './funds/waterfall.refusals.ts'
import { noteRefusals } from './loans/note.refusals.ts'
import { settlementRefusals } from './claims/settlement.refusals.ts'
import { recoveryRefusals } from './recoveries/recovery.refusals.ts'
import { reportsRefusals } from './reports/reports.refusals.ts'
import { returnsRefusals } from './returns/returns.refusals.ts'

/** Every "no" of the product: one catalogue, one line for each feature, low to high. */
const catalogue = {
  ...kernelRefusals,
  ...calcRefusals,
  ...allocateRefusals,
  ...calendarRefusals,
  ...usccRefusals,
  ...peopleRefusals,
  ...auditRefusals,
  ...documentRefusals,
  ...importRefusals,
  ...ledgerRefusals,
  ...statementRefusals,
  ...policyRefusals,
  ...approvalRouteRefusals,
  ...schemeRefusals,
  ...lossRefusals,
  ...approvalRefusals,
  ...enterpriseRefusals,
  ...fiscalRefusals,
  ...eligibilityRefusals,
  ...feeRefusals,
  ...recyclingRefusals,
  ...waterfallRefusals,
  ...returnsRefusals,
  ...noteRefusals,
  ...settlementRefusals,
  ...recoveryRefusals,
  ...claimRefusals,
  ...reportsRefusals,
  ...fundsRefusals,
  ...poolRefusals,
}

export type Refusals = typeof catalogue

export const { kindOf, sayRefusal } = refusalsOf(catalogue)
