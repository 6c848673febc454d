import { chart, headsOf } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getPool } from '../../../server/pools/pool.sql.ts'
import { actAs } from '../../../server/kernel/session.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { expectBooksCoherent } from '../../kit/coherent.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { plantContribution, plantPool, yuan } from '../../kit/pools.ts'
import { outcomeOf } from '../../kit/refusals.ts'

let database: TestDatabase
let maker: Awaited<ReturnType<typeof callerAs>>
let pool: BookId
let purse: BookId
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  const planted = await plantPool(database)
  await plantContribution(database, planted.poolId, 100, 60)
  pool = planted.bookId
  purse = (await getPool(database.owner, planted.poolId)).funders[0]?.treasuryBookId ?? 'bok_'
  maker = await callerAs(database, 'city.maker')
})
afterAll(async () => {
  await expectBooksCoherent(database.owner)
  await database.close()
})

test('the database opens to one person the heads that the chart leaves to entries by hand, and no others', async () => {
  const { rows } = await sql<{ book_kind: string; head: string }>`select book_kind, head from heads_by_one() where entry_kind = '' order by 1, 2`.execute(database.owner)
  const open = (['pool', 'treasury'] as const).flatMap((kind) =>
    headsOf(kind).flatMap(([head, { byDeed }]) => (byDeed || head === 'due_from' || head === 'due_to' ? [] : [`${kind} ${head}`])),
  )
  expect(rows.map(({ book_kind, head }) => `${book_kind} ${head}`)).toEqual(open.toSorted())
})

const detailOf = (per: string | undefined): string => (per === 'organisation' ? 'org_shenjiang_bank' : per === 'book' ? purse : per ? 'city' : '')

test('in the book of a pool and in its funder’s purse one person posts cash, interest, charges and fees, and nothing that a deed keeps', async () => {
  const outcomes: Record<string, string> = {}
  for (const [kind, bookId] of [['pool', pool], ['treasury', purse]] as const) {
    for (const [head, { per, class: accountClass }] of headsOf(kind)) {
      if (head === 'cash' || head === 'due_from' || head === 'due_to') continue
      const against = { head: accountClass === 'memorandum' ? 'loss' : 'cash' }
      const detail = per === 'book' && kind === 'treasury' ? pool : detailOf(per)
      const postings = [
        { account: { head, ...(per && { detail }) }, amount: yuan(1) },
        { account: against, amount: yuan(-1) },
      ]
      outcomes[`${kind} ${head}`] = await outcomeOf(maker.ledger.post({ bookId, effectiveOn: '2026-06-01', note: 'x', postings }))
    }
  }
  const expected = (['pool', 'treasury'] as const).flatMap((kind) =>
    Object.keys(chart[kind])
      .filter((head) => !['cash', 'due_from', 'due_to'].includes(head))
      .map((head) => [`${kind} ${head}`, isClosed(kind, head) ? 'ledger.head_kept_by_deeds' : 'done']),
  )
  expect(outcomes).toEqual(Object.fromEntries(expected))
})

const isClosed = (kind: 'pool' | 'treasury', head: string): boolean => headsOf(kind).some(([name, { byDeed }]) => name === head && byDeed !== undefined)

test('between them one person puts money in, and settles no debt: 40.00 that was called is paid by a deed alone', async () => {
  const cash = { head: 'cash' }
  const move = (settles: boolean) =>
    outcomeOf(
      maker.ledger.transfer({ from: { bookId: purse, account: cash }, into: { bookId: pool, account: cash }, amount: yuan(40), settles, effectiveOn: '2026-06-02', note: '拨付' }),
    )
  expect([await move(true), await move(false)]).toEqual(['ledger.head_kept_by_deeds', 'done'])
})

test('the same is so of SQL in the server’s name, whatever it calls its entry, and of undoing what a deed posted', async () => {
  const { tokenHash } = await openOperatorSession(database.owner, 'city.maker', 'test')
  const posting = (kind: string, lines: readonly (readonly [string, string, string, number])[], reverses: string | null = null) =>
    database.app
      .transaction()
      .execute(async (trx) => {
        await actAs(trx, tokenHash)
        await sql`
          select * from post_entries(${[`ent_${kind}_${lines.length}`]}::text[], ${[pool]}::text[], ${[lines.length]}::smallint[], ${[kind]}::text[], ${['{}']}::jsonb[],
            ${['x']}::text[], ${['2026-06-03']}::date[], ${[null]}::text[], ${[null]}::text[], ${[reverses]}::text[], null,
            ${lines.map(() => pool)}::text[], ${lines.map(([head]) => head)}::text[], ${lines.map(([, detail]) => detail)}::text[], ${lines.map(() => null)}::text[],
            ${lines.map(([, , accountClass]) => accountClass)}::text[], ${lines.map(() => 1)}::integer[], ${lines.map((_, at) => at + 1)}::smallint[],
            ${lines.map((_, at) => at + 1)}::integer[], ${lines.map(() => 'CNY')}::text[], ${lines.map(([, , , minor]) => minor)}::bigint[])`.execute(trx)
        await sql`select append_acts('[]')`.execute(trx)
      })
      .then(
        () => 'committed',
        (error: unknown) => (error instanceof Error && 'constraint' in error ? error.constraint : error),
      )
  const owed = [
    ['compensation', '', 'expense', 500],
    ['compensation_payable', 'org_shenjiang_bank', 'liability', -500],
  ] as const
  expect(await posting('claim.approved', owed)).toBe('journal_entry_of_one_keeps_to_its_heads')
  expect(await posting('recovery.remitted', owed)).toBe('journal_entry_of_one_keeps_to_its_heads')
  const { id: called } = await database.owner
    .selectFrom('journal_entry')
    .select('id')
    .where('book_id', '=', pool)
    .where('kind', '=', 'pool.contribution_paid')
    .executeTakeFirstOrThrow()
  const back = [
    ['cash', '', 'asset', -6_000],
    ['due_from', purse, 'asset', 6_000],
  ] as const
  expect(await posting('ledger.reversal', back, called)).not.toBe('committed')
  const checker = await callerAs(database, 'city.checker')
  expect(await outcomeOf(checker.ledger.reverse({ entryId: called, effectiveOn: '2026-06-03', note: 'x' }))).toBe('ledger.kept_by_deed')
})
