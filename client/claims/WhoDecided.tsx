import { nameOf } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import type { ClaimPageData } from './claim-steps.ts'

/** Step by step along the route: who agreed, under which minutes, what they said; who is still to come. */
export function WhoDecided({ page: { case: found } }: { page: ClaimPageData }) {
  if (!found) return <EmptyState kind="first_use" title={say('claims.who.nobody')} what={say('claims.who.nobody.what')} />
  const { proposal, steps, moves } = found
  return (
    <ol className="rail who">
      {steps.map((step, index) => {
        const said = moves.filter((move) => move.step === index && ['approve', 'return', 'reject'].includes(move.move))
        const at = proposal.status === 'applied' || index < proposal.step ? 'passed' : proposal.status === 'open' && index === proposal.step ? 'here' : 'later'
        return (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <strong>{step.organisations.map(nameOf).join(' / ') || say('approval.elsewhere')}</strong>{' '}
            <StatusTag tone={at === 'passed' ? 'ok' : at === 'here' ? 'going' : 'quiet'}>{say(`approval.route.${at}`)}</StatusTag>
            <p className="page-about">
              {say('approval.route.people', { agreed: step.agreed, people: step.people })}
              {step.workingDays !== undefined && ` · ${say('claims.who.within', { days: step.workingDays })}`}
              {step.document && ` · ${say('approval.route.document', { document: step.document[preferences().language] })}`}
            </p>
            {said.map(({ place, move, person, organisation, opinion, document, movedAt }) => (
              <div key={place} className="who-said">
                <p>
                  {say(`approval.move.${move}`)} ·{' '}
                  {person && organisation ? say('approval.by', { person: person.name, organisation: nameOf(organisation) }) : say('approval.elsewhere')} ·{' '}
                  <MomentText of={movedAt} />
                </p>
                {document && <p className="minutes">{say('form.document', { document })}</p>}
                {opinion && <blockquote>{opinion}</blockquote>}
              </div>
            ))}
          </li>
        )
      })}
    </ol>
  )
}
