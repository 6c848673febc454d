import { readAmount } from '@cofund/shared/kernel/amount-text'
import type { Money } from '@cofund/shared/kernel/money'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { Form, Input, InputNumber, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type ReactNode, useState } from 'react'
import { useMe } from '../people/me.ts'
import { type Named, type WordKey, say, sayName } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'

/** One thing that is asked for, under its word. A day stands on today until it is said otherwise. */
export type Asked = {
  readonly name: string
  readonly word: WordKey
  readonly optional?: true
} & (
  | { readonly as: 'text' | 'amount' | 'signed' | 'day' | 'month' | 'reason'; readonly initial?: string }
  | { readonly as: 'year'; readonly initial?: number }
  | { readonly as: 'choice'; readonly choices: readonly (Named & { readonly value: string })[]; readonly initial?: string }
)

/** What was answered: amounts in fen, days as days, everything else as typed; nothing, where it was left out. */
export interface Answers {
  readonly text: (name: string) => string
  readonly optional: (name: string) => string | null
  readonly amount: (name: string) => { readonly minor: bigint; readonly currency: 'CNY' }
  readonly day: (name: string) => PlainDate
  readonly year: (name: string) => number
}

interface AskFormProps {
  /** The button's own words, and the window's title. */
  readonly word: WordKey
  readonly what?: string
  readonly fields: readonly Asked[]
  readonly submit: WordKey
  readonly busy: boolean
  readonly error: unknown
  readonly onSend: (answers: Answers) => void
  readonly onOpen?: () => void
  /** Counts what was done: the window closes when it grows. */
  readonly done: number
  readonly disabledBecause?: string | undefined
  readonly primary?: boolean
  readonly quiet?: boolean
}

/** A button that asks for a few things in a window, and sends them: every deed of the budget is one. */
export function AskForm({ word, what, fields, submit, busy, error, onSend, onOpen, done, ...look }: AskFormProps) {
  // Open as long as nothing more was done than when it was opened.
  const [openedAt, setOpenedAt] = useState<number>()
  const { serverDay } = useMe()
  const open = () => {
    setOpenedAt(done)
    onOpen?.()
  }
  return (
    <>
      <Button {...look} onPress={open}>
        {say(word)}
      </Button>
      <Modal open={openedAt === done} title={say(word)} footer={null} destroyOnHidden onCancel={() => setOpenedAt(undefined)}>
        <Form<Record<string, unknown>>
          layout="vertical"
          requiredMark={false}
          initialValues={Object.fromEntries(fields.map((field) => [field.name, initialOf(field, serverDay)]))}
          onFinish={(values) => onSend(answersOf(values))}
        >
          {what && <p className="page-about">{what}</p>}
          {error ? <ErrorNotice of={error} /> : null}
          {fields.map((field) => (
            <Form.Item key={field.name} name={field.name} label={say(field.word)} rules={rulesOf(field)}>
              {controlOf(field)}
            </Form.Item>
          ))}
          <Button submits primary busy={busy}>
            {say(submit)}
          </Button>
        </Form>
      </Modal>
    </>
  )
}

function controlOf(field: Asked): ReactNode {
  if (field.as === 'choice')
    return <Select showSearch={{ optionFilterProp: 'label' }} options={field.choices.map((choice) => ({ value: choice.value, label: sayName(choice) }))} />
  if (field.as === 'day') return <DayPicker allowClear={false} />
  if (field.as === 'month') return <DayPicker picker="month" allowClear={false} />
  if (field.as === 'year') return <InputNumber min={2000} max={2100} />
  if (field.as === 'reason') return <Input.TextArea rows={2} maxLength={500} />
  return <Input maxLength={200} inputMode={field.as === 'text' ? 'text' : 'decimal'} />
}

function initialOf(field: Asked, today: PlainDate): unknown {
  if (field.as === 'day' || field.as === 'month') return dayjs(field.initial ?? today)
  return field.initial
}

function rulesOf(field: Asked) {
  const needed = field.optional ? [] : [{ required: true, message: say('ledger.post.required') }]
  if (field.as !== 'amount' && field.as !== 'signed') return needed
  const readable = (_: unknown, text: string | undefined) =>
    !text?.trim() || fenOf(text) ? Promise.resolve() : Promise.reject(new Error(say('ledger.post.amount_unreadable')))
  return [...needed, { validator: readable }]
}

const fenOf = (text: string): Money | undefined => readAmount(text, 'CNY', 'one')

const answersOf = (values: Readonly<Record<string, unknown>>): Answers => {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name].trim() : '')
  return {
    text,
    optional: (name) => text(name) || null,
    amount: (name) => ({ minor: fenOf(text(name))?.minor ?? 0n, currency: 'CNY' }),
    day: (name) => dayOf(values[name]),
    year: (name) => Number(values[name]),
  }
}

function dayOf(picked: unknown): PlainDate {
  const day = parsePlainDate((picked as Dayjs).format('YYYY-MM-DD'))
  if (!day) throw new Error('a picker picks days that exist')
  return day
}
