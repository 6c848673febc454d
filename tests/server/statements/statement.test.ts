import { fen } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import type { BankAccountId } from '@cofund/shared/statements/bank-account'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { actAs } from '../../../server/kernel/session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { byTwo } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { type Importer, importerAs } from '../imports/import-kit.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

let database: TestDatabase
let maker: Caller
let checker: Caller
let importer: Importer
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  maker = await callerAs(database, 'yangpu.maker')
  checker = await callerAs(database, 'yangpu.checker')
  importer = await importerAs(database, 'yangpu.maker')
})
afterAll(async () => {
  await expectCoherent(database.owner)
  await database.close()
})

interface Place {
  readonly bookId: BookId
  readonly bankAccountId: BankAccountId
  readonly number: string
}

let places = 0
/** A pool with 1,000.00 at the bank since New Year, and its account. */
async function opened(): Promise<Place> {
  places += 1
  const { id: bookId } = await maker.ledger.openBook({ kind: 'pool', code: `OUT-${places}`, nameZh: '池', nameEn: 'Pool' })
  await maker.ledger.postOpening({
    bookId,
    effectiveOn: '2026-01-01',
    note: '期初',
    evidence: { reference: '决算 1' },
    postings: [{ account: { head: 'cash' }, amount: fen(100_000n) }],
  })
  const number = `6222 0000 ${1000 + places}`
  const { id: bankAccountId } = await maker.statements.openAccount({ bookId, name: '基本户', number, matchedFrom: '2026-01-01' })
  return { bookId, bankAccountId, number }
}

const post = (bookId: BookId, effectiveOn: `2026-${number}-${number}`, minor: bigint, reference?: string) =>
  maker.ledger.post({
    bookId,
    effectiveOn,
    note: '收付',
    ...(reference && { evidence: { reference } }),
    postings: [
      { account: { head: 'cash' }, amount: fen(minor) },
      { account: { head: 'contribution', detail: 'city' }, amount: fen(-minor) },
    ],
  })

const header = '账号,记账日期,币种,收入金额,支出金额,余额,摘要,交易流水号'
const bring = async (text: string) => importer.confirm(await importer.check(text, { kind: 'statement_lines' }), true)
const statement = (number: string, ...rows: readonly string[]) => [header, ...rows.map((row) => `${number},${row}`)].join('\n')
const sidesOf = ({ bankAccountId }: Place) => maker.statements.account({ bankAccountId })

describe('a statement', () => {
  test('comes in by file in Chinese columns, its number known by hash, and shown by its end', async () => {
    const place = await opened()
    const { batch } = await bring(statement(place.number, '2026-03-02,人民币,"1,500.00",,"2,500.00",拨款,T1', '2026-03-05,CNY,,40.00,2460.00,付款,T2'))
    expect(batch.status).toBe('imported')
    const { account, lines } = await sidesOf(place)
    expect(account.masked).toMatch(/^\*{4} 100\d$/)
    expect(lines.map(({ amount, balanceAfter }) => [amount.minor, balanceAfter?.minor])).toEqual([
      [150_000n, 250_000n],
      [-4_000n, 246_000n],
    ])
  })

  test('and in English columns', async () => {
    const place = await opened()
    const text = `Account,Booking date,Currency,Credit,Debit,Reference\n${place.number.replaceAll(' ', '')},2026-03-02,CNY,1.00,,R1\n`
    expect((await bring(text)).batch.status).toBe('imported')
    expect((await sidesOf(place)).lines).toHaveLength(1)
  })

  test('that overlaps an earlier one brings what is new: by reference, or by content and place where there is none', async () => {
    const place = await opened()
    const twins = ['2026-03-01,CNY,5.00,,,同样,', '2026-03-01,CNY,5.00,,,同样,']
    await bring(statement(place.number, ...twins, '2026-03-02,CNY,7.00,,,甲,T7'))
    const { batch } = await bring(statement(place.number, ...twins, '2026-03-02,CNY,7.00,,,甲（补）,T7', '2026-03-03,CNY,9.00,,,乙,T9'))
    expect([batch.counts?.taken, batch.counts?.duplicate]).toEqual([1, 3])
    expect((await sidesOf(place)).lines.map(({ amount }) => amount.minor)).toEqual([500n, 500n, 700n, 900n])
  })

  test('is all or nothing: one row of an unknown account, another currency, or with two sides refuses the file', async () => {
    const place = await opened()
    const checked = await importer.check(
      [
        header,
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
    expect(await outcomeOf(importer.confirm(checked, true))).toBe('import.all_or_nothing')
  })
})

describe('matching', () => {
  test('by rules takes what is plain, and leaves two equal payments of one day to a person', async () => {
    const place = await opened()
    await post(place.bookId, '2026-03-02', 50_000n, '回单 20260302-0117')
    await post(place.bookId, '2026-03-09', 3_000n)
    await post(place.bookId, '2026-03-10', -1_000n)
    await post(place.bookId, '2026-03-10', -1_000n)
    await bring(
      statement(
        place.number,
        '2026-03-03,CNY,500.00,,,拨款,20260302-0117',
        '2026-03-11,CNY,30.00,,,收款,T2',
        '2026-03-10,CNY,,10.00,,付款,T3',
      ),
    )
    const { suggestions } = await sidesOf(place)
    expect(suggestions.matches.map(({ rule }) => rule)).toEqual(['reference', 'near_day'])
    expect(suggestions.ambiguous.map(({ candidates }) => candidates.length)).toEqual([2])
    expect(await maker.statements.matchByRules({ bankAccountId: place.bankAccountId })).toEqual({ matched: 2 })
    const after = await sidesOf(place)
    expect([after.lines.length, after.postings.length, after.matches.length]).toEqual([1, 2, 2])
  })

  test('by hand needs the same sum on both sides; the database says so too', async () => {
    const place = await opened()
    await post(place.bookId, '2026-03-02', 30_000n)
    await post(place.bookId, '2026-03-03', 20_000n)
    await bring(statement(place.number, '2026-04-20,CNY,500.00,,,合并到账,H1', '2026-04-21,CNY,1.00,,,其他,H2'))
    const { lines, postings } = await sidesOf(place)
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
    expect((await sidesOf(place)).postings).toEqual([])
  })

  test('of the same line by two people at once succeeds once', async () => {
    const place = await opened()
    await post(place.bookId, '2026-03-02', 100n)
    await post(place.bookId, '2026-03-02', 100n)
    await bring(statement(place.number, '2026-03-02,CNY,1.00,,,一笔,R1'))
    const { lines, postings } = await sidesOf(place)
    const second = await callerAs(database, 'two.hats')
    const by = (caller: Caller, index: number) =>
      caller.statements.matchByHand({
        bankAccountId: place.bankAccountId,
        lineIds: lines.map(({ id }) => id),
        postings: postings.slice(index, index + 1).map(({ sequence, line }) => ({ sequence, line })),
      })
    const outcomes = await Promise.all([outcomeOf(by(maker, 0)), outcomeOf(by(second, 1))])
    expect(outcomes.filter((outcome) => outcome === 'statement.matched_already')).toHaveLength(1)
    expect((await sidesOf(place)).matches).toHaveLength(1)
  })

  test('is undone once, by a row of its own, and may then be made anew', async () => {
    const place = await opened()
    await post(place.bookId, '2026-03-02', 100n)
    await bring(statement(place.number, '2026-03-02,CNY,1.00,,,一笔,U1'))
    const match = async () => {
      await maker.statements.matchByRules({ bankAccountId: place.bankAccountId })
      const [made] = (await sidesOf(place)).matches
      return { matchId: made?.id ?? ('mtc_' as const) }
    }
    const first = await match()
    await maker.statements.unmatch(first)
    expect((await sidesOf(place)).lines).toHaveLength(1)
    expect(await outcomeOf(maker.statements.unmatch(first))).toBe('statement.undone_already')
    await match()
    expect((await sidesOf(place)).lines).toEqual([])
  })

  test('is the keeper’s alone: another district neither sees nor matches, and whoever only checks does not match', async () => {
    const place = await opened()
    const pudong = await callerAs(database, 'pudong.maker')
    expect(await outcomeOf(pudong.statements.account({ bankAccountId: place.bankAccountId }))).toBe('record.not_found')
    expect(await outcomeOf(pudong.statements.matchByRules({ bankAccountId: place.bankAccountId }))).toBe('record.not_found')
    expect((await pudong.statements.accounts()).map(({ account }) => account.id)).not.toContain(place.bankAccountId)
    expect(await outcomeOf(checker.statements.matchByRules({ bankAccountId: place.bankAccountId }))).toBe('access.not_permitted')
  })
})

test('interest and charges are booked from the line that says so, and matched with it', async () => {
  const place = await opened()
  await bring(statement(place.number, '2026-03-21,CNY,1.83,,1001.83,结息,I1', '2026-03-21,CNY,,0.50,1001.33,手续费,I2'))
  const { lines } = await sidesOf(place)
  const [interest, charge] = lines
  const lineId = (line: typeof interest) => line?.id ?? ('stl_' as const)
  expect(await outcomeOf(maker.statements.bookLine({ lineId: lineId(interest), as: 'charge' }))).toBe('statement.not_interest')
  const { entryId } = await maker.statements.bookLine({ lineId: lineId(interest), as: 'interest' })
  await maker.statements.bookLine({ lineId: lineId(charge), as: 'charge' })
  const { entry } = await maker.ledger.entry({ entryId })
  expect([entry.kind, entry.effectiveOn, entry.evidence?.reference]).toEqual(['bank.interest', '2026-03-21', 'I1'])
  const after = await sidesOf(place)
  expect([after.lines, after.postings, after.matches.map(({ how }) => how)]).toEqual([[], [], ['booked', 'booked']])
})

test('a month: 1,005.00 at the bank + 20.00 − 3.00 under way = 1,017.00 in the book + 5.00 not booked = 1,022.00, agreed by two people', async () => {
  const place = await opened()
  await post(place.bookId, '2026-03-30', 2_000n)
  await post(place.bookId, '2026-03-31', -300n)
  await bring(statement(place.number, '2026-03-20,CNY,5.00,,1005.00,不明,M1', '2026-04-01,CNY,20.00,,1025.00,到账,M2'))
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
  const { agreed } = await sidesOf(place)
  expect(agreed.map(({ month, difference, preparedBy, reviewedBy }) => [month, difference.minor, preparedBy, reviewedBy])).toEqual([
    ['2026-03-01', 0n, '周敏行', '钱知远'],
  ])
  expect(await outcomeOf(maker.approvals.propose({ kind: 'statements.reconciliation', what: { ...asked, month: '2026-06-01' } }))).toBe(
    'statement.month_not_over',
  )
})

describe('a suggestion', () => {
  const line = ({ lines }: Awaited<ReturnType<typeof sidesOf>>) => lines.map(({ id }) => id)
  test('is taken by itself, under its rule, and the others wait', async () => {
    const place = await opened()
    await post(place.bookId, '2026-03-02', 10_000n)
    await post(place.bookId, '2026-03-05', 20_000n)
    await bring(statement(place.number, '2026-03-02,CNY,100.00,,,甲,S1', '2026-03-05,CNY,200.00,,,乙,S2'))
    const { suggestions } = await sidesOf(place)
    const [, second] = suggestions.matches
    const only = { lineIds: second?.lines.map(({ id }) => id) ?? [], postings: second?.postings.map(({ sequence, line: at }) => ({ sequence, line: at })) ?? [] }
    const asked = { bankAccountId: place.bankAccountId, only }
    expect(await maker.statements.matchByRules(asked)).toEqual({ matched: 1 })
    expect(await outcomeOf(maker.statements.matchByRules(asked))).toBe('statement.suggestion_gone')
    const after = await sidesOf(place)
    expect([after.suggestions.matches.length, after.matches.map(({ how }) => how)]).toEqual([1, ['same_day']])
  })

  test('that is rejected is not made again nor matched by rules; of two candidates the other is then the only one', async () => {
    const place = await opened()
    await post(place.bookId, '2026-03-10', -1_000n)
    await post(place.bookId, '2026-03-10', -1_000n)
    await bring(statement(place.number, '2026-03-10,CNY,,10.00,,付款,R1'))
    const before = await sidesOf(place)
    const reject = (index: number) =>
      maker.statements.rejectSuggestion({
        bankAccountId: place.bankAccountId,
        lineIds: line(before),
        postings: before.postings.slice(index, index + 1).map(({ sequence, line: at }) => ({ sequence, line: at })),
      })
    await reject(0)
    expect(await outcomeOf(reject(0))).toBe('statement.suggestion_gone')
    const { suggestions } = await sidesOf(place)
    expect([suggestions.matches.map(({ postings }) => postings[0]?.sequence), suggestions.ambiguous]).toEqual([[before.postings[1]?.sequence], []])
    await reject(1)
    expect(await outcomeOf(maker.statements.matchByRules({ bankAccountId: place.bankAccountId }))).toBe('statement.nothing_by_rules')
    const chosen = before.postings.slice(0, 1).map(({ sequence, line: at }) => ({ sequence, line: at }))
    await maker.statements.matchByHand({ bankAccountId: place.bankAccountId, lineIds: line(before), postings: chosen })
    expect((await sidesOf(place)).lines).toEqual([])
  })

  test('is the keeper’s to reject, and only one that was made', async () => {
    const place = await opened()
    await post(place.bookId, '2026-03-02', 10_000n)
    await bring(statement(place.number, '2026-06-02,CNY,1.00,,,甲,Q1'))
    const { lines, postings } = await sidesOf(place)
    const far = { bankAccountId: place.bankAccountId, lineIds: lines.map(({ id }) => id), postings: postings.map(({ sequence, line: at }) => ({ sequence, line: at })) }
    expect(await outcomeOf(maker.statements.rejectSuggestion(far))).toBe('statement.suggestion_gone')
    expect(await outcomeOf(checker.statements.rejectSuggestion(far))).toBe('access.not_permitted')
  })
})

test('a month’s balances are what was there before and its lines: 1,000.00 + 5.00 at the bank, 1,000.00 + 20.00 − 3.00 in the book', async () => {
  const place = await opened()
  await post(place.bookId, '2026-03-30', 2_000n)
  await post(place.bookId, '2026-03-31', -300n)
  await bring(statement(place.number, '2026-03-20,CNY,5.00,,1005.00,不明,ML1', '2026-04-01,CNY,20.00,,1025.00,到账,ML2'))
  const { lines, postings, before } = await maker.statements.monthLines({ bankAccountId: place.bankAccountId, month: '2026-03-01' })
  expect([before.statement?.minor, lines.map(({ amount }) => amount.minor)]).toEqual([100_000n, [500n]])
  expect([before.book.minor, postings.map(({ amount }) => amount.minor)]).toEqual([100_000n, [2_000n, -300n]])
})
