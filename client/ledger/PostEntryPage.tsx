import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { readAmount } from '@cofund/shared/kernel/amount-text'
import { type Money, fen, negate, sum } from '@cofund/shared/kernel/money'
import { parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { accountClasses, findHead, headsOf } from '@cofund/shared/ledger/account'
import type { BookId, BookKind } from '@cofund/shared/ledger/book'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, once, queryClient, refresh, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { headName } from './naming.ts'
import './ledger.css'

const bookOptions = (bookId: BookId) => api.ledger.book.queryOptions({ bookId })
export const loadPostEntryPage = (bookId: BookId) => queryClient.fetchQuery(bookOptions(bookId))

const route = getRouteApi('/ledger/$bookId/post')

/** A line as it is typed: one of the two amounts, the other left empty. */
interface LineFields {
  readonly head?: string
  readonly detail?: string
  readonly debit?: string
  readonly credit?: string
}

interface EntryFields {
  readonly effectiveOn: Dayjs
  readonly note: string
  readonly evidence?: string
  readonly lines: readonly LineFields[]
}

/** An entry written by hand. Both sides are added up while it is typed; it goes in once they are equal. */
export function PostEntryPage() {
  const { bookId } = route.useParams()
  const { book } = useLoaded(bookOptions(bookId))
  const { serverDay, ...me } = useMe()
  const keeps = membershipOf({ serverDay, ...me }).organisation.id === book.organisationId
  const may = useMay('ledger.post')
  const navigate = useNavigate()
  const [key] = useState(() => crypto.randomUUID())
  const [form] = Form.useForm<EntryFields>()
  const lines = Form.useWatch('lines', form) ?? []
  const post = useMutation(
    api.ledger.post.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async ({ id }) => {
        await refresh(api.ledger)
        await navigate(paths.entry(id))
      },
    }),
  )
  const debits = total(lines, 'debit')
  const credits = total(lines, 'credit')
  const difference = sum([debits, negate(credits)], 'CNY')
  const because = !keeps
    ? say('ledger.kept_by_other')
    : !may
      ? say('ledger.may_not_post')
      : difference.minor === 0n
        ? undefined
        : say('ledger.post.what')
  const send = ({ effectiveOn, note, evidence, lines: typed }: EntryFields) =>
    post.mutate({
      bookId,
      effectiveOn: parsePlainDate(effectiveOn.format('YYYY-MM-DD')) ?? serverDay,
      note,
      evidence: evidence ? { reference: evidence } : undefined,
      postings: typed.map(({ head = '', detail = '', debit, credit }) => ({
        account: { head, detail },
        amount: readFen(debit) ?? negate(readFen(credit) ?? fen(0n)),
      })),
    })

  return (
    <UnitOfView unit="one">
      <Page title={say('ledger.post')} about={nameOf(book)}>
        <Form<EntryFields>
          className="entry-form"
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ effectiveOn: dayjs(serverDay), lines: [{}, {}] }}
          onFinish={send}
        >
          {post.error && <ErrorNotice of={post.error} />}
          <div className="entry-said">
            <Form.Item name="effectiveOn" label={say('ledger.effective_on')} rules={[needed()]}>
              <DayPicker allowClear={false} maxDate={dayjs(serverDay)} />
            </Form.Item>
            <Form.Item name="note" label={say('ledger.entry.note')} rules={[needed()]}>
              <Input maxLength={500} />
            </Form.Item>
            <Form.Item name="evidence" label={say('ledger.entry.evidence')}>
              <Input maxLength={200} placeholder={say('ledger.post.evidence')} />
            </Form.Item>
          </div>
          <Form.List name="lines">
            {(fields, { add, remove }) => (
              <>
                {fields.map(({ key: fieldKey, name }) => (
                  <Line
                    key={fieldKey}
                    kind={book.kind}
                    place={name}
                    head={lines[name]?.head}
                    onRemove={fields.length > 2 ? () => remove(name) : undefined}
                  />
                ))}
                <Button quiet icon={<PlusOutlined />} onPress={() => add({})}>
                  {say('ledger.post.add_line')}
                </Button>
              </>
            )}
          </Form.List>
          <Headline>
            <Fact name={say('ledger.debit')}>
              <MoneyText of={debits} />
            </Fact>
            <Fact name={say('ledger.credit')}>
              <MoneyText of={credits} />
            </Fact>
            <Fact name={say('ledger.post.difference')}>
              {difference.minor === 0n && debits.minor > 0n ? (
                <StatusTag tone="ok">{say('ledger.post.balanced')}</StatusTag>
              ) : (
                <MoneyText of={difference} />
              )}
            </Fact>
          </Headline>
          <Button primary submits busy={post.isPending} disabledBecause={because}>
            {say('ledger.post.submit')}
          </Button>
        </Form>
      </Page>
    </UnitOfView>
  )
}

interface LineProps {
  readonly kind: BookKind
  readonly place: number
  readonly head: string | undefined
  readonly onRemove: (() => void) | undefined
}

function Line({ kind, place, head, onRemove }: LineProps) {
  const line = say('ledger.post.line', { line: place + 1 })
  const label = (word: Parameters<typeof say>[0]) => `${line} ${say(word)}`
  return (
    <fieldset className="entry-line" aria-label={line}>
      <Form.Item name={[place, 'head']} rules={[needed()]}>
        <Select
          aria-label={label('ledger.account')}
          placeholder={say('ledger.post.choose_account')}
          showSearch={{ optionFilterProp: 'label' }}
          options={choicesOf(kind)}
        />
      </Form.Item>
      {head && findHead(kind, head)?.per && (
        <Form.Item name={[place, 'detail']} rules={[needed()]}>
          <Input aria-label={label('ledger.detail')} placeholder={say('ledger.post.detail_code')} maxLength={64} />
        </Form.Item>
      )}
      {(['debit', 'credit'] as const).map((side) => (
        <Form.Item key={side} name={[place, side]} rules={[readable()]}>
          <Input className="end" aria-label={label(`ledger.${side}`)} placeholder={say(`ledger.${side}`)} inputMode="decimal" />
        </Form.Item>
      ))}
      {onRemove && (
        <button
          type="button"
          className="tool"
          aria-label={say('ledger.post.remove_line', { line: place + 1 })}
          onClick={onRemove}
        >
          <DeleteOutlined aria-hidden="true" />
        </button>
      )}
    </fieldset>
  )
}

/** The book's heads by class, but for the accounts between books, which move by transfer. */
const choicesOf = (kind: BookKind) =>
  accountClasses.map((accountClass) => ({
    label: say(`account.class.${accountClass}`),
    options: headsOf(kind)
      .filter(([name, head]) => head.class === accountClass && name !== 'due_from' && name !== 'due_to')
      .map(([name]) => ({ value: name, label: headName(name) })),
  }))

const readFen = (text: string | undefined): Money | undefined => (text?.trim() ? readAmount(text, 'CNY', 'one') : undefined)
const total = (lines: readonly LineFields[], side: 'debit' | 'credit'): Money =>
  sum(
    lines.flatMap((line) => readFen(line?.[side]) ?? []),
    'CNY',
  )

const needed = () => ({ required: true, message: say('ledger.post.required') })
const readable = () => ({
  validator: (_: unknown, text: string | undefined) =>
    !text?.trim() || readFen(text) ? Promise.resolve() : Promise.reject(new Error(say('ledger.post.amount_unreadable'))),
})
