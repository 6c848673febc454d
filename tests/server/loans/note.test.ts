import { fen, toDecimal } from '@cofund/shared/kernel/money'
import type { DraftNote } from '@cofund/shared/loans/note.input'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerAs } from '../../kit/actors.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { draftNote, inventedUscc, plantPool, registerFirm } from './loans-kit.ts'

let database: TestDatabase
let bank: Awaited<ReturnType<typeof callerAs>>
let other: Awaited<ReturnType<typeof callerAs>>
let firm: Awaited<ReturnType<typeof registerFirm>>
beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  await plantPool(database.owner, { code: 'T-ONE', banks: ['org_shenjiang_bank', 'org_wusong_bank'], quota: 3_000_000n })
  await plantPool(database.owner, { code: 'T-ADV', scheme: 'DEMO-ADVANCE' })
  bank = await callerAs(database, 'shenjiang.maker')
  other = await callerAs(database, 'wusong.maker')
  firm = await registerFirm(bank, 1)
}, 120_000)
afterAll(() => database.close())

const balances = async (code: string) => {
  const { rows } = await sql<{ head: string; minor: bigint }>`
    select head, sum(minor)::int8 as minor from posting join account on account.id = posting.account_id join book on book.id = posting.book_id
    where book.code = ${code} group by head order by head`.execute(database.owner)
  return Object.fromEntries(rows.map(({ head, minor }) => [head, toDecimal(fen(minor))]))
}

describe('an enrolment', () => {
  test('of an eligible firm takes up quota and stands in the pool’s exposure: 1m of 3m', async () => {
    const [filed] = await bank.note.enrol({ notes: [draftNote({ poolCode: 'T-ONE', uscc: firm.uscc, number: 'N-1' })] })
    expect(filed?.status).toBe('enrolled')
    const { note, verdict } = await bank.note.get({ noteId: filed?.noteId ?? 'nte_' })
    expect([note.status, note.enrolledOn, toDecimal(note.exposed), verdict?.outcome]).toEqual(['enrolled', '2026-06-30', '1000000.00', 'eligible'])
    expect(await balances('T-ONE')).toEqual({ exposure: '1000000.00', exposure_cover: '-1000000.00' })
  })

  test('filed again says the same note; with another amount its number is taken', async () => {
    const draft = draftNote({ poolCode: 'T-ONE', uscc: firm.uscc, number: 'N-1' })
    const [again] = await bank.note.enrol({ notes: [draft] })
    expect(again?.status).toBe('enrolled')
    expect((await bank.note.list({ search: 'N-1' })).count).toBe(1)
    expect(await outcomeOf(bank.note.enrol({ notes: [{ ...draft, principal: fen(1n) }] }))).toBe('note.number_taken')
  })

  test('of a firm without a credit check near the loan date is registered, says what is missing, and never enrolled until it is known', async () => {
    const unchecked = await registerFirm(bank, 2, { checkedOn: null })
    const [filed] = await bank.note.enrol({ notes: [draftNote({ poolCode: 'T-ONE', uscc: unchecked.uscc, number: 'N-2' })] })
    const noteId = filed?.noteId ?? 'nte_'
    const { note, verdict } = await bank.note.get({ noteId })
    expect([note.status, verdict?.outcome, verdict?.missing.map(({ need }) => need)]).toEqual(['registered', 'review', Array(6).fill('check')])
    expect(await outcomeOf(bank.note.judgeAgain({ noteId }))).toBe('note.still_in_review')
    await bank.enterprise.addCheck({ enterpriseId: unchecked.enterpriseId, on: '2026-03-05' })
    expect((await bank.note.judgeAgain({ noteId })).status).toBe('enrolled')
    await bank.note.withdraw({ noteId, on: '2026-06-01', reason: '客户提前还款' })
    expect(await balances('T-ONE')).toEqual({ exposure: '1000000.00', exposure_cover: '-1000000.00' })
  })

  test('leaves nothing behind where it is refused, and says so beforehand by the same code', async () => {
    const uncertified = await registerFirm(bank, 3, { certified: false })
    await bank.enterprise.addCertificate({ enterpriseId: uncertified.enterpriseId, kind: 'tech_sme', validFrom: '2025-01-01', validTo: '2025-12-31' })
    const before = (await bank.note.list({})).count
    const good = draftNote({ poolCode: 'T-ONE', uscc: firm.uscc, number: 'N-9' })
    const cases: readonly (readonly [DraftNote, string])[] = [
      [{ ...good, poolCode: 'NO-SUCH' }, 'note.not_a_member'],
      [{ ...good, lentOn: '2025-12-31' }, 'note.not_a_member'],
      [{ ...good, lentOn: '2026-07-01' }, 'note.future'],
      [{ ...good, dueOn: '2026-03-10' }, 'note.due_before_lent'],
      [{ ...good, uscc: inventedUscc(99) }, 'note.firm_unknown'],
      [{ ...good, productCode: 'XYZ' }, 'note.product_not_approved'],
      [{ ...good, predecessorNumber: 'N-1' }, 'note.predecessor_unfit'],
      [{ ...good, predecessorNumber: 'N-77', succession: 'renewal' }, 'note.predecessor_unfit'],
      [{ ...good, uscc: uncertified.uscc, predecessorNumber: 'N-1', succession: 'renewal' }, 'note.predecessor_unfit'],
      [{ ...good, poolCode: 'T-ADV', otherCover: ['policy_guarantee'] }, 'note.cover_excluded'],
      [{ ...good, poolCode: 'T-ADV', principal: fen(500_000_001n) }, 'note.loan_too_large'],
    ]
    for (const [draft, code] of cases) {
      expect((await bank.note.judge({ ...draft })).obstacles[0]?.code).toBe(code)
      expect(await outcomeOf(bank.note.enrol({ notes: [{ ...draft }] }))).toBe(code)
    }
    expect(await outcomeOf(bank.note.enrol({ notes: [{ ...good, uscc: uncertified.uscc }] }))).toBe('note.firm_ineligible')
    expect(await outcomeOf(bank.note.enrol({ notes: [{ ...good, principal: fen(200_000_001n) }] }))).toBe('pool.quota_full')
    expect((await bank.note.list({})).count).toBe(before)
  })

  test('of two that race for the last of a quota, one passes: 1m + 2m of 3m, and another million is refused', async () => {
    const race = await Promise.allSettled(
      ['R-1', 'R-2'].map((number) => bank.note.enrol({ notes: [draftNote({ poolCode: 'T-ONE', uscc: firm.uscc, number, principal: fen(200_000_000n) })] })),
    )
    expect(race.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await balances('T-ONE')).toEqual({ exposure: '3000000.00', exposure_cover: '-3000000.00' })
  })

  test('is seen by the bank and by those who run the pool, and by no other bank', async () => {
    expect((await (await callerAs(database, 'yangpu.maker')).note.list({ search: 'N-1' })).count).toBe(1)
    expect((await other.note.list({ search: 'N-1' })).count).toBe(0)
  })
})

test('a loan stands under two pools that allow each other, and not under two of which one excludes the other', async () => {
  for (const [code, scheme] of [['T-GZ', 'GZ2025'], ['T-GZG', 'GZ2025G']] as const) await plantPool(database.owner, { code, scheme })
  const under = (poolCode: string) => bank.note.enrol({ notes: [draftNote({ poolCode, uscc: firm.uscc, number: 'X-1', principal: fen(1_000_000n) })] })
  await under('T-GZ')
  await under('T-ADV')
  expect(await outcomeOf(under('T-GZG'))).toBe('note.enrolled_elsewhere')
  expect((await bank.note.list({ search: 'X-1' })).rows.map(({ poolCode }) => poolCode).toSorted()).toEqual(['T-ADV', 'T-GZ'])
})

test('a renewal stands in a chain with what it follows', async () => {
  const [first] = await bank.note.enrol({ notes: [draftNote({ poolCode: 'T-ADV', uscc: firm.uscc, number: 'C-1', lentOn: '2026-03-02', principal: fen(1_000_000n) })] })
  const [second] = await bank.note.enrol({
    notes: [draftNote({ poolCode: 'T-ADV', uscc: firm.uscc, number: 'C-2', lentOn: '2026-03-20', principal: fen(1_000_000n), predecessorNumber: 'C-1', succession: 'renewal' })],
  })
  const { chain } = await bank.note.get({ noteId: first?.noteId ?? 'nte_' })
  expect(chain.map(({ id, succession }) => [id, succession])).toEqual([[first?.noteId, null], [second?.noteId, 'renewal']])
})

test('a bank that posts nothing in a pool’s book notes exposure alone: nothing else of the book opens to it', async () => {
  const { app, owner } = database
  await expectCoherent(owner)
  const session = await (await import('../../../server/people/operator-session.ts')).openOperatorSession(owner, 'shenjiang.maker', 'test')
  const refused = app.transaction().execute(async (trx) => {
    await sql`select set_config('cofund.session', ${session.tokenHash}, true)`.execute(trx)
    await sql`select note_exposure('rcp_t_one', 'ent_x', 'ledger.manual', '{}', '2026-06-01', 1)`.execute(trx)
  })
  await expect(refused).rejects.toThrow('may not note exposure')
})
