import { LockFilled, UnlockOutlined } from '@ant-design/icons'
import type { AppRouter } from '@cofund/server/app'
import { type PlainDate, addMonths } from '@cofund/shared/kernel/plain-date'
import type { Book, BookId } from '@cofund/shared/ledger/book'
import { type Month, lastDayOf, monthOfDay, monthText, nextMonth } from '@cofund/shared/ledger/period'
import { Link } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, useMay, useMe } from '../people/me.ts'
import { Propose, useProposing } from '../Propose.tsx'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Section } from '../ui/Page.tsx'
import { RunReport } from './RunReport.tsx'
import { voucherText } from './naming.ts'

type Turn = inferRouterOutputs<AppRouter>['ledger']['periods']['events'][number]

const periodsOf = (bookId: BookId) => api.ledger.periods.queryOptions({ bookId })

/** Through which month a book is closed: a lock, and the words for it. */
export function ClosedThrough({ bookId }: { bookId: BookId }) {
  const { closedThrough } = useLoaded(periodsOf(bookId))
  return closedThrough ? (
    <span className="status status-ok">
      <LockFilled aria-hidden />
      {say('ledger.period.closed_through', { month: monthText(closedThrough) })}
    </span>
  ) : (
    <span className="status status-quiet">
      <UnlockOutlined aria-hidden />
      {say('ledger.period.none_closed')}
    </span>
  )
}

/** What of a book is closed and how that came about; its keeper proposes the next closing here, and a second person agrees. */
export function Periods({ book }: { book: Book }) {
  const { closedThrough, events } = useLoaded(periodsOf(book.id))
  return (
    <Section title={say('ledger.period.state')} actions={<Turns book={book} closedThrough={closedThrough} />}>
      <p>
        <ClosedThrough bookId={book.id} />
      </p>
      <p className="page-about">{say('ledger.period.what')}</p>
      {events.length > 0 && (
        <DataTable
          title={say('ledger.period.history')}
          columns={turnColumns(book)}
          rowKey={({ place }) => String(place)}
          listing={{ rows: events, count: events.length }}
        />
      )}
    </Section>
  )
}

function Turns({ book, closedThrough }: { book: Book; closedThrough: Month | null }) {
  const me = useMe()
  const may = useMay('ledger.post')
  const keeps = membershipOf(me).organisation.id === book.organisationId
  const next = closedThrough ? nextMonth(closedThrough) : addMonths(monthOfDay(me.serverDay), -1)
  return (
    <div className="as-of-pickers">
      {closedThrough && (
        <RunReport bookId={book.id} on={lastDayOf(closedThrough)} basis="posted">
          {say('report.run_month', { month: monthText(closedThrough) })}
        </RunReport>
      )}
      {may && keeps && <Close bookId={book.id} month={next} today={me.serverDay} />}
      {may && keeps && closedThrough && <Reopen bookId={book.id} month={closedThrough} />}
    </div>
  )
}

function Close({ bookId, month, today }: { bookId: BookId; month: Month; today: PlainDate }) {
  const notOver = lastDayOf(month) >= today ? say('ledger.period.not_over', { month: monthText(month) }) : undefined
  return (
    <Propose deed={{ kind: 'ledger.close_period', what: { bookId, month } }} disabledBecause={notOver}>
      {say('ledger.period.close', { month: monthText(month) })}
    </Propose>
  )
}

function Reopen({ bookId, month }: { bookId: BookId; month: Month }) {
  const [asking, setAsking] = useState(false)
  const { send, busy, error, answer } = useProposing({ shownByPage: true, onClose: () => setAsking(false) })
  return (
    <>
      <Button onPress={() => setAsking(true)}>{say('ledger.period.reopen', { month: monthText(month) })}</Button>
      <Modal
        open={asking}
        title={say('ledger.period.reopen', { month: monthText(month) })}
        footer={null}
        destroyOnHidden
        onCancel={() => setAsking(false)}
      >
        <Form<{ reason: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={({ reason }) => send({ kind: 'ledger.reopen_period', what: { bookId, month, reason } })}
        >
          {error && <ErrorNotice of={error} />}
          <Form.Item
            name="reason"
            label={say('ledger.period.reason')}
            rules={[{ required: true, whitespace: true, message: say('ledger.post.required') }]}
          >
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
          <Button submits primary busy={busy}>
            {say('ledger.period.reopen_month')}
          </Button>
        </Form>
      </Modal>
      {answer}
    </>
  )
}

const turnColumns = (book: { readonly code: string }): readonly Column<Turn>[] => [
  {
    name: 'event',
    word: 'ledger.period.event',
    show: ({ event, proposalId }) => {
      const said = say(`ledger.period.event.${event}`)
      return proposalId ? <Link {...paths.proposal(proposalId)}>{said}</Link> : said
    },
  },
  { name: 'month', word: 'ledger.period.month', show: ({ month }) => monthText(month) },
  { name: 'by', word: 'ledger.period.by', show: ({ maker, checker }) => `${maker ?? '--'} / ${checker ?? '--'}` },
  {
    name: 'atSequence',
    word: 'ledger.period.at_voucher',
    show: ({ atSequence }) => (atSequence === 0n ? '--' : voucherText(book, atSequence)),
  },
  { name: 'reason', word: 'ledger.period.reason', show: ({ reason }) => reason ?? '' },
  { name: 'recordedAt', word: 'ledger.recorded_at', show: ({ recordedAt }) => <MomentText of={recordedAt} /> },
]
