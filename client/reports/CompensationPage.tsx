import type { AppRouter } from '@cofund/server/app'
import type { CompensationPart, FirmPayouts } from '@cofund/shared/reports/compensation'
import type { CompensationQuestion } from '@cofund/shared/reports/compensation.input'
import { nothing, sum } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import { getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import type { ReactNode } from 'react'
import { api, useLoaded } from '../api.ts'
import { ChartCard, FlowCard } from '../charts/ChartCard.tsx'
import { useMe } from '../people/me.ts'
import { type WordKey, say, sayName } from '../say.ts'
import { namedAmount } from '../ui/amount.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillDrawer, DrillNumber, useDrill } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { type Filter, Filters } from '../ui/Filters.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { percentText } from '../ui/RatioText.tsx'
import { UnitOfView, useUnit } from '../ui/unit.tsx'
import { type ClaimsQuestion, DrilledClaims } from './DrilledClaims.tsx'
import { bankFlows, bearersByYear, burnDown, curves, nameOfPart, nplRatio, nplSeries, part } from './compensation-series.ts'

export type Compensation = inferRouterOutputs<AppRouter>['reports']['compensation']

const route = getRouteApi('/compensation')

/** Who bears what of the losses that were decided, what came back, and where the pools' money stands. */
export function CompensationPage() {
  const { poolId, bankId, districtCode, scheme, year } = route.useSearch()
  const question = { poolId, bankId, districtCode, scheme, year }
  const navigate = route.useNavigate()
  const { serverDay } = useMe()
  const found = useLoaded(api.reports.compensation.queryOptions(question))
  const show = (change: CompensationQuestion) => void navigate({ search: (now) => ({ ...now, ...change }) })
  return (
    <UnitOfView unit="ten_thousand">
      <Page title={say('compensation')} asOf={serverDay} about={say('compensation.about')}>
        {found.choices.total.claims === 0 ? (
          <EmptyState kind="first_use" what={say('compensation.first_use')} />
        ) : (
          <>
            <Filters
              filters={filtersOf(found.choices)}
              search={{ ...question, year: year && String(year) } as object}
              onSearch={(change) => show(readFilters(change))}
            />
            {found.total.claims === 0 ? <EmptyState kind="no_results" /> : <Findings of={found} question={question} asOf={serverDay} />}
          </>
        )}
      </Page>
    </UnitOfView>
  )
}

function filtersOf({ byPool, byBank, byDistrict, byScheme, byYear }: Compensation['choices']): readonly Filter[] {
  const choice = (name: keyof CompensationQuestion, word: WordKey, parts: readonly CompensationPart[]): Filter =>
    ({
      as: 'choice',
      name,
      word,
      choices: parts.filter(({ key }) => key !== '').map((each) => ({ value: each.key, ...nameOfPart(each) })),
    })
  return [
    choice('poolId', 'compensation.pool', byPool),
    choice('bankId', 'compensation.bank', byBank),
    choice('districtCode', 'compensation.district', byDistrict),
    choice('scheme', 'compensation.scheme', byScheme),
    choice('year', 'compensation.year', byYear),
  ]
}

/** What a filter's control says is a text; in the address a year is a number. */
function readFilters(change: Readonly<Record<string, unknown>>): CompensationQuestion {
  const { year } = change
  return { ...change, ...('year' in change && { year: typeof year === 'string' ? Number(year) : undefined }) }
}

interface FindingsProps {
  readonly of: Compensation
  readonly question: CompensationQuestion
  readonly asOf: PlainDate
}

function Findings({ of: found, question, asOf }: FindingsProps) {
  const { total, byBank, byDistrict, byScheme, byPool } = found
  const returned = sum(total.bearers.map((bearer) => bearer.returned), total.loss.currency)
  return (
    <>
      <Headline>
        <Fact name={say('compensation.claims')}>
          <Opened name="claims" word="compensation.claims" question={question}>
            {total.claims}
          </Opened>
        </Fact>
        <Fact name={say('compensation.loss')}>
          <Opened name="loss" word="compensation.loss" question={question}>
            <MoneyText of={total.loss} />
          </Opened>
        </Fact>
        <Fact name={say('compensation.payable')}>
          <Opened name="payable" word="compensation.payable" question={question}>
            <MoneyText of={total.payable} />
          </Opened>
        </Fact>
        <Fact name={say('compensation.paid')}>
          <Opened name="paid" word="compensation.paid" question={question}>
            <MoneyText of={total.paid} />
          </Opened>
        </Fact>
        <Fact name={say('compensation.returned')}>
          <Opened name="returned" word="compensation.returned" question={question}>
            <MoneyText of={returned} />
          </Opened>
        </Fact>
      </Headline>
      <div className="columns">
        <Flows of={found} question={question} asOf={asOf} />
        <Years of={found} question={question} asOf={asOf} />
      </div>
      <Money of={found} asOf={asOf} />
      <Firms of={found} question={question} />
      <Parts word="compensation.by_bank" head="compensation.bank" rows={byBank} question={question} narrow={(bankId) => ({ bankId }) as CompensationQuestion} />
      <Parts word="compensation.by_district" head="compensation.district" rows={byDistrict} question={question} narrow={(districtCode) => ({ districtCode })} />
      <Parts word="compensation.by_scheme" head="compensation.scheme" rows={byScheme} question={question} narrow={(scheme) => ({ scheme })} />
      <Parts word="compensation.by_pool" head="compensation.pool" rows={byPool} question={question} narrow={(poolId) => ({ poolId }) as CompensationQuestion} />
    </>
  )
}

interface OpenedProps {
  readonly name: string
  readonly word: 'compensation.claims' | 'compensation.loss' | 'compensation.payable' | 'compensation.paid' | 'compensation.returned'
  readonly question: ClaimsQuestion
  readonly children: ReactNode
}

const Opened = ({ name, word, question, children }: OpenedProps) => (
  <DrillNumber name={name} title={say(word)} into={() => <Provenance rows={<DrilledClaims of={question} />} />}>
    {children}
  </DrillNumber>
)

/** From the banks' losses to those who bear them; a flow opens into its claims. */
function Flows({ of: { byBank, total }, question, asOf }: FindingsProps) {
  const drill = useDrill()
  const most = total.bearers.reduce((first, each) => (each.borne.minor > first.borne.minor ? each : first), total.bearers[0] ?? noBearer)
  const [, bankId, bearer] = /^flow-(org_\w+)-(\w+)$/.exec(drill.current ?? '') ?? []
  return (
    <>
      <FlowCard
        title={say('compensation.flow.title', {
          bearer: say(`bearer.${most.bearer}`),
          part: percentText(part(most.borne, total.loss) ?? 0),
        })}
        asOf={asOf}
        source={say('compensation.source.claims')}
        data={bankFlows(byBank, total)}
        onDrill={(from, to) => drill.open(`flow-${from}-${to}`)}
      />
      {bankId && bearer && (
        <DrillDrawer name={`flow-${bankId}-${bearer}`} title={say('compensation.claims')} isOpen onClose={drill.close}>
          {() => <DrilledClaims of={{ ...question, bankId: bankId as `org_${string}`, bearer: bearer as ShareBearer }} />}
        </DrillDrawer>
      )}
    </>
  )
}

const noBearer = { bearer: 'bank', borne: { minor: 0n, currency: 'CNY' }, returned: { minor: 0n, currency: 'CNY' } } as const

function Years({ of: { byYear, total }, question, asOf }: FindingsProps) {
  const drill = useDrill()
  const [, year, bearer] = /^year-(\d+)-(\w+)$/.exec(drill.current ?? '') ?? []
  return (
    <>
      <ChartCard
        stacked
        title={say('compensation.years.title')}
        asOf={asOf}
        source={say('compensation.source.claims')}
        data={bearersByYear(byYear, total)}
        onDrill={(point, series) => drill.open(`year-${point}-${series}`)}
      />
      {year && bearer && (
        <DrillDrawer name={`year-${year}-${bearer}`} title={say('compensation.claims')} isOpen onClose={drill.close}>
          {() => <DrilledClaims of={{ ...question, year: Number(year), bearer: bearer as ShareBearer }} />}
        </DrillDrawer>
      )}
    </>
  )
}

/** The pools' money, what banks report, and how loans and losses of a year have done since. */
function Money({ of: { poolMonths, nplMonths, vintages, recoveryCurves, level }, asOf }: Omit<FindingsProps, 'question'>) {
  const unit = useUnit()
  const latest = poolMonths.at(-1)
  const reported = nplMonths.at(-1)
  return (
    <div className="columns">
      {poolMonths.length > 0 && (
        <ChartCard
          title={
            latest
              ? say('compensation.burn.title', { cash: namedAmount(latest.cash, unit).join(''), reserved: namedAmount(latest.reserved, unit).join('') })
              : say('compensation.burn.none')
          }
          asOf={asOf}
          source={say('compensation.source.ledger')}
          data={burnDown(poolMonths)}
        />
      )}
      {reported && (
        <ChartCard
          title={say('compensation.npl.title', { month: reported.month.slice(0, 7), ratio: percentText(nplRatio(reported) ?? 0) })}
          asOf={asOf}
          source={say('compensation.source.reports')}
          data={nplSeries(nplMonths, level)}
        />
      )}
      {vintages.length > 0 && (
        <ChartCard
          title={say('compensation.vintage.title')}
          asOf={asOf}
          source={say('compensation.source.loans')}
          data={curves(vintages, ({ defaulted, lent }) => part(defaulted, lent))}
        />
      )}
      {recoveryCurves.length > 0 && (
        <ChartCard
          title={say('compensation.recovery.title')}
          asOf={asOf}
          source={say('compensation.source.claims')}
          data={curves(recoveryCurves, ({ recovered, loss }) => part(recovered, loss))}
        />
      )}
    </div>
  )
}

function Firms({ of: { firms }, question }: Omit<FindingsProps, 'asOf'>) {
  if (firms.length === 0) return null
  const columns: readonly Column<FirmPayouts>[] = [
    { name: 'firm', word: 'compensation.firm', show: ({ name }) => name },
    { name: 'claims', word: 'compensation.claims', count: ({ claims }) => claims },
    { name: 'renewed', word: 'compensation.renewed', count: ({ renewed }) => renewed },
    { name: 'loss', word: 'compensation.loss', money: ({ loss }) => loss },
    {
      name: 'payable',
      word: 'compensation.payable',
      money: ({ payable }) => payable,
      opens: ({ enterpriseId, name }) => ({
        name: `firm-${enterpriseId}`,
        title: name,
        into: () => <Provenance rows={<DrilledClaims of={{ ...question, enterpriseId }} />} />,
      }),
    },
  ]
  return (
    <Section title={say('compensation.firms')}>
      <DataTable title={say('compensation.firms')} columns={columns} rowKey={({ enterpriseId }) => enterpriseId} listing={{ rows: firms, count: firms.length }} />
    </Section>
  )
}

interface PartsProps {
  readonly word: 'compensation.by_bank' | 'compensation.by_district' | 'compensation.by_scheme' | 'compensation.by_pool'
  readonly head: 'compensation.bank' | 'compensation.district' | 'compensation.scheme' | 'compensation.pool'
  readonly rows: readonly CompensationPart[]
  readonly question: CompensationQuestion
  readonly narrow: (key: string) => CompensationQuestion
}

/** One dimension as a table: each figure opens into its claims. */
function Parts({ word, head, rows, question, narrow }: PartsProps) {
  const bearers = [...new Set(rows.flatMap((each) => each.bearers.map(({ bearer }) => bearer)))]
  const opens = (name: string, bearer?: ShareBearer) => (row: CompensationPart) =>
    row.key === ''
      ? undefined
      : {
          name: `${name}-${row.key}`,
          title: `${sayName(nameOfPart(row))} · ${bearer ? say(`bearer.${bearer}`) : say('compensation.claims')}`,
          into: () => <Provenance rows={<DrilledClaims of={{ ...question, ...narrow(row.key), ...(bearer ? { bearer } : {}) }} />} />,
        }
  const columns: readonly Column<CompensationPart>[] = [
    { name: 'part', word: head, show: (row) => sayName(nameOfPart(row)) },
    { name: 'claims', word: 'compensation.claims', count: ({ claims }) => claims, opens: opens('claims') },
    { name: 'loss', word: 'compensation.loss', money: ({ loss }) => loss, opens: opens('loss') },
    { name: 'payable', word: 'compensation.payable', money: ({ payable }) => payable, opens: opens('payable') },
    ...bearers.map((bearer) => ({
      name: bearer,
      word: `bearer.${bearer}` as const,
      // Who stands in none of a row's claims bears nothing of them.
      money: (row: CompensationPart) => row.bearers.find((share) => share.bearer === bearer)?.borne ?? nothing(row.loss.currency),
      opens: opens(bearer, bearer),
    })),
  ]
  return (
    <Section title={say(word)}>
      <DataTable title={say(word)} columns={columns} rowKey={({ key }) => key} listing={{ rows, count: rows.length }} />
    </Section>
  )
}
