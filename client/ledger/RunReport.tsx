import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { Basis } from '@cofund/shared/ledger/report'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { api, once, refresh } from '../api.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/Button.tsx'

interface RunReportProps {
  readonly bookId: BookId
  readonly on: PlainDate
  readonly basis: Basis
  readonly children: ReactNode
}

/** Stores the trial balance of a book as it stands, and opens it. */
export function RunReport({ bookId, on, basis, children }: RunReportProps) {
  const navigate = useNavigate()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const run = useMutation(
    api.ledger.runReport.mutationOptions({
      trpc: once(key),
      onSuccess: async ({ reportId }) => {
        await refresh(api.ledger)
        await navigate(paths.report(reportId))
      },
      onSettled: () => setKey(crypto.randomUUID()),
    }),
  )
  return (
    <Button busy={run.isPending} onPress={() => run.mutate({ bookIds: [bookId], on, basis })}>
      {children}
    </Button>
  )
}
