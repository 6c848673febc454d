import type { DocumentKind } from '../documents/document.ts'
import { sayAmount } from '../kernel/amount-text.ts'
import { type Money, money } from '../kernel/money.ts'
import { type PlainDate, addDays, addMonths, daysBetween } from '../kernel/plain-date.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Word } from '../kernel/words.ts'
import { monthOfDay } from '../ledger/period.ts'
import type { DrawdownNote } from '../loans/drawdown-note.ts'
import { loanBookWords } from './claim-loan.words.ts'
import type { OrganisationId } from '../people/organisation.ts'
import { type AmountFact, amountFacts } from '../policies/compensation-scheme.ts'
import type { CitedScheme } from '../policies/loss-case.ts'
import { citeOf } from '../policies/policy.ts'
import { policyWords } from '../policies/policy.words.ts'
import type { BreakerGauge, BreakerState } from '../pools/breaker.ts'
import type { Pool, PoolMember } from '../pools/pool.ts'
import { sayRefusal } from '../refusals.ts'
import { refuse } from '../refuse.ts'
import { windowOf } from './claim-case.ts'
import type { ClaimDocument, ClaimStated } from './claim.ts'
import { capWord, claimWords } from './claim.words.ts'
import { checklistFor, kindOfName, kindsOf } from './checklist.ts'
import type { Evaluation } from './decision.ts'
import { type ClaimFinding, type DeficiencyCode, type DeficiencyFacts, deficiencies } from './deficiency.ts'
import type { ClaimRoute } from './routes.ts'

/** Everything that a claim is judged on. What the reader may not see is null, and nothing is said of it. */
export interface ClaimFacts {
  readonly today: PlainDate
  readonly bankId: OrganisationId
  readonly stated: ClaimStated
  readonly note: DrawdownNote
  /** The note that this one follows, where the reader may see it; and whether its loss was claimed for, which everybody is told. */
  readonly predecessor: { readonly note: DrawdownNote | null; readonly compensated: boolean } | null
  /** What its disposal has brought so far, write-offs apart. */
  readonly disposed: bigint
  readonly pool: Pick<Pool, 'openedOn' | 'closedOn' | 'funders'>
  readonly member: PoolMember | null
  readonly scheme: CitedScheme
  readonly route: ClaimRoute
  /** null where documents are not judged: in a file, or before there is a draft to add them to. */
  readonly documents: readonly ClaimDocument[] | null
  readonly claimedElsewhere: boolean
  readonly breaker: Breakers | null
  /** What the scheme makes of it; or why it makes nothing. */
  readonly evaluation: Evaluation | Refusal
  /** What the pool has that is not reserved. */
  readonly room: Money | null
}

/**
 * The code book applied: pure, so that a form, a row of a file and a procedure say the same of the same facts. In the order of the book;
 * what blocks and what warns, each code knows itself.
 */
export function findingsOf(facts: ClaimFacts): readonly ClaimFinding[] {
  const found: ClaimFinding[] = []
  const say = (code: DeficiencyCode, said: DeficiencyFacts = {}): void => {
    const { severity, place } = deficiencies[code]
    found.push({ code, severity, facts: said, cite: typeof place === 'string' ? (citeOf(facts.scheme.cites, place) ?? null) : place })
  }
  for (const judge of [eligibility, loan, trigger, amounts, documents, exclusivity, diligence, pool]) judge(facts, say)
  return found
}

type Breakers = Pick<BreakerState, 'state'> & { readonly gauges: readonly Pick<BreakerGauge, 'action' | 'state'>[] }

/**
 * Whether a bank's claims wait for its breakers (暂缓补偿). A graver one that has tripped stops new business; claims wait if one that defers has
 * tripped as well. Which of the two was overridden is not asked: then they wait.
 */
export const defersClaims = ({ state, gauges }: Breakers): boolean =>
  state === 'defer' ||
  ((state === 'suspend' || state === 'terminate') && gauges.some((gauge) => gauge.action === 'defer' && gauge.state === 'tripped'))

export const isBlocking = ({ severity }: Pick<ClaimFinding, 'severity'>): boolean => severity === 'blocks'

type Judge = (facts: ClaimFacts, say: (code: DeficiencyCode, said?: DeficiencyFacts) => void) => void

const eligibility: Judge = ({ note, bankId, member, pool: { openedOn, closedOn } }, say) => {
  const { lentOn } = note
  if (note.status === 'registered' || note.status === 'withdrawn') say('A01', { number: note.number })
  if (note.bankId !== bankId) say('A04')
  else if (!member || lentOn < member.agreedOn || (member.endedOn !== null && lentOn >= member.endedOn)) say('A02', { lentOn })
  else {
    const product = member.products.find(({ code }) => code === note.productCode)
    if (!product || lentOn < product.approvedOn || (product.endedOn !== null && lentOn >= product.endedOn)) say('A03', { product: note.productCode, lentOn })
    if (member.suspendedOn) say('A06', { suspendedOn: member.suspendedOn })
  }
  if (lentOn < openedOn || (closedOn !== null && lentOn >= closedOn)) say('A05', { lentOn })
  if (note.status === 'rejected') say('A07')
}

const loan: Judge = ({ note, predecessor, stated, today }, say) => {
  if (note.status === 'repaid' || note.status === 'closed') say('B01')
  if (note.status === 'enrolled') say('B02', { status: loanBookWords['claim.note.enrolled'] })
  const unpaid = stated.amounts.unpaid_principal
  const { currency } = note.principal
  if (unpaid !== undefined && unpaid > note.balance.minor) {
    say('B03', { stated: said(money(unpaid, currency)), reported: said(note.balance) })
  }
  if (note.reportedMonth && note.reportedMonth < monthBeforeLast(today)) say('B04', { month: note.reportedMonth.slice(0, 7) })
  const { nplReportedOn: reported, nplDerivedOn: derived } = note
  if (reported && derived && reported !== derived) say('B05', { reported, derived })
  if (reported && stated.nonPerformingOn && reported !== stated.nonPerformingOn) say('B06', { stated: stated.nonPerformingOn, reported })
  if (!predecessor) return
  if (predecessor.compensated) say('B07')
  say('B08', { succession: loanBookWords[`claim.succession.${note.succession ?? 'renewal'}`] })
  if (predecessor.note && predecessor.note.overdueDays > 0) say('B09', { days: predecessor.note.overdueDays })
}

/** The first day of the month before last: a report is due in the month after its own. */
const monthBeforeLast = (today: PlainDate): PlainDate => addMonths(monthOfDay(today), -2)

const trigger: Judge = ({ scheme: { scheme }, stated, note, today }, say) => {
  const terms = scheme.claim ?? {}
  const { overdueSince, nonPerformingOn, recoveryBegunOn, litigation, guaranteePaid } = stated
  const missing = (word: Word) => say('C08', { what: word })
  const { overdue_days_above: above, overdue_months_min: months, recovery_days_min: least } = terms
  if (above !== undefined) {
    if (!overdueSince) missing(claimWords['claim.overdue_since'])
    else if (daysBetween(overdueSince, today) <= above) {
      say('C01', { days: Math.max(0, daysBetween(overdueSince, today)), above, from: addDays(overdueSince, above + 1) })
    }
  }
  if (months !== undefined) {
    if (!nonPerformingOn) missing(claimWords['claim.non_performing_on'])
    else if (today < addMonths(nonPerformingOn, months)) say('C02', { months, from: addMonths(nonPerformingOn, months) })
  }
  if (least !== undefined) {
    if (!recoveryBegunOn) missing(claimWords['claim.recovery_begun_on'])
    else if (daysBetween(recoveryBegunOn, today) < least) {
      say('C03', { days: Math.max(0, daysBetween(recoveryBegunOn, today)), least, from: addDays(recoveryBegunOn, least) })
    }
  }
  if (terms.litigation_accepted && !litigation) say('C04')
  const { until } = windowOf(terms, stated)
  if (until !== null && today > until) say('C05', { until })

  const stateds: readonly (readonly [Word, PlainDate | null | undefined])[] = [
    [claimWords['claim.overdue_since'], overdueSince],
    [claimWords['claim.non_performing_on'], nonPerformingOn],
    [claimWords['claim.recovery_begun_on'], recoveryBegunOn],
    [claimWords['claim.litigation_accepted_on'], litigation?.acceptedOn],
    [claimWords['claim.guarantee_paid_on'], guaranteePaid?.on],
  ]
  for (const [what, day] of stateds) {
    if (day && day > today) say('C06', { what, day, today })
    if (day && day < note.lentOn) say('C07', { what, day, lentOn: note.lentOn })
  }
  if (nonPerformingOn && overdueSince && nonPerformingOn < overdueSince) say('C09', { npl: nonPerformingOn, overdue: overdueSince })
  if (litigation && overdueSince && litigation.acceptedOn < overdueSince) say('C10', { accepted: litigation.acceptedOn, overdue: overdueSince })
}

const amounts: Judge = ({ scheme: { scheme }, stated, note, disposed, evaluation }, say) => {
  const { currency } = note.principal
  const inWords = (minor: bigint): Word => said(money(minor, currency))
  const loss = stated.amounts[scheme.base]
  const { unpaid_principal: unpaid, interest, loan_amount: lent, guaranteed_amount: guaranteed } = stated.amounts
  const least = unpaid !== undefined && unpaid < note.balance.minor ? unpaid : note.balance.minor
  if (loss !== undefined && scheme.base !== 'net_loss' && loss > least) say('D01', { stated: inWords(loss), unpaid: inWords(least) })
  if (loss === 0n) say('D02')
  if (lent !== undefined && lent !== note.principal.minor) {
    say('D04', { what: factWord('loan_amount'), stated: inWords(lent), noted: inWords(note.principal.minor) })
  }
  if (guaranteed !== undefined && note.guaranteed && guaranteed !== note.guaranteed.minor) {
    say('D04', { what: factWord('guaranteed_amount'), stated: inWords(guaranteed), noted: said(note.guaranteed) })
  }
  if (interest !== undefined && interest > 0n && !scheme.interest_included) say('D05', { stated: inWords(interest) })
  const { guaranteePaid } = stated
  const guarantorBears = scheme.bearers?.some(({ bearer }) => bearer === 'guarantor') || scheme.caps?.some(({ joint_with: joint }) => joint?.includes('guarantor'))
  if (guaranteePaid && loss !== undefined && !guarantorBears && loss + guaranteePaid.minor > note.principal.minor) {
    say('D06', { paid: inWords(guaranteePaid.minor) })
  }
  if (loss !== undefined && disposed > 0n && loss + disposed > note.principal.minor) {
    say('D07', { together: inWords(loss + disposed), principal: said(note.principal) })
  }
  for (const [flag, holds] of Object.entries(stated.flags)) if (holds && !note.flags.includes(flag)) say('D08', { what: flag })
  if ('code' in evaluation) return unevaluated(evaluation, say)
  if (evaluation.payable.minor > 0n) {
    for (const cap of evaluation.binding) say('D10', { cap: capWord(cap), computed: said(evaluation.computed), payable: said(evaluation.payable) })
  } else if (loss !== undefined && loss > 0n) {
    for (const cap of evaluation.binding) say('D11', { cap: capWord(cap) })
  }
}

/** Why the scheme makes nothing of the case, by name where it is a fact that nobody stated. */
function unevaluated(refusal: Refusal, say: Parameters<Judge>[1]): void {
  const { code, facts } = refusal
  const fact = facts['fact']
  if (code === 'compensation.fact_unknown') say(fact === 'other_levels' ? 'F04' : 'D03', { what: typeof fact === 'string' ? factWord(fact) : '' })
  else if (code === 'policy.parameters_empty') say('H02')
  else say('D09', { reason: { zh: sayRefusal(refusal, 'zh'), en: sayRefusal(refusal, 'en') } })
}

const documents: Judge = ({ documents: added, route, scheme: { scheme }, stated }, say) => {
  if (added === null) return
  const item = (name: ClaimDocument['item']): Word => claimWords[`claim.item.${name}`]
  for (const asked of checklistFor(route, scheme.claim, stated)) {
    if (!added.some((document) => document.item === asked)) say('E01', { item: item(asked) })
  }
  for (const document of added) {
    const { name, kind, bytes } = document
    const said_ = { item: item(document.item), name }
    if (kind !== null && !kindsOf[document.item].includes(kind)) {
      say('E02', { ...said_, kind: kindText(kind), kinds: kindsOf[document.item].map(kindText).join(', ') })
    }
    const claimed = kindOfName(name)
    if (kind !== null && claimed !== undefined && claimed !== kind) say('E03', { ...said_, kind: kindText(kind) })
    if (bytes !== null && bytes < smallest) say('E05', { ...said_, bytes: Number(bytes) })
  }
  for (const [, same] of Map.groupBy(added, ({ hash }) => hash)) {
    const [first, ...others] = same
    for (const other of others) if (first && other.item !== first.item) say('E04', { item: item(other.item), other: item(first.item) })
  }
}

/** A scan of a page is larger than this. */
const smallest = 512n

const kindText = (kind: DocumentKind): string => (kind === 'unknown' ? '?' : kind.toUpperCase())

const exclusivity: Judge = ({ claimedElsewhere, scheme: { scheme }, note, stated }, say) => {
  if (claimedElsewhere) say('F01')
  const exclusive = scheme.exclusive_with ?? []
  for (const cover of note.otherCover) if (exclusive.includes(cover)) say('F02', { cover })
  const { guaranteePaid, otherCompensation } = stated
  if (guaranteePaid && exclusive.includes('policy_guarantee')) {
    say('F03', { on: guaranteePaid.on, paid: said(money(guaranteePaid.minor, note.principal.currency)) })
  }
  if (exclusive.length > 0 && otherCompensation === null) say('C08', { what: claimWords['claim.other_compensation'] })
  for (const other of otherCompensation ?? []) if (exclusive.includes(other) || exclusive.includes('other_fiscal_compensation')) say('F05', { scheme: other })
}

const diligence: Judge = ({ scheme: { scheme }, stated }, say) => {
  if (scheme.claim?.diligent_recovery && stated.diligent !== true) say('G01')
}

const pool: Judge = ({ breaker, evaluation, room, pool: { funders }, scheme: { scheme }, note }, say) => {
  if (breaker && defersClaims(breaker)) say('H01', { metric: breakerText(scheme) })
  if (breaker?.state === 'unknown') say('H05')
  if (!('code' in evaluation) && room && room.minor < evaluation.payable.minor) say('H03', { room: said(room), expected: said(evaluation.payable) })
  const district = (scheme.compensation?.split ?? []).some(({ bearer }) => bearer === 'district')
  if (district && !funders.some(({ tier, jurisdictionCode }) => tier === 'district' && jurisdictionCode === note.districtCode)) {
    say('H04', { district: note.districtCode })
  }
}

const breakerText = ({ breakers = [] }: CitedScheme['scheme']): Word => {
  const first = breakers.find(({ action }) => action === 'defer') ?? breakers[0]
  if (!first) return refuse('claim.deferred', {})
  return { zh: `${factWord(first.of).zh}/${factWord(first.over).zh}`, en: `${factWord(first.of).en} / ${factWord(first.over).en}` }
}

const factWord = (fact: string): Word => ((amountFacts as readonly string[]).includes(fact) ? policyWords[`fact.${fact as AmountFact}`] : { zh: fact, en: fact })

const said = (amount: Money): Word => ({ zh: sayAmount(amount, 'zh'), en: sayAmount(amount, 'en') })
