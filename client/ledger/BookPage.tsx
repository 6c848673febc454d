import { type Currency, sum } from '@cofund/shared/kernel/money'
import type { AccountClass } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import { creditOf, debitOf } from '@cofund/shared/ledger/entry'
import type { AsOfAsked } from '@cofund/shared/ledger/ledger.input'
import { type AccountBalance, type BookTotals, totalsOf } from '@cofund/shared/ledger/statement'
import type { AppRouter } from '@cofund/server/app'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useListed, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMe, useMay } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { AsOfPickers, SnapshotNotice } from './AsOfPickers.tsx'
import { ClosedThrough, Periods } from './Periods.tsx'
import { RunReport } from './RunReport.tsx'
import { detailText, eventText, headName, voucherText } from './naming.ts'
import './ledger.css'

const route = getRouteApi('/ledger/$bookId')

const bookOptions = (bookId: BookId, { on, known }: AsOfAsked) => api.ledger.book.queryOptions({ bookId, on, known })

export function BookPage() {
  const { bookId } = route.useParams()
  const { on, known, page, size } = route.useSearch()
  const navigate = route.useNavigate()
  const { book, keeper, balances } = useLoaded(bookOptions(bookId, { on, known }))
  const journal = useListed(api.ledger.entries.queryOptions({ bookId, page, size, on, known }))
  const { serverDay } = useMe()
  const times = {
    book,
    asOf: { on, known },
    onAsOf: (asOf: AsOfAsked) =>
      void navigate({ search: (now) => ({ ...now, on: undefined, known: undefined, page: undefined, ...asOf }) }),
  }
  const money = balances.filter(({ account }) => account.class !== 'memorandum')
  const memorandum = balances.filter(({ account }) => account.class === 'memorandum')
  return (
    <UnitOfView unit="one">
      <Page
        title={nameOf(book)}
        asOf={on ?? serverDay}
        about={
          <>
            {say('ledger.kept_by', { code: book.code, kind: say(`book.kind.${book.kind}`), keeper: nameOf(keeper) })}{' '}
            <ClosedThrough bookId={book.id} />
          </>
        }
        actions={
          <>
            <RunReport bookId={book.id} on={on ?? serverDay} basis="effective">
              {say('report.run')}
            </RunReport>
            <Actions book={book} />
          </>
        }
      >
        <SnapshotNotice {...times} />
        {totalsOf(money).map((totals) => (
          <Totals key={totals.currency} of={totals} balances={money} />
        ))}
        <Section title={say('ledger.accounts')} actions={<AsOfPickers {...times} />}>
          {balances.length === 0 && <EmptyState kind="first_use" title={say('ledger.no_entries')} />}
          {currenciesOf(money).map((currency) => (
            <Balances key={currency} title={say('ledger.accounts')} balances={money} currency={currency} asOf={{ on, known }} />
          ))}
        </Section>
        {memorandum.length > 0 && (
          <Section title={say('account.class.memorandum')}>
            {currenciesOf(memorandum).map((currency) => (
              <Balances
                key={currency}
                title={say('account.class.memorandum')}
                balances={memorandum}
                currency={currency}
                asOf={{ on, known }}
              />
            ))}
          </Section>
        )}
        <Periods book={book} />
        <Section title={say('ledger.journal')}>
          <DataTable
            title={say('ledger.journal')}
            columns={journalColumns(book)}
            rowKey={({ id }) => id}
            {...journal}
            search={{ page, size }}
            onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
            firstUse={<EmptyState kind="first_use" title={say('ledger.no_entries')} />}
          />
        </Section>
      </Page>
    </UnitOfView>
  )
}

function Actions({ book }: { book: { readonly id: BookId; readonly organisationId: string } }) {
  const may = useMay('ledger.post')
  const keeps = membershipOf(useMe()).organisation.id === book.organisationId
  return may && keeps ? <Link {...paths.postEntry(book.id)}>{say('ledger.post')}</Link> : null
}

const figures = [
  ['cash', 'ledger.cash', ({ account }: AccountBalance) => account.head === 'cash'],
  ['assets', 'ledger.assets', ({ account }: AccountBalance) => account.class === 'asset'],
  ['liabilities', 'ledger.liabilities', ({ account }: AccountBalance) => account.class === 'liability'],
  ['netAssets', 'ledger.net_assets', ({ account }: AccountBalance) => account.class === 'asset' || account.class === 'liability'],
] as const

/** The book's sums in one currency; each opens into the balances that it is made of. */
function Totals({ of: totals, balances }: { of: BookTotals; balances: readonly AccountBalance[] }) {
  return (
    <Headline>
      {figures.map(([name, word, belongs]) => (
        <Fact key={name} name={say(word)}>
          <DrillNumber
            name={`${totals.currency}-${name}`}
            title={say(word)}
            into={() => (
              <Balances title={say(word)} balances={balances.filter(belongs)} currency={totals.currency} asOf={{}} plain />
            )}
          >
            <MoneyText of={totals[name]} />
          </DrillNumber>
        </Fact>
      ))}
    </Headline>
  )
}

interface BalancesProps {
  readonly title: string
  readonly balances: readonly AccountBalance[]
  readonly currency: Currency
  readonly asOf: AsOfAsked
  readonly plain?: boolean
}

/** Each account on the side where it stands; over a whole book both sides sum to the same, and the foot shows it. */
function Balances({ title, balances, currency, asOf, plain = false }: BalancesProps) {
  const rows = balances.filter(({ balance }) => balance.currency === currency)
  const amounts = rows.map(({ balance }) => balance)
  const sums = { debit: sum(amounts.map(debitOf), currency), credit: sum(amounts.map(creditOf), currency) }
  return (
    <DataTable
      title={say('ledger.in_currency', { title, currency })}
      columns={balanceColumns(asOf)}
      rowKey={({ account }) => `${account.head} ${account.detail}`}
      listing={{ rows, count: rows.length, sums }}
      plain={plain}
    />
  )
}

const balanceColumns = (asOf: AsOfAsked): readonly Column<AccountBalance>[] => [
  {
    name: 'account',
    word: 'ledger.account',
    show: ({ account, balance }) => <Link {...paths.account(account, balance.currency, asOf)}>{headName(account.head)}</Link>,
  },
  {
    name: 'detail',
    word: 'ledger.detail',
    show: ({ account, detailName }) => (account.detail ? detailText(account, detailName) : ''),
  },
  { name: 'class', word: 'ledger.class', show: ({ account }) => sayClass(account.class) },
  { name: 'debit', word: 'ledger.debit', zero: 'blank', money: ({ balance }) => debitOf(balance) },
  { name: 'credit', word: 'ledger.credit', zero: 'blank', money: ({ balance }) => creditOf(balance) },
]

const sayClass = (accountClass: AccountClass): string => say(`account.class.${accountClass}`)

const currenciesOf = (balances: readonly AccountBalance[]): Currency[] => [
  ...new Set(balances.map(({ balance }) => balance.currency)),
]

type JournalLine = inferRouterOutputs<AppRouter>['ledger']['entries']['rows'][number]

const journalColumns = (book: { readonly code: string }): readonly Column<JournalLine>[] => [
  {
    name: 'voucher',
    word: 'ledger.voucher',
    show: ({ id, sequence }) => <Link {...paths.entry(id)}>{voucherText(book, sequence)}</Link>,
  },
  { name: 'effectiveOn', word: 'ledger.effective_on', day: ({ effectiveOn }) => effectiveOn },
  { name: 'event', word: 'ledger.entry.kind', show: (entry) => eventText(entry) },
  { name: 'note', word: 'ledger.entry.note', show: ({ note }) => note ?? '' },
  {
    name: 'amount',
    word: 'ledger.entry.amount',
    figure: ({ amounts }) => amounts.map((amount) => <MoneyText key={amount.currency} of={amount} />),
  },
  { name: 'recordedAt', word: 'ledger.recorded_at', show: ({ recordedAt }) => <MomentText of={recordedAt} /> },
  { name: 'standing', word: 'ledger.entry.standing', show: (entry) => <Standing of={entry} /> },
]

/** Whether an entry has been undone, or undoes another. */
function Standing({ of: { reverses, reversedBy } }: { of: Pick<JournalLine, 'reverses' | 'reversedBy'> }) {
  if (reversedBy) return <StatusTag tone="quiet">{say('ledger.entry.reversed')}</StatusTag>
  if (reverses) return <StatusTag tone="watch">{say('ledger.entry.is_reversal')}</StatusTag>
  return <StatusTag tone="ok">{say('ledger.entry.in_effect')}</StatusTag>
}
