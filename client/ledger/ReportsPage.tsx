import type { ReportRun } from '@cofund/shared/ledger/report'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'

const route = getRouteApi('/ledger/reports')

const columns: readonly Column<ReportRun>[] = [
  {
    name: 'ranAt',
    word: 'report.ran_at',
    show: ({ id, ranAt }) => (
      <Link {...paths.report(id)}>
        <MomentText of={ranAt} />
      </Link>
    ),
  },
  { name: 'kind', word: 'report.title', show: ({ kind }) => say(`report.kind.${kind}`) },
  { name: 'on', word: 'report.on', day: ({ parameters }) => parameters.on },
  { name: 'basis', word: 'report.basis', show: ({ parameters }) => say(`report.basis.${parameters.basis}`) },
  {
    name: 'ranBy',
    word: 'report.ran_by',
    show: ({ ranBy, organisation }) => [nameOf(organisation), ranBy].filter(Boolean).join(' · '),
  },
  { name: 'hash', word: 'report.hash', show: ({ hash }) => <code>{hash.slice(0, 16)}</code> },
]

/** The reports that were stored, the newest first. */
export function ReportsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const reports = useListed(api.ledger.reports.queryOptions(search))
  return (
    <Page title={say('report.title')} count={reports.listing?.count} about={say('report.what')}>
      <DataTable
        title={say('report.title')}
        columns={columns}
        rowKey={({ id }) => id}
        {...reports}
        search={search}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        firstUse={<EmptyState kind="first_use" title={say('report.none')} what={say('report.none.what')} />}
      />
    </Page>
  )
}
