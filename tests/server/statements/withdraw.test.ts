import { plainDate } from '@cofund/shared/kernel/plain-date'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf } from '../../kit/refusals.ts'
import { callerAs } from '../../kit/actors.ts'
import { byTwo } from '../../kit/approvals.ts'
import { type StatementsPlace, openStatementsPlace } from './statements-kit.ts'

let place: StatementsPlace
beforeAll(async () => {
  place = await openStatementsPlace()
})
afterAll(() => place.close())

describe('a rejection', () => {
  test('is taken back once, by a row and an act of its own: the rules suggest the pair again, and it may be rejected again', async () => {
    const { maker, bankAccountId } = place
    await place.post(plainDate('2026-03-02'), 1_000n)
    await place.bring('2026-03-02,CNY,10.00,,,甲,W1')
    const { suggestions } = await place.sides()
    const [first] = suggestions.matches
    const together = {
      bankAccountId,
      lineIds: first?.lines.map(({ id }) => id) ?? [],
      postings: first?.postings.map(({ sequence, line }) => ({ sequence, line })) ?? [],
    }
    await maker.statements.rejectSuggestion(together)
    const rejected = await place.sides()
    expect([rejected.suggestions.matches, rejected.rejected.map(({ by, lines, postings }) => [by, lines.length, postings.length])]).toEqual([[], [['周敏行', 1, 1]]])
    const rejectionId = rejected.rejected[0]?.id ?? 'srj_'
    const stranger = await callerAs(place.database, 'pudong.maker')
    expect(await outcomeOf(stranger.statements.withdrawRejection({ rejectionId }))).toBe('record.not_found')
    await maker.statements.withdrawRejection({ rejectionId })
    expect(await outcomeOf(maker.statements.withdrawRejection({ rejectionId }))).toBe('statement.rejection_withdrawn_already')
    const after = await place.sides()
    expect([after.suggestions.matches.length, after.rejected]).toEqual([1, []])
    const acts = await place.database.owner.selectFrom('act').select('kind').where('kind', 'like', 'statement.%reject%').orderBy('id').execute()
    expect(acts.map(({ kind }) => kind)).toEqual(['statement.suggestion_rejected', 'statement.rejection_withdrawn'])
    await maker.statements.rejectSuggestion(together)
    expect((await place.sides()).rejected.length).toBe(1)
  })
})

describe('a statement’s balances', () => {
  test('must follow from each other within a file: a line that is missing refuses it, and is named with what it comes to', async () => {
    const checked = await place.check(
      ['账号,记账日期,币种,收入金额,支出金额,余额,摘要,交易流水号', `${place.number},2026-04-04,CNY,10.00,,2010.00,甲,B1`, `${place.number},2026-04-06,CNY,1.00,,2511.00,乙,B2`].join('\n'),
      'broken.csv',
    )
    expect([checked.batch.counts?.taken, checked.reasons.map(({ severity, code }) => [severity, code])]).toEqual([1, [['error', 'balance_broken']]])
  })

  test('that do not follow from what is in the books are told, and the day stays on the page until the missing statement comes', async () => {
    await place.bring('2026-05-01,CNY,5.00,,1005.00,甲,C1')
    const checked = await place.check(['账号,记账日期,币种,收入金额,支出金额,余额,摘要,交易流水号', `${place.number},2026-05-20,CNY,1.00,,1013.00,乙,C3`].join('\n'), 'gap.csv')
    expect([checked.batch.counts?.taken, checked.reasons.map(({ severity, code }) => [severity, code])]).toEqual([1, [['warning', 'balance_gap']]])
    await place.importer.confirm(checked, true)
    expect((await place.sides()).breaks.map(({ on, missing }) => [on, missing.minor])).toEqual([['2026-05-20', 700n]])
    await place.bring('2026-05-10,CNY,7.00,,1012.00,丙,C2')
    expect((await place.sides()).breaks).toEqual([])
  })
})

describe('a month', () => {
  test('says whether two people agreed on it, and that it changed when something was matched or booked since', async () => {
    const { maker, bankAccountId } = place
    const asked = { bankAccountId, month: plainDate('2026-05-01') }
    expect((await maker.statements.reconciliation(asked)).reviewed).toBe(null)
    const checker = await callerAs(place.database, 'yangpu.checker')
    await byTwo(maker, checker, { kind: 'statements.reconciliation', what: asked })
    expect((await maker.statements.reconciliation(asked)).reviewed).toMatchObject({ preparedBy: '周敏行', reviewedBy: '钱知远', stands: true })
    await place.post(plainDate('2026-05-10'), 700n)
    expect((await maker.statements.reconciliation(asked)).reviewed).toMatchObject({ stands: false })
  })
})
