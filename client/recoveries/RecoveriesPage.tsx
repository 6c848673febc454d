import type { AppRouter } from '@cofund/server/app'
import { claimNumber } from '@cofund/shared/claims/claim'
import { sum } from '@cofund/shared/kernel/money'
import { recoveryKinds } from '@cofund/shared/recoveries/recovery'
import { formKinds } from '@cofund/shared/documents/form'
import { ageBuckets } from '@cofund/shared/recoveries/remittance'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { useQuery } from '@tanstack/react-query'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { AgeTag, Ageing } from './Ageing.tsx'
import './recoveries.css'
import { ReceiveRemittance, ReportRemittance, ReturnToTreasury } from './remittance-deeds.tsx'

type Outputs = inferRouterOutputs<AppRouter>['recoveries']
type Row = Outputs['list']['rows'][number]
type BankRow = Outputs['remittances']['banks'][number]
type Remittance = Outputs['remittances']['remittances'][number]
type Treasury = Outputs['remittances']['treasuries'][number]

const route = getRouteApi('/recoveries')

const columns: readonly Column<Row>[] = [
  {
    name: 'claim',
    word: 'recoveries.claim',
    show: (row) => (
      <>
        <Link {...paths.claimRecoveries(row.claimId)}>{claimNumber({ number: row.claimNumber })}</Link>
        <span className="recovery-note">{row.about}</span>
      </>
    ),
  },
  { name: 'bank', word: 'recoveries.bank', show: (row) => (preferences().language === 'zh' ? row.bankZh : row.bankEn) },
  { name: 'kind', word: 'recovery.kind', show: ({ kind, reference }) => <Kind kind={kind} reference={reference} /> },
  { name: 'received_on', word: 'recovery.received_on', sorts: true, day: ({ receivedOn }) => receivedOn },
  { name: 'gross', word: 'recovery.gross', sorts: true, money: ({ gross }) => gross },
  { name: 'cost', word: 'recovery.cost', money: ({ cost }) => cost },
  {
    name: 'due',
    word: 'recovery.due',
    sorts: true,
    money: ({ due }) => due,
    opens: ({ id }) => ({ name: `due-${id.slice(4, 14)}`, title: say('recovery.divided'), into: () => <Divided recoveryId={id} /> }),
  },
  { name: 'due_on', word: 'recovery.due_on', sorts: true, day: ({ dueOn }) => dueOn },
  { name: 'left', word: 'recoveries.left', sorts: true, money: ({ left }) => left },
  { name: 'age', word: 'recoveries.age', show: ({ age }) => <AgeTag of={age} /> },
]

const Kind = ({ kind, reference }: Pick<Row, 'kind' | 'reference'>) => (
  <>
    {say(`recovery.kind.${kind}`)}
    {kind !== 'reversal' && <span className="recovery-note">{reference}</span>}
  </>
)

/** How one recovery was divided: asked for once it is opened. */
function Divided({ recoveryId }: { recoveryId: Row['id'] }) {
  const { data } = useQuery(api.recoveries.get.queryOptions({ recoveryId }))
  return data ? <Provenance derivation={data.derivation} /> : null
}

const filters: readonly Filter[] = [
  { name: 'search', word: 'recoveries.filter.search', as: 'text' },
  { name: 'age', word: 'recoveries.filter.age', as: 'choice', choices: ageBuckets.map((value) => ({ value, word: `recoveries.age.${value}` as const })) },
  { name: 'kind', word: 'recoveries.filter.kind', as: 'choice', choices: recoveryKinds.map((value) => ({ value, word: `recovery.kind.${value}` as const })) },
]

/** Everything that came back: what of it is due to the pools, by when, and what each bearer got. */
export function RecoveriesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const listed = useListed(api.recoveries.list.queryOptions(search))
  const { listing } = listed
  const refine = (change: object) => void navigate({ search: (now) => ({ ...now, ...change }) })
  const late = (listing?.ageing ?? []).filter(({ age }) => age !== 'not_due' && age !== 'undated')
  return (
    <Page title={say('recoveries')} count={listing?.count} asOf={useMe().serverDay} about={say('recoveries.what')} actions={<Link {...paths.settlements()}>{say('settlements')}</Link>}>
      {listing && listing.count > 0 && (
        <>
          <Headline>
            <Fact name={say('recoveries.open')}>
              <MoneyText of={listing.sums?.['left']} />
            </Fact>
            <Fact name={say('recoveries.overdue')}>
              <MoneyText
                of={sum(
                  late.map(({ amount }) => amount),
                  late[0]?.amount.currency ?? 'CNY',
                )}
              />
            </Fact>
            <Fact name={say('recoveries.due')}>
              <MoneyText of={listing.sums?.['due']} />
            </Fact>
            <Fact name={say('recoveries.gross')}>
              <MoneyText of={listing.sums?.['gross']} />
            </Fact>
          </Headline>
          {listing.ageing.length > 0 && <Ageing of={listing.ageing} onChoose={(age) => refine({ age, page: undefined })} />}
        </>
      )}
      <Remitting />
      <Section title={say('recoveries.list')}>
        <DataTable
          title={say('recoveries.list')}
          columns={columns}
          rowKey={({ id }) => id}
          filters={filters}
          search={search}
          onSearch={refine}
          firstUse={<EmptyState kind="first_use" title={say('recoveries.none')} what={say('recoveries.none.what')} />}
          {...listed}
        />
      </Section>
      {listing && listing.bearers.length > 0 && (
        <Section title={say('recoveries.bearers')}>
          <DataTable
            title={say('recoveries.bearers')}
            columns={bearerColumns}
            rowKey={({ bearer, amount }) => `${bearer} ${amount.currency}`}
            listing={{ rows: listing.bearers, count: listing.bearers.length }}
          />
        </Section>
      )}
    </Page>
  )
}

const bearerColumns: readonly Column<Outputs['list']['bearers'][number]>[] = [
  { name: 'bearer', word: 'recoveries.bearer', show: ({ bearer }) => say(`bearer.${bearer}`) },
  { name: 'amount', word: 'recoveries.came_back', money: ({ amount }) => amount },
]

/** Who owes whom: banks the pools, and the pools the treasuries of those who paid. */
function Remitting() {
  const { data } = useQuery(api.recoveries.remittances.queryOptions({}))
  if (!data || (data.banks.length === 0 && data.remittances.length === 0 && data.treasuries.length === 0)) return null
  return (
    <>
      <Section title={say('recoveries.banks')}>
        <DataTable
          title={say('recoveries.banks')}
          columns={bankColumns}
          rowKey={({ poolId, bankId }) => `${poolId} ${bankId}`}
          listing={{ rows: data.banks, count: data.banks.length }}
          firstUse={<EmptyState kind="first_use" title={say('recoveries.nothing_due')} />}
        />
      </Section>
      <Section title={say('recoveries.remittances')}>
        <DataTable
          title={say('recoveries.remittances')}
          columns={remittanceColumns}
          rowKey={({ id }) => id}
          listing={{ rows: data.remittances, count: data.remittances.length }}
          firstUse={<EmptyState kind="first_use" title={say('recoveries.remittance.none')} what={say('recoveries.remittance.none.what')} />}
        />
      </Section>
      {data.treasuries.length > 0 && (
        <Section title={say('recoveries.treasuries')}>
          <p className="page-about">{say('recoveries.treasuries.what')}</p>
          <DataTable
            title={say('recoveries.treasuries')}
            columns={treasuryColumns}
            rowKey={({ poolId, treasuryBookId }) => `${poolId} ${treasuryBookId}`}
            listing={{ rows: data.treasuries, count: data.treasuries.length }}
          />
        </Section>
      )}
    </>
  )
}

const bankColumns: readonly Column<BankRow>[] = [
  { name: 'bank', word: 'recoveries.bank', show: ({ bank }) => bank[preferences().language] },
  { name: 'pool', word: 'recoveries.pool', show: ({ poolId, poolCode }) => <Link {...paths.pool(poolId)}>{poolCode}</Link> },
  { name: 'due', word: 'recoveries.open', money: ({ due }) => due },
  ...ageBuckets.map((age): Column<BankRow> => ({ name: age, word: `recoveries.age.${age}`, zero: 'blank', money: ({ ageing }) => ageing[age] })),
  { name: 'credit', word: 'recoveries.credit', zero: 'blank', money: ({ credit }) => credit },
  { name: 'oldest', word: 'recoveries.oldest', show: ({ oldest }) => <DayText of={oldest?.dueOn ?? null} /> },
  { name: 'deeds', word: 'recoveries.deeds', show: (row) => <ReportRemittance of={row} /> },
]

const remittanceColumns: readonly Column<Remittance>[] = [
  { name: 'number', word: 'recoveries.remittance.number', show: ({ number }) => number },
  { name: 'bank', word: 'recoveries.bank', show: ({ bankZh, bankEn }) => (preferences().language === 'zh' ? bankZh : bankEn) },
  { name: 'pool', word: 'recoveries.pool', show: ({ poolId, poolCode }) => <Link {...paths.pool(poolId)}>{poolCode}</Link> },
  { name: 'remittedOn', word: 'recoveries.remittance.remitted_on', day: ({ remittedOn }) => remittedOn },
  { name: 'amount', word: 'recoveries.remittance.amount', money: ({ amount }) => amount },
  { name: 'status', word: 'recoveries.remittance.status', show: (row) => <RemittanceStatus of={row} /> },
  {
    name: 'form',
    word: 'form.remittance',
    show: ({ id, number }) =>
      formKinds.map((kind) => (
        <a key={kind} href={`/api/remittances/${id}/form.${kind}?language=${preferences().language}`} download aria-label={`${say('form.remittance')} ${number} ${say(`form.${kind}`)}`}>
          {say(`form.${kind}`)}{' '}
        </a>
      )),
  },
  { name: 'entry', word: 'recoveries.remittance.entry', show: ({ entryId }) => entryId && <Link {...paths.entry(entryId)}>{say('recoveries.remittance.entry')}</Link> },
  { name: 'deeds', word: 'recoveries.deeds', show: (row) => <ReceiveRemittance of={row} /> },
]

function RemittanceStatus({ of: { entryId, receivedOn, receiptReference } }: { of: Remittance }) {
  if (receivedOn) {
    return (
      <>
        <StatusTag tone="ok">{say('recoveries.remittance.received')}</StatusTag>
        <span className="recovery-note">{receiptReference}</span>
      </>
    )
  }
  return entryId ? (
    <StatusTag tone="going">{say('recoveries.remittance.booked')}</StatusTag>
  ) : (
    <StatusTag tone="watch">{say('recoveries.remittance.reported')}</StatusTag>
  )
}

const treasuryColumns: readonly Column<Treasury>[] = [
  { name: 'treasury', word: 'recoveries.treasury', show: ({ funder }) => funder[preferences().language] },
  { name: 'pool', word: 'recoveries.pool', show: ({ poolId, poolCode }) => <Link {...paths.pool(poolId)}>{poolCode}</Link> },
  { name: 'owed', word: 'recoveries.owed', money: ({ owed }) => owed },
  { name: 'deeds', word: 'recoveries.deeds', show: (row) => <ReturnToTreasury of={row} /> },
]
