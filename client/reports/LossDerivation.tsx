import type { LoanId } from '@cofund/shared/loans/loan'
import type { LossEvaluationId } from '@cofund/shared/reports/loss-evaluation'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../api.ts'
import { paths } from '../paths.ts'
import { usePreferences } from '../preferences.ts'
import { say } from '../say.ts'
import { DerivationTree } from '../ui/DerivationTree.tsx'
import { TableSkeleton } from '../ui/Skeletons.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import './reports.css'

/** One loss, worked out anew from its record: what the record says of the guarantee beside what the scheme makes of it. */
export function LossDerivation({ evaluationId, loanId }: { evaluationId: LossEvaluationId; loanId: LoanId }) {
  const { language } = usePreferences()
  const { data: loss } = useQuery(api.reports.lossDerivation.queryOptions({ evaluationId, loanId }))
  if (!loss) return <TableSkeleton />
  return (
    <>
      <p className="drawer-facts">
        <Link {...paths.loan(loanId)}>{say('loss_sharing.open_loan')}</Link>
        <StatusTag tone={loss.asStored ? 'ok' : 'risk'}>
          {say(loss.asStored ? 'loss_sharing.as_stored' : 'loss_sharing.not_as_stored')}
        </StatusTag>
      </p>
      <div className="beside">
        <section aria-label={say('loss_sharing.as_recorded')}>
          <h3>{say('loss_sharing.as_recorded')}</h3>
          {loss.recorded ? <DerivationTree of={loss.recorded} /> : <p>{say('loss_sharing.record_silent')}</p>}
        </section>
        <section aria-label={say('loss_sharing.by_scheme')}>
          <h3>{say('loss_sharing.by_scheme')}</h3>
          {loss.shared && <DerivationTree of={loss.shared} />}
          {loss.refusal && <StatusTag tone="watch">{loss.refusal[language]}</StatusTag>}
        </section>
      </div>
      {loss.difference && <DerivationTree of={loss.difference} />}
    </>
  )
}
