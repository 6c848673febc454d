import { type Currency, currencies } from '@cofund/shared/kernel/money'
import { parsePlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Form, Input, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, once, refresh, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'

/** The button, and behind it the form that registers where a book's money lies. */
export function OpenAccount() {
  const may = useMay('ledger.post')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button primary disabledBecause={may ? undefined : say('statement.account.may_not')} onPress={() => setOpen(true)}>
        {say('statement.account.open')}
      </Button>
      <Modal open={open} title={say('statement.account.open')} footer={null} destroyOnHidden onCancel={() => setOpen(false)}>
        {open && <AccountForm />}
      </Modal>
    </>
  )
}

interface AccountFields {
  readonly bookId: BookId
  readonly name: string
  readonly number: string
  readonly currency: Currency
  readonly matchedFrom: Dayjs
}

function AccountForm() {
  const me = useMe()
  const keeper = membershipOf(me).organisation.id
  const { listing: books } = useListed(api.ledger.books.queryOptions())
  const own = books?.filter(({ book }) => book.organisationId === keeper)
  const navigate = useNavigate()
  const [key] = useState(() => crypto.randomUUID())
  const register = useMutation(
    api.statements.openAccount.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async ({ id }) => {
        await refresh(api.statements)
        await navigate(paths.bankAccount(id))
      },
    }),
  )
  const send = ({ matchedFrom, ...fields }: AccountFields) =>
    register.mutate({ ...fields, matchedFrom: parsePlainDate(matchedFrom.format('YYYY-MM-DD')) ?? me.serverDay })
  return (
    <Form<AccountFields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ currency: 'CNY', matchedFrom: dayjs(me.serverDay).startOf('year') }}
      onFinish={send}
    >
      {register.error && <ErrorNotice of={register.error} />}
      <Form.Item name="bookId" label={say('statement.account.book')} rules={needed()}>
        <Select
          loading={!own}
          showSearch={{ optionFilterProp: 'label' }}
          options={(own ?? []).map(({ book }) => ({ value: book.id, label: `${book.code} ${nameOf(book)}` }))}
          notFoundContent={own && say('statement.account.no_books')}
        />
      </Form.Item>
      <Form.Item name="name" label={say('statement.account.name')} rules={needed()}>
        <Input maxLength={100} placeholder={say('statement.account.name.example')} />
      </Form.Item>
      <Form.Item
        name="number"
        label={say('statement.account.number')}
        extra={say('statement.account.opened_hint')}
        rules={[...needed(), { pattern: /^\s*[0-9A-Za-z](?:[0-9A-Za-z -]{4,62})[0-9A-Za-z]\s*$/, message: say('statement.account.number_rule') }]}
      >
        <Input maxLength={64} autoComplete="off" inputMode="numeric" />
      </Form.Item>
      <Form.Item name="currency" label={say('statement.account.currency')} rules={needed()}>
        <Select options={Object.keys(currencies).map((currency) => ({ value: currency, label: currency }))} />
      </Form.Item>
      <Form.Item name="matchedFrom" label={say('statement.account.matched_from')} extra={say('statement.account.matched_from.hint')} rules={needed()}>
        <DayPicker allowClear={false} maxDate={dayjs(me.serverDay)} />
      </Form.Item>
      <Button primary submits busy={register.isPending}>
        {say('statement.account.open')}
      </Button>
    </Form>
  )
}

const needed = () => [{ required: true, message: say('ui.required') }]
