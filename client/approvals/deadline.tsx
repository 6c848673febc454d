import type { ProposalStatus } from '@cofund/shared/approvals/proposal'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { say } from '../say.ts'
import { DayText } from '../ui/DayText.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import './approvals.css'

export const statusTones: Record<ProposalStatus, Tone> = {
  open: 'going',
  returned: 'watch',
  applied: 'ok',
  rejected: 'risk',
  withdrawn: 'quiet',
}

interface DeadlineProps {
  readonly dueOn: PlainDate | null
  readonly workingDaysLeft: number | null
  /** How many the step may take; null without a limit. */
  readonly workingDays: number | null
}

/** The day, and how many working days are left: red when it has passed, orange within three. */
export function Deadline({ dueOn, workingDaysLeft: left, workingDays }: DeadlineProps) {
  if (dueOn === null) return workingDays === null ? say('approval.no_limit') : say('approval.due_unknown', { days: workingDays })
  return (
    <span className="deadline">
      <DayText of={dueOn} />
      {left !== null && <StatusTag tone={left < 0 ? 'risk' : left <= 3 ? 'watch' : 'quiet'}>{sayLeft(left)}</StatusTag>}
    </span>
  )
}

const sayLeft = (left: number): string =>
  left < 0
    ? say('approval.overdue', { days: -left })
    : left === 0
      ? say('approval.due_today')
      : say('approval.days_left', { days: left })
