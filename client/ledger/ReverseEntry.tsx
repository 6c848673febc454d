import type { AppRouter } from '@cofund/server/app'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import type { Book } from '@cofund/shared/ledger/book'
import { isKeptByDeed } from '@cofund/shared/ledger/entry'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Input, Modal } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, once, refresh } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { useSayRefusal } from '../sentences.tsx'
import { Button } from '../ui/Button.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { voucherText } from './naming.ts'

interface ReverseEntryProps {
  readonly entry: inferRouterOutputs<AppRouter>['ledger']['entry']['entry']
  readonly book: Book
}

interface ReversalFields {
  readonly effectiveOn: Dayjs
  readonly note: string
}

/** For who may: undoes the entry by its opposite, with a day and a reason. The original stays as it is. */
export function ReverseEntry({ entry, book }: ReverseEntryProps) {
  const [asks, setAsks] = useState<string>()
  const sayRefusal = useSayRefusal()
  const keeps = membershipOf(useMe()).organisation.id === book.organisationId
  if (!useMay('ledger.reverse') || !keeps) return null
  const because = entry.reversedBy
    ? say('ledger.reverse.done_already')
    : entry.reverses
      ? say('ledger.reverse.is_one')
      : isKeptByDeed(entry)
        ? sayRefusal({ code: 'ledger.kept_by_deed', facts: {} })
        : undefined
  return (
    <>
      <Button dangerous disabledBecause={because} onPress={() => setAsks(crypto.randomUUID())}>
        {say('ledger.reverse')}
      </Button>
      <Modal
        open={asks !== undefined}
        title={say('ledger.reverse.confirm', { voucher: voucherText(book, entry.sequence) })}
        footer={null}
        destroyOnHidden
        onCancel={() => setAsks(undefined)}
      >
        {asks && <ReversalForm entry={entry} idempotencyKey={asks} />}
      </Modal>
    </>
  )
}

function ReversalForm({ entry, idempotencyKey }: Pick<ReverseEntryProps, 'entry'> & { idempotencyKey: string }) {
  const { serverDay } = useMe()
  const navigate = useNavigate()
  const reverse = useMutation(
    api.ledger.reverse.mutationOptions({
      trpc: once(idempotencyKey),
      meta: { shownByPage: true },
      onSuccess: async ({ entries }) => {
        await refresh(api.ledger)
        const own = entries.find(({ bookId }) => bookId === entry.bookId)
        if (own) await navigate(paths.entry(own.id))
      },
    }),
  )
  const send = ({ effectiveOn, note }: ReversalFields) =>
    reverse.mutate({ entryId: entry.id, effectiveOn: dayOf(effectiveOn) ?? serverDay, note })
  return (
    <Form<ReversalFields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ effectiveOn: dayjs(serverDay) }}
      onFinish={send}
    >
      <p className="page-about">{say('ledger.reverse.what')}</p>
      {entry.transferId && <p className="page-about">{say('ledger.reverse.both_sides')}</p>}
      {reverse.error && <ErrorNotice of={reverse.error} />}
      <Form.Item
        name="effectiveOn"
        label={say('ledger.effective_on')}
        rules={[{ required: true, message: say('ledger.post.required') }]}
      >
        <DayPicker allowClear={false} minDate={dayjs(entry.effectiveOn)} maxDate={dayjs(serverDay)} />
      </Form.Item>
      <Form.Item
        name="note"
        label={say('ledger.reverse.reason')}
        rules={[{ required: true, whitespace: true, message: say('ledger.post.required') }]}
      >
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Button dangerous submits busy={reverse.isPending}>
        {say('ledger.reverse')}
      </Button>
    </Form>
  )
}

const dayOf = (picked: Dayjs): PlainDate | undefined => parsePlainDate(picked.format('YYYY-MM-DD'))
