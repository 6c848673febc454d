import { createHash } from 'node:crypto'
import type { Db, Trx } from '@cofund/db/connect'
import { type ClaimId, type ClaimMode, type ClaimStated, nothingStated } from '@cofund/shared/claims/claim'
import { lossCaseOf } from '@cofund/shared/claims/claim-case'
import { type Evaluation, evaluate, useOf, withPeriodCap } from '@cofund/shared/claims/decision'
import { type ClaimFacts, findingsOf } from '@cofund/shared/claims/findings'
import { type ClaimRoute, claimRouteOf } from '@cofund/shared/claims/routes'
import type { ClaimFinding } from '@cofund/shared/claims/deficiency'
import type { ClaimDocument } from '@cofund/shared/claims/claim'
import type { Enterprise } from '@cofund/shared/enterprises/enterprise'
import { nothing } from '@cofund/shared/kernel/money'
import { type PlainDate, yearOf } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import type { DrawdownNote } from '@cofund/shared/loans/drawdown-note'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import type { PolicyVersion } from '@cofund/shared/policies/policy'
import { type CapKey, capKeysOf, usedByScope } from '@cofund/shared/pools/cap'
import type { Pool, PoolMember } from '@cofund/shared/pools/pool'
import { payableRoom } from '@cofund/shared/pools/room'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { getEnterprise } from '../enterprises/enterprise.sql.ts'
import { getNote } from '../loans/note.sql.ts'
import { getVersion } from '../policies/policy.sql.ts'
import { type BankBreakers, breakersFor } from '../pools/breaker.sql.ts'
import { capUsed, lockCaps } from '../pools/cap.sql.ts'
import { findMember, getPool, schemeOn } from '../pools/pool.sql.ts'
import { roomOf } from '../pools/room.sql.ts'
import { isClaimedElsewhere } from './claim.sql.ts'

/** What a claim is about, read together: the same for a draft, a form that is being filled in, and a decision. */
export interface ClaimFile {
  readonly note: DrawdownNote
  readonly pool: Pool
  readonly enterprise: Enterprise
  readonly member: PoolMember | null
  readonly route: ClaimRoute
  readonly version: PolicyVersion
  /** With the pool's own cap beside the scheme's. */
  readonly cited: CitedScheme
  readonly capKeys: readonly CapKey[]
  readonly breakers: BankBreakers
}

/** Opens the file of a note's claim; caps are those of the year of `on`. */
export async function openClaimFile(db: Db, note: DrawdownNote, on: PlainDate): Promise<ClaimFile> {
  const pool = await getPool(db, note.poolId)
  const enterprise = await getEnterprise(db, note.enterpriseId)
  const version = await getVersion(db, note.policyVersionId ?? (await schemeOn(db, pool, note.lentOn)).versionId)
  const cited = withPeriodCap({ ...decodeForSharing(version.params), cites: version.cites }, pool)
  return {
    note,
    pool,
    enterprise,
    member: (await findMember(db, pool, note.bankId)) ?? null,
    route: claimRouteOf(pool),
    version,
    cited,
    capKeys: capKeysOf(cited.scheme, { enterpriseGroup: enterprise.groupCode ?? enterprise.id, bankId: note.bankId, year: yearOf(on) }),
    breakers: await breakersFor(db, pool, note.bankId, on),
  }
}

export interface Examined extends ClaimFile {
  readonly lossCase: LossCase
  readonly evaluation: Evaluation | Refusal
  readonly findings: readonly ClaimFinding[]
  readonly documents: readonly ClaimDocument[] | null
}

export interface ExamineOptions {
  readonly mode: ClaimMode
  readonly stated: ClaimStated
  readonly bankId: OrganisationId
  /** The claim that asks, so that it does not find itself; '' while there is none. */
  readonly claimId: ClaimId | ''
  /** The day on which its window and trigger are judged: that of submission, once it was submitted. */
  readonly judgedOn: PlainDate
  readonly documents: readonly ClaimDocument[] | null
  /** Holds the caps until the transaction ends: for those who run the pool, as they decide. */
  readonly holding?: Trx | undefined
}

/** Works out what the scheme makes of a claim now, and everything that the code book says of it. */
export async function examine(db: Db, file: ClaimFile, options: ExamineOptions): Promise<Examined> {
  const { note, pool, cited, route, member, breakers, capKeys } = file
  const { mode, stated, bankId, claimId, judgedOn, documents, holding } = options
  const used = usedByScope(capKeys, holding ? await lockCaps(holding, pool.id, capKeys) : await capUsed(db, pool.id, capKeys))
  const lossCase = lossCaseOf(cited.scheme, note, stated, used)
  const evaluation = evaluationOf(cited, lossCase, mode)
  const facts: ClaimFacts = {
    today: judgedOn,
    bankId,
    stated,
    note,
    predecessor: note.predecessorId
      ? { note: await noteInSight(db, note.predecessorId), compensated: await isClaimedElsewhere(db, note.predecessorId, '') }
      : null,
    disposed: await disposedOf(db, note.id),
    pool,
    member,
    scheme: cited,
    route,
    documents,
    claimedElsewhere: await isClaimedElsewhere(db, note.id, claimId),
    breaker: breakers,
    evaluation,
    room: payableRoom(await roomOf(db, pool, yearOf(judgedOn)), pool.currency).least?.amount ?? null,
  }
  return { ...file, lossCase, evaluation, documents, findings: findingsOf(facts) }
}

function evaluationOf(cited: CitedScheme, lossCase: LossCase, mode: ClaimMode): Evaluation | Refusal {
  try {
    return evaluate(cited, lossCase, nothing(cited.scheme.currency), mode === 'advance' ? 'advance' : 'whole')
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
}

/** What a decision on these shares takes of each cap. */
export const usesOf = ({ cited, capKeys }: Pick<ClaimFile, 'cited' | 'capKeys'>, { shares }: Pick<Evaluation, 'shares'>) =>
  capKeys.map((key) => ({ ...key, minor: useOf(cited, shares, key.scope) }))

/** A note out of sight is not told of: what is asked is whether its loss was compensated already. */
async function noteInSight(db: Db, noteId: DrawdownNote['id']): Promise<DrawdownNote | null> {
  try {
    return await getNote(db, noteId)
  } catch (thrown) {
    if (thrown instanceof Refusal) return null
    throw thrown
  }
}

/** What the bank has got for the loan so far by disposing of it; a write-off brings nothing. */
async function disposedOf(db: Db, noteId: DrawdownNote['id']): Promise<bigint> {
  const { rows } = await sql<{ minor: bigint }>`
    select coalesce(sum(minor), 0)::int8 as minor from disposal where note_id = ${noteId} and kind <> 'write_off'`.execute(db)
  return rows[0]?.minor ?? 0n
}

/** Of what a claim states and rests on, one text's hash: whoever agrees, agrees to these statements and documents. */
export const evidenceOf = (stated: ClaimStated, documents: readonly Pick<ClaimDocument, 'item' | 'place' | 'hash'>[]): string =>
  createHash('sha256')
    .update(canonicalJson({ stated, documents: documents.map(({ item, place, hash }) => [item, place, hash]) }))
    .digest('hex')

/** What a new draft says before anybody has filled it in: what the bank has reported of the loan. */
export const prefilled = (note: DrawdownNote): ClaimStated => ({
  ...nothingStated,
  amounts: { unpaid_principal: note.balance.minor },
  nonPerformingOn: note.nplReportedOn,
})

export const evaluatedOf = ({ evaluation }: Pick<Examined, 'evaluation'>): Evaluation => {
  if (!(evaluation instanceof Refusal)) return evaluation
  throw evaluation
}

/** Holds the loan, whatever pools it stands under: two claims for it are made one after the other. */
export async function lockLoan(trx: Trx, { bankId, number }: Pick<DrawdownNote, 'bankId' | 'number'>): Promise<void> {
  await sql`select lock_loan(${bankId}, ${number})`.execute(trx)
}

export const claimNoteOf = ({ noteId }: { readonly noteId: DrawdownNote['id'] | null }): DrawdownNote['id'] =>
  noteId ?? refuse('claim.wrong_status', { status: 'bank_year' })
