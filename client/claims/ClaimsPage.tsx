import type { AppRouter } from '@cofund/server/app'
import { type ClaimStatus, claimFamilies, claimNumber, claimStatuses } from '@cofund/shared/claims/claim'
import type { ClaimList } from '@cofund/shared/claims/claim.input'
import { deficiencyCodes } from '@cofund/shared/claims/deficiency'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useListed, useLoaded } from '../api.ts'
import { Deadline } from '../approvals/deadline.tsx'
import { paths } from '../paths.ts'
import { useMay, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { Page } from '../ui/Page.tsx'
import { TableSkeleton } from '../ui/Skeletons.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { DecisionLadder } from './ClaimParts.tsx'
import { ClaimStatusTag } from './claim-status.tsx'
import '../approvals/approvals.css'
import './claims.css'
import { Codes } from './deficiencies.tsx'
import { Notices } from './Notices.tsx'

type Listed = inferRouterOutputs<AppRouter>['claims']['list']
type Row = Listed['rows'][number]

const route = getRouteApi('/claims')

const columns: readonly Column<Row>[] = [
  { name: 'number', word: 'claims.number', sorts: true, show: (claim) => <Link {...paths.claim(claim.id)}>{claimNumber(claim)}</Link> },
  {
    name: 'subject',
    word: 'claims.subject',
    show: ({ family, firm, noteNumber, productCode, settledYear }) =>
      family === 'loan' ? (
        <>
          {firm ?? say('claims.firm_unseen')}
          <span className="subject-note">{noteNumber}</span>
        </>
      ) : (
        say('claims.subject_year', { product: productCode ?? '--', year: settledYear ?? '--' })
      ),
  },
  {
    name: 'status',
    word: 'claims.status',
    show: ({ status, codes }) => (
      <>
        <ClaimStatusTag of={status} /> {status === 'returned' && <Codes of={codes} />}
      </>
    ),
  },
  { name: 'dueOn', word: 'claims.due_on', sorts: true, show: (claim) => <DueText of={claim} /> },
  { name: 'bank', word: 'claims.bank', show: ({ bank }) => bank[preferences().language] },
  { name: 'pool', word: 'claims.pool', show: ({ pool }) => pool[preferences().language] },
  { name: 'expected', word: 'claims.expected', sorts: true, money: ({ expected }) => expected, opens: (claim) => (claim.decidedOn === null && claim.expected ? whyOf(claim) : undefined) },
  {
    name: 'payable',
    word: 'claims.payable',
    sorts: true,
    money: ({ payable, decidedOn }) => (decidedOn ? payable : null),
    opens: (claim) => (claim.decidedOn ? whyOf(claim) : undefined),
  },
  { name: 'paid', word: 'claims.paid', money: ({ paid, decidedOn }) => (decidedOn ? paid : null) },
  { name: 'submittedOn', word: 'claims.submitted_on', sorts: true, day: ({ submittedOn }) => submittedOn },
]

/** An amount of the list opens into how it came about, as the claim's own page tells it. */
const whyOf = ({ id, number }: Row) => ({
  name: id,
  title: `${claimNumber({ number })} · ${say('claims.why')}`,
  into: () => <WhyThisAmount claimId={id} />,
})

function WhyThisAmount({ claimId }: { claimId: Row['id'] }) {
  const { data: page } = useQuery(api.claims.page.queryOptions({ claimId }))
  return page ? <DecisionLadder page={page} /> : <TableSkeleton />
}

/** Only what waits on somebody has a deadline. */
const DueText = ({ of: { dueOn, workingDaysLeft } }: { of: Row }) =>
  dueOn ? <Deadline dueOn={dueOn} workingDaysLeft={workingDaysLeft} workingDays={null} /> : null

/** The quick ways through the list: each is only an address. */
const boxes = [
  { word: 'claims.box.waiting', search: { waiting: true, sort: 'dueOn' } },
  { word: 'claims.box.overdue', search: { due: 'overdue', sort: 'dueOn' } },
  { word: 'claims.box.week', search: { due: 'week', sort: 'dueOn' } },
  { word: 'claims.box.all', search: {} },
] as const satisfies readonly { readonly word: string; readonly search: ClaimList }[]

/** Every claim that the reader may see: what waits for them first, by its deadline. */
export function ClaimsPage() {
  const { drill: _drill, unit: _unit, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const { serverDay, permissions } = useMe()
  const claims = useListed(api.claims.list.queryOptions(search))
  const drafts = useMay('claim.draft')
  const { pools, banks } = useLoaded(api.claims.choices.queryOptions())
  const { listing } = claims
  const isBox = (box: (typeof boxes)[number]) =>
    (search.waiting ?? false) === ('waiting' in box.search) && (search.due ?? null) === ('due' in box.search ? box.search.due : null)
  const filters: readonly Filter[] = [
    { as: 'text', name: 'search', word: 'claims.search' },
    { as: 'choice', name: 'status', word: 'claims.status', choices: claimStatuses.map((value) => ({ value, label: statusLabel(value, listing) })) },
    { as: 'choice', name: 'poolId', word: 'claims.pool', choices: pools.map(({ id, name }) => ({ value: id, label: name[preferences().language] })) },
    ...(banks.length > 1
      ? [{ as: 'choice', name: 'bankId', word: 'claims.bank', choices: banks.map(({ id, name }) => ({ value: id, label: name[preferences().language] })) } as const]
      : []),
    { as: 'choice', name: 'year', word: 'claims.year', choices: yearsUpTo(Number(serverDay.slice(0, 4))).map((year) => ({ value: String(year), label: String(year) })) },
    { as: 'choice', name: 'code', word: 'claims.code', choices: deficiencyCodes.map((value) => ({ value, label: value })) },
    { as: 'choice', name: 'family', word: 'claims.family', choices: claimFamilies.map((value) => ({ value, word: `claims.family.${value}` as const })) },
    { as: 'days', name: 'submittedFrom', to: 'submittedTo', word: 'claims.submitted_on' },
  ]
  return (
    <UnitOfView unit="ten_thousand">
      <Page
        title={say('claims')}
        count={listing?.count}
        asOf={serverDay}
        about={say('claims.about')}
        actions={
          <>
            <Link {...paths.deficiency()}>{say('claims.codes')}</Link>
            <a href={`/api/claims.xlsx?${queryOf(search)}`} download>
              {say('claims.export')}
            </a>
            {drafts && <Link {...paths.newClaim()} className="primary-link">{say('claims.new')}</Link>}
          </>
        }
      >
        {permissions.includes('claim.draft') && <Notices />}
        <nav className="boxes" aria-label={say('claims.boxes')}>
          {boxes.map((box) => (
            <Box key={box.word} of={box} isHere={isBox(box)} />
          ))}
        </nav>
        <DataTable
          title={say('claims')}
          columns={columns}
          filters={filters}
          rowKey={({ id }) => id}
          {...claims}
          search={search}
          onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...readChange(change) }) })}
          firstUse={
            <EmptyState
              kind={search.waiting || search.due ? 'no_results' : 'first_use'}
              title={search.waiting || search.due ? say('claims.nothing_waits') : say('claims.first_use')}
              what={search.waiting || search.due ? say('claims.nothing_waits.what') : say('claims.first_use.what')}
              action={search.waiting || search.due ? <Link {...paths.claims()}>{say('claims.box.all')}</Link> : drafts ? <Link {...paths.newClaim()}>{say('claims.new')}</Link> : undefined}
            />
          }
        />
      </Page>
    </UnitOfView>
  )
}

/** A quick view with how many stand in it. */
function Box({ of: { word, search }, isHere }: { of: (typeof boxes)[number]; isHere: boolean }) {
  const { data } = useQuery(api.claims.list.queryOptions(search))
  return (
    <Link to="/claims" search={search} activeProps={{}} aria-current={isHere ? 'page' : undefined}>
      {say('approval.box.count', { box: say(word), count: data?.count ?? '' })}
    </Link>
  )
}

/** "已退回 (3)": how many stand in each state under the other filters. */
function statusLabel(status: ClaimStatus, listing: Listed | undefined): string {
  const count = listing?.counts[status]
  return count === undefined ? say(`claim.status.${status}`) : say('claims.status_count', { status: say(`claim.status.${status}`), count })
}

/** Since the first scheme of the district's plan. */
const yearsUpTo = (last: number): readonly number[] => Array.from({ length: last - 2010 }, (_, index) => last - index)

/** A choice comes as text; the address keeps a year as the number that the procedure takes. */
const readChange = (change: Readonly<Record<string, unknown>>) =>
  typeof change['year'] === 'string' ? { ...change, year: Number(change['year']) } : change

const queryOf = (search: ClaimList): string => {
  const { page: _page, size: _size, ...rest } = search
  const told = Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return new URLSearchParams([...told, ['language', preferences().language]]).toString()
}
