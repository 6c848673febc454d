import type { PageSize } from '@cofund/shared/kernel/listing'
import type { LossEvaluationId } from '@cofund/shared/reports/loss-evaluation'
import type { LossEvaluation } from '@cofund/shared/reports/loss-sharing'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { Section } from '../ui/Page.tsx'

/** Every evaluation within sight, the latest first: what was once found stays as it was. */
export function Evaluations({ shown }: { shown: LossEvaluationId | undefined }) {
  const [place, setPlace] = useState<{ readonly page?: number; readonly size?: PageSize }>({})
  const evaluations = useListed(api.reports.evaluations.queryOptions(place))
  if (!evaluations.listing || evaluations.listing.count === 0) return null
  return (
    <Section title={say('loss_sharing.evaluations')}>
      <DataTable
        title={say('loss_sharing.evaluations')}
        columns={columnsOf(shown)}
        rowKey={({ id }) => id}
        {...evaluations}
        search={place}
        onSearch={(change) => setPlace((now) => ({ ...now, ...(change as typeof place) }))}
      />
    </Section>
  )
}

const columnsOf = (shown: LossEvaluationId | undefined): readonly Column<LossEvaluation>[] => [
  {
    name: 'evaluatedAt',
    word: 'loss_sharing.evaluated_at',
    show: ({ id, evaluatedAt }) => (
      <>
        <Link {...paths.lossSharing({ evaluation: id })}>
          <MomentText of={evaluatedAt} />
        </Link>
        {id === shown && <span className="fact-note">{say('loss_sharing.shown')}</span>}
      </>
    ),
  },
  {
    name: 'scheme',
    word: 'loss_sharing.scheme',
    show: ({ policyVersionId, policy }) => (
      <Link {...paths.policyVersion(policyVersionId)}>
        {say('loss_sharing.scheme_option', {
          name: policy.name[preferences().language],
          code: policy.code,
          number: policy.number,
        })}
      </Link>
    ),
  },
  {
    name: 'organisation',
    word: 'loss_sharing.organisation',
    show: ({ organisation }) => (preferences().language === 'zh' ? organisation.nameZh : organisation.nameEn),
  },
  { name: 'person', word: 'loss_sharing.person', show: ({ evaluatedBy }) => evaluatedBy },
  { name: 'batches', word: 'loss_sharing.batches', count: ({ batches }) => batches },
]
