import { fen } from '@cofund/shared/kernel/money'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectCoherent } from '../../kit/coherent.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { draftNote, registerFirm } from '../loans/loans-kit.ts'
import { cover, paidClaim, recover } from '../recoveries/recoveries-kit.ts'
import { type ClaimsPlace, agreeAt, checkersOf, openClaimsPlace } from './claims-kit.ts'

let place: ClaimsPlace
beforeAll(async () => {
  place = await openClaimsPlace()
}, 60_000)
afterAll(async () => {
  await expectCoherent(place.database.owner)
  await place.close()
})

/** So many of each are ready to go at once. */
const each = 3

test('receipts, decisions, enrolments, withdrawals, reports and remittances, at once in an order that chance chose, never wait for each other in a ring', async () => {
  const { owner } = place.database
  const pool = await place.plantPool()
  await owner.updateTable('pool').set({ rule_set_code: 'DEMO-TECH-SME' }).where('id', '=', pool.poolId).execute()
  const { code: poolCode } = await owner.selectFrom('pool').select('code').where('id', '=', pool.poolId).executeTakeFirstOrThrow()
  const [bank, keeper] = [await place.as('shenjiang.maker'), await place.as('yangpu.maker')]
  const { uscc } = await registerFirm(bank, 71)
  const loan = (number: string) => draftNote({ poolCode, uscc, number, principal: fen(1_000_000n) })

  // Something due, claims whose money is seen, claims that wait for their last word, and loans that may be taken back.
  await recover(place, await paidClaim(place, pool), { yuan: 10_000 })
  const numbers = Array.from({ length: each }, (_, at) => at)
  const waiting: `prp_${string}`[] = []
  for (const at of numbers) {
    const claimId = await place.plantDraft(await place.plantNote(pool))
    await cover(place, pool, claimId)
    await place.decide(await place.submit(claimId))
    await place.pay(claimId, `L-${at}`)
    await place.match(pool, `L-${at}`)
    const proposalId = await place.submit(await place.plantDraft(await place.plantNote(pool)))
    for (const checker of checkersOf.WUXI.slice(0, -1)) await agreeAt(await place.as(checker), proposalId)
    waiting.push(proposalId)
  }
  const filed = await bank.note.enrol({ notes: numbers.map((at) => loan(`W-${at}`)) })
  const last = await place.as(checkersOf.WUXI.at(-1) ?? '')

  const commands: readonly (() => Promise<unknown>)[] = numbers.flatMap((at) => [
    () => keeper.claims.confirmReceipts({ poolId: pool.poolId }),
    () => agreeAt(last, waiting[at] ?? 'prp_'),
    () => bank.note.enrol({ notes: [loan(`E-${at}`)] }),
    () => bank.note.withdraw({ noteId: filed[at]?.noteId ?? 'nte_', on: '2026-06-30', reason: '提前还款' }),
    () => bank.note.reportMonth({ poolId: pool.poolId, month: '2026-01-01', nil: true }),
    () => bank.recoveries.reportRemittance({ poolId: pool.poolId, number: `R-${at}`, remittedOn: '2026-06-30', minor: 1_000n }),
  ])
  const order = fc.sample(fc.shuffledSubarray([...commands], { minLength: commands.length }), { numRuns: 1, seed: 20_261_123 })[0] ?? []
  const outcomes = await Promise.all(order.map((command) => outcomeOf(command())))
  expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(each * 4)
  const { rows } = await sql<{ deadlocks: bigint }>`select pg_stat_force_next_flush(), deadlocks from pg_stat_database where datname = current_database()`.execute(owner)
  expect(rows[0]?.deadlocks).toBe(0n)
}, 180_000)
