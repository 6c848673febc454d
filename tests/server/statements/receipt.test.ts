import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { EntryId } from '@cofund/shared/ledger/entry'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { actAs } from '../../../server/kernel/session.ts'
import { receiptOf } from '../../../server/statements/receipt.sql.ts'
import { callerAs } from '../../kit/actors.ts'
import { type StatementsPlace, openStatementsPlace } from './statements-kit.ts'

let place: StatementsPlace
beforeAll(async () => {
  place = await openStatementsPlace()
})
afterAll(() => place.close())

/** What the bank's word on an entry is, for whoever acts as `name`. */
async function receiptFor(entryId: EntryId, name = 'yangpu.maker') {
  const { owner, app } = place.database
  const { tokenHash } = await openOperatorSession(owner, name, 'test')
  return app.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    return receiptOf(trx, entryId)
  })
}

const match = async (entryIds: readonly EntryId[], references: readonly string[]) => {
  const { bankAccountId } = place
  const { lines, postings } = await place.sides()
  return place.maker.statements.matchByHand({
    bankAccountId,
    lineIds: lines.filter(({ reference }) => references.includes(reference ?? '')).map(({ id }) => id),
    postings: postings.filter(({ entryId }) => entryIds.includes(entryId)).map(({ sequence, line }) => ({ sequence, line })),
  })
}

const payment = (on: PlainDate, minor: bigint) => place.post(on, -minor)

test('a payment has no receipt until the bank’s line is matched with it, and none again once that is undone', async () => {
  const entryId = await payment('2026-03-02', 5_000n)
  expect(await receiptFor(entryId)).toBeNull()
  await place.bring('2026-03-04,CNY,,50.00,,付款,PAY-1')
  expect(await receiptFor(entryId)).toBeNull()
  const { matchId } = await match([entryId], ['PAY-1'])
  const receipt = await receiptFor(entryId)
  expect(receipt).toMatchObject({ on: '2026-03-04', reference: 'PAY-1', matchId })
  expect(receipt?.statementLineId).toMatch(/^stl_/)
  expect(await receiptFor(entryId, 'pudong.maker')).toBeNull()
  await place.maker.statements.unmatch({ matchId })
  expect(await receiptFor(entryId)).toBeNull()
  const again = await match([entryId], ['PAY-1'])
  expect((await receiptFor(entryId))?.matchId).toBe(again.matchId)
})

test('30.00 that the bank paid as 10.00 and 20.00 is paid on the day of the later line; 60.00 for two entries is the receipt of both', async () => {
  const whole = await payment('2026-04-01', 3_000n)
  await place.bring('2026-04-02,CNY,,10.00,,第一笔,P-10', '2026-04-07,CNY,,20.00,,第二笔,P-20')
  await match([whole], ['P-10', 'P-20'])
  expect(await receiptFor(whole)).toMatchObject({ on: '2026-04-07', reference: 'P-20' })

  const both = [await payment('2026-05-06', 4_000n), await payment('2026-05-06', 2_000n)]
  await place.bring('2026-05-07,CNY,,60.00,,合并,P-60')
  await match(both, ['P-60'])
  expect((await Promise.all(both.map((entryId) => receiptFor(entryId)))).map((receipt) => receipt?.reference)).toEqual(['P-60', 'P-60'])
})

test('of an entry with two postings to cash, one matched is no receipt; nor is an entry that cancels out with its reversal', async () => {
  const { bookId, maker } = place
  const { id: split } = await maker.ledger.post({
    bookId,
    effectiveOn: '2026-06-01',
    note: '两笔',
    postings: [
      { account: { head: 'cash' }, amount: fen(-700n) },
      { account: { head: 'cash' }, amount: fen(-800n) },
      { account: { head: 'contribution', detail: 'city' }, amount: fen(1_500n) },
    ],
  })
  await place.bring('2026-06-02,CNY,,7.00,,甲,S-7', '2026-06-02,CNY,,8.00,,乙,S-8')
  const { bankAccountId } = place
  const { lines, postings } = await place.sides()
  for (const minor of [-700n, -800n]) {
    expect(await receiptFor(split)).toBeNull()
    await maker.statements.matchByHand({
      bankAccountId,
      lineIds: lines.filter(({ amount }) => amount.minor === minor).map(({ id }) => id),
      postings: postings.filter(({ amount }) => amount.minor === minor).map(({ sequence, line }) => ({ sequence, line })),
    })
  }
  expect(await receiptFor(split)).toMatchObject({ on: '2026-06-02' })

  const mistaken = await payment('2026-06-10', 900n)
  const checker = await callerAs(place.database, 'yangpu.checker')
  const { entries } = await checker.ledger.reverse({ entryId: mistaken, effectiveOn: '2026-06-10', note: '误记' })
  const cancelled = [mistaken, ...entries.map(({ id }) => id)]
  await match(cancelled, [])
  expect(await Promise.all(cancelled.map((entryId) => receiptFor(entryId)))).toEqual([null, null])
})
