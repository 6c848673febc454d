import type { PageSize } from '@cofund/shared/kernel/listing'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import type { Comparison, LossEvaluationId } from '@cofund/shared/reports/loss-evaluation'
import type { LossFilter, LossSort } from '@cofund/shared/reports/loss-evaluation.input'
import type { LossRow } from '@cofund/shared/reports/loss-sharing'
import { useState } from 'react'
import { api, useListed } from '../api.ts'
import { usePreferences } from '../preferences.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { LossDerivation } from './LossDerivation.tsx'

/** Which losses stand behind a figure. */
export interface LossQuestion extends LossFilter {
  readonly evaluationId: LossEvaluationId
  readonly bearer?: ShareBearer
  readonly comparison?: Comparison
  readonly compared?: boolean
  readonly shared?: boolean
  readonly refusal?: string
}

interface Order {
  readonly page?: number
  readonly size?: PageSize
  readonly sort?: LossSort
  readonly descending?: boolean
}

/** The losses behind a figure; their sums are the figure, and each opens the two ways in which it was worked out. */
export function DrilledLosses({ of: question }: { of: LossQuestion }) {
  const compares = question.comparison !== undefined || question.compared === true
  const [order, setOrder] = useState<Order>({
    sort: compares ? 'difference' : 'loss',
    descending: question.comparison !== 'below',
  })
  const losses = useListed(api.reports.lossRows.queryOptions({ ...question, ...order }))
  return (
    // Single losses are small beside what they add up to.
    <UnitOfView unit="one">
      <DataTable
        plain
        title={say('derivation.rows')}
        columns={columnsFor(question)}
        rowKey={({ loanId }) => loanId}
        {...losses}
        search={order}
        onSearch={(change) => setOrder((now) => ({ ...now, ...(change as Order) }))}
      />
    </UnitOfView>
  )
}

function columnsFor({
  evaluationId,
  bearer,
  comparison,
  compared: compares = false,
  shared,
}: LossQuestion): readonly Column<LossRow>[] {
  const number: Column<LossRow> = {
    name: 'number',
    word: 'loan.number',
    show: ({ number: ofLoan }) => ofLoan,
    opens: ({ loanId, number: ofLoan }) => ({
      name: loanId,
      title: say('loss_sharing.row', { number: ofLoan }),
      into: () => <LossDerivation evaluationId={evaluationId} loanId={loanId} />,
    }),
  }
  const facts: readonly Column<LossRow>[] = [
    { name: 'year', word: 'loan.charged_off_on', sorts: true, day: ({ chargedOffOn }) => chargedOffOn },
    { name: 'lender', word: 'loss_sharing.lender', show: ({ lenderName }) => lenderName ?? say('loan.no_lender') },
    { name: 'borrower', word: 'loan.borrower', show: ({ borrowerName }) => borrowerName },
  ]
  const loss: Column<LossRow> = { name: 'loss', word: 'loss_sharing.loss', sorts: true, money: ({ loss: ofLoan }) => ofLoan }
  if (shared === false)
    return [number, loss, { name: 'refusal', word: 'loss_sharing.reason', show: (row) => <Reason of={row} /> }, ...facts]
  if (bearer) {
    const share: Column<LossRow> = {
      name: 'share',
      word: `bearer.${bearer}`,
      money: ({ shares }) => shares?.find((own) => own.bearer === bearer)?.amount ?? null,
    }
    return [number, loss, share, ...facts]
  }
  const compared: readonly Column<LossRow>[] = [
    { name: 'recorded', word: 'loss_sharing.recorded', sorts: true, money: ({ recorded }) => recorded },
    { name: 'computed', word: 'loss_sharing.computed', sorts: true, money: ({ computed }) => computed },
    { name: 'difference', word: 'loss_sharing.difference', sorts: true, money: ({ difference }) => difference },
  ]
  return comparison || compares ? [number, loss, ...compared, ...facts] : [number, loss, ...facts]
}

function Reason({ of: { refusal } }: { of: LossRow }) {
  const { language } = usePreferences()
  return refusal?.[language] ?? null
}
