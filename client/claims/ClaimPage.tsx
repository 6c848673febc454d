import { DownloadOutlined } from '@ant-design/icons'
import { type ClaimId, claimCan, claimNumber } from '@cofund/shared/claims/claim'
import { claimFormNames } from '@cofund/shared/claims/claim-pages.input'
import { type Money, money, sum } from '@cofund/shared/kernel/money'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useProposing } from '../Propose.tsx'
import { api, queryClient, refresh, useLoaded } from '../api.ts'
import { refreshCase } from '../approvals/deciding.tsx'
import { IndicatorsPaying } from '../fiscal/IndicatorsPaying.tsx'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { ClaimDecision } from './ClaimDecision.tsx'
import { BearerTable, Checklist, DecisionLadder, EntryTable, EventList, PaymentTable } from './ClaimParts.tsx'
import { ClaimSteps } from './ClaimSteps.tsx'
import { PayClaim } from './PayClaim.tsx'
import { RecoveredSince } from './RecoveredSince.tsx'
import { WhoDecided } from './WhoDecided.tsx'
import { ClaimStatusTag } from './claim-status.tsx'
import type { ClaimPageData } from './claim-steps.ts'
import './claims.css'
import { Codes, Findings } from './deficiencies.tsx'

const pageOptions = (claimId: ClaimId) => api.claims.page.queryOptions({ claimId })
export const loadClaimPage = (claimId: ClaimId) => queryClient.fetchQuery(pageOptions(claimId))

const route = getRouteApi('/claims/$claimId')

/**
 * One claim, for whoever has to answer for it: why it is this amount, who decided under which minutes, on what evidence, what each tier
 * bears, what was posted, which indicator paid, and what has come back since.
 */
export function ClaimPage() {
  const { claimId } = route.useParams()
  const page = useLoaded(pageOptions(claimId))
  const { claim, firm, note, pool, bank, scheme } = page
  const { serverDay } = useMe()
  const open = page.case && (page.case.proposal.status === 'open' || page.case.proposal.status === 'returned') ? page.case : null
  return (
    <UnitOfView unit="one">
      <Page
        title={`${say('claims.claim')} ${claimNumber(claim)}`}
        asOf={serverDay}
        about={subjectOf(page)}
        actions={
          <>
            <ClaimStatusTag of={claim.status} />
            {claim.family === 'bank_year' && <Link {...paths.settlement(claim.id)}>{say('claims.settlement')}</Link>}
            <BankActions page={page} />
            <PayClaim page={page} />
          </>
        }
      >
        <Figures page={page} />
        <ClaimSteps of={page} />
        {claim.codes.length > 0 && (
          <p className="returned-for">
            {say('claims.returned_for')} <Codes of={claim.codes} />
          </p>
        )}
        <Facts>
          <Fact name={say('claims.pool')}>{nameOf(pool)}</Fact>
          <Fact name={say('claims.bank')}>{nameOf(bank)}</Fact>
          {firm && (
            <Fact name={say('claims.firm')} note={<code>{firm.uscc}</code>}>
              {firm.name}
            </Fact>
          )}
          {note && (
            <>
              <Fact name={say('claims.note')} note={note.contractNumber}>
                <Link {...paths.claims({ noteId: note.id })}>{note.number}</Link>
              </Fact>
              <Fact name={say('claims.lent')}>
                <MoneyText of={note.principal} />
              </Fact>
              <Fact name={say('claims.term')}>
                <DayText of={note.lentOn} /> ～ <DayText of={note.dueOn} />
              </Fact>
            </>
          )}
          <Fact name={say('claims.scheme')} note={scheme.document}>
            <Link {...paths.policyVersion(scheme.versionId)}>
              {say('claims.scheme_version', { name: scheme.name[preferences().language], number: scheme.number })}
            </Link>
          </Fact>
          <Fact name={say('claims.route')}>{page.route.name[preferences().language]}</Fact>
        </Facts>
        <Chain page={page} />
        {page.findings.length > 0 && (
          <Section title={say('claims.findings')}>
            <Findings of={page.findings} />
          </Section>
        )}
        <Section title={say('claims.why')}>
          <DecisionLadder page={page} />
        </Section>
        {open && open.proposal.kind !== 'claim.decide' && (
          <Section title={say('claims.decide')}>
            <Link {...paths.proposal(open.proposal.id)}>{say('claims.decide.case')}</Link>
          </Section>
        )}
        {open?.proposal.kind === 'claim.decide' && <ClaimDecision key={`${open.proposal.id} ${open.proposal.digest} ${open.proposal.status}`} page={page} of={open} />}
        <Section title={say('claims.who')}>
          <WhoDecided page={page} />
        </Section>
        <Section title={say('claims.evidence')}>
          <Checklist page={page} />
        </Section>
        <Section title={say('claims.bearers')}>
          <BearerTable page={page} />
        </Section>
        <Section title={say('claims.posted')}>
          <PaymentTable page={page} />
          <EntryTable page={page} />
        </Section>
        {page.payments.length > 0 && (
          <Section title={say('claims.indicators')}>
            <IndicatorsPaying claimId={claim.id} />
          </Section>
        )}
        <RecoveredSince page={page} />
        <Section title={say('claims.papers')}>
          <Papers page={page} />
          <TakeEvidence claimId={claim.id} />
        </Section>
        <Section title={say('claims.history')}>
          <EventList page={page} />
        </Section>
      </Page>
    </UnitOfView>
  )
}

const subjectOf = ({ claim, firm, note }: ClaimPageData): string =>
  claim.family === 'loan'
    ? [firm?.name ?? say('claims.firm_unseen'), note?.number].filter(Boolean).join(' · ')
    : say('claims.subject_year', { product: claim.productCode ?? '--', year: claim.settledYear ?? '--' })

/** Loss, what the pool pays of it, what has arrived and what has come back: each opens. */
function Figures({ page }: { page: ClaimPageData }) {
  const { claim, bearers } = page
  const decision = page.decisions.findLast(({ reason }) => reason !== 'recovered')
  const expected = page.expected && 'derivation' in page.expected ? page.expected : null
  const shown = decision ?? expected
  const returned = sum(
    bearers.map((bearer) => bearer.returned),
    claim.currency,
  )
  return (
    <Headline>
      <Figure name="loss" title={say('claims.loss')} amount={shown?.loss ?? null} into={() => <Provenance derivation={shown?.derivation} />} />
      <Figure
        name="payable"
        title={say(decision ? 'claims.payable' : 'claims.expected')}
        amount={shown?.payable ?? null}
        into={() => <Provenance derivation={shown?.derivation} rows={<BearerTable page={page} />} />}
      />
      <Figure name="paid" title={say('claims.paid')} amount={decision ? claim.paid : null} into={() => <Provenance rows={<PaymentTable page={page} />} />} />
      <Figure name="recovered" title={say('claims.recovered')} amount={decision ? returned : null} into={() => <Provenance rows={<BearerTable page={page} />} />} />
    </Headline>
  )
}

interface FigureProps {
  readonly name: string
  readonly title: string
  readonly amount: Money | null
  readonly into: () => ReactNode
}

const Figure = ({ name, title, amount, into }: FigureProps) => (
  <Fact name={title}>
    {amount ? (
      <DrillNumber name={name} title={title} into={into}>
        <MoneyText of={money(amount.minor, amount.currency)} />
      </DrillNumber>
    ) : (
      <MoneyText of={null} />
    )}
  </Fact>
)

/** What the bank may do with a claim that is with it: the buttons read the table of moves that the commands read. */
function BankActions({ page: { claim, findings } }: { page: ClaimPageData }) {
  const me = useMe()
  const may = useMay('claim.draft')
  const { send, busy, error, answer } = useProposing({ shownByPage: true, onClose: () => void refreshCase() })
  const drop = useMutation(api.claims.drop.mutationOptions({ onSuccess: () => refresh(api.claims) }))
  if (!may || membershipOf(me).organisation.id !== claim.bankId || claim.family !== 'loan') return null
  const blocking = findings.filter(({ severity }) => severity === 'blocks')
  return (
    <>
      {claimCan.revise(claim) && (
        <Link {...paths.reviseClaim(claim.id)} className="button-link">
          {say('claims.revise')}
        </Link>
      )}
      {claimCan.submit(claim) && (
        <Button
          primary
          busy={busy}
          disabledBecause={blocking.length > 0 ? say('claims.mend_first', { count: blocking.length }) : undefined}
          onPress={() => send({ kind: 'claim.decide', what: { claimId: claim.id } })}
        >
          {say('claims.submit')}
        </Button>
      )}
      {claimCan.drop(claim) && (
        <Button quiet busy={drop.isPending} onPress={() => drop.mutate({ claimId: claim.id })}>
          {say('claims.drop')}
        </Button>
      )}
      {error && <ErrorNotice of={error} />}
      {answer}
    </>
  )
}

/** Which note it renews, and which renewed it: whether a compensated loan was a renewal is answered here. */
function Chain({ page: { note, chain } }: { page: ClaimPageData }) {
  if (!note || chain.length === 0) return null
  return (
    <p className="note-chain">
      {say('claims.chain')}{' '}
      {chain.map((one, index) => (
        <span key={one.id}>
          {index > 0 && ' → '}
          {one.id === note.id ? <strong>{one.number}</strong> : <Link {...paths.claims({ noteId: one.id })}>{one.number}</Link>}{' '}
          {one.succession && `(${say(`claim.succession.${one.succession}`)})`}
        </span>
      ))}
    </p>
  )
}

/** What the claim's decisions rest on, as one file that is verified without this system. */
function TakeEvidence({ claimId }: { claimId: ClaimPageData['claim']['id'] }) {
  if (!useMay('evidence.export')) return null
  return (
    <p>
      <a href={`/api/evidence?claim=${claimId}`} download>
        <DownloadOutlined aria-hidden="true" /> {say('evidence.take')}
      </a>
    </p>
  )
}

/** The claim's statutory forms: on the page, where each figure opens, as PDF and as workbook. */
function Papers({ page: { claim } }: { page: ClaimPageData }) {
  const { language } = preferences()
  const forms = claimFormNames.filter((form) => (claim.family === 'loan' ? form !== 'year' : form !== 'approval'))
  return (
    <ul className="papers">
      {forms.map((form) => (
        <li key={form}>
          <Link {...paths.claimPaper(claim.id, form)}>{say(`form.claim.${form}`)}</Link>
          {(['pdf', 'xlsx'] as const).map((kind) => (
            <a key={kind} href={`/api/claims/${claim.id}/forms/${form}.${kind}?language=${language}`} download aria-label={`${say(`form.claim.${form}`)} ${say(`form.${kind}`)}`}>
              <DownloadOutlined aria-hidden="true" /> {say(`form.${kind}`)}
            </a>
          ))}
        </li>
      ))}
    </ul>
  )
}
