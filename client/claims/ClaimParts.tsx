import type { ClaimBearer, ClaimDecision, ClaimDocument, ClaimEvent, ClaimPayment } from '@cofund/shared/claims/claim'
import { type Derivation, findStep, valueOf } from '@cofund/shared/kernel/derivation'
import { currencyOfStep } from '@cofund/shared/kernel/derivation-text'
import { type Money, money, subtract } from '@cofund/shared/kernel/money'
import { roundFraction } from '@cofund/shared/kernel/rounding'
import { Link } from '@tanstack/react-router'
import { eventText, voucherText } from '../ledger/naming.ts'
import { paths } from '../paths.ts'
import { preferences } from '../preferences.ts'
import { say, sayLabel } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, MomentText } from '../ui/DayText.tsx'
import { Clause, DerivationTree, Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { PercentText } from '../ui/RatioText.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import type { ClaimPageData } from './claim-steps.ts'
import { Codes } from './deficiencies.tsx'

/** What a claim's amount rests on: what was decided, or, before that, what it would come to. */
export function DecisionLadder({ page: { decisions, expected } }: { page: ClaimPageData }) {
  const decision = decisions.findLast(({ reason }) => reason !== 'recovered')
  if (!decision && expected && 'refused' in expected) return <StatusTag tone="watch">{expected.refused[preferences().language]}</StatusTag>
  const derivation = decision?.derivation ?? (expected && 'derivation' in expected ? expected.derivation : undefined)
  if (!derivation) return <EmptyState kind="first_use" title={say('claims.why.nothing')} what={say('claims.why.nothing.what')} />
  return (
    <>
      <p className="page-about">{say(decision ? 'claims.why.decided' : 'claims.why.expected')}</p>
      <ol className="ladder">
        {rungsOf(derivation).map(({ name, step, least }) => (
          <li key={name}>
            <span className="ladder-name">{sayLabel(step.label)}</span>
            <DrillNumber name={`why-${name}`} title={sayLabel(step.label)} into={() => <DerivationTree of={step} />}>
              {step.unit === 'minor' ? <MoneyText of={amountOf(step)} /> : <PercentText of={valueOf(step)} />}
            </DrillNumber>
            <span className="ladder-clause">
              {least && <StatusTag tone="watch">{say('claims.why.binding')}</StatusTag>} <ClauseOf step={step} />
            </span>
          </li>
        ))}
      </ol>
      {decisions.length > 1 && <DecisionTable decisions={decisions} />}
    </>
  )
}

interface Rung {
  readonly name: string
  readonly step: Derivation
  /** A cap that made it less. */
  readonly least: boolean
}

/** Loss → base → rate → by rate → each cap's room → compensation → each bearer's part: the steps that people ask for, in their order. */
export function rungsOf(derivation: Derivation): readonly Rung[] {
  const exact = findStep(derivation, 'loss.compensation_exact')
  const compensation = findStep(derivation, 'loss.compensation')
  const computed = findStep(derivation, 'loss.compensation_computed')
  const [base, rate] = exact?.operands ?? []
  const rooms = (compensation?.operands ?? []).filter((step) => step.value !== computed?.value || step.label !== computed.label)
  const rung = (name: string, step: Derivation | undefined, least = false): readonly Rung[] => (step ? [{ name, step, least }] : [])
  return [
    ...rung('loss', derivation),
    ...rung('base', base),
    ...rung('rate', rate),
    ...rung('computed', computed),
    ...rooms.flatMap((room, index) => rung(`room-${index}`, room, compensation?.value === room.value && computed?.value !== room.value)),
    ...rung('compensation', compensation),
    ...derivation.operands.flatMap((operand) => rung(operand.label, operand)),
  ]
}

const amountOf = (step: Derivation): Money => money(roundFraction(valueOf(step), 'half_up'), currencyOfStep(step))

/** The clause of a step, or of the parameter that it rests on. */
function ClauseOf({ step }: { step: Derivation }) {
  const cite = step.cite ?? step.operands.find((operand) => operand.cite)?.cite
  return cite ? <Clause of={cite} /> : null
}

const decisionColumns: readonly Column<ClaimDecision>[] = [
  { name: 'reason', word: 'claims.decision.reason', show: ({ reason }) => say(`claims.decision.${reason}`) },
  { name: 'decidedOn', word: 'claims.decision.on', day: ({ decidedOn }) => decidedOn },
  {
    name: 'payable',
    word: 'claims.payable',
    unsummed: true,
    money: ({ payable }) => payable,
    opens: ({ place, derivation }) => ({ name: `decision-${place}`, title: say('claims.payable'), into: () => <Provenance derivation={derivation} /> }),
  },
  { name: 'recovered', word: 'claims.recovered', unsummed: true, money: ({ recovered }) => recovered },
]

const DecisionTable = ({ decisions }: { decisions: readonly ClaimDecision[] }) => (
  <DataTable title={say('claims.decisions')} columns={decisionColumns} rowKey={({ place }) => String(place)} listing={{ rows: decisions, count: decisions.length }} plain />
)

/** A bearer with the step of the derivation that gives its part. */
type Borne = ClaimBearer & { readonly step: Derivation | undefined }

const bearerColumns: readonly Column<Borne>[] = [
  { name: 'bearer', word: 'claims.bearer', show: ({ bearer }) => say(`bearer.${bearer}`) },
  {
    name: 'borne',
    word: 'claims.borne',
    money: ({ borne }) => borne,
    opens: ({ bearer, step }) => step && { name: `borne-${bearer}`, title: say(`bearer.${bearer}`), into: () => <DerivationTree of={step} /> },
  },
  { name: 'returned', word: 'claims.returned', money: ({ returned }) => returned },
  { name: 'left', word: 'claims.left', money: ({ borne, returned }) => subtract(borne, returned) },
]

/** Who bears what of the loss, what of it has come back to them, and what they still bear. */
export function BearerTable({ page: { bearers, decisions, expected, claim } }: { page: ClaimPageData }) {
  // In the scheme's own order, which is that of the shares.
  const order = (decisions[0]?.shares ?? []).map(({ bearer }) => bearer)
  const rows: readonly ClaimBearer[] =
    bearers.length > 0 || !expected || !('shares' in expected)
      ? bearers.toSorted((a, b) => order.indexOf(a.bearer) - order.indexOf(b.bearer))
      : expected.shares.map(({ bearer, amount }) => ({ bearer, borne: amount, returned: money(0n, claim.currency) }))
  const decided = decisions.findLast(({ reason }) => reason !== 'recovered')?.derivation
  const derivation = decided ?? (expected && 'derivation' in expected ? expected.derivation : undefined)
  const lines = rows.map((row): Borne => ({ ...row, step: derivation?.operands.find(({ label }) => label === `bearer.${row.bearer}`) }))
  if (rows.length === 0) return <EmptyState kind="first_use" title={say('claims.bearers.nothing')} what={say('claims.bearers.nothing.what')} />
  return (
    <>
      {bearers.length === 0 && <p className="page-about">{say('claims.why.expected')}</p>}
      <DataTable title={say('claims.bearers')} columns={bearerColumns} rowKey={({ bearer }) => bearer} listing={{ rows: lines, count: lines.length }} plain />
    </>
  )
}

/** What the checklist asks for and what was handed in, each by its hash. */
export function Checklist({ page: { checklist } }: { page: ClaimPageData }) {
  if (checklist.length === 0) return <EmptyState kind="first_use" title={say('claims.evidence.nothing')} what={say('claims.evidence.nothing.what')} />
  return (
    <ul className="checklist">
      {checklist.map(({ item, asked, documents }) => (
        <li key={item}>
          <p className="checklist-item">
            {say(`claim.item.${item}`)}{' '}
            {documents.length === 0 ? (
              <StatusTag tone={asked ? 'watch' : 'quiet'}>{say('claims.evidence.missing')}</StatusTag>
            ) : (
              <StatusTag tone="ok">{say('claims.evidence.there')}</StatusTag>
            )}
          </p>
          {documents.map((document) => (
            <DocumentLine key={document.place} of={document} />
          ))}
        </li>
      ))}
    </ul>
  )
}

/** A file under its name, by its hash; one that the reader may not open is named all the same. */
export const DocumentLine = ({ of: { hash, name, kind, addedAt } }: { of: ClaimDocument }) => (
  <p className="checklist-file">
    {kind ? (
      <a href={`/api/documents/${hash}`} download>
        {name}
      </a>
    ) : (
      name
    )}{' '}
    <code className="hash">{hash.slice(0, 16)}</code> <MomentText of={addedAt} />
  </p>
)

const paymentColumns: readonly Column<ClaimPayment>[] = [
  { name: 'voucher', word: 'claims.voucher', show: ({ voucherNumber, entryId }) => <Link {...paths.entry(entryId)}>{voucherNumber}</Link> },
  { name: 'amount', word: 'claims.pay.amount', money: ({ amount }) => amount },
  { name: 'orderedOn', word: 'claims.ordered_on', day: ({ orderedOn }) => orderedOn },
  { name: 'proposal', word: 'claims.pay.case', show: ({ proposalId }) => <Link {...paths.proposal(proposalId)}>{say('claims.pay.who')}</Link> },
  { name: 'receivedOn', word: 'claims.received_on', day: ({ receivedOn }) => receivedOn },
  { name: 'receipt', word: 'claims.receipt', show: ({ receiptReference }) => receiptReference },
]

/** Every order to pay, with its voucher and the bank's receipt. */
export function PaymentTable({ page: { payments, paymentProposals } }: { page: ClaimPageData }) {
  return (
    <>
      {paymentProposals.map(({ id }) => (
        <p key={id}>
          <StatusTag tone="going">{say('claims.pay.waiting')}</StatusTag> <Link {...paths.proposal(id)}>{say('claims.pay.who')}</Link>
        </p>
      ))}
      <DataTable
        title={say('claims.payments')}
        columns={paymentColumns}
        rowKey={({ id }) => id}
        listing={{ rows: payments, count: payments.length }}
        firstUse={<p className="page-about">{say('claims.payments.nothing')}</p>}
        plain
      />
    </>
  )
}

type Entry = ClaimPageData['entries'][number]

const entryColumns: readonly Column<Entry>[] = [
  { name: 'voucher', word: 'claims.entry', show: ({ id, bookCode, sequence }) => <Link {...paths.entry(id)}>{voucherText({ code: bookCode }, sequence)}</Link> },
  { name: 'kind', word: 'claims.entry.kind', show: ({ kind }) => eventText({ kind, facts: {} }) },
  { name: 'book', word: 'claims.entry.book', show: ({ bookZh, bookEn }) => (preferences().language === 'zh' ? bookZh : bookEn) },
  { name: 'effectiveOn', word: 'claims.entry.on', day: ({ effectiveOn }) => effectiveOn },
  { name: 'amount', word: 'claims.entry.amount', unsummed: true, money: ({ amount }) => amount },
]

/** Every leg of what was posted for the claim, in the books that the reader sees. */
export const EntryTable = ({ page: { entries } }: { page: ClaimPageData }) => (
  <DataTable
    title={say('claims.entries')}
    columns={entryColumns}
    rowKey={({ id }) => id}
    listing={{ rows: entries, count: entries.length }}
    firstUse={<p className="page-about">{say('claims.entries.nothing')}</p>}
    plain
  />
)

/** Everything that happened to it, the last on top; documents that were added one after the other are one line. */
export function EventList({ page: { events } }: { page: ClaimPageData }) {
  const groups: ClaimEvent[][] = []
  for (const event of events) {
    const last = groups.at(-1)
    if (event.event === 'attached' && last?.[0]?.event === 'attached') last.push(event)
    else groups.push([event])
  }
  return (
    <ol className="history">
      {groups.toReversed().map((group) => (
        <EventLine key={group[0]?.place} of={group} />
      ))}
    </ol>
  )
}

function EventLine({ of: group }: { of: readonly ClaimEvent[] }) {
  const first = group.at(-1)
  if (!first) return null
  const { event, status, codes, opinion, facts, effectiveOn, recordedAt } = first
  const items = group.flatMap((each) => (each.event === 'attached' && each.facts['item'] ? [sayLabel(`claim.item.${each.facts['item']}`)] : []))
  return (
    <li>
      <DayText of={effectiveOn} />
      <div>
        <p>
          <strong>{say(`claims.event.${event}`)}</strong> <span className="page-about">{say(`claim.status.${status}`)}</span>{' '}
          {codes.length > 0 && <Codes of={codes} />}
        </p>
        {items.length > 0 && <p>{items.join(say('claims.list_comma'))}</p>}
        {facts['document'] && <p>{say('form.document', { document: facts['document'] })}</p>}
        {facts['clause'] && <p>{say('claims.rejected_by', { clause: facts['clause'] })}</p>}
        {facts['voucher'] && <p>{say('claims.voucher_numbered', { number: facts['voucher'] })}</p>}
        {opinion && <blockquote>{opinion}</blockquote>}
        <p className="recorded">
          {say('claims.recorded_at')} <MomentText of={recordedAt} />
        </p>
      </div>
    </li>
  )
}
