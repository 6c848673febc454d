import type { BookSummary, BookTotals } from '@cofund/shared/ledger/statement'
import { Link } from '@tanstack/react-router'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { UnitOfView } from '../ui/unit.tsx'

const booksOptions = () => api.ledger.books.queryOptions()
export const loadBooksPage = () => queryClient.fetchQuery(booksOptions())

/** A book in one currency: amounts in several are never added. */
interface Row extends Omit<BookSummary, 'totals'> {
  readonly totals: BookTotals | null
}

const columns: readonly Column<Row>[] = [
  { name: 'code', word: 'ledger.book.code', show: ({ book }) => <Link {...paths.book(book.id)}>{book.code}</Link> },
  { name: 'name', word: 'ledger.book', show: ({ book }) => nameOf(book) },
  { name: 'kind', word: 'ledger.book.kind', show: ({ book }) => say(`book.kind.${book.kind}`) },
  { name: 'keeper', word: 'ledger.book.keeper', show: ({ keeper }) => nameOf(keeper) },
  { name: 'cash', word: 'ledger.cash', money: ({ totals }) => totals && totals.cash },
  { name: 'assets', word: 'ledger.assets', money: ({ totals }) => totals && totals.assets },
  { name: 'liabilities', word: 'ledger.liabilities', money: ({ totals }) => totals && totals.liabilities },
  { name: 'netAssets', word: 'ledger.net_assets', money: ({ totals }) => totals && totals.netAssets },
  { name: 'entries', word: 'ledger.book.entries', count: ({ lastSequence }) => Number(lastSequence) },
  { name: 'lastRecorded', word: 'ledger.book.last_recorded', show: ({ lastRecordedAt }) => <MomentText of={lastRecordedAt} /> },
]

/** Evidence to take away, for who may. */
const ToEvidence = () => useMay('evidence.export') && <Link {...paths.evidence()}>{say('evidence.take')}</Link>

export function BooksPage() {
  const books = useLoaded(booksOptions())
  const rows = books.flatMap(({ totals, ...book }): Row[] =>
    totals.length === 0 ? [{ ...book, totals: null }] : totals.map((each) => ({ ...book, totals: each })),
  )
  return (
    <UnitOfView unit="one">
      <Page
        title={say('ledger.title')}
        count={books.length}
        asOf={useMe().serverDay}
        about={say('ledger.what')}
        actions={<><ToEvidence /> <Link {...paths.bankAccounts()}>{say('statement.title')}</Link> <Link {...paths.reports()}>{say('report.title')}</Link></>}
      >
        <DataTable
          title={say('ledger.books')}
          columns={columns}
          rowKey={({ book, totals }) => `${book.id} ${totals?.currency}`}
          listing={{ rows, count: rows.length }}
          firstUse={<EmptyState kind="first_use" title={say('ledger.no_books')} what={say('ledger.no_books.what')} />}
        />
      </Page>
    </UnitOfView>
  )
}
