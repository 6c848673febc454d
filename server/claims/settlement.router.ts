import type { Db } from '@cofund/db/connect'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import type { Claim, ClaimBearer, ClaimDecision, ClaimEvent, ClaimId, ClaimPayment } from '@cofund/shared/claims/claim'
import { byClaimId } from '@cofund/shared/claims/claim.input'
import { type Evaluation, evaluate } from '@cofund/shared/claims/decision'
import { type DistrictPart, type FrozenYear, type YearDifference, amountsOf, bandsOf, checkYear, differencesOf, nplRatioOf, partsOfDistricts } from '@cofund/shared/claims/settlement'
import { freezeYearInput, refreezeYearInput, settlementListInput } from '@cofund/shared/claims/settlement.input'
import type { Fraction } from '@cofund/shared/kernel/fraction'
import { type Money, money, nothing } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { Word } from '@cofund/shared/kernel/words'
import { account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import type { Bands } from '@cofund/shared/policies/compensation-scheme'
import { questionsOf } from '@cofund/shared/policies/scheme-questions'
import { capKeysOf, usedByScope } from '@cofund/shared/pools/cap'
import type { Funder, Pool } from '@cofund/shared/pools/pool'
import { sayRefusal } from '@cofund/shared/refusals'
import { todayOf } from '../kernel/today.ts'
import { command, query, router } from '../kernel/trpc.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { getOrganisation } from '../people/people.sql.ts'
import { getPolicy, getVersion } from '../policies/policy.sql.ts'
import { capUsed } from '../pools/cap.sql.ts'
import { findMember, getPool, listPools, schemeOn } from '../pools/pool.sql.ts'
import { listBearers, listClaimEvents } from './claim.sql.ts'
import { computeYear, freezeYear, getYear, openCaseOf, openYear, refreezeYear } from './settlement.commands.ts'
import { listSettlements } from './settlement.sql.ts'

export const settlementRouter = router({
  list: query.input(settlementListInput).query(({ ctx, input }) => listSettlements(ctx.db, input)),
  get: query.input(byClaimId).query(({ ctx, input }) => readSettlement(ctx.db, input.claimId)),
  choices: query.query(({ ctx }) => listChoices(ctx.db, ctx.actor.membership.organisation.id, todayOf(ctx))),
  /** Nothing is kept: what a form shows while it is filled in. */
  examine: query
    .input(freezeYearInput.pick({ poolId: true, year: true, stated: true, flags: true }))
    .query(({ ctx, input }) => examineYear(ctx.db, { ...input, bankId: ctx.actor.membership.organisation.id })),
  freeze: command('settlement.freeze').input(freezeYearInput).mutation(({ ctx, input }) => freezeYear(ctx, input)),
  refreeze: command('settlement.freeze').input(refreezeYearInput).mutation(({ ctx, input }) => refreezeYear(ctx, input)),
  compute: command('settlement.manage').input(byClaimId).mutation(({ ctx, input }) => computeYear(ctx, input.claimId)),
})

/** What one tier owes another through the pool's book. */
export interface TierDue {
  readonly treasuryBookId: BookId
  readonly funder: Word
  readonly tier: Funder['tier']
  readonly jurisdictionCode: string
  /** What it owes the pool, and what the pool owes it. */
  readonly owes: Money
  readonly owed: Money
}

/** All that one page says of a bank's year. */
export interface SettlementPage {
  readonly claim: Claim
  readonly bank: Word
  readonly pool: Pick<Pool, 'id' | 'code' | 'nameZh' | 'nameEn' | 'organisationId' | 'funding' | 'bookId' | 'parties'>
  readonly scheme: { readonly name: Word; readonly number: number }
  readonly bands: Bands | null
  readonly nplRatio: Fraction | null
  readonly freezes: readonly FrozenYear[]
  /** What each freeze changed of the one before it. */
  readonly differences: readonly { readonly place: number; readonly rows: readonly YearDifference[] }[]
  /** On the figures that hold now. */
  readonly now: Pick<Evaluation, 'loss' | 'payable' | 'shares' | 'binding' | 'derivation'> & { readonly districts: readonly DistrictPart[] }
  readonly decisions: readonly ClaimDecision[]
  readonly bearers: readonly ClaimBearer[]
  readonly decidedDistricts: readonly DistrictPart[]
  readonly payments: readonly ClaimPayment[]
  readonly events: readonly ClaimEvent[]
  readonly tiers: readonly TierDue[]
  readonly openCase: { readonly id: ProposalId; readonly number: bigint } | null
}

export async function readSettlement(db: Db, claimId: ClaimId): Promise<SettlementPage> {
  const claim = await getYear(db, claimId)
  const file = await openYear(db, claim)
  const { pool, cited, freezes, frozen, evaluation, districts, fromDistricts, decisions, payments } = file
  const version = await getVersion(db, claim.policyVersionId)
  const policy = await getPolicy(db, version.policyId)
  const bank = await getOrganisation(db, claim.bankId)
  return {
    claim,
    bank: { zh: bank.nameZh, en: bank.nameEn },
    pool,
    scheme: { name: policy.name, number: version.number },
    bands: bandsOf({ scheme: cited.scheme }) ?? null,
    nplRatio: nplRatioOf(frozen) ?? null,
    freezes,
    differences: freezes.flatMap((after, index) => {
      const before = freezes[index - 1]
      return before ? [{ place: after.place, rows: differencesOf(before, after) }] : []
    }),
    now: { ...evaluation, districts },
    decisions,
    bearers: await listBearers(db, claim),
    decidedDistricts: fromDistricts,
    payments,
    events: await listClaimEvents(db, claimId),
    tiers: await listTiers(db, pool),
    openCase: await openCaseOf(db, claimId),
  }
}

/** A reader who may not see the pool's book finds no balances in it. */
async function listTiers(db: Db, { bookId, currency, funders }: Pool): Promise<TierDue[]> {
  const own = account.pool(bookId)
  const tiers: TierDue[] = []
  for (const { treasuryBookId, nameZh, nameEn, tier, jurisdictionCode } of funders) {
    const owes = (await balanceOf(db, own.dueFrom(treasuryBookId), currency)).minor
    const owed = -(await balanceOf(db, own.dueTo(treasuryBookId), currency)).minor
    tiers.push({ treasuryBookId, funder: { zh: nameZh, en: nameEn }, tier, jurisdictionCode, owes: money(owes, currency), owed: money(owed, currency) })
  }
  return tiers
}

/** What a bank may freeze: its products in each pool that settles by the year, and the districts that pay there. */
export interface YearChoice {
  readonly pool: Pick<Pool, 'id' | 'code' | 'nameZh' | 'nameEn' | 'currency'>
  readonly products: readonly { readonly code: string; readonly name: string }[]
  readonly districts: readonly { readonly code: string; readonly name: Word }[]
  /** Yes or no to what the scheme asks. */
  readonly flags: readonly string[]
}

async function listChoices(db: Db, bankId: Claim['bankId'], today: PlainDate): Promise<readonly YearChoice[]> {
  const choices: YearChoice[] = []
  for (const pool of await listPools(db)) {
    const member = await findMember(db, pool, bankId)
    const scheme = await schemeIfAny(db, pool, today)
    if (!member || scheme?.family !== 'bank_year') continue
    choices.push({
      pool,
      products: member.products.map(({ code, name }) => ({ code, name })),
      districts: pool.funders.flatMap(({ tier, jurisdictionCode, nameZh, nameEn }) =>
        tier === 'district' ? [{ code: jurisdictionCode, name: { zh: nameZh, en: nameEn } }] : [],
      ),
      flags: questionsOf(scheme).flags,
    })
  }
  return choices
}

/** A pool whose scheme has no version today settles nothing now. */
async function schemeIfAny(db: Db, pool: Pool, today: PlainDate) {
  try {
    return (await schemeOn(db, pool, today)).scheme
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined
    throw thrown
  }
}

/** What stated figures would come to, or what is wrong with them. */
async function examineYear(
  db: Db,
  { poolId, year, stated, flags, bankId }: Pick<Parameters<typeof freezeYear>[1], 'poolId' | 'year' | 'stated' | 'flags'> & { readonly bankId: Claim['bankId'] },
) {
  const pool = await getPool(db, poolId)
  try {
    const figures = checkYear(stated, pool.currency)
    const cited = await schemeOn(db, pool, `${year}-12-31` as PlainDate)
    const keys = capKeysOf(cited.scheme, { enterpriseGroup: null, bankId, year })
    const used = usedByScope(keys, await capUsed(db, pool.id, keys))
    const evaluation = evaluate(cited, { amounts: amountsOf(figures), flags, used }, nothing(pool.currency))
    return {
      nplRatio: nplRatioOf(figures) ?? null,
      bands: bandsOf(cited) ?? null,
      payable: evaluation.payable,
      shares: evaluation.shares,
      derivation: evaluation.derivation,
      districts: partsOfDistricts(evaluation.standing, figures, pool.currency),
      refused: null,
    }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return { nplRatio: null, bands: null, payable: null, shares: [], derivation: null, districts: [], refused: { code: thrown.code, facts: thrown.facts, zh: sayRefusal(thrown, 'zh'), en: sayRefusal(thrown, 'en') } }
  }
}
