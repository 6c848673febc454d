import type { BookId } from '@cofund/shared/ledger/book'
import type { AsOfAsked } from '@cofund/shared/ledger/ledger.input'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import dayjs from 'dayjs'
import { api, queryClient } from '../api.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { voucherText } from './naming.ts'

interface AsOfPickersProps {
  readonly book: { readonly id: BookId; readonly code: string }
  readonly asOf: AsOfAsked
  readonly onAsOf: (asOf: AsOfAsked) => void
}

/** The two times of a page: what had happened by a day, as far as the book knew at the end of another. */
export function AsOfPickers({ book, asOf, onAsOf }: AsOfPickersProps) {
  const setKnownBy = async (day: PlainDate | undefined) => {
    const { known } = day ? await queryClient.fetchQuery(api.ledger.knownOn.queryOptions({ bookId: book.id, day })) : {}
    onAsOf({ ...asOf, known })
  }
  return (
    <div className="as-of-pickers">
      <Picker title={say('ledger.as_of')} value={asOf.on} onChange={(on) => onAsOf({ ...asOf, on })} />
      <Picker title={say('ledger.known_at')} value={undefined} onChange={(day) => void setKnownBy(day)} />
    </div>
  )
}

/** Says that the page shows the past, and leads back: figures of two moments must not be mixed up. */
export function SnapshotNotice({ book, asOf, onAsOf }: AsOfPickersProps) {
  const { on, known } = asOf
  const times = [
    ...(on === undefined ? [] : [say('ledger.snapshot.on', { on })]),
    ...(known === undefined
      ? []
      : [
          known === 0
            ? say('ledger.snapshot.before_first')
            : say('ledger.snapshot.known', { voucher: voucherText(book, BigInt(known)) }),
        ]),
  ]
  const [first, second] = times
  if (!first) return null
  return (
    <div className="snapshot" role="status">
      <span>{say('ledger.snapshot', { times: second ? say('ledger.snapshot.both', { first, second }) : first })}</span>
      <Button onPress={() => onAsOf({})}>{say('ledger.back_to_now')}</Button>
    </div>
  )
}

function Picker({
  title,
  value,
  onChange,
}: {
  title: string
  value: PlainDate | undefined
  onChange: (day: PlainDate | undefined) => void
}) {
  return (
    <DayPicker
      aria-label={title}
      placeholder={title}
      value={value ? dayjs(value) : null}
      onChange={(_, text) => onChange(parsePlainDate(typeof text === 'string' ? text : ''))}
    />
  )
}
