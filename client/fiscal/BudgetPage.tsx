import type { AppRouter } from '@cofund/server/app'
import { budgetSources, leftOf, unplanned } from '@cofund/shared/fiscal/budget'
import type { IndicatorsAsked } from '@cofund/shared/fiscal/fiscal.input'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useListed, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page } from '../ui/Page.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { Grant } from './deeds.tsx'
import { UseBar } from './UseBar.tsx'
import './fiscal.css'

const route = getRouteApi('/budget')

export type Indicator = inferRouterOutputs<AppRouter>['fiscal']['indicators']['rows'][number]

const columns: readonly Column<Indicator>[] = [
  {
    name: 'document_number',
    word: 'fiscal.document_number',
    sorts: true,
    show: ({ id, documentNumber }) => <Link {...paths.indicator(id)}>{documentNumber}</Link>,
  },
  { name: 'name', word: 'fiscal.name', show: ({ name }) => name },
  { name: 'use', word: 'fiscal.use', show: (indicator) => <UseBar of={indicator} /> },
  { name: 'granted', word: 'fiscal.granted', sorts: true, money: ({ granted }) => granted },
  { name: 'planned', word: 'fiscal.planned', money: ({ planned }) => planned },
  { name: 'drawn', word: 'fiscal.drawn', sorts: true, money: ({ drawn }) => drawn },
  { name: 'left', word: 'fiscal.left', sorts: true, money: leftOf },
  { name: 'holder', word: 'fiscal.holder', show: ({ holderZh, holderEn }) => nameOf({ nameZh: holderZh, nameEn: holderEn }) },
  { name: 'year', word: 'fiscal.budget_year', show: ({ budgetYear }) => String(budgetYear) },
  { name: 'source', word: 'fiscal.source', show: ({ source }) => say(`fiscal.source.${source}`) },
]

const figures = ['granted', 'planned', 'drawn', 'left'] as const

/** What public money was granted, planned and drawn, indicator by indicator, and what is left. */
export function BudgetPage() {
  const { drill: _drill, unit: _unit, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const indicators = useListed(api.fiscal.indicators.queryOptions(search))
  const { years } = useLoaded(api.fiscal.indicators.queryOptions({}))
  const may = useMay('fiscal.draw')
  const filters: readonly Filter[] = [
    { as: 'text', name: 'search', word: 'fiscal.document_number' },
    { as: 'choice', name: 'year', word: 'fiscal.budget_year', choices: years.map((year) => ({ value: String(year), label: String(year) })) },
    { as: 'choice', name: 'source', word: 'fiscal.source', choices: budgetSources.map((value) => ({ value, word: `fiscal.source.${value}` as const })) },
  ]
  return (
    <UnitOfView unit="one">
      <Page
        title={say('fiscal.title')}
        count={indicators.listing?.count}
        asOf={useMe().serverDay}
        about={say('fiscal.what')}
        actions={
          <>
            <Link {...paths.tiers()}>{say('fiscal.tiers')}</Link>
            {may && <Grant />}
          </>
        }
      >
        <Sums search={search} />
        <DataTable
          title={say('fiscal.indicators')}
          columns={columns}
          filters={filters}
          rowKey={({ id }) => id}
          {...indicators}
          search={search}
          onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
          firstUse={<EmptyState kind="first_use" title={say('fiscal.no_indicators')} what={say('fiscal.no_indicators.what')} />}
        />
      </Page>
    </UnitOfView>
  )
}

/** What the filters leave, summed; each sum opens into the indicators that it is the sum of. */
function Sums({ search }: { search: IndicatorsAsked }) {
  const asked = { ...search, page: undefined, size: 100 } as const
  const { sums, count } = useLoaded(api.fiscal.indicators.queryOptions(asked))
  if (count === 0) return null
  return (
    <Headline>
      {figures.map((name) => (
        <Fact key={name} name={say(`fiscal.${name}`)}>
          <DrillNumber name={name} title={say(`fiscal.${name}`)} into={() => <Summed asked={{ ...asked, sort: name === 'planned' ? undefined : name, descending: true }} />}>
            <MoneyText of={sums?.[name] ?? null} />
          </DrillNumber>
        </Fact>
      ))}
    </Headline>
  )
}

function Summed({ asked }: { asked: IndicatorsAsked }) {
  const indicators = useListed(api.fiscal.indicators.queryOptions(asked))
  return <DataTable plain title={say('fiscal.indicators')} columns={summedColumns} rowKey={({ id }) => id} {...indicators} />
}

const summedColumns: readonly Column<Indicator>[] = [
  ...columns.filter(({ name }) => ['document_number', 'granted', 'planned', 'drawn', 'left'].includes(name)),
  { name: 'unplanned', word: 'fiscal.unplanned', money: unplanned },
]
