import { readAmount } from '@cofund/shared/kernel/amount-text'
import { type Money, type Currency, money } from '@cofund/shared/kernel/money'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { readPercent, toPpm } from '@cofund/shared/kernel/rate'
import { Form, Input } from 'antd'
import type { Dayjs } from 'dayjs'
import type { ComponentProps } from 'react'
import { type WordKey, say } from '../say.ts'
import { DayPicker } from '../ui/DayPicker.tsx'

type Name = ComponentProps<typeof Form.Item>['name']

interface FieldProps {
  readonly name: Name
  readonly word: WordKey
  readonly optional?: boolean
}

export const needed = () => ({ required: true, whitespace: true, message: say('pool.propose.required') })
/** For what is picked rather than typed. */
export const picked = () => ({ required: true, message: say('pool.propose.required') })

export function TextField({ name, word, optional, longest = 100 }: FieldProps & { longest?: number }) {
  return (
    <Form.Item name={name} label={say(word)} rules={optional ? [] : [needed()]}>
      {longest > 200 ? <Input.TextArea rows={2} maxLength={longest} /> : <Input maxLength={longest} />}
    </Form.Item>
  )
}

export function DayField({ name, word, optional, latest }: FieldProps & { latest?: Dayjs }) {
  return (
    <Form.Item name={name} label={say(word)} rules={optional ? [] : [picked()]}>
      <DayPicker allowClear={optional ?? false} {...(latest && { maxDate: latest })} />
    </Form.Item>
  )
}

export function AmountField({ name, word, optional, currency }: FieldProps & { currency: Currency }) {
  const readable = (_: unknown, text: string | undefined) =>
    (!text?.trim() && optional) || amountOf(text, currency) ? Promise.resolve() : Promise.reject(new Error(say('pool.propose.amount_wrong')))
  return (
    <Form.Item name={name} label={say(word)} rules={[{ validator: readable }]}>
      <Input inputMode="decimal" suffix={currency} />
    </Form.Item>
  )
}

/** What a person typed, above zero; undefined for anything else. */
export function amountOf(text: string | undefined, currency: Currency): Money | undefined {
  const read = text?.trim() ? readAmount(text, currency, 'one') : undefined
  return read && read.minor > 0n ? money(read.minor, currency) : undefined
}

export const dayOf = (day: Dayjs): PlainDate => {
  const read = parsePlainDate(day.format('YYYY-MM-DD'))
  if (!read) throw new Error('a picker picks days that exist')
  return read
}
export const dayOrNull = (day: Dayjs | null | undefined): PlainDate | null => (day ? dayOf(day) : null)

/** "60" as 600,000 parts per million; undefined for what is no share. */
export function shareOf(text: string | undefined): number | undefined {
  const ratio = text?.trim() ? readPercent(text) : undefined
  const share = ratio && toPpm(ratio)
  return share !== undefined && share >= 0 && share <= 1_000_000 ? share : undefined
}
