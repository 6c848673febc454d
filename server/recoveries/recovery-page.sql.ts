import type { Db } from '@cofund/db/connect'
import type { Claim, ClaimBearer, ClaimId, ClaimPayment } from '@cofund/shared/claims/claim'
import { type Money, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { Word } from '@cofund/shared/kernel/words'
import { account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { LossFact, RecoveryTerms } from '@cofund/shared/policies/compensation-scheme'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { Pool, PoolId } from '@cofund/shared/pools/pool'
import type { Recovery } from '@cofund/shared/recoveries/recovery'
import type { ClawBack } from '@cofund/shared/recoveries/recovery.input'
import { type AgeBucket, type OpenDue, ageOf, ageingOf, openDues } from '@cofund/shared/recoveries/remittance'
import { kindOf, sayRefusal } from '@cofund/shared/refusals'
import { getEnterprise } from '../enterprises/enterprise.sql.ts'
import { freeCashFor } from '../fiscal/free-cash.sql.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { getOrganisation } from '../people/people.sql.ts'
import { getPolicy, getVersion } from '../policies/policy.sql.ts'
import { listPools } from '../pools/pool.sql.ts'
import { openRecoveryFile } from './recovery-file.sql.ts'
import { decideClawback } from './recovery.commands.ts'
import { type ListedRemittance, listAllOpenDues, listRemittances } from './recovery.sql.ts'

/** What came back on one claim, on one page. */
export interface ClaimRecoveries {
  readonly claim: Pick<Claim, 'id' | 'number' | 'status' | 'family' | 'mode' | 'poolId' | 'bankId' | 'decidedOn' | 'payable' | 'paid' | 'currency' | 'productCode' | 'settledYear'>
  readonly firm: string | null
  readonly bank: Word
  readonly pool: Pick<Pool, 'id' | 'code' | 'nameZh' | 'nameEn' | 'bookId' | 'organisationId' | 'recoveriesGo'>
  readonly scheme: { readonly name: Word; readonly number: number; readonly versionId: PolicyVersionId; readonly recovery: RecoveryTerms | null }
  /** What of a claim's facts is shared. */
  readonly base: LossFact
  readonly bearers: readonly ClaimBearer[]
  readonly payments: readonly ClaimPayment[]
  readonly recoveries: readonly Recovery[]
  /** Of the loss, what has not come back. */
  readonly stillLost: Money
  readonly recovered: Money
  readonly open: Money
}

export async function readClaimRecoveries(db: Db, claimId: ClaimId): Promise<ClaimRecoveries> {
  const { claim, pool, cited, decision, payments, recoveries, soFar, standings } = await openRecoveryFile(db, claimId)
  const version = await getVersion(db, claim.policyVersionId)
  const policy = await getPolicy(db, version.policyId)
  const bank = await getOrganisation(db, claim.bankId)
  const of = (minor: bigint): Money => money(minor, claim.currency)
  return {
    claim,
    firm: claim.enterpriseId && (await getEnterprise(db, claim.enterpriseId)).name,
    bank: { zh: bank.nameZh, en: bank.nameEn },
    pool,
    scheme: { name: policy.name, number: version.number, versionId: version.id, recovery: cited.scheme.recovery ?? null },
    base: cited.scheme.base,
    bearers: standings.map(({ bearer, borne, returned }) => ({ bearer, borne: of(borne), returned: of(returned) })),
    payments,
    recoveries,
    stillLost: of((decision.lossCase.amounts[cited.scheme.base] ?? 0n) - soFar.principal),
    recovered: of(soFar.principal),
    open: of(recoveries.reduce((sum, { due, remitted }) => sum + due.minor - remitted.minor, 0n)),
  }
}

/** What a clawback would come to, or why there is none. */
export async function readClawback(db: Db, what: Pick<ClawBack, 'claimId' | 'on'>, today: PlainDate) {
  try {
    const { clawback, unpaid, due, claim } = await decideClawback(db, what, today)
    return { clawback, unpaid: money(unpaid, claim.currency), due, refused: null }
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || kindOf(thrown.code) === 'missing') throw thrown
    return { clawback: null, unpaid: null, due: null, refused: { zh: sayRefusal(thrown, 'zh'), en: sayRefusal(thrown, 'en') } }
  }
}

/** What one bank owes one pool, and how late. */
export interface BankDues {
  readonly poolId: PoolId
  readonly poolCode: string
  readonly bankId: OrganisationId
  readonly bank: Word
  readonly due: Money
  /** What the pool owes the bank instead. */
  readonly credit: Money
  readonly ageing: Readonly<Record<AgeBucket, Money>>
  readonly oldest: { readonly dueOn: PlainDate | null; readonly age: AgeBucket } | null
  readonly dues: readonly Pick<OpenDue<Recovery>, 'left'>[]
}

/** What of what came back a pool owes a funder's treasury. */
export interface TreasuryDue {
  readonly poolId: PoolId
  readonly poolCode: string
  readonly treasuryBookId: BookId
  readonly funder: Word
  readonly owed: Money
}

export async function readRemittances(
  db: Db,
  filter: { readonly poolId?: PoolId | undefined; readonly bankId?: OrganisationId | undefined },
  today: PlainDate,
): Promise<{ readonly remittances: readonly ListedRemittance[]; readonly banks: readonly BankDues[]; readonly treasuries: readonly TreasuryDue[] }> {
  const pools = (await listPools(db)).filter(({ id }) => filter.poolId === undefined || id === filter.poolId)
  const open = await listAllOpenDues(db, filter)
  const banks: BankDues[] = []
  for (const own of Map.groupBy(open, ({ poolId, recovery }) => `${poolId} ${recovery.bankId}`).values()) {
    const [first] = own
    const pool = pools.find(({ id }) => id === first?.poolId)
    if (!first || !pool) continue
    const { dues, credit } = openDues(own.map(({ recovery }) => recovery))
    const bank = await getOrganisation(db, first.recovery.bankId)
    const [oldest] = dues
    banks.push({
      poolId: pool.id,
      poolCode: pool.code,
      bankId: bank.id,
      bank: { zh: bank.nameZh, en: bank.nameEn },
      due: money(
        dues.reduce((sum, { left }) => sum + left.minor, 0n),
        pool.currency,
      ),
      credit: money(credit, pool.currency),
      ageing: ageingOf(dues, today),
      oldest: oldest ? { dueOn: oldest.recovery.dueOn, age: ageOf(oldest.recovery.dueOn, today) } : null,
      dues: dues.map(({ left }) => ({ left })),
    })
  }
  const treasuries: TreasuryDue[] = []
  for (const pool of pools) {
    if (pool.recoveriesGo !== 'return') continue
    // What a treasury is owed for a payment that it advanced is settled between tiers: only what has come in goes back to it.
    for (const funder of pool.funders) {
      const { minor: cash } = await freeCashFor(db, pool.bookId, funder.treasuryBookId, pool)
      const due = -(await balanceOf(db, account.pool(pool.bookId).dueTo(funder.treasuryBookId), pool.currency)).minor
      const owed = due < cash ? due : cash
      if (owed > 0n) {
        treasuries.push({
          poolId: pool.id,
          poolCode: pool.code,
          treasuryBookId: funder.treasuryBookId,
          funder: { zh: funder.nameZh, en: funder.nameEn },
          owed: money(owed, pool.currency),
        })
      }
    }
  }
  return { remittances: await listRemittances(db, filter), banks, treasuries }
}
