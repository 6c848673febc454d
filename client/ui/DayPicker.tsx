import { Input } from 'antd'
import { Suspense, lazy } from 'react'
import type { CalendarProps } from './Calendar.tsx'

const Calendar = lazy(() => import('./Calendar.tsx'))

/**
 * A field for one day, or a month with `picker="month"`. The calendar comes when the first such field is drawn; its place is kept, under
 * its name, so that nobody meets a field that does not say what it is for.
 */
export const DayPicker = (props: CalendarProps) => (
  <Suspense fallback={<Input disabled id={props.id} placeholder={props.placeholder} aria-label={props['aria-label']} />}>
    <Calendar {...props} />
  </Suspense>
)
