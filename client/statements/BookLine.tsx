import { monthOfDay, monthText, postedIn } from '@cofund/shared/ledger/period'
import type { BookId } from '@cofund/shared/ledger/book'
import type { BankLine } from '@cofund/shared/statements/bank-account'
import { useMutation } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useState } from 'react'
import { api, once, useListed } from '../api.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { DayText } from '../ui/DayText.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { refreshMatched } from './refresh-matched.ts'

interface BookLineProps {
  readonly line: BankLine
  readonly bookId: BookId
  readonly onClose: () => void
}

/** Asks before an entry is posted from a line: an entry is not taken back but by its reversal. */
export function BookLine({ line: { id, amount, bookedOn, summary, counterparty, reference }, bookId, onClose }: BookLineProps) {
  const as = amount.minor > 0n ? 'interest' : 'charge'
  const [key] = useState(() => crypto.randomUUID())
  const { listing: periods } = useListed(api.ledger.periods.queryOptions({ bookId }))
  const book = useMutation(
    api.statements.bookLine.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async () => {
        await refreshMatched()
        onClose()
      },
    }),
  )
  const counts = postedIn(bookedOn, periods?.closedThrough ?? null)
  return (
    <Modal open title={say(`statement.book_line.confirm_${as}`)} footer={null} onCancel={onClose}>
      {book.error && <ErrorNotice of={book.error} />}
      <p className="page-about">{say('statement.book_line.what')}</p>
      <Facts>
        <Fact name={say('statement.booked_on')} note={counts === monthOfDay(bookedOn) ? undefined : say('statement.book_line.counts_in', { month: monthText(bookedOn), open: monthText(counts) })}>
          <DayText of={bookedOn} />
        </Fact>
        <Fact name={say('statement.amount')}>
          <MoneyText of={amount} />
        </Fact>
        <Fact name={say('statement.summary')}>{[summary, counterparty, reference].filter(Boolean).join(' · ') || '--'}</Fact>
      </Facts>
      <Button primary busy={book.isPending} onPress={() => book.mutate({ lineId: id, as })}>
        {say(as === 'interest' ? 'statement.book_interest' : 'statement.book_charge')}
      </Button>
    </Modal>
  )
}
