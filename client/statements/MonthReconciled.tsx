import type { AppRouter } from '@cofund/server/app'
import type { FormKind } from '@cofund/shared/documents/form'
import { type Money, isZero, negate } from '@cofund/shared/kernel/money'
import { type PlainDate, addDays, addMonths } from '@cofund/shared/kernel/plain-date'
import { type Month, lastDayOf, monthOfDay, monthText } from '@cofund/shared/ledger/period'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { BankAccount } from '@cofund/shared/statements/bank-account'
import type { Outstanding, OutstandingKind, ReconciliationTable } from '@cofund/shared/statements/reconciliation'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Input } from 'antd'
import type { ReactNode } from 'react'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { Propose } from '../Propose.tsx'
import { type WordKey, say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import './statements.css'

const route = getRouteApi('/statements/$bankAccountId')

interface MonthReconciledProps {
  readonly account: BankAccount
  readonly notYours: string | undefined
}

/** 余额调节表 of the month in the address: both sides, each figure with the lines that sum to it. */
export function MonthReconciled({ account, notYours }: MonthReconciledProps) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { serverDay } = useMe()
  const month = search.month ?? addMonths(monthOfDay(serverDay), -1)
  const { listing: reconciled } = useListed(api.statements.reconciliation.queryOptions({ bankAccountId: account.id, month }))
  const table = reconciled?.table
  return (
    <Section
      title={say('reconciliation.of_month', { month: monthText(month) })}
      actions={
        <div className="month-deeds">
          <Input
            type="month"
            aria-label={say('reconciliation.month')}
            value={monthText(month)}
            onChange={({ target }) => target.value && void navigate({ search: (now) => ({ ...now, month: monthOfDay(`${target.value}-01` as PlainDate) }) })}
          />
          {table && (
            <>
              <a href={sheetOf(account, month, 'pdf')} download>{say('reconciliation.get_pdf')}</a>
              <a href={sheetOf(account, month, 'xlsx')} download>{say('reconciliation.get_xlsx')}</a>
            </>
          )}
          <Propose
            deed={{ kind: 'statements.reconciliation', what: { bankAccountId: account.id, month } }}
            disabledBecause={notYours ?? (table ? undefined : say('reconciliation.unknown'))}
          >
            {say('reconciliation.prepare')}
          </Propose>
        </div>
      }
    >
      {reconciled && !table && <p>{say('reconciliation.unknown')}</p>}
      {reconciled && <Review of={reconciled} lastDay={lastDayOf(month)} />}
      {table && <Sides of={table} outstanding={reconciled.outstanding} account={account} month={month} />}
      <Section title={`${say('reconciliation.outstanding')} ${lastDayOf(month)}`}>
        <OutstandingItems
          title={`${say('reconciliation.outstanding')} ${lastDayOf(month)}`}
          items={reconciled?.outstanding}
          columns={outstandingColumns}
        />
      </Section>
    </Section>
  )
}

const sheetOf = ({ id }: BankAccount, month: Month, kind: FormKind): string =>
  `/api/bank-accounts/${id}/${monthText(month)}/reconciliation.${kind}?language=${preferences().language}`

type Reconciled = inferRouterOutputs<AppRouter>['statements']['reconciliation']

/** Whether two people agreed on the month, whether that still stands, and how far the bank has told. */
function Review({ of: { reviewed, toldUntil }, lastDay }: { of: Reconciled; lastDay: PlainDate }) {
  const state = !reviewed ? 'none' : reviewed.stands ? 'stands' : 'changed'
  const tones = { none: 'quiet', stands: 'ok', changed: 'risk' } as const
  return (
    <p className="page-about">
      <StatusTag tone={tones[state]}>{say(`reconciliation.state.${state}`)}</StatusTag>{' '}
      {reviewed && (
        <>
          {say('reconciliation.state.by', { maker: reviewed.preparedBy ?? '--', checker: reviewed.reviewedBy ?? '--' })} · <MomentText of={reviewed.reviewedAt} />{' '}
        </>
      )}
      {toldUntil && toldUntil < lastDay && say('reconciliation.told_until', { day: toldUntil })}
    </p>
  )
}

/** A line of the table: its amount as it is shown, and the lines that it is made of. */
interface Figure {
  readonly name: string
  readonly word: WordKey
  readonly amount: Money
  /** `flipped`: where the figure is taken away, so are its lines. */
  readonly into: (flipped: boolean) => ReactNode
}

const takenAway = (figure: Figure): Figure => ({ ...figure, amount: negate(figure.amount), into: (flipped) => figure.into(!flipped) })
const turned = <Line extends { readonly amount: Money }>(lines: readonly Line[], flipped: boolean): readonly Line[] =>
  flipped ? lines.map((line) => ({ ...line, amount: negate(line.amount) })) : lines

const figureColumns = (side: WordKey): readonly Column<Figure>[] => [
  { name: 'line', word: side, show: ({ word }) => say(word) },
  {
    name: 'amount',
    word: 'statement.amount',
    money: ({ amount }) => amount,
    unsummed: true,
    opens: ({ name, word, into }) => ({ name, title: say(word), into: () => into(false) }),
  },
]
/** The same inside a drawer, where the lines sum to the figure that was opened. */
const partColumns = figureColumns('reconciliation.line').map((column): Column<Figure> => {
  if (!('money' in column)) return column
  const { unsummed: _, ...summed } = column
  return summed
})

/** A balance, what is added to it, and what is taken away. */
type Side = readonly [balance: Figure, received: Figure, paid: Figure]

interface SidesProps {
  readonly of: ReconciliationTable
  readonly outstanding: readonly Outstanding[]
  readonly account: BankAccount
  readonly month: Month
}

function Sides({ of: table, outstanding, account, month }: SidesProps) {
  const items = (kind: OutstandingKind): Figure => ({
    name: kind,
    word: `reconciliation.${kind}`,
    amount: table.totals[kind],
    into: (flipped) => (
      <OutstandingItems
        title={say(`reconciliation.${kind}`)}
        items={turned(outstanding.filter((item) => item.kind === kind), flipped)}
        columns={itemColumns}
        plain
      />
    ),
  })
  const balance = (side: 'statement' | 'book'): Figure => ({
    name: side,
    word: `reconciliation.${side}`,
    amount: table[side],
    into: (flipped) => <BalanceLines account={account} month={month} side={side} title={say(`reconciliation.${side}`)} flipped={flipped} />,
  })
  const adjusted = (name: 'adjusted_statement' | 'adjusted_book', amount: Money, [start, received, paid]: Side): Figure => ({
    name,
    word: `reconciliation.${name}`,
    amount,
    into: (flipped) => <Parts title={say(`reconciliation.${name}`)} rows={[start, received, takenAway(paid)]} flipped={flipped} />,
  })
  const ofBank: Side = [balance('statement'), items('book_received'), items('book_paid')]
  const ofBook: Side = [balance('book'), items('bank_received'), items('bank_paid')]
  const bank = adjusted('adjusted_statement', table.adjustedStatement, ofBank)
  const book = adjusted('adjusted_book', table.adjustedBook, ofBook)
  const sides = [
    ['reconciliation.bank_side', [...ofBank, bank]],
    ['reconciliation.book_side', [...ofBook, book]],
  ] as const
  const { difference } = table
  return (
    <>
      <div className="columns">
        {sides.map(([word, rows]) => (
          <DataTable key={word} title={say(word)} columns={figureColumns(word)} rowKey={({ name }) => name} listing={{ rows, count: rows.length }} />
        ))}
      </div>
      <Headline>
        <Fact
          name={say('reconciliation.difference')}
          note={<StatusTag tone={isZero(difference) ? 'ok' : 'risk'}>{say(isZero(difference) ? 'reconciliation.even' : 'reconciliation.uneven')}</StatusTag>}
        >
          <DrillNumber
            name="difference"
            title={say('reconciliation.difference')}
            into={() => <Parts title={say('reconciliation.difference')} rows={[bank, takenAway(book)]} flipped={false} />}
          >
            <MoneyText of={difference} />
          </DrillNumber>
        </Fact>
      </Headline>
    </>
  )
}

function Parts({ title, rows, flipped }: { title: string; rows: readonly Figure[]; flipped: boolean }) {
  const parts = flipped ? rows.map(takenAway) : rows
  return <DataTable plain title={say('reconciliation.lines_of', { title })} columns={partColumns} rowKey={({ name }) => name} listing={{ rows: parts, count: parts.length }} />
}

const itemColumns: readonly Column<Outstanding>[] = [
  { name: 'text', word: 'reconciliation.text', show: ({ entryId, text }) => <Told entryId={entryId}>{text}</Told> },
  { name: 'on', word: 'reconciliation.on', day: ({ on }) => on },
  { name: 'age', word: 'reconciliation.age', count: ({ ageDays }) => ageDays },
  { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount },
]
export const outstandingColumns: readonly Column<Outstanding>[] = [
  ...itemColumns.slice(0, 1),
  // Receipts and payments, of either side: they do not add up to anything.
  { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount, unsummed: true },
  { name: 'kind', word: 'reconciliation.kind', show: ({ kind }) => say(`reconciliation.kind.${kind}`) },
  ...itemColumns.slice(1, -1),
]

const Told = ({ entryId, children }: { entryId: EntryId | null; children: string }) =>
  entryId ? <Link className="told" {...paths.entry(entryId)}>{children}</Link> : <span className="told">{children}</span>

interface OutstandingItemsProps {
  readonly title: string
  readonly items: readonly Outstanding[] | undefined
  readonly columns: readonly Column<Outstanding>[]
  readonly plain?: boolean
}

export const OutstandingItems = ({ title, items, columns, plain = false }: OutstandingItemsProps) => (
  <DataTable
    plain={plain}
    title={title}
    columns={columns}
    rowKey={({ lineId, entryId, amount, on }) => `${lineId ?? entryId} ${on} ${amount.minor}`}
    listing={items && { rows: items, count: items.length }}
    firstUse={<EmptyState kind="first_use" title={say('reconciliation.none_outstanding')} />}
  />
)

interface BalanceLine {
  readonly key: string
  readonly on: PlainDate
  readonly text: string
  readonly entryId: EntryId | null
  readonly amount: Money
}

const balanceColumns: readonly Column<BalanceLine>[] = [
  { name: 'on', word: 'reconciliation.on', day: ({ on }) => on },
  { name: 'text', word: 'reconciliation.text', show: ({ entryId, text }) => <Told entryId={entryId}>{text}</Told> },
  { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount },
]

interface BalanceLinesProps {
  readonly account: BankAccount
  readonly month: Month
  readonly side: 'statement' | 'book'
  readonly title: string
  readonly flipped: boolean
}

/** A balance at the month's end: what was there before it, and its lines. */
function BalanceLines({ account, month, side, title, flipped }: BalanceLinesProps) {
  const { listing: made } = useListed(api.statements.monthLines.queryOptions({ bankAccountId: account.id, month }))
  const before = made?.before[side]
  const moved =
    side === 'statement'
      ? made?.lines.map(({ id, bookedOn, amount, summary, counterparty, reference }): BalanceLine => {
          return { key: id, on: bookedOn, amount, entryId: null, text: [summary, counterparty, reference].filter(Boolean).join(' · ') }
        })
      : made?.postings.map(({ entryId, line, effectiveOn, amount, voucher, note }): BalanceLine => {
          return { key: `${entryId} ${line}`, on: effectiveOn, amount, entryId, text: [voucher, note].filter(Boolean).join(' · ') }
        })
  const first: readonly BalanceLine[] = before
    ? [{ key: 'before', on: addDays(month, -1), text: say('reconciliation.before'), entryId: null, amount: before }]
    : []
  const rows = moved && turned([...first, ...moved], flipped)
  return (
    <DataTable
      plain
      title={say('reconciliation.lines_of', { title })}
      columns={balanceColumns}
      rowKey={({ key }) => key}
      listing={rows && { rows, count: rows.length }}
    />
  )
}
