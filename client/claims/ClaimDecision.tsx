import { checkMayCheck, checkMayMove } from '@cofund/shared/approvals/proposal'
import { claimCan } from '@cofund/shared/claims/claim'
import { type DeficiencyCode, areaOf, deficiencies, deficiencyAreas, deficiencyCodes } from '@cofund/shared/claims/deficiency'
import type { Actor } from '@cofund/shared/people/person'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Input, Select } from 'antd'
import { useId, useState } from 'react'
import { api, once } from '../api.ts'
import { Field, changedEffect, refreshCase, useSentence } from '../approvals/deciding.tsx'
import { EffectDifference, EffectTable } from '../approvals/effect.tsx'
import { paths } from '../paths.ts'
import { membershipOf, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { useSayRefusal } from '../sentences.tsx'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Section } from '../ui/Page.tsx'
import type { ClaimPageData } from './claim-steps.ts'
import { withoutFacts } from './deficiencies.tsx'

type OpenCase = NonNullable<ClaimPageData['case']>

/**
 * The reader's move on a claim that is on its way: agree to what is shown, by its digest; send it back with codes; reject it with the
 * clause that it fails. Every button is there, and one that may not be pressed says why.
 */
export function ClaimDecision({ page, of: { proposal } }: { page: ClaimPageData; of: OpenCase }) {
  const { claim } = page
  const me = useMe()
  const actor: Actor = { person: me.person, membership: membershipOf(me), permissions: me.permissions }
  const [opinion, setOpinion] = useState('')
  const [document, setDocument] = useState('')
  const [codes, setCodes] = useState<readonly DeficiencyCode[]>([])
  const [clause, setClause] = useState('')
  const [key] = useState(() => crypto.randomUUID())
  const [opinionId, documentId, codesId, clauseId] = [useId(), useId(), useId(), useId()]
  const options = { meta: { shownByPage: true }, onSuccess: () => refreshCase() }
  const check = useMutation(api.approvals.check.mutationOptions(options))
  const update = useMutation(api.approvals.refresh.mutationOptions({ ...options, trpc: once(`${key}-refresh`) }))
  const sendBack = useMutation(api.claims.sendBack.mutationOptions(options))
  const reject = useMutation(api.claims.reject.mutationOptions(options))
  const withdraw = useMutation(api.approvals.withdraw.mutationOptions(options))
  const resubmit = useMutation(api.approvals.resubmit.mutationOptions(options))
  const error = [check, update, sendBack, reject, withdraw, resubmit].find((mutation) => mutation.error)?.error
  const changed = changedEffect(error)

  const said = opinion.trim()
  const { id: proposalId, digest } = proposal
  const paper = proposal.route.steps[proposal.step]?.document
  const sentence = useSentence()
  const sayRefusal = useSayRefusal()
  const wrongStatus = sayRefusal({ code: 'claim.wrong_status', facts: { status: say(`claim.status.${claim.status}`) } })
  const mayNotCheck = sentence(() => checkMayCheck(proposal, actor)) ?? (claimCan.review(claim) ? undefined : wrongStatus)
  const needsOpinion = said ? undefined : sayRefusal({ code: 'approval.opinion_needed', facts: {} })
  const isMaker = me.person.id === proposal.maker.id
  return (
    <Section title={say('claims.decide')} actions={<Link {...paths.proposal(proposalId)}>{say('claims.decide.case')}</Link>}>
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
      <EffectTable of={proposal.effect} />
      <p className="page-about digest-line">
        {say('claims.decide.digest')} <code>{digest}</code>
      </p>
      {!mayNotCheck && (
        <div className="decide-fields">
          {paper && (
            <Field id={documentId} label={say('approval.document', { document: paper[preferences().language] })}>
              <Input id={documentId} maxLength={100} value={document} onChange={({ target }) => setDocument(target.value)} />
            </Field>
          )}
          <Field id={opinionId} label={say('approval.opinion')} hint={say('claims.opinion.what')}>
            <Input.TextArea id={opinionId} aria-describedby={`${opinionId}-hint`} rows={2} maxLength={500} value={opinion} onChange={({ target }) => setOpinion(target.value)} />
          </Field>
          <Field id={codesId} label={say('claims.codes_to_return')} hint={say('claims.codes_to_return.what')}>
            <Select
              id={codesId}
              mode="multiple"
              aria-describedby={`${codesId}-hint`}
              value={[...codes]}
              maxCount={20}
              showSearch={{ optionFilterProp: 'label' }}
              options={codeChoices()}
              onChange={(chosen: DeficiencyCode[]) => setCodes(chosen)}
            />
          </Field>
          <Field id={clauseId} label={say('claims.clause')} hint={say('claims.clause.what')}>
            <Input id={clauseId} aria-describedby={`${clauseId}-hint`} maxLength={200} value={clause} onChange={({ target }) => setClause(target.value)} />
          </Field>
        </div>
      )}
      <div className="case-moves">
        <Button
          primary
          busy={check.isPending}
          disabledBecause={mayNotCheck}
          onPress={() => check.mutate({ proposalId, verdict: 'approve', digest, opinion: said || undefined, ...(document.trim() && { document: document.trim() }) })}
        >
          {say('claims.approve')}
        </Button>
        <Button
          busy={sendBack.isPending}
          disabledBecause={mayNotCheck ?? (codes.length === 0 ? say('claims.codes_first') : needsOpinion)}
          onPress={() => sendBack.mutate({ claimId: claim.id, proposalId, digest, codes: [...codes], opinion: said })}
        >
          {say('claims.send_back')}
        </Button>
        <Button
          dangerous
          busy={reject.isPending}
          disabledBecause={mayNotCheck ?? (clause.trim() ? needsOpinion : say('claims.clause_first'))}
          onPress={() => reject.mutate({ claimId: claim.id, proposalId, digest, clause: clause.trim(), opinion: said })}
        >
          {say('claims.reject')}
        </Button>
        {claim.status === 'deferred' && (
          <Button busy={update.isPending} onPress={() => update.mutate({ proposalId })}>
            {say('claims.resume')}
          </Button>
        )}
        {isMaker && (
          <>
            {claimCan.resubmit(claim) && (
              <Button
                primary
                busy={resubmit.isPending}
                disabledBecause={sentence(() => checkMayMove('resubmit', proposal, actor))}
                onPress={() => resubmit.mutate({ proposalId, opinion: said || undefined })}
              >
                {say('claims.resubmit')}
              </Button>
            )}
            <Button
              busy={withdraw.isPending}
              disabledBecause={sentence(() => checkMayMove('withdraw', proposal, actor)) ?? (claimCan.withdraw(claim) ? undefined : wrongStatus)}
              onPress={() => withdraw.mutate({ proposalId, opinion: said || undefined })}
            >
              {say('claims.withdraw')}
            </Button>
          </>
        )}
      </div>
    </Section>
  )
}

/** The book by area; those that a reviewer says stand first in each. */
const codeChoices = () =>
  Object.values(deficiencyAreas).map((area) => ({
    label: say(`deficiency.area.${area}`),
    options: deficiencyCodes
      .filter((code) => areaOf(code) === area)
      .toSorted((a, b) => (deficiencies[a].by === deficiencies[b].by ? a.localeCompare(b) : deficiencies[a].by === 'reviewer' ? -1 : 1))
      .map((code) => ({ value: code, label: `${code} ${withoutFacts(say(`deficiency.${code}`))}` })),
  }))
