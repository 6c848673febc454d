import type { EntryDraft, Posting } from '../ledger/entry.ts'
import { money } from '../kernel/money.ts'
import type { DistrictPart } from './settlement.ts'
import { type Standing, type StandingChange, standingEntries } from './standing.ts'

interface SettlementChange extends Omit<StandingChange, 'from' | 'to'> {
  readonly from: readonly Standing[]
  readonly to: readonly Standing[]
  /** What of the districts' standing is whose, before and now. */
  readonly fromDistricts: readonly Pick<DistrictPart, 'district' | 'borne' | 'returned'>[]
  readonly toDistricts: readonly Pick<DistrictPart, 'district' | 'borne' | 'returned'>[]
}

/**
 * What is posted when the bearers of a bank's year come to stand elsewhere: as for a loan, but that many districts bear a part, each
 * out of its own purse. One entry in the pool's book, one in each purse that is moved.
 */
export function settlementEntries(change: SettlementChange): EntryDraft[] {
  const { claim, from, to, fromDistricts, toDistricts } = change
  const others = (standing: readonly Standing[]) => standing.filter(({ bearer }) => bearer !== 'district')
  const of = (parts: SettlementChange['toDistricts'], district: string): readonly Standing[] =>
    parts.filter((part) => part.district === district).map(({ borne, returned }) => ({ bearer: 'district', borne, returned }))
  const districts = [...new Set([...fromDistricts, ...toDistricts].map(({ district }) => district))].toSorted()

  // What was approved and not paid is lessened once, by all of them together: first by whoever comes first.
  let { unpaid } = change
  const drafts = [null, ...districts].flatMap((district) => {
    const part = {
      from: district === null ? others(from) : of(fromDistricts, district),
      to: district === null ? others(to) : of(toDistricts, district),
    }
    const entries = standingEntries({
      ...change,
      ...part,
      unpaid,
      interest: district === null ? change.interest : 0n,
      claim: { ...claim, districtCode: district },
    })
    for (const { account, amount } of entries.flatMap(({ postings }) => postings)) {
      if (account.head === 'compensation_payable') unpaid -= amount.minor
    }
    return entries
  })
  return [...Map.groupBy(drafts, ({ bookId }) => bookId).values()].flatMap((own) => {
    const [first] = own
    const postings = merged(own.flatMap((draft) => draft.postings))
    return first && postings.length > 0 ? [{ ...first, postings }] : []
  })
}

/** One line for each account; one that gains nothing has none. */
function merged(postings: readonly Posting[]): Posting[] {
  return [...Map.groupBy(postings, ({ account: { head, detail } }) => `${head} ${detail}`).values()].flatMap((own) => {
    const [first] = own
    const minor = own.reduce((sum, { amount }) => sum + amount.minor, 0n)
    return first && minor !== 0n ? [{ account: first.account, amount: money(minor, first.amount.currency) }] : []
  })
}
