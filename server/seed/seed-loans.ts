import type { Db } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import { type PlainDate, addDays, addMonths, monthOf } from '@cofund/shared/kernel/plain-date'
import type { NoteId } from '@cofund/shared/loans/drawdown-note'
import { isNonPerforming } from '@cofund/shared/loans/non-performing'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import { sql } from 'kysely'
import { insertActs } from '../audit/act.sql.ts'
import { actAs } from '../kernel/session.ts'
import type { Command } from '../kernel/trpc.ts'
import { lastDayOf, monthOfDay } from '@cofund/shared/ledger/period'
import { recordDisposal, recordLitigation } from '../loans/disposal.commands.ts'
import { enrolNotes } from '../loans/note.commands.ts'
import { reportMonth } from '../loans/report.commands.ts'
import { openOperatorSession } from '../people/operator-session.ts'
import { demonstrationFirms } from './demonstration-firms.ts'
import { type DemonstrationNote, badSince, lendings, notesOf, standingOn } from './demonstration-notes.ts'

/**
 * Two years of loans at four banks under four pools: enrolled in the quarter in which they were lent, reported month by month, some
 * renewed, some overdue, some bad, sued for and disposed of. By the commands that people use; one transaction for each bank and pool.
 */
export async function seedLoans(owner: Db): Promise<void> {
  const lent = lendings.flatMap((lending) => lending.banks.map((bank, index) => ({ ...lending, bank, notes: notesOf(lending, bank, index) })))
  await seedFirms(owner, lent)
  for (const { poolCode, bank, notes } of lent) {
    const { id: poolId } = await owner.selectFrom('pool').select('id').where('code', '=', poolCode).executeTakeFirstOrThrow()
    await seedBank(owner, { poolId, poolCode, bank, notes })
  }
}

interface Lent {
  readonly poolCode: string
  readonly bank: string
  readonly notes: readonly DemonstrationNote[]
}

/** The register as the banks brought it, with what they stated of their own borrowers. */
async function seedFirms(owner: Db, lent: readonly Lent[]): Promise<void> {
  const firms = demonstrationFirms
  await owner
    .insertInto('enterprise')
    .values(firms.map(({ id, uscc, name, groupCode }) => ({ id, uscc, name, group_code: groupCode, registered_by: 'org_yangpu_science', override_reason: null })))
    .execute()
  await owner
    .insertInto('enterprise_certificate')
    .values(
      firms.flatMap(({ id, certificate }, index) => [
        // Standards of three years; a tech SME is entered anew every year.
        ...(certificate === 'tech_sme'
          ? [2024, 2025, 2026].map((year) => certificateOf(id, 'tech_sme', `${year}3101${String(index).padStart(6, '0')}`, `${year}-01-02` as PlainDate, `${year}-12-31` as PlainDate))
          : [certificateOf(id, certificate, `GR${String(20_243_100 + index)}`, '2024-01-15', '2027-01-14')]),
        ...(index % 9 === 0 ? [certificateOf(id, 'innovative_sme', `CX${index}`, '2021-06-01', '2024-05-31')] : []),
      ]),
    )
    .execute()
  const lookedUp = lent.flatMap(({ bank, notes }) =>
    notes.filter(({ checked }) => checked).map(({ firm, draft }, index) => ({ bank, id: firm.id, on: addDays(draft.lentOn, -2 - (index % 9)) })),
  )
  await owner
    .insertInto('enterprise_check')
    .values(lookedUp.map(({ bank, id, on }) => ({ enterprise_id: id, organisation_id: bankId(bank), checked_on: on, list: null, subject: null })))
    .onConflict((conflict) => conflict.constraint('enterprise_check_once').doNothing())
    .execute()
  const borrowers = [...new Set(lent.flatMap(({ bank, notes }) => notes.map(({ firm }) => `${bank} ${firm.id}`)))].map((key) => key.split(' ') as [string, string])
  await owner
    .insertInto('enterprise_fact')
    .values(
      borrowers.flatMap(([bank, id]) => {
        const firm = firms.find((one) => one.id === id)
        if (!firm) return []
        return ([2023, 2024, 2025] as const).flatMap((year) =>
          ([['staff', firm.staff], ['revenue', (firm.revenue * BigInt(year - 2013)) / 10n], ['assets', firm.assets], ['industry', firm.industry], ['tax_district', firm.districtCode]] as const).map(
            ([fact, value]) => ({ enterprise_id: firm.id, organisation_id: bankId(bank), fact, value: String(value), stated_for: `${year}-12-31` as PlainDate, source: '企业年报' }),
          ),
        )
      }),
    )
    .execute()
  await owner
    .insertInto('enterprise_flag')
    .values(
      firms
        .filter((_, index) => index % 17 === 5)
        .map(({ id }, index) => ({
          enterprise_id: id,
          organisation_id: 'org_yangpu_science' as const,
          list: index % 2 === 0 ? ('tax_offence' as const) : ('environmental_offence' as const),
          subject: 'enterprise' as const,
          stands_from: '2022-03-01' as const,
          stands_to: '2022-09-30' as const,
          repaired_on: null,
          source: '信用中国',
        })),
    )
    .execute()
  await sql`select seal_standing_rows()`.execute(owner)
}

const certificateOf = (id: (typeof demonstrationFirms)[number]['id'], kind: (typeof demonstrationFirms)[number]['certificate'], number: string, from: PlainDate, to: PlainDate) => ({
  enterprise_id: id,
  organisation_id: 'org_yangpu_science' as const,
  kind,
  number,
  valid_from: from,
  valid_to: to,
  revoked_on: null,
})

const bankId = (bank: string): OrganisationId => `org_${bank}_bank`

/** The months that a bank still owes: two of them are late with theirs. */
const lastReported = (bank: string): PlainDate => (bank === 'caohejing' ? '2026-08-01' : bank === 'pubin' ? '2026-09-01' : '2026-10-01')

async function seedBank(owner: Db, { poolId, bank, notes }: Lent & { readonly poolId: PoolId }): Promise<void> {
  const session = await openOperatorSession(owner, `${bank}.maker`, 'seed')
  const { agreed_on: agreedOn } = await owner
    .selectFrom('pool_member')
    .select('agreed_on')
    .where('pool_id', '=', poolId)
    .where('organisation_id', '=', bankId(bank))
    .executeTakeFirstOrThrow()
  await owner.transaction().execute(async (trx) => {
    await actAs(trx, session.tokenHash)
    const acts: Act[] = []
    const idOf = new Map<string, NoteId>()
    const done = new Set<string>()
    let filedThrough: PlainDate = '2000-01-01'
    for (let month = monthOfDay(agreedOn); month <= '2026-10-01'; month = addMonths(month, 1)) {
      const end = lastDayOf(month)
      // Each month's work is done in the days after it, by the clock of its time.
      const command: Command = { trx, actor: session.actor, record: (act) => void acts.push(act), now: () => new Date(`${addDays(end, 5)}T02:00:00Z`) }
      // Filed once a quarter, with all that was lent in it.
      const fresh = monthOf(month) % 3 === 0 || month === '2026-10-01' ? notes.filter(({ draft }) => draft.lentOn <= end && draft.lentOn > filedThrough) : []
      if (fresh.length > 0) filedThrough = end
      for (const batch of inWaves(fresh)) {
        const filed = await enrolNotes(command, batch.map(({ draft }) => draft))
        for (const [index, { draft }] of batch.entries()) {
          const { noteId, status } = filed[index] ?? {}
          if (noteId && status === 'enrolled') idOf.set(draft.number, noteId)
        }
      }
      if (month > lastReported(bank)) continue
      const running = notes.filter(({ draft }) => idOf.has(draft.number) && !done.has(draft.number))
      await reportMonth(command, { poolId, month, nil: running.length === 0, notes: running.map((note) => lineOf(note, month)) })
      for (const note of running) {
        if (standingOn(note, month).balance.minor === 0n) done.add(note.draft.number)
        const noteId = idOf.get(note.draft.number)
        if (noteId) await pursue(command, note, noteId, month)
      }
    }
    await insertActs(trx, acts)
  })
}

/** A note that renews another of the same quarter is filed after it. */
function inWaves(notes: readonly DemonstrationNote[]): readonly (readonly DemonstrationNote[])[] {
  const numbers = new Set(notes.map(({ draft }) => draft.number))
  const follows = (note: DemonstrationNote) => note.draft.predecessorNumber !== undefined && numbers.has(note.draft.predecessorNumber)
  return [notes.filter((note) => !follows(note)), notes.filter(follows)].filter((wave) => wave.length > 0)
}

function lineOf(note: DemonstrationNote, month: PlainDate) {
  const standing = standingOn(note, month)
  const since = badSince(note)
  const states = since !== null && isNonPerforming(standing) && month >= addMonths(since, note.statedMonthsLater)
  const stated = since && note.statedMonthsLater > 0 ? lastDayOf(addMonths(since, note.statedMonthsLater)) : note.overdueFrom && addDays(note.overdueFrom, 90)
  return { number: note.draft.number, ...standing, ...(states && stated && { nplOn: stated }) }
}

/** Law suits and disposals, in the month of their day. */
async function pursue(command: Command, note: DemonstrationNote, noteId: NoteId, month: PlainDate): Promise<void> {
  const { overdueFrom, sued, disposal, draft } = note
  const since = badSince(note)
  if (sued && since && overdueFrom) {
    const steps = [
      ['filed', addMonths(since, 1), 3],
      ['accepted', addMonths(since, 1), 16],
      ['judged', addMonths(since, 6), 12],
      ['enforced', addMonths(since, 9), 8],
    ] as const
    for (const [stage, when, day] of steps) {
      if (when !== month) continue
      const reachedOn = addDays(month, day)
      const caseNumber = `（${overdueFrom.slice(0, 4)}）沪0110民初${draft.number.replaceAll(/\D/g, '')}号`
      await recordLitigation(command, { noteId, stage, reachedOn, caseNumber, court: '杨浦区人民法院' })
    }
  }
  if (disposal && monthOfDay(disposal.on) === month) {
    await recordDisposal(command, { noteId, kind: disposal.kind, disposedOn: disposal.on, amount: disposal.amount, reference: `处置〔${disposal.on.slice(0, 4)}〕${draft.number.slice(-4)}` })
  }
}
