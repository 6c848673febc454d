import type { AppRouter } from '@cofund/server/app'
import { sum } from '@cofund/shared/kernel/money'
import { type BankLine, type BookLine, placeOf } from '@cofund/shared/statements/bank-account'
import { type Rejection, nameOfTogether, type SuggestedMatch } from '@cofund/shared/statements/matching'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api } from '../api.ts'
import { paths } from '../paths.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Section } from '../ui/Page.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { refreshMatched } from './refresh-matched.ts'
import './statements.css'

interface SuggestionsProps {
  readonly sides: inferRouterOutputs<AppRouter>['statements']['account']
  /** Why the reader changes nothing here; undefined for the keeper's makers. */
  readonly notYours: string | undefined
}

interface Candidate {
  readonly line: BankLine
  readonly posting: BookLine
}

const together = ({ lines, postings }: Pick<SuggestedMatch, 'lines' | 'postings'>): Rejection & { lineIds: BankLine['id'][]; postings: { sequence: bigint; line: number }[] } => ({
  lineIds: lines.map(({ id }) => id),
  postings: postings.map(({ sequence, line }) => ({ sequence, line })),
})
const pairOf = ({ line, posting }: Candidate) => together({ lines: [line], postings: [posting] })

/** What the rules make of the open lines: each is taken or rejected by itself, and what could be several things is a person's to decide. */
export function Suggestions({ sides: { account, suggestions }, notYours }: SuggestionsProps) {
  const onSuccess = refreshMatched
  const byRules = useMutation(api.statements.matchByRules.mutationOptions({ onSuccess }))
  const byHand = useMutation(api.statements.matchByHand.mutationOptions({ onSuccess }))
  const reject = useMutation(api.statements.rejectSuggestion.mutationOptions({ onSuccess }))
  const busy = byRules.isPending || byHand.isPending || reject.isPending
  const { id: bankAccountId, currency } = account
  const { matches } = suggestions
  const candidates = suggestions.ambiguous.flatMap(({ line, candidates: postings }) => postings.map((posting): Candidate => ({ line, posting })))

  const matchColumns: readonly Column<SuggestedMatch>[] = [
    {
      name: 'what',
      word: 'statement.suggestion',
      show: ({ rule, lines, postings }) => (
        <>
          {lines.map((line) => <BankText key={line.id} of={line} />)}
          {postings.map((posting) => <BookText key={placeOf(posting)} of={posting} />)}
          <span className="told-pair">
            <span className="told-name">{say('statement.how')}</span>
            <span className="told">{say(`statement.how.${rule}`)}</span>
          </span>
        </>
      ),
    },
    { name: 'amount', word: 'statement.amount', money: ({ postings }) => sum(postings.map(({ amount }) => amount), currency), unsummed: true },
    {
      name: 'deeds',
      word: 'ui.actions',
      show: (match) => (
        <span className="deeds">
          <Button disabledBecause={notYours} busy={busy} onPress={() => byRules.mutate({ bankAccountId, only: together(match) })}>
            {say('statement.suggestion.take')}
          </Button>
          <Button quiet disabledBecause={notYours} busy={busy} onPress={() => reject.mutate({ bankAccountId, ...together(match) })}>
            {say('statement.suggestion.reject')}
          </Button>
        </span>
      ),
    },
  ]
  const candidateColumns: readonly Column<Candidate>[] = [
    {
      name: 'what',
      word: 'statement.ambiguous.candidates',
      show: ({ line, posting }) => (
        <>
          <BankText of={line} />
          <BookText of={posting} />
        </>
      ),
    },
    { name: 'amount', word: 'statement.amount', money: ({ posting }) => posting.amount, unsummed: true },
    {
      name: 'deeds',
      word: 'ui.actions',
      show: (candidate) => (
        <span className="deeds">
          <Button
            disabledBecause={notYours ?? (candidate.line.amount.minor === candidate.posting.amount.minor ? undefined : say('statement.candidate.part'))}
            busy={busy}
            onPress={() => byHand.mutate({ bankAccountId, ...pairOf(candidate) })}
          >
            {say('statement.suggestion.take')}
          </Button>
          <Button quiet disabledBecause={notYours} busy={busy} onPress={() => reject.mutate({ bankAccountId, ...pairOf(candidate) })}>
            {say('statement.suggestion.reject')}
          </Button>
        </span>
      ),
    },
  ]
  return (
    <>
      {matches.length > 0 && (
        <Section
          title={say('statement.suggestions')}
          actions={
            <Button primary busy={busy} disabledBecause={notYours} onPress={() => byRules.mutate({ bankAccountId })}>
              {say('statement.match_by_rules', { count: matches.length })}
            </Button>
          }
        >
          <p className="page-about">{say('statement.suggestions.what')}</p>
          <DataTable
            title={say('statement.suggestions')}
            columns={matchColumns}
            rowKey={(match) => nameOfTogether(together(match))}
            listing={{ rows: matches, count: matches.length }}
          />
        </Section>
      )}
      {candidates.length > 0 && (
        <Section title={say('statement.ambiguous')}>
          <DataTable
            title={say('statement.ambiguous')}
            columns={candidateColumns}
            rowKey={(candidate) => nameOfTogether(pairOf(candidate))}
            listing={{ rows: candidates, count: candidates.length }}
          />
        </Section>
      )}
    </>
  )
}

type RejectedOne = SuggestionsProps['sides']['rejected'][number]

/** What people said does not belong together; it may be taken back. */
export function Rejected({ sides: { rejected }, notYours }: SuggestionsProps) {
  const withdraw = useMutation(api.statements.withdrawRejection.mutationOptions({ onSuccess: refreshMatched }))
  if (rejected.length === 0) return null
  const columns: readonly Column<RejectedOne>[] = [
    {
      name: 'what',
      word: 'statement.suggestion',
      show: ({ lines, postings }) => (
        <>
          {lines.map((line) => <BankText key={line.id} of={line} />)}
          {postings.map((posting) => <BookText key={placeOf(posting)} of={posting} />)}
        </>
      ),
    },
    { name: 'by', word: 'statement.rejection.by', show: ({ by }) => by ?? '--' },
    { name: 'at', word: 'statement.rejection.at', show: ({ at }) => <MomentText of={at} /> },
    {
      name: 'deeds',
      word: 'ui.actions',
      show: ({ id }) => (
        <Button quiet disabledBecause={notYours} busy={withdraw.isPending} onPress={() => withdraw.mutate({ rejectionId: id })}>
          {say('statement.rejection.withdraw')}
        </Button>
      ),
    },
  ]
  return (
    <Section title={say('statement.rejected')}>
      <DataTable title={say('statement.rejected')} columns={columns} rowKey={({ id }) => id} listing={{ rows: rejected, count: rejected.length }} />
    </Section>
  )
}

const BankText = ({ of: { bookedOn, summary, counterparty, reference, amount } }: { of: BankLine }) => (
  <span className="told-pair">
    <span className="told-name">{say('statement.suggestion.bank')}</span>
    <span className="told">
      {[bookedOn, summary, counterparty, reference].filter(Boolean).join(' · ')} <MoneyText of={amount} />
    </span>
  </span>
)

const BookText = ({ of: { entryId, voucher, effectiveOn, note, evidence } }: { of: BookLine }) => (
  <span className="told-pair">
    <span className="told-name">{say('statement.suggestion.book')}</span>
    <Link className="told" {...paths.entry(entryId)}>
      {[voucher, effectiveOn, note, evidence].filter(Boolean).join(' · ')}
    </Link>
  </span>
)
