import { z } from 'zod'
import { idInput } from '../kernel/id.input.ts'
import { listingInput } from '../kernel/listing.ts'
import { type PlainDate, parsePlainDate } from '../kernel/plain-date.ts'

const plainDateInput = z.string().refine((text) => parsePlainDate(text) !== undefined).transform((text) => text as PlainDate)

/** Which positions: the procedure, the table's address and every drill-down share it. */
export const positionFilterInput = z.object({
  /** The day whose latest reports are shown; today's when absent. */
  asOf: plainDateInput.optional(),
  vintageYear: z.int().min(1900).max(2200).optional(),
  manager: z.string().max(200).optional(),
  assetClass: z.string().max(200).optional(),
  investor: z.string().max(200).optional(),
  search: z.string().trim().max(100).optional(),
})
export type PositionFilter = z.output<typeof positionFilterInput>

export const positionSorts = ['fundName', 'manager', 'vintageYear', 'committed', 'called', 'distributed', 'value'] as const
export type PositionSort = (typeof positionSorts)[number]

export const positionListInput = listingInput(positionSorts).extend(positionFilterInput.shape)
export type PositionList = z.output<typeof positionListInput>

export const positionIdInput = z.object({ positionId: idInput('pos') })

export const portfolioInput = z.object({ asOf: plainDateInput.optional() })
