import { nothing } from '@cofund/shared/kernel/money'
import { sql } from 'kysely'
import { applyDecision } from '../../server/claims/apply-decision.ts'
import { examine, openClaimFile } from '../../server/claims/claim-file.sql.ts'
import { getClaim, lockClaim } from '../../server/claims/claim.sql.ts'
import { actAs } from '../../server/kernel/session.ts'
import { getNote, lockNote } from '../../server/loans/note.sql.ts'
import { openOperatorSession } from '../../server/people/operator-session.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { testNow } from '../kit/actors.ts'
import { agreeAt, checkersOf, claimsPlaceOn } from '../server/claims/claims-kit.ts'
import { onBenchDatabase } from './bench-database.ts'

const claims = 60

/**
 * What a decision costs: evaluated under the caps' lock with its derivation, kept, posted and counted, against the least that a program could do
 * (`SELECT … FOR UPDATE` and an `INSERT` of the decision); and what the last checker waits for, digest, acts and route included.
 */
export async function run(): Promise<void> {
  await onBenchDatabase(measure)
}

async function measure(database: Parameters<typeof claimsPlaceOn>[0]): Promise<void> {
  await seedPeople(database.owner)
  const place = claimsPlaceOn(database)
  const route = 'DISTRICT-THEN-CITY'
  const pool = await place.plantPool({ route, scheme: { caps: [{ scope: 'pool_year', amount: '900000000.00' }, { scope: 'firm', amount: '5000000.00' }] } })
  const proposals: `prp_${string}`[] = []
  const ids: `clm_${string}`[] = []
  for (let count = 0; count < claims; count += 1) {
    const claimId = await place.plantDraft(await place.plantNote(pool))
    ids.push(claimId)
    proposals.push(await place.submit(claimId))
  }
  await database.owner.updateTable('claim').set({ status: 'verified' }).execute()
  await sql`update proposal set step = 2 where kind = 'claim.decide'`.execute(database.owner)
  for (const proposalId of proposals) await agreeAt(await place.as(checkersOf[route].at(-2) ?? ''), proposalId)
  await sql`create table bench_decision (claim_id text not null, decision jsonb not null)`.execute(database.owner)
  await sql`grant insert on bench_decision to cofund_app`.execute(database.owner)
  await sql`vacuum analyze`.execute(database.owner)

  const session = await openOperatorSession(database.owner, 'city.second', 'bench')
  const decision = JSON.stringify({ payable: 80_000_000, shares: [{ city: 32_000_000 }, { district: 48_000_000 }, { bank: 20_000_000 }] })
  const bare = (index: number) =>
    database.app.transaction().execute(async (trx) => {
      await actAs(trx, session.tokenHash)
      await sql`select * from claim where id = ${ids[index]} for update`.execute(trx)
      await sql`insert into bench_decision values (${ids[index]}, ${decision}::jsonb)`.execute(trx)
    })
  // Taken beside whatever is measured against it, so that what else the machine does slows down both.
  const bareTook: number[] = []
  const takeBare = async (index: number): Promise<void> => void bareTook.push(await timeOf(() => bare(index)))

  // As the last checker's transaction finds it when everything has been read and shown: held, decided and written; then undone.
  const undone = Symbol('undone')
  const decisionsTook: number[] = []
  for (let index = 0; index < claims; index += 1) {
    const claimId = ids[index] ?? 'clm_'
    await takeBare(index)
    await database.owner
      .transaction()
      .execute(async (trx) => {
        await actAs(trx, session.tokenHash)
        const seen = await getClaim(trx, claimId)
        const file = await openClaimFile(trx, await getNote(trx, seen.noteId ?? 'nte_'), '2026-06-30')
        const examined = await examine(trx, file, { ...seen, claimId, judgedOn: '2026-06-30', documents: null })
        await sql`update proposal set status = 'applied', applied_in = pg_current_xact_id(), closed_at = clock_timestamp(), step = 3 where kind = 'claim.decide' and subject = ${claimId}`.execute(trx)
        const decide = async () => {
          await lockNote(trx, seen.noteId ?? 'nte_')
          const claim = await lockClaim(trx, claimId)
          await applyDecision({ trx, actor: session.actor, record: () => {}, now: () => testNow }, claim, {
            reason: 'approved',
            pool: examined.pool,
            cited: examined.cited,
            capKeys: examined.capKeys,
            lossCase: examined.lossCase,
            capsAre: 'read_now',
            payout: 'whole',
            recovered: nothing('CNY'),
            on: '2026-06-30',
            proposalId: claim.proposalId,
          })
        }
        decisionsTook.push(await timeOf(decide))
        throw undone
      })
      .catch((thrown: unknown) => {
        if (thrown !== undone) throw thrown
      })
  }
  const last = await place.as('city.second')
  const checksTook: number[] = []
  for (const [index, proposalId] of proposals.entries()) {
    await takeBare(index)
    checksTook.push(await timeOf(() => agreeAt(last, proposalId)))
  }

  const say = (what: string, took: readonly number[], beside: readonly number[]): void =>
    console.log(`${what}: ${middle(took).toFixed(2)} ms, ratio ${(middle(took) / middle(beside)).toFixed(1)}`)
  console.log(`bare SELECT … FOR UPDATE + INSERT, committed: ${middle(bareTook).toFixed(2)} ms`)
  say('a decision with derivation: caps held, evaluated, kept, posted', decisionsTook, bareTook.slice(0, claims))
  say('the last checker’s word, whole: shown, confirmed, decided, recorded', checksTook, bareTook.slice(claims))
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const middle = (took: readonly number[]): number => took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN
