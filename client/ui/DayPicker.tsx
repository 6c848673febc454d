import { Input } from 'antd'
import { Suspense, lazy } from 'react'
import type { CalendarProps } from './Calendar.tsx'

const Calendar = lazy(() => import('./Calendar.tsx'))

/** A field for one day, or a month with `picker="month"`. The calendar comes when the first such field is drawn; its place is kept. */
export const DayPicker = (props: CalendarProps) => (
  <Suspense fallback={<Input disabled {...(props.id && { id: props.id })} />}>
    <Calendar {...props} />
  </Suspense>
)
