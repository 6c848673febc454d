import { auditWords } from './audit/audit.words.ts'
import { amountWords } from './kernel/amount-text.words.ts'
import { derivationWords } from './kernel/derivation-text.words.ts'
import { approvalWords } from './approvals/approval.words.ts'
import { remittanceFormWords } from './recoveries/remittance-form.words.ts'
import { claimFormWords } from './claims/claim-forms.words.ts'
import { claimPageWords } from './claims/claim-pages.words.ts'
import { formWords } from './documents/form.words.ts'
import { importWords } from './imports/import.words.ts'
import { kernelWords } from './kernel/kernel.words.ts'
import { ledgerWords } from './ledger/ledger.words.ts'
import { loanWords } from './loans/loan.words.ts'
import { noteWords } from './loans/note.words.ts'
import { poolWords } from './pools/pool.words.ts'
import { peopleWords } from './people/people.words.ts'
import { approvalRouteWords } from './policies/approval-route.words.ts'
import { policyWords } from './policies/policy.words.ts'
import { fundsWords } from './funds/funds.words.ts'
import { replayWords } from './claims/replay.words.ts'
import { settlementWords } from './claims/settlement.words.ts'
import { recoveryWords } from './recoveries/recovery.words.ts'
import { claimWords } from './claims/claim.words.ts'
import { compensationWords } from './reports/compensation.words.ts'
import { reportsWords } from './reports/reports.words.ts'
import { statementWords } from './statements/statement.words.ts'
import { fiscalWords } from './fiscal/fiscal.words.ts'
import { eligibilityWords } from './eligibility/eligibility.words.ts'
import { enterpriseWords } from './enterprises/enterprise.words.ts'
import { feeWords } from './funds/management-fee.words.ts'
import { waterfallWords } from './funds/waterfall.words.ts'

/** Every label of the product: one catalogue, one line for each feature, low to high. */
export const catalogue = {
  ...kernelWords,
  ...amountWords,
  ...derivationWords,
  ...peopleWords,
  ...auditWords,
  ...formWords,
  ...importWords,
  ...loanWords,
  ...noteWords,
  ...ledgerWords,
  ...statementWords,
  ...policyWords,
  ...approvalRouteWords,
  ...approvalWords,
  ...settlementWords,
  ...recoveryWords,
  ...claimWords,
  ...fundsWords,
  ...poolWords,
  ...enterpriseWords,
  ...fiscalWords,
  ...eligibilityWords,
  ...feeWords,
  ...waterfallWords,
  ...claimFormWords,
  ...claimPageWords,
  ...replayWords,
  ...remittanceFormWords,
  ...compensationWords,
  ...reportsWords,
}
export type WordKey = keyof typeof catalogue
