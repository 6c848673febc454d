import { claimStatuses, claimSteps } from '@cofund/shared/claims/claim'
import { yearSteps } from '@cofund/shared/claims/settlement'
import { voucherStatuses, voucherSteps } from '@cofund/shared/fiscal/budget'
import { noteStatuses, noteSteps } from '@cofund/shared/loans/drawdown-note'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClaimsPlace, openClaimsPlace } from './claims-kit.ts'

let place: ClaimsPlace
let noteId: string
let claimId: string
beforeAll(async () => {
  place = await openClaimsPlace()
  const note = await place.plantNote(await place.plantPool())
  noteId = note
  claimId = await place.plantDraft(note)
}, 60_000)
afterAll(() => place.close())

const tables = [
  { noun: 'claim', table: 'claim', trigger: 'claim_moves_by_two', statuses: claimStatuses, steps: claimSteps },
  { noun: 'year', table: 'claim', trigger: 'claim_moves_by_two', statuses: claimStatuses, steps: yearSteps },
  { noun: 'note', table: 'drawdown_note', trigger: 'drawdown_note_keeps_to_its_moves', statuses: noteStatuses, steps: noteSteps },
  { noun: 'voucher', table: 'payment_voucher', trigger: 'payment_voucher_keeps_to_its_moves', statuses: voucherStatuses, steps: voucherSteps },
] as const

describe.each(tables)('the moves of a $noun', ({ noun, steps, statuses, table, trigger }) => {
  test('are the same in the database and in shared', async () => {
    const { rows } = await sql<{ steps: string[] }>`select steps_of(${noun}) as steps`.execute(place.database.owner)
    expect(rows[0]?.steps.toSorted()).toEqual(steps)
  })

  test.skipIf(noun === 'year' || noun === 'voucher')('are all that a row makes: of every two statuses the others are refused by name', async () => {
    const id = noun === 'claim' ? claimId : noteId
    const refused: string[] = []
    const undone = Symbol('undone')
    await place.database.owner
      .transaction()
      .execute(async (trx) => {
        const run = async (statement: RawBuilder<unknown>) => statement.execute(trx)
        for (const from of statuses) {
          await run(sql`alter table ${sql.table(table)} disable trigger ${sql.id(trigger)}`)
          await run(sql`update ${sql.table(table)} set status = ${from} where id = ${id}`)
          await run(sql`alter table ${sql.table(table)} enable trigger ${sql.id(trigger)}`)
          for (const to of statuses) {
            if (from === to) continue
            await run(sql`savepoint here`)
            const outcome = await run(sql`update ${sql.table(table)} set status = ${to} where id = ${id}`).then(
              () => 'moved',
              (error: unknown) => (error instanceof Error && 'constraint' in error ? error.constraint : error),
            )
            if (outcome === trigger) refused.push(`${from} ${to}`)
            else if (outcome !== 'moved') throw outcome
            await run(sql`rollback to savepoint here`)
          }
        }
        throw undone
      })
      .catch((thrown: unknown) => {
        if (thrown !== undone) throw thrown
      })
    const pairs: readonly string[] = statuses.flatMap((from) => statuses.flatMap((to) => (from === to ? [] : [`${from} ${to}`])))
    const others = pairs.filter((pair) => !(steps as readonly string[]).includes(pair))
    // A claim is refused more than its table says: what moves money waits for those who agree on it.
    if (noun === 'claim') expect(refused).toEqual(expect.arrayContaining(others))
    else expect(refused.toSorted()).toEqual(others.toSorted())
  })
})
