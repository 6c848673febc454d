import type { AppRouter } from '@cofund/server/app'
import { claimNumber } from '@cofund/shared/claims/claim'
import { nplRatioOf } from '@cofund/shared/claims/settlement'
import { money } from '@cofund/shared/kernel/money'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useListed } from '../api.ts'
import { ClaimStatusTag } from './claim-status.tsx'
import { paths } from '../paths.ts'
import { useMay, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import './settlements.css'

type Row = inferRouterOutputs<AppRouter>['settlements']['list'][number]

const route = getRouteApi('/settlements')

const columns: readonly Column<Row>[] = [
  {
    name: 'claim',
    word: 'settlement.claim',
    show: ({ claim }) => (
      <>
        <Link {...paths.settlement(claim.id)}>{claimNumber(claim)}</Link>
        <span className="settlement-note">{`${claim.productCode} · ${claim.settledYear}`}</span>
      </>
    ),
  },
  { name: 'bank', word: 'settlement.bank', show: ({ bank }) => bank[preferences().language] },
  { name: 'pool', word: 'settlement.pool', show: ({ claim, pool }) => <Link {...paths.pool(claim.poolId)}>{pool[preferences().language]}</Link> },
  { name: 'status', word: 'settlement.status', show: ({ claim }) => <ClaimStatusTag of={claim.status} /> },
  { name: 'balance', word: 'year.loan_balance', money: ({ claim, last }) => money(last.loan_balance, claim.currency) },
  { name: 'ratio', word: 'settlement.npl_ratio', percent: ({ last }) => nplRatioOf(last) ?? null },
  { name: 'loss', word: 'year.net_loss', money: ({ claim, last }) => money(last.net_loss, claim.currency) },
  { name: 'payable', word: 'settlement.payable', money: ({ claim }) => (claim.decidedOn ? claim.payable : claim.expected) },
  { name: 'paid', word: 'settlement.paid', money: ({ claim }) => claim.paid },
  { name: 'freezes', word: 'settlement.freezes', count: ({ freezes }) => freezes },
]

/** Every bank's year of every product, with what it came to. */
export function SettlementsPage() {
  const search = route.useSearch()
  const { listing: rows, updating } = useListed(api.settlements.list.queryOptions(search))
  const mayFreeze = useMay('settlement.freeze')
  return (
    <Page
      title={say('settlements')}
      count={rows?.length}
      asOf={useMe().serverDay}
      about={say('settlements.what')}
      actions={
        <>
          <Link {...paths.recoveries()}>{say('recoveries')}</Link>
          {mayFreeze && (
            <Link {...paths.freezeYear()} className="primary-link">
              {say('settlement.freeze')}
            </Link>
          )}
        </>
      }
    >
      <DataTable
        title={say('settlements')}
        columns={columns}
        rowKey={({ claim }) => claim.id}
        listing={rows && { rows, count: rows.length }}
        updating={updating}
        firstUse={<EmptyState kind="first_use" title={say('settlements.none')} what={say('settlements.none.what')} />}
      />
    </Page>
  )
}
