import type { AppRouter } from '@cofund/server/app'
import type { StatementBreak } from '@cofund/shared/statements/continuity'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, refresh, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Unknown } from '../ui/DayText.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Section } from '../ui/Page.tsx'
import './statements.css'

type Sides = inferRouterOutputs<AppRouter>['statements']['account']

/** What the bank holds by its statement, the book on the same day, and how much of either is unmatched. */
export function Standing({ sides: { bankBalance, bookBalance, toldUntil, lines, postings, breaks } }: { sides: Sides }) {
  return (
    <>
      <Headline>
        <Fact name={say('statement.bank_balance')} note={toldUntil && say('statement.until', { day: toldUntil })}>
          {bankBalance ? <MoneyText of={bankBalance} /> : <Unknown />}
        </Fact>
        <Fact name={say('statement.book_balance')}>
          <MoneyText of={bookBalance} />
        </Fact>
        <Fact name={say('statement.counts.bank_left')}>{say('reconciliation.items', { count: lines.length })}</Fact>
        <Fact name={say('statement.counts.book_left')}>{say('reconciliation.items', { count: postings.length })}</Fact>
      </Headline>
      {breaks.length > 0 && (
        <Section title={say('statement.breaks')}>
          <p className="page-about">{say('statement.breaks.what')}</p>
          <DataTable title={say('statement.breaks')} columns={breakColumns} rowKey={({ on }) => on} listing={{ rows: breaks, count: breaks.length }} />
        </Section>
      )}
    </>
  )
}

const breakColumns: readonly Column<StatementBreak>[] = [
  { name: 'on', word: 'statement.break.on', day: ({ on }) => on },
  { name: 'after', word: 'statement.break.after', day: ({ after }) => after },
  { name: 'expected', word: 'statement.break.expected', money: ({ expected }) => expected, unsummed: true },
  { name: 'said', word: 'statement.break.said', money: ({ said }) => said, unsummed: true },
  { name: 'missing', word: 'statement.break.missing', money: ({ missing }) => missing, unsummed: true },
]

const waitingOf = (bookId: Sides['book']['id']) => api.recoveries.receiptsWaiting.queryOptions({ bookId })
type Waiting = inferRouterOutputs<AppRouter>['recoveries']['receiptsWaiting'][number]

/** Payouts and remittances that a match has shown to have arrived: recorded here, a claim is paid. */
export function Arrived({ sides: { book } }: { sides: Sides }) {
  const may = useMay('claim.pay')
  const { listing: waiting } = useListed(waitingOf(book.id))
  const record = useMutation(
    api.recoveries.recordReceipts.mutationOptions({
      onSuccess: () => Promise.all([refresh(api.recoveries), refresh(api.claims), refresh(api.statements)]),
    }),
  )
  if (!waiting || waiting.length === 0) return record.data ? <p role="status">{say('statement.receipts.recorded', { count: record.data.recorded })}</p> : null
  return (
    <Section
      title={say('statement.receipts')}
      actions={
        <Button primary busy={record.isPending} disabledBecause={may ? undefined : say('statement.receipts.may_not')} onPress={() => record.mutate({ bookId: book.id })}>
          {say('statement.receipts.record', { count: waiting.length })}
        </Button>
      }
    >
      <p className="page-about">{say('statement.receipts.what')}</p>
      <DataTable title={say('statement.receipts')} columns={waitingColumns} rowKey={({ entryId }) => entryId} listing={{ rows: waiting, count: waiting.length }} />
    </Section>
  )
}

const waitingColumns: readonly Column<Waiting>[] = [
  { name: 'number', word: 'statement.receipts.number', show: ({ of, number }) => (of.kind === 'claim' ? <Link {...paths.claim(of.claimId)}>{number}</Link> : number) },
  { name: 'kind', word: 'statement.receipts.kind', show: ({ of }) => say(`statement.receipts.kind.${of.kind}`) },
  { name: 'on', word: 'statement.receipts.on', day: ({ on }) => on },
  { name: 'amount', word: 'statement.amount', money: ({ amount }) => amount },
]
