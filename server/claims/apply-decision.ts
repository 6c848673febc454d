import { createHash } from 'node:crypto'
import { type Trx, asJson } from '@cofund/db/connect'
import type { Database } from '@cofund/db/schema'
import type { Claim, DecisionReason } from '@cofund/shared/claims/claim'
import { type Evaluation, type Payout, evaluate, isFundedBy } from '@cofund/shared/claims/decision'
import { type Standing, type StandingChange, funderOf, standingEntries } from '@cofund/shared/claims/standing'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import { type Money, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { isBetweenBooks } from '@cofund/shared/ledger/account'
import type { EntryDraft, EntryId, EntryKind, Evidence } from '@cofund/shared/ledger/entry'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import { type CapKey, capKeyText, usedByScope } from '@cofund/shared/pools/cap'
import type { Pool } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { type InsertObject, sql } from 'kysely'
import type { Command } from '../kernel/trpc.ts'
import type { WrittenEntry } from '../ledger/entry.sql.ts'
import { postEntries, postTransferLegs } from '../ledger/ledger.commands.ts'
import { lockCaps, useCaps } from '../pools/cap.sql.ts'
import { usesOf } from './claim-file.sql.ts'

/** What changes where the bearers of a claim stand: the same mechanism for the first decision and for whatever follows from it. */
export interface Decision {
  readonly reason: DecisionReason
  readonly pool: Pool
  /** The version that the claim kept, with the pool's own cap (withPeriodCap). */
  readonly cited: CitedScheme
  /** The caps that its payout draws on. */
  readonly capKeys: readonly CapKey[]
  /**
   * The loss as it is known now. What is used of caps is read here, under their lock and without this claim's own part, unless `kept`: a
   * recovery gives back by the decision that was paid on, whatever others have used since.
   */
  readonly lossCase: LossCase
  readonly capsAre: 'read_now' | 'kept'
  readonly payout: Payout
  /** All that has come back by now, net of costs. */
  readonly recovered: Money
  /** Where bearers are to stand where that is not the scheme's evaluation: nowhere, after a clawback or a reversal. */
  readonly standing?: readonly Standing[] | undefined
  /** 追回利息, beyond what was borne. */
  readonly interest?: Money | undefined
  readonly on: PlainDate
  readonly proposalId: ProposalId | null
  readonly note?: string | undefined
  readonly evidence?: Evidence | undefined
  readonly entryKind?: EntryKind | undefined
  /** Where a tier's part is borne by several purses, as over a bank's year: what is posted; whoever funds the scheme then pays. */
  readonly entriesOf?: ((change: StandingChange) => EntryDraft[]) | undefined
}

export interface Applied {
  readonly evaluation: Evaluation
  readonly place: number
  /** In the pool's book; null where nobody moved. */
  readonly entryId: EntryId | null
  readonly entries: readonly WrittenEntry[]
  /** What the pool's funders bear by now, before anything came back. */
  readonly payable: Money
  readonly from: readonly Standing[]
  readonly to: readonly Standing[]
}

/**
 * Takes a decision on a claim that the caller holds (lockClaim, after its note): holds the caps, evaluates, keeps the decision with its
 * derivation, moves every bearer to where it shall stand, and posts the difference. Refuses a payout that a cap leaves nothing of, and a
 * share that no purse in the pool pays. The status is the caller's to move.
 */
export async function applyDecision(command: Command, claim: Claim, decision: Decision): Promise<Applied> {
  const { trx, record } = command
  const { pool, cited, capKeys, reason, payout, recovered, on, proposalId } = decision
  const { from, decisions, ordered } = await decidedBefore(trx, claim.id)
  const own = usesOf({ cited, capKeys }, { shares: from.map(({ bearer, borne }) => ({ bearer, amount: money(borne, claim.currency) })) })

  const held = await lockCaps(trx, pool.id, capKeys)
  const beside = new Map(own.map((use) => [capKeyText(use), (held.get(capKeyText(use)) ?? 0n) - use.minor]))
  const lossCase = decision.capsAre === 'kept' ? decision.lossCase : { ...decision.lossCase, used: usedByScope(capKeys, beside) }
  const evaluation = evaluate(cited, lossCase, recovered, payout)
  const to = decision.standing ?? evaluation.standing
  checkFunders(decision, claim, to)

  const borne = to.map(({ bearer, borne: minor }) => ({ bearer, amount: money(minor, claim.currency) }))
  const uses = usesOf({ cited, capKeys }, { shares: borne })
  await useCaps(
    trx,
    pool,
    uses.map((use, index) => ({ ...use, minor: use.minor - (own[index]?.minor ?? 0n) })),
  )

  const before = paidBy(decision, claim, from)
  const drafts = (decision.entriesOf ?? standingEntries)({
    pool,
    claim,
    from,
    to,
    unpaid: before > ordered ? before - ordered : 0n,
    interest: decision.interest?.minor,
    kind: decision.entryKind ?? `claim.${reason}`,
    effectiveOn: on,
    note: decision.note,
    evidence: decision.evidence,
  })
  const entries = await post(trx, drafts)
  const entryId = entries.find(({ bookId }) => bookId === pool.bookId)?.id ?? null
  const payable = money(paidBy(decision, claim, to), claim.currency)
  const place = decisions + 1
  await keepDecision(trx, claim, {
    standings: everybody(from, to),
    payable,
    on,
    decision: {
      claim_id: claim.id,
      place,
      reason,
      loss_case: asJson(lossCase),
      shares: asJson(to.map(({ bearer, borne: minor }) => ({ bearer, minor }))),
      derivation: asJson(evaluation.derivation),
      loss_minor: evaluation.loss.minor,
      recovered_minor: recovered.minor,
      payable_minor: payable.minor,
      proposal_id: proposalId,
      entry_id: entryId,
      decided_on: on,
    },
  })
  record({
    act: 'claim.decided',
    bookId: pool.bookId,
    claimId: claim.id,
    place,
    reason,
    loss: evaluation.loss,
    payable,
    recovered,
    policyVersionId: claim.policyVersionId,
    derivationHash: createHash('sha256').update(canonicalJson(evaluation.derivation)).digest('hex'),
    entryId,
  })
  return { evaluation, place, entryId, entries, payable, from, to }
}

/** Who stood somewhere and stands nowhere now stands at nothing: every bearer keeps its line. */
const everybody = (from: readonly Standing[], to: readonly Standing[]): readonly Standing[] => [
  ...to,
  ...from.filter(({ bearer }) => !to.some((standing) => standing.bearer === bearer)).map(({ bearer }) => ({ bearer, borne: 0n, returned: 0n })),
]

interface Before {
  readonly from: readonly Standing[]
  readonly decisions: number
  /** What has been ordered to be paid, less what is due back of it. */
  readonly ordered: bigint
}

/** Where a claim stands before it is decided on, in one statement. */
async function decidedBefore(trx: Trx, claimId: Claim['id']): Promise<Before> {
  const { rows } = await sql<{ decisions: number; ordered: bigint; bearer: Standing['bearer'] | null; borne_minor: bigint; returned_minor: bigint }>`
    select decisions, ordered, bearer, borne_minor, returned_minor
    from (
      select (select count(*)::int from claim_decision where claim_id = ${claimId}) as decisions,
        ((select coalesce(sum(minor), 0) from claim_payment where claim_id = ${claimId})
          - (select coalesce(sum(due_minor), 0) from recovery where claim_id = ${claimId} and kind = 'refund'))::int8 as ordered
    ) as before left join claim_bearer on claim_id = ${claimId}
    order by bearer`.execute(trx)
  return {
    from: rows.flatMap(({ bearer, borne_minor: borne, returned_minor: returned }) => (bearer === null ? [] : [{ bearer, borne, returned }])),
    decisions: rows[0]?.decisions ?? 0,
    ordered: rows[0]?.ordered ?? 0n,
  }
}

interface Kept {
  readonly decision: InsertObject<Database, 'claim_decision'>
  readonly on: PlainDate
  readonly standings: readonly Standing[]
  readonly payable: Money
}

/** Everything that a decision leaves behind, in one statement. */
async function keepDecision(trx: Trx, { id, decidedOn }: Claim, { decision, on, standings, payable }: Kept): Promise<void> {
  await trx
    .with('decided', (db) => db.insertInto('claim_decision').values(decision))
    .with('stands', (db) =>
      db
        .insertInto('claim_bearer')
        .values(standings.map(({ bearer, borne, returned }) => ({ claim_id: id, bearer, borne_minor: borne, returned_minor: returned })))
        .onConflict((conflict) =>
          conflict.constraint('claim_bearer_once').doUpdateSet({ borne_minor: sql`excluded.borne_minor`, returned_minor: sql`excluded.returned_minor` }),
        ),
    )
    .updateTable('claim')
    .set({ payable_minor: payable.minor, ...(decidedOn ? {} : { decided_on: on }) })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** What those who fund the pool bear of a claim, who is paid out of it. */
const paidBy = ({ pool, cited, entriesOf }: Decision, { districtCode }: Pick<Claim, 'districtCode'>, standings: readonly Standing[]): bigint =>
  standings.reduce((total, { bearer, borne }) => ((entriesOf ? isFundedBy(cited, bearer) : funderOf(pool, bearer, districtCode)) ? total + borne : total), 0n)

function checkFunders({ pool, cited, entriesOf }: Decision, { districtCode }: Claim, standings: readonly Standing[]): void {
  if (entriesOf) return
  const orphan = standings.find(({ bearer, borne }) => borne > 0n && isFundedBy(cited, bearer) && !funderOf(pool, bearer, districtCode))
  if (orphan) refuse('claim.no_funder', { bearer: orphan.bearer })
}

/** Legs between books are one transfer; what stays within the pool's own book is an entry of it. */
async function post(trx: Trx, drafts: readonly EntryDraft[]): Promise<readonly WrittenEntry[]> {
  const between = drafts.some(({ postings }) => postings.some(({ account }) => isBetweenBooks(account)))
  return between ? (await postTransferLegs(trx, drafts)).entries : postEntries(trx, drafts)
}
