import type { PlainDate } from '../kernel/plain-date.ts'
import type { MatchId, StatementLineId } from './bank-account.ts'

/** The bank's word that the cash of an entry really moved. */
export interface Receipt {
  /** The day on which the bank booked it; of several lines, the last: before it, the whole had not arrived. */
  readonly on: PlainDate
  readonly reference: string | null
  readonly statementLineId: StatementLineId
  readonly matchId: MatchId
}
