import type { AppRouter } from '@cofund/server/app'
import {
  type Check,
  type Proposal,
  type ProposalId,
  checkMayCheck,
  checkMayMove,
  proposalCan,
  proposalNumber,
} from '@cofund/shared/approvals/proposal'
import type { Actor } from '@cofund/shared/people/person'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Input } from 'antd'
import { useId, useState } from 'react'
import { api, once, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { useSayRefusal } from '../sentences.tsx'
import { Button } from '../ui/Button.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import './approvals.css'
import { Deadline, statusTones } from './deadline.tsx'
import { Field, changedEffect, refreshCase, useSentence } from './deciding.tsx'
import { EffectDifference, EffectTable } from './effect.tsx'

type Shown = inferRouterOutputs<AppRouter>['approvals']['get']

const proposalOptions = (proposalId: ProposalId) => api.approvals.get.queryOptions({ proposalId })
export const loadProposalPage = (proposalId: ProposalId) => queryClient.fetchQuery(proposalOptions(proposalId))

const route = getRouteApi('/approvals/$proposalId')

/** One case: what would change, who has to agree, who did what; and the reader's own move, or why there is none. */
export function ProposalPage() {
  const { proposalId } = route.useParams()
  const { proposal, moves, steps, workingDaysLeft, next } = useLoaded(proposalOptions(proposalId))
  return (
    <UnitOfView unit="one">
      <Page
        title={`${say(`proposal.${proposal.kind}`)} · ${proposal.effect.about}`}
        about={proposalNumber(proposal)}
        actions={
          <>
            {/* What is claimed is sent back by codes and rejected by a clause: its own page asks for them. */}
            {isClaim(proposal.subject) && <Link {...paths.claim(proposal.subject)}>{say('claims.open')}</Link>}
            {next && <Link {...paths.proposal(next)}>{say('approval.next')}</Link>}
          </>
        }
      >
        <Facts>
          <Fact name={say('approval.status')}>
            <StatusTag tone={statusTones[proposal.status]}>{say(`approval.status.${proposal.status}`)}</StatusTag>
          </Fact>
          <Fact name={say('approval.maker')}>{proposal.maker.name || say('approval.elsewhere')}</Fact>
          <Fact name={say('approval.proposed_at')}>
            <MomentText of={proposal.proposedAt} />
          </Fact>
          {proposal.closedAt ? (
            <Fact name={say('approval.closed_at')}>
              <MomentText of={proposal.closedAt} />
            </Fact>
          ) : (
            <Fact name={say('approval.due_on')}>
              <Deadline
                dueOn={proposal.dueOn}
                workingDaysLeft={workingDaysLeft}
                workingDays={proposal.route.steps[proposal.step]?.workingDays ?? null}
              />
            </Fact>
          )}
          {proposal.note && <Fact name={say('approval.note')}>{proposal.note}</Fact>}
          <Fact name={say('approval.digest')}>
            <code>{proposal.digest.slice(0, 16)}</code>
          </Fact>
        </Facts>
        <Section title={say('approval.effect')}>
          <EffectTable of={proposal.effect} />
        </Section>
        {(proposalCan.withdraw(proposal) || proposalCan.approve(proposal)) && (
          // Keyed by what is shown: whoever is shown something new begins anew.
          <Decision key={`${proposal.id} ${proposal.digest} ${proposal.status}`} proposal={proposal} />
        )}
        <div className="case-rail">
          <Route steps={steps} proposal={proposal} />
          <Timeline moves={moves} />
        </div>
      </Page>
    </UnitOfView>
  )
}

/** The reader's move. Every button is there; one that may not be pressed says why. */
function Decision({ proposal }: { proposal: Proposal }) {
  const me = useMe()
  const actor: Actor = { person: me.person, membership: membershipOf(me), permissions: me.permissions }
  const [opinion, setOpinion] = useState('')
  const [document, setDocument] = useState('')
  const [key] = useState(() => crypto.randomUUID())
  const [opinionId, documentId] = [useId(), useId()]
  const { id: proposalId, digest } = proposal
  const options = { meta: { shownByPage: true }, onSuccess: () => refreshCase() }
  const check = useMutation(api.approvals.check.mutationOptions(options))
  const update = useMutation(api.approvals.refresh.mutationOptions({ ...options, trpc: once(`${key}-refresh`) }))
  const withdraw = useMutation(api.approvals.withdraw.mutationOptions(options))
  const resubmit = useMutation(api.approvals.resubmit.mutationOptions(options))
  const error = check.error ?? update.error ?? withdraw.error ?? resubmit.error
  const changed = changedEffect(check.error)

  const sentence = useSentence()
  const sayRefusal = useSayRefusal()
  const mayNotCheck = sentence(() => checkMayCheck(proposal, actor))
  const said = opinion.trim() || undefined
  const paper = proposal.route.steps[proposal.step]?.document
  const send = (verdict: Check) =>
    check.mutate({ proposalId, verdict, digest, opinion: said, ...(document.trim() && { document: document.trim() }) })
  const because = said ? undefined : sayRefusal({ code: 'approval.opinion_needed', facts: {} })
  const isMaker = me.person.id === proposal.maker.id
  return (
    <Section title={say('approval.decide')}>
      {error && <ErrorNotice of={error} />}
      {changed && (
        <div className="case-changed">
          <h3>{say('approval.effect.changed')}</h3>
          <EffectDifference {...changed} />
          <Button primary busy={update.isPending} onPress={() => update.mutate({ proposalId })}>
            {say('approval.refresh')}
          </Button>
        </div>
      )}
      <p className="page-about">{say('approval.decide.what')}</p>
      {paper && (
        <Field id={documentId} label={say('approval.document', { document: paper[preferences().language] })}>
          <Input id={documentId} maxLength={100} value={document} onChange={({ target }) => setDocument(target.value)} />
        </Field>
      )}
      <Field id={opinionId} label={say('approval.opinion')} hint={say('approval.opinion.what')}>
        <Input.TextArea
          id={opinionId}
          aria-describedby={`${opinionId}-hint`}
          rows={2}
          maxLength={500}
          value={opinion}
          onChange={({ target }) => setOpinion(target.value)}
        />
      </Field>
      <div className="case-moves">
        <Button
          primary
          busy={check.isPending && check.variables.verdict === 'approve'}
          disabledBecause={mayNotCheck}
          onPress={() => send('approve')}
        >
          {say('approval.approve')}
        </Button>
        <Button
          busy={check.isPending && check.variables.verdict === 'return'}
          disabledBecause={mayNotCheck ?? because}
          onPress={() => send('return')}
        >
          {say('approval.return')}
        </Button>
        <Button
          dangerous
          busy={check.isPending && check.variables.verdict === 'reject'}
          disabledBecause={mayNotCheck ?? because}
          onPress={() => send('reject')}
        >
          {say('approval.reject')}
        </Button>
        {isMaker && (
          <>
            <Button
              busy={resubmit.isPending}
              disabledBecause={sentence(() => checkMayMove('resubmit', proposal, actor))}
              onPress={() => resubmit.mutate({ proposalId, opinion: said })}
            >
              {say('approval.resubmit')}
            </Button>
            <Button
              busy={withdraw.isPending}
              disabledBecause={sentence(() => checkMayMove('withdraw', proposal, actor))}
              onPress={() => withdraw.mutate({ proposalId, opinion: said })}
            >
              {say('approval.withdraw')}
            </Button>
          </>
        )}
      </div>
    </Section>
  )
}

const stepTones = { passed: 'ok', here: 'going', later: 'quiet' } as const

/** Step after step: whose turn it is, how many have agreed, what is still to come. */
function Route({ steps, proposal }: { steps: Shown['steps']; proposal: Proposal }) {
  return (
    <Section title={say('approval.route')}>
      <ol className="rail">
        {steps.map((step, index) => {
          const at = index < proposal.step ? 'passed' : index === proposal.step ? 'here' : 'later'
          return (
            <li key={index} aria-current={at === 'here' ? 'step' : undefined}>
              <strong>{say('approval.route.step', { step: index + 1 })}</strong>{' '}
              <StatusTag tone={stepTones[at]}>{say(`approval.route.${at}`)}</StatusTag>
              <p>{step.organisations.map(nameOf).join(' / ')}</p>
              <p>{say('approval.route.by', { permission: say(`permission.${step.permission}`) })}</p>
              <p>{say('approval.route.people', { agreed: step.agreed, people: step.people })}</p>
              {step.document && (
                <p>{say('approval.route.document', { document: step.document[preferences().language] })}</p>
              )}
            </li>
          )
        })}
      </ol>
    </Section>
  )
}

/** Every move of the case, the first on top. */
function Timeline({ moves }: { moves: Shown['moves'] }) {
  return (
    <Section title={say('approval.timeline')}>
      <ol className="rail">
        {moves.map(({ place, move, person, organisation, opinion, document, movedAt }) => (
          <li key={place}>
            <strong>{say(`approval.move.${move}`)}</strong> <MomentText of={movedAt} />
            <p>
              {person && organisation
                ? say('approval.by', { person: person.name, organisation: nameOf(organisation) })
                : say('approval.elsewhere')}
            </p>
            {document && <p>{document}</p>}
            {opinion && <blockquote>{opinion}</blockquote>}
          </li>
        ))}
      </ol>
    </Section>
  )
}

const isClaim = (subject: string): subject is `clm_${string}` => subject.startsWith('clm_')
