import type { EntryDraft, EntryKind, Evidence, Posting } from '../ledger/entry.ts'
import { credit, debit } from '../ledger/entry.ts'
import { type Account, account, dueFrom, dueTo } from '../ledger/account.ts'
import { type Currency, fewer, money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { ShareBearer } from '../policies/compensation-scheme.ts'
import type { Funder, Pool } from '../pools/pool.ts'
import type { Claim } from './claim.ts'

/** Where a bearer stands: what it bears of the loss, and what of that has come back to it; minor units. */
export interface Standing {
  readonly bearer: ShareBearer
  readonly borne: bigint
  readonly returned: bigint
}

/**
 * The purse that pays a bearer's part of a claim: the pool's funder of that tier, for a district the one of the claim's own. Whoever
 * else bears a part (bank, guarantor, firm …) settles it outside the pool's books.
 */
export const funderOf = (
  { funders }: Pick<Pool, 'funders'>,
  bearer: ShareBearer,
  districtCode: string | null,
): Funder | undefined => funders.find(({ tier, jurisdictionCode }) => tier === bearer && (tier !== 'district' || jurisdictionCode === districtCode))

export interface StandingChange {
  readonly pool: Pick<Pool, 'bookId' | 'currency' | 'recoveriesGo' | 'funders'>
  readonly claim: Pick<Claim, 'id' | 'noteId' | 'poolId' | 'bankId' | 'districtCode'>
  readonly from: readonly Standing[]
  readonly to: readonly Standing[]
  /** What of the compensation has been approved and not paid: what is taken back lessens this first, and is owed by the bank beyond it. */
  readonly unpaid: bigint
  /** 追回利息: what the bank owes beyond what was borne, as income of the pool. */
  readonly interest?: bigint | undefined
  readonly kind: EntryKind
  readonly effectiveOn: PlainDate
  readonly note?: string | undefined
  readonly evidence?: Evidence | undefined
}

/**
 * What is posted when bearers come to stand elsewhere: the difference alone, whatever made it (first decision, advance, true-up, refreeze,
 * recovery, clawback, reversal). The pool's book first, then each treasury that owes its share afterwards or gets its money back; empty
 * when nobody moves. Legs between books cancel out, so they are posted as one transfer.
 *
 * A loss and its shares stand in memorandum accounts. In money, a funder that pays beforehand is charged to the pool's cash, one that pays
 * afterwards owes its share; what comes back on a recovery is owed by the bank until it is remitted.
 */
export function standingEntries(change: StandingChange): EntryDraft[] {
  const { pool, claim, unpaid, interest = 0n, kind, effectiveOn, note, evidence } = change
  const moves = movesOf(change)
  const own = account.pool(pool.bookId)
  const lines = linesIn(pool.currency)
  const treasuries: { readonly bookId: Funder['treasuryBookId']; readonly lines: Lines }[] = []

  let granted = 0n
  let back = interest
  for (const { bearer, borne, returned } of moves) {
    lines.credit(own.lossShare(bearer), borne - returned)
    lines.debit(own.loss, borne - returned)
    const funder = funderOf(pool, bearer, claim.districtCode)
    if (!funder) continue
    granted += borne
    back += returned
    const purse = account.treasury(funder.treasuryBookId)
    if (funder.pays === 'afterwards') {
      const owed = borne - returned
      lines.debit(dueFrom(pool.bookId, funder.treasuryBookId), owed)
      const theirs = linesIn(pool.currency)
      theirs.debit(purse.compensation, owed)
      theirs.credit(dueTo(funder.treasuryBookId, pool.bookId), owed)
      treasuries.push({ bookId: funder.treasuryBookId, lines: theirs })
    } else {
      lines.debit(own.compensation, borne)
      if (pool.recoveriesGo === 'stay') lines.credit(own.recovery, returned)
      else {
        lines.credit(dueTo(pool.bookId, funder.treasuryBookId), returned)
        const theirs = linesIn(pool.currency)
        theirs.debit(dueFrom(funder.treasuryBookId, pool.bookId), returned)
        theirs.credit(purse.returnedIncome, returned)
        treasuries.push({ bookId: funder.treasuryBookId, lines: theirs })
      }
    }
  }
  lines.credit(own.clawback, interest)

  // Less is granted than before: what was not paid is not owed any more, what was is owed back.
  const fromPayable = granted >= 0n ? granted : -fewer(-granted, unpaid)
  lines.credit(own.compensationPayable(claim.bankId), fromPayable)
  lines.debit(own.remittanceReceivable(claim.bankId), back - (granted - fromPayable))

  const said = { kind, effectiveOn, note, evidence, facts: { claimId: claim.id, noteId: claim.noteId, poolId: claim.poolId } }
  const drafts = [{ bookId: pool.bookId, lines }, ...treasuries].map(({ bookId, lines: { postings } }) => ({ ...said, bookId, postings: postings() }))
  return drafts.filter(({ postings }) => postings.length > 0)
}

/** Every bearer that stands anywhere, with how far it moves. */
export function movesOf({ from, to }: Pick<StandingChange, 'from' | 'to'>): readonly Standing[] {
  const bearers = new Set([...from, ...to].map(({ bearer }) => bearer))
  const at = (standings: readonly Standing[], bearer: ShareBearer): Standing =>
    standings.find((standing) => standing.bearer === bearer) ?? { bearer, borne: 0n, returned: 0n }
  return [...bearers].map((bearer) => {
    const [before, after] = [at(from, bearer), at(to, bearer)]
    return { bearer, borne: after.borne - before.borne, returned: after.returned - before.returned }
  })
}

/** Lines of one entry; an account that would gain nothing has none. */
interface Lines {
  readonly debit: (to: Account, minor: bigint) => void
  readonly credit: (to: Account, minor: bigint) => void
  readonly postings: () => Posting[]
}

function linesIn(currency: Currency): Lines {
  const gains = new Map<string, { readonly account: Account; minor: bigint }>()
  const gain = (to: Account, minor: bigint): void => {
    const key = `${to.head} ${to.detail}`
    const line = gains.get(key) ?? { account: to, minor: 0n }
    line.minor += minor
    gains.set(key, line)
  }
  return {
    debit: (to, minor) => gain(to, minor),
    credit: (to, minor) => gain(to, -minor),
    postings: () =>
      [...gains.values()].flatMap(({ account: of, minor }) =>
        minor === 0n ? [] : [minor > 0n ? debit(of, money(minor, currency)) : credit(of, money(-minor, currency))],
      ),
  }
}
