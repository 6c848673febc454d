import type { BookId } from '@cofund/shared/ledger/book'
import { creditOf, debitOf } from '@cofund/shared/ledger/entry'
import type { AccountSearch, AsOfAsked } from '@cofund/shared/ledger/ledger.input'
import type { StatementLine } from '@cofund/shared/ledger/statement'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page } from '../ui/Page.tsx'
import { PageSkeleton } from '../ui/Skeletons.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { AsOfPickers, SnapshotNotice } from './AsOfPickers.tsx'
import { accountText, eventText, voucherText } from './naming.ts'
import './ledger.css'

const route = getRouteApi('/ledger/$bookId/$head')

const statementOptions = (bookId: BookId, head: string, search: AccountSearch) =>
  api.ledger.statement.queryOptions({ ...search, bookId, head })

const filters: readonly Filter[] = [{ as: 'days', name: 'from', to: 'on', word: 'ledger.period' }]

export function AccountPage() {
  const { bookId, head } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { listing: statement, updating } = useListed(statementOptions(bookId, head, search))
  const { serverDay } = useMe()
  if (!statement) return <PageSkeleton />
  const { book, account, detailName } = statement
  const times = {
    book,
    asOf: { on: search.on, known: search.known },
    onAsOf: (asOf: AsOfAsked) =>
      void navigate({ search: (now) => ({ ...now, on: undefined, known: undefined, page: undefined, ...asOf }) }),
  }
  return (
    <UnitOfView unit="one">
      <Page
        title={accountText(account, detailName)}
        asOf={search.on ?? serverDay}
        about={<Link {...paths.book(bookId)}>{nameOf(book)}</Link>}
        actions={<AsOfPickers {...times} />}
      >
        <SnapshotNotice {...times} />
        <Headline>
          {(['opening', 'debits', 'credits', 'closing'] as const).map((figure) => (
            <Fact key={figure} name={say(`ledger.${figure}`)}>
              <MoneyText of={statement[figure]} />
            </Fact>
          ))}
        </Headline>
        <DataTable
          title={say('ledger.statement')}
          columns={columns(book)}
          filters={filters}
          rowKey={({ entry, line }) => `${entry.id} ${line}`}
          listing={{
            rows: statement.lines,
            count: statement.count,
            sums: { debit: statement.debits, credit: statement.credits },
          }}
          updating={updating}
          search={search}
          onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
          firstUse={<EmptyState kind="first_use" title={say('ledger.no_lines')} />}
        />
      </Page>
    </UnitOfView>
  )
}

const columns = (book: { readonly code: string }): readonly Column<StatementLine>[] => [
  { name: 'effectiveOn', word: 'ledger.effective_on', day: ({ entry }) => entry.effectiveOn },
  {
    name: 'voucher',
    word: 'ledger.voucher',
    show: ({ entry }) => <Link {...paths.entry(entry.id)}>{voucherText(book, entry.sequence)}</Link>,
  },
  { name: 'event', word: 'ledger.entry.kind', show: ({ entry }) => eventText(entry) },
  { name: 'note', word: 'ledger.entry.note', show: ({ entry }) => entry.note ?? '' },
  { name: 'debit', word: 'ledger.debit', zero: 'blank', money: ({ amount }) => debitOf(amount) },
  { name: 'credit', word: 'ledger.credit', zero: 'blank', money: ({ amount }) => creditOf(amount) },
  { name: 'balance', word: 'ledger.balance', unsummed: true, money: ({ balance }) => balance },
]
