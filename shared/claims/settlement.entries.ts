import { account as accounts } from '../ledger/account.ts'
import { type EntryDraft, type Posting, credit, debit } from '../ledger/entry.ts'
import { money } from '../kernel/money.ts'
import type { DistrictPart } from './settlement.ts'
import { type Standing, type StandingChange, standingEntries } from './standing.ts'

type Part = Pick<DistrictPart, 'district' | 'borne' | 'returned'>

export interface SettlementChange extends StandingChange {
  /** What of the districts' standing is whose, before and now. */
  readonly fromDistricts: readonly Part[]
  readonly toDistricts: readonly Part[]
}

/**
 * What is posted when the bearers of a bank's year come to stand elsewhere: as for a loan, but that many districts bear a part, each
 * out of its own purse. One entry in the pool's book, one in each purse that is moved.
 */
export function settlementEntries(change: SettlementChange): EntryDraft[] {
  const { claim, pool, from, to, fromDistricts, toDistricts, unpaid, interest } = change
  const others = (standing: readonly Standing[]) => standing.filter(({ bearer }) => bearer !== 'district')
  const of = (parts: readonly Part[], district: string): readonly Standing[] =>
    parts.filter((part) => part.district === district).map(({ borne, returned }) => ({ bearer: 'district', borne, returned }))
  const districts = [...new Set([...fromDistricts, ...toDistricts].map(({ district }) => district))].toSorted()
  // As if all of it could still be lessened: what one district no longer bears and another now does is owed by nobody.
  const drafts = [
    ...standingEntries({ ...change, from: others(from), to: others(to), unpaid: everything, interest, claim: { ...claim, districtCode: null } }),
    ...districts.flatMap((district) =>
      standingEntries({
        ...change,
        from: of(fromDistricts, district),
        to: of(toDistricts, district),
        unpaid: everything,
        interest: 0n,
        claim: { ...claim, districtCode: district },
      }),
    ),
  ]
  return [...Map.groupBy(drafts, ({ bookId }) => bookId).values()].flatMap((own) => {
    const [first] = own
    if (!first) return []
    const postings = merged(own.flatMap((draft) => draft.postings))
    const lessened = first.bookId === pool.bookId ? owedBack(postings, change, unpaid) : []
    const all = merged([...postings, ...lessened])
    return all.length > 0 ? [{ ...first, postings: all }] : []
  })
}

/** What was granted before, is granted no more, and has been paid: the bank owes it back. */
function owedBack(postings: readonly Posting[], { pool, claim }: SettlementChange, unpaid: bigint): Posting[] {
  const own = accounts.pool(pool.bookId)
  const lessened = postings.find(({ account }) => account.head === 'compensation_payable')?.amount.minor ?? 0n
  const paid = lessened - unpaid
  if (paid <= 0n) return []
  const amount = money(paid, pool.currency)
  return [credit(own.compensationPayable(claim.bankId), amount), debit(own.remittanceReceivable(claim.bankId), amount)]
}

const everything = 1n << 80n

/** One line for each account; one that gains nothing has none. */
function merged(postings: readonly Posting[]): Posting[] {
  return [...Map.groupBy(postings, ({ account: { head, detail } }) => `${head} ${detail}`).values()].flatMap((own) => {
    const [first] = own
    const minor = own.reduce((sum, { amount }) => sum + amount.minor, 0n)
    return first && minor !== 0n ? [{ account: first.account, amount: money(minor, first.amount.currency) }] : []
  })
}
