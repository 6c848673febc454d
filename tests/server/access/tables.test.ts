import type { Db } from '@cofund/db/connect'
import { type OrganisationId, type OrganisationKind, organisationKinds } from '@cofund/shared/people/organisation'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { signedIn } from '../../kit/people.ts'
import { type Everybody, openEverybody, personOfKind, seatOf, seenBy, tableNames } from './everybody.ts'

/**
 * Who sees which rows, said once more in words of its own:
 * `all` whoever is signed in; `nobody` not even the server, except through definer.sql; `keeper` the organisation that keeps
 * the row and those who oversee it; `book` and `stream` likewise, by the book it belongs to (whoever acted in it), and those who run the pool
 * whose book it is; `own` its organisation alone; `pool` those who run, oversee or lend under a pool; `run` without the banks; `bank` those who run or
 * oversee it, and of the banks the one whose row it is; `note` likewise, by the note that the row is about; `claim` and `of_claim` likewise, but
 * that a draft is its bank's alone; `document` its keeper's and its overseers', and theirs who see a claim that rests on it; `business` whoever is no
 * administrator; the rest below.
 */
type Sight = 'all' | 'nobody' | 'keeper' | 'book' | 'stream' | 'own' | 'people' | 'case' | 'case_move' | 'pool' | 'run' | 'bank' | 'note' | 'claim' | 'of_claim' | 'document' | 'business'

const sightOf: Readonly<Record<string, Sight>> = {
  account: 'book',
  account_balance: 'book',
  account_number_key: 'nobody',
  act: 'stream',
  act_head: 'stream',
  api_key: 'own',
  bank_account: 'keeper',
  book: 'book',
  book_period_event: 'book',
  budget_change: 'keeper',
  budget_indicator: 'keeper',
  checkpoint: 'all',
  claim: 'claim',
  claim_bearer: 'of_claim',
  claim_decision: 'of_claim',
  claim_document: 'of_claim',
  claim_event: 'of_claim',
  claim_freeze: 'of_claim',
  claim_payment: 'of_claim',
  credential: 'nobody',
  disposal: 'note',
  document: 'document',
  document_chunk: 'document',
  drawdown_note: 'bank',
  enterprise: 'business',
  enterprise_certificate: 'business',
  enterprise_check: 'business',
  enterprise_fact: 'keeper',
  enterprise_flag: 'business',
  evaluated_loss: 'keeper',
  fund: 'keeper',
  import_batch: 'keeper',
  import_finding: 'keeper',
  import_reason: 'keeper',
  import_total: 'keeper',
  journal_entry: 'book',
  jurisdiction: 'all',
  lender: 'keeper',
  litigation: 'note',
  loan: 'keeper',
  loan_rollup: 'keeper',
  loss_evaluation: 'keeper',
  loss_refusal: 'keeper',
  loss_rollup: 'keeper',
  membership: 'people',
  monthly_report: 'bank',
  note_event: 'note',
  note_report: 'note',
  note_rollup: 'bank',
  note_verdict: 'bank',
  organisation: 'all',
  payment_plan: 'keeper',
  payment_voucher: 'keeper',
  person: 'people',
  policy: 'all',
  policy_version: 'all',
  pool: 'pool',
  pool_breaker_override: 'bank',
  pool_cap_use: 'run',
  pool_contribution: 'run',
  pool_contribution_payment: 'run',
  pool_funder: 'pool',
  pool_member: 'bank',
  pool_party: 'pool',
  pool_product: 'bank',
  pool_quota: 'bank',
  position: 'keeper',
  posting: 'book',
  proposal: 'case',
  proposal_move: 'case_move',
  rate_limit: 'nobody',
  reconciliation: 'keeper',
  recovery: 'of_claim',
  remittance: 'bank',
  report_run: 'keeper',
  request: 'own',
  seal: 'nobody',
  sealed_row: 'nobody',
  session: 'nobody',
  statement_line: 'keeper',
  statement_match: 'keeper',
  statement_rejection: 'keeper',
  treasury_return: 'keeper',
}

/** Whose a row is: a column of its own, or that of its book or indicator. */
const keeperOf = (table: string, sight: Sight) => {
  if (table === 'budget_change' || table === 'payment_plan')
    return sql<OrganisationId>`(select keeper from holding where holding.indicator_id = t.indicator_id)`
  if (sight === 'book' && table !== 'book') return sql<OrganisationId>`(select keeper from keeping where keeping.book_id = t.book_id)`
  return sql<OrganisationId>`t.organisation_id`
}

/** What decides who sees a row: its keeper, its book and keeper, its pool, its pool and bank. */
const groundOf = (table: string, sight: Sight) => {
  switch (sight) {
    case 'book':
      return table === 'book' ? sql<string>`t.organisation_id || ' ' || t.id` : sql<string>`${keeperOf(table, sight)} || ' ' || t.book_id`
    case 'stream':
      return sql<string>`t.organisation_id || ' ' || t.stream || coalesce(' ' || (select keeper from keeping where book_id = t.stream), '')`
    case 'pool':
      return table === 'pool' ? sql<string>`t.id` : sql<string>`t.pool_id`
    case 'run':
      return table === 'pool_contribution_payment'
        ? sql<string>`(select pool_id from called where called.id = t.contribution_id)`
        : sql<string>`t.pool_id`
    case 'bank':
      // An override of no bank is one of all.
      return sql<string>`coalesce(t.organisation_id, 'every_bank') || ' ' || t.pool_id`
    case 'note':
      return sql<string>`(select bank || ' ' || pool_id from lent where lent.note_id = t.note_id)`
    case 'claim':
      return sql<string>`t.organisation_id || ' ' || t.pool_id || case when t.status = 'draft' then ' draft' else '' end`
    case 'of_claim':
      return sql<string>`(select ground from claimed where claimed.claim_id = t.claim_id)`
    case 'document':
      return sql<string>`t.organisation_id || ' ' || coalesce((select pools from attached where (attached.bank, attached.hash) = (t.organisation_id, t.hash)), '')`
    default:
      return sql<string>`${keeperOf(table, sight)}`
  }
}

/** Who runs, keeps or lends under each pool, read from the tables. */
interface PoolPlaces {
  readonly id: string
  readonly bookId: string
  readonly keeper: string
  readonly stewards: readonly string[]
  readonly banks: readonly string[]
}

/** Whether a row stands in sight of an organisation, by what decides it. */
function isSeen(sight: Sight, ground: string, organisationId: OrganisationId, pools: readonly PoolPlaces[]): boolean {
  const seen = seenBy(organisationId) as ReadonlySet<string>
  const runs = ({ keeper, stewards }: PoolPlaces) => seen.has(keeper) || stewards.includes(organisationId)
  const [first = '', second = '', third] = ground.split(' ')
  switch (sight) {
    case 'book':
    case 'stream':
      return seen.has(first) || (third !== undefined && seen.has(third)) || pools.some((pool) => pool.bookId === second && runs(pool))
    case 'pool':
      return pools.some((pool) => pool.id === ground && (runs(pool) || pool.banks.includes(organisationId)))
    case 'run':
      return pools.some((pool) => pool.id === ground && runs(pool))
    case 'bank':
    case 'note':
      return (
        first === organisationId ||
        pools.some((pool) => pool.id === second && (runs(pool) || (first === 'every_bank' && pool.banks.includes(organisationId))))
      )
    case 'claim':
    case 'of_claim':
      return first === organisationId || (third !== 'draft' && pools.some((pool) => pool.id === second && runs(pool)))
    case 'document':
      return seen.has(first) || pools.some((pool) => second.split(',').includes(pool.id) && runs(pool))
    case 'own':
      return ground === organisationId
    default:
      return seen.has(ground)
  }
}

let everybody: Everybody
let owner: Db
let app: Db
let pools: readonly PoolPlaces[]
beforeAll(async () => {
  everybody = await openEverybody()
  ;({ owner, app } = everybody.database)
  // Which book is whose, for the application role too, which may not see the books it is asked about.
  await sql`create table keeping as select id as book_id, organisation_id as keeper from book`.execute(owner)
  await sql`grant select on keeping to cofund_app`.execute(owner)
  await sql`create table called as select id, pool_id from pool_contribution`.execute(owner)
  await sql`grant select on called to cofund_app`.execute(owner)
  await sql`create table holding as select id as indicator_id, organisation_id as keeper from budget_indicator`.execute(owner)
  await sql`grant select on holding to cofund_app`.execute(owner)
  await sql`create table lent as select id as note_id, organisation_id as bank, pool_id from drawdown_note`.execute(owner)
  await sql`grant select on lent to cofund_app`.execute(owner)
  await sql`
    create table claimed as
    select id as claim_id, organisation_id || ' ' || pool_id || case when status = 'draft' then ' draft' else '' end as ground from claim`.execute(owner)
  await sql`grant select on claimed to cofund_app`.execute(owner)
  await sql`
    create table attached as
    select organisation_id as bank, document_hash as hash, string_agg(distinct pool_id, ',') as pools
    from claim_document join claim on claim.id = claim_id where status <> 'draft' group by 1, 2`.execute(owner)
  await sql`grant select on attached to cofund_app`.execute(owner)
  pools = await poolPlaces()
}, 120_000)
afterAll(() => everybody.database.close())

/** Runs `work` as the application role with the context of `session`, and undoes whatever it did. */
async function inContext<T>(session: string | undefined, work: (trx: Db) => Promise<T>): Promise<T> {
  const undone = Symbol('undone')
  let answer: { value: T } | undefined
  await app
    .transaction()
    .execute(async (trx) => {
      if (session !== undefined) await sql`select set_config('cofund.session', ${session}, true)`.execute(trx)
      answer = { value: await work(trx) }
      throw undone
    })
    .catch((thrown: unknown) => {
      if (thrown !== undone) throw thrown
    })
  if (!answer) throw new Error('nothing was answered')
  return answer.value
}

async function poolPlaces(): Promise<readonly PoolPlaces[]> {
  const { rows } = await sql<PoolPlaces>`
    select id, book_id as "bookId", organisation_id as keeper,
      array(select organisation_id from pool_party where pool_id = pool.id) as stewards,
      array(select organisation_id from pool_member where pool_id = pool.id) as banks
    from pool`.execute(owner)
  return rows
}

/** How many rows of a table whoever `db` is sees, by what decides who sees them. */
async function countsByGround(db: Db, table: string, sight: Sight): Promise<Record<string, number>> {
  const { rows } = await sql<{ ground: string; count: number }>`
    select ${groundOf(table, sight)} as ground, count(*)::int as count from ${sql.table(table)} as t group by 1`.execute(db)
  return Object.fromEntries(rows.map(({ ground, count }) => [ground, count]))
}

const countOf = async (db: Db, table: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(db)).rows[0]?.count ?? -1

const tables = Object.keys(sightOf)
const of = (...sights: readonly Sight[]) => tables.filter((table) => sights.includes(sightOf[table] ?? 'nobody'))

test('every table has its line in the list of who sees it, and every line its table', async () => {
  expect((await tableNames(owner)).filter((name) => !['keeping', 'called', 'holding', 'lent', 'claimed', 'attached'].includes(name))).toEqual(tables.toSorted())
})

/** Of these the demonstration may have none, or one keeper's. */
const mayBeThin = [
  'claim_freeze',
  'recovery',
  'pool_breaker_override',
  'pool_cap_use',
  'bank_account',
  'book_period_event',
  'loss_refusal',
  'reconciliation',
  'report_run',
  'statement_line',
  'statement_match',
  'statement_rejection',
  'payment_voucher',
  'treasury_return',
]

test('the tables are full, of more than one keeper: what follows is not vacuous', async () => {
  const thin: string[] = []
  for (const table of of('keeper', 'book', 'stream', 'pool', 'run', 'bank', 'note', 'claim', 'of_claim', 'document')) {
    if (Object.keys(await countsByGround(owner, table, sightOf[table] ?? 'keeper')).length < 2) thin.push(table)
  }
  expect(thin.filter((table) => !mayBeThin.includes(table))).toEqual([])
})

describe.each(organisationKinds.map((kind) => ({ kind, name: personOfKind[kind] })))('$name of a $kind', ({ kind, name }) => {
  let session: string
  let organisationId: OrganisationId
  let personId: string
  beforeAll(async () => {
    ;({ organisationId, personId } = await seatOf(owner, name))
    session = (await openOperatorSession(owner, name, 'test')).tokenHash
  })

  test('sees of every table what its own organisation keeps and what it oversees, and of the others 0 rows', async () => {
    const [found, expected]: Record<string, unknown>[] = [{}, {}]
    for (const table of of('keeper', 'book', 'stream', 'own', 'pool', 'run', 'bank', 'note', 'claim', 'of_claim', 'document')) {
      const sight = sightOf[table] ?? 'nobody'
      const all = await countsByGround(owner, table, sight)
      if (found && expected) {
        found[table] = await inContext(session, (trx) => countsByGround(trx, table, sight))
        expected[table] = Object.fromEntries(
          Object.entries(all).filter(([ground]) => isSeen(sight, ground, organisationId, pools)),
        )
      }
    }
    expect(found).toEqual(expected)
  })

  test('reads what is public whole, and knows the people of the organisations that it sees', async () => {
    for (const table of of('all'))
      expect([table, await inContext(session, (trx) => countOf(trx, table))]).toEqual([table, await countOf(owner, table)])
    for (const table of of('business'))
      expect([table, await inContext(session, (trx) => countOf(trx, table))]).toEqual([table, kind === 'admin' ? 0 : await countOf(owner, table)])

    const memberships = await owner.selectFrom('membership').select(['id', 'person_id', 'organisation_id']).execute()
    const mayKnow = memberships.filter(
      (row) => kind === 'admin' || row.person_id === personId || seenBy(organisationId).has(row.organisation_id),
    )
    const [places, persons] = await inContext(session, async (trx) => [
      await trx.selectFrom('membership').select('id').execute(),
      await trx.selectFrom('person').select('id').execute(),
    ])
    expect(places.map(({ id }) => id).toSorted()).toEqual(mayKnow.map(({ id }) => id).toSorted())
    expect(persons.map(({ id }) => id).toSorted()).toEqual([...new Set(mayKnow.map(({ person_id }) => person_id))].toSorted())
  })

  test('sees the cases that it made, that it oversees, or that wait for it at some step, with their moves', async () => {
    const cases = await owner.selectFrom('proposal').select(['id', 'organisation_id', 'maker_person_id', 'parties']).execute()
    const expected = cases.filter(
      (each) =>
        seenBy(organisationId).has(each.organisation_id) ||
        each.maker_person_id === personId ||
        each.parties.includes(organisationId),
    )
    const ids = expected.map(({ id }) => id).toSorted()
    expect(
      await inContext(session, async (trx) =>
        (await trx.selectFrom('proposal').select('id').execute()).map(({ id }) => id).toSorted(),
      ),
    ).toEqual(ids)
    const moved = await inContext(session, (trx) => trx.selectFrom('proposal_move').select('proposal_id').distinct().execute())
    expect(moved.map(({ proposal_id }) => proposal_id).toSorted()).toEqual(ids)
  })

  test('changes no row of another keeper in any table, and deletes none of its own', async () => {
    const changed: Record<string, unknown> = {}
    for (const table of of('keeper', 'book', 'stream', 'own')) {
      for (const column of await grantedColumns(table, 'update')) {
        const touched = await attempt(session, async (trx) => {
          const { rows } = await sql<{ keeper: string }>`
            update ${sql.table(table)} as t set ${sql.ref(column)} = ${sql.ref(column)} returning ${keeperOf(table, sightOf[table] ?? 'keeper')} as keeper`.execute(
            trx,
          )
          return [...new Set(rows.map(({ keeper }) => keeper))].filter((keeper) => keeper !== organisationId)
        })
        if (Array.isArray(touched) && touched.length > 0) changed[`${table}.${column}`] = touched
      }
    }
    expect(changed).toEqual({})
    const { rows } = await sql`
      select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and (has_table_privilege('cofund_app', oid, 'delete') or has_table_privilege('cofund_app', oid, 'truncate'))`.execute(
      owner,
    )
    expect(rows).toEqual([])
  })

  test("adds no row in another keeper's name to any table", async () => {
    const added: Record<string, unknown> = {}
    for (const table of of('keeper', 'book', 'stream', 'own')) {
      const columns = await grantedColumns(table, 'insert')
      if (columns.length === 0) continue
      const sight = sightOf[table] ?? 'keeper'
      const { rows } = await sql<{ row: unknown }>`
        select to_jsonb(t) as row from ${sql.table(table)} as t where ${keeperOf(table, sight)} <> ${organisationId} limit 1`.execute(
        owner,
      )
      if (!rows[0]) continue
      const row = JSON.stringify(rows[0].row, (key, value: unknown) =>
        ['id', 'subject'].includes(key) && typeof value === 'string'
          ? `${value}x`
          : typeof value === 'bigint'
            ? Number(value)
            : value,
      )
      const names = sql.join(columns.map((column) => sql.ref(column)))
      const outcome = await attempt(session, async (trx) => {
        const { rows: left } = await sql<{ keeper: string }>`
          insert into ${sql.table(table)} as t (${names}) select ${names} from jsonb_populate_record(null::${sql.table(table)}, ${row}::jsonb)
          returning ${keeperOf(table, sight)} as keeper`.execute(trx)
        return left.map(({ keeper }) => keeper)
      })
      // Row-level security speaks before any constraint could; what a trigger gives to the actor is the actor's own.
      const refused =
        outcome === 'row-level security' || (Array.isArray(outcome) && outcome.every((keeper) => keeper === organisationId))
      if (!refused) added[table] = outcome
    }
    expect(added).toEqual({})
  })

  test("opens no case in another keeper's name: of each kind that others opened, its like is refused for who asks, or the actor's own", async () => {
    const columns = sql.join((await grantedColumns('proposal', 'insert')).map((column) => sql.ref(column)))
    // The like of a closed case where there is one: an open case is the only one of its kind about its subject.
    const { rows: cases } = await sql<{ kind: string; like: string }>`
      select distinct on (kind) kind, (to_jsonb(t) || jsonb_build_object('id', id || 'x'))::text as "like"
      from proposal as t where organisation_id <> ${organisationId} order by kind, closed_at is null, number`.execute(owner)
    const opened: Record<string, unknown> = {}
    for (const { kind: deed, like } of cases) {
      const outcome = await attempt(session, async (trx) => {
        const { rows } = await sql<{ keeper: string; maker: string }>`
          insert into proposal (${columns}) select ${columns} from jsonb_populate_record(null::proposal, ${like}::jsonb)
          returning organisation_id as keeper, maker_person_id as maker`.execute(trx)
        return rows
      })
      const refused = Array.isArray(outcome)
        ? outcome.every(({ keeper, maker }) => keeper === organisationId && maker === personId)
        : /: proposal_made_(in_role|by_who_answers_for_it)$/.test(outcome)
      if (!refused) opened[deed] = outcome
    }
    expect(opened).toEqual({})
    expect(cases.length).toBeGreaterThan(10)
  })

  test('changes nothing of a pool, and adds nothing to one, while nothing agreed on takes effect; who runs it counts its caps', async () => {
    const [changed, added]: Record<string, unknown>[] = [{}, {}]
    const own = pools.filter(({ keeper, stewards }) => keeper === organisationId || stewards.includes(organisationId)).map(({ id }) => id)
    for (const table of of('pool', 'run', 'bank').filter((name) => name.startsWith('pool'))) {
      const ground = groundOf(table, sightOf[table] ?? 'run')
      for (const column of await grantedColumns(table, 'update')) {
        const touched = await attempt(session, async (trx) => {
          const { rows } = await sql<{ ground: string }>`
            update ${sql.table(table)} as t set ${sql.ref(column)} = ${sql.ref(column)} returning ${ground} as ground`.execute(trx)
          return rows.map((row) => row.ground).filter((pool) => !(table === 'pool_cap_use' && own.includes(pool)))
        })
        if (Array.isArray(touched) && touched.length > 0 && changed) changed[`${table}.${column}`] = touched
      }
      const { rows } = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(table)} as t limit 1`.execute(owner)
      const columns = await grantedColumns(table, 'insert')
      const names = sql.join(columns.map((column) => sql.ref(column)))
      const row = JSON.stringify(rows[0]?.row ?? {}, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))
      const outcome = await attempt(session, (trx) =>
        sql`insert into ${sql.table(table)} (${names}) select ${names} from jsonb_populate_record(null::${sql.table(table)}, ${row}::jsonb)`.execute(trx),
      )
      if (rows[0] && outcome !== 'row-level security' && table !== 'pool_cap_use' && added) added[table] = outcome
    }
    expect({ changed, added }).toEqual({ changed: {}, added: {} })
  })

  test(`${mayMakeRules.includes(kind) ? 'writes' : 'writes no'} rules of its own place, and none of another's`, async () => {
    const outcomes = await Promise.all(
      ['310110', '310115', '440300'].map((place) =>
        attempt(session, (trx) =>
          trx
            .insertInto('policy')
            .values({
              id: 'pol_access',
              kind: 'compensation_scheme',
              code: 'ACCESS',
              name_zh: '试',
              name_en: 'Try',
              jurisdiction_code: place,
            })
            .execute()
            .then(() => 'written'),
        ),
      ),
    )
    const places = {
      city_finance: ['310110', '310115'],
      joint_meeting: ['310110', '310115'],
      district_finance: ['310110'],
      programme_department: ['310110'],
    }
    const mine = kind in places ? places[kind as keyof typeof places] : []
    expect(outcomes).toEqual(
      ['310110', '310115', '440300'].map((place) => (mine.includes(place) ? 'written' : 'row-level security')),
    )
  })
})

const mayMakeRules: readonly OrganisationKind[] = ['city_finance', 'district_finance', 'programme_department', 'joint_meeting']

describe('a context', () => {
  const live = async () => (await openOperatorSession(owner, 'city.maker', 'test')).tokenHash
  const after = async (change: ReturnType<typeof sql>) => {
    const tokenHash = await live()
    await sql`update session set ${change} where token_hash = ${tokenHash}`.execute(owner)
    return tokenHash
  }
  /** A session of somebody who signs in with a password, and then owes this. */
  const owing = async (change: ReturnType<typeof sql>) => {
    const { session } = await signedIn(app, 'vc.maker')
    await change.execute(owner)
    return session.tokenHash
  }
  afterEach(async () => {
    await sql`update credential set given_until = null where given_until is not null`.execute(owner)
    await sql`update organisation set second_factor = 'offered' where second_factor <> 'offered'`.execute(owner)
  })
  const readable = () => tables.filter((table) => sightOf[table] !== 'nobody')
  const seenIn = (session: string | undefined) =>
    inContext(session, async (trx) => {
      const seen: Record<string, number> = {}
      for (const table of readable()) seen[table] = await countOf(trx, table)
      return seen
    })

  test.each([
    ['that was never set', () => undefined],
    ['that a finished transaction left empty', () => ''],
    ['of 64 hex digits that nobody was given', () => 'f'.repeat(64)],
    ['of an expired session', () => after(sql`expires_at = now()`)],
    ['of a session that has idled for 30 minutes', () => after(sql`last_seen_at = now() - interval '30 minutes'`)],
    ['of a session that was ended', () => after(sql`ended_at = now()`)],
    ['of a session whose password was given', () => owing(sql`update credential set given_until = now() + interval '1 day'`)],
    ['of a session without the second factor that is demanded', () => owing(sql`update organisation set second_factor = 'demanded'`)],
    ["that is somebody's person, not session", () => 'per_city_maker'],
    ["that is somebody's membership, not session", () => 'mem_city_maker_1'],
    ["that is somebody's organisation, not session", () => 'org_city_finance'],
    ['that would close the quote', () => "' or true --"],
  ])('%s sees 0 rows of every table', async (_, context) => {
    expect(await seenIn(await context())).toEqual(Object.fromEntries(readable().map((table) => [table, 0])))
  })

  test("of another's session takes its hash, which no statement of the application reads", async () => {
    const session = await live()
    const read = (statement: ReturnType<typeof sql>) => attempt(session, async (trx) => (await statement.execute(trx)).rows)
    expect(await read(sql`select token_hash from session`)).toBe('permission denied')
    expect(await read(sql`select password_hash from credential`)).toBe('permission denied')
    expect(await read(sql`select bucket from rate_limit`)).toBe('permission denied')
    const own = await inContext(
      session,
      async (trx) => (await sql<{ id: string }>`select * from own_sessions()`.execute(trx)).rows,
    )
    expect(own.length).toBeGreaterThan(0)
    expect(JSON.stringify(own)).not.toContain(session)
    for (const { id } of own) expect(await inContext(id, (trx) => countOf(trx, 'organisation'))).toBe(0)
  })
})

describe('a session whose owner owes something', () => {
  const statements = [
    ['opens a book', sql`insert into book (id, organisation_id, kind, code, name_zh, name_en) values ('bok_owing', 'org_changyang_vc', 'pool', 'OWING', 'x', 'x')`, 'row-level security'],
    ['proposes', sql`insert into proposal (id, kind, subject, payload, effect, digest) values ('prp_x', 'roles.set', 'x', '{}', '{}', repeat('0', 64))`, 'proposal_made_in_role'],
    ['leaves an act of another kind', sql`select append_acts('[{"kind": "roles.set", "facts": {}, "stream": null}]')`, 'nobody is signed in'],
    ['leaves an act in a book', sql`select append_acts('[{"kind": "session.ended", "facts": {}, "stream": "bok_city"}]')`, 'nobody is signed in'],
    ['ends somebody’s sessions', sql`select end_sessions_of('per_city_maker') as ended`, 0],
    ['sets another’s password', sql`select set_password('per_city_maker', '$argon2id$v=19$x') as done`, false],
    ['enrols on a guessed password', sql`select enrol_second_factor('$argon2id$v=19$x', 1, repeat('A', 32), 2) as done`, undefined],
    ['takes off a second factor', sql`select reset_second_factor('per_vc_maker') as done`, false],
  ] as const
  test.each(statements)('neither %s by SQL in the application’s name', async (_, statement, outcome) => {
    const { session } = await signedIn(app, 'vc.maker')
    await sql`update credential set given_until = now() + interval '1 day' where person_id = 'per_vc_maker'`.execute(owner)
    const answer = await inContext(session.tokenHash, async (trx) => (await statement.execute(trx)).rows[0] as object | undefined)
      .then((row) => Object.values(row ?? {})[0] ?? undefined, (error: Error) => error.message)
      .finally(() => sql`update credential set given_until = null`.execute(owner))
    if (typeof outcome === 'string') expect(answer).toMatch(outcome)
    else expect(answer).toBe(outcome)
  })

  test.each(
    [false, true].flatMap((given) => [false, true].flatMap((demanded) => [false, true].map((enrolled) => ({ given, demanded, enrolled })))),
  )('given $given, demanded $demanded, enrolled $enrolled: it acts when it owes nothing, and one who acts owes nothing', async ({ given, demanded, enrolled }) => {
    const { session } = await signedIn(app, 'vc.maker')
    await sql`
      update credential set given_until = ${given ? sql`now() + interval '1 day'` : null}, totp_secret = ${enrolled ? 'A'.repeat(32) : null}
      where person_id = 'per_vc_maker'`.execute(owner)
    await sql`update organisation set second_factor = ${demanded ? 'demanded' : 'offered'} where id = 'org_changyang_vc'`.execute(owner)
    const [row] = await inContext(
      session.tokenHash,
      async (trx) =>
        (await sql`select acting_membership() as member, acting_organisation() as organisation, acting_person() as person, (select owes from half_open_session()) as owes`.execute(trx)).rows,
    ).finally(async () => {
      await sql`update credential set given_until = null, totp_secret = null`.execute(owner)
      await sql`update organisation set second_factor = 'offered'`.execute(owner)
    })
    const owes = given ? 'new_password' : demanded && !enrolled ? 'second_factor' : null
    expect(row).toEqual(
      owes
        ? { member: null, organisation: null, person: null, owes }
        : { member: 'mem_vc_maker_1', organisation: 'org_changyang_vc', person: 'per_vc_maker', owes: null },
    )
  })
})

test('a session is opened to nobody who cannot show the hash of the password, and that hash is told to nobody', async () => {
  const tokenHash = 'e'.repeat(64)
  const open = (presented: string) =>
    app.transaction().execute(async (trx) => {
      const { rows } = await sql<{ opened: string | null }>`
        select open_session(${tokenHash}, 'per_city_maker', ${presented}, 'x', null, 12) as opened`.execute(trx)
      return rows[0]?.opened
    })
  const { rows } = await sql<Record<string, string>>`select * from sign_in_of('city.maker')`.execute(app)
  const { password_hash: hash } = await owner
    .selectFrom('credential')
    .select('password_hash')
    .where('person_id', '=', 'per_city_maker')
    .executeTakeFirstOrThrow()
  expect(hash.startsWith(rows[0]?.['password_salt'] ?? 'nothing')).toBe(true)
  expect(JSON.stringify(rows)).not.toContain(hash.split('$').at(-1))
  for (const presented of ['', rows[0]?.['password_salt'] ?? '', `${rows[0]?.['password_salt']}$`, hash.toLowerCase()])
    expect(await open(presented)).toBeNull()
  expect(await inContext(tokenHash, (trx) => countOf(trx, 'organisation'))).toBe(0)
  expect(await open(hash)).toBe('mem_city_maker_1')
})

test("a definer function tells nobody of another's books: a foreign one is answered like one that is missing", async () => {
  const session = (await openOperatorSession(owner, 'wusong.maker', 'test')).tokenHash
  const ask = (bookId: string) =>
    inContext(session, async (trx) => {
      const { rows } = await sql`select (select count(*) from lock_books(array[${bookId}])) as held, entry_digest(${bookId}, 1) as digest`.execute(trx)
      return rows
    })
  expect(await ask(everybody.strange.bookId)).toEqual(await ask('bok_0000000000000000'))
})

const grants = new Map<string, string[]>()
/** The columns that the application may write; what is generated always is never given. */
async function grantedColumns(table: string, deed: 'insert' | 'update'): Promise<string[]> {
  const known = grants.get(`${table} ${deed}`)
  if (known) return known
  const { rows } = await sql<{ column: string }>`
    select attname as column from pg_attribute join pg_class on pg_class.oid = attrelid
    where relname = ${table} and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped
      and attidentity <> 'a' and attgenerated = '' and has_column_privilege('cofund_app', attrelid, attnum, ${deed})`.execute(
    owner,
  )
  const columns = rows.map(({ column }) => column)
  grants.set(`${table} ${deed}`, columns)
  return columns
}

/** What `work` comes to, or in a word why the database would not. */
async function attempt<T>(session: string, work: (trx: Db) => Promise<T>): Promise<T | string> {
  try {
    return await inContext(session, work)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (message.includes('row-level security')) return 'row-level security'
    return message.includes('permission denied') ? 'permission denied' : message
  }
}
