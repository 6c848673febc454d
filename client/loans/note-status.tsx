import type { LoanCategory, NoteStatus } from '@cofund/shared/loans/drawdown-note'
import { say } from '../say.ts'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'

const statusTones: Record<NoteStatus, Tone> = {
  registered: 'quiet',
  enrolled: 'ok',
  overdue: 'watch',
  non_performing: 'risk',
  disposed: 'risk',
  closed: 'quiet',
  repaid: 'quiet',
  rejected: 'quiet',
  withdrawn: 'quiet',
}

const categoryTones: Record<LoanCategory, Tone> = { pass: 'ok', special_mention: 'watch', substandard: 'risk', doubtful: 'risk', loss: 'risk' }

export const NoteStatusTag = ({ of }: { of: NoteStatus }) => <StatusTag tone={statusTones[of]}>{say(`note.status.${of}`)}</StatusTag>
export const CategoryTag = ({ of }: { of: LoanCategory }) => <StatusTag tone={categoryTones[of]}>{say(`note.category.${of}`)}</StatusTag>
