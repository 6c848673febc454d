import type { AppRouter } from '@cofund/server/app'
import { monthText } from '@cofund/shared/ledger/period'
import { Link } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { ImportStatement } from './ImportStatement.tsx'
import { OpenAccount } from './OpenAccount.tsx'

type Summary = inferRouterOutputs<AppRouter>['statements']['accounts'][number]

const accountsOptions = () => api.statements.accounts.queryOptions()
export const loadAccountsPage = () => queryClient.fetchQuery(accountsOptions())

const columns: readonly Column<Summary>[] = [
  {
    name: 'account',
    word: 'statement.account',
    show: ({ account, book }) => (
      <>
        <Link {...paths.bankAccount(account.id)}>{`${account.name} ${account.masked}`}</Link>
        <br />
        <Link {...paths.book(book.id)}>{nameOf(book)}</Link>
      </>
    ),
  },
  { name: 'toldUntil', word: 'statement.last_line', day: ({ toldUntil }) => toldUntil },
  // Accounts of several houses: their balances add up to nothing.
  { name: 'bankBalance', word: 'statement.bank_balance', money: ({ bankBalance }) => bankBalance, unsummed: true },
  { name: 'bookBalance', word: 'statement.book_balance', money: ({ bookBalance }) => bookBalance, unsummed: true },
  { name: 'bankLeft', word: 'statement.counts.bank_left', count: ({ bankLeft }) => bankLeft },
  { name: 'bookLeft', word: 'statement.counts.book_left', count: ({ bookLeft }) => bookLeft },
  { name: 'oldest', word: 'statement.counts.oldest', count: ({ oldestDays }) => oldestDays },
  { name: 'agreedUntil', word: 'statement.agreed_until', show: ({ agreedUntil }) => (agreedUntil ? monthText(agreedUntil) : '--') },
  { name: 'breaks', word: 'statement.follows', show: ({ breaks }) => <Follows breaks={breaks.length} /> },
]

const Follows = ({ breaks }: { breaks: number }) => (
  <StatusTag tone={breaks === 0 ? 'ok' : 'risk'}>{breaks === 0 ? say('statement.breaks.none') : say('statement.breaks.count', { count: breaks })}</StatusTag>
)

/** Where the books' money lies, and how far what the bank says is matched with them. */
export function AccountsPage() {
  const rows = useLoaded(accountsOptions())
  return (
    <Page
      title={say('statement.title')}
      count={rows.length}
      asOf={useMe().serverDay}
      about={say('statement.what')}
      actions={
        <>
          <ImportStatement /> <OpenAccount />
        </>
      }
    >
      <DataTable
        title={say('statement.accounts')}
        columns={columns}
        rowKey={({ account }) => account.id}
        listing={{ rows, count: rows.length }}
        firstUse={<EmptyState kind="first_use" title={say('statement.no_accounts')} what={say('statement.no_accounts.what')} />}
      />
    </Page>
  )
}
