import type { ProposalId } from '@cofund/shared/approvals/proposal'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { plantPerson } from '../../kit/people.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { plantRoute } from '../../kit/routes.ts'
import { patience, runs } from '../../kit/soak.ts'

/** Four administrators, any of whom may make, and three of whom have to agree in two steps: so that every order comes up. */
const administrators = ['ann', 'ben', 'eve', 'sam'] as const
const own = [{ seat: 'own', permission: 'person.manage' }] as const
type Caller = Awaited<ReturnType<typeof callerAs>>

let database: TestDatabase
let callers: Caller[]
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
  for (const name of administrators) await plantPerson(database.owner, name, [['org_administration', 'administrator']])
  await plantRoute(database, 'ROUTE-ADMINISTRATION', [{ taken_by: own, people: 2 }, { taken_by: own, people: 1 }])
  callers = await Promise.all(administrators.map((name) => callerAs(database, name)))
})
afterAll(() => database.close())

const deeds = ['approve', 'approve', 'approve', 'reject', 'return', 'withdraw', 'resubmit', 'refresh', 'disturb'] as const
const history = fc.array(fc.record({ who: fc.nat(3), deed: fc.constantFrom(...deeds), stale: fc.integer({ min: 0, max: 9 }) }), {
  minLength: 3,
  maxLength: 14,
})

let subjects = 0

/** What a reader of the outside would do: look, then act on what was shown; now and then on what was shown before. */
async function act(caller: Caller, proposalId: ProposalId, deed: (typeof deeds)[number], seen: string | undefined, personId: `per_${string}`) {
  switch (deed) {
    case 'approve':
    case 'reject':
    case 'return': {
      const digest = seen ?? (await caller.approvals.get({ proposalId })).proposal.digest
      return outcomeOf(caller.approvals.check({ proposalId, verdict: deed, digest, opinion: '意见' }))
    }
    case 'disturb': {
      // The data moves underneath: the person's place changes behind the proposal's back.
      await sql`update membership set roles = case when roles = '{viewer}' then '{auditor}'::text[] else '{viewer}'::text[] end
        where person_id = ${personId} and organisation_id = 'org_yangpu_audit'`.execute(database.owner)
      return 'done'
    }
    default:
      return outcomeOf(caller.approvals[deed]({ proposalId }))
  }
}

test('whatever people do in whatever order, nobody makes and checks one case, and it is carried out at most once, as shown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(3), history, async (maker, moves) => {
      const personId = await plantPerson(database.owner, `subject${(subjects += 1)}`, [['org_yangpu_audit', 'viewer']])
      const making = callers[maker] ?? expect.unreachable()
      const { proposalId } = await making.approvals.propose({
        kind: 'roles.set',
        what: { personId, organisationId: 'org_yangpu_audit', roles: ['regulator'] },
      })
      const first = (await making.approvals.get({ proposalId })).proposal.digest
      for (const { who, deed, stale } of moves) {
        await act(callers[who] ?? making, proposalId, deed, stale === 0 ? first : undefined, personId)
      }

      const { proposal, moves: made } = await making.approvals.get({ proposalId })
      const checks = made.filter(({ move }) => ['approve', 'reject', 'return'].includes(move))
      expect(checks.filter(({ person }) => person?.id === proposal.maker.id)).toEqual([])
      const { rows } = await sql<{ applied: number; done: number }>`
        select count(*) filter (where kind = 'proposal.applied' and facts ->> 'proposalId' = ${proposalId})::int as applied,
          count(*) filter (where kind = 'roles.set' and facts ->> 'personId' = ${personId})::int as done from act`.execute(database.owner)
      const times = proposal.status === 'applied' ? 1 : 0
      expect(rows).toEqual([{ applied: times, done: times }])
      if (times === 1) {
        const agreed = checks.filter(({ move, round }) => move === 'approve' && round === proposal.round)
        expect(agreed.map(({ step }) => step)).toEqual([0, 0, 1])
        expect(new Set(agreed.map(({ person }) => person?.id)).size).toBe(3)
        expect(new Set(agreed.map(({ digest }) => digest))).toEqual(new Set([proposal.digest]))
      }
    }),
    { numRuns: runs(60) },
  )
  const ends = await database.owner.selectFrom('proposal').select('status').distinct().execute()
  // The histories do come to every end.
  expect(ends.length).toBeGreaterThan(2)
}, patience(120_000))
