import { byProposalId, inboxInput } from '@cofund/shared/approvals/approval.input'
import { evidencePageInput } from '@cofund/shared/audit/evidence.input'
import { claimPaperInput, codeBookInput, newClaimSearchInput } from '@cofund/shared/claims/claim-pages.input'
import { byClaimId, claimListInput } from '@cofund/shared/claims/claim.input'
import { byIndicatorId, indicatorListInput } from '@cofund/shared/fiscal/fiscal.input'
import { portfolioInput, positionIdInput, positionListInput } from '@cofund/shared/funds/position.input'
import { byBatchId, importFindingsInput, importListInput } from '@cofund/shared/imports/import.input'
import { byEnterpriseId, enterpriseListInput, enterpriseSearchInput } from '@cofund/shared/enterprises/register.input'
import { byNoteId, noteListInput, noteReportsSearchInput } from '@cofund/shared/loans/note.input'
import { byLoanId, loanListInput } from '@cofund/shared/loans/loan.input'
import { amountUnits } from '@cofund/shared/kernel/amount-text'
import { accountSearchInput, bookIdInput, bookSearchInput, byReportId, entryIdInput, reportListInput } from '@cofund/shared/ledger/ledger.input'
import { policyListInput, versionIdInput } from '@cofund/shared/policies/policy.input'
import { settlementListInput } from '@cofund/shared/claims/settlement.input'
import { recoveryListInput } from '@cofund/shared/recoveries/recovery.input'
import { byPoolId, poolSearchInput } from '@cofund/shared/pools/pool.input'
import { compensationInput } from '@cofund/shared/reports/compensation.input'
import { lossSharingInput } from '@cofund/shared/reports/loss-evaluation.input'
import { byBankAccountId, reconciliationSearchInput } from '@cofund/shared/statements/statement.input'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, type RouteComponent } from '@tanstack/react-router'
import { createElement } from 'react'
import { z } from 'zod'
import { usePreferences } from './preferences.ts'
import { NotFoundPage, PageFailed } from './shell/PageFailed.tsx'
import { Shell } from './shell/Shell.tsx'
import { PageSkeleton } from './ui/Skeletons.tsx'

/** What any address may say: the unit of its amounts, and the drawers that stand open. */
const everyAddress = z.object({ unit: z.enum(amountUnits).optional(), drill: z.string().max(400).optional() })

type EveryAddress = z.output<typeof everyAddress>

const root = createRootRoute({
  validateSearch: (search): EveryAddress => searchOf(everyAddress)(search),
  search: { middlewares: [keepUnit] },
  component: Shell,
  notFoundComponent: NotFoundPage,
})

const home = createRoute({ getParentRoute: () => root, path: '/', component: lazyPage(() => import('./shell/HomePage.tsx'), 'HomePage') })

const portfolio = createRoute({
  getParentRoute: () => root,
  path: '/portfolio',
  validateSearch: searchOf(portfolioInput),
  component: lazyPage(() => import('./funds/PortfolioPage.tsx'), 'PortfolioPage'),
})
const funds = createRoute({
  getParentRoute: () => root,
  path: '/funds',
  validateSearch: searchOf(positionListInput),
  component: lazyPage(() => import('./funds/FundsPage.tsx'), 'FundsPage'),
})
const position = createRoute({
  getParentRoute: () => root,
  path: '/funds/$positionId',
  params: { parse: ({ positionId }) => positionIdInput.parse({ positionId }) },
  loader: async ({ params }) => (await import('./funds/PositionPage.tsx')).loadPositionPage(params.positionId),
  component: lazyPage(() => import('./funds/PositionPage.tsx'), 'PositionPage'),
})

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  validateSearch: searchOf(inboxInput),
  component: lazyPage(() => import('./approvals/InboxPage.tsx'), 'InboxPage'),
})
const proposal = createRoute({
  getParentRoute: () => root,
  path: '/approvals/$proposalId',
  params: { parse: ({ proposalId }) => byProposalId.parse({ proposalId }) },
  loader: async ({ params }) => (await import('./approvals/ProposalPage.tsx')).loadProposalPage(params.proposalId),
  component: lazyPage(() => import('./approvals/ProposalPage.tsx'), 'ProposalPage'),
})
const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  loader: async () => (await import('./people/PeoplePage.tsx')).loadPeoplePage(),
  component: lazyPage(() => import('./people/PeoplePage.tsx'), 'PeoplePage'),
})
const ownAccount = createRoute({
  getParentRoute: () => root,
  path: '/account',
  loader: async () => (await import('./people/AccountPage.tsx')).loadAccountPage(),
  component: lazyPage(() => import('./people/AccountPage.tsx'), 'AccountPage'),
})

const policies = createRoute({
  getParentRoute: () => root,
  path: '/policies',
  validateSearch: searchOf(policyListInput),
  component: lazyPage(() => import('./policies/PoliciesPage.tsx'), 'PoliciesPage'),
})
const policyVersion = createRoute({
  getParentRoute: () => root,
  path: '/policies/$versionId',
  params: { parse: ({ versionId }) => versionIdInput.parse({ versionId }) },
  loader: async ({ params }) => (await import('./policies/PolicyVersionPage.tsx')).loadPolicyVersionPage(params.versionId),
  component: lazyPage(() => import('./policies/PolicyVersionPage.tsx'), 'PolicyVersionPage'),
})
const draftVersion = createRoute({
  getParentRoute: () => root,
  path: '/policies/$versionId/draft',
  params: { parse: ({ versionId }) => versionIdInput.parse({ versionId }) },
  loader: async ({ params }) => (await import('./policies/DraftVersionPage.tsx')).loadDraftVersionPage(params.versionId),
  component: lazyPage(() => import('./policies/DraftVersionPage.tsx'), 'DraftVersionPage'),
})
const replay = createRoute({
  getParentRoute: () => root,
  path: '/policies/$versionId/replay',
  params: { parse: ({ versionId }) => versionIdInput.parse({ versionId }) },
  loader: async ({ params }) => (await import('./claims/ReplayPage.tsx')).loadReplayPage(params.versionId),
  component: lazyPage(() => import('./claims/ReplayPage.tsx'), 'ReplayPage'),
})

const budget = createRoute({
  getParentRoute: () => root,
  path: '/budget',
  validateSearch: searchOf(indicatorListInput),
  component: lazyPage(() => import('./fiscal/BudgetPage.tsx'), 'BudgetPage'),
})
const tiers = createRoute({
  getParentRoute: () => root,
  path: '/budget/tiers',
  loader: async () => (await import('./fiscal/TiersPage.tsx')).loadTiersPage(),
  component: lazyPage(() => import('./fiscal/TiersPage.tsx'), 'TiersPage'),
})
const indicator = createRoute({
  getParentRoute: () => root,
  path: '/budget/$indicatorId',
  params: { parse: ({ indicatorId }) => byIndicatorId.parse({ indicatorId }) },
  loader: async ({ params }) => (await import('./fiscal/IndicatorPage.tsx')).loadIndicatorPage(params.indicatorId),
  component: lazyPage(() => import('./fiscal/IndicatorPage.tsx'), 'IndicatorPage'),
})
const compensation = createRoute({
  getParentRoute: () => root,
  path: '/compensation',
  validateSearch: searchOf(compensationInput),
  component: lazyPage(() => import('./reports/CompensationPage.tsx'), 'CompensationPage'),
})

const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  loader: async () => (await import('./ledger/BooksPage.tsx')).loadBooksPage(),
  component: lazyPage(() => import('./ledger/BooksPage.tsx'), 'BooksPage'),
})
const book = createRoute({
  getParentRoute: () => root,
  path: '/ledger/$bookId',
  params: { parse: ({ bookId }) => ({ bookId: bookIdInput.parse(bookId) }) },
  validateSearch: searchOf(bookSearchInput),
  component: lazyPage(() => import('./ledger/BookPage.tsx'), 'BookPage'),
})
const postEntry = createRoute({
  getParentRoute: () => root,
  path: '/ledger/$bookId/post',
  params: { parse: ({ bookId }) => ({ bookId: bookIdInput.parse(bookId) }) },
  loader: async ({ params }) => (await import('./ledger/PostEntryPage.tsx')).loadPostEntryPage(params.bookId),
  component: lazyPage(() => import('./ledger/PostEntryPage.tsx'), 'PostEntryPage'),
})
const account = createRoute({
  getParentRoute: () => root,
  path: '/ledger/$bookId/$head',
  params: { parse: ({ bookId, head }) => ({ bookId: bookIdInput.parse(bookId), head }) },
  validateSearch: searchOf(accountSearchInput),
  component: lazyPage(() => import('./ledger/AccountPage.tsx'), 'AccountPage'),
})
const entry = createRoute({
  getParentRoute: () => root,
  path: '/ledger/entries/$entryId',
  params: { parse: ({ entryId }) => ({ entryId: entryIdInput.parse(entryId) }) },
  loader: async ({ params }) => (await import('./ledger/EntryPage.tsx')).loadEntryPage(params.entryId),
  component: lazyPage(() => import('./ledger/EntryPage.tsx'), 'EntryPage'),
})

const reports = createRoute({
  getParentRoute: () => root,
  path: '/ledger/reports',
  validateSearch: searchOf(reportListInput),
  component: lazyPage(() => import('./ledger/ReportsPage.tsx'), 'ReportsPage'),
})
const report = createRoute({
  getParentRoute: () => root,
  path: '/ledger/reports/$reportId',
  params: { parse: ({ reportId }) => byReportId.parse({ reportId }) },
  loader: async ({ params }) => (await import('./ledger/ReportPage.tsx')).loadReportPage(params.reportId),
  component: lazyPage(() => import('./ledger/ReportPage.tsx'), 'ReportPage'),
})

const bankAccounts = createRoute({
  getParentRoute: () => root,
  path: '/statements',
  loader: async () => (await import('./statements/AccountsPage.tsx')).loadAccountsPage(),
  component: lazyPage(() => import('./statements/AccountsPage.tsx'), 'AccountsPage'),
})
const bankAccount = createRoute({
  getParentRoute: () => root,
  path: '/statements/$bankAccountId',
  params: { parse: ({ bankAccountId }) => byBankAccountId.parse({ bankAccountId }) },
  validateSearch: searchOf(reconciliationSearchInput),
  loader: async ({ params }) => (await import('./statements/ReconciliationPage.tsx')).loadReconciliationPage(params.bankAccountId),
  component: lazyPage(() => import('./statements/ReconciliationPage.tsx'), 'ReconciliationPage'),
})

const imports = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  validateSearch: searchOf(importListInput),
  component: lazyPage(() => import('./imports/ImportsPage.tsx'), 'ImportsPage'),
})
const importBatch = createRoute({
  getParentRoute: () => root,
  path: '/imports/$batchId',
  validateSearch: searchOf(importFindingsInput),
  params: { parse: ({ batchId }) => byBatchId.parse({ batchId }) },
  loader: async ({ params }) => (await import('./imports/ImportBatchPage.tsx')).loadImportBatchPage(params.batchId),
  component: lazyPage(() => import('./imports/ImportBatchPage.tsx'), 'ImportBatchPage'),
})
const loans = createRoute({
  getParentRoute: () => root,
  path: '/loans',
  validateSearch: searchOf(loanListInput),
  component: lazyPage(() => import('./loans/LoansPage.tsx'), 'LoansPage'),
})
const loan = createRoute({
  getParentRoute: () => root,
  path: '/loans/$loanId',
  params: { parse: ({ loanId }) => byLoanId.parse({ loanId }) },
  loader: async ({ params }) => (await import('./loans/LoanPage.tsx')).loadLoanPage(params.loanId),
  component: lazyPage(() => import('./loans/LoanPage.tsx'), 'LoanPage'),
})

const notes = createRoute({
  getParentRoute: () => root,
  path: '/notes',
  validateSearch: searchOf(noteListInput),
  component: lazyPage(() => import('./loans/NotesPage.tsx'), 'NotesPage'),
})
const enrolNote = createRoute({
  getParentRoute: () => root,
  path: '/notes/enrol',
  component: lazyPage(() => import('./loans/EnrolNotePage.tsx'), 'EnrolNotePage'),
})
const noteReports = createRoute({
  getParentRoute: () => root,
  path: '/notes/reports',
  validateSearch: searchOf(noteReportsSearchInput),
  component: lazyPage(() => import('./loans/NoteReportsPage.tsx'), 'NoteReportsPage'),
})
const note = createRoute({
  getParentRoute: () => root,
  path: '/notes/$noteId',
  params: { parse: ({ noteId }) => byNoteId.parse({ noteId }) },
  loader: async ({ params }) => (await import('./loans/NotePage.tsx')).loadNotePage(params.noteId),
  component: lazyPage(() => import('./loans/NotePage.tsx'), 'NotePage'),
})
const enterprises = createRoute({
  getParentRoute: () => root,
  path: '/enterprises',
  validateSearch: searchOf(enterpriseListInput),
  component: lazyPage(() => import('./loans/EnterprisesPage.tsx'), 'EnterprisesPage'),
})
const enterprise = createRoute({
  getParentRoute: () => root,
  path: '/enterprises/$enterpriseId',
  params: { parse: ({ enterpriseId }) => byEnterpriseId.parse({ enterpriseId }) },
  validateSearch: searchOf(enterpriseSearchInput),
  loader: async ({ params }) => (await import('./loans/EnterprisePage.tsx')).loadEnterprisePage(params.enterpriseId),
  component: lazyPage(() => import('./loans/EnterprisePage.tsx'), 'EnterprisePage'),
})

const claims = createRoute({
  getParentRoute: () => root,
  path: '/claims',
  validateSearch: searchOf(claimListInput),
  component: lazyPage(() => import('./claims/ClaimsPage.tsx'), 'ClaimsPage'),
})
const newClaim = createRoute({
  getParentRoute: () => root,
  path: '/claims/new',
  validateSearch: searchOf(newClaimSearchInput),
  component: lazyPage(() => import('./claims/NewClaimPage.tsx'), 'NewClaimPage'),
})
const claim = createRoute({
  getParentRoute: () => root,
  path: '/claims/$claimId',
  params: { parse: ({ claimId }) => byClaimId.parse({ claimId }) },
  loader: async ({ params }) => (await import('./claims/ClaimPage.tsx')).loadClaimPage(params.claimId),
  component: lazyPage(() => import('./claims/ClaimPage.tsx'), 'ClaimPage'),
})
const reviseClaim = createRoute({
  getParentRoute: () => root,
  path: '/claims/$claimId/revise',
  params: { parse: ({ claimId }) => byClaimId.parse({ claimId }) },
  loader: async ({ params }) => (await import('./claims/ReviseClaimPage.tsx')).loadReviseClaimPage(params.claimId),
  component: lazyPage(() => import('./claims/ReviseClaimPage.tsx'), 'ReviseClaimPage'),
})
const claimPaper = createRoute({
  getParentRoute: () => root,
  path: '/claims/$claimId/papers/$form',
  params: { parse: ({ claimId, form }) => claimPaperInput.pick({ claimId: true, form: true }).parse({ claimId, form }) },
  loader: async ({ params }) => (await import('./claims/ClaimPaperPage.tsx')).loadClaimPaperPage(params),
  component: lazyPage(() => import('./claims/ClaimPaperPage.tsx'), 'ClaimPaperPage'),
})
const codeBook = createRoute({
  getParentRoute: () => root,
  path: '/claims/codes',
  validateSearch: searchOf(codeBookInput),
  component: lazyPage(() => import('./claims/CodeBookPage.tsx'), 'CodeBookPage'),
})

const recoveries = createRoute({
  getParentRoute: () => root,
  path: '/recoveries',
  validateSearch: searchOf(recoveryListInput),
  component: lazyPage(() => import('./recoveries/RecoveriesPage.tsx'), 'RecoveriesPage'),
})
const claimRecoveries = createRoute({
  getParentRoute: () => root,
  path: '/claims/$claimId/recoveries',
  params: { parse: ({ claimId }) => byClaimId.parse({ claimId }) },
  loader: async ({ params }) => (await import('./recoveries/ClaimRecoveriesPage.tsx')).loadClaimRecoveries(params.claimId),
  component: lazyPage(() => import('./recoveries/ClaimRecoveriesPage.tsx'), 'ClaimRecoveriesPage'),
})
const reportRecovery = createRoute({
  getParentRoute: () => root,
  path: '/claims/$claimId/recoveries/new',
  params: { parse: ({ claimId }) => byClaimId.parse({ claimId }) },
  loader: async ({ params }) => (await import('./recoveries/ReportRecoveryPage.tsx')).loadReportRecovery(params.claimId),
  component: lazyPage(() => import('./recoveries/ReportRecoveryPage.tsx'), 'ReportRecoveryPage'),
})
const settlements = createRoute({
  getParentRoute: () => root,
  path: '/settlements',
  validateSearch: searchOf(settlementListInput),
  component: lazyPage(() => import('./claims/SettlementsPage.tsx'), 'SettlementsPage'),
})
const freezeYear = createRoute({
  getParentRoute: () => root,
  path: '/settlements/new',
  component: lazyPage(() => import('./claims/FreezeYearPage.tsx'), 'FreezeYearPage'),
})
const settlement = createRoute({
  getParentRoute: () => root,
  path: '/settlements/$claimId',
  params: { parse: ({ claimId }) => byClaimId.parse({ claimId }) },
  loader: async ({ params }) => (await import('./claims/SettlementPage.tsx')).loadSettlement(params.claimId),
  component: lazyPage(() => import('./claims/SettlementPage.tsx'), 'SettlementPage'),
})
const refreezeYear = createRoute({
  getParentRoute: () => root,
  path: '/settlements/$claimId/refreeze',
  params: { parse: ({ claimId }) => byClaimId.parse({ claimId }) },
  loader: async ({ params }) => (await import('./claims/FreezeYearPage.tsx')).loadRefreeze(params.claimId),
  component: lazyPage(() => import('./claims/FreezeYearPage.tsx'), 'RefreezeYearPage'),
})

const pools = createRoute({
  getParentRoute: () => root,
  path: '/pools',
  loader: async () => (await import('./pools/PoolsPage.tsx')).loadPoolsPage(),
  component: lazyPage(() => import('./pools/PoolsPage.tsx'), 'PoolsPage'),
})
const pool = createRoute({
  getParentRoute: () => root,
  path: '/pools/$poolId',
  params: { parse: ({ poolId }) => byPoolId.parse({ poolId }) },
  validateSearch: searchOf(poolSearchInput),
  loader: async ({ params }) => (await import('./pools/PoolPage.tsx')).loadPoolPage(params.poolId),
  component: lazyPage(() => import('./pools/PoolPage.tsx'), 'PoolPage'),
})

const lossSharing = createRoute({
  getParentRoute: () => root,
  path: '/loss-sharing',
  validateSearch: searchOf(lossSharingInput),
  component: lazyPage(() => import('./reports/LossSharingPage.tsx'), 'LossSharingPage'),
})

const evidence = createRoute({
  getParentRoute: () => root,
  path: '/evidence',
  validateSearch: searchOf(evidencePageInput),
  loader: async () => (await import('./audit/EvidencePage.tsx')).loadEvidencePage(),
  component: lazyPage(() => import('./audit/EvidencePage.tsx'), 'EvidencePage'),
})

const routeTree = root.addChildren([notes, enrolNote, noteReports, note, enterprises, enterprise, recoveries, claimRecoveries, reportRecovery, settlements, freezeYear, settlement, refreezeYear, pools, pool, budget, tiers, indicator, claims, newClaim, claim, reviseClaim, claimPaper, codeBook, bankAccounts, bankAccount, evidence, approvals, proposal, people, ownAccount, imports, importBatch, loans, loan, lossSharing, home, ledger, book, postEntry, account, entry, reports, report, policies, policyVersion, draftVersion, replay, compensation, portfolio, funds, position])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadDelay: 80,
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: 200,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/**
 * What an address says, as far as it can be read: a part that makes no sense (a page called "x", a status of long ago) is
 * left out, and the rest holds.
 */
export function searchOf<Schema extends z.ZodObject>(schema: Schema) {
  return (search: Record<string, unknown>): z.output<Schema> => {
    const read = schema.safeParse(search)
    if (read.success) return read.data
    // Named as undefined, not merely left out: the router would lay what is left out under the result again.
    const unread = Object.fromEntries(read.error.issues.map((issue) => [String(issue.path[0]), undefined]))
    return { ...unread, ...schema.parse({ ...search, ...unread }) }
  }
}

/** A page in a chunk of its own: `component: lazyPage(() => import('./loans/LoansPage.tsx'), 'LoansPage')`. */
export function lazyPage<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
): RouteComponent {
  const Page = lazyRouteComponent(load, name)
  return Page.preload ? Object.assign(spoken(Page), { preload: Page.preload }) : spoken(Page)
}

/** Draws the page anew, in place, when its reader changes language or unit. */
function spoken(Page: RouteComponent): RouteComponent {
  return function Spoken() {
    usePreferences()
    return createElement(Page)
  }
}

/** The unit that an address names stays with whatever is opened from it. */
function keepUnit({ search, next }: { search: EveryAddress; next: (search: EveryAddress) => EveryAddress }): EveryAddress {
  return { ...(search.unit && { unit: search.unit }), ...next(search) }
}
