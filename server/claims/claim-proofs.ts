import type { Db } from '@cofund/db/connect'
import type { Claim, ClaimDecision } from '@cofund/shared/claims/claim'
import { evaluate, useOf, withPeriodCap } from '@cofund/shared/claims/decision'
import type { Standing } from '@cofund/shared/claims/standing'
import { type Money, money } from '@cofund/shared/kernel/money'
import { yearOf } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import { capKeyText, capKeysOf } from '@cofund/shared/pools/cap'
import type { Pool, PoolId } from '@cofund/shared/pools/pool'
import { sql } from 'kysely'
import { type Proof, type ProofResult, type Prove, proofResult, runProofs } from '../audit/proof.ts'
import { getVersion } from '../policies/policy.sql.ts'
import { getPool } from '../pools/pool.sql.ts'
import { listDecisions, listStandings, toClaim } from './claim.sql.ts'

/** What a claim's entries in its pool's book put on an account, by the account's detail. */
const postedOn = (head: string) => sql`
  select claim.id as claim_id, account.detail, coalesce(sum(posting.minor), 0)::int8 as minor
  from claim join pool on pool.id = claim.pool_id
  join journal_entry as entry on entry.book_id = pool.book_id and entry.facts ->> 'claimId' = claim.id
  join posting on posting.book_id = entry.book_id and posting.sequence = entry.sequence
  join account on account.id = posting.account_id and account.head = ${head}
  group by 1, 2`

const proofs: readonly Proof[] = [
  {
    statement: 'bearers of claims stand where the memorandum accounts of their pools say',
    of: sql`select count(*) from claim_bearer`,
    wrong: sql`
      select format('%s %s: kept %s, ledger %s', coalesce(kept.claim_id, posted.claim_id), coalesce(kept.bearer, posted.detail),
        coalesce(kept.minor, 0), coalesce(-posted.minor, 0)) as difference
      from (select claim_id, bearer, borne_minor - returned_minor as minor from claim_bearer) as kept
      full join (${postedOn('loss_share')}) as posted on posted.claim_id = kept.claim_id and posted.detail = kept.bearer
      where coalesce(kept.minor, 0) <> coalesce(-posted.minor, 0)`,
  },
  {
    statement: 'decisions on claims share the whole of their loss',
    of: sql`select count(*) from claim_decision`,
    wrong: sql`
      select format('%s %s: loss %s, shares %s', claim_id, place, loss_minor, shared) as difference
      from claim_decision cross join lateral (
        select coalesce(sum((share -> 'minor' ->> '$bigint')::int8), 0)::int8 as shared from jsonb_array_elements(shares) as share
      ) as parts where loss_minor <> shared`,
  },
  {
    statement: 'claims are payable for what was decided last, and paid as far as receipts say',
    of: sql`select count(*) from claim`,
    wrong: sql`
      select format('%s: payable %s, decided %s, paid %s, received %s', claim.id, claim.payable_minor, coalesce(decided, 0),
        paid_minor, received) as difference
      from claim
      left join lateral (select payable_minor as decided from claim_decision where claim_id = claim.id order by place desc limit 1) as last on true
      cross join lateral (
        select coalesce(sum(minor) filter (where received_on is not null), 0) as received from claim_payment where claim_id = claim.id) as payments
      where claim.payable_minor <> coalesce(decided, 0) or paid_minor <> received`,
  },
  {
    statement: 'claims are owed to their banks for what is payable and not ordered, or ordered and due back, to the fen',
    of: sql`select count(*) from claim where payable_minor > 0`,
    wrong: sql`
      select format('%s: payable %s, ordered %s, ledger %s', claim.id, payable_minor, ordered, coalesce(-posted.minor, 0)) as difference
      from claim
      cross join lateral (
        select (select coalesce(sum(minor), 0) from claim_payment where claim_id = claim.id)
          - (select coalesce(sum(due_minor), 0) from recovery where claim_id = claim.id and kind = 'refund') as ordered) as payments
      left join (${postedOn('compensation_payable')}) as posted on posted.claim_id = claim.id and posted.detail = claim.organisation_id
      where greatest(payable_minor - ordered, 0) <> coalesce(-posted.minor, 0)`,
  },
  {
    statement: 'payments of claims left the cash of their book once, to the fen',
    of: sql`select count(*) from claim_payment`,
    wrong: sql`
      select format('%s: ordered %s, left the book %s', voucher_number, payment.minor, coalesce(gone, 0)) as difference
      from claim_payment as payment left join lateral (
        select -sum(posting.minor) as gone from journal_entry as entry
        join posting on posting.book_id = entry.book_id and posting.sequence = entry.sequence
        join account on account.id = posting.account_id and account.head = 'cash'
        where entry.id = payment.entry_id and not exists (select from journal_entry as back where back.reverses = entry.id)
      ) as entry on true
      where payment.minor is distinct from gone`,
  },
]

/** What always holds of claims: their bearers, payables and payments are the ledger's, their caps are used by what they bear, and every decision, taken again on its case, comes out the same. */
export const proveClaims: Prove = async (db) => [...(await runProofs(db, proofs)), ...(await proveDecisions(db))]

/** Reads every claim that was decided once, and proves on the way what only the scheme can tell. */
async function proveDecisions(db: Db): Promise<readonly ProofResult[]> {
  const again: string[] = []
  const uses = new Map<string, bigint>()
  const cited = citedOnce(db)
  let [decided, looked] = [0, 0]
  for await (const { claim, group } of decidedClaims(db)) {
    const { scheme, pool } = await cited(claim)
    const [decisions, standings] = [await listDecisions(db, claim), await listStandings(db, claim.id)]
    decided += 1
    looked += decisions.length
    for (const decision of decisions) {
      if (!comesOutAgain(scheme, decision)) again.push(`${claim.id} ${decision.place}: comes to something else`)
    }
    const last = decisions.at(-1)
    if (last && !standsAsDecided(scheme, claim, last, standings)) again.push(`${claim.id}: stands elsewhere than was decided last`)
    for (const [key, minor] of usesOf(scheme, pool, { claim, group, decisions, standings })) uses.set(key, (uses.get(key) ?? 0n) + minor)
  }
  return [
    proofResult(looked, `decisions on ${decided} claims come out the same from their cases, and bearers stand where the last one puts them`, again),
    await proveCaps(db, uses),
  ]
}

async function* decidedClaims(db: Db) {
  let after = ''
  for (;;) {
    const rows = await db
      .selectFrom('claim')
      .leftJoin('enterprise', 'enterprise.id', 'claim.enterprise_id')
      .selectAll('claim')
      .select(sql<string | null>`coalesce(enterprise.group_code, enterprise.id)`.as('group'))
      .where((eb) => eb.exists(eb.selectFrom('claim_decision').select('place').whereRef('claim_id', '=', 'claim.id')))
      .where('claim.id', '>', after as Claim['id'])
      .orderBy('claim.id')
      .limit(500)
      .execute()
    for (const { group, ...row } of rows) yield { claim: toClaim(row), group }
    const last = rows.at(-1)
    if (!last) return
    after = last.id
  }
}

/** A pool's scheme as a claim keeps it: each version is read once. */
function citedOnce(db: Db): (claim: Pick<Claim, 'poolId' | 'policyVersionId'>) => Promise<{ readonly scheme: CitedScheme; readonly pool: Pool }> {
  const pools = new Map<PoolId, Promise<Pool>>()
  const versions = new Map<PolicyVersionId, Promise<CitedScheme>>()
  return async ({ poolId, policyVersionId }) => {
    const pool = pools.get(poolId) ?? getPool(db, poolId)
    pools.set(poolId, pool)
    const version = versions.get(policyVersionId) ?? getVersion(db, policyVersionId).then(({ params, cites }) => ({ ...decodeForSharing(params), cites }))
    versions.set(policyVersionId, version)
    return { scheme: withPeriodCap(await version, await pool), pool: await pool }
  }
}

/** Evaluated again on its own case: the same derivation to the letter, the same shares unless the deed itself put them elsewhere. */
function comesOutAgain(cited: CitedScheme, { lossCase, recovered, reason, derivation, shares, loss }: ClaimDecision): boolean {
  const again = evaluated(cited, lossCase, recovered, reason)
  if (!again || again.loss.minor !== loss.minor || canonicalJson(again.derivation) !== canonicalJson(derivation)) return false
  return reason === 'clawed_back' || same(again.standing.map(({ bearer, borne }) => [bearer, borne]), shares.map(({ bearer, amount }) => [bearer, amount.minor]))
}

/** Bearers bear what the last decision says; and of what came back each has what the scheme gives it, unless the deed itself decided that. */
function standsAsDecided(cited: CitedScheme, claim: Claim, { lossCase, recovered, reason, shares }: ClaimDecision, standings: readonly Standing[]): boolean {
  const bears = same(standings.map(({ bearer, borne }) => [bearer, borne]), shares.map(({ bearer, amount }) => [bearer, amount.minor]))
  if (!bears || reason === 'clawed_back') return bears
  const again = evaluated(cited, lossCase, recovered, reason)
  return again !== null && same(standings.map(({ bearer, returned }) => [bearer, returned]), again.standing.map(({ bearer, returned }) => [bearer, returned]))
}

function evaluated(cited: CitedScheme, lossCase: ClaimDecision['lossCase'], recovered: Money, reason: ClaimDecision['reason']) {
  try {
    return evaluate(cited, lossCase, recovered, reason === 'advanced' ? 'advance' : 'whole')
  } catch (thrown) {
    if (thrown instanceof Refusal) return null
    throw thrown
  }
}

/** The same amounts for the same names, in whatever order; nothing is as good as absent. */
function same(some: readonly (readonly [string, bigint])[], others: readonly (readonly [string, bigint])[]): boolean {
  const plain = (pairs: readonly (readonly [string, bigint])[]) =>
    pairs
      .filter(([, minor]) => minor !== 0n)
      .map(([name, minor]) => `${name} ${minor}`)
      .toSorted()
      .join()
  return plain(some) === plain(others)
}

interface Decided {
  readonly claim: Claim
  readonly group: string | null
  readonly decisions: readonly ClaimDecision[]
  readonly standings: readonly Standing[]
}

/** What a claim takes of each cap: counted in the year of its first decision, or of the bank's year. */
function usesOf(cited: CitedScheme, pool: Pool, { claim, group, decisions, standings }: Decided): readonly (readonly [string, bigint])[] {
  const year = claim.settledYear ?? yearOf(decisions[0]?.decidedOn ?? pool.openedOn)
  const shares = standings.map(({ bearer, borne }) => ({ bearer, amount: money(borne, claim.currency) }))
  return capKeysOf(cited.scheme, { enterpriseGroup: claim.family === 'loan' ? group : null, bankId: claim.bankId, year }).map((key) => [
    `${pool.id} ${capKeyText(key)}`,
    useOf(cited, shares, key.scope),
  ])
}

async function proveCaps(db: Db, uses: ReadonlyMap<string, bigint>): Promise<ProofResult> {
  const kept = await db.selectFrom('pool_cap_use').selectAll().execute()
  const keptBy = new Map(kept.map(({ pool_id: poolId, scope, counts_for: countsFor, used_minor: used }) => [`${poolId} ${capKeyText({ scope, countsFor })}`, used]))
  const wrong = [...new Set([...keptBy.keys(), ...uses.keys()])].flatMap((key) => {
    const [counted, decided] = [keptBy.get(key) ?? 0n, uses.get(key) ?? 0n]
    return counted === decided ? [] : [`${key}: counted ${counted}, decided ${decided}`]
  })
  return proofResult(kept.length, 'uses of caps equal what the claims decided under them bear', wrong.toSorted())
}
