import type { ClaimId } from '../claims/claim.ts'
import type { EnterpriseId } from '../enterprises/enterprise.ts'
import type { Word } from '../kernel/words.ts'
import type { Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { ShareBearer } from '../policies/compensation-scheme.ts'

/** What a bearer bears of some losses, and what of it has come back. */
export interface Borne {
  readonly bearer: ShareBearer
  readonly borne: Money
  readonly returned: Money
}

/** Decided claims added up: their losses, who bears them, what the pools pay and have paid. */
export interface CompensationCell {
  readonly claims: number
  readonly loss: Money
  readonly payable: Money
  readonly paid: Money
  readonly bearers: readonly Borne[]
}

/** The same for each of something: a bank, a district, a year, a scheme, a pool. */
export interface CompensationPart extends CompensationCell {
  readonly key: string
  readonly name: Word
}

/** What was paid out on one firm's loans, over all of its banks. */
export interface FirmPayouts {
  readonly enterpriseId: EnterpriseId
  readonly name: string
  readonly claims: number
  /** Claims on loans that renewed, extended or restructured an earlier one. */
  readonly renewed: number
  readonly loss: Money
  readonly payable: Money
}

/** Where the pools' money stood at a month's end. */
export interface PoolMonth {
  readonly month: PlainDate
  readonly cash: Money
  readonly reserved: Money
  /** Since the beginning. */
  readonly compensated: Money
  readonly recovered: Money
}

/** Of what a month's reports say is outstanding, the non-performing part. */
export interface NplMonth {
  readonly month: PlainDate
  readonly balance: Money
  readonly nonPerforming: Money
}

/** Of loans lent in a year: the part that had become non-performing within so many months. */
export interface VintagePoint {
  readonly year: number
  readonly months: number
  readonly lent: Money
  readonly defaulted: Money
}

/** Of the losses decided in a year: the part that had come back within so many months. */
export interface RecoveryPoint {
  readonly year: number
  readonly months: number
  readonly loss: Money
  readonly recovered: Money
}

/** Cells added up; bearers in the order in which they first appear. */
export function totalOf(cells: readonly CompensationCell[], nothing: Money): CompensationCell {
  const plus = (a: Money, b: Money): Money => ({ ...a, minor: a.minor + b.minor })
  const bearers = new Map<ShareBearer, Borne>()
  for (const { bearer, borne, returned } of cells.flatMap((cell) => cell.bearers)) {
    const before = bearers.get(bearer) ?? { bearer, borne: nothing, returned: nothing }
    bearers.set(bearer, { bearer, borne: plus(before.borne, borne), returned: plus(before.returned, returned) })
  }
  return {
    claims: cells.reduce((count, { claims }) => count + claims, 0),
    loss: cells.reduce((total, { loss }) => plus(total, loss), nothing),
    payable: cells.reduce((total, { payable }) => plus(total, payable), nothing),
    paid: cells.reduce((total, { paid }) => plus(total, paid), nothing),
    bearers: [...bearers.values()],
  }
}

/** A decided claim as a figure opens into it: its own part of the sum. */
export interface DecidedClaim {
  readonly id: ClaimId
  readonly number: bigint
  readonly bank: Word
  /** Out of sight for whoever may not see the firm, and none for a bank's whole year. */
  readonly firm: string | null
  readonly decidedOn: PlainDate
  readonly loss: Money
  readonly payable: Money
  readonly paid: Money
  /** What the bearer that was asked for bears, and got back; null where none was. */
  readonly borne: Money | null
  readonly returned: Money | null
}
