import type { AppRouter } from '@cofund/server/app'
import { toDecimal } from '@cofund/shared/kernel/money'
import { useMutation } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Modal } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type ReactNode, useState } from 'react'
import { api, once, queryClient } from '../api.ts'
import { membershipOf, useMay, useMe } from '../people/me.ts'
import { AmountField, DayField, TextField, amountOf, dayOf } from '../pools/fields.tsx'
import { PoolDeed } from '../pools/PoolDeed.tsx'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'

type Remittances = inferRouterOutputs<AppRouter>['recoveries']['remittances']

/** What the page shows is asked for again before the window closes over it. */
async function shownAnew(done: () => void): Promise<void> {
  await queryClient.invalidateQueries()
  done()
}

interface AskProps<Fields> {
  readonly label: string
  readonly what: string
  readonly initial: Partial<Fields>
  readonly busy: boolean
  readonly error: unknown
  readonly onSend: (fields: Fields, done: () => void) => void
  readonly children: ReactNode
}

/** A button that asks for what a command of one person needs. */
function Ask<Fields extends object>({ label, what, initial, busy, error, onSend, children }: AskProps<Fields>) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button onPress={() => setIsOpen(true)}>{label}</Button>
      <Modal open={isOpen} title={label} footer={null} destroyOnHidden onCancel={() => setIsOpen(false)}>
        <Form<Fields> layout="vertical" requiredMark={false} initialValues={initial} onFinish={(fields) => onSend(fields, () => setIsOpen(false))}>
          <p className="page-about">{what}</p>
          {error ? <ErrorNotice of={error} /> : null}
          {children}
          <Button submits primary busy={busy}>
            {label}
          </Button>
        </Form>
      </Modal>
    </>
  )
}

interface ReportFields {
  readonly number: string
  readonly remittedOn: Dayjs
  readonly amount: string
}

/** For the bank's maker: what it has sent to the pool's account. */
export function ReportRemittance({ of: { poolId, bankId, due } }: { of: Remittances['banks'][number] }) {
  const me = useMe()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const report = useMutation(
    api.recoveries.reportRemittance.mutationOptions({ trpc: once(key), meta: { shownByPage: true }, onSettled: () => setKey(crypto.randomUUID()) }),
  )
  if (!useMay('recovery.report') || membershipOf(me).organisation.id !== bankId || due.minor === 0n) return null
  return (
    <Ask<ReportFields>
      label={say('recoveries.remittance.report')}
      what={say('recoveries.remittance.report.what')}
      initial={{ remittedOn: dayjs(me.serverDay), amount: toDecimal(due) }}
      busy={report.isPending}
      error={report.error}
      onSend={({ number, remittedOn, amount }, done) => {
        const read = amountOf(amount, due.currency)
        if (read) report.mutate({ poolId, number, remittedOn: dayOf(remittedOn), minor: read.minor }, { onSuccess: () => shownAnew(done) })
      }}
    >
      <TextField name="number" word="recoveries.remittance.number" />
      <DayField name="remittedOn" word="recoveries.remittance.remitted_on" latest={dayjs(me.serverDay)} />
      <AmountField name="amount" word="recoveries.remittance.amount" currency={due.currency} />
    </Ask>
  )
}

/** For the pool's keeper: the money is booked, then looked for in the bank's statement. */
export function ReceiveRemittance({ of: { id, entryId, receivedOn } }: { of: Remittances['remittances'][number] }) {
  const me = useMe()
  const may = useMay('recovery.manage')
  const book = useMutation(api.recoveries.bookRemittance.mutationOptions({ meta: { shownByPage: true } }))
  const confirm = useMutation(api.recoveries.confirmRemittance.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }))
  if (!may || receivedOn) return null
  if (entryId) {
    return (
      <Button busy={confirm.isPending} onPress={() => confirm.mutate({ remittanceId: id })}>
        {say('recoveries.remittance.confirm')}
      </Button>
    )
  }
  return (
    <Ask<{ readonly receivedOn: Dayjs }>
      label={say('recoveries.remittance.book')}
      what={say('recoveries.remittance.book.what')}
      initial={{ receivedOn: dayjs(me.serverDay) }}
      busy={book.isPending}
      error={book.error}
      onSend={({ receivedOn: day }, done) =>
        book.mutate({ remittanceId: id, receivedOn: dayOf(day) }, { onSuccess: () => shownAnew(done) })
      }
    >
      <DayField name="receivedOn" word="recovery.received_on" latest={dayjs(me.serverDay)} />
    </Ask>
  )
}

interface ReturnFields {
  readonly number: string
  readonly returnedOn: Dayjs
  readonly amount: string
}

/** For the pool's keeper: on to the treasury of who paid. */
export function ReturnToTreasury({ of: { poolId, treasuryBookId, funder, owed } }: { of: Remittances['treasuries'][number] }) {
  const today = dayjs(useMe().serverDay)
  if (!useMay('recovery.manage')) return null
  return (
    <PoolDeed<ReturnFields>
      label={say('recoveries.return')}
      title={`${say('recoveries.return')} · ${funder[preferences().language]}`}
      initial={{ returnedOn: today, amount: toDecimal(owed) }}
      deedOf={({ number, returnedOn, amount }) => {
        const read = amountOf(amount, owed.currency)
        return read && { kind: 'recovery.return', what: { poolId, treasuryBookId, number, returnedOn: dayOf(returnedOn), minor: read.minor } }
      }}
    >
      <TextField name="number" word="recovery.returned_by" />
      <DayField name="returnedOn" word="recovery.received_on" latest={today} />
      <AmountField name="amount" word="recoveries.remittance.amount" currency={owed.currency} />
    </PoolDeed>
  )
}
