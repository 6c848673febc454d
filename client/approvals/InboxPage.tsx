import type { AppRouter } from '@cofund/server/app'
import { type Box, boxes } from '@cofund/shared/approvals/approval.input'
import { proposalNumber } from '@cofund/shared/approvals/proposal'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import './approvals.css'
import { Deadline, statusTones } from './deadline.tsx'

type Row = inferRouterOutputs<AppRouter>['approvals']['inbox']['rows'][number]

const route = getRouteApi('/approvals')

const columns: readonly Column<Row>[] = [
  {
    name: 'number',
    word: 'approval.number',
    sorts: true,
    show: (row) => <Link {...paths.proposal(row.id)}>{proposalNumber(row)}</Link>,
  },
  { name: 'kind', word: 'approval.kind', show: ({ kind }) => say(`proposal.${kind}`) },
  { name: 'about', word: 'approval.about', show: ({ about }) => about },
  { name: 'dueOn', word: 'approval.due_on', sorts: true, show: (row) => <Deadline {...row} /> },
  {
    name: 'status',
    word: 'approval.status',
    show: ({ status }) => <StatusTag tone={statusTones[status]}>{say(`approval.status.${status}`)}</StatusTag>,
  },
  {
    name: 'waitsOn',
    word: 'approval.waits_on',
    show: ({ waitsOn, waitsSince }) =>
      waitsOn.length > 0 && (
        <span className="deadline">
          {waitsOn.map(nameOf).join(say('approval.waits_on.separator'))} <MomentText of={waitsSince} />
        </span>
      ),
  },
  {
    name: 'step',
    word: 'approval.step',
    show: ({ step, steps }) => say('approval.step_of', { step: Math.min(step + 1, steps), steps }),
  },
  { name: 'maker', word: 'approval.maker', show: ({ maker }) => maker.name || say('approval.elsewhere') },
  { name: 'organisation', word: 'approval.organisation', show: ({ organisation }) => nameOf(organisation) },
]

/** The one inbox: what waits for the reader, what they did, what they asked for. */
export function InboxPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const inbox = useListed(api.approvals.inbox.queryOptions(search))
  const { data: counts } = useQuery(api.approvals.counts.queryOptions())
  const { box: shown = 'todo' } = search
  return (
    <Page title={say('approvals')} count={inbox.listing?.count} asOf={useMe().serverDay} about={say('approvals.what')}>
      {(counts?.overdue ?? 0) > 0 && shown !== 'overdue' && (
        <p className="overdue-notice" role="status">
          <Link {...paths.approvals('overdue')}>{say('approval.overdue_notice', { count: counts?.overdue ?? 0 })}</Link>
        </p>
      )}
      <nav className="boxes" aria-label={say('approval.box')}>
        {boxes.map((box: Box) => (
          <Link key={box} {...paths.approvals(box)} aria-current={box === shown ? 'page' : undefined} activeProps={{}}>
            {say('approval.box.count', { box: say(`approval.box.${box}`), count: counts?.[box] ?? '' })}
          </Link>
        ))}
      </nav>
      <DataTable
        title={say(`approval.box.${shown}`)}
        columns={columns}
        rowKey={({ id }) => id}
        {...inbox}
        search={search}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        firstUse={<EmptyState kind="first_use" title={say('approval.nothing')} what={say('approval.nothing.what')} />}
      />
    </Page>
  )
}
