import type { AppRouter } from '@cofund/server/app'
import type { PositionFilter } from '@cofund/shared/funds/position.input'
import { type Derivation, valueOf } from '@cofund/shared/kernel/derivation'
import { getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useLoaded } from '../api.ts'
import { ChartCard } from '../charts/ChartCard.tsx'
import { type WordKey, say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillDrawer, DrillNumber, useDrill } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { MultipleText, PercentText, RatioText, percentText } from '../ui/RatioText.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { DrilledPositions } from './DrilledPositions.tsx'
import { vintageSeries } from './vintage-series.ts'

type Portfolio = inferRouterOutputs<AppRouter>['funds']['portfolio'][number]
type Figures = Omit<Portfolio, 'byVintage' | 'byManager' | 'concentration'>
type Group = Portfolio['byVintage'][number]

const route = getRouteApi('/portfolio')

export function PortfolioPage() {
  const { asOf } = route.useSearch()
  const portfolios = useLoaded(api.funds.portfolio.queryOptions({ asOf }))
  const { latestReport } = useLoaded(api.funds.choices.queryOptions())
  return (
    <UnitOfView unit="hundred_million">
      <Page title={say('portfolio')} asOf={asOf ?? latestReport ?? undefined} about={say('portfolio.about')}>
        {portfolios.length === 0 && (
          <EmptyState kind="first_use" what={say('funds.first_use')} />
        )}
        {portfolios.map((portfolio) => (
          <OneCurrency key={portfolio.currency} of={portfolio} filter={asOf ? { asOf } : {}} />
        ))}
      </Page>
    </UnitOfView>
  )
}

/** Amounts in several currencies are never added: each is a portfolio of its own. */
function OneCurrency({ of: portfolio, filter }: { of: Portfolio; filter: PositionFilter }) {
  const name = portfolio.currency.toLowerCase()
  return (
    <>
      <FiguresOf figures={portfolio} name={name} filter={filter} />
      <VintageChart of={portfolio} name={name} filter={filter} />
      <Section title={say('portfolio.by_vintage')}>
        <DataTable title={say('portfolio.by_vintage')} columns={vintageColumns(name, filter)} rowKey={({ key }) => key} listing={listingOf(portfolio.byVintage, portfolio)} />
      </Section>
      <Section title={say('portfolio.by_manager')}>
        <Headline>
          <Fact name={say('portfolio.concentration')}>
            <RatioText of={portfolio.concentration} />
          </Fact>
        </Headline>
        <DataTable title={say('portfolio.by_manager')} columns={managerColumns(name, filter)} rowKey={({ key }) => key} listing={listingOf(portfolio.byManager.slice(0, 20), portfolio)} />
      </Section>
    </>
  )
}

/** What each vintage has returned and still holds, against what was called for it; a bar opens its funds. */
function VintageChart({ of: portfolio, name, filter }: { of: Portfolio; name: string; filter: PositionFilter }) {
  const drill = useDrill()
  const { latestReport } = useLoaded(api.funds.choices.queryOptions())
  const largest = portfolio.byVintage.reduce((most, group) => (group.value.minor > most.value.minor ? group : most), portfolio.byVintage[0] ?? portfolio)
  const opened = drill.current?.startsWith(`${name}-bar-`) ? drill.current.slice(`${name}-bar-`.length) : undefined
  if (!latestReport || !('key' in largest)) return null
  return (
    <>
      <ChartCard
        title={say('portfolio.vintage_finding', { year: largest.key, share: largest.share ? percentText(valueOf(largest.share)) : '--' })}
        asOf={filter.asOf ?? latestReport}
        source={say('portfolio.source')}
        data={vintageSeries(portfolio.byVintage)}
        stacked
        onDrill={(year) => drill.open(`${name}-bar-${year}`)}
      />
      <DrillDrawer name={`${name}-bar-${opened}`} title={say('portfolio.vintage', { year: opened ?? '' })} isOpen={opened !== undefined} onClose={drill.close}>
        {() => <Provenance rows={<DrilledPositions filter={{ ...filter, vintageYear: Number(opened) }} />} />}
      </DrillDrawer>
    </>
  )
}

const amounts = ['committed', 'called', 'distributed', 'value'] as const
const multiples = ['tvpi', 'dpi'] as const

function FiguresOf({ figures, name, filter }: { figures: Figures; name: string; filter: PositionFilter }) {
  return (
    <Headline>
      {amounts.map((amount) => (
        <Fact key={amount} name={say(`portfolio.${amount}`)}>
          <DrillNumber name={`${name}-${amount}`} title={say(`portfolio.${amount}`)} into={() => <Provenance rows={<DrilledPositions filter={filter} />} />}>
            <MoneyText of={figures[amount]} />
          </DrillNumber>
        </Fact>
      ))}
      {multiples.map((multiple) => (
        <Fact key={multiple} name={say(`portfolio.${multiple}`)}>
          <MultipleOf derivation={figures[multiple]} word={`portfolio.${multiple}`} name={`${name}-${multiple}`} filter={filter} />
        </Fact>
      ))}
    </Headline>
  )
}

interface DrilledProps {
  readonly derivation: Derivation | null
  readonly word: WordKey
  readonly name: string
  readonly filter: PositionFilter
}

function MultipleOf({ derivation, word, name, filter }: DrilledProps) {
  if (!derivation) return <MultipleText of={null} because={say('portfolio.nothing_called')} />
  return (
    <DrillNumber name={name} title={say(word)} into={() => <Provenance rows={<DrilledPositions filter={filter} />} derivation={derivation} />}>
      <MultipleText of={valueOf(derivation)} />
    </DrillNumber>
  )
}

function ShareOf({ derivation, name, filter }: Omit<DrilledProps, 'word'>) {
  if (!derivation) return <PercentText of={null} />
  return (
    <DrillNumber name={name} title={say('portfolio.share')} into={() => <Provenance rows={<DrilledPositions filter={filter} />} derivation={derivation} />}>
      <PercentText of={valueOf(derivation)} />
    </DrillNumber>
  )
}

const listingOf = (groups: readonly Group[], { committed, called, distributed, value }: Figures) => ({
  rows: groups,
  count: groups.length,
  sums: { committed, called, distributed, value },
})

const vintageColumns = (name: string, filter: PositionFilter): readonly Column<Group>[] =>
  groupColumns('fund.vintage_year', `${name}-vintage`, ({ key }) => ({ ...filter, vintageYear: Number(key) }))

const managerColumns = (name: string, filter: PositionFilter): readonly Column<Group>[] =>
  groupColumns('fund.manager', `${name}-manager`, ({ key }) => ({ ...filter, manager: key }))

/** A group's key, its four sums, and the ratios that open into its rows. */
const groupColumns = (head: WordKey, name: string, filterOf: (group: Group) => PositionFilter): readonly Column<Group>[] => [
  {
    name: 'key',
    word: head,
    show: (group) => (
      <DrillNumber name={`${name}-${group.key}`} title={group.key} into={() => <Provenance rows={<DrilledPositions filter={filterOf(group)} />} />}>
        {group.key}
      </DrillNumber>
    ),
  },
  { name: 'count', word: 'portfolio.count', count: ({ count }) => count },
  { name: 'committed', word: 'portfolio.committed', money: ({ committed }) => committed },
  { name: 'called', word: 'portfolio.called', money: ({ called }) => called },
  { name: 'distributed', word: 'portfolio.distributed', money: ({ distributed }) => distributed },
  { name: 'value', word: 'portfolio.value', money: ({ value }) => value },
  {
    name: 'share',
    word: 'portfolio.share',
    figure: (group) => <ShareOf derivation={group.share} name={`${name}-${group.key}-share`} filter={filterOf(group)} />,
  },
  ...(['tvpi', 'dpi'] as const).map((multiple) => ({
    name: multiple,
    word: `portfolio.${multiple}` as const,
    figure: (group: Group) => (
      <MultipleOf derivation={group[multiple]} word={`portfolio.${multiple}`} name={`${name}-${group.key}-${multiple}`} filter={filterOf(group)} />
    ),
  })),
]
