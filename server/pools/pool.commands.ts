import type { Db, Trx } from '@cofund/db/connect'
import { isZero, lesser, type Money, subtract } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { PolicyId } from '@cofund/shared/policies/policy'
import { type Contribution, type ContributionId, owedOf } from '@cofund/shared/pools/contribution'
import { contributionCalled, contributionPaid } from '@cofund/shared/pools/pool.entries'
import type { CallContribution, OpenPool, OverrideBreaker, PayContribution, SetMember, SetQuota } from '@cofund/shared/pools/pool.input'
import type { BreakerOverrideId, Funder, Pool, PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { payVoucherNumbered } from '../fiscal/fiscal.commands.ts'
import type { Applying } from '../kernel/proposal-handler.ts'
import type { Command } from '../kernel/trpc.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { lockBooks } from '../ledger/book.sql.ts'
import { postTransferLegs } from '../ledger/ledger.commands.ts'
import { insertContribution, insertContributionPayment, listContributions } from './contribution.sql.ts'
import { listPools, lockPool } from './pool.sql.ts'

/** What two people and every funder agreed on: the pool, its parties and whose purses pay. */
export interface PoolOpening extends Omit<OpenPool, 'funders'> {
  readonly poolId: PoolId
  readonly keeperId: Pool['organisationId']
  readonly currency: Pool['currency']
  readonly schemePolicyId: PolicyId
  readonly funders: readonly (OpenPool['funders'][number] & { readonly treasuryBookId: BookId })[]
}

export async function openPool({ trx, record }: Command, opening: PoolOpening): Promise<void> {
  const { poolId, keeperId, openedOn, bookId, code, funders, parties } = opening
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('pool')
    .values({
      id: poolId,
      organisation_id: keeperId,
      book_id: bookId,
      code,
      name_zh: opening.nameZh,
      name_en: opening.nameEn,
      currency: opening.currency,
      scheme_policy_id: opening.schemePolicyId,
      rule_set_code: opening.ruleSetCode,
      route_code: opening.routeCode,
      funding: opening.funding,
      opened_on: openedOn,
      closed_on: null,
      leverage_hundredths: opening.leverageHundredths ?? null,
      period_cap_minor: opening.periodCap?.minor ?? null,
      recoveries_go: opening.recoveriesGo,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) refuse('pool.code_taken', { code })
  await trx
    .insertInto('pool_party')
    .values(
      [
        { organisationId: keeperId, part: 'keeper' as const },
        ...[...new Set(funders.map(({ organisationId }) => organisationId))].map((organisationId) => ({ organisationId, part: 'funder' as const })),
        ...parties,
      ].map(({ organisationId, part }) => ({ pool_id: poolId, organisation_id: organisationId, part, since: openedOn, until: null })),
    )
    .onConflict((conflict) => conflict.constraint('pool_party_once').doNothing())
    .execute()
  await trx
    .insertInto('pool_funder')
    .values(
      funders.map(({ tier, organisationId, jurisdictionCode, treasuryBookId, sharePpm, pays }) => ({
        pool_id: poolId,
        tier,
        organisation_id: organisationId,
        jurisdiction_code: jurisdictionCode,
        treasury_book_id: treasuryBookId,
        share_ppm: sharePpm,
        pays,
        since: openedOn,
      })),
    )
    .execute()
  record({ act: 'pool.opened', bookId, poolId, code })
}

/** A funder owes from here on what it was called to pay in: in its purse and in the pool's book at once. */
export async function callContribution(
  { trx, record }: Command,
  pool: Pool,
  funder: Funder,
  { contributionId, ...called }: CallContribution & { readonly contributionId: ContributionId },
): Promise<void> {
  const { amount, documentNumber, calledOn } = called
  const entryId = await postInPool(trx, pool, funder, contributionCalled(pool, funder, { contributionId, amount, on: calledOn, documentNumber }))
  await insertContribution(trx, { ...called, id: contributionId, entryId })
  record({ act: 'pool.contribution_called', bookId: pool.bookId, poolId: pool.id, contributionId, amount, entryId })
}

/** A voucher that the funder drew under the number named is paid with it; money that came without one stands on the number alone. */
export async function payContribution(
  command: Command,
  pool: Pool,
  funder: Funder,
  { id: contributionId, payments }: Contribution,
  { amount, paidOn, by, reference }: PayContribution,
): Promise<void> {
  const { trx, record } = command
  await payVoucherNumbered(command, { number: reference, amount, paidOn, reference }, [pool.bookId, funder.treasuryBookId])
  await lockBooks(trx, [pool.bookId, funder.treasuryBookId])
  if (by === 'cash') await requireInPurse(trx, funder, amount)
  const entryId = await postInPool(trx, pool, funder, contributionPaid(pool, funder, { contributionId, amount, on: paidOn, by, reference }))
  await insertContributionPayment(trx, contributionId, { place: payments.length + 1, paidOn, amount, paidBy: by, reference, entryId })
  record({ act: 'pool.contribution_paid', bookId: pool.bookId, poolId: pool.id, contributionId, amount, entryId })
}

/** A purse gives what it holds: by a voucher it is given the money first, without one it has to be there. */
export async function requireInPurse(db: Db, { treasuryBookId }: Pick<Funder, 'treasuryBookId'>, amount: Money): Promise<void> {
  const held = await balanceOf(db, account.treasury(treasuryBookId).cash, amount.currency)
  if (held.minor < amount.minor) refuse('pool.purse_short', { asked: amount, held })
}

/**
 * What a treasury paid into a pool's book by voucher alone, told to the contributions that had called for it: the one due first is paid
 * first. What is over pays no call, and stays what the books say it is.
 */
export async function countPaidByVoucher({ trx, record }: Command, { poolBookId, treasuryBookId, amount, paidOn, reference, entryId }: PaidByVoucher): Promise<void> {
  const pool = (await listPools(trx)).find(({ bookId }) => bookId === poolBookId)
  const funder = pool?.funders.find((each) => each.treasuryBookId === treasuryBookId)
  if (!pool || !funder) return
  await lockPool(trx, pool.id)
  let left = amount
  const called = (await listContributions(trx, pool.id)).filter(({ tier, jurisdictionCode }) => tier === funder.tier && jurisdictionCode === funder.jurisdictionCode)
  const turnOf = ({ dueOn, calledOn, id }: Contribution): string => `${dueOn ?? calledOn} ${id}`
  for (const contribution of called.toSorted((a, b) => (turnOf(a) < turnOf(b) ? -1 : 1))) {
    const part = lesser(left, owedOf(contribution))
    if (isZero(part)) continue
    await insertContributionPayment(trx, contribution.id, { place: contribution.payments.length + 1, paidOn, amount: part, paidBy: 'cash', reference, entryId })
    record({ act: 'pool.contribution_paid', bookId: pool.bookId, poolId: pool.id, contributionId: contribution.id, amount: part, entryId })
    left = subtract(left, part)
  }
}

export interface PaidByVoucher {
  readonly poolBookId: BookId
  readonly treasuryBookId: BookId
  readonly amount: Money
  readonly paidOn: PlainDate
  readonly reference: string
  readonly entryId: EntryId
}

export async function setMember({ trx, record }: Command, { id: poolId, bookId }: Pool, member: SetMember): Promise<void> {
  const { organisationId, agreementNumber, agreedOn, endedOn, suspendedOn, products } = member
  await trx
    .insertInto('pool_member')
    .values({ pool_id: poolId, organisation_id: organisationId, agreement_number: agreementNumber, agreed_on: agreedOn, ended_on: endedOn, suspended_on: suspendedOn })
    .onConflict((conflict) => conflict.constraint('pool_member_once').doUpdateSet({ ended_on: endedOn, suspended_on: suspendedOn }))
    .execute()
  await trx
    .insertInto('pool_product')
    .values(products.map(({ code, name, approvedOn, endedOn: end }) => ({ pool_id: poolId, organisation_id: organisationId, code, name, approved_on: approvedOn, ended_on: end })))
    .onConflict((conflict) => conflict.constraint('pool_product_once').doUpdateSet({ ended_on: (eb) => eb.ref('excluded.ended_on') }))
    .execute()
  record({ act: 'pool.member_set', bookId, poolId, organisationId })
}

export async function setQuota({ trx, record }: Command, { id: poolId, bookId }: Pool, { organisationId, year, granted }: SetQuota): Promise<void> {
  await trx
    .insertInto('pool_quota')
    .values({ pool_id: poolId, organisation_id: organisationId, quota_year: year, granted_minor: granted.minor })
    .onConflict((conflict) => conflict.constraint('pool_quota_once').doUpdateSet({ granted_minor: granted.minor }))
    .execute()
  record({ act: 'pool.quota_set', bookId, poolId, organisationId, year, granted })
}

export async function overrideBreaker(
  { trx, record }: Command,
  { id: poolId, bookId }: Pool,
  { overrideId, organisationId, action, from, to, reason }: OverrideBreaker & { readonly overrideId: BreakerOverrideId },
  { proposalId }: Pick<Applying, 'proposalId'>,
): Promise<void> {
  await trx
    .insertInto('pool_breaker_override')
    .values({ id: overrideId, pool_id: poolId, organisation_id: organisationId ?? null, action, overrides_from: from, overrides_to: to, reason, proposal_id: proposalId })
    .execute()
  record({ act: 'pool.breaker_overridden', bookId, poolId, overrideId })
}

/** Posts both sides and answers the pool's. */
async function postInPool(trx: Trx, { bookId }: Pool, { treasuryBookId }: Funder, legs: ReturnType<typeof contributionCalled>) {
  await lockBooks(trx, [bookId, treasuryBookId])
  const { entries } = await postTransferLegs(trx, legs)
  return entries.find((entry) => entry.bookId === bookId)?.id ?? refuse('record.not_found', { noun: 'entry', id: bookId })
}
