import { type Currency, type Money, money, sum } from '@cofund/shared/kernel/money'
import type { Book } from '@cofund/shared/ledger/book'
import { creditOf, debitOf } from '@cofund/shared/ledger/entry'
import { monthOfDay, monthText } from '@cofund/shared/ledger/period'
import type { LaterEntry, ReportId, Restated, ShownLine } from '@cofund/shared/ledger/report'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { accountText, eventText, voucherText } from './naming.ts'

const rerunOptions = (reportId: ReportId) => api.ledger.rerunReport.queryOptions({ reportId })
const restatementOptions = (reportId: ReportId) => api.ledger.restatement.queryOptions({ reportId })
export const loadReportPage = (reportId: ReportId) =>
  Promise.all([
    queryClient.fetchQuery(rerunOptions(reportId)),
    queryClient.fetchQuery(restatementOptions(reportId)),
    queryClient.fetchQuery(api.ledger.books.queryOptions()),
  ])

const route = getRouteApi('/ledger/reports/$reportId')

/** A stored report, computed again before the reader's eyes, and what has changed in its period since. */
export function ReportPage() {
  const { reportId } = route.useParams()
  const { report, lines, hash, identical } = useLoaded(rerunOptions(reportId))
  const { restated, entries } = useLoaded(restatementOptions(reportId))
  const books = new Map(useLoaded(api.ledger.books.queryOptions()).map(({ book }) => [book.id, book]))
  const { on, basis, bookIds } = report.parameters
  return (
    <UnitOfView unit="one">
      <Page
        title={say(`report.kind.${report.kind}`)}
        asOf={on}
        about={<Link {...paths.reports()}>{say('report.title')}</Link>}
      >
        <Facts>
          <Fact name={say('report.again')} note={<code>{hash.slice(0, 16)}</code>}>
            <StatusTag tone={identical ? 'ok' : 'risk'}>{say(identical ? 'report.identical' : 'report.differs')}</StatusTag>
          </Fact>
          <Fact name={say('report.basis')}>{say(`report.basis.${basis}`)}</Fact>
          <Fact name={say('report.ran_at')} note={[nameOf(report.organisation), report.ranBy].filter(Boolean).join(' · ')}>
            <MomentText of={report.ranAt} />
          </Fact>
          <Fact name={say('report.books')}>
            {bookIds.map((bookId) => (
              <Link key={bookId} {...paths.book(bookId)}>
                {seenText(books.get(bookId), report.sequences[bookId] ?? 0n)}
              </Link>
            ))}
          </Fact>
        </Facts>
        <p className="page-about">{say('ledger.period.what')}</p>
        <Section title={say('report.restatement')}>
          {restated.length === 0 && entries.length === 0 ? (
            <EmptyState kind="first_use" title={say('report.restatement.none')} />
          ) : (
            currenciesOf(restated.map(({ after }) => after)).map((currency) => (
              <DataTable
                key={currency}
                title={say('ledger.in_currency', { title: say('report.restatement'), currency })}
                columns={restatedColumns(entries, books)}
                rowKey={nameOfRestated}
                listing={listed(restated.filter(({ after }) => after.currency === currency))}
              />
            ))
          )}
        </Section>
        {entries.length > 0 && (
          <Section title={say('report.later')}>
            <DataTable
              title={say('report.later')}
              columns={laterColumns(books)}
              rowKey={({ id }) => id}
              listing={listed(entries)}
            />
          </Section>
        )}
        <Section title={say('report.result')}>
          {currenciesOf(lines).map((currency) => (
            <Result key={currency} lines={lines.filter((line) => line.currency === currency)} currency={currency} books={books} />
          ))}
        </Section>
      </Page>
    </UnitOfView>
  )
}

type Books = ReadonlyMap<string, Book>

function Result({ lines, currency, books }: { lines: readonly ShownLine[]; currency: Currency; books: Books }) {
  const amounts = lines.map(amountOf)
  const sums = { debit: sum(amounts.map(debitOf), currency), credit: sum(amounts.map(creditOf), currency) }
  return (
    <DataTable
      title={say('ledger.in_currency', { title: say('report.result'), currency })}
      columns={resultColumns(books)}
      rowKey={({ bookId, head, detail }) => `${bookId} ${head} ${detail}`}
      listing={{ ...listed(lines), sums }}
    />
  )
}

const resultColumns = (books: Books): readonly Column<ShownLine>[] => [
  { name: 'account', word: 'ledger.account', show: (line) => accountText(line, line.detailName) },
  { name: 'book', word: 'ledger.book', show: ({ bookId }) => books.get(bookId)?.code ?? bookId },
  { name: 'debit', word: 'ledger.debit', zero: 'blank', money: (line) => debitOf(amountOf(line)) },
  { name: 'credit', word: 'ledger.credit', zero: 'blank', money: (line) => creditOf(amountOf(line)) },
]

/** Each change opens into the lines of later entries that sum to it. */
const restatedColumns = (entries: readonly LaterEntry[], books: Books): readonly Column<Restated>[] => [
  { name: 'account', word: 'ledger.account', show: ({ account, detailName }) => accountText(account, detailName) },
  { name: 'book', word: 'ledger.book', show: ({ account }) => books.get(account.bookId)?.code ?? account.bookId },
  { name: 'before', word: 'report.before', money: ({ before }) => before, unsummed: true },
  { name: 'after', word: 'report.after', money: ({ after }) => after, unsummed: true },
  {
    name: 'difference',
    word: 'report.difference',
    figure: (row) => (
      <DrillNumber
        name={nameOfRestated(row)}
        title={accountText(row.account, row.detailName)}
        into={() => <Lines of={row} entries={entries} books={books} />}
      >
        <MoneyText of={row.difference} />
      </DrillNumber>
    ),
  },
]

interface LaterLine {
  readonly entry: LaterEntry
  readonly amount: Money
  readonly place: number
}

interface LinesProps {
  readonly of: Restated
  readonly entries: readonly LaterEntry[]
  readonly books: Books
}

function Lines({ of: { account, detailName, difference }, entries, books }: LinesProps) {
  const isOfAccount = ({ bookId, head, detail, currency }: ShownLine) =>
    bookId === account.bookId && head === account.head && detail === account.detail && currency === difference.currency
  const rows = entries.flatMap((entry) =>
    entry.lines.filter(isOfAccount).map((line, place): LaterLine => ({ entry, amount: amountOf(line), place })),
  )
  const amounts = rows.map(({ amount }) => amount)
  return (
    <DataTable
      title={accountText(account, detailName)}
      columns={lineColumns(books)}
      rowKey={({ entry, place }) => `${entry.id} ${place}`}
      listing={{ ...listed(rows), sums: { amount: sum(amounts, difference.currency) } }}
      plain
    />
  )
}

const voucherOf = (books: Books, { id, bookId, sequence }: LaterEntry) => (
  <Link {...paths.entry(id)}>{voucherText(books.get(bookId) ?? { code: bookId }, sequence)}</Link>
)
const byWhom = ({ organisation, recordedBy }: LaterEntry): string =>
  [organisation && nameOf(organisation), recordedBy].filter(Boolean).join(' · ')

const lineColumns = (books: Books): readonly Column<LaterLine>[] => [
  { name: 'voucher', word: 'ledger.voucher', show: ({ entry }) => voucherOf(books, entry) },
  { name: 'effectiveOn', word: 'ledger.effective_on', day: ({ entry }) => entry.effectiveOn },
  { name: 'note', word: 'ledger.entry.note', show: ({ entry }) => entry.note ?? '' },
  { name: 'by', word: 'ledger.recorded_by', show: ({ entry }) => byWhom(entry) },
  { name: 'amount', word: 'report.difference', money: ({ amount }) => amount },
]

const laterColumns = (books: Books): readonly Column<LaterEntry>[] => [
  { name: 'voucher', word: 'ledger.voucher', show: (entry) => voucherOf(books, entry) },
  { name: 'effectiveOn', word: 'ledger.effective_on', day: ({ effectiveOn }) => effectiveOn },
  { name: 'postedIn', word: 'ledger.posted_in', show: ({ postedIn }) => monthText(monthOfDay(postedIn)) },
  { name: 'event', word: 'ledger.entry.kind', show: (entry) => eventText(entry) },
  { name: 'note', word: 'ledger.entry.note', show: ({ note }) => note ?? '' },
  { name: 'by', word: 'ledger.recorded_by', show: byWhom },
  { name: 'recordedAt', word: 'ledger.recorded_at', show: ({ recordedAt }) => <MomentText of={recordedAt} /> },
]

const seenText = (book: Book | undefined, seen: bigint): string =>
  book ? `${nameOf(book)} (${seen === 0n ? '--' : voucherText(book, seen)})` : '--'

const amountOf = ({ minor, currency }: ShownLine): Money => money(minor, currency)
const nameOfRestated = ({ account: { bookId, head, detail }, after }: Restated): string =>
  [bookId, head, detail, after.currency].filter(Boolean).join('-')
const listed = <Row,>(rows: readonly Row[]) => ({ rows, count: rows.length })
const currenciesOf = (amounts: readonly { readonly currency: Currency }[]): Currency[] => [
  ...new Set(amounts.map(({ currency }) => currency)),
]
