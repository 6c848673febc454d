import { createHash } from 'node:crypto'
import type { Db, Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import { type Claim, type ClaimDecision, type ClaimEventName, type ClaimId, type ClaimPayment, type ClaimStatus, claimNumber } from '@cofund/shared/claims/claim'
import { type Evaluation, evaluate, withPeriodCap } from '@cofund/shared/claims/decision'
import {
  type DistrictPart,
  type FrozenYear,
  type YearStated,
  amountsOf,
  checkYear,
  differencesOf,
  partsOfDistricts,
  purseOf,
  settlementCan,
} from '@cofund/shared/claims/settlement'
import type { FreezeYear, RefreezeYear } from '@cofund/shared/claims/settlement.input'
import type { Standing } from '@cofund/shared/claims/standing'
import { money, nothing, toDecimal } from '@cofund/shared/kernel/money'
import { type PlainDate, yearOf } from '@cofund/shared/kernel/plain-date'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import { type CapKey, capKeyText, capKeysOf, usedByScope } from '@cofund/shared/pools/cap'
import type { Pool } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { getVersion } from '../policies/policy.sql.ts'
import { capUsed } from '../pools/cap.sql.ts'
import { getMember, getPool, schemeOn } from '../pools/pool.sql.ts'
import { usesOf } from './claim-file.sql.ts'
import { getClaim, insertClaimEvent, listDecisions, listPayments, listStandings, lockClaim, setClaim } from './claim.sql.ts'
import { frozenAt, insertFreeze, insertSettlement, listFreezes } from './settlement.sql.ts'

/** A bank states a year of an approved product: it is kept as it is stated, once it adds up. */
export async function freezeYear(command: Command, what: FreezeYear): Promise<{ readonly claimId: ClaimId }> {
  const { trx, actor, record } = command
  const { poolId, productCode, year, flags } = what
  const pool = await getPool(trx, poolId)
  const bankId = actor.membership.organisation.id
  const member = await getMember(trx, pool, bankId)
  if (yearOf(todayOf(command)) <= year) refuse('settlement.not_of_the_year', { year })
  const { scheme, versionId } = await schemeOn(trx, pool, `${year}-12-31` as PlainDate)
  if (scheme.family !== 'bank_year') refuse('settlement.not_a_band_pool', { code: pool.schemeCode })
  const approved = member.products.some(({ code, approvedOn, endedOn }) => code === productCode && yearOf(approvedOn) <= year && (endedOn === null || yearOf(endedOn) >= year))
  if (!approved) refuse('settlement.product_not_approved', { product: productCode, year })
  const stated = checkStated(pool, what.stated)

  const claimId = newId('clm')
  await insertSettlement(trx, { id: claimId, poolId, bankId, currency: pool.currency, policyVersionId: versionId, productCode, settledYear: year, flags })
  await insertFreeze(trx, claimId, 1, stated, null)
  await told(command, { id: claimId }, 'frozen', 'frozen', { place: '1' })
  record({ act: 'settlement.frozen', claimId, poolId, year, place: 1, netLoss: money(stated.net_loss, pool.currency) })
  return { claimId }
}

/** A bank corrects its figures: they are frozen again beside those that stood, and what was decided on them is decided anew. */
export async function refreezeYear(command: Command, { claimId, stated: said, reason }: RefreezeYear): Promise<{ readonly place: number }> {
  const { trx, actor, record } = command
  const claim = await lockYear(trx, claimId)
  if (claim.bankId !== actor.membership.organisation.id) refuse('settlement.not_yours', {})
  if (!settlementCan.refreeze(claim)) refuse('settlement.wrong_status', { status: claim.status })
  // The case is the keeper's and out of the bank's sight; the claim says that there is one.
  if (claim.status === 'computed' && claim.proposalId) refuse('settlement.on_its_way', { claim: claimNumber(claim) })
  if (!reason) refuse('settlement.reason_needed', {})
  const pool = await getPool(trx, claim.poolId)
  const stated = checkStated(pool, said)
  const freezes = await listFreezes(trx, claimId)
  const last = freezes.at(-1)
  if (last && differencesOf(last, stated).length === 0) refuse('settlement.nothing_changed', {})
  const place = freezes.length + 1
  await insertFreeze(trx, claimId, place, stated, reason)
  await setClaim(trx, claimId, { status: 'frozen', proposal_id: null })
  await told(command, claim, 'frozen', 'frozen', { place: String(place), reason })
  record({ act: 'settlement.frozen', claimId, poolId: claim.poolId, year: claim.settledYear ?? 0, place, netLoss: money(stated.net_loss, pool.currency) })
  return { place }
}

function checkStated(pool: Pool, stated: FreezeYear['stated']): YearStated {
  const year = checkYear(stated, pool.currency)
  if (pool.funders.some(({ tier }) => tier === 'district')) {
    for (const { district, net_loss: loss } of year.districts) if (loss > 0n) purseOf(pool, district)
  }
  return year
}

/** Works the compensation out, so that it can be sent on its way. */
export async function computeYear(command: Command, claimId: ClaimId): Promise<void> {
  const { trx, record } = command
  const claim = await lockYear(trx, claimId)
  if (!settlementCan.compute(claim)) refuse('settlement.wrong_status', { status: claim.status })
  const { evaluation, frozen } = await openYear(trx, claim)
  await setClaim(trx, claimId, { status: 'computed', expected_minor: evaluation.payable.minor })
  await told(command, claim, 'computed', 'computed', { payable: toDecimal(evaluation.payable) })
  const derivationHash = createHash('sha256').update(canonicalJson(evaluation.derivation)).digest('hex')
  record({ act: 'settlement.computed', claimId, place: frozen.place, expected: evaluation.payable, derivationHash })
}

/** A bank's year with all that a decision on it rests on. */
export interface YearFile {
  readonly claim: Claim
  readonly pool: Pool
  readonly cited: CitedScheme
  readonly versionNumber: number
  readonly capKeys: readonly CapKey[]
  readonly freezes: readonly FrozenYear[]
  /** The figures that hold now. */
  readonly frozen: FrozenYear
  /** Those that the last decision rested on; null before the first. */
  readonly decidedOn: FrozenYear | null
  readonly decisions: readonly ClaimDecision[]
  readonly payments: readonly ClaimPayment[]
  readonly lossCase: LossCase
  readonly evaluation: Evaluation
  readonly districts: readonly DistrictPart[]
  readonly from: readonly Standing[]
  readonly fromDistricts: readonly DistrictPart[]
}

/** Opens a year, evaluated on the figures that hold now; what its own earlier decision took of a cap is free for it again. */
export async function openYear(db: Db, claim: Claim): Promise<YearFile> {
  const [pool, version, freezes, decisions, payments, from] = [
    await getPool(db, claim.poolId),
    await getVersion(db, claim.policyVersionId),
    await listFreezes(db, claim.id),
    await listDecisions(db, claim),
    await listPayments(db, claim),
    await listStandings(db, claim.id),
  ]
  const frozen = freezes.at(-1) ?? refuse('record.not_found', { noun: 'claim', id: claim.id })
  const cited = withPeriodCap({ ...decodeForSharing(version.params), cites: version.cites }, pool)
  const capKeys = capKeysOf(cited.scheme, { enterpriseGroup: null, bankId: claim.bankId, year: claim.settledYear ?? 0 })
  const used = await capUsed(db, pool.id, capKeys)
  const own = usesOf({ cited, capKeys }, { shares: from.map(({ bearer, borne }) => ({ bearer, amount: money(borne, claim.currency) })) })
  const beside = new Map(own.map((use) => [capKeyText(use), (used.get(capKeyText(use)) ?? 0n) - use.minor]))
  const lossCase: LossCase = { amounts: amountsOf(frozen), flags: claim.stated.flags, used: usedByScope(capKeys, beside) }
  const last = decisions.at(-1)
  const evaluation = evaluate(cited, lossCase, last?.recovered ?? nothing(claim.currency))
  const decidedOn = last ? frozenAt(freezes, last.decidedAt) : null
  return {
    claim,
    pool,
    cited,
    versionNumber: version.number,
    capKeys,
    freezes,
    frozen,
    decidedOn,
    decisions,
    payments,
    lossCase,
    evaluation,
    districts: partsOfDistricts(evaluation.standing, frozen, claim.currency),
    from,
    fromDistricts: decidedOn ? partsOfDistricts(from, decidedOn, claim.currency) : [],
  }
}

/** Holds a year until the transaction ends; a claim for a loan is none. */
export async function lockYear(trx: Trx, claimId: ClaimId): Promise<Claim> {
  const claim = await lockClaim(trx, claimId)
  return claim.family === 'bank_year' ? claim : refuse('record.not_found', { noun: 'claim', id: claimId })
}

export async function getYear(db: Db, claimId: ClaimId): Promise<Claim> {
  const claim = await getClaim(db, claimId)
  return claim.family === 'bank_year' ? claim : refuse('record.not_found', { noun: 'claim', id: claimId })
}

/** The case that a year is on its way with, in sight of whoever asks. */
export async function openCaseOf(db: Db, claimId: ClaimId): Promise<{ readonly id: ProposalId; readonly number: bigint } | null> {
  const row = await db
    .selectFrom('proposal')
    .select(['id', 'number'])
    .where('kind', '=', 'settlement.decide')
    .where('subject', '=', claimId)
    .where('status', 'in', ['open', 'returned'])
    .executeTakeFirst()
  return row ?? null
}

export async function told(
  command: Command,
  { id }: Pick<Claim, 'id'>,
  event: ClaimEventName,
  status: ClaimStatus,
  facts: Readonly<Record<string, string>>,
): Promise<void> {
  await insertClaimEvent(command.trx, { claimId: id, event, status, on: todayOf(command), membershipId: command.actor.membership.id, facts })
}

export const yearAbout = ({ number, productCode, settledYear }: Pick<Claim, 'number' | 'productCode' | 'settledYear'>): string =>
  `${claimNumber({ number })} ${productCode ?? ''} ${settledYear ?? ''}`
