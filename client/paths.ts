import type { BudgetIndicatorId } from '@cofund/shared/fiscal/budget'
import type { PositionId } from '@cofund/shared/funds/position'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { Box } from '@cofund/shared/approvals/approval.input'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { ClaimId } from '@cofund/shared/claims/claim'
import type { ClaimFormName } from '@cofund/shared/claims/claim-pages.input'
import type { ClaimList } from '@cofund/shared/claims/claim.input'
import type { DeficiencyCode } from '@cofund/shared/claims/deficiency'
import type { Currency } from '@cofund/shared/kernel/money'
import type { Account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { AsOfAsked } from '@cofund/shared/ledger/ledger.input'
import type { ReportId } from '@cofund/shared/ledger/report'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import type { NoteId } from '@cofund/shared/loans/drawdown-note'
import type { NoteList, NoteReportsSearch } from '@cofund/shared/loans/note.input'
import type { LoanId } from '@cofund/shared/loans/loan'
import type { RecoveryList } from '@cofund/shared/recoveries/recovery.input'
import type { CompensationQuestion } from '@cofund/shared/reports/compensation.input'
import type { LossSharingQuestion } from '@cofund/shared/reports/loss-evaluation.input'
import type { BankAccountId } from '@cofund/shared/statements/bank-account'
import { linkOptions } from '@tanstack/react-router'

/** Where things are: `<Link {...paths.home()}>`. Every link comes from here, so that an address changes in one place. */
export const paths = {
  home: () => linkOptions({ to: '/' }),
  portfolio: () => linkOptions({ to: '/portfolio' }),
  approvals: (box?: Box) => linkOptions({ to: '/approvals', search: box ? { box } : {} }),
  proposal: (proposalId: ProposalId) => linkOptions({ to: '/approvals/$proposalId', params: { proposalId } }),
  people: () => linkOptions({ to: '/people' }),
  ownAccount: () => linkOptions({ to: '/account' }),
  policies: () => linkOptions({ to: '/policies' }),
  policyVersion: (versionId: PolicyVersionId) => linkOptions({ to: '/policies/$versionId', params: { versionId } }),
  draftVersion: (versionId: PolicyVersionId) => linkOptions({ to: '/policies/$versionId/draft', params: { versionId } }),
  replay: (versionId: PolicyVersionId) => linkOptions({ to: '/policies/$versionId/replay', params: { versionId } }),
  ledger: () => linkOptions({ to: '/ledger' }),
  book: (bookId: BookId) => linkOptions({ to: '/ledger/$bookId', params: { bookId } }),
  postEntry: (bookId: BookId) => linkOptions({ to: '/ledger/$bookId/post', params: { bookId } }),
  account: ({ bookId, head, detail }: Pick<Account, 'bookId' | 'head' | 'detail'>, currency: Currency, asOf: AsOfAsked) =>
    linkOptions({
      to: '/ledger/$bookId/$head',
      params: { bookId, head },
      search: { ...asOf, ...(detail && { detail }), ...(currency !== 'CNY' && { currency }) },
    }),
  reports: () => linkOptions({ to: '/ledger/reports' }),
  report: (reportId: ReportId) => linkOptions({ to: '/ledger/reports/$reportId', params: { reportId } }),
  entry: (entryId: EntryId) => linkOptions({ to: '/ledger/entries/$entryId', params: { entryId } }),
  bankAccounts: () => linkOptions({ to: '/statements' }),
  bankAccount: (bankAccountId: BankAccountId) => linkOptions({ to: '/statements/$bankAccountId', params: { bankAccountId } }),
  imports: () => linkOptions({ to: '/imports' }),
  importBatch: (batchId: ImportBatchId) => linkOptions({ to: '/imports/$batchId', params: { batchId } }),
  loans: () => linkOptions({ to: '/loans' }),
  loan: (loanId: LoanId) => linkOptions({ to: '/loans/$loanId', params: { loanId } }),
  notes: (search: NoteList = {}) => linkOptions({ to: '/notes', search }),
  note: (noteId: NoteId) => linkOptions({ to: '/notes/$noteId', params: { noteId } }),
  enrolNote: () => linkOptions({ to: '/notes/enrol' }),
  noteReports: (search: NoteReportsSearch = {}) => linkOptions({ to: '/notes/reports', search }),
  enterprises: () => linkOptions({ to: '/enterprises' }),
  enterprise: (enterpriseId: EnterpriseId) => linkOptions({ to: '/enterprises/$enterpriseId', params: { enterpriseId } }),
  claims: (search: ClaimList = {}) => linkOptions({ to: '/claims', search }),
  claim: (claimId: ClaimId) => linkOptions({ to: '/claims/$claimId', params: { claimId } }),
  claimRecoveries: (claimId: ClaimId) => linkOptions({ to: '/claims/$claimId/recoveries', params: { claimId } }),
  reportRecovery: (claimId: ClaimId) => linkOptions({ to: '/claims/$claimId/recoveries/new', params: { claimId } }),
  recoveries: (search: RecoveryList = {}) => linkOptions({ to: '/recoveries', search }),
  settlements: () => linkOptions({ to: '/settlements' }),
  settlement: (claimId: ClaimId) => linkOptions({ to: '/settlements/$claimId', params: { claimId } }),
  freezeYear: () => linkOptions({ to: '/settlements/new' }),
  refreezeYear: (claimId: ClaimId) => linkOptions({ to: '/settlements/$claimId/refreeze', params: { claimId } }),
  newClaim: () => linkOptions({ to: '/claims/new' }),
  reviseClaim: (claimId: ClaimId) => linkOptions({ to: '/claims/$claimId/revise', params: { claimId } }),
  claimPaper: (claimId: ClaimId, form: ClaimFormName) => linkOptions({ to: '/claims/$claimId/papers/$form', params: { claimId, form } }),
  deficiency: (code?: DeficiencyCode) => linkOptions({ to: '/claims/codes', ...(code && { hash: code }) }),
  budget: () => linkOptions({ to: '/budget' }),
  indicator: (indicatorId: BudgetIndicatorId) => linkOptions({ to: '/budget/$indicatorId', params: { indicatorId } }),
  tiers: () => linkOptions({ to: '/budget/tiers' }),
  pools: () => linkOptions({ to: '/pools' }),
  pool: (poolId: PoolId) => linkOptions({ to: '/pools/$poolId', params: { poolId } }),
  lossSharing: (search: LossSharingQuestion = {}) => linkOptions({ to: '/loss-sharing', search }),
  compensation: (search: CompensationQuestion = {}) => linkOptions({ to: '/compensation', search }),
  evidence: () => linkOptions({ to: '/evidence' }),
  funds: () => linkOptions({ to: '/funds' }),
  position: (positionId: PositionId) => linkOptions({ to: '/funds/$positionId', params: { positionId } }),
}
