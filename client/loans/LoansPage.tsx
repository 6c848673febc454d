import { fraction, over } from '@cofund/shared/kernel/fraction'
import { type Loan, type LoanOutcome, type LoanYear, loanOutcomes, loanWarnings } from '@cofund/shared/loans/loan'
import type { LoanFilter } from '@cofund/shared/loans/loan.input'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, useListed, useLoaded } from '../api.ts'
import { ChartCard } from '../charts/ChartCard.tsx'
import type { ChartData } from '../charts/chart-data.ts'
import { paths } from '../paths.ts'
import { useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page } from '../ui/Page.tsx'
import { percentText } from '../ui/RatioText.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'

const route = getRouteApi('/loans')

export const outcomeTones: Record<LoanOutcome, Tone> = { repaid: 'ok', charged_off: 'risk' }

const columns: readonly Column<Loan>[] = [
  { name: 'number', word: 'loan.number', sorts: true, show: ({ id, number }) => <Link {...paths.loan(id)}>{number}</Link> },
  { name: 'borrowerName', word: 'loan.borrower', sorts: true, show: ({ borrowerName }) => borrowerName },
  { name: 'lender', word: 'loan.lender', show: ({ lender }) => lender?.name ?? null },
  { name: 'outcome', word: 'loan.outcome', show: ({ outcome }) => <StatusTag tone={outcomeTones[outcome]}>{say(`loan.outcome.${outcome}`)}</StatusTag> },
  { name: 'approvedOn', word: 'loan.approved_on', sorts: true, day: ({ approvedOn }) => approvedOn },
  { name: 'approved', word: 'loan.approved', sorts: true, money: ({ approved }) => approved },
  { name: 'guaranteed', word: 'loan.guaranteed', sorts: true, money: ({ guaranteed }) => guaranteed },
  { name: 'disbursed', word: 'loan.disbursed', sorts: true, money: ({ disbursed }) => disbursed },
  { name: 'chargedOff', word: 'loan.charged_off', sorts: true, money: ({ chargedOff }) => chargedOff },
  { name: 'warnings', word: 'loan.warnings', count: ({ warnings }) => (warnings.length > 0 ? warnings.length : null) },
]

/** The historic book: what it comes to, how it went year by year, and every loan. */
export function LoansPage() {
  const { drill: _drill, unit: _unit, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const { page: _page, size: _size, sort: _sort, descending: _descending, ...filter } = search
  const loans = useListed(api.loan.list.queryOptions(search))
  const lenders = useLoaded(api.loan.lenders.queryOptions())
  const filters: readonly Filter[] = [
    { as: 'text', name: 'search', word: 'loan.search' },
    { as: 'choice', name: 'outcome', word: 'loan.outcome', choices: loanOutcomes.map((value) => ({ value, word: `loan.outcome.${value}` as const })) },
    {
      as: 'choice',
      name: 'lenderId',
      word: 'loan.lender',
      choices: lenders.map(({ id, name, region }) => ({ value: id, label: region ? `${name} (${region})` : name })),
    },
    {
      as: 'choice',
      name: 'warning',
      word: 'loan.warning.filter',
      choices: [{ value: 'any', word: 'loan.warning.any' } as const, ...loanWarnings.map((value) => ({ value, word: `finding.${value}` as const }))],
    },
  ]
  return (
    <UnitOfView unit="one">
      <Page title={say('loans')} count={loans.listing?.count} asOf={useMe().serverDay} about={say('loans.about')}>
        <Figures filter={filter} />
        <DataTable
          title={say('loans')}
          columns={columns}
          filters={filters}
          rowKey={({ id }) => id}
          {...loans}
          search={search}
          onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
          firstUse={<EmptyState kind="first_use" what={say('loans.first_use')} action={<Link {...paths.imports()}>{say('imports')}</Link>} />}
        />
      </Page>
    </UnitOfView>
  )
}

const amounts = [
  { name: 'approved', word: 'loan.approved' },
  { name: 'guaranteed', word: 'loan.guaranteed' },
  { name: 'disbursed', word: 'loan.disbursed' },
  { name: 'chargedOff', word: 'loan.charged_off' },
] as const

const yearColumns: readonly Column<LoanYear>[] = [
  {
    name: 'year',
    word: 'loan.year',
    show: ({ year }) => (
      <Link {...paths.loans()} search={{ approvedFrom: year, approvedTo: year }}>
        {year}
      </Link>
    ),
  },
  { name: 'loans', word: 'loans.count', count: ({ loans }) => loans },
  ...amounts.map(({ name, word }) => ({ name, word, money: (year: LoanYear) => year[name] })),
]

/** What the selection comes to, by currency, each sum opening into the years that it is the sum of. */
function Figures({ filter }: { filter: LoanFilter }) {
  const { sums, years } = useLoaded(api.loan.summary.queryOptions(filter))
  const { serverDay } = useMe()
  const byYear = () => (
    <Provenance rows={<DataTable plain title={say('loans.by_year')} columns={yearColumns} rowKey={({ year }) => String(year)} listing={{ rows: years, count: years.length }} />} />
  )
  const finding = findingOf(years)
  return (
    <>
      {sums.map((sum) => (
        <Headline key={sum.approved.currency}>
          <Fact name={say('loans.count')}>
            <span className="figure">{sum.loans.toLocaleString('en')}</span>
          </Fact>
          {amounts.map(({ name, word }) => (
            <Fact key={name} name={say(word)}>
              {years.length > 0 ? (
                <DrillNumber name={name} title={say(word)} into={byYear}>
                  <MoneyText of={sum[name]} />
                </DrillNumber>
              ) : (
                <MoneyText of={sum[name]} />
              )}
            </Fact>
          ))}
        </Headline>
      ))}
      {finding && <ChartCard title={finding} asOf={serverDay} source={say('loans.source')} data={yearSeries(years)} />}
    </>
  )
}

/** What to take from the years: which was the largest, and how much of it was lost. */
function findingOf(years: readonly LoanYear[]): string | undefined {
  const [largest] = years.toSorted((a, b) => (b.approved.minor > a.approved.minor ? 1 : -1))
  if (!largest?.chargedOff || largest.approved.minor === 0n) return undefined
  const share = percentText(over(fraction(largest.chargedOff.minor), fraction(largest.approved.minor)))
  return say('loans.by_year.finding', { year: largest.year, share })
}

export const yearSeries = (years: readonly LoanYear[]): ChartData => ({
  axis: { word: 'loan.year' },
  measure: 'money',
  series: [
    { key: 'approved', name: { word: 'loan.approved' }, as: 'bar' },
    { key: 'chargedOff', name: { word: 'loan.charged_off' }, as: 'bar' },
  ],
  points: years.map(({ year, approved, chargedOff }) => ({ key: String(year), name: { label: String(year) }, values: { approved, chargedOff } })),
})
