import { type ClaimDocument, type ClaimStated, nothingStated } from '@cofund/shared/claims/claim'
import { lossCaseOf, windowOf } from '@cofund/shared/claims/claim-case'
import { checklistFor } from '@cofund/shared/claims/checklist'
import { evaluate } from '@cofund/shared/claims/decision'
import { type DeficiencyCode, deficiencies, deficiencyCodes } from '@cofund/shared/claims/deficiency'
import { type ClaimFacts, defersClaims, findingsOf } from '@cofund/shared/claims/findings'
import { claimRoutes } from '@cofund/shared/claims/routes'
import { fen, nothing } from '@cofund/shared/kernel/money'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { DrawdownNote } from '@cofund/shared/loans/drawdown-note'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import { describe, expect, test } from 'vitest'

const citedOf = (more: Readonly<Record<string, unknown>> = {}): CitedScheme => ({
  ...decodeForSharing({
    family: 'loan',
    base: 'unpaid_principal',
    compensation: { rate: '0.80', split: [{ bearer: 'city', share: '0.4' }, { bearer: 'district', share: '0.6' }], rounding: 'down' },
    remainder: 'bank',
    claim: { overdue_days_above: 60, litigation_accepted: true },
    ...more,
  }),
  cites: { '': { document: 'X', tag: 'D' } },
})

const note = {
  id: 'nte_1',
  poolId: 'rcp_1',
  bankId: 'org_bank',
  number: 'JJ-1',
  districtCode: '310110',
  productCode: 'KJD',
  principal: fen(100_000_000n),
  lentOn: '2026-01-10',
  flags: [],
  otherCover: [],
  guaranteed: null,
  status: 'non_performing',
  succession: null,
  balance: fen(100_000_000n),
  overdueDays: 90,
  reportedMonth: '2026-05-01',
  nplReportedOn: '2026-05-01',
  nplDerivedOn: '2026-05-01',
} as unknown as DrawdownNote

const stated: ClaimStated = {
  ...nothingStated,
  amounts: { unpaid_principal: 100_000_000n },
  overdueSince: '2026-04-01',
  nonPerformingOn: '2026-05-01',
  recoveryBegunOn: '2026-04-10',
  litigation: { acceptedOn: '2026-06-01', caseNumber: '1', court: 'C' },
  diligent: true,
  otherCompensation: [],
}

const product = { code: 'KJD', name: 'KJD', approvedOn: '2026-01-01', endedOn: null } as const
const member = { organisationId: 'org_bank', nameZh: '', nameEn: '', agreementNumber: '', agreedOn: '2026-01-01', endedOn: null, suspendedOn: null, products: [product], quotas: [] } as const
const funder = { tier: 'district', organisationId: 'org_d', nameZh: '', nameEn: '', jurisdictionCode: '310110', treasuryBookId: 'bok_d', sharePpm: 1, pays: 'beforehand', since: '2024-01-01' } as const
const route = claimRoutes['DISTRICT-THEN-CITY']
const papers: readonly ClaimDocument[] = checklistFor(route, citedOf().scheme.claim, stated).map((item) => ({
  item,
  place: 1,
  hash: item,
  name: `${item}.pdf`,
  kind: 'pdf',
  bytes: 2_000n,
  addedAt: '2026-06-30T00:00:00Z' as ClaimDocument['addedAt'],
}))

interface Change extends Partial<Omit<ClaimFacts, 'note' | 'stated' | 'evaluation'>> {
  readonly note?: Partial<DrawdownNote>
  readonly stated?: Partial<ClaimStated>
  readonly used?: Readonly<Record<string, bigint>>
  readonly evaluation?: ClaimFacts['evaluation']
}

/** What the code book says when this much is otherwise than in a claim without fault. */
function codesOf({ note: noted, stated: said, used = {}, evaluation, ...change }: Change = {}): readonly DeficiencyCode[] {
  const scheme = change.scheme ?? citedOf()
  const facts = { note: { ...note, ...noted }, stated: { ...stated, ...said } }
  const evaluated = (): ClaimFacts['evaluation'] => {
    try {
      return evaluate(scheme, lossCaseOf(scheme.scheme, facts.note, facts.stated, used), nothing('CNY'))
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown
      throw thrown
    }
  }
  return findingsOf({
    today: '2026-06-30',
    bankId: 'org_bank',
    predecessor: null,
    disposed: 0n,
    pool: { openedOn: '2024-01-01', closedOn: null, funders: [funder] },
    member,
    route,
    documents: papers,
    claimedElsewhere: false,
    breaker: null,
    room: null,
    ...change,
    ...facts,
    scheme,
    evaluation: evaluation ?? evaluated(),
  }).map(({ code }) => code)
}

const capped = citedOf({ caps: [{ scope: 'firm', amount: '500000.00' }] })
const exclusive = citedOf({ exclusive_with: ['policy_guarantee', 'other_fiscal_compensation'] })
const [first, ...others] = papers
const paper = (change: Partial<ClaimDocument>): readonly ClaimDocument[] => (first ? [{ ...first, ...change }, ...others] : [])

const cases: readonly (readonly [what: string, change: Change, codes: readonly DeficiencyCode[]])[] = [
  ['nothing', {}, []],
  ['a note that is not enrolled', { note: { status: 'registered' } }, ['A01']],
  ['a loan from before the agreement', { member: { ...member, agreedOn: '2026-02-01' } }, ['A02']],
  ['a product that was not approved', { note: { productCode: 'XYZ' } }, ['A03']],
  ['another bank’s loan', { bankId: 'org_other' }, ['A04']],
  ['a loan after the pool closed', { pool: { openedOn: '2024-01-01', closedOn: '2026-01-01', funders: [funder] } }, ['A05']],
  ['a suspended bank', { member: { ...member, suspendedOn: '2026-06-01' } }, ['A06']],
  ['a firm that was not eligible', { note: { status: 'rejected' } }, ['A07']],
  ['a repaid note', { note: { status: 'repaid' } }, ['B01']],
  ['a performing note', { note: { status: 'enrolled' } }, ['B02']],
  ['more unpaid than the bank has reported', { note: { balance: fen(90_000_000n) } }, ['B03', 'D01']],
  ['a report that is two months old', { note: { reportedMonth: '2026-03-01' } }, ['B04']],
  ['a reported day that its reports do not imply', { note: { nplDerivedOn: '2026-04-15' } }, ['B05']],
  ['another day than the reported one', { stated: { nonPerformingOn: '2026-05-02' } }, ['B06']],
  [
    'a renewal of a note that was overdue and compensated',
    { note: { succession: 'renewal' }, predecessor: { note: { ...note, overdueDays: 12 }, compensated: true } },
    ['B07', 'B08', 'B09'],
  ],
  ['60 days overdue of more than 60', { stated: { overdueSince: '2026-05-01', nonPerformingOn: null } }, ['C01']],
  ['two months short of three', { scheme: citedOf({ claim: { overdue_months_min: 3 } }) }, ['C02']],
  ['81 days of recovery of 180', { scheme: citedOf({ claim: { recovery_days_min: 180 } }) }, ['C03']],
  ['no suit', { stated: { litigation: null } }, ['C04']],
  ['a claim 20 days after its trigger, on the 29th', { scheme: citedOf({ claim: { overdue_days_above: 60, within_days: 20 } }) }, ['C05']],
  ['a day that has not come', { stated: { recoveryBegunOn: '2026-07-01' } }, ['C06']],
  ['a day before the loan', { stated: { recoveryBegunOn: '2026-01-09' } }, ['C07']],
  ['a trigger that nobody stated', { stated: { overdueSince: null } }, ['C08']],
  ['non-performing before it was overdue', { stated: { overdueSince: '2026-04-20', nonPerformingOn: '2026-04-19' }, note: { nplReportedOn: null } }, ['C09']],
  ['a suit from before the default', { stated: { litigation: { acceptedOn: '2026-03-01', caseNumber: '1', court: 'C' } } }, ['C10']],
  ['a loss above what is unpaid', { scheme: citedOf({ base: 'principal_loss' }), stated: { amounts: { unpaid_principal: 5n, principal_loss: 6n } } }, ['D01']],
  ['a loss of nothing', { stated: { amounts: { unpaid_principal: 0n } } }, ['D02']],
  ['a loss that nobody stated', { stated: { amounts: {} } }, ['D03']],
  ['another amount lent', { stated: { amounts: { unpaid_principal: 1n, loan_amount: 2n } } }, ['D04']],
  ['interest where it is not shared', { stated: { amounts: { unpaid_principal: 1n, interest: 1n } } }, ['D05']],
  ['a loss before what the guarantor paid', { stated: { guaranteePaid: { minor: 1n, on: '2026-06-01' } }, documents: null }, ['D06']],
  ['a loss before what its disposal brought', { disposed: 1n }, ['D07']],
  ['a flag that the enrolment does not name', { stated: { flags: { first_loan: true } } }, ['D08']],
  ['a loan above the scheme’s limit', { scheme: citedOf({ limits: [{ loan_amount_max: '1.00' }] }) }, ['D09']],
  ['a cap that binds', { scheme: capped, used: { firm: 0n } }, ['D10']],
  ['a cap that is used up', { scheme: capped, used: { firm: 50_000_000n } }, ['D11']],
  ['a document that is missing', { documents: others }, ['E01']],
  ['a sheet where a scan is asked', { documents: paper({ kind: 'xlsx', name: 'form.xlsx' }) }, ['E02']],
  ['a picture called pdf', { documents: paper({ kind: 'png' }) }, ['E03']],
  ['one file for two items', { documents: paper({ hash: 'loan_contract' }) }, ['E04']],
  ['a file of 100 bytes', { documents: paper({ bytes: 100n }) }, ['E05']],
  ['a claim elsewhere', { claimedElsewhere: true }, ['F01']],
  ['cover that may not stand beside it', { scheme: exclusive, note: { otherCover: ['policy_guarantee'] } }, ['F02']],
  ['a guarantor who has paid, where that may not be stacked', { scheme: exclusive, stated: { guaranteePaid: { minor: 1n, on: '2026-06-01' } }, documents: null }, ['D06', 'F03']],
  ['a cap over all levels without what the others paid', { scheme: citedOf({ cross_level_cap: '0.9' }) }, ['F04']],
  ['compensation under another scheme', { scheme: exclusive, stated: { otherCompensation: ['GZ2025'] } }, ['F05']],
  ['no word on diligence', { scheme: citedOf({ claim: { diligent_recovery: true } }), stated: { diligent: null }, documents: null }, ['G01']],
  ['a breaker that defers', { scheme: citedOf({ breakers: [{ of: 'year_loss', over: 'year_entered_principal', above: '0.05', action: 'defer' }] }), breaker: { state: 'defer', gauges: [] } }, ['H01']],
  ['a scheme that nobody has read in full', { evaluation: new Refusal('policy.parameters_empty', { paths: ['advance'] }) }, ['H02']],
  ['less in the pool than is expected', { room: fen(79_999_999n) }, ['H03']],
  ['a district that pays nothing into the pool', { note: { districtCode: '310104' } }, ['H04']],
  ['a breaker that nobody can judge', { breaker: { state: 'unknown', gauges: [] } }, ['H05']],
]

describe('the code book', () => {
  test.each(cases)('says of %s', (_, change, codes) => expect(codesOf(change)).toEqual(codes))

  test('is applied whole: every code that a rule finds is found above', () => {
    const found = new Set(cases.flatMap(([, , codes]) => codes))
    expect(deficiencyCodes.filter((code) => deficiencies[code].by === 'rule' && !found.has(code))).toEqual([])
  })
})

test('a window opens when everything it waits for has come, and ends so many days later', () => {
  const terms = { overdue_days_above: 60, litigation_accepted: true, within_days: 90 }
  expect(windowOf(terms, stated)).toEqual({ from: '2026-06-01', until: '2026-08-30' })
  expect(windowOf(terms, { ...stated, litigation: null })).toEqual({ from: null, until: null })
  expect(windowOf({}, stated)).toEqual({ from: null, until: null })
})

test('claims wait for a breaker that defers, under a graver one too; a suspension alone stops new loans only', () => {
  const gauge = (action: 'defer' | 'suspend', state: 'clear' | 'tripped') => ({ action, state })
  expect(defersClaims({ state: 'clear', gauges: [] })).toBe(false)
  expect(defersClaims({ state: 'suspend', gauges: [gauge('suspend', 'tripped')] })).toBe(false)
  expect(defersClaims({ state: 'suspend', gauges: [gauge('defer', 'tripped'), gauge('suspend', 'tripped')] })).toBe(true)
})
