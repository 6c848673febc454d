import { fraction } from '@cofund/shared/kernel/fraction'
import { fen, sum } from '@cofund/shared/kernel/money'
import { plainDate } from '@cofund/shared/kernel/plain-date'
import { type ReactNode, useMemo, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { ChartCard, FlowCard } from '../../charts/ChartCard.tsx'
import { preferences, usePreferences } from '../../preferences.ts'
import { say } from '../../say.ts'
import { Button } from '../Button.tsx'
import { type Column, DataTable } from '../DataTable.tsx'
import { DayText } from '../DayText.tsx'
import { Provenance } from '../DerivationTree.tsx'
import { DrillDrawer, DrillNumber, DrillPathContext, useDrill } from '../Drill.tsx'
import { EmptyState } from '../EmptyState.tsx'
import { ErrorNotice } from '../ErrorNotice.tsx'
import { Fact, Facts, Headline } from '../Facts.tsx'
import type { Filter } from '../Filters.tsx'
import { FullValue } from '../FullValue.tsx'
import { MoneyText } from '../MoneyText.tsx'
import { Page, Section } from '../Page.tsx'
import { MultipleText, PercentText } from '../RatioText.tsx'
import { TableSkeleton } from '../Skeletons.tsx'
import { StatusTag } from '../StatusTag.tsx'
import { LanguageSwitch, ThemeSwitch, UnitSwitch } from '../switches.tsx'
import { Themed } from '../Themed.tsx'
import { paint } from '../theme.ts'
import { UploadArea } from '../UploadArea.tsx'
import {
  type SampleLine,
  type SampleSearch,
  lines,
  listLines,
  moneyFlows,
  monthlyShares,
  sample,
  sampleDerivation,
  tones,
} from './samples.ts'
import '../ui.css'

/** Every piece of the kit on one page, with invented figures, for tests and for whoever changes the kit to look at. */
const columns = (): readonly Column<SampleLine>[] => [
  { name: 'voucher', label: sample('voucher'), show: ({ voucher }) => voucher },
  { name: 'account', label: sample('accountName'), show: ({ number }) => sample('account', { number }) },
  { name: 'amount', label: sample('amount'), sorts: true, money: ({ amount }) => amount },
  { name: 'balance', label: sample('balance'), money: ({ balance }) => balance },
  { name: 'day', label: sample('day'), day: ({ effectiveOn }) => effectiveOn },
  { name: 'status', label: sample('event'), show: ({ status }) => <StatusTag tone={status}>{sample(status)}</StatusTag> },
]

const day = plainDate('2026-09-30')
const firstLines = lines.slice(0, 3)

function Gallery() {
  usePreferences()
  const [search, setSearch] = useState<SampleSearch>({})
  const bar = useDrill()
  const filters: readonly Filter[] = [
    { as: 'text', name: 'voucher', label: sample('voucher') },
    { as: 'choice', name: 'status', label: sample('event'), choices: tones.map((value) => ({ value, label: sample(value) })) },
    { as: 'days', name: 'from', to: 'to', label: sample('day') },
  ]
  const listing = listLines(search)
  return (
    <Page title={sample('title')} count={listing.count} asOf={day} about={sample('about')} actions={<Actions />}>
      <Headline>
        <Fact name={sample('balance')}>
          <DrillNumber name="balance" title={sample('balance')} into={() => <BalanceOrigin />}>
            <MoneyText
              of={sum(
                firstLines.map(({ amount }) => amount),
                'CNY',
              )}
            />
          </DrillNumber>
        </Fact>
        <Fact name={sample('cash')} note={sample('estimated')}>
          <MoneyText of={fen(-123_456_789_012n)} />
        </Fact>
        <Fact name="IRR">
          <PercentText of={null} because={sample('noRate')} />
        </Fact>
        <Fact name="TVPI">
          <MultipleText of={fraction(185n, 100n)} />
        </Fact>
      </Headline>
      <Facts>
        <Fact name={sample('day')}>
          <DayText of={day} />
        </Fact>
        <Fact name={sample('accountName')}>{sample('guidanceFund')}</Fact>
        <Fact name={sample('assets')}>
          <MoneyText of={null} />
        </Fact>
        <Fact name={sample('event')}>
          {tones.map((tone) => (
            <StatusTag key={tone} tone={tone}>
              {sample(tone)}
            </StatusTag>
          ))}
        </Fact>
      </Facts>
      <DataTable
        title={sample('journal')}
        columns={columns()}
        rowKey={({ id }) => id}
        listing={listing}
        filters={filters}
        search={search}
        onSearch={(change) => setSearch({ ...search, ...change })}
      />
      <div className="columns">
        <ChartCard
          title={sample('finding')}
          asOf={day}
          source={sample('title')}
          data={monthlyShares()}
          stacked
          onDrill={(month, series) => bar.open(`bar ${month} ${series}`)}
        />
        <FlowCard
          title={sample('flowFinding')}
          asOf={day}
          source={sample('title')}
          data={moneyFlows()}
          onDrill={(from, to) => bar.open(`bar ${from} ${to}`)}
        />
      </div>
      {bar.current?.startsWith('bar ') && (
        <DrillDrawer name={bar.current} title={bar.current} isOpen onClose={bar.close}>
          {() => <Provenance rows={<Lines />} />}
        </DrillDrawer>
      )}
      <Section title={say('ui.upload.choose')}>
        <UploadArea types={['.xlsx', '.csv']} megabytes={20} onFile={() => {}} />
      </Section>
      <div className="columns">
        <ErrorNotice of={new Error('invented')} onRetry={() => {}} />
        <ErrorNotice of={Object.assign(new Error('invented'), { data: { refusal: null, traceId: '0f3a9c1e' } })} />
      </div>
      <div className="columns">
        <div className="card">
          <EmptyState kind="no_permission" />
        </div>
        <div className="card">
          <EmptyState kind="first_use" what={sample('nothing')} action={<Button primary>{sample('post')}</Button>} />
        </div>
        <div className="card">
          <TableSkeleton rows={5} />
        </div>
      </div>
    </Page>
  )
}

const Actions = () => (
  <>
    <Button>{sample('reverse')}</Button>
    <Button disabledBecause={sample('whyNot')}>{sample('approve')}</Button>
    <Button primary>{sample('post')}</Button>
  </>
)

/** A drawer whose rows sum to its figure, and a figure in it that opens the next. */
const BalanceOrigin = () => (
  <>
    <Facts>
      <Fact name={sample('compensation')}>
        <DrillNumber
          name="compensation"
          title={sample('compensation')}
          into={() => <Provenance derivation={sampleDerivation()} />}
        >
          <MoneyText of={fen(90_000_000n)} />
        </DrillNumber>
      </Fact>
    </Facts>
    <Provenance rows={<Lines />} derivation={sampleDerivation()} />
  </>
)

const Lines = () => (
  <DataTable
    plain
    title={sample('lines')}
    columns={columns().slice(0, 3)}
    rowKey={({ id }) => id}
    listing={{ rows: firstLines, count: firstLines.length }}
  />
)

/** Stands in for the router: the open drawers, in the address. */
function Addressed({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(() => new URLSearchParams(location.search).get('drill')?.split('/') ?? [])
  const path = useMemo(
    () => ({
      open,
      go: (next: readonly string[]) => {
        history.pushState(null, '', next.length > 0 ? `?drill=${next.join('/')}` : '?')
        setOpen([...next])
      },
    }),
    [open],
  )
  return <DrillPathContext value={path}>{children}</DrillPathContext>
}

paint(preferences().theme)
const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
createRoot(place).render(
  <Themed>
    <Addressed>
      <header className="bar">
        <div className="tools">
          <UnitSwitch />
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Gallery />
      </main>
      <FullValue />
    </Addressed>
  </Themed>,
)
