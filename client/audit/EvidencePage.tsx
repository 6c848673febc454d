import { DownloadOutlined } from '@ant-design/icons'
import type { AppRouter } from '@cofund/server/app'
import type { EvidenceRequest } from '@cofund/shared/audit/evidence.input'
import { getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, queryClient, useListed, useLoaded } from '../api.ts'
import { nameOf, useMay } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { type Filter, Filters, type SearchChange } from '../ui/Filters.tsx'
import { Page, Section } from '../ui/Page.tsx'
import './audit.css'

const route = getRouteApi('/evidence')

const offersOptions = () => api.audit.offers.queryOptions()
export const loadEvidencePage = () => queryClient.fetchQuery(offersOptions())

/** What an auditor comes for: evidence to take away, checkpoints to keep, and how one proves the other. */
export function EvidencePage() {
  return (
    <Page title={say('evidence')} about={say('evidence.about')}>
      <TakeEvidence />
      <Checkpoints />
      <HowToVerify />
    </Page>
  )
}

function TakeEvidence() {
  const search = route.useSearch()
  const { organisation, book, from, to, documents } = search
  const navigate = route.useNavigate()
  const offers = useLoaded(offersOptions())
  const choose = (change: SearchChange) => {
    // One organisation, or one book: the later choice takes the earlier one's place.
    const single = change['book'] ? { organisation: undefined } : change['organisation'] ? { book: undefined } : {}
    void navigate({ search: (now) => ({ ...now, ...change, ...single }) })
  }
  const acts = offers.reduce((count, offer) => count + offer.acts, 0)
  return (
    <Section title={say('evidence.take')} actions={<Take asked={{ organisation, book, from, to, documents }} />}>
      <p className="page-about">{say('evidence.scope.all', { organisations: offers.length, acts: acts.toLocaleString('en-US') })}</p>
      <Filters filters={filtersOf(offers)} search={search} onSearch={choose} />
    </Section>
  )
}

type Offer = inferRouterOutputs<AppRouter>['audit']['offers'][number]

const filtersOf = (offers: readonly Offer[]): readonly Filter[] => [
  {
    as: 'choice',
    name: 'organisation',
    word: 'evidence.organisation',
    choices: offers.map(({ organisation }) => ({ value: organisation.id, label: nameOf(organisation) })),
  },
  {
    as: 'choice',
    name: 'book',
    word: 'evidence.book',
    choices: offers.flatMap(({ books }) => books.map((book) => ({ value: book.code, label: say('evidence.book.named', { code: book.code, name: nameOf(book) }) }))),
  },
  { as: 'days', name: 'from', to: 'to', word: 'evidence.recorded' },
  {
    as: 'choice',
    name: 'documents',
    word: 'evidence.documents',
    choices: [
      { value: 'with', word: 'evidence.documents.with' },
      { value: 'without', word: 'evidence.documents.without' },
    ],
  },
]

function Take({ asked }: { asked: EvidenceRequest }) {
  if (!useMay('evidence.export')) return <Button disabledBecause={say('evidence.not_yours')}>{say('evidence.take.get')}</Button>
  const query = new URLSearchParams(Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined))
  return <Get href={`/api/evidence?${query}`}>{say('evidence.take.get')}</Get>
}

const Get = ({ href, name, children }: { href: string; name?: string; children: string }) => (
  <a href={href} download aria-label={name}>
    <DownloadOutlined aria-hidden="true" /> {children}
  </a>
)

type CheckpointRow = inferRouterOutputs<AppRouter>['audit']['checkpoints']['rows'][number]

const columns: readonly Column<CheckpointRow>[] = [
  { name: 'number', word: 'checkpoint.number', show: ({ number }) => <span className="figure">{number}</span> },
  { name: 'madeAt', word: 'checkpoint.made_at', show: ({ madeAt }) => <MomentText of={madeAt} /> },
  { name: 'streams', word: 'checkpoint.streams', count: ({ streams }) => streams },
  { name: 'hash', word: 'checkpoint.hash', show: ({ hash }) => <code title={hash}>{hash.slice(0, 16)}…</code> },
  { name: 'key', word: 'checkpoint.key', show: (row) => <KeyOf of={row} /> },
  { name: 'get', word: 'checkpoint.get', show: ({ number }) => <CheckpointFile number={number} /> },
]

const KeyOf = ({ of: { number, keyId } }: { of: CheckpointRow }) => (
  <a href={`/api/checkpoints/${number}/key`} download title={keyId} aria-label={say('checkpoint.key.get', { key: keyId.slice(0, 12) })}>
    <code>{keyId.slice(0, 12)}…</code>
  </a>
)

const CheckpointFile = ({ number }: { number: number }) => (
  <Get href={`/api/checkpoints/${number}`} name={say('checkpoint.get.named', { number })}>
    {say('checkpoint.get')}
  </Get>
)

function Checkpoints() {
  const { page, size } = route.useSearch()
  const navigate = route.useNavigate()
  const checkpoints = useListed(api.audit.checkpoints.queryOptions({ page, size }))
  return (
    <Section title={say('checkpoints')}>
      <DataTable
        title={say('checkpoints')}
        columns={columns}
        rowKey={({ number }) => String(number)}
        {...checkpoints}
        search={{ page, size }}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        firstUse={<EmptyState kind="first_use" what={say('checkpoints.first_use')} />}
      />
    </Section>
  )
}

function HowToVerify() {
  return (
    <Section title={say('evidence.how')}>
      <ol className="steps">
        <li>{say('evidence.how.key')}</li>
        <li>{say('evidence.how.checkpoint')}</li>
        <li>
          {say('evidence.how.page')}{' '}
          <a href="/verify.html" target="_blank" rel="noreferrer">
            {say('evidence.how.open')}
          </a>{' '}
          <Get href="/verify.html">{say('evidence.how.save')}</Get>
        </li>
        <li>
          {say('evidence.how.command')} <code>pnpm cofund verify --bundle FILE --checkpoint FILE --key FILE</code>
        </li>
      </ol>
    </Section>
  )
}
