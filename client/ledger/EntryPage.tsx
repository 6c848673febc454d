import { capitalAmount } from '@cofund/shared/kernel/amount-text'
import type { AppRouter } from '@cofund/server/app'
import { type Currency, sum } from '@cofund/shared/kernel/money'
import type { Book } from '@cofund/shared/ledger/book'
import { type EntryId, creditOf, debitOf } from '@cofund/shared/ledger/entry'
import { monthOfDay, monthText } from '@cofund/shared/ledger/period'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say, sayLabel } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, MomentText, Unknown } from '../ui/DayText.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { ReverseEntry } from './ReverseEntry.tsx'
import { accountText, eventText, voucherText } from './naming.ts'

type Shown = inferRouterOutputs<AppRouter>['ledger']['entry']
type Entry = Shown['entry']
type Line = Entry['postings'][number] & { readonly line: number }

const entryOptions = (entryId: EntryId) => api.ledger.entry.queryOptions({ entryId })
export const loadEntryPage = (entryId: EntryId) => queryClient.fetchQuery(entryOptions(entryId))

const route = getRouteApi('/ledger/entries/$entryId')

/** One voucher: what happened, its lines, what proves it; beside it what undid it or what it undoes, and who recorded it. */
export function EntryPage() {
  const { entryId } = route.useParams()
  const { entry, book, pair, otherLegs, acts } = useLoaded(entryOptions(entryId))
  return (
    <UnitOfView unit="one">
      <Page
        title={voucherText(book, entry.sequence)}
        asOf={entry.effectiveOn}
        about={<Link {...paths.book(book.id)}>{nameOf(book)}</Link>}
        actions={<ReverseEntry entry={entry} book={book} />}
      >
        <Voucher entry={entry} book={book} />
        {pair && (
          <Beside title={entry.reverses ? say('ledger.entry.original') : say('ledger.entry.reversal')} entry={pair} book={book} />
        )}
        {otherLegs.map((leg) => (
          <Beside key={leg.entry.id} title={say('ledger.entry.transfer')} {...leg} />
        ))}
        <Section title={say('ledger.entry.acts')}>
          <DataTable
            title={say('ledger.entry.acts')}
            columns={actColumns}
            rowKey={({ recordedAt, kind }) => `${recordedAt} ${kind}`}
            listing={{ rows: acts, count: acts.length }}
          />
        </Section>
      </Page>
    </UnitOfView>
  )
}

interface VoucherProps {
  readonly entry: Entry
  readonly book: Pick<Book, 'code'>
}

/** Another voucher that belongs with this one. */
const Beside = ({ title, entry, book }: VoucherProps & { title: string }) => (
  <Section title={title} actions={<Link {...paths.entry(entry.id)}>{voucherText(book, entry.sequence)}</Link>}>
    <Voucher entry={entry} book={book} />
  </Section>
)

function Voucher({ entry, book }: VoucherProps) {
  const lines = entry.postings.map((posting, index) => ({ ...posting, line: index + 1 }))
  return (
    <>
      <Facts>
        <Fact name={say('ledger.entry.kind')}>{eventText(entry)}</Fact>
        <Fact name={say('ledger.effective_on')}>
          <DayText of={entry.effectiveOn} />
        </Fact>
        <CountsIn entry={entry} />
        <Fact name={say('ledger.recorded_at')}>
          <MomentText of={entry.recordedAt} />
        </Fact>
        <Fact name={say('ledger.entry.note')}>{entry.note ?? <Unknown />}</Fact>
        <Fact
          name={say('ledger.entry.evidence')}
          note={entry.evidence?.documentHash && <code>{entry.evidence.documentHash.slice(0, 16)}</code>}
        >
          {entry.evidence?.reference ?? <Unknown />}
        </Fact>
        {preferences().language === 'zh' &&
          currenciesOf(lines.filter(isMoney)).map((currency) => (
            <Fact key={currency} name={say('ledger.entry.in_words')}>
              {capitalAmount(debitsOf(lines.filter(isMoney), currency))}
            </Fact>
          ))}
      </Facts>
      {currenciesOf(lines).map((currency) => (
        <Lines
          key={currency}
          title={say('ledger.entry.lines_of', { voucher: voucherText(book, entry.sequence), currency })}
          lines={lines.filter(({ amount }) => amount.currency === currency)}
          currency={currency}
        />
      ))}
    </>
  )
}

/** Said where it is not the month of its day, which was closed by then. */
function CountsIn({ entry: { effectiveOn, postedIn } }: Pick<VoucherProps, 'entry'>) {
  const own = monthOfDay(effectiveOn)
  if (own === postedIn) return null
  return (
    <Fact name={say('ledger.posted_in')} note={say('ledger.posted_in.why', { month: monthText(own) })}>
      {monthText(postedIn)}
    </Fact>
  )
}

function Lines({ title, lines, currency }: { title: string; lines: readonly Line[]; currency: Currency }) {
  const sums = {
    debit: debitsOf(lines, currency),
    credit: sum(
      lines.map(({ amount }) => creditOf(amount)),
      currency,
    ),
  }
  return (
    <DataTable
      title={title}
      columns={lineColumns}
      rowKey={({ line }) => String(line)}
      listing={{ rows: lines, count: lines.length, sums }}
    />
  )
}

const lineColumns: readonly Column<Line>[] = [
  {
    name: 'account',
    word: 'ledger.account',
    show: ({ account, amount, detailName }) => (
      <Link {...paths.account(account, amount.currency, {})}>{accountText(account, detailName)}</Link>
    ),
  },
  { name: 'class', word: 'ledger.class', show: ({ account }) => say(`account.class.${account.class}`) },
  { name: 'debit', word: 'ledger.debit', zero: 'blank', money: ({ amount }) => debitOf(amount) },
  { name: 'credit', word: 'ledger.credit', zero: 'blank', money: ({ amount }) => creditOf(amount) },
]

const actColumns: readonly Column<Shown['acts'][number]>[] = [
  { name: 'kind', word: 'ledger.entry.act', show: ({ kind }) => sayLabel(`act.${kind}`) },
  { name: 'person', word: 'ledger.recorded_by', show: ({ personName }) => personName },
  { name: 'organisation', word: 'ledger.entry.organisation', show: ({ organisation }) => nameOf(organisation) },
  { name: 'recordedAt', word: 'ledger.recorded_at', show: ({ recordedAt }) => <MomentText of={recordedAt} /> },
]

const isMoney = ({ account }: Line): boolean => account.class !== 'memorandum'
const currenciesOf = (lines: readonly Line[]): Currency[] => [...new Set(lines.map(({ amount }) => amount.currency))]
const debitsOf = (lines: readonly Line[], currency: Currency) =>
  sum(
    lines.filter(({ amount }) => amount.currency === currency).map(({ amount }) => debitOf(amount)),
    currency,
  )
