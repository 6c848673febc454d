import { multiplesOf } from '@cofund/shared/funds/portfolio'
import type { Position, PositionId } from '@cofund/shared/funds/position'
import { valueOf } from '@cofund/shared/kernel/derivation'
import { getRouteApi } from '@tanstack/react-router'
import { api, queryClient, useLoaded } from '../api.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DerivationTree } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { MultipleText, PercentText } from '../ui/RatioText.tsx'
import { ppmFraction } from './position-figures.ts'

const positionOptions = (positionId: PositionId) => api.funds.get.queryOptions({ positionId })
export const loadPositionPage = (positionId: PositionId) => queryClient.fetchQuery(positionOptions(positionId))

const route = getRouteApi('/funds/$positionId')

const reportColumns: readonly Column<Position>[] = [
  { name: 'asOf', word: 'position.as_of', day: ({ asOf }) => asOf },
  { name: 'committed', word: 'position.committed', money: ({ committed }) => committed },
  { name: 'called', word: 'position.called', money: ({ called }) => called },
  { name: 'distributed', word: 'position.distributed', money: ({ distributed }) => distributed },
  { name: 'value', word: 'position.value', money: ({ value }) => value },
  { name: 'netIrr', word: 'position.reported_net_irr', percent: ({ reportedNetIrrPpm }) => ppmFraction(reportedNetIrrPpm) },
]

export function PositionPage() {
  const { positionId } = route.useParams()
  const { position, batchId, line, reports } = useLoaded(positionOptions(positionId))
  return (
    <Page title={position.fundName} asOf={position.asOf} about={position.manager}>
      <Headline>
        {(['committed', 'called', 'distributed', 'value'] as const).map((amount) => (
          <Fact key={amount} name={say(`position.${amount}`)}>
            <MoneyText of={position[amount]} />
          </Fact>
        ))}
      </Headline>
      <Facts>
        <Multiple of={position} multiple="tvpi" />
        <Multiple of={position} multiple="dpi" />
        <Multiple of={position} multiple="rvpi" />
        <Fact name={say('position.reported_multiple')}>
          <MultipleText of={ppmFraction(position.reportedMultiplePpm)} />
        </Fact>
        <Fact name={say('position.reported_net_irr')}>
          <PercentText of={ppmFraction(position.reportedNetIrrPpm)} because={say('position.not_reported')} />
        </Fact>
        <Fact name={say('fund.asset_class')}>{position.assetClass}</Fact>
        <Fact name={say('fund.vintage_year')}>{position.vintageYear}</Fact>
        <Fact name={say('fund.investor')}>{position.investor}</Fact>
        {batchId && (
          <Fact name={say('position.source')}>
            {say('position.line', { batch: batchId, line: line ?? 0 })}
          </Fact>
        )}
      </Facts>
      <Section title={say('position.reports')}>
        <DataTable title={say('position.reports')} columns={reportColumns} rowKey={({ id }) => id} listing={{ rows: reports, count: reports.length }} />
      </Section>
    </Page>
  )
}

function Multiple({ of: position, multiple }: { of: Position; multiple: 'tvpi' | 'dpi' | 'rvpi' }) {
  const derivation = multiplesOf(position)[multiple]
  return (
    <Fact name={say(`portfolio.${multiple}`)}>
      {derivation ? (
        <DrillNumber name={multiple} title={say(`portfolio.${multiple}`)} into={() => <DerivationTree of={derivation} />}>
          <MultipleText of={valueOf(derivation)} />
        </DrillNumber>
      ) : (
        <MultipleText of={null} because={say('portfolio.nothing_called')} />
      )}
    </Fact>
  )
}
