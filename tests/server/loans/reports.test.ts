import { fen, toDecimal } from '@cofund/shared/kernel/money'
import { type PlainDate, addMonths } from '@cofund/shared/kernel/plain-date'
import { type NoteStatus, loanCategories } from '@cofund/shared/loans/drawdown-note'
import { type MonthStanding, nonPerformingSince, statusReported } from '@cofund/shared/loans/non-performing'
import type { PoolId } from '@cofund/shared/pools/pool'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chance } from '../../../server/seed/demonstration-firms.ts'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { draftNote, plantPool, registerFirm } from './loans-kit.ts'

let database: TestDatabase
let bank: Awaited<ReturnType<typeof callerAs>>
let other: Awaited<ReturnType<typeof callerAs>>
let poolId: PoolId
beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  poolId = await plantPool(database.owner, { code: 'R-ONE', banks: ['org_shenjiang_bank', 'org_wusong_bank'], agreedOn: '2026-01-05' })
  bank = await callerAs(database, 'shenjiang.maker')
  other = await callerAs(database, 'wusong.maker')
  const firm = await registerFirm(bank, 71, { checkedOn: '2026-01-06' })
  const numbers = ['M-1', 'M-2', 'M-3', 'M-4', 'M-5', 'M-6']
  await bank.note.enrol({
    notes: numbers.map((number) => draftNote({ poolCode: 'R-ONE', uscc: firm.uscc, number, lentOn: '2026-01-12', dueOn: '2027-01-11', principal: fen(1_000_000_00n) })),
  })
}, 120_000)
afterAll(() => database.close())

const noteOf = async (number: string) => {
  const { rows } = await bank.note.list({ search: number, poolId })
  const note = rows.find((row) => row.number === number)
  if (!note) throw new Error(`there is no note ${number}`)
  return note
}

interface Line {
  readonly number: string
  readonly balance?: bigint
  readonly category?: (typeof loanCategories)[number]
  readonly overdueDays?: number
  readonly nplOn?: PlainDate
}
const line = ({ number, balance = 1_000_000_00n, category = 'pass', overdueDays = 0, nplOn }: Line) => ({
  number,
  balance: fen(balance),
  category,
  overdueDays,
  ...(nplOn && { nplOn }),
})
const all = (...changed: readonly Line[]) =>
  ['M-1', 'M-2', 'M-3', 'M-4', 'M-5', 'M-6'].map((number) => line(changed.find((one) => one.number === number) ?? { number }))

describe('a month', () => {
  test('is refused out of turn, before it is over, without all its notes, or nil beside them', async () => {
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-02-01', notes: all() }))).toBe('report.month_out_of_turn')
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-06-01', notes: all() }))).toBe('report.month_not_over')
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-01-01', notes: all().slice(1) }))).toBe('report.note_missing')
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-01-01', nil: true }))).toBe('report.nil_with_loans')
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-01-01', notes: [...all(), line({ number: 'M-1' })] }))).toBe('report.note_twice')
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-01-01', notes: [...all(), line({ number: 'SJ-YPRCP-0001' })] }))).toBe('report.other_banks_note')
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-01-01', notes: all({ number: 'M-1', balance: 1_000_000_01n }) }))).toBe('report.balance_above_principal')
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-01-01', notes: all({ number: 'M-1', nplOn: '2026-01-20' }) }))).toBe('report.npl_day_unfit')
    expect(await outcomeOf((await callerAs(database, 'caohejing.maker')).note.reportMonth({ poolId, month: '2026-01-01', nil: true }))).toBe('note.not_a_member')
  })

  test('without loans is a nil return, which another bank owes too', async () => {
    await other.note.reportMonth({ poolId, month: '2026-01-01', nil: true })
    const owed = (await (await callerAs(database, 'yangpu.maker')).note.owed()).filter((row) => row.poolId === poolId)
    expect(owed.map(({ bankId, month, late, notes }) => `${bankId} ${month} ${late} ${notes}`)).toEqual([
      'org_shenjiang_bank 2026-01-01 true 6',
      'org_shenjiang_bank 2026-02-01 true 6',
      'org_wusong_bank 2026-02-01 true 0',
      'org_shenjiang_bank 2026-03-01 true 6',
      'org_wusong_bank 2026-03-01 true 0',
      'org_shenjiang_bank 2026-04-01 true 6',
      'org_wusong_bank 2026-04-01 true 0',
      'org_shenjiang_bank 2026-05-01 true 6',
      'org_wusong_bank 2026-05-01 true 0',
    ])
  })
})

test('five months of any reports, corrected at will, leave every note where the pure rules put it', async () => {
  const random = chance(7)
  const numbers = ['M-1', 'M-2', 'M-3', 'M-4', 'M-5']
  const told = new Map<string, MonthStanding[]>(numbers.map((number) => [number, []]))
  const status = new Map<string, NoteStatus>(numbers.map((number) => [number, 'enrolled']))
  for (let index = 0; index < 4; index += 1) {
    const month = addMonths('2026-01-01', index)
    for (let turn = 0; turn < (index % 2) + 1; turn += 1) {
      const lines = numbers.map((number) => ({ number, category: loanCategories[Math.floor(random() * 5)] ?? 'pass', overdueDays: random() < 0.5 ? 0 : Math.floor(random() * 200) }))
      await bank.note.reportMonth({ poolId, month, notes: [...lines.map(line), line({ number: 'M-6' })] })
      for (const { number, category, overdueDays } of lines) {
        told.set(number, [...(told.get(number) ?? []).filter((standing) => standing.month !== month), { month, category, overdueDays }])
        status.set(number, statusReported(status.get(number) ?? 'enrolled', { balance: 1n, category, overdueDays }))
      }
    }
  }
  for (const number of numbers) {
    const note = await noteOf(number)
    expect([number, note.status, note.nplDerivedOn]).toEqual([number, status.get(number), nonPerformingSince(told.get(number) ?? [])])
  }
  expect((await bank.note.get({ noteId: (await noteOf('M-1')).id })).reports.map(({ month, place }) => [month, place])).toEqual([
    ['2026-01-01', 1],
    ['2026-02-01', 2],
    ['2026-03-01', 1],
    ['2026-04-01', 2],
  ])
})

describe('a bad loan', () => {
  test('whose compensation is decided is not reported as performing again', async () => {
    const note = await noteOf('M-1')
    const { id: versionId } = await database.owner.selectFrom('policy_version').select('id').limit(1).executeTakeFirstOrThrow()
    // Sets the stage: how a claim comes to be paid is the claims' own story.
    await sql`alter table claim disable trigger user`.execute(database.owner)
    await sql`
      insert into claim (id, pool_id, organisation_id, family, note_id, enterprise_id, status, policy_version_id, stated)
      values ('clm_test_1', ${poolId}, 'org_shenjiang_bank', 'loan', ${note.id}, ${note.enterpriseId}, 'paid', ${versionId}, '{}')`.execute(database.owner)
    await sql`alter table claim enable trigger user`.execute(database.owner)
    expect(await outcomeOf(bank.note.reportMonth({ poolId, month: '2026-05-01', notes: all() }))).toBe('report.undefaults_paid')
    await bank.note.reportMonth({ poolId, month: '2026-05-01', notes: all({ number: 'M-1', category: 'loss', overdueDays: 99, nplOn: '2026-04-30' }, { number: 'M-2', category: 'doubtful' }, { number: 'M-3', balance: 0n }) })
    expect((await noteOf('M-1')).status).toBe('non_performing')
  })

  test('paid back gives back its quota and exposure: 5m of 6m are left', async () => {
    const note = await noteOf('M-3')
    expect([note.status, toDecimal(note.exposed)]).toEqual(['repaid', '0.00'])
    const { rows } = await sql<{ exposure: bigint; occupied: bigint }>`
      select (select sum(minor)::int8 from posting join account on account.id = account_id where posting.book_id = 'bok_r_one' and head = 'exposure') as exposure,
        (select sum(occupied_minor)::int8 from pool_quota where pool_id = ${poolId} and organisation_id = 'org_shenjiang_bank') as occupied`.execute(database.owner)
    expect(rows).toEqual([{ exposure: 500_000_000n, occupied: 500_000_000n }])
  })

  test('is sued for forward only, and disposed of once for each reference; a good one is neither', async () => {
    const [bad, good] = [await noteOf('M-2'), await noteOf('M-6')]
    const step = { noteId: bad.id, reachedOn: '2026-06-01', caseNumber: '（2026）沪0110民初1号', court: '杨浦区人民法院' } as const
    await bank.note.litigate({ ...step, stage: 'accepted' })
    expect(await outcomeOf(bank.note.litigate({ ...step, stage: 'filed' }))).toBe('litigation.out_of_turn')
    const deed = { noteId: bad.id, kind: 'write_off', disposedOn: '2026-06-10', amount: fen(400_000_00n), reference: 'W-1' } as const
    await bank.note.dispose(deed)
    expect(await outcomeOf(bank.note.dispose(deed))).toBe('disposal.recorded_already')
    expect(await outcomeOf(bank.note.dispose({ ...deed, reference: 'W-2', amount: fen(1_000_000_01n) }))).toBe('disposal.above_balance')
    expect(await outcomeOf(bank.note.dispose({ ...deed, noteId: good.id }))).toBe('note.wrong_status')
    expect(await outcomeOf(bank.note.litigate({ ...step, noteId: good.id, stage: 'filed' }))).toBe('note.wrong_status')
    expect(await outcomeOf(other.note.dispose(deed))).toBe('note.not_found')
    const { note, disposals, litigation, events } = await bank.note.get({ noteId: bad.id })
    expect([note.status, disposals.length, litigation.map(({ stage }) => stage), events.at(-1)?.event]).toEqual(['disposed', 1, ['accepted'], 'disposed'])
    await expectCoherent(database.owner)
  })
})
