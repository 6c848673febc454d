import type { AppRouter } from '@cofund/server/app'
import type { Money } from '@cofund/shared/kernel/money'
import { ppm } from '@cofund/shared/kernel/rate'
import { owedOf } from '@cofund/shared/pools/contribution'
import type { PoolId, PoolParty } from '@cofund/shared/pools/pool'
import type { RoomPart, RoomPartName } from '@cofund/shared/pools/room'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Select } from 'antd'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { wholeAmount } from '../ui/amount.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, Unknown } from '../ui/DayText.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { Meter } from '../ui/Meter.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { percentText } from '../ui/RatioText.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import { Breakers } from './Breakers.tsx'
import { CallContribution, PayContribution } from './contribution-deeds.tsx'
import { SetMember, SetQuota } from './member-deeds.tsx'
import { shareOfWhole, timesText } from './pool-figures.ts'
import { QuotaMeter } from './QuotaMeter.tsx'
import './pools.css'

const route = getRouteApi('/pools/$poolId')

export type PoolPageData = inferRouterOutputs<AppRouter>['pools']['get']
export type Oversight = NonNullable<PoolPageData['oversight']>

const pageOptions = (poolId: PoolId, year?: number) => api.pools.get.queryOptions({ poolId, year })
export const loadPoolPage = (poolId: PoolId) => queryClient.fetchQuery(pageOptions(poolId))

/** One pool: what it can still bear and what stands in its way, who pays for it, who lends under it, and what their losses do. */
export function PoolPage() {
  const { poolId } = route.useParams()
  const { year: asked } = route.useSearch()
  const data = useLoaded(pageOptions(poolId, asked))
  const { pool, keeper, oversight } = data
  const { serverDay } = useMe()
  const keeps = membershipOf(useMe()).organisation.id === pool.organisationId
  const manages = useMay('pool.manage') && keeps
  return (
    <Page
      title={nameOf(pool)}
      asOf={serverDay}
      about={`${pool.code} · ${nameOf(keeper)} · ${say(`pool.funding.${pool.funding}`)} · ${say(`pool.route.${pool.routeCode}`)}`}
      actions={
        <>
          {oversight && <Link {...paths.policyVersion(oversight.schemeVersionId)}>{say('pool.see_scheme')}</Link>}
          {oversight && <Link {...paths.book(pool.bookId)}>{say('pool.see_book')}</Link>}
        </>
      }
    >
      {oversight ? (
        <>
          <Solvency pool={pool} oversight={oversight} />
          <Limits room={oversight.room} />
          <Funders data={data} oversight={oversight} />
          {pool.funding === 'pool_cash' && <Contributions data={data} oversight={oversight} manages={manages} />}
        </>
      ) : (
        <p className="page-about">{say('pool.stands_for_banks')}</p>
      )}
      <Members data={data} manages={manages} />
      {oversight && (
        <>
          <Caps data={data} oversight={oversight} />
          <Breakers data={data} oversight={oversight} manages={manages} />
          <Statements oversight={oversight} />
        </>
      )}
      <Terms data={data} />
    </Page>
  )
}

function Solvency({ pool, oversight: { figures, room, reservedFor } }: { pool: PoolPageData['pool']; oversight: Oversight }) {
  const cash = { bookId: pool.bookId, head: 'cash', detail: '' } as const
  const unreserved = room.parts.find(({ name }) => name === 'cash' || name === 'indicator')
  return (
    <Headline>
      <Fact
        name={say('pool.room')}
        note={room.least ? say('pool.room.binding', { part: say(`room.part.${room.least.binding}`) }) : say('pool.room.unknown', { part: unknownParts(room.parts) })}
      >
        {room.least ? <Derived name="room" title={say('pool.room')} of={room.least} /> : <Unknown />}
      </Fact>
      {pool.funding === 'pool_cash' ? (
        <Fact name={say('pool.cash')}>
          <Link {...paths.account(cash, pool.currency, {})}>
            <MoneyText of={figures.cash} />
          </Link>
        </Fact>
      ) : (
        <Fact name={say('pool.unspent')}>
          <MoneyText of={figures.unspent} />
        </Fact>
      )}
      <Fact name={say('pool.reserved')} note={say('pool.reserved.what')}>
        <DrillNumber name="reserved" title={say('pool.reserved.by_bank')} into={() => <ReservedByBank rows={reservedFor} />}>
          <MoneyText of={figures.reserved} />
        </DrillNumber>
      </Fact>
      <Fact name={say(pool.funding === 'pool_cash' ? 'pool.unreserved' : 'pool.unspent.less_reserved')}>{unreserved?.left ? <Derived name="unreserved" title={say('pool.unreserved')} of={unreserved.left} /> : <Unknown />}</Fact>
      <Fact name={say('pool.exposure')} {...(pool.leverageHundredths !== null && { note: say('pool.leverage.times', { times: timesText(pool.leverageHundredths) }) })}>
        <Link {...paths.account({ bookId: pool.bookId, head: 'exposure', detail: '' }, pool.currency, {})}>
          <MoneyText of={figures.exposure} />
        </Link>
      </Fact>
    </Headline>
  )
}

const reservedColumns: readonly Column<Oversight['reservedFor'][number]>[] = [
  { name: 'bank', word: 'pool.member', show: (bank) => nameOf(bank) },
  { name: 'amount', word: 'pool.reserved', money: ({ amount }) => amount },
]

const ReservedByBank = ({ rows }: { rows: Oversight['reservedFor'] }) => (
  <DataTable plain title={say('pool.reserved.by_bank')} columns={reservedColumns} rowKey={({ nameZh }) => nameZh} listing={{ rows, count: rows.length }} />
)

const unknownParts = (parts: readonly RoomPart[]): string =>
  parts
    .filter(({ left }) => left === null)
    .map(({ name }) => say(`room.part.${name}`))
    .join(' · ')

/** An amount that opens into how it came about. */
function Derived({ name, title, of }: { name: string; title: string; of: NonNullable<RoomPart['left']> }) {
  return (
    <DrillNumber name={name} title={title} into={() => <Provenance derivation={of.derivation} />}>
      <MoneyText of={of.amount} />
    </DrillNumber>
  )
}

interface LimitRow extends RoomPart {
  readonly binds: boolean
}

const limitColumns: readonly Column<LimitRow>[] = [
  { name: 'part', word: 'pool.room.part', show: ({ name }) => say(`pool.limit.${name}`) },
  { name: 'bounds', word: 'pool.room.bounds', show: ({ name }) => say(name === 'leverage' ? 'pool.room.for_loans' : 'pool.room.for_payouts') },
  { name: 'left', word: 'pool.room.left', figure: ({ name, left }) => (left ? <Derived name={`limit-${name}`} title={say(`pool.limit.${name}`)} of={left} /> : <Unknown />) },
  { name: 'binds', word: 'pool.room.binds', show: ({ binds }) => (binds ? <StatusTag tone="watch">{say('pool.room.binds')}</StatusTag> : '') },
]

function Limits({ room }: { room: Oversight['room'] }) {
  const rows = room.parts.map((part): LimitRow => ({ ...part, binds: part.name === room.least?.binding }))
  return (
    <Section title={say('pool.room.limits')}>
      <DataTable title={say('pool.room.limits')} columns={limitColumns} rowKey={({ name }: { name: RoomPartName }) => name} listing={{ rows, count: rows.length }} />
    </Section>
  )
}

type FunderRow = Oversight['funders'][number]

const funderColumns: readonly Column<FunderRow>[] = [
  { name: 'funder', word: 'pool.funder', show: (funder) => nameOf(funder) },
  { name: 'tier', word: 'pool.tier', show: ({ tier }) => say(`bearer.${tier}`) },
  { name: 'share', word: 'pool.share', percent: ({ sharePpm }) => ppm(sharePpm) },
  { name: 'pays', word: 'pool.pays', show: ({ pays }) => say(`pool.pays.${pays}`) },
  { name: 'called', word: 'pool.called', money: ({ called }) => called },
  { name: 'paid', word: 'pool.paid', money: ({ paid }) => paid },
  { name: 'owes', word: 'pool.due_from', money: ({ owes }) => owes },
  { name: 'isOwed', word: 'pool.due_to', money: ({ isOwed }) => isOwed },
]

function Funders({ data: { pool }, oversight: { funders } }: { data: PoolPageData; oversight: Oversight }) {
  return (
    <Section title={say('pool.funders')}>
      <DataTable title={say('pool.funders')} columns={funderColumns} rowKey={({ treasuryBookId }) => treasuryBookId} listing={{ rows: funders, count: funders.length, sums: sumsOf(funders, pool.currency) }} />
    </Section>
  )
}

function sumsOf(funders: readonly FunderRow[], currency: Money['currency']) {
  const sum = (of: (funder: FunderRow) => Money): Money => ({ minor: funders.reduce((total, funder) => total + of(funder).minor, 0n), currency })
  return { called: sum(({ called }) => called), paid: sum(({ paid }) => paid), owes: sum(({ owes }) => owes), isOwed: sum(({ isOwed }) => isOwed) }
}

type ContributionRow = Oversight['contributions'][number] & { readonly pool: PoolPageData['pool']; readonly today: string }

const contributionColumns: readonly Column<ContributionRow>[] = [
  {
    name: 'document',
    word: 'pool.contribution.document',
    show: ({ documentNumber, entryId }) => <Link {...paths.entry(entryId)}>{documentNumber}</Link>,
  },
  { name: 'funder', word: 'pool.funder', show: (row) => funderName(row) },
  { name: 'calledOn', word: 'pool.contribution.called_on', day: ({ calledOn }) => calledOn },
  { name: 'dueOn', word: 'pool.contribution.due_on', show: (row) => <DueDay of={row} /> },
  { name: 'amount', word: 'pool.contribution.amount', money: ({ amount }) => amount },
  { name: 'paid', word: 'pool.paid', money: ({ paid }) => paid },
  { name: 'owed', word: 'pool.owed', money: (row) => owedOf(row) },
  {
    name: 'payments',
    word: 'pool.contribution.payments',
    show: ({ payments }) =>
      payments.map((payment) => (
        <span key={payment.entryId} className="pool-payment">
          <Link {...paths.entry(payment.entryId)} title={payment.reference}>
            {payment.paidOn}
          </Link>
          <span className="pool-note">{receiptText(payment)}</span>
        </span>
      )),
  },
  { name: 'deeds', word: 'pool.deeds', show: (row) => <PayContribution pool={row.pool} contribution={row} /> },
]

const receiptText = ({ paidBy, receipt }: ContributionRow['payments'][number]): string => {
  if (paidBy === 'advance') return say('pool.contribution.by.advance')
  return receipt ? say('pool.contribution.receipt', { day: receipt.on }) : say('pool.contribution.no_receipt')
}

const funderName = ({ pool, tier, jurisdictionCode }: ContributionRow): string => {
  const funder = pool.funders.find((each) => each.tier === tier && each.jurisdictionCode === jurisdictionCode)
  return funder ? nameOf(funder) : tier
}

function DueDay({ of: { dueOn, today, amount, paid } }: { of: ContributionRow }) {
  if (!dueOn) return <Unknown />
  const late = dueOn < today && paid.minor < amount.minor
  return (
    <>
      <DayText of={dueOn} />
      {late && (
        <>
          {' '}
          <StatusTag tone="risk">{say('pool.contribution.overdue')}</StatusTag>
        </>
      )}
    </>
  )
}

function Contributions({ data: { pool }, oversight: { contributions }, manages }: { data: PoolPageData; oversight: Oversight; manages: boolean }) {
  const { serverDay: today } = useMe()
  const rows = contributions.map((contribution): ContributionRow => ({ ...contribution, pool, today }))
  return (
    <Section title={say('pool.contributions')} actions={<CallContribution pool={pool} disabledBecause={manages ? undefined : say('pool.keeper_only')} />}>
      <DataTable
        title={say('pool.contributions')}
        columns={contributionColumns}
        rowKey={({ id }) => id}
        listing={{ rows, count: rows.length }}
        firstUse={<EmptyState kind="first_use" title={say('pool.contribution.none')} what={say('pool.contribution.none.what')} />}
      />
    </Section>
  )
}

type MemberRow = PoolPageData['members'][number] & { readonly data: PoolPageData; readonly manages: boolean }

const memberTones: Readonly<Record<'active' | 'suspended' | 'ended', Tone>> = { active: 'ok', suspended: 'watch', ended: 'quiet' }

const standingOf = ({ endedOn, suspendedOn }: MemberRow, today: string) =>
  endedOn && endedOn <= today ? 'ended' : suspendedOn && suspendedOn <= today ? 'suspended' : 'active'

function Standing({ of: member }: { of: MemberRow }) {
  const standing = standingOf(member, useMe().serverDay)
  return <StatusTag tone={memberTones[standing]}>{say(`pool.member.standing.${standing}`)}</StatusTag>
}

const productsOf = ({ products }: MemberRow): string =>
  products
    .filter(({ endedOn }) => endedOn === null)
    .map(({ name }) => name)
    .join(say('pool.and'))

const quotaOf = ({ quotas, data }: MemberRow) => quotas.find(({ year }) => year === data.year)

const memberColumns: readonly Column<MemberRow>[] = [
  { name: 'member', word: 'pool.member', show: (member) => nameOf(member) },
  { name: 'standing', word: 'pool.member.standing', show: (member) => <Standing of={member} /> },
  {
    name: 'agreement',
    word: 'pool.member.agreement',
    show: ({ agreementNumber, agreedOn }) => (
      <>
        {agreementNumber}
        <span className="pool-note">{agreedOn}</span>
      </>
    ),
  },
  { name: 'products', word: 'pool.member.products', show: (member) => <span className="pool-products">{productsOf(member)}</span> },
  { name: 'granted', word: 'pool.quota.granted', money: (member) => quotaOf(member)?.granted ?? null },
  { name: 'occupied', word: 'pool.quota.occupied', money: (member) => quotaOf(member)?.occupied ?? null },
  {
    name: 'use',
    word: 'pool.quota.used_share',
    show: (member) => {
      const quota = quotaOf(member)
      return quota ? <QuotaMeter {...quota} /> : say('pool.quota.none')
    },
  },
]

const memberDeeds: Column<MemberRow> = {
  name: 'deeds',
  word: 'pool.deeds',
  show: (member) =>
    member.manages && (
      <span className="pool-row-deeds">
        <SetQuota pool={member.data.pool} member={member} year={member.data.year} />
        <SetMember pool={member.data.pool} member={member} />
      </span>
    ),
}

function Members({ data, manages }: { data: PoolPageData; manages: boolean }) {
  const rows = data.members.map((member): MemberRow => ({ ...member, data, manages }))
  const columns = manages ? [...memberColumns, memberDeeds] : memberColumns
  return (
    <Section
      title={say('pool.members')}
      actions={
        <div className="page-actions">
          <YearChoice data={data} />
          {manages && <SetMember pool={data.pool} />}
        </div>
      }
    >
      <DataTable
        title={say('pool.members')}
        columns={columns}
        rowKey={({ organisationId }) => organisationId}
        listing={{ rows, count: rows.length }}
        firstUse={<EmptyState kind="first_use" title={say('pool.members.none')} what={say('pool.members.none.what')} />}
      />
    </Section>
  )
}

/** Quotas and breakers are of a year; the address says which. */
function YearChoice({ data: { pool, year } }: { data: PoolPageData }) {
  const navigate = route.useNavigate()
  const first = Number(pool.openedOn.slice(0, 4))
  const last = Number(useMe().serverDay.slice(0, 4)) + 1
  const years = Array.from({ length: last - first + 1 }, (_, index) => last - index)
  return (
    <Select
      aria-label={say('pool.year')}
      value={year}
      options={years.map((value) => ({ value, label: String(value) }))}
      onChange={(value) => void navigate({ search: (now) => ({ ...now, year: value }), replace: true })}
    />
  )
}

interface CapRow {
  readonly key: string
  readonly cap: string
  readonly countsFor: string
  readonly used: Money | null
  readonly limit: Money | null
}

const capColumns: readonly Column<CapRow>[] = [
  { name: 'cap', word: 'pool.cap.scope', show: ({ cap }) => cap },
  { name: 'countsFor', word: 'pool.cap.counts_for', show: ({ countsFor }) => countsFor },
  { name: 'used', word: 'pool.cap.used', money: ({ used }) => used, unsummed: true },
  { name: 'limit', word: 'pool.cap.limit', show: ({ limit }) => (limit ? <MoneyText of={limit} /> : say('pool.cap.by_fact')) },
  {
    name: 'share',
    word: 'pool.quota.used_share',
    show: ({ used, limit }) =>
      used && limit ? (
        <Meter
          part={used.minor}
          whole={limit.minor}
          said={say('pool.use', { used: wholeAmount(used), limit: wholeAmount(limit), share: percentText(shareOfWhole(used.minor, limit.minor)) })}
        />
      ) : (
        ''
      ),
  },
]

/** Each cap that adds up, with whoever has used any of it; one that nobody has used stands once. */
function capRows({ pool }: PoolPageData, { caps, capUses }: Oversight): readonly CapRow[] {
  const amount = (minor: bigint): Money => ({ minor, currency: pool.currency })
  return caps.flatMap(({ scope, limit, ofPool }, index): readonly CapRow[] => {
    const plain = scope.replace('_joint', '') as 'firm' | 'bank_year' | 'pool_year' | 'pool_period'
    const named = say(`scope.${plain}`)
    const cap = ofPool ? say('pool.cap.cooperation') : plain === scope ? named : say('pool.cap.joint', { scope: named })
    const uses = capUses.filter((use) => use.scope === scope)
    const row = { cap, limit: limit === null ? null : amount(limit) }
    if (uses.length === 0) return [{ ...row, key: `${index}`, countsFor: say('pool.cap.unused'), used: amount(0n) }]
    return uses.map((use) => ({ ...row, key: `${index} ${use.countsFor}`, countsFor: capName(use), used: amount(use.usedMinor) }))
  })
}

function capName({ countsFor, name }: Oversight['capUses'][number]): string {
  if (countsFor === 'all') return say('pool.cap.all')
  const [, year] = countsFor.split(':')
  if (!name) return countsFor
  const called = nameOf({ nameZh: name.zh, nameEn: name.en })
  return year ? `${called} · ${year}` : called
}

function Caps({ data, oversight }: { data: PoolPageData; oversight: Oversight }) {
  const rows = capRows(data, oversight)
  return (
    <Section title={say('pool.caps')}>
      {rows.length === 0 ? (
        <p className="page-about">{`${say('pool.caps.none')} · ${say('pool.caps.none.what')}`}</p>
      ) : (
        <DataTable title={say('pool.caps')} columns={capColumns} rowKey={({ key }) => key} listing={{ rows, count: rows.length }} />
      )}
    </Section>
  )
}

function Statements({ oversight: { statements } }: { oversight: Oversight }) {
  return (
    <Section title={say('pool.statement')}>
      {statements.length === 0 && <p className="page-about">{`${say('pool.statement.none')} · ${say('pool.statement.none.what')}`}</p>}
      {statements.map((statement) => (
        <Facts key={statement.bankAccountId}>
          <Fact name={say('pool.statement.bank')} note={say('pool.statement.on', { day: statement.on })}>
            {statement.table ? <MoneyText of={statement.table.statement} /> : <Unknown />}
          </Fact>
          <Fact name={say('pool.statement.book')}>
            <MoneyText of={statement.book} />
          </Fact>
          <Fact name={say('pool.statement.bank_left')}>{say('pool.statement.items', { count: statement.bankLeft })}</Fact>
          <Fact name={say('pool.statement.book_left')}>{say('pool.statement.items', { count: statement.bookLeft })}</Fact>
          <Fact name={say('pool.breaker.state')}>
            <StatementTag of={statement} />
          </Fact>
          <Fact name={`${statement.name} ${statement.masked}`}>
            <Link {...paths.bankAccount(statement.bankAccountId)}>{say('pool.statement.open')}</Link>
          </Fact>
        </Facts>
      ))}
    </Section>
  )
}

function StatementTag({ of: { table } }: { of: Oversight['statements'][number] }) {
  if (!table) return <StatusTag tone="watch">{say('pool.statement.unknown')}</StatusTag>
  if (table.difference.minor !== 0n) return <StatusTag tone="risk">{say('pool.statement.unexplained')}</StatusTag>
  const same = table.statement.minor === table.book.minor
  return <StatusTag tone={same ? 'ok' : 'going'}>{say(same ? 'pool.statement.equal' : 'pool.statement.explained')}</StatusTag>
}

/** What was agreed when the pool was opened, and who does what for it. */
function Terms({ data: { pool } }: { data: PoolPageData }) {
  const byPart = Map.groupBy(pool.parties, ({ part }: PoolParty) => part)
  return (
    <Section title={say('pool.terms')}>
      <Facts>
        <Fact name={say('pool.scheme')}>{pool.schemeCode}</Fact>
        <Fact name={say('pool.rule_set')}>{pool.ruleSetCode}</Fact>
        <Fact name={say('pool.opened_on')}>
          <DayText of={pool.openedOn} />
        </Fact>
        <Fact name={say('pool.leverage')}>
          {pool.leverageHundredths === null ? say('pool.no_leverage') : say('pool.leverage.times', { times: timesText(pool.leverageHundredths) })}
        </Fact>
        <Fact name={say('pool.period_cap')}>{pool.periodCap ? <MoneyText of={pool.periodCap} /> : say('pool.no_leverage')}</Fact>
        <Fact name={say('pool.recoveries_go')}>{say(`pool.recoveries_go.${pool.recoveriesGo}`)}</Fact>
        {[...byPart].map(([part, parties]) => (
          <Fact key={part} name={say(`pool.part.${part}`)}>
            {parties.map((party) => nameOf(party)).join(say('pool.and'))}
          </Fact>
        ))}
      </Facts>
    </Section>
  )
}
