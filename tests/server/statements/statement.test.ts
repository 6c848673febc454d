import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { actAs } from '../../../server/kernel/session.ts'
import { callerAs } from '../../kit/actors.ts'
import { byTwo } from '../../kit/approvals.ts'
import type { TestDatabase } from '../../kit/database.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { type PlantedAccount, type StatementsDesk, openStatementsDesk, statementHeader } from './statements-kit.ts'

let desk: StatementsDesk
let database: TestDatabase
let maker: StatementsDesk['maker']
let checker: StatementsDesk['checker']
beforeAll(async () => {
  desk = await openStatementsDesk()
  ;({ database, maker, checker } = desk)
})
afterAll(() => desk.close())

describe('a statement', () => {
  test('comes in by file in Chinese columns, its number known by hash, and shown by its end', async () => {
    const place = await desk.openAccount()
    const { batch } = await place.bring('2026-03-02,人民币,"1,500.00",,"2,500.00",拨款,T1', '2026-03-05,CNY,,40.00,2460.00,付款,T2')
    expect(batch.status).toBe('imported')
    const { account, lines } = await place.sides()
    expect(account.masked).toMatch(/^\*{4} 100\d$/)
    expect(lines.map(({ amount, balanceAfter }) => [amount.minor, balanceAfter?.minor])).toEqual([
      [150_000n, 250_000n],
      [-4_000n, 246_000n],
    ])
  })

  test('and in English columns', async () => {
    const place = await desk.openAccount()
    const text = `Account,Booking date,Currency,Credit,Debit,Reference\n${place.number.replaceAll(' ', '')},2026-03-02,CNY,1.00,,R1\n`
    expect((await desk.importer.confirm(await desk.check(text, 'statement.csv'))).batch.status).toBe('imported')
    expect((await place.sides()).lines).toHaveLength(1)
  })

  test('that overlaps an earlier one brings what is new: by reference, or by content and place where there is none', async () => {
    const place = await desk.openAccount()
    const twins = ['2026-03-01,CNY,5.00,,,同样,', '2026-03-01,CNY,5.00,,,同样,']
    await place.bring(...twins, '2026-03-02,CNY,7.00,,,甲,T7')
    const { batch } = await place.bring(...twins, '2026-03-02,CNY,7.00,,,甲（补）,T7', '2026-03-03,CNY,9.00,,,乙,T9')
    expect([batch.counts?.taken, batch.counts?.duplicate]).toEqual([1, 3])
    expect((await place.sides()).lines.map(({ amount }) => amount.minor)).toEqual([500n, 500n, 700n, 900n])
  })

  test('is all or nothing: one row of an unknown account, another currency, or with two sides refuses the file', async () => {
    const place = await desk.openAccount()
    const checked = await desk.importer.check(
      [
        statementHeader,
        `${place.number},2026-03-01,CNY,5.00,,,好,T1`,
        `9999 9999,2026-03-01,CNY,5.00,,,未登记,T2`,
        `${place.number},2026-03-01,USD,5.00,,,外币,T3`,
        `${place.number},2026-03-01,CNY,5.00,5.00,,两边,T4`,
        `${place.number},2026-03-01,CNY,,,,无金额,T5`,
      ].join('\n'),
      { kind: 'statement_lines' },
    )
    expect(checked.findings.map(({ line, code }) => [line, code])).toEqual([
      [3, 'account_unknown'],
      [4, 'account_currency_differs'],
      [5, 'not_one_side'],
      [6, 'not_one_side'],
    ])
    expect(await outcomeOf(desk.importer.confirm(checked, true))).toBe('import.all_or_nothing')
  })
})

describe('matching', () => {
  test('by rules takes what is plain, and leaves two equal payments of one day to a person', async () => {
    const place = await desk.openAccount()
    await place.post('2026-03-02', 50_000n, '回单 20260302-0117')
    await place.post('2026-03-09', 3_000n)
    await place.post('2026-03-10', -1_000n)
    await place.post('2026-03-10', -1_000n)
    await place.bring(
      '2026-03-03,CNY,500.00,,,拨款,20260302-0117',
      '2026-03-11,CNY,30.00,,,收款,T2',
      '2026-03-10,CNY,,10.00,,付款,T3',
    )
    const { suggestions } = await place.sides()
    expect(suggestions.matches.map(({ rule }) => rule)).toEqual(['reference', 'near_day'])
    expect(suggestions.ambiguous.map(({ candidates }) => candidates.length)).toEqual([2])
    expect(await maker.statements.matchByRules({ bankAccountId: place.bankAccountId })).toEqual({ matched: 2 })
    const after = await place.sides()
    expect([after.lines.length, after.postings.length, after.matches.length]).toEqual([1, 2, 2])
  })

  test('by hand needs the same sum on both sides; the database says so too', async () => {
    const place = await desk.openAccount()
    await place.post('2026-03-02', 30_000n)
    await place.post('2026-03-03', 20_000n)
    await place.bring('2026-04-20,CNY,500.00,,,合并到账,H1', '2026-04-21,CNY,1.00,,,其他,H2')
    const { lines, postings } = await place.sides()
    const [line, other] = lines
    const chosen = { bankAccountId: place.bankAccountId, postings: postings.map(({ sequence, line: at }) => ({ sequence, line: at })) }
    const wrong = { ...chosen, lineIds: [line, other].flatMap((each) => (each ? [each.id] : [])) }
    expect(await outcomeOf(maker.statements.matchByHand(wrong))).toBe('statement.match_differs')
    const session = await openOperatorSession(database.owner, 'yangpu.maker', 'test')
    const forced = database.app.transaction().execute(async (trx) => {
      await actAs(trx, session.tokenHash)
      await sql`insert into statement_match (id, organisation_id, bank_account_id, membership_id, how, line_ids, sequences, posting_lines)
        values ('mtc_forced', acting_organisation(), ${place.bankAccountId}, acting_membership(), 'by_hand', ${wrong.lineIds}::text[],
          ${postings.map(({ sequence }) => String(sequence))}::bigint[], ${postings.map(({ line: at }) => at)}::smallint[])`.execute(trx)
    })
    await expect(forced).rejects.toMatchObject({ constraint: 'statement_match_balances' })
    await maker.statements.matchByHand({ ...chosen, lineIds: line ? [line.id] : [] })
    expect((await place.sides()).postings).toEqual([])
  })

  test('of the same line by two people at once succeeds once', async () => {
    const place = await desk.openAccount()
    await place.post('2026-03-02', 100n)
    await place.post('2026-03-02', 100n)
    await place.bring('2026-03-02,CNY,1.00,,,一笔,R1')
    const { lines, postings } = await place.sides()
    const second = await callerAs(database, 'two.hats')
    const by = (caller: StatementsDesk['maker'], index: number) =>
      caller.statements.matchByHand({
        bankAccountId: place.bankAccountId,
        lineIds: lines.map(({ id }) => id),
        postings: postings.slice(index, index + 1).map(({ sequence, line }) => ({ sequence, line })),
      })
    const outcomes = await Promise.all([outcomeOf(by(maker, 0)), outcomeOf(by(second, 1))])
    expect(outcomes.filter((outcome) => outcome === 'statement.matched_already')).toHaveLength(1)
    expect((await place.sides()).matches).toHaveLength(1)
  })

  test('is undone once, by a row of its own, and may then be made anew', async () => {
    const place = await desk.openAccount()
    await place.post('2026-03-02', 100n)
    await place.bring('2026-03-02,CNY,1.00,,,一笔,U1')
    const match = async () => {
      await maker.statements.matchByRules({ bankAccountId: place.bankAccountId })
      const [made] = (await place.sides()).matches
      return { matchId: made?.id ?? ('mtc_' as const) }
    }
    const first = await match()
    await maker.statements.unmatch(first)
    expect((await place.sides()).lines).toHaveLength(1)
    expect(await outcomeOf(maker.statements.unmatch(first))).toBe('statement.undone_already')
    await match()
    expect((await place.sides()).lines).toEqual([])
  })

  test('is the keeper’s alone: another district neither sees nor matches, and whoever only checks does not match', async () => {
    const place = await desk.openAccount()
    const pudong = await callerAs(database, 'pudong.maker')
    expect(await outcomeOf(pudong.statements.account({ bankAccountId: place.bankAccountId }))).toBe('record.not_found')
    expect(await outcomeOf(pudong.statements.matchByRules({ bankAccountId: place.bankAccountId }))).toBe('record.not_found')
    expect((await pudong.statements.accounts()).map(({ account }) => account.id)).not.toContain(place.bankAccountId)
    expect(await outcomeOf(checker.statements.matchByRules({ bankAccountId: place.bankAccountId }))).toBe('access.not_permitted')
  })
})

test('interest and charges are booked from the line that says so, and matched with it', async () => {
  const place = await desk.openAccount()
  await place.bring('2026-03-21,CNY,1.83,,1001.83,结息,I1', '2026-03-21,CNY,,0.50,1001.33,手续费,I2')
  const { lines } = await place.sides()
  const [interest, charge] = lines
  const lineId = (line: typeof interest) => line?.id ?? ('stl_' as const)
  expect(await outcomeOf(maker.statements.bookLine({ lineId: lineId(interest), as: 'charge' }))).toBe('statement.not_interest')
  const { entryId } = await maker.statements.bookLine({ lineId: lineId(interest), as: 'interest' })
  await maker.statements.bookLine({ lineId: lineId(charge), as: 'charge' })
  const { entry } = await maker.ledger.entry({ entryId })
  expect([entry.kind, entry.effectiveOn, entry.evidence?.reference]).toEqual(['bank.interest', '2026-03-21', 'I1'])
  const after = await place.sides()
  expect([after.lines, after.postings, after.matches.map(({ how }) => how)]).toEqual([[], [], ['booked', 'booked']])
})

test('a month: 1,005.00 at the bank + 20.00 − 3.00 under way = 1,017.00 in the book + 5.00 not booked = 1,022.00, agreed by two people', async () => {
  const place = await desk.openAccount()
  await place.post('2026-03-30', 2_000n)
  await place.post('2026-03-31', -300n)
  await place.bring('2026-03-20,CNY,5.00,,1005.00,不明,M1', '2026-04-01,CNY,20.00,,1025.00,到账,M2')
  await maker.statements.matchByRules({ bankAccountId: place.bankAccountId })
  const asked = { bankAccountId: place.bankAccountId, month: '2026-03-01' } as const
  const { table, outstanding } = await maker.statements.reconciliation(asked)
  expect(outstanding.map(({ kind, ageDays, amount }) => [kind, ageDays, amount.minor])).toEqual([
    ['bank_received', 11, 500n],
    ['book_received', 1, 2_000n],
    ['book_paid', 0, 300n],
  ])
  expect(table && [table.statement, table.book, table.adjustedStatement, table.adjustedBook, table.difference].map(({ minor }) => minor)).toEqual([
    100_500n,
    101_700n,
    102_200n,
    102_200n,
    0n,
  ])
  await byTwo(maker, checker, { kind: 'statements.reconciliation', what: asked })
  const { agreed } = await place.sides()
  expect(agreed.map(({ month, difference, preparedBy, reviewedBy }) => [month, difference.minor, preparedBy, reviewedBy])).toEqual([
    ['2026-03-01', 0n, '周敏行', '钱知远'],
  ])
  expect(await outcomeOf(maker.approvals.propose({ kind: 'statements.reconciliation', what: { ...asked, month: '2026-06-01' } }))).toBe(
    'statement.month_not_over',
  )
})

describe('a suggestion', () => {
  const line = ({ lines }: Awaited<ReturnType<PlantedAccount['sides']>>) => lines.map(({ id }) => id)
  test('is taken by itself, under its rule, and the others wait', async () => {
    const place = await desk.openAccount()
    await place.post('2026-03-02', 10_000n)
    await place.post('2026-03-05', 20_000n)
    await place.bring('2026-03-02,CNY,100.00,,,甲,S1', '2026-03-05,CNY,200.00,,,乙,S2')
    const { suggestions } = await place.sides()
    const [, second] = suggestions.matches
    const only = { lineIds: second?.lines.map(({ id }) => id) ?? [], postings: second?.postings.map(({ sequence, line: at }) => ({ sequence, line: at })) ?? [] }
    const asked = { bankAccountId: place.bankAccountId, only }
    expect(await maker.statements.matchByRules(asked)).toEqual({ matched: 1 })
    expect(await outcomeOf(maker.statements.matchByRules(asked))).toBe('statement.suggestion_gone')
    const after = await place.sides()
    expect([after.suggestions.matches.length, after.matches.map(({ how }) => how)]).toEqual([1, ['same_day']])
  })

  test('that is rejected is not made again nor matched by rules; of two candidates the other is then the only one', async () => {
    const place = await desk.openAccount()
    await place.post('2026-03-10', -1_000n)
    await place.post('2026-03-10', -1_000n)
    await place.bring('2026-03-10,CNY,,10.00,,付款,R1')
    const before = await place.sides()
    const reject = (index: number) =>
      maker.statements.rejectSuggestion({
        bankAccountId: place.bankAccountId,
        lineIds: line(before),
        postings: before.postings.slice(index, index + 1).map(({ sequence, line: at }) => ({ sequence, line: at })),
      })
    await reject(0)
    expect(await outcomeOf(reject(0))).toBe('statement.suggestion_gone')
    const { suggestions } = await place.sides()
    expect([suggestions.matches.map(({ postings }) => postings[0]?.sequence), suggestions.ambiguous]).toEqual([[before.postings[1]?.sequence], []])
    await reject(1)
    expect(await outcomeOf(maker.statements.matchByRules({ bankAccountId: place.bankAccountId }))).toBe('statement.nothing_by_rules')
    const chosen = before.postings.slice(0, 1).map(({ sequence, line: at }) => ({ sequence, line: at }))
    await maker.statements.matchByHand({ bankAccountId: place.bankAccountId, lineIds: line(before), postings: chosen })
    expect((await place.sides()).lines).toEqual([])
  })

  test('is the keeper’s to reject, and only one that was made', async () => {
    const place = await desk.openAccount()
    await place.post('2026-03-02', 10_000n)
    await place.bring('2026-06-02,CNY,1.00,,,甲,Q1')
    const { lines, postings } = await place.sides()
    const far = { bankAccountId: place.bankAccountId, lineIds: lines.map(({ id }) => id), postings: postings.map(({ sequence, line: at }) => ({ sequence, line: at })) }
    expect(await outcomeOf(maker.statements.rejectSuggestion(far))).toBe('statement.suggestion_gone')
    expect(await outcomeOf(checker.statements.rejectSuggestion(far))).toBe('access.not_permitted')
  })
})

test('a month’s balances are what was there before and its lines: 1,000.00 + 5.00 at the bank, 1,000.00 + 20.00 − 3.00 in the book', async () => {
  const place = await desk.openAccount()
  await place.post('2026-03-30', 2_000n)
  await place.post('2026-03-31', -300n)
  await place.bring('2026-03-20,CNY,5.00,,1005.00,不明,ML1', '2026-04-01,CNY,20.00,,1025.00,到账,ML2')
  const { lines, postings, before } = await maker.statements.monthLines({ bankAccountId: place.bankAccountId, month: '2026-03-01' })
  expect([before.statement?.minor, lines.map(({ amount }) => amount.minor)]).toEqual([100_000n, [500n]])
  expect([before.book.minor, postings.map(({ amount }) => amount.minor)]).toEqual([100_000n, [2_000n, -300n]])
})
