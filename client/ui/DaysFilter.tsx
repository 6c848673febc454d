import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { say } from '../say.ts'

interface DaysFilterProps {
  readonly title: string
  readonly from: string | undefined
  readonly to: string | undefined
  readonly onChange: (from: PlainDate | undefined, to: PlainDate | undefined) => void
}

/** A stretch of days, either end open. Apart from the other filters: calendars come with the first page that asks for days. */
export default function DaysFilter({ title, from, to, onChange }: DaysFilterProps) {
  return (
    <DatePicker.RangePicker
      className="filter-days"
      aria-label={title}
      allowEmpty
      value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
      placeholder={[say('ui.filter.from', { title }), say('ui.filter.to', { title })]}
      onChange={(_, days) => onChange(parsePlainDate(days?.[0] ?? ''), parsePlainDate(days?.[1] ?? ''))}
    />
  )
}
