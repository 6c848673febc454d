import type { AppRouter } from '@cofund/server/app'
import { proposalNumber } from '@cofund/shared/approvals/proposal'
import { sum } from '@cofund/shared/kernel/money'
import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import type { ReactNode } from 'react'
import { api } from '../api.ts'
import { Deadline } from '../approvals/deadline.tsx'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { type Destination, destinationsFor } from './navigation.tsx'

type Waiting = inferRouterOutputs<AppRouter>['approvals']['inbox']['rows'][number]

/** What waits for the reader, what asks for attention, how the pools stand; then every place to go to. */
export function HomePage() {
  const me = useMe()
  const { organisation, roles } = membershipOf(me)
  const places = destinationsFor(organisation.kind, me.permissions).filter(({ to }) => to !== '/')
  const leadsTo = (address: Destination['to']): boolean => places.some(({ to }) => to === address)
  return (
    <UnitOfView unit="ten_thousand">
      <Page
        title={say('home.greeting', { name: me.person.name })}
        asOf={me.serverDay}
        about={`${nameOf(organisation)} · ${roles.map((role) => say(`role.${role}`)).join(' / ')}`}
      >
        <Waits />
        {leadsTo('/claims') && <Alerts leadsTo={leadsTo} />}
        {leadsTo('/pools') && <Pools />}
        {places.length > 0 && (
          <Section title={say('home.where')}>
            <ul className="places">
              {places.map((place) => (
                <li key={place.to}>
                  <Link to={place.to}>
                    <span aria-hidden="true">{place.icon}</span>
                    {say(place.word)}
                  </Link>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </Page>
    </UnitOfView>
  )
}

const waitingShown = 5

const waitingColumns: readonly Column<Waiting>[] = [
  { name: 'number', word: 'approval.number', show: (row) => <Link {...paths.proposal(row.id)}>{proposalNumber(row)}</Link> },
  { name: 'kind', word: 'approval.kind', show: ({ kind }) => say(`proposal.${kind}`) },
  { name: 'about', word: 'approval.about', show: ({ about }) => about },
  { name: 'dueOn', word: 'approval.due_on', show: (row) => <Deadline {...row} /> },
]

/** The first few of what waits for the reader, the most urgent at the top. */
function Waits() {
  const { data } = useQuery(api.approvals.inbox.queryOptions({ box: 'todo', sort: 'dueOn', size: 20 }))
  if (!data) return null
  const rows = data.rows.slice(0, waitingShown)
  return (
    <Section title={say('home.waits')} actions={data.count > 0 && <Link {...paths.approvals('todo')}>{say('home.all', { count: data.count })}</Link>}>
      {rows.length === 0 ? (
        <p className="page-about">{say('home.nothing_waits')}</p>
      ) : (
        <DataTable title={say('home.waits')} columns={waitingColumns} rowKey={({ id }) => id} listing={{ rows, count: rows.length }} />
      )}
    </Section>
  )
}

/** Whatever is late, tripped or owed, each with the way there; what is in order is not mentioned. */
function Alerts({ leadsTo }: { leadsTo: (address: Destination['to']) => boolean }) {
  const quiet = { throwOnError: false } as const
  const overdue = useQuery(api.claims.list.queryOptions({ due: 'overdue', size: 20 }, quiet))
  const pools = useQuery(api.pools.list.queryOptions(undefined, quiet))
  const reports = useQuery(api.note.owed.queryOptions(undefined, { ...quiet, enabled: leadsTo('/notes') }))
  const recoveries = useQuery(api.recoveries.list.queryOptions({ size: 20 }, { ...quiet, enabled: leadsTo('/recoveries') }))
  const tiers = useQuery(api.fiscal.tiers.queryOptions(undefined, { ...quiet, enabled: leadsTo('/budget') }))
  const late = (reports.data ?? []).filter((report) => report.late).length
  const unpaid = (recoveries.data?.ageing ?? []).filter(({ age, amount }) => age !== 'not_due' && age !== 'undated' && amount.minor > 0n)
  const alerts: readonly Alert[] = [
    ...(overdue.data && overdue.data.count > 0
      ? [{ key: 'claims', says: <Link {...paths.claims({ due: 'overdue', sort: 'dueOn' })}>{say('home.alert.claims', { count: overdue.data.count })}</Link> }]
      : []),
    ...(pools.data ?? []).flatMap(({ pool, breakers }) =>
      breakers !== null && breakers.tripped > 0
        ? [{ key: pool.id, says: <Link {...paths.pool(pool.id)}>{say('home.alert.breaker', { pool: nameOf(pool), count: breakers.tripped })}</Link> }]
        : [],
    ),
    ...(late > 0 ? [{ key: 'reports', says: <Link {...paths.noteReports()}>{say('home.alert.reports', { count: late })}</Link> }] : []),
    ...(unpaid.length > 0
      ? [
          {
            key: 'recoveries',
            says: (
              <Link {...paths.recoveries()}>
                {say('home.alert.recoveries')} <MoneyText of={sum(unpaid.map(({ amount }) => amount), 'CNY')} />
              </Link>
            ),
          },
        ]
      : []),
    ...(tiers.data?.debts ?? []).map(({ debtor, pool, creditor, owed }) => ({
      key: `${debtor.bookId} ${pool.bookId} ${creditor.bookId}`,
      says: (
        <Link {...paths.tiers()}>
          {say('home.alert.tiers', { debtor: nameOf(debtor), creditor: nameOf(creditor) })} <MoneyText of={owed} />
        </Link>
      ),
    })),
  ]
  const isAsking = [overdue, pools, reports, recoveries, tiers].some(({ isLoading }) => isLoading)
  if (alerts.length === 0 || isAsking) return null
  return (
    <Section title={say('home.alerts')}>
      <ul className="alerts">
        {alerts.map(({ key, says }) => (
          <li key={key}>
            <StatusTag tone="watch">{says}</StatusTag>
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface Alert {
  readonly key: string
  readonly says: ReactNode
}

/** How much more each pool can bear. */
function Pools() {
  const { data: pools } = useQuery(api.pools.list.queryOptions(undefined, { throwOnError: false }))
  const shown = (pools ?? []).flatMap(({ pool, money }) => (money?.room ? [{ pool, room: money.room }] : []))
  if (shown.length === 0) return null
  return (
    <Section title={say('home.pools')}>
      <Headline>
        {shown.map(({ pool, room }) => (
          <Fact key={pool.id} name={nameOf(pool)} note={say('home.pool_binding', { part: say(`room.part.${room.binding}`) })}>
            <Link {...paths.pool(pool.id)}>
              <MoneyText of={room.amount} />
            </Link>
          </Fact>
        ))}
      </Headline>
    </Section>
  )
}
