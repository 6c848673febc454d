import { type Db, asJson } from '@cofund/db/connect'
import { shippedRoutes } from '@cofund/shared/policies/shipped-routes'
import type { StaffedRoute } from '@cofund/shared/approvals/route'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actAs } from '../../../server/kernel/session.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { agree } from '../../kit/approvals.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { plantPerson } from '../../kit/people.ts'
import { type PlantedPool, plantBooks, plantPool } from '../../kit/pools.ts'
import { outcomeOf, refusalOf } from '../../kit/refusals.ts'

/** What somebody can do who has the application's password and one party's sessions, and writes the rows of a case by hand. */
let database: TestDatabase
let pool: PlantedPool
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  await plantPerson(database.owner, 'city.third', [['org_city_finance', 'finance_checker']])
  pool = await plantPool(database)
})
afterAll(() => database.close())

async function asPerson<Answer>(name: string, work: (trx: Db) => Promise<Answer>): Promise<Answer> {
  const { tokenHash } = await openOperatorSession(database.owner, name, 'test')
  return database.app.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    return work(trx)
  })
}

let opened = 0
const digest = 'a'.repeat(64)

/** Opens a case by hand; answers the route that the database gave it. */
const open = (name: string, kind: string, subject: string, payload: object): Promise<StaffedRoute> =>
  asPerson(name, async (trx) => {
    const id = `prp_forged${(opened += 1)}` as const
    await sql`
      insert into proposal (id, kind, subject, payload, effect, digest)
      values (${id}, ${kind}, ${subject}, ${asJson(payload)}, '{"about": "x", "rows": []}', ${digest})`.execute(trx)
    return (await trx.selectFrom('proposal').select('route').where('id', '=', id).executeTakeFirstOrThrow()).route
  })

const told = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { constraint?: string }).constraint ?? (error as Error).message,
  )

describe('a case that is written by hand', () => {
  test.each([
    ['of a kind that nobody knows', 'city.maker', 'pool.empty', 'x', {}, 'proposal_of_known_kind'],
    ['that seats a person, by a bureau', 'city.maker', 'person.create', 'per_x', { personId: 'per_x' }, 'proposal_made_in_role'],
    ['that grants roles, by a bank', 'shenjiang.maker', 'roles.set', 'per_x', { personId: 'per_x' }, 'proposal_made_in_role'],
    ['that puts a rule into effect, by an administrator', 'admin', 'policy.activate', 'plv_x', { versionId: 'plv_x' }, 'proposal_made_in_role'],
    ['by who checks and does not make', 'city.checker', 'policy.activate', 'plv_x', { versionId: 'plv_x' }, 'proposal_made_in_role'],
    ['about what is not there', 'city.maker', 'claim.pay', 'clm_x', { claimId: 'clm_x' }, 'proposal_made_by_who_answers_for_it'],
    ['about one thing, with parameters of another', 'admin', 'roles.set', 'per_x', { personId: 'per_y' }, 'proposal_about_its_subject'],
    ['that names a pool on the side', 'admin', 'password.reset', 'per_x', { personId: 'per_x', poolId: 'rcp_x' }, 'proposal_about_its_subject'],
  ])('%s is refused', async (_, name, kind, subject, payload, refused) => {
    expect(await told(open(name, kind, subject, payload))).toBe(refused)
  })

  test('about another’s book, or a pool that another keeps, is refused', async () => {
    const { poolId, bookId } = pool
    const close = { bookId, month: '2026-03-01' }
    expect(await told(open('yangpu.maker', 'ledger.close_period', bookId, close))).toBe('proposal_made_by_who_answers_for_it')
    const quota = { poolId, organisationId: 'org_wusong_bank', year: 2026 }
    const subject = `${poolId} org_wusong_bank 2026`
    expect(await told(open('yangpu.maker', 'pool.set_quota', subject, quota))).toBe('proposal_made_by_who_answers_for_it')
    expect((await open('city.maker', 'pool.set_quota', subject, quota)).steps).toMatchObject([{ people: 1, organisations: ['org_city_finance'] }])
  })

  test('brings no route: not one of its own, not one less a step, not fewer people, not another’s organisation', async () => {
    const forged = asPerson('city.maker', (trx) =>
      sql`insert into proposal (id, kind, subject, payload, route, effect, digest) values ('prp_x', 'roles.set', 'x', '{}', '{"steps": []}', '{}', ${digest})`.execute(trx),
    )
    expect(await told(forged)).toContain('permission denied')
    const called = asPerson('city.maker', (trx) => sql`update proposal set route = '{"steps": []}', parties = '{}'`.execute(trx))
    expect(await told(called)).toContain('permission denied')
  })

  test('that opens a pool asks every funder that is to pay, each in a step of its own, in the order in which they stand', async () => {
    const { bookId } = await plantBooks(database, 'city.maker')
    const funders = ['org_pudong_finance', 'org_city_finance', 'org_yangpu_finance', 'org_pudong_finance'].map((organisationId) => ({ organisationId }))
    const { steps } = await open('city.maker', 'pool.open', 'rcp_new', { poolId: 'rcp_new', bookId, funders })
    expect(steps.map(({ organisations }) => organisations)).toEqual([['org_city_finance'], ['org_pudong_finance'], ['org_yangpu_finance']])
    const taken = open('city.maker', 'pool.open', pool.poolId, { poolId: pool.poolId, bookId, funders })
    expect(await told(taken)).toBe('proposal_made_by_who_answers_for_it')
  })

  test('tells who would take its steps to nobody but those who may make it', async () => {
    const asked = (name: string) =>
      asPerson(name, async (trx) => {
        const { rows } = await sql<{ route: unknown }>`
          select route_for('pool.set_member', ${asJson({ poolId: pool.poolId, organisationId: 'org_wusong_bank' })}) as route`.execute(trx)
        return rows[0]?.route ?? null
      })
    expect(await asked('shenjiang.maker')).toBeNull()
    expect(await asked('city.maker')).not.toBeNull()
  })
})

describe('a move that is written by hand', () => {
  test('is made by nobody in another role, even of the organisation whose step it is; and nothing takes effect for want of agreement', async () => {
    const maker = await callerAs(database, 'city.maker')
    await plantPerson(database.owner, 'city.fourth', [['org_city_finance', 'finance_maker']])
    const { poolId } = pool
    const { proposalId } = await maker.approvals.propose({
      kind: 'pool.set_member',
      what: { poolId, organisationId: 'org_wusong_bank', agreementNumber: 'X', agreedOn: '2026-01-10', endedOn: null, suspendedOn: null, products: [{ code: 'KJD', name: '科技贷', approvedOn: '2026-01-10', endedOn: null }] },
    })
    const { digest: shown } = (await maker.approvals.get({ proposalId })).proposal
    const move = (name: string, deed: string) =>
      told(asPerson(name, (trx) => sql`insert into proposal_move (proposal_id, move, digest, opinion) values (${proposalId}, ${deed}, ${shown}, 'x')`.execute(trx)))
    expect(await move('city.fourth', 'approve')).toBe('proposal_move_allowed')
    expect(await move('city.fourth', 'refresh')).toBe('proposal_move_allowed')
    expect(await move('yangpu.checker', 'approve')).toBe('proposal_move_allowed')
    const joining = asPerson('city.maker', (trx) =>
      sql`insert into pool_member (pool_id, organisation_id, agreement_number, agreed_on) values (${poolId}, 'org_wusong_bank', 'X', '2026-01-10')`.execute(trx),
    )
    expect(await told(joining)).toContain('row-level security')
    expect(await move('city.checker', 'approve')).toBe('done')
  })
})

describe('a rule’s end', () => {
  test('is nobody’s alone: not its beginning, not its last day, not its withdrawal', async () => {
    const alone = (statement: ReturnType<typeof sql>) => told(asPerson('city.checker', (trx) => statement.execute(trx)))
    expect(await alone(sql`update policy_version set effective_to = '2027-01-01' where status = 'active'`)).toBe('policy_version_activated_by_two')
    expect(await alone(sql`update policy_version set status = 'retired' where status = 'active'`)).toBe('policy_version_activated_by_two')
  })
})

describe('a route that somebody lays down', () => {
  const own = (people: number) => [{ taken_by: [{ seat: 'own', permission: 'ledger.reverse' }], people }]
  const drafting = { name: { zh: '关账', en: 'Closing' }, jurisdictionCode: null, document: '沪财〔2026〕8号', cites: { '': { document: '沪财〔2026〕8号', tag: 'D' as const } } }
  const draft = async (name: string, code: string, route: unknown, from = '2026-01-01') =>
    (await callerAs(database, name)).policies.draft({ kind: 'approval_route', code, ...drafting, effective: { from, to: null }, params: { route } })

  test('takes the administration and two of those who make rules above all others; from then on cases go by it; withdrawn, by the shipped one', async () => {
    const [maker, checker, admin] = [await callerAs(database, 'city.maker'), await callerAs(database, 'city.checker'), await callerAs(database, 'admin')]
    const { versionId } = await draft('city.maker', 'ROUTE-BOOKKEEPING', own(2))
    const activate = { kind: 'policy.activate', what: { versionId } } as const
    expect(await outcomeOf((await callerAs(database, 'yangpu.maker')).approvals.propose(activate))).toBe('approval.not_yours_to_make')
    const proposed = await maker.approvals.propose(activate)
    expect(await outcomeOf(agree(checker, proposed))).toBe('approval.not_your_step')
    await agree(admin, proposed)
    expect(await agree(checker, proposed)).toMatchObject({ status: 'applied' })

    const { bookId } = await plantBooks(database, 'city.maker')
    const peopleAsked = async (month: '2026-02-01' | '2026-03-01') => {
      const { proposalId } = await maker.approvals.propose({ kind: 'ledger.close_period', what: { bookId, month } })
      const { route } = (await maker.approvals.get({ proposalId })).proposal
      await maker.approvals.withdraw({ proposalId })
      return [route.versionId, route.steps.map(({ people }) => people)]
    }
    expect(await peopleAsked('2026-02-01')).toEqual([versionId, [2]])
    const retiring = await maker.approvals.propose({ kind: 'policy.retire', what: { versionId, reason: '人手不足' } })
    await agree(admin, retiring)
    await agree(checker, retiring)
    expect(await peopleAsked('2026-02-01')).toEqual([null, [1]])
  })

  test.each([
    ['the route by which routes change', 'ROUTE-ROUTES', own(1), 'route.fixed'],
    ['what nothing goes by', 'ROUTE-NOWHERE', own(1), 'route.unknown'],
    ['no step', 'ROUTE-TREASURY', [], 'input.invalid'],
    ['nobody who agrees', 'ROUTE-TREASURY', own(0), 'input.invalid'],
    ['a word that nobody knows', 'ROUTE-TREASURY', [{ ...own(1)[0], pepole: 2 }], 'input.invalid'],
    ['a bank where no claim is', 'ROUTE-TREASURY', [{ taken_by: [{ seat: 'bank', permission: 'claim.submit' }], people: 1 }], 'route.seat_unfillable'],
    ['a pool that opens without its funders', 'ROUTE-POOL-OPENING', own(1), 'route.seat_left_out'],
  ])('is not drafted for %s', async (_, code, route, refused) => {
    expect(await outcomeOf(draft('city.maker', code, route))).toBe(refused)
  })

  test('that too few could take is refused when it is to take effect, by the database', async () => {
    const { versionId } = await draft('city.maker', 'ROUTE-YEAR', [{ taken_by: [{ seat: 'keeper', permission: 'settlement.audit' }], people: 9 }])
    const written = sql`update policy_version set status = 'active' where id = ${versionId}`.execute(database.owner)
    await expect(written).rejects.toMatchObject({ constraint: 'policy_version_route_leads_somewhere' })
    const maker = await callerAs(database, 'city.maker')
    const proposed = await maker.approvals.propose({ kind: 'policy.activate', what: { versionId } })
    await agree(await callerAs(database, 'admin'), proposed)
    expect((await refusalOf(agree(await callerAs(database, 'city.checker'), proposed))).code).toBe('route.nobody_can_take')
  })

  test('is not needed for a beginning: every shipped route is in effect in an empty database', async () => {
    const { rows } = await sql<{ code: string; same: boolean }>`
      select shipped.code, in_effect.params = shipped.params as same
      from shipped_routes() as shipped cross join lateral route_in_effect(shipped.code) as in_effect order by code`.execute(database.owner)
    expect(rows.filter(({ same }) => same).map(({ code }) => code)).toEqual(shippedRoutes.map(({ code }) => code).toSorted())
  })
})
