import type { Position } from '@cofund/shared/funds/position'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, useListed, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { Page } from '../ui/Page.tsx'
import { ppmFraction } from './position-figures.ts'

const route = getRouteApi('/funds')

export const positionColumns: readonly Column<Position>[] = [
  { name: 'fundName', word: 'fund.name', sorts: true, show: ({ id, fundName }) => <Link {...paths.position(id)}>{fundName}</Link> },
  { name: 'manager', word: 'fund.manager', sorts: true, show: ({ manager }) => manager },
  { name: 'vintageYear', word: 'fund.vintage_year', sorts: true, show: ({ vintageYear }) => vintageYear },
  { name: 'committed', word: 'position.committed', sorts: true, money: ({ committed }) => committed },
  { name: 'called', word: 'position.called', sorts: true, money: ({ called }) => called },
  { name: 'distributed', word: 'position.distributed', sorts: true, money: ({ distributed }) => distributed },
  { name: 'value', word: 'position.value', sorts: true, money: ({ value }) => value },
  { name: 'netIrr', word: 'position.reported_net_irr', percent: ({ reportedNetIrrPpm }) => ppmFraction(reportedNetIrrPpm) },
  { name: 'netMultiple', word: 'position.reported_multiple', multiple: ({ reportedMultiplePpm }) => ppmFraction(reportedMultiplePpm) },
  { name: 'asOf', word: 'position.as_of', day: ({ asOf }) => asOf },
]

export function FundsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const positions = useListed(api.funds.list.queryOptions(search))
  const choices = useLoaded(api.funds.choices.queryOptions())
  const filters: readonly Filter[] = [
    { as: 'text', name: 'search', word: 'fund.search' },
    { as: 'choice', name: 'manager', word: 'fund.manager', choices: choices.managers.map((value) => ({ value, label: value })) },
    { as: 'choice', name: 'vintageYear', word: 'fund.vintage_year', choices: choices.vintageYears.map((year) => ({ value: String(year), label: String(year) })) },
    { as: 'choice', name: 'assetClass', word: 'fund.asset_class', choices: choices.assetClasses.map((value) => ({ value, label: value })) },
  ]
  return (
    <Page title={say('funds')} count={positions.listing?.count} asOf={search.asOf ?? choices.latestReport ?? undefined}>
      <DataTable
        title={say('funds')}
        columns={positionColumns}
        filters={filters}
        rowKey={({ id }) => id}
        {...positions}
        search={search}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        firstUse={<EmptyState kind="first_use" what={say('funds.first_use')} />}
      />
    </Page>
  )
}
