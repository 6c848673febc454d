import { fen } from '@cofund/shared/kernel/money'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { type OrganisationKind, organisationKinds } from '@cofund/shared/people/organisation'
import { type Permission, permissionsOf } from '@cofund/shared/people/role'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appRouter } from '../../../server/app.ts'
import type { Session } from '../../../server/kernel/session.ts'
import { createCallerFactory } from '../../../server/kernel/trpc.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { requestContext } from '../../kit/actors.ts'
import { signedIn } from '../../kit/people.ts'
import {
  type Everybody,
  type Planted,
  marks,
  missing,
  neighbour,
  openEverybody,
  personOfKind,
  seatOf,
  seenBy,
  strangers,
} from './everybody.ts'

/**
 * How a procedure is asked, once for each: with the ids of somebody else's records, and with ids that nobody has. `who` may
 * ask: anybody at all, whoever is signed in, or whoever holds a permission; `later` means that the permission depends on what
 * is asked for, and is looked at in the command. What holds no ids is asked as it stands.
 */
interface Asking {
  readonly who: 'anybody' | 'signed_in' | 'later' | Permission
  readonly input?: (ids: Planted) => unknown
  /** Asked without ids that could be another's: only that nobody else's marks are in the answer. */
  readonly plain?: unknown
  /** Not asked in earnest: it would end the session, or open another. */
  readonly never?: true
}

const year = { loan_balance: 1n, npl_balance: 1n, disposed: 1n, recovered: 1n, net_loss: 0n, districts: [] }
const posting = { account: { head: 'cash' }, amount: fen(100n) }
const budgeted = { documentNumber: 'x', effectiveOn: '2026-06-01', amount: fen(100n), reason: 'x' }
const granted = { documentNumber: 'x', name: 'x', source: 'general', functionCode: '206', budgetYear: 2026, grantedOn: '2026-06-01', amount: fen(100n) }
const said = { effectiveOn: '2026-06-01', note: 'x', postings: [posting, { ...posting, amount: fen(-100n) }] }
const digest = 'a'.repeat(64)
const draft = { document: 'x', effective: null, params: {}, cites: {} }

/** Ids of policies are everybody's to read: there is no foreign one, only a missing one. */
const noPolicy = { policyId: 'pol_0000000000000000', versionId: 'plv_0000000000000000' }

const noFirm = { enterpriseId: 'ept_0000000000000000' }
const draftedNote = {
  poolCode: 'NO-SUCH',
  number: 'x',
  contractNumber: 'x',
  uscc: 'x',
  districtCode: '310110',
  productCode: 'x',
  principal: fen(100n),
  lentOn: '2026-06-01',
  dueOn: '2027-06-01',
  ratePpm: 1,
  purpose: 'x',
}

const asked: Readonly<Record<string, Asking>> = {
  'demonstration.signIns': { who: 'anybody' },
  'people.me': { who: 'anybody' },
  'people.signIn': { who: 'anybody', never: true },
  'people.chooseMembership': { who: 'signed_in', input: ({ membershipId }) => ({ membershipId }) },
  'people.signOut': { who: 'signed_in', never: true },
  'people.list': { who: 'signed_in' },
  'people.organisations': { who: 'signed_in' },
  'people.jurisdictions': { who: 'signed_in' },
  'people.apiKeys': { who: 'signed_in' },
  'people.createOrganisation': {
    who: 'person.manage',
    plain: { kind: 'bank', nameZh: '甲', nameEn: 'A', jurisdictionCode: '310110' },
  },
  'people.changePassword': { who: 'signed_in', plain: { current: 'x', next: 'twelve letters and more' } },
  'people.sessions': { who: 'signed_in' },
  'people.endSessions': { who: 'signed_in', plain: { password: 'x', sessionId: '0'.repeat(32) } },
  'people.endSessionsFor': { who: 'person.manage', input: ({ personId }) => ({ personId }) },
  'people.beginSecondFactor': { who: 'signed_in' },
  'people.enrolSecondFactor': { who: 'signed_in', plain: { password: 'x', secret: 'A'.repeat(32), code: '000000' } },

  'audit.offers': { who: 'signed_in' },
  'audit.checkpoints': { who: 'signed_in', plain: {} },

  'import.start': { who: 'later', input: ({ documentHash }) => ({ kind: 'loans', documentHash }) },
  'import.confirm': { who: 'later', input: ({ batchId }) => ({ batchId, digest }) },
  'import.restart': { who: 'later', input: ({ batchId }) => ({ batchId }) },
  'import.get': { who: 'signed_in', input: ({ batchId }) => ({ batchId }) },
  'import.list': { who: 'signed_in', plain: { size: 100 } },
  'import.findings': { who: 'signed_in', input: ({ batchId }) => ({ batchId }) },

  'loan.list': {
    who: 'signed_in',
    input: ({ batchId, lenderId }) => ({ batchId, lenderId, size: 100 }),
    plain: { size: 100, sort: 'number' },
  },
  'loan.summary': { who: 'signed_in', input: ({ batchId }) => ({ batchId }), plain: {} },
  'loan.get': { who: 'signed_in', input: ({ loanId }) => ({ loanId }) },
  'loan.lenders': { who: 'signed_in' },

  'ledger.books': { who: 'signed_in' },
  'ledger.book': { who: 'signed_in', input: ({ bookId }) => ({ bookId }) },
  'ledger.entries': { who: 'signed_in', input: ({ bookId }) => ({ bookId }) },
  'ledger.statement': { who: 'signed_in', input: ({ bookId }) => ({ bookId, head: 'cash' }) },
  'ledger.entry': { who: 'signed_in', input: ({ entryId }) => ({ entryId }) },
  'ledger.knownOn': { who: 'signed_in', input: ({ bookId }) => ({ bookId, day: '2026-06-30' }) },
  'ledger.periods': { who: 'signed_in', input: ({ bookId }) => ({ bookId }) },
  'ledger.reports': { who: 'signed_in', plain: { size: 100 } },
  'ledger.rerunReport': { who: 'signed_in', input: ({ reportId }) => ({ reportId }) },
  'ledger.restatement': { who: 'signed_in', input: ({ reportId }) => ({ reportId }) },
  'ledger.runReport': { who: 'signed_in', input: ({ bookId }) => ({ bookIds: [bookId], on: '2026-06-30' }) },
  'ledger.openBook': { who: 'ledger.post', plain: { kind: 'pool', code: 'ACCESS', nameZh: '试', nameEn: 'Try' } },
  'ledger.post': { who: 'ledger.post', input: ({ bookId }) => ({ bookId, ...said }) },
  'ledger.postOpening': { who: 'ledger.post', input: ({ bookId }) => ({ bookId, ...said, evidence: { reference: 'x' } }) },
  'ledger.transfer': {
    who: 'ledger.post',
    input: ({ bookId }) => ({
      from: { bookId, account: { head: 'cash' } },
      into: { bookId: 'bok_1111111111111111', account: { head: 'cash' } },
      amount: fen(100n),
      effectiveOn: '2026-06-01',
      note: 'x',
    }),
  },
  'ledger.reverse': { who: 'ledger.reverse', input: ({ entryId }) => ({ entryId, effectiveOn: '2026-06-01', note: 'x' }) },

  'statements.accounts': { who: 'signed_in' },
  'statements.account': { who: 'signed_in', input: ({ bankAccountId }) => ({ bankAccountId }) },
  'statements.reconciliation': { who: 'signed_in', input: ({ bankAccountId }) => ({ bankAccountId, month: '2026-01-01' }) },
  'statements.openAccount': {
    who: 'ledger.post',
    input: ({ bookId }) => ({ bookId, name: '试', number: '31000000', matchedFrom: '2026-01-01' }),
  },
  'statements.matchByRules': { who: 'ledger.post', input: ({ bankAccountId }) => ({ bankAccountId }) },
  'statements.matchByHand': {
    who: 'ledger.post',
    input: ({ bankAccountId }) => ({ bankAccountId, lineIds: ['stl_0', 'stl_1'], postings: [] }),
  },
  'statements.rejectSuggestion': {
    who: 'ledger.post',
    input: ({ bankAccountId }) => ({ bankAccountId, lineIds: ['stl_0', 'stl_1'], postings: [] }),
  },
  'statements.withdrawRejection': { who: 'ledger.post', plain: { rejectionId: 'srj_0000000000000000' } },
  'statements.monthLines': { who: 'signed_in', input: ({ bankAccountId }) => ({ bankAccountId, month: '2026-01-01' }) },
  'statements.unmatch': { who: 'ledger.post', plain: { matchId: 'mtc_0000000000000000' } },
  'statements.bookLine': { who: 'ledger.post', plain: { lineId: 'stl_0000000000000000', as: 'interest' } },

  'policies.list': { who: 'signed_in' },
  'policies.version': { who: 'signed_in', plain: noPolicy },
  'policies.on': { who: 'signed_in', plain: { code: 'NO-SUCH', date: '2026-06-30' } },
  'policies.questions': { who: 'signed_in', plain: noPolicy },
  'policies.workedCases': { who: 'signed_in', plain: noPolicy },
  'policies.compare': { who: 'signed_in', plain: { ...noPolicy, beforeId: noPolicy.versionId } },
  'replay.claims': { who: 'signed_in', plain: noPolicy },
  'policies.evaluate': { who: 'signed_in', plain: { ...noPolicy, case: {} } },
  'policies.draft': {
    who: 'policy.draft',
    plain: {
      kind: 'compensation_scheme',
      code: 'ACCESS',
      name: { zh: '试', en: 'Try' },
      jurisdictionCode: strangers.place,
      ...draft,
    },
  },
  'policies.draftShipped': { who: 'policy.draft' },
  'policies.draftVersion': { who: 'policy.draft', plain: { policyId: noPolicy.policyId, ...draft } },
  'policies.revise': { who: 'policy.draft', plain: { versionId: noPolicy.versionId, ...draft } },

  'approvals.propose': { who: 'later', input: ({ personId }) => ({ kind: 'password.reset', what: { personId } }) },
  'approvals.check': { who: 'later', input: ({ proposalId }) => ({ proposalId, verdict: 'approve', digest }) },
  'approvals.refresh': { who: 'later', input: ({ proposalId }) => ({ proposalId }) },
  'approvals.withdraw': { who: 'later', input: ({ proposalId }) => ({ proposalId }) },
  'approvals.resubmit': { who: 'later', input: ({ proposalId }) => ({ proposalId }) },
  'approvals.get': { who: 'signed_in', input: ({ proposalId }) => ({ proposalId }) },
  'approvals.inbox': { who: 'signed_in', plain: { box: 'all', size: 100 } },
  'approvals.counts': { who: 'signed_in' },

  'fiscal.indicators': { who: 'signed_in', plain: { size: 100 } },
  'fiscal.indicator': { who: 'signed_in', input: ({ indicatorId }) => ({ indicatorId }) },
  'fiscal.openPlans': { who: 'signed_in' },
  'fiscal.tiers': { who: 'signed_in' },
  'fiscal.paying': { who: 'signed_in', input: ({ claimId }) => ({ claimId }) },
  'fiscal.grant': { who: 'fiscal.draw', input: ({ bookId }) => ({ bookId, ...granted }) },
  'fiscal.adjust': { who: 'fiscal.draw', input: ({ indicatorId }) => ({ indicatorId, ...budgeted }) },
  'fiscal.returnSurplus': { who: 'fiscal.draw', input: ({ indicatorId }) => ({ indicatorId, ...budgeted }) },
  'fiscal.carryOver': { who: 'fiscal.draw', input: ({ indicatorId }) => ({ indicatorId, budgetYear: 2027, ...budgeted }) },
  'fiscal.plan': {
    who: 'fiscal.draw',
    input: ({ indicatorId }) => ({ indicatorId, number: 'x', plannedOn: '2026-06-01', month: '2026-06-01', purpose: 'x', amount: budgeted.amount }),
  },
  'fiscal.releasePlan': { who: 'fiscal.draw', input: ({ planId }) => ({ planId, reason: 'x' }) },
  'fiscal.cancelVoucher': { who: 'fiscal.draw', plain: { voucherId: 'vch_0000000000000000', cancelledOn: '2026-06-01', reason: 'x' } },

  'pools.list': { who: 'signed_in' },
  'pools.get': { who: 'signed_in', input: ({ poolId }) => ({ poolId }) },
  'pools.choices': { who: 'signed_in' },

  'enterprise.list': { who: 'signed_in', plain: { size: 100 } },
  'enterprise.get': { who: 'signed_in', plain: noFirm },
  'enterprise.register': { who: 'enterprise.record', plain: { uscc: 'x', name: 'x' } },
  'enterprise.stateFact': { who: 'enterprise.record', plain: { ...noFirm, fact: 'staff', value: '1', on: '2026-06-01' } },
  'enterprise.addCertificate': { who: 'enterprise.record', plain: { ...noFirm, kind: 'tech_sme', validFrom: '2026-06-01' } },
  'enterprise.addFlag': { who: 'enterprise.record', plain: { ...noFirm, list: 'tax_offence', subject: 'enterprise', from: '2026-06-01' } },
  'enterprise.addCheck': { who: 'enterprise.record', plain: { ...noFirm, on: '2026-06-01' } },

  'note.list': { who: 'signed_in', input: ({ poolId }) => ({ poolId, size: 100 }), plain: { size: 100 } },
  'note.dashboard': { who: 'signed_in', input: ({ poolId }) => ({ poolId }), plain: {} },
  'note.get': { who: 'signed_in', input: ({ noteId }) => ({ noteId }) },
  'note.ofEnterprise': { who: 'signed_in', plain: noFirm },
  'note.judge': { who: 'signed_in', plain: draftedNote },
  'note.enrol': { who: 'loan.enrol', plain: { notes: [draftedNote] } },
  'note.judgeAgain': { who: 'loan.enrol', input: ({ noteId }) => ({ noteId }) },
  'note.withdraw': { who: 'loan.enrol', input: ({ noteId }) => ({ noteId, on: '2026-06-01', reason: 'x' }) },
  'note.dispose': {
    who: 'loan.report',
    input: ({ noteId }) => ({ noteId, kind: 'cash', disposedOn: '2026-06-01', amount: fen(1n), reference: 'x' }),
  },
  'note.litigate': {
    who: 'loan.report',
    input: ({ noteId }) => ({ noteId, stage: 'filed', reachedOn: '2026-06-01', caseNumber: 'x', court: 'x' }),
  },
  'note.reports': { who: 'signed_in', input: ({ poolId }) => ({ poolId }), plain: {} },
  'note.owed': { who: 'signed_in' },
  'note.toReport': { who: 'signed_in', input: ({ poolId }) => ({ poolId, month: '2026-05-01' }) },
  'note.reportMonth': { who: 'loan.report', input: ({ poolId }) => ({ poolId, month: '2026-05-01', nil: true }) },

  'settlements.list': { who: 'signed_in', input: ({ poolId }) => ({ poolId }), plain: {} },
  'claims.list': { who: 'signed_in', input: ({ poolId }) => ({ poolId, size: 100 }), plain: { size: 100 } },
  'claims.get': { who: 'signed_in', input: ({ claimId }) => ({ claimId }) },
  'claims.page': { who: 'signed_in', input: ({ claimId }) => ({ claimId }) },
  'claims.paper': { who: 'signed_in', input: ({ claimId }) => ({ claimId, form: 'approval' }) },
  'claims.choices': { who: 'signed_in' },
  'claims.form': { who: 'signed_in', input: ({ noteId }) => ({ noteId }) },
  'claims.examine': { who: 'signed_in', input: ({ noteId }) => ({ noteId, stated: {} }) },
  'claims.notices': { who: 'signed_in' },
  'claims.draft': { who: 'claim.draft', input: ({ noteId }) => ({ noteId }) },
  'claims.save': { who: 'claim.draft', input: ({ claimId }) => ({ claimId, stated: {} }) },
  'claims.attach': { who: 'claim.draft', input: ({ claimId, documentHash }) => ({ claimId, item: 'loan_contract', documentHash, name: 'x.pdf' }) },
  'claims.detach': { who: 'claim.draft', input: ({ claimId }) => ({ claimId, item: 'loan_contract', place: 1 }) },
  'claims.drop': { who: 'claim.draft', input: ({ claimId }) => ({ claimId }) },
  'claims.sendBack': { who: 'claim.check', input: ({ claimId, proposalId }) => ({ claimId, proposalId, digest, codes: ['E06'], opinion: 'x' }) },
  'claims.reject': { who: 'claim.check', input: ({ claimId, proposalId }) => ({ claimId, proposalId, digest, clause: 'x', opinion: 'x' }) },
  'claims.confirmReceipts': { who: 'claim.pay', input: ({ poolId }) => ({ poolId }) },

  'settlements.get': { who: 'signed_in', input: ({ yearId }) => ({ claimId: yearId }) },
  'settlements.choices': { who: 'signed_in' },
  'settlements.examine': { who: 'signed_in', input: ({ poolId }) => ({ poolId, year: 2025, stated: year, flags: {} }) },
  'settlements.freeze': { who: 'settlement.freeze', input: ({ poolId }) => ({ poolId, productCode: 'KJD', year: 2025, stated: year }) },
  'settlements.refreeze': { who: 'settlement.freeze', input: ({ yearId }) => ({ claimId: yearId, stated: year, reason: 'x' }) },
  'settlements.compute': { who: 'settlement.manage', input: ({ yearId }) => ({ claimId: yearId }) },

  'recoveries.list': { who: 'signed_in', input: ({ poolId }) => ({ poolId, size: 100 }), plain: { size: 100 } },
  'recoveries.get': { who: 'signed_in', input: ({ recoveryId }) => ({ recoveryId }) },
  'recoveries.ofClaim': { who: 'signed_in', input: ({ claimId }) => ({ claimId }) },
  'recoveries.divide': { who: 'signed_in', input: ({ claimId }) => ({ claimId, kind: 'cash', receivedOn: '2026-06-30', gross: 1n }) },
  'recoveries.previewClawback': { who: 'signed_in', input: ({ claimId }) => ({ claimId, on: '2026-06-30' }) },
  'recoveries.remittances': { who: 'signed_in', input: ({ poolId }) => ({ poolId }), plain: {} },
  'recoveries.reportRemittance': {
    who: 'recovery.report',
    input: ({ poolId }) => ({ poolId, number: 'x', remittedOn: '2026-06-01', minor: 1n }),
  },
  'recoveries.bookRemittance': { who: 'recovery.manage', input: ({ remittanceId }) => ({ remittanceId, receivedOn: '2026-06-01' }) },
  'recoveries.receiptsWaiting': { who: 'signed_in', input: ({ bookId }) => ({ bookId }) },
  'recoveries.recordReceipts': { who: 'claim.pay', input: ({ bookId }) => ({ bookId }) },
  'recoveries.confirmRemittance': { who: 'recovery.manage', input: ({ remittanceId }) => ({ remittanceId }) },

  'funds.list': { who: 'signed_in', plain: { size: 100 } },
  'funds.get': { who: 'signed_in', input: ({ positionId }) => ({ positionId }) },
  'funds.choices': { who: 'signed_in' },
  'funds.portfolio': { who: 'signed_in', plain: {} },

  'reports.schemes': { who: 'signed_in' },
  'reports.evaluations': { who: 'signed_in', plain: {} },
  'reports.evaluateLosses': { who: 'loss.evaluate', plain: { policyVersionId: noPolicy.versionId } },
  'reports.compensation': { who: 'signed_in', plain: {} },
  'reports.decidedClaims': { who: 'signed_in', plain: {} },
  'reports.lossSharing': { who: 'signed_in', input: ({ evaluationId }) => ({ evaluation: evaluationId }), plain: {} },
  'reports.lossRows': { who: 'signed_in', input: ({ evaluationId }) => ({ evaluationId, size: 100 }) },
  'reports.lossDerivation': { who: 'signed_in', input: ({ evaluationId, loanId }) => ({ evaluationId, loanId }) },
}

const catalogued = appRouter._def.procedures as unknown as Readonly<
  Record<string, { readonly _def: { readonly type: 'query' | 'mutation' } }>
>
const procedures = Object.entries(catalogued).map(([path, { _def }]) => ({ path, type: _def.type }))
const createCaller = createCallerFactory(appRouter)

let everybody: Everybody
beforeAll(async () => void (everybody = await openEverybody()), 120_000)
afterAll(() => everybody.database.close())

/** Calls a procedure by its path; a write runs to its end and is undone. Whatever is neither answered nor refused is thrown. */
async function ask(
  path: string,
  session: Session | undefined,
  input?: unknown,
): Promise<{ readonly answer: unknown } | { readonly refused: string; readonly facts: unknown }> {
  const caller = createCaller(requestContext(everybody.database.app, { session, preview: true, traceId: path }))
  const procedure = path.split('.').reduce<unknown>((place, step) => (place as Record<string, unknown>)[step], caller) as (
    input: unknown,
  ) => Promise<unknown>
  try {
    return { answer: await procedure(input) }
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (cause instanceof Refusal) return { refused: cause.code, facts: cause.facts }
    throw new Error(`${path}: ${error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error)}`, {
      cause: error,
    })
  }
}

/** What came back, as one text, with every id that was asked for under its noun: so that a foreign one and a missing one compare. */
const told = (outcome: unknown, ids: Planted): string =>
  Object.entries(ids).reduce((text, [noun, id]) => text.replaceAll(String(id), `<${noun}>`), canonicalJson(outcome))

const marksOf = (text: string) =>
  Object.entries(marks).flatMap(([organisation, mark]) => (text.includes(mark) ? [organisation] : []))

test('every procedure is asked here: a new one fails until it says how', () => {
  expect(Object.keys(asked).toSorted()).toEqual(procedures.map(({ path }) => path).toSorted())
})

describe('nobody', () => {
  test.each(procedures)('asking $path is told to sign in, whatever is sent', async ({ path }) => {
    if (asked[path]?.never && asked[path].who === 'anybody') return
    const outcome = await ask(path, undefined, { anything: 'at all' })
    if (asked[path]?.who === 'anybody') expect(marksOf(canonicalJson(outcome))).toEqual([])
    else expect(outcome).toEqual({ refused: 'access.sign_in_first', facts: {} })
  })
})

describe.each([
  ['a password of their own', 'access.change_password_first', sql`update credential set given_until = now() + interval '1 day' where person_id = 'per_vc_maker'`],
  ['a second factor', 'access.enrol_first', sql`update organisation set second_factor = 'demanded' where id = 'org_changyang_vc'`],
])('whoever owes %s', (_, first, owing) => {
  const account = ['people.signOut', 'people.changePassword', 'people.endSessions', 'people.beginSecondFactor', 'people.enrolSecondFactor']
  afterAll(async () => {
    await sql`update credential set given_until = null`.execute(everybody.database.owner)
    await sql`update organisation set second_factor = 'offered'`.execute(everybody.database.owner)
  })

  test(`is told so by every procedure but those of the account (${first})`, async () => {
    const { app, owner } = everybody.database
    await owing.execute(owner)
    const { session } = await signedIn(app, 'vc.maker')
    expect(session.actor.permissions).toEqual([])
    const otherwise: Record<string, unknown> = {}
    for (const { path } of procedures) {
      if (asked[path]?.who === 'anybody' || account.includes(path)) continue
      const outcome = await ask(path, session, { anything: 'at all' })
      if (!('refused' in outcome) || outcome.refused !== first) otherwise[path] = outcome
    }
    expect(otherwise).toEqual({})
  })
})

describe('whose records they are', () => {
  test('gets an answer to every query with its own ids: what others are refused is there', async () => {
    const session = await openOperatorSession(everybody.database.owner, strangers.maker, 'test')
    const unanswered: string[] = []
    let marked = 0
    for (const { path, type } of procedures) {
      const { input } = asked[path] ?? { input: undefined }
      if (type !== 'query' || !input) continue
      const outcome = await ask(path, session, input(everybody.strange))
      if (!('answer' in outcome)) unanswered.push(`${path}: ${outcome.refused} ${canonicalJson(outcome.facts)}`)
      else if (marksOf(canonicalJson(outcome)).includes(strangers.organisation)) marked += 1
    }
    expect(unanswered).toEqual([])
    expect(marked).toBeGreaterThan(7)
  })
})

describe.each(organisationKinds.map((kind) => ({ kind, name: personOfKind[kind] })))('$name of a $kind', ({ kind, name }) => {
  let session: Session
  let hidden: readonly string[]
  let others: readonly Planted[]
  beforeAll(async () => {
    const { owner } = everybody.database
    session = await openOperatorSession(owner, name, 'test')
    const seen = seenBy((await seatOf(owner, name)).organisationId)
    hidden = Object.keys(marks).filter((organisation) => !seen.has(organisation as `org_${string}`))
    // People and their places are an administrator's business everywhere; the rest is not.
    const shown = kind === 'admin' ? { membershipId: missing.membershipId, personId: missing.personId } : {}
    others = [everybody.strange, ...(hidden.includes(neighbour.organisation) ? [everybody.near] : [])].map((ids) => ({
      ...ids,
      ...shown,
    }))
  })

  test("gets the same answer for another's ids as for ids that nobody has, from every procedure that takes any", async () => {
    expect(hidden).toContain(strangers.organisation)
    const toldApart: Record<string, unknown> = {}
    for (const { path } of procedures) {
      const { input } = asked[path] ?? { input: undefined }
      if (!input) continue
      const none = await ask(path, session, input(missing))
      for (const ids of others) {
        const outcome = await ask(path, session, input(ids))
        const answers = [told(outcome, ids), told(none, missing)]
        if (answers[0] !== answers[1] || ('refused' in outcome && outcome.refused === 'input.invalid'))
          toldApart[path] = answers.map((text) => text.slice(0, 300))
      }
    }
    expect(toldApart).toEqual({})
  })

  test('finds no mark of anybody out of sight in any answer', async () => {
    const found: Record<string, readonly string[]> = {}
    for (const { path, type } of procedures) {
      const { never, plain, input } = asked[path] ?? {}
      if (never || type !== 'query' || (input && plain === undefined)) continue
      const outcome = await ask(path, session, plain)
      const strange = marksOf(canonicalJson(outcome)).filter(
        (organisation) => hidden.includes(organisation) && !(kind === 'admin' && path === 'people.list'),
      )
      if (strange.length > 0) found[path] = strange
    }
    expect(found).toEqual({})
  })

  test('is refused every command beyond its permissions before what is sent is read', async () => {
    const { roles } = session.actor.membership
    const wrong: Record<string, unknown> = {}
    for (const { path, type } of procedures) {
      const { who = 'signed_in' } = asked[path] ?? {}
      if (type !== 'mutation' || who === 'anybody' || who === 'signed_in' || who === 'later') continue
      const outcome = await ask(path, session, { anything: 'at all' })
      const refused = 'refused' in outcome ? outcome.refused : 'answered'
      const permitted = permissionsOf(roles).includes(who)
      if ((refused === 'access.not_permitted') === permitted) wrong[path] = outcome
    }
    expect(wrong).toEqual({})
  })
})

describe('a name that is taken out of sight', () => {
  test('of a book is said to be taken, by its code', async () => {
    const session = await openOperatorSession(everybody.database.owner, 'fund.maker', 'test')
    const outcome = await ask('ledger.openBook', session, { kind: 'fund', code: 'ns-pool', nameZh: '试', nameEn: 'Try' })
    expect(outcome).toEqual({ refused: 'book.code_taken', facts: { code: 'NS-POOL' } })
  })

  test('of a person is said to be taken, by the name', async () => {
    const session = await openOperatorSession(everybody.database.owner, 'admin', 'test')
    const what = { name: '甲', signInName: strangers.maker, organisationId: 'org_exchange', roles: ['viewer'] }
    expect(await ask('approvals.propose', session, { kind: 'person.create', what })).toEqual({
      refused: 'person.name_taken',
      facts: { signInName: strangers.maker },
    })
  })
})

describe("another place's rules", () => {
  const versionOf = async (code: string) => {
    const { rows } = await sql<{ id: string; policy_id: string }>`
      select version.id, policy_id from policy_version as version join policy on policy.id = policy_id where code = ${code} limit 1`.execute(
      everybody.database.owner,
    )
    return { versionId: rows[0]?.id, policyId: rows[0]?.policy_id }
  }
  test.each([
    ['yangpu.maker', 'DEMO-TWO-TIER', 'its own district', 'policy.wrong_status'],
    ['pudong.maker', 'DEMO-TWO-TIER', 'another district', 'policy.of_other_place'],
    ['city.maker', 'DEMO-TWO-TIER', 'a district below', 'policy.wrong_status'],
    ['yangpu.maker', 'SH2024', 'the city above', 'policy.of_other_place'],
    ['strangers', 'SH2024', 'another city', 'policy.of_other_place'],
  ])('%s revising %s of %s → %s… %s', async (name, code, _place, refused) => {
    const session = await openOperatorSession(everybody.database.owner, name === 'strangers' ? strangers.maker : name, 'test')
    const { versionId } = await versionOf(code)
    expect(await ask('policies.revise', session, { versionId, ...draft })).toMatchObject({ refused })
  })
})

const kindsNamed: readonly OrganisationKind[] = Object.keys(personOfKind) as OrganisationKind[]
test('every kind of organisation has its person here', () => {
  expect(kindsNamed.toSorted()).toEqual([...organisationKinds].toSorted())
})
