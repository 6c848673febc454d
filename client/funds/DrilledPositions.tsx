import type { PositionFilter, PositionSort } from '@cofund/shared/funds/position.input'
import type { PageSize } from '@cofund/shared/kernel/listing'
import { useState } from 'react'
import { api, useListed } from '../api.ts'
import { say } from '../say.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { positionColumns } from './FundsPage.tsx'

interface Order {
  readonly page?: number
  readonly size?: PageSize
  readonly sort?: PositionSort
  readonly descending?: boolean
}

/** The positions behind a figure; their sums are the figure. */
export function DrilledPositions({ filter }: { filter: PositionFilter }) {
  const [order, setOrder] = useState<Order>({ sort: 'value', descending: true })
  const positions = useListed(api.funds.list.queryOptions({ ...filter, ...order }))
  return (
    <DataTable
      plain
      title={say('derivation.rows')}
      columns={positionColumns}
      rowKey={({ id }) => id}
      {...positions}
      search={order}
      onSearch={(change) => setOrder((now) => ({ ...now, ...(change as Order) }))}
    />
  )
}
