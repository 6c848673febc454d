import { type Trx, asJson } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import { money } from '@cofund/shared/kernel/money'
import { type PlainDate, yearOf } from '@cofund/shared/kernel/plain-date'
import { type DrawdownNote, type NoteId, type NoteStatus, noteCan } from '@cofund/shared/loans/drawdown-note'
import type { DraftNote } from '@cofund/shared/loans/note.input'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { getEnterprise } from '../enterprises/enterprise.sql.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { occupyQuota, releaseQuota } from '../pools/quota.sql.ts'
import { requireLeverage } from '../pools/room.sql.ts'
import { type Filing, type JudgedDraft, judgeDrafts } from './judge-drafts.sql.ts'
import { getNote, insertEvent, lockNote, setStatus } from './note.sql.ts'

/** What became of one draft. */
export interface FiledNote {
  readonly noteId: NoteId
  readonly status: NoteStatus
}

export const filingOf = ({ actor, now }: Pick<Command, 'actor' | 'now'>): Filing => ({
  bankId: actor.membership.organisation.id,
  today: todayOf({ now }),
})

/**
 * Files loans for cover, all or none. Each is enrolled when its firm is eligible on the loan date; where something of the firm is not
 * known yet it is registered and waits. The very same loan filed again is answered, and kept once.
 */
export async function enrolNotes(command: Command, drafts: readonly DraftNote[]): Promise<readonly FiledNote[]> {
  const { trx, record } = command
  const filing = filingOf(command)
  await lockEnrolment(trx, filing.bankId)
  const judged = await judgeDrafts(trx, drafts, filing)
  const filed: FiledNote[] = []
  const taken: JudgedDraft[] = []
  for (const item of judged) {
    const twice = taken.some(({ draft }) => draft.number === item.draft.number && draft.poolCode === item.draft.poolCode)
    if (twice) refuse('note.number_taken', { number: item.draft.number })
    if (item.recordedId === null) {
      refuseUnfit(item)
      taken.push(item)
    } else {
      const note = await getNote(trx, item.recordedId)
      if (!isSameLoan(note, item)) refuse('note.number_taken', { number: item.draft.number })
      record({ act: 'note.filed_again', noteId: note.id })
      filed.push({ noteId: note.id, status: note.status })
    }
  }
  return [...filed, ...(await takeDrafts(command, taken, filing))]
}

/** One bank's filings come one after another, so that one loan never enters two pools that exclude each other. */
export async function lockEnrolment(trx: Trx, bankId: OrganisationId): Promise<void> {
  await sql`select lock_loan(${bankId}, '')`.execute(trx)
}

/** Refuses what cannot be enrolled for any reason but that something is not known yet. */
function refuseUnfit({ obstacles, verdict, ruleSetCode, enterpriseName }: JudgedDraft): void {
  const [obstacle] = obstacles
  if (obstacle) throw obstacle
  if (!verdict) return refuse('note.rule_set_unknown', { code: ruleSetCode })
  if (verdict.outcome === 'ineligible') {
    const failed = verdict.rules.filter(({ outcome }) => outcome === 'fail')
    refuse('note.firm_ineligible', {
      firm: enterpriseName,
      rules: failed.map(({ rule, title }) => title ?? { zh: rule, en: rule }),
    })
  }
}

const isSameLoan = (note: DrawdownNote, { draft, enterpriseId, predecessorId }: JudgedDraft): boolean =>
  note.contractNumber === draft.contractNumber &&
  note.enterpriseId === enterpriseId &&
  note.principal.minor === draft.principal.minor &&
  note.principal.currency === draft.principal.currency &&
  note.lentOn === draft.lentOn &&
  note.dueOn === draft.dueOn &&
  note.productCode === draft.productCode &&
  note.predecessorId === predecessorId

async function takeDrafts(command: Command, taken: readonly JudgedDraft[], { bankId, today }: Filing): Promise<readonly FiledNote[]> {
  const { trx, record } = command
  if (taken.length === 0) return []
  const rows = taken.map((item) => {
    const { poolId, enterpriseId, versionId, verdict } = item
    // What has no obstacle has all of these.
    if (poolId === null || enterpriseId === null || versionId === null || verdict === null) throw new Error('a draft without obstacles lacks something')
    return { ...item, poolId, enterpriseId, versionId, verdict, noteId: newId('nte'), verdictId: newId('nvd'), enrolled: verdict.outcome === 'eligible' }
  })
  await trx
    .insertInto('note_verdict')
    .values(
      rows.map(({ verdictId, poolId, enterpriseId, ruleSetCode, verdict }) => ({
        id: verdictId,
        pool_id: poolId,
        organisation_id: bankId,
        enterprise_id: enterpriseId,
        rule_set_code: ruleSetCode,
        outcome: verdict.outcome,
        verdict: asJson(verdict),
      })),
    )
    .execute()
  await trx
    .insertInto('drawdown_note')
    .values(
      rows.map(({ draft, noteId, verdictId, poolId, enterpriseId, versionId, predecessorId, enrolled }) => ({
        id: noteId,
        pool_id: poolId,
        organisation_id: bankId,
        number: draft.number,
        contract_number: draft.contractNumber,
        credit_line_number: draft.creditLineNumber ?? null,
        enterprise_id: enterpriseId,
        district_code: draft.districtCode,
        product_code: draft.productCode,
        currency: draft.principal.currency,
        principal_minor: draft.principal.minor,
        lent_on: draft.lentOn,
        due_on: draft.dueOn,
        rate_ppm: draft.ratePpm,
        purpose: draft.purpose,
        flags: draft.flags,
        other_cover: draft.otherCover,
        guaranteed_minor: draft.guaranteed?.minor ?? null,
        predecessor_id: predecessorId,
        succession: draft.succession ?? null,
        verdict_id: verdictId,
        policy_version_id: versionId,
        balance_minor: draft.principal.minor,
        ...(enrolled && { status: 'enrolled' as const, enrolled_on: today, exposed_minor: draft.principal.minor }),
      })),
    )
    .execute()

  // Books before quotas, each in one order, as everywhere (server/README.md).
  const covered = rows.filter(({ enrolled }) => enrolled)
  const minorOf = (same: readonly (typeof rows)[number][]): bigint => same.reduce((total, { draft }) => total + draft.principal.minor, 0n)
  const entryOf = new Map<PoolId, EntryId>()
  for (const poolId of await inOrderOfBooks(trx, covered.map(({ poolId: id }) => id))) {
    const same = covered.filter((row) => row.poolId === poolId)
    const [only, ...others] = same
    const facts = { poolId, notes: same.length, ...(only && others.length === 0 && { noteId: only.noteId, number: only.draft.number }) }
    entryOf.set(poolId, await noteExposure(trx, { poolId, kind: 'loan.enrolled', facts, on: today, minor: minorOf(same) }))
  }
  for (const [key, same] of [...Map.groupBy(covered, ({ poolId, draft }) => `${poolId} ${yearOf(draft.lentOn)}`)].toSorted()) {
    const [poolId, year] = key.split(' ') as [PoolId, string]
    await occupyQuota(trx, { poolId, bankId, year: Number(year) }, money(minorOf(same), same[0]?.draft.principal.currency ?? 'CNY'))
  }
  return rows.map(({ noteId, poolId, enrolled }): FiledNote => {
    const entryId = entryOf.get(poolId)
    record(enrolled && entryId ? { act: 'note.enrolled', noteId, poolId, entryId } : { act: 'note.registered', noteId, poolId })
    return { noteId, status: enrolled ? 'enrolled' : 'registered' }
  })
}

/** Pools in the order in which everybody holds books: by the ids of their books. */
export async function inOrderOfBooks(trx: Trx, poolIds: readonly PoolId[]): Promise<readonly PoolId[]> {
  if (poolIds.length === 0) return []
  const rows = await trx.selectFrom('pool').select('id').where('id', 'in', [...new Set(poolIds)]).orderBy('book_id').execute()
  return rows.map(({ id }) => id)
}

interface Exposing {
  readonly poolId: PoolId
  readonly kind: 'loan.enrolled' | 'loan.released'
  readonly facts: object
  readonly on: PlainDate
  /** Below zero: it is no longer covered. */
  readonly minor: bigint
}

/** Notes in the pool's memorandum accounts what is lent under its cover (adr-banks-note-exposure.md). */
export async function noteExposure(trx: Trx, { poolId, kind, facts, on, minor }: Exposing): Promise<EntryId> {
  const entryId = newId('ent')
  await sql`select note_exposure(${poolId}, ${entryId}, ${kind}, ${asJson(facts)}, ${on}, ${minor})`.execute(trx)
  if (minor > 0n) await requireLeverage(trx, poolId, yearOf(on))
  return entryId
}

/** Judges a registered note anew, on what is known of its firm by now: it is enrolled, or refused with what is still missing. */
export async function judgeAgain(command: Command, noteId: NoteId): Promise<FiledNote> {
  const { trx, record } = command
  const filing = filingOf(command)
  await lockEnrolment(trx, filing.bankId)
  const note = await lockNote(trx, noteId)
  if (!noteCan.enrol(note) || note.bankId !== filing.bankId) refuse('note.wrong_status', { number: note.number, status: note.status })
  const { uscc } = await getEnterprise(trx, note.enterpriseId)
  const pool = await trx.selectFrom('pool').select('code').where('id', '=', note.poolId).executeTakeFirstOrThrow()
  const predecessor = note.predecessorId && (await getNote(trx, note.predecessorId))
  const draft: DraftNote = {
    poolCode: pool.code,
    number: note.number,
    contractNumber: note.contractNumber,
    uscc,
    districtCode: note.districtCode,
    productCode: note.productCode,
    principal: note.principal,
    lentOn: note.lentOn,
    dueOn: note.dueOn,
    ratePpm: note.ratePpm,
    purpose: note.purpose,
    flags: [...note.flags],
    otherCover: [...note.otherCover],
    ...(predecessor && note.succession && { predecessorNumber: predecessor.number, succession: note.succession }),
  }
  const [judged] = await judgeDrafts(trx, [draft], filing)
  if (!judged) throw new Error('the draft was not judged')
  refuseUnfit(judged)
  if (judged.verdict?.outcome !== 'eligible') return refuse('note.still_in_review', { number: note.number })

  const verdictId = newId('nvd')
  await trx
    .insertInto('note_verdict')
    .values({
      id: verdictId,
      pool_id: note.poolId,
      organisation_id: note.bankId,
      enterprise_id: note.enterpriseId,
      rule_set_code: judged.ruleSetCode,
      outcome: 'eligible',
      verdict: asJson(judged.verdict),
    })
    .execute()
  await trx
    .updateTable('drawdown_note')
    .set({ status: 'enrolled', enrolled_on: filing.today, verdict_id: verdictId, policy_version_id: judged.versionId, exposed_minor: note.principal.minor })
    .where('id', '=', noteId)
    .execute()
  const facts = { poolId: note.poolId, noteId, number: note.number, notes: 1 }
  const entryId = await noteExposure(trx, { poolId: note.poolId, kind: 'loan.enrolled', facts, on: filing.today, minor: note.principal.minor })
  await occupyQuota(trx, { poolId: note.poolId, bankId: note.bankId, year: yearOf(note.lentOn) }, note.principal)
  await insertEvent(trx, noteId, { event: 'enrolled', on: filing.today, facts: {} })
  record({ act: 'note.enrolled', noteId, poolId: note.poolId, entryId })
  return { noteId, status: 'enrolled' }
}

/** By which move a note comes to a status. */
const moveTo = {
  enrolled: 'cure',
  overdue: 'fallOverdue',
  non_performing: 'default',
  disposed: 'dispose',
  closed: 'close',
  repaid: 'repay',
  rejected: 'reject',
  withdrawn: 'withdraw',
} as const satisfies Partial<Record<NoteStatus, keyof typeof noteCan>>

/** Moves a note; where it ends, what it took up of quota and exposure is given back. */
export async function moveNote(
  command: Command,
  noteId: NoteId,
  status: keyof typeof moveTo,
  on: PlainDate,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const note = await lockNote(command.trx, noteId)
  if (!noteCan[moveTo[status]](note)) refuse('note.wrong_status', { number: note.number, status: note.status })
  if (['repaid', 'closed', 'withdrawn', 'rejected'].includes(status)) await releaseCover(command, note, on)
  if (note.status !== status) await setStatus(command.trx, noteId, status)
  await insertEvent(command.trx, noteId, { event: status, on, facts })
  command.record({ act: 'note.moved', noteId, status, on })
}

/** Gives back what a note took up of the bank's quota and the pool's exposure: it was repaid, withdrawn, closed, or its loss is paid. Once. */
export async function releaseCover({ trx, record }: Command, note: DrawdownNote, on: PlainDate): Promise<void> {
  if (note.exposed.minor === 0n) return
  const { id: noteId, poolId, bankId, number, exposed } = note
  await trx.updateTable('drawdown_note').set({ exposed_minor: 0n }).where('id', '=', noteId).execute()
  const entryId = await noteExposure(trx, { poolId, kind: 'loan.released', facts: { poolId, noteId, number, notes: 1 }, on, minor: -exposed.minor })
  await releaseQuota(trx, { poolId, bankId, year: yearOf(note.lentOn) }, exposed)
  record({ act: 'note.released', noteId, poolId, entryId })
}

/** Takes a filing back, before anything has gone wrong with the loan. */
export async function withdrawNote(command: Command, { noteId, on, reason }: { noteId: NoteId; on: PlainDate; reason: string }): Promise<void> {
  const note = await getNote(command.trx, noteId)
  const { bankId, today } = filingOf(command)
  if (note.bankId !== bankId) refuse('note.not_found', { note: noteId })
  if (on > today) refuse('note.future', { day: on })
  await moveNote(command, noteId, 'withdrawn', on, { reason })
}
