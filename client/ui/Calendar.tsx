import { DatePicker, type DatePickerProps } from 'antd'
import type { Dayjs } from 'dayjs'

export type CalendarProps = DatePickerProps<Dayjs, false>

/** By itself, so that it can be asked for when it is needed (DayPicker.tsx). */
export default function Calendar(props: CalendarProps) {
  return <DatePicker {...props} />
}
