import type { AppRouter } from '@cofund/server/app'
import { fraction, over } from '@cofund/shared/kernel/fraction'
import { noteStatuses } from '@cofund/shared/loans/drawdown-note'
import type { NoteFilter } from '@cofund/shared/loans/note.input'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useListed, useLoaded } from '../api.ts'
import { ChartCard } from '../charts/ChartCard.tsx'
import type { ChartData } from '../charts/chart-data.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMe } from '../people/me.ts'
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
import { NoteStatusTag } from './note-status.tsx'

const route = getRouteApi('/notes')

type Outputs = inferRouterOutputs<AppRouter>['note']
type Listed = Outputs['list']['rows'][number]
type Dashboard = Outputs['dashboard']
type Cell = Dashboard['byStatus'][number]

const columns: readonly Column<Listed>[] = [
  { name: 'number', word: 'note.number', sorts: true, show: ({ id, number }) => <Link {...paths.note(id)}>{number}</Link> },
  { name: 'enterpriseName', word: 'note.firm', show: ({ enterpriseId, enterpriseName }) => <Link {...paths.enterprise(enterpriseId)}>{enterpriseName}</Link> },
  { name: 'bank', word: 'note.bank', show: ({ bankNameZh, bankNameEn }) => nameOf({ nameZh: bankNameZh, nameEn: bankNameEn }) },
  { name: 'pool', word: 'note.pool', show: ({ poolCode }) => poolCode },
  { name: 'status', word: 'note.status', show: ({ status }) => <NoteStatusTag of={status} /> },
  { name: 'lentOn', word: 'note.lent_on', sorts: true, day: ({ lentOn }) => lentOn },
  { name: 'dueOn', word: 'note.due_on', sorts: true, day: ({ dueOn }) => dueOn },
  { name: 'principal', word: 'note.principal', sorts: true, money: ({ principal }) => principal },
  { name: 'balance', word: 'note.balance', sorts: true, money: ({ balance }) => balance },
  { name: 'overdueDays', word: 'note.overdue_days', sorts: true, count: ({ overdueDays }) => (overdueDays > 0 ? overdueDays : null) },
]

/** Every note in the reader's sight: what they come to at once, and each of them. */
export function NotesPage() {
  const { drill: _drill, unit: _unit, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const { page: _page, size: _size, sort: _sort, descending: _descending, ...filter } = search
  const notes = useListed(api.note.list.queryOptions(search))
  const pools = useLoaded(api.pools.list.queryOptions())
  const me = useMe()
  const filters: readonly Filter[] = [
    { as: 'text', name: 'search', word: 'note.search' },
    { as: 'choice', name: 'poolId', word: 'note.pool', choices: pools.map(({ pool }) => ({ value: pool.id, label: `${pool.code} ${nameOf(pool)}` })) },
    { as: 'choice', name: 'status', word: 'note.status', choices: noteStatuses.map((value) => ({ value, word: `note.status.${value}` as const })) },
    { as: 'choice', name: 'lentYear', word: 'note.lent_year', choices: yearsUpTo(me.serverDay).map((value) => ({ value, label: value })) },
  ]
  const files = membershipOf(me).organisation.kind === 'bank'
  return (
    <Page
      title={say('notes')}
      count={notes.listing?.count}
      asOf={me.serverDay}
      about={say('notes.about')}
      actions={
        <>
          <Link {...paths.noteReports()}>{say('note.reports_page')}</Link>
          <Link {...paths.enterprises()}>{say('enterprises')}</Link>
          {files && <Link {...paths.enrolNote()}>{say('note.enrol')}</Link>}
        </>
      }
    >
      <Figures filter={filter} />
      <DataTable
        title={say('notes')}
        columns={columns}
        filters={filters}
        rowKey={({ id }) => id}
        {...notes}
        search={search}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change, ...('lentYear' in change && { lentYear: yearOf(change['lentYear']) }) }) })}
        firstUse={<EmptyState kind="first_use" what={say('notes.first_use')} {...(files && { action: <Link {...paths.enrolNote()}>{say('note.enrol')}</Link> })} />}
      />
    </Page>
  )
}

const yearOf = (value: unknown): number | undefined => (typeof value === 'string' ? Number(value) : undefined)
const yearsUpTo = (today: string): readonly string[] => Array.from({ length: 6 }, (_, back) => String(Number(today.slice(0, 4)) - back))

const cellColumns = (by: 'status' | 'bank' | 'year', nameOfKey: (key: string) => string): readonly Column<Cell>[] => [
  { name: 'key', word: by === 'status' ? 'note.status' : by === 'bank' ? 'note.bank' : 'note.lent_year', show: ({ key }) => nameOfKey(key) },
  { name: 'notes', word: 'notes.count', count: ({ notes }) => notes },
  { name: 'principal', word: 'note.principal', money: ({ principal }) => principal },
  { name: 'balance', word: 'note.balance', money: ({ balance }) => balance },
]

/** What the selection comes to, each sum opening into the cells that it is the sum of. */
function Figures({ filter }: { filter: NoteFilter }) {
  const dashboard = useLoaded(api.note.dashboard.queryOptions(filter))
  const { serverDay } = useMe()
  const organisations = useLoaded(api.people.organisations.queryOptions())
  const bankName = (id: string): string => {
    const found = organisations.find((organisation) => organisation.id === id)
    return found ? nameOf(found) : id
  }
  const parts = () => (
    <Provenance
      rows={
        <>
          <Cells title={say('notes.by_status')} columns={cellColumns('status', (key) => say(`note.status.${key as Listed['status']}`))} cells={dashboard.byStatus} />
          <Cells title={say('notes.by_bank')} columns={cellColumns('bank', bankName)} cells={dashboard.byBank} />
          <Cells title={say('notes.by_year')} columns={cellColumns('year', (key) => key)} cells={dashboard.byYear} />
        </>
      }
    />
  )
  const finding = findingOf(dashboard)
  return (
    <>
      {dashboard.sums.map((sum) => (
        <Headline key={sum.principal.currency}>
          <Fact name={say('notes.count')}>
            <span className="figure">{sum.notes.toLocaleString('en')}</span>
          </Fact>
          <Fact name={say('note.principal')}>
            <DrillNumber name="principal" title={say('note.principal')} into={parts}>
              <MoneyText of={sum.principal} />
            </DrillNumber>
          </Fact>
          <Fact name={say('note.balance')}>
            <DrillNumber name="balance" title={say('note.balance')} into={parts}>
              <MoneyText of={sum.balance} />
            </DrillNumber>
          </Fact>
          {(['overdue', 'non_performing'] as const).map((status) => {
            const cell = dashboard.byStatus.find(({ key, principal }) => key === status && principal.currency === sum.principal.currency)
            return (
              <Fact key={status} name={say(`note.status.${status}`)}>
                {cell ? (
                  <Link {...paths.notes({ ...filter, status })}>
                    <MoneyText of={cell.balance} />
                  </Link>
                ) : (
                  <MoneyText of={{ minor: 0n, currency: sum.principal.currency }} />
                )}
              </Fact>
            )
          })}
        </Headline>
      ))}
      {finding && <ChartCard title={finding} asOf={serverDay} source={say('notes.source')} data={yearSeries(dashboard.byYear)} />}
    </>
  )
}

const Cells = ({ title, columns: of, cells }: { title: string; columns: readonly Column<Cell>[]; cells: readonly Cell[] }) => (
  <>
    <h3>{title}</h3>
    <DataTable plain title={title} columns={of} rowKey={({ key, principal }) => `${key} ${principal.currency}`} listing={{ rows: cells, count: cells.length }} />
  </>
)

/** What to take from the years: which was the largest, and how much of all that was lent is still outstanding. */
function findingOf({ byYear, sums }: Dashboard): string | undefined {
  const [largest] = byYear.toSorted((a, b) => (b.principal.minor > a.principal.minor ? 1 : -1))
  const [only, ...others] = sums
  if (!largest || !only || others.length > 0 || byYear.length < 2 || only.principal.minor === 0n) return undefined
  const share = percentText(over(fraction(only.balance.minor), fraction(only.principal.minor)))
  return say('notes.by_year.finding', { year: largest.key, share })
}

const yearSeries = (years: readonly Cell[]): ChartData => ({
  axis: { word: 'note.lent_year' },
  measure: 'money',
  series: [
    { key: 'principal', name: { word: 'note.principal' }, as: 'bar' },
    { key: 'balance', name: { word: 'note.balance' }, as: 'bar' },
  ],
  points: years.map(({ key, principal, balance }) => ({ key, name: { label: key }, values: { principal, balance } })),
})
