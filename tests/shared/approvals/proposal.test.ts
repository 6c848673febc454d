import { plainDate } from '@cofund/shared/kernel/plain-date'
import { refusalOf } from '@cofund/shared/kernel/refusal'
import { stateCouncilCalendar } from '@cofund/shared/kernel/state-council-calendar'
import type { Actor } from '@cofund/shared/people/person'
import {
  type Proposal,
  checkMayCheck,
  checkMayMove,
  decisionText,
  proposalCan,
  proposalNumber,
  proposalStatuses,
} from '@cofund/shared/approvals/proposal'
import { deadlineOf } from '@cofund/shared/approvals/route'
import { describe, expect, test } from 'vitest'

test('a case moves only from open or returned; what has ended stays so', () => {
  const moves = Object.keys(proposalCan) as (keyof typeof proposalCan)[]
  const allowed = Object.fromEntries(
    proposalStatuses.map((status) => [status, moves.filter((move) => proposalCan[move]({ status }))]),
  )
  expect(allowed).toEqual({
    open: ['approve', 'reject', 'return', 'refresh', 'withdraw'],
    returned: ['withdraw', 'resubmit'],
    applied: [],
    rejected: [],
    withdrawn: [],
  })
})

const step = { people: 2, permission: 'policy.activate' } as const
const waiting: Proposal = {
  id: 'prp_1',
  number: 12n,
  kind: 'policy.activate',
  subject: 'plv_1',
  status: 'open',
  organisationId: 'org_city',
  maker: { id: 'per_maker', name: 'M' },
  route: { steps: [{ ...step, organisations: ['org_city'] }] },
  step: 0,
  round: 1,
  effect: { about: 'GZ2025 v1', rows: [] },
  digest: '0'.repeat(64),
  checkedBy: ['per_done'],
  note: null,
  dueOn: null,
  proposedAt: '2026-06-30T02:00:00Z' as Proposal['proposedAt'],
  closedAt: null,
}

const actor = (id: string, organisation = 'org_city', permissions: Actor['permissions'] = ['policy.activate']): Actor => ({
  person: { id: `per_${id}`, name: id, signInName: id },
  membership: {
    id: `mem_${id}`,
    organisation: { id: organisation as 'org_city', kind: 'city_finance', nameZh: '', nameEn: '', jurisdictionCode: '310000' },
    roles: [],
  },
  permissions,
})

describe('who may check, in the order in which they are told why not', () => {
  test.each<[string, Actor, Partial<Proposal>, string | undefined]>([
    ['the maker, whatever they are and however it stands', actor('maker', 'org_else', []), { status: 'applied' }, 'approval.maker_is_checker'],
    ['anybody, once it has ended', actor('other', 'org_else', []), { status: 'rejected' }, 'approval.wrong_status'],
    ['another organisation', actor('other', 'org_else', []), {}, 'approval.not_your_step'],
    ['who lacks the permission of the step', actor('other', 'org_city', []), {}, 'access.not_permitted'],
    ['who has checked in this round', actor('done'), {}, 'approval.checked_already'],
    ['another person of the organisation', actor('other'), {}, undefined],
  ])('%s', (_, who, change, code) => {
    expect(refusalOf(() => checkMayCheck({ ...waiting, ...change }, who))?.code).toBe(code)
  })

  test('only the maker takes a case back, or sends a returned one on', () => {
    expect(refusalOf(() => checkMayMove('withdraw', waiting, actor('other')))?.code).toBe('approval.not_yours')
    expect(refusalOf(() => checkMayMove('withdraw', waiting, actor('maker')))).toBeUndefined()
    expect(refusalOf(() => checkMayMove('resubmit', waiting, actor('maker')))?.code).toBe('approval.wrong_status')
    expect(refusalOf(() => checkMayMove('resubmit', { ...waiting, status: 'returned' }, actor('maker')))).toBeUndefined()
  })
})

test('a decision is one text, whatever the order of its parts; another parameter or effect is another text', () => {
  const effect = { about: 'x', rows: [] }
  const text = decisionText({ kind: 'roles.set', payload: { a: 1, b: 2n }, effect })
  expect(decisionText({ effect, payload: { b: 2n, a: 1 }, kind: 'roles.set' })).toBe(text)
  expect(decisionText({ kind: 'roles.set', payload: { a: 1, b: 3n }, effect })).not.toBe(text)
  expect(decisionText({ kind: 'roles.set', payload: { a: 1, b: 2n }, effect: { ...effect, about: 'y' } })).not.toBe(text)
})

test('a number is told with six places', () => expect(proposalNumber(waiting)).toBe('SP-000012'))

describe('a step', () => {
  test.each([
    ['three working days from Friday 2026-06-26 end on Wednesday', '2026-06-26', 3, '2026-07-01'],
    ['the National Day holiday does not count', '2026-09-30', 1, '2026-10-08'],
    ['a span within the known calendar ends in it, however late', '2026-12-21', 5, '2026-12-28'],
    ['a span that leaves the known calendar has no day', '2026-12-28', 5, null],
  ])('%s', (_, from, workingDays, dueOn) => {
    expect(deadlineOf({ workingDays }, plainDate(from), stateCouncilCalendar)).toBe(dueOn)
  })

  test('without a limit has no deadline', () => {
    expect(deadlineOf({}, plainDate('2026-06-26'), stateCouncilCalendar)).toBeNull()
  })
})
