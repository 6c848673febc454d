import type { Money } from '../kernel/money.ts'

/** A report of commitments came in by file: one act for the whole file. */
export type FundsAct = {
  readonly act: 'positions.imported'
  readonly batchId: string
  readonly documentHash: string
  readonly rows: number
  readonly taken: number
  readonly rejected: number
  readonly committed: Money
  readonly called: Money
  readonly distributed: Money
  readonly value: Money
  readonly root: string
}
