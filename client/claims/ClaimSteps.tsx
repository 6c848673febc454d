import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import { workingDaysLeft } from '@cofund/shared/kernel/working-days'
import { nameOf, useMe } from '../people/me.ts'
import { Deadline } from '../approvals/deadline.tsx'
import { say } from '../say.ts'
import { DayText } from '../ui/DayText.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import { type ClaimPageData, type ClaimStep, stepsOf } from './claim-steps.ts'

const tones: Record<ClaimStep['at'], Tone> = { passed: 'ok', here: 'going', later: 'quiet' }

/** The way of a claim: each step with its day, how many working days it took, and until when the present one is due. */
export function ClaimSteps({ of: page }: { of: ClaimPageData }) {
  const { serverDay } = useMe()
  return (
    <ol className="claim-steps" aria-label={say('claims.steps')}>
      {stepsOf(page).map((step, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className={`claim-step claim-step-${step.at}`} aria-current={step.at === 'here' ? 'step' : undefined}>
          <StatusTag tone={tones[step.at]}>{say(`claims.step.${step.name}`)}</StatusTag>
          {step.organisations.length > 0 && <span className="claim-step-who">{step.organisations.map(nameOf).join(' / ')}</span>}
          {step.on && (
            <span>
              <DayText of={step.on} />
              {step.took !== null && <span className="claim-step-took">{say('claims.step.took', { days: step.took })}</span>}
            </span>
          )}
          {step.at === 'here' && step.dueOn && (
            <Deadline dueOn={step.dueOn} workingDaysLeft={workingDaysLeft(serverDay, step.dueOn, stateCouncilCalendar)} workingDays={null} />
          )}
        </li>
      ))}
    </ol>
  )
}
