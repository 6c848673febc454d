import type { AppRouter } from '@cofund/server/app'
import { Link } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Unknown } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { OpenPoolButton } from './OpenPool.tsx'
import { QuotaMeter } from './QuotaMeter.tsx'
import './pools.css'

type Summary = inferRouterOutputs<AppRouter>['pools']['list'][number]

const listOptions = () => api.pools.list.queryOptions()
export const loadPoolsPage = () => queryClient.fetchQuery(listOptions())

const columns: readonly Column<Summary>[] = [
  {
    name: 'pool',
    word: 'pool',
    show: ({ pool, keeper }) => (
      <span className="pool-name">
        <Link {...paths.pool(pool.id)}>{nameOf(pool)}</Link>
        <span className="pool-note">{`${pool.code} · ${nameOf(keeper)}`}</span>
      </span>
    ),
  },
  {
    name: 'scheme',
    word: 'pool.scheme',
    show: ({ pool }) => (
      <>
        {pool.schemeCode}
        <span className="pool-note">{say(`pool.funding.${pool.funding}`)}</span>
      </>
    ),
  },
  { name: 'room', word: 'pool.room', show: ({ money }) => <RoomCell of={money} /> },
  { name: 'cash', word: 'pool.cash', money: ({ pool, money }) => (pool.funding === 'pool_cash' ? (money?.cash ?? null) : null), unsummed: true },
  { name: 'reserved', word: 'pool.reserved', money: ({ money }) => money?.reserved ?? null },
  { name: 'quota', word: 'pools.quota_use', show: ({ quota }) => <QuotaMeter {...quota} /> },
  { name: 'breakers', word: 'pool.breakers', show: ({ breakers }) => <BreakersCell of={breakers} /> },
]

function RoomCell({ of: money }: { of: Summary['money'] }) {
  if (!money?.room) return <Unknown />
  return (
    <>
      <MoneyText of={money.room.amount} />
      <span className="pool-note">{say('pool.room.binding', { part: say(`room.part.${money.room.binding}`) })}</span>
    </>
  )
}

function BreakersCell({ of: breakers }: { of: Summary['breakers'] }) {
  if (!breakers) return <Unknown />
  return breakers.tripped > 0 ? (
    <StatusTag tone="risk">{`${say('pool.breaker.state.tripped')} ${breakers.tripped}`}</StatusTag>
  ) : (
    <StatusTag tone="ok">{say('pool.breaker.state.clear')}</StatusTag>
  )
}

/** Every pool within sight, and how much more each can bear. */
export function PoolsPage() {
  const pools = useLoaded(listOptions())
  const { serverDay } = useMe()
  const mayOpen = useMay('pool.manage')
  return (
    <Page title={say('pools')} count={pools.length} asOf={serverDay} about={say('pools.what')} actions={mayOpen && <OpenPoolButton />}>
      <DataTable
        title={say('pools')}
        columns={columns}
        rowKey={({ pool }) => pool.id}
        listing={{ rows: pools, count: pools.length }}
        firstUse={<EmptyState kind="first_use" title={say('pools.none')} what={say('pools.none.what')} />}
      />
    </Page>
  )
}
