import type { AppRouter } from '@cofund/server/app'
import { pageSizes } from '@cofund/shared/kernel/listing'
import { type Money, subtract, sum, toDecimal } from '@cofund/shared/kernel/money'
import { daysBetween } from '@cofund/shared/kernel/plain-date'
import { monthText } from '@cofund/shared/ledger/period'
import { type BankAccountId, type BankLine, type BookLine as Posted, placeOf } from '@cofund/shared/statements/bank-account'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Checkbox, Input } from 'antd'
import { useState } from 'react'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import type { TableSearch } from '../ui/Filters.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { BookLine } from './BookLine.tsx'
import { ImportStatement } from './ImportStatement.tsx'
import { MonthReconciled, OutstandingItems, outstandingColumns } from './MonthReconciled.tsx'
import { Arrived, Standing } from './Standing.tsx'
import './statements.css'
import { Rejected, Suggestions } from './Suggestions.tsx'
import { refreshMatched } from './refresh-matched.ts'

type Sides = inferRouterOutputs<AppRouter>['statements']['account']

const route = getRouteApi('/statements/$bankAccountId')
const accountOptions = (bankAccountId: BankAccountId) => api.statements.account.queryOptions({ bankAccountId })
export const loadReconciliationPage = (bankAccountId: BankAccountId) => queryClient.fetchQuery(accountOptions(bankAccountId))

/** What the bank says beside what the book says: matched by rules or by hand, and agreed on month by month. */
export function ReconciliationPage() {
  const sides = useLoaded(accountOptions(route.useParams().bankAccountId))
  const { account, book } = sides
  const mayPost = useMay('ledger.post')
  const me = useMe()
  const notYours = mayPost && membershipOf(me).organisation.id === account.organisationId ? undefined : say('statement.not_yours')
  return (
    <UnitOfView unit="one">
      <Page
        title={`${account.name} ${account.masked}`}
        asOf={me.serverDay}
        about={<><Link {...paths.bankAccounts()}>{say('statement.title')}</Link> · <Link {...paths.book(book.id)}>{nameOf(book)}</Link></>}
        actions={!notYours && <><Link {...paths.postEntry(book.id)}>{say('statement.post_other')}</Link> <ImportStatement /></>}
      >
        <Standing sides={sides} />
        <Arrived sides={sides} />
        <Suggestions sides={sides} notYours={notYours} />
        <Open sides={sides} notYours={notYours} />
        <MonthReconciled account={account} notYours={notYours} />
        <Agreed sides={sides} />
        <Made sides={sides} notYours={notYours} />
        <Rejected sides={sides} notYours={notYours} />
      </Page>
    </UnitOfView>
  )
}

interface PartProps {
  readonly sides: Sides
  /** Why the reader changes nothing here; undefined for the keeper's makers. */
  readonly notYours: string | undefined
}

/** What is typed is looked for in all that a line says, and in its amount with or without separators. */
function isFound(find: string, ...said: readonly (string | null | undefined)[]): boolean {
  const wanted = find.trim().toLowerCase().replaceAll(',', '')
  return !wanted || said.some((text) => text?.toLowerCase().replaceAll(',', '').includes(wanted))
}

function Open({ sides: { account, book, lines, postings }, notYours }: PartProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [find, setFind] = useState('')
  const [booking, setBooking] = useState<BankLine>()
  const { serverDay } = useMe()
  const toggle = (name: string) => setChosen((now) => (now.has(name) ? new Set([...now].filter((other) => other !== name)) : new Set([...now, name])))
  const onSuccess = () => {
    setChosen(new Set())
    return refreshMatched()
  }
  const byHand = useMutation(api.statements.matchByHand.mutationOptions({ onSuccess }))
  const ofBank = lines.filter(({ id }) => chosen.has(id))
  const ofBook = postings.filter((posting) => chosen.has(placeOf(posting)))
  const total = (side: readonly { readonly amount: Money }[]) => sum(side.map(({ amount }) => amount), account.currency)
  const difference = subtract(total(ofBank), total(ofBook))
  const because = notYours ?? (ofBank.length + ofBook.length < 2 ? say('statement.choose_first') : difference.minor === 0n ? undefined : say('statement.must_be_even'))
  const pick = (name: string, called: string) => (
    <Checkbox checked={chosen.has(name)} disabled={notYours !== undefined} onChange={() => toggle(name)} aria-label={say('statement.choose_line', { name: called })} />
  )
  // What is chosen stays in sight, whatever is looked for.
  const shownLines = lines.filter((line) => chosen.has(line.id) || isFound(find, line.summary, line.counterparty, line.reference, toDecimal(line.amount)))
  const shownPostings = postings.filter((posting) => chosen.has(placeOf(posting)) || isFound(find, posting.voucher, posting.note, posting.evidence, toDecimal(posting.amount)))
  const bankColumns: readonly Column<BankLine>[] = [
    { name: 'on', word: 'statement.booked_on', day: ({ bookedOn }) => bookedOn },
    { name: 'choose', word: 'statement.choose', show: (line) => pick(line.id, line.reference ?? line.summary ?? line.bookedOn) },
    { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount },
    { name: 'summary', word: 'statement.summary', show: ({ summary, counterparty, reference }) => <span className="told">{[summary, counterparty, reference].filter(Boolean).join(' · ')}</span> },
    { name: 'age', word: 'statement.age', count: ({ bookedOn }) => daysBetween(bookedOn, serverDay) },
    {
      name: 'book',
      word: 'ui.actions',
      show: (line) => (
        <Button quiet disabledBecause={notYours} onPress={() => setBooking(line)}>
          {say(line.amount.minor > 0n ? 'statement.book_interest' : 'statement.book_charge')}
        </Button>
      ),
    },
  ]
  const bookColumns: readonly Column<Posted>[] = [
    { name: 'on', word: 'ledger.effective_on', day: ({ effectiveOn }) => effectiveOn },
    { name: 'choose', word: 'statement.choose', show: (posting) => pick(placeOf(posting), posting.voucher) },
    { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount },
    { name: 'voucher', word: 'ledger.voucher', show: ({ entryId, voucher }) => <Link {...paths.entry(entryId)}>{voucher}</Link> },
    { name: 'note', word: 'ledger.entry.note', show: ({ note, evidence }) => <span className="told">{[note, evidence].filter(Boolean).join(' · ')}</span> },
    { name: 'age', word: 'statement.age', count: ({ effectiveOn }) => daysBetween(effectiveOn, serverDay) },
  ]
  const done = (all: readonly unknown[]) => <EmptyState kind="first_use" title={say(all.length > 0 ? 'statement.none_found' : 'statement.all_matched')} />
  return (
    <>
      <Section
        title={say('statement.bank_side')}
        actions={
          <Input.Search className="find" allowClear placeholder={say('statement.find')} aria-label={say('statement.find')} value={find} onChange={({ target }) => setFind(target.value)} />
        }
      >
        <DataTable title={say('statement.bank_side')} columns={bankColumns} rowKey={({ id }) => id} listing={{ rows: shownLines, count: shownLines.length }} firstUse={done(lines)} />
      </Section>
      <Section title={say('statement.book_side')}>
        <DataTable title={say('statement.book_side')} columns={bookColumns} rowKey={placeOf} listing={{ rows: shownPostings, count: shownPostings.length }} firstUse={done(postings)} />
      </Section>
      <div className="by-hand">
        <Facts>
          <Fact name={say('statement.bank_sum')} note={say('statement.chosen', { count: ofBank.length })}><MoneyText of={total(ofBank)} /></Fact>
          <Fact name={say('statement.book_sum')} note={say('statement.chosen', { count: ofBook.length })}><MoneyText of={total(ofBook)} /></Fact>
          <Fact name={say('statement.difference')}><MoneyText of={difference} /></Fact>
        </Facts>
        <Button
          primary
          busy={byHand.isPending}
          disabledBecause={because}
          onPress={() =>
            byHand.mutate({
              bankAccountId: account.id,
              lineIds: ofBank.map(({ id }) => id),
              postings: ofBook.map(({ sequence, line }) => ({ sequence, line })),
            })
          }
        >
          {say('statement.match')}
        </Button>
      </div>
      {booking && <BookLine line={booking} bookId={book.id} onClose={() => setBooking(undefined)} />}
    </>
  )
}

const agreedColumns: readonly Column<Sides['agreed'][number]>[] = [
  { name: 'month', word: 'reconciliation.month', show: ({ month, proposalId }) => (proposalId ? <Link {...paths.proposal(proposalId)}>{monthText(month)}</Link> : monthText(month)) },
  { name: 'statement', word: 'reconciliation.statement', money: ({ statement }) => statement, unsummed: true },
  { name: 'bookBalance', word: 'reconciliation.book', money: ({ book }) => book, unsummed: true },
  { name: 'difference', word: 'reconciliation.difference', money: ({ difference }) => difference, unsummed: true },
  {
    name: 'items',
    word: 'reconciliation.agreed_items',
    figure: ({ id, month, outstanding }) => (
      <DrillNumber
        name={`agreed-${id}`}
        title={`${say('reconciliation.agreed_items')} ${monthText(month)}`}
        into={() => <OutstandingItems title={say('reconciliation.agreed_items')} items={outstanding} columns={outstandingColumns} plain />}
      >
        {say('reconciliation.items', { count: outstanding.length })}
      </DrillNumber>
    ),
  },
  { name: 'preparedBy', word: 'reconciliation.prepared_by', show: ({ preparedBy }) => preparedBy ?? '--' },
  { name: 'reviewedBy', word: 'reconciliation.reviewed_by', show: ({ reviewedBy }) => reviewedBy ?? '--' },
  { name: 'reviewedAt', word: 'reconciliation.reviewed_at', show: ({ reviewedAt }) => <MomentText of={reviewedAt} /> },
]

/** The months that two people agreed on, each with what was outstanding then. */
function Agreed({ sides: { agreed } }: { sides: Sides }) {
  if (agreed.length === 0) return null
  return (
    <Section title={say('reconciliation.agreed')}>
      <DataTable title={say('reconciliation.agreed')} columns={agreedColumns} rowKey={({ id }) => id} listing={{ rows: agreed, count: agreed.length }} />
    </Section>
  )
}

function Made({ sides: { account, matches }, notYours }: PartProps) {
  const [search, setSearch] = useState<TableSearch>({})
  const undo = useMutation(api.statements.unmatch.mutationOptions({ onSuccess: refreshMatched }))
  const columns: readonly Column<Sides['matches'][number]>[] = [
    { name: 'how', word: 'statement.how', show: ({ how }) => say(`statement.how.${how}`) },
    {
      name: 'bank',
      word: 'statement.suggestion.bank',
      show: ({ lines }) => lines.map(({ id, bookedOn, summary, reference }) => <span key={id} className="told">{[bookedOn, summary, reference].filter(Boolean).join(' · ')}</span>),
    },
    {
      name: 'book',
      word: 'statement.suggestion.book',
      show: ({ postings }) =>
        postings.map((posting) => (
          <span key={placeOf(posting)} className="told">
            {posting.effectiveOn} · <Link {...paths.entry(posting.entryId)}>{posting.voucher}</Link>
          </span>
        )),
    },
    { name: 'amount', word: 'statement.amount', unsummed: true, money: ({ lines, postings }) => sum((lines.length > 0 ? lines : postings).map(({ amount }) => amount), account.currency) },
    { name: 'by', word: 'statement.match.by', show: ({ by }) => by ?? '--' },
    { name: 'at', word: 'statement.match.at', show: ({ at }) => <MomentText of={at} /> },
    {
      name: 'undo',
      word: 'ui.actions',
      show: ({ id }) => <Button quiet disabledBecause={notYours} busy={undo.isPending} onPress={() => undo.mutate({ matchId: id })}>{say('statement.unmatch')}</Button>,
    },
  ]
  if (matches.length === 0) return null
  const { page = 1, size = pageSizes[0] } = search
  return (
    <Section title={say('statement.matches')}>
      <DataTable
        title={say('statement.matches')}
        columns={columns}
        rowKey={({ id }) => id}
        listing={{ rows: matches.slice((page - 1) * size, page * size), count: matches.length }}
        search={search}
        onSearch={(change) => setSearch((now) => ({ ...now, ...change }))}
      />
    </Section>
  )
}
