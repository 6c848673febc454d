import { actAs } from '../../../server/kernel/session.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'

// What db/definer.sql answers beyond the caller's sight: asked for what others keep, every function of it answers as it does for what is not
// there. Functions and their parameters come from the catalogue, and what to ask for from a claim that is nobody's of these askers.

let database: TestDatabase
let functions: readonly Definer[]
let foreign: Readonly<Record<string, string | null>>
beforeAll(async () => {
  database = await openTestDatabase({ demonstration: true })
  functions = (
    await sql<Definer>`
      select proname as name, coalesce(proargnames[1:pronargs], '{}') as parameters, array(select unnest(proargtypes)::regtype::text) as types
      from pg_proc where pronamespace = 'public'::regnamespace and prosecdef and prorettype <> 'trigger'::regtype and pronargs > 0 order by proname`.execute(database.owner)
  ).rows
  const { rows } = await sql<Record<string, string | null>>`
    select claim.id as claim_id, claim.pool_id, claim.note_id, claim.organisation_id, claim.proposal_id, pool.book_id, note.number, claim.policy_version_id,
      version.policy_id, treasury.code, note.lent_on as on_day, extract(year from note.lent_on)::int::text as quota_year, cap.scope, cap.counts_for,
      entry.id as entry_id, entry.sequence::text as sequence, seal.id::text as seal, 'claim' as relation, claim.id as key, indicator.id as indicator_id,
      recovery.id as recovery_id, batch.id as batch_id, note.enterprise_id
    from claim join pool on pool.id = claim.pool_id join drawdown_note as note on note.id = claim.note_id
    join policy_version as version on version.id = claim.policy_version_id
    join lateral (select * from pool_cap_use where pool_id = pool.id and used_minor > 0 order by counts_for like claim.organisation_id || '%' desc limit 1) as cap on true
    join lateral (select * from journal_entry where book_id = pool.book_id limit 1) as entry on true
    join lateral (select seal.id from sealed_row join seal on seal.id = sealed_row.seal where relation = 'claim' and key = claim.id limit 1) as seal on true
    join lateral (select * from recovery where claim_id = claim.id limit 1) as recovery on true
    cross join lateral (select code from book where kind = 'treasury' limit 1) as treasury
    cross join lateral (select id from budget_indicator limit 1) as indicator
    cross join lateral (select id from import_batch limit 1) as batch
    where paid_minor > 0 and pool.organisation_id = 'org_yangpu_finance' and claim.organisation_id = 'org_shenjiang_bank' limit 1`.execute(database.owner)
  foreign = rows[0] ?? {}
}, 400_000)
afterAll(() => database.close())

interface Definer {
  readonly name: string
  readonly parameters: readonly string[]
  readonly types: readonly string[]
}

/** Answered by what the asker shows, not by what is asked for; each is attacked by name in tables.test.ts and http.test.ts. */
const bySecret = ['open_session', 'password_is', 'sign_in_of', 'note_failed_sign_in', 'use_api_key', 'move_session', 'touch_session', 'end_session', 'set_password', 'reset_second_factor']

/** Told to whoever already knows this much, and why. */
const told: Readonly<Record<string, string>> = {
  treasury_of: 'a purse by its keeper and code: who opens a pool names the funders’ purses',
  seal_pieces: 'hashes alone, to who knows the 122 random bits of a seal from an act in sight',
}

/** The same shape, and nobody's. */
const missing = (value: string): string => value.replace(/[0-9a-z](?=[0-9a-z]{0,5}$)/g, '0')

const valueOf = (name: string, type: string, known: Readonly<Record<string, string | null>>): string | null => {
  const of = known[name] ?? (name.endsWith('_ids') ? known[name.slice(0, -1)] : undefined)
  if (type.endsWith('[]')) return of ? `{${of}}` : '{}'
  if (type === 'jsonb') {
    const { claim_id: claimId, pool_id: poolId, book_id: bookId, organisation_id: organisationId, recovery_id: recoveryId } = known
    return JSON.stringify({ claimId, poolId, bookId, poolBookId: bookId, organisationId, recoveryId, tier: 'city' })
  }
  if (of !== undefined) return of
  if (['bigint', 'integer', 'smallint'].includes(type)) return '1'
  if (type === 'date') return '2026-06-30'
  if (type === 'uuid') return '00000000-0000-4000-8000-000000000000'
  if (type === 'boolean') return 'true'
  return name === 'kind' ? 'ledger.close_period' : 'x'
}

/** What a function says, an error as its sentence; every id in it is masked. */
async function answer({ name, parameters, types }: Definer, signInName: string, known: Readonly<Record<string, string | null>>): Promise<string> {
  const { tokenHash } = await openOperatorSession(database.owner, signInName, 'test')
  const given = parameters.map((parameter, index) => sql`${valueOf(parameter, types[index] ?? 'text', known)}::${sql.raw(types[index] ?? 'text')}`)
  const undone = new Error('undone again')
  let said = ''
  const asked = database.app.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    const { rows } = await sql`select * from ${sql.id(name)}(${sql.join(given)})`.execute(trx)
    said = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    throw undone
  })
  await asked.catch((error: Error) => void (said ||= error === undone ? '' : error.message))
  return Object.values(known).reduce<string>((text, id) => (id && id.length > 6 ? text.replaceAll(id, '…') : text), said)
}

describe.each([
  { signInName: 'vc.maker', part: 'has no part in it', sees: [] },
  { signInName: 'fund.maker', part: 'has no part in it', sees: [] },
  { signInName: 'caohejing.maker', part: 'lends under the same pool', sees: ['pool_figures', 'cap_used'] },
])('$signInName, who $part,', ({ signInName, sees }) => {
  test('is told of what others keep what is told of nothing', async () => {
    expect(functions.length).toBeGreaterThan(20)
    const nobodys = Object.fromEntries(Object.entries(foreign).map(([name, value]) => [name, value && /^[a-z]{3}_/.test(value) ? missing(value) : value]))
    const oracles: string[] = []
    for (const definer of functions.filter(({ name }) => !bySecret.includes(name))) {
      const [there, nowhere] = [await answer(definer, signInName, foreign), await answer(definer, signInName, nobodys)]
      if (there !== nowhere) oracles.push(`${definer.name}: ${there.slice(0, 200)} / ${nowhere.slice(0, 200)}`)
    }
    const known: readonly string[] = [...Object.keys(told), ...sees]
    expect(oracles.filter((line) => !known.includes(line.split(':')[0] ?? ''))).toEqual([])
  })
})

test('a bank asks what caps of its pool are used, and not what another bank has used of its year', async () => {
  await sql`
    insert into pool_cap_use (pool_id, scope, counts_for, used_minor)
    select ${foreign['pool_id']}, 'bank_year', bank || ':2026', 500 from unnest(array['org_shenjiang_bank', 'org_caohejing_bank']) as bank
    on conflict on constraint pool_cap_use_once do update set used_minor = 500`.execute(database.owner)
  const cap = functions.find(({ name }) => name === 'cap_used') ?? expect.fail('there is no cap_used')
  const asked = (bank: string) => answer(cap, 'caohejing.maker', { pool_id: foreign['pool_id'] ?? '', scope: 'bank_year', counts_for: `${bank}:2026` })
  expect([await asked('org_caohejing_bank'), await asked('org_shenjiang_bank')]).toEqual(['[{"cap_used":"500"}]', '[{"cap_used":null}]'])
})
