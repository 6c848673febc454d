import type { AppRouter } from '@cofund/server/app'
import { type Money, subtract, sum } from '@cofund/shared/kernel/money'
import { monthText } from '@cofund/shared/ledger/period'
import { type BankAccountId, type BankLine, type BookLine, placeOf } from '@cofund/shared/statements/bank-account'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Checkbox } from 'antd'
import { useState } from 'react'
import { api, queryClient, refresh, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { MonthReconciled } from './MonthReconciled.tsx'
import './statements.css'
import { Suggestions } from './Suggestions.tsx'

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
      <Page title={`${account.name} ${account.masked}`} asOf={me.serverDay} about={<Link {...paths.book(book.id)}>{nameOf(book)}</Link>}>
        <Suggestions sides={sides} notYours={notYours} />
        <Open sides={sides} notYours={notYours} />
        <MonthReconciled account={account} notYours={notYours} />
        <Made sides={sides} notYours={notYours} />
      </Page>
    </UnitOfView>
  )
}

interface PartProps {
  readonly sides: Sides
  /** Why the reader changes nothing here; undefined for the keeper's makers. */
  readonly notYours: string | undefined
}

function Open({ sides: { account, lines, postings }, notYours }: PartProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (name: string) => setChosen((now) => (now.has(name) ? new Set([...now].filter((other) => other !== name)) : new Set([...now, name])))
  const onSuccess = () => {
    setChosen(new Set())
    return refresh(api.statements)
  }
  const byHand = useMutation(api.statements.matchByHand.mutationOptions({ onSuccess }))
  const bookLine = useMutation(api.statements.bookLine.mutationOptions({ onSuccess }))
  const ofBank = lines.filter(({ id }) => chosen.has(id))
  const ofBook = postings.filter((posting) => chosen.has(placeOf(posting)))
  const total = (side: readonly { readonly amount: Money }[]) => sum(side.map(({ amount }) => amount), account.currency)
  const difference = subtract(total(ofBank), total(ofBook))
  const because = notYours ?? (chosen.size < 2 ? say('statement.choose_first') : difference.minor === 0n ? undefined : say('statement.must_be_even'))
  const pick = (name: string, called: string) => (
    <Checkbox checked={chosen.has(name)} onChange={() => toggle(name)} aria-label={say('statement.choose_line', { name: called })} />
  )
  const bankColumns: readonly Column<BankLine>[] = [
    { name: 'on', word: 'statement.booked_on', day: ({ bookedOn }) => bookedOn },
    { name: 'choose', word: 'statement.choose', show: (line) => pick(line.id, line.reference ?? line.summary ?? line.bookedOn) },
    { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount },
    { name: 'summary', word: 'statement.summary', show: ({ summary, counterparty, reference }) => <span className="told">{[summary, counterparty, reference].filter(Boolean).join(' · ')}</span> },
    {
      name: 'book',
      word: 'ui.actions',
      show: ({ id, amount }) => (
        <Button quiet disabledBecause={notYours} busy={bookLine.isPending} onPress={() => bookLine.mutate({ lineId: id, as: amount.minor > 0n ? 'interest' : 'charge' })}>
          {say(amount.minor > 0n ? 'statement.book_interest' : 'statement.book_charge')}
        </Button>
      ),
    },
  ]
  const bookColumns: readonly Column<BookLine>[] = [
    { name: 'on', word: 'ledger.effective_on', day: ({ effectiveOn }) => effectiveOn },
    { name: 'choose', word: 'statement.choose', show: (posting) => pick(placeOf(posting), posting.voucher) },
    { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount },
    { name: 'voucher', word: 'ledger.voucher', show: ({ entryId, voucher }) => <Link {...paths.entry(entryId)}>{voucher}</Link> },
    { name: 'note', word: 'ledger.entry.note', show: ({ note, evidence }) => <span className="told">{[note, evidence].filter(Boolean).join(' · ')}</span> },
  ]
  const done = <EmptyState kind="first_use" title={say('statement.all_matched')} />
  return (
    <>
      <Section title={say('statement.bank_side')}>
        <DataTable title={say('statement.bank_side')} columns={bankColumns} rowKey={({ id }) => id} listing={{ rows: lines, count: lines.length }} firstUse={done} />
      </Section>
      <Section title={say('statement.book_side')}>
        <DataTable title={say('statement.book_side')} columns={bookColumns} rowKey={placeOf} listing={{ rows: postings, count: postings.length }} firstUse={done} />
      </Section>
      <div className="by-hand">
        <Facts>
          <Fact name={say('statement.bank_sum')}><MoneyText of={total(ofBank)} /></Fact>
          <Fact name={say('statement.book_sum')}><MoneyText of={total(ofBook)} /></Fact>
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
    </>
  )
}

const agreedColumns: readonly Column<Sides['agreed'][number]>[] = [
  { name: 'month', word: 'reconciliation.month', show: ({ month, proposalId }) => (proposalId ? <Link {...paths.proposal(proposalId)}>{monthText(month)}</Link> : monthText(month)) },
  { name: 'statement', word: 'reconciliation.statement', money: ({ statement }) => statement, unsummed: true },
  { name: 'bookBalance', word: 'reconciliation.book', money: ({ book }) => book, unsummed: true },
  { name: 'difference', word: 'reconciliation.difference', money: ({ difference }) => difference, unsummed: true },
  { name: 'preparedBy', word: 'reconciliation.prepared_by', show: ({ preparedBy }) => preparedBy ?? '--' },
  { name: 'reviewedBy', word: 'reconciliation.reviewed_by', show: ({ reviewedBy }) => reviewedBy ?? '--' },
  { name: 'reviewedAt', word: 'reconciliation.reviewed_at', show: ({ reviewedAt }) => <MomentText of={reviewedAt} /> },
]

function Made({ sides: { matches, agreed }, notYours }: PartProps) {
  const undo = useMutation(api.statements.unmatch.mutationOptions({ onSuccess: () => refresh(api.statements) }))
  const columns: readonly Column<Sides['matches'][number]>[] = [
    { name: 'how', word: 'statement.how', show: ({ how }) => say(`statement.how.${how}`) },
    { name: 'bank', word: 'statement.suggestion.bank', show: ({ lines }) => lines.map(({ bookedOn, reference }) => `${bookedOn} ${reference ?? ''}`).join('; ') },
    {
      name: 'book',
      word: 'statement.suggestion.book',
      show: ({ postings }) => postings.map((posting) => <Link key={placeOf(posting)} {...paths.entry(posting.entryId)}>{posting.voucher} </Link>),
    },
    { name: 'by', word: 'statement.match.by', show: ({ by }) => by ?? '--' },
    { name: 'at', word: 'statement.match.at', show: ({ at }) => <MomentText of={at} /> },
    {
      name: 'undo',
      word: 'statement.unmatch',
      show: ({ id }) => <Button quiet disabledBecause={notYours} busy={undo.isPending} onPress={() => undo.mutate({ matchId: id })}>{say('statement.unmatch')}</Button>,
    },
  ]
  return (
    <>
      {agreed.length > 0 && (
        <Section title={say('reconciliation.agreed')}>
          <DataTable title={say('reconciliation.agreed')} columns={agreedColumns} rowKey={({ id }) => id} listing={{ rows: agreed, count: agreed.length }} />
        </Section>
      )}
      {matches.length > 0 && (
        <Section title={say('statement.matches')}>
          <DataTable title={say('statement.matches')} columns={columns} rowKey={({ id }) => id} listing={{ rows: matches, count: matches.length }} />
        </Section>
      )}
    </>
  )
}
