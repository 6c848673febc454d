import type { BookId } from '@cofund/shared/ledger/book'
import type { ApiKeyId } from '@cofund/shared/people/api-key'
import { type Permission, type Role, rolePermissions } from '@cofund/shared/people/role'
import { proposalKindFacts } from '@cofund/shared/approvals/proposal-kinds'
import { shippedRoutes } from '@cofund/shared/policies/shipped-routes'
import type { ProposalKind, ProposeInput } from '@cofund/shared/proposals'
import { sql } from 'kysely'
import type { BankAccountId } from '@cofund/shared/statements/bank-account'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proposalKinds } from '../../../server/proposal-kinds.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { callerAs } from '../../kit/actors.ts'
import { byTwo } from '../../kit/approvals.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { openingOf, plantContribution, plantMember, plantPool, yuan } from '../../kit/pools.ts'
import { importerAs } from '../imports/import-kit.ts'
import { plantCredential, plantOrganisation, plantPerson, sessionIn } from '../../kit/people.ts'
import { outcomeOf } from '../../kit/refusals.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await seedPeople(database.owner)
})
afterAll(() => database.close())

type Caller = Awaited<ReturnType<typeof callerAs>>

let planted = 0
const nextName = () => `planted${(planted += 1)}`

const plantKey = async (): Promise<ApiKeyId> => {
  const id: ApiKeyId = `key_${nextName()}`
  const hash = planted.toString(16).padStart(64, '0')
  const key = { organisation_id: 'org_shenjiang_bank', issued_on: '2026-01-01', expires_on: '2026-12-31' } as const
  await database.owner.insertInto('api_key').values({ id, ...key, hash, name: id, scopes: ['loan.import'] }).execute()
  return id
}

/**
 * What takes a claim that has come somewhere, and goes to the pool's own people: asked by every path in tests/server/claims and
 * tests/server/recoveries.
 */
const aboutClaims = [
  'claim.decide',
  'claim.pay',
  'claim.claw_back',
  'claim.true_up',
  'claim.close',
  'recovery.share',
  'recovery.reverse',
  'recovery.return',
  'settlement.decide',
  'settlement.close',
] as const satisfies readonly ProposalKind[]
type Staged = Exclude<ProposalKind, (typeof aboutClaims)[number]>

/** For each kind: where it is at home, and a deed of that kind that nobody has proposed yet. A new kind needs its line here. */
const stages: {
  readonly [Kind in Staged]: {
    readonly at: 'org_administration' | 'org_city_finance'
    readonly what: () => Promise<Extract<ProposeInput, { kind: Kind }>['what']>
  }
} = {
  'person.create': {
    at: 'org_administration',
    what: async () => ({ name: '新人', signInName: nextName(), organisationId: 'org_yangpu_group', roles: ['viewer'] }),
  },
  'roles.set': {
    at: 'org_administration',
    what: async () => ({
      personId: await plantPerson(database.owner, nextName(), [['org_yangpu_group', 'viewer']]),
      organisationId: 'org_yangpu_finance',
      roles: ['finance_checker'],
    }),
  },
  'password.reset': {
    at: 'org_administration',
    what: async () => ({ personId: await plantPerson(database.owner, nextName(), [['org_yangpu_group', 'viewer']]) }),
  },
  'second_factor.reset': {
    at: 'org_administration',
    what: async () => {
      const personId = await plantPerson(database.owner, nextName(), [['org_yangpu_group', 'viewer']])
      await plantCredential(database.owner, personId, { totpSecret: 'A'.repeat(32) })
      return { personId }
    },
  },
  'organisation.set_second_factor': {
    at: 'org_administration',
    what: async () => {
      const organisationId = `org_${nextName()}` as const
      await plantOrganisation(database.owner, organisationId)
      return { organisationId, secondFactor: 'offered' }
    },
  },
  'api_key.issue': {
    at: 'org_administration',
    what: async () => ({ organisationId: 'org_shenjiang_bank', name: nextName(), scopes: ['loan.import'], expiresOn: '2026-12-31' }),
  },
  'api_key.rotate': { at: 'org_administration', what: async () => ({ keyId: await plantKey(), expiresOn: '2026-12-31' }) },
  'api_key.revoke': { at: 'org_administration', what: async () => ({ keyId: await plantKey(), reason: '离岗' }) },
  'policy.activate': { at: 'org_city_finance', what: () => draftScheme() },
  'policy.close': { at: 'org_city_finance', what: async () => ({ ...(await plantScheme()), to: '2026-07-01' }) },
  'policy.retire': { at: 'org_city_finance', what: async () => ({ ...(await plantScheme()), reason: '与上位法抵触' }) },
  'ledger.close_period': { at: 'org_city_finance', what: async () => ({ bookId: await openBook(), month: '2026-03-01' }) },
  'statements.reconciliation': {
    at: 'org_city_finance',
    what: async () => ({ bankAccountId: await plantStatement(), month: '2026-03-01' }),
  },
  'ledger.reopen_period': {
    at: 'org_city_finance',
    what: async () => {
      const what = { bookId: await openBook(), month: '2026-03-01' } as const
      const [maker, checker] = [await callerAs(database, 'city.maker'), await callerAs(database, 'city.checker')]
      await byTwo(maker, checker, { kind: 'ledger.close_period', what })
      return { ...what, reason: '补记' }
    },
  },
  'pool.open': { at: 'org_city_finance', what: () => openingOf(database) },
  'pool.call_contribution': {
    at: 'org_city_finance',
    what: async () => ({
      poolId: (await plantPool(database)).poolId,
      tier: 'city',
      jurisdictionCode: '310000',
      amount: yuan(100),
      calledOn: '2026-03-01',
      documentNumber: nextName(),
    }),
  },
  'pool.pay_contribution': {
    at: 'org_city_finance',
    what: async () => ({
      contributionId: await plantContribution(database, (await plantPool(database)).poolId, 100),
      amount: yuan(60),
      paidOn: '2026-03-01',
      by: 'cash',
      reference: nextName(),
    }),
  },
  'pool.set_member': {
    at: 'org_city_finance',
    what: async () => ({
      poolId: (await plantPool(database)).poolId,
      organisationId: 'org_wusong_bank',
      agreementNumber: nextName(),
      agreedOn: '2026-01-10',
      endedOn: null,
      suspendedOn: null,
      products: [{ code: 'KJD', name: '科技贷', approvedOn: '2026-01-10', endedOn: null }],
    }),
  },
  'pool.set_quota': {
    at: 'org_city_finance',
    what: async () => {
      const { poolId } = await plantPool(database)
      await plantMember(database, poolId, 'org_wusong_bank')
      return { poolId, organisationId: 'org_wusong_bank', year: 2026, granted: yuan(1_000) }
    },
  },
  'pool.override_breaker': {
    at: 'org_city_finance',
    what: async () => {
      const { poolId } = await plantPool(database)
      return { poolId, action: 'defer', from: '2026-03-01', to: '2026-06-30', reason: '扶持' }
    },
  },
  'fiscal.draw_voucher': {
    at: 'org_city_finance',
    what: async () => {
      const { planId, poolBookId } = await plantPlan()
      return drawing(planId, 'contribution', poolBookId)
    },
  },
  'fiscal.pay_voucher': {
    at: 'org_city_finance',
    what: async () => ({ voucherId: await plantVoucher('contribution'), paidOn: '2026-02-03', reference: '回单' }),
  },
  'fiscal.settle_tiers': {
    at: 'org_city_finance',
    what: async () => ({ voucherId: await plantVoucher('settlement'), paidOn: '2026-02-03', reference: '回单' }),
  },
  'fiscal.return_to_treasury': {
    at: 'org_city_finance',
    what: async () => ({
      ...(await plantSurplus()),
      tier: 'city',
      number: nextName(),
      returnedOn: '2026-03-01',
      amount: { minor: 40_00n, currency: 'CNY' as const },
      reason: '结余',
    }),
  },
}

async function draftScheme() {
  const { versionId } = await (await callerAs(database, 'city.maker')).policies.draft({
    kind: 'compensation_scheme',
    code: nextName().toUpperCase(),
    name: { zh: '测试办法', en: 'Test scheme' },
    jurisdictionCode: '310000',
    document: '2026-1',
    effective: { from: '2026-01-01', to: null },
    params: { compensation: { rate: '0.80', split: [{ bearer: 'district', share: '1' }] } },
    cites: { '': { document: '2026-1', tag: 'R1' } },
  })
  return { versionId }
}

/** One that is in effect, without an end. */
async function plantScheme() {
  const what = await draftScheme()
  await byTwo(await callerAs(database, 'city.maker'), await callerAs(database, 'city.checker'), { kind: 'policy.activate', what })
  return what
}

/** The city's purse with an indicator, a plan on it, and a pool's book that it owes as much to as `owes` says. */
async function plantPlan(owes = 0n): Promise<{ planId: `pln_${string}`; bookId: BookId; poolBookId: BookId }> {
  const maker = await callerAs(database, 'city.maker')
  const { id: bookId } = await maker.ledger.openBook({ kind: 'treasury', code: nextName().toUpperCase(), nameZh: '财政', nameEn: 'Treasury' })
  const poolBookId = await openBook()
  const amount = { minor: 100_00n, currency: 'CNY' } as const
  const { id: indicatorId } = await maker.fiscal.grant({
    bookId,
    documentNumber: nextName(),
    name: '专项',
    source: 'general',
    functionCode: '206',
    budgetYear: 2026,
    grantedOn: '2026-01-05',
    amount,
  })
  const { id: planId } = await maker.fiscal.plan({ indicatorId, number: nextName(), plannedOn: '2026-01-06', month: '2026-02-01', purpose: '出资', amount })
  if (owes > 0n)
    await maker.ledger.transfer({
      from: { bookId: poolBookId, account: { head: 'contribution', detail: 'city' } },
      into: { bookId, account: { head: 'pool_contribution', detail: poolBookId } },
      amount: { minor: owes, currency: 'CNY' },
      effectiveOn: '2026-01-07',
      note: '确认出资',
    })
  return { planId, bookId, poolBookId }
}

const drawing = (planId: `pln_${string}`, purpose: 'contribution' | 'settlement', payeeBookId: BookId) =>
  ({
    planId,
    number: nextName(),
    drawnOn: '2026-02-02',
    amount: { minor: 60_00n, currency: 'CNY' },
    purpose,
    subject: payeeBookId,
    payee: '资金池',
    payeeBookId,
    throughBookId: null,
  }) as const

/** A voucher that two people have drawn, on a debt of the city's purse. */
async function plantVoucher(purpose: 'contribution' | 'settlement'): Promise<`vch_${string}`> {
  const { planId, poolBookId } = await plantPlan(60_00n)
  const what = drawing(planId, purpose, poolBookId)
  await byTwo(await callerAs(database, 'city.maker'), await callerAs(database, 'city.checker'), { kind: 'fiscal.draw_voucher', what })
  return (await database.owner.selectFrom('payment_voucher').select('id').where('number', '=', what.number).executeTakeFirstOrThrow()).id
}

/** A pool's book with money in it that nobody is owed. */
async function plantSurplus() {
  const { bookId: treasuryBookId, poolBookId } = await plantPlan()
  const maker = await callerAs(database, 'city.maker')
  await maker.ledger.post({
    bookId: poolBookId,
    effectiveOn: '2026-02-02',
    note: '出资',
    postings: [
      { account: { head: 'cash' }, amount: { minor: 100_00n, currency: 'CNY' } },
      { account: { head: 'contribution', detail: 'city' }, amount: { minor: -100_00n, currency: 'CNY' } },
    ],
  })
  return { poolBookId, treasuryBookId }
}

/** An account with one line, which says its balance: as much as a month's reconciliation needs. */
async function plantStatement(): Promise<BankAccountId> {
  const maker = await callerAs(database, 'city.maker')
  const number = `6222${nextName()}`
  const { id } = await maker.statements.openAccount({ bookId: await openBook(), name: '基本户', number, matchedFrom: '2026-01-01' })
  const importer = await importerAs(database, 'city.maker')
  const header = '账号,记账日期,币种,收入金额,支出金额,余额'
  const file = `${header}\n${number},2026-03-05,CNY,100.00,,100.00\n`
  await importer.confirm(await importer.check(file, { kind: 'statement_lines' }))
  return id
}

async function openBook(): Promise<BookId> {
  const maker = await callerAs(database, 'city.maker')
  const { id } = await maker.ledger.openBook({ kind: 'pool', code: nextName().toUpperCase(), nameZh: '账', nameEn: 'book' })
  return id
}

/** The first role that brings `wanted`, without `unwanted` where one can have it so. */
function roleWith(wanted: Permission, unwanted: Permission): Role {
  const holding = (Object.keys(rolePermissions) as Role[]).filter((role) =>
    (rolePermissions[role] as readonly Permission[]).includes(wanted),
  )
  const without = holding.find((role) => !(rolePermissions[role] as readonly Permission[]).includes(unwanted))
  return without ?? holding[0] ?? expect.unreachable(`no role brings ${wanted}`)
}

const commands = ['approve', 'reject', 'return', 'withdraw', 'resubmit', 'refresh'] as const
type Command = (typeof commands)[number]

/** What each of them answers to `caller` on a case that waits for its checker; run to the end, and rolled back. */
async function answers(caller: Caller, proposalId: `prp_${string}`, digest: string): Promise<Record<Command, string>> {
  const check = (verdict: 'approve' | 'reject' | 'return') =>
    outcomeOf(caller.approvals.check({ proposalId, verdict, digest, opinion: '意见' }))
  return {
    approve: await check('approve'),
    reject: await check('reject'),
    return: await check('return'),
    withdraw: await outcomeOf(caller.approvals.withdraw({ proposalId })),
    resubmit: await outcomeOf(caller.approvals.resubmit({ proposalId })),
    refresh: await outcomeOf(caller.approvals.refresh({ proposalId })),
  }
}

const all = (code: string) => ({ approve: code, reject: code, return: code })
const unmoved = { resubmit: 'approval.wrong_status', refresh: 'approval.nothing_changed' }
const asMaker = { ...all('approval.maker_is_checker'), withdraw: 'done', ...unmoved }
const asChecker = { ...all('done'), withdraw: 'approval.not_yours', ...unmoved }
const asBystander = { ...all('access.not_permitted'), withdraw: 'approval.not_yours', ...unmoved, refresh: 'access.not_permitted' }

test('every kind is asked here, or where its claims are', () => {
  expect([...Object.keys(stages), ...aboutClaims].toSorted()).toEqual(Object.keys(proposalKinds).toSorted())
})

describe.each(Object.keys(stages) as Staged[])('%s', (kind) => {
  const { at, what } = stages[kind]
  const { permission, route } = proposalKindFacts[kind]
  const shipped = shippedRoutes.find(({ code }) => code === route)
  const checking = shipped?.params.route[0]?.taken_by[0]?.permission ?? expect.unreachable('a route without steps')
  const [makes, checks] = [roleWith(permission, checking), roleWith(checking, permission)]
  const elsewhere = at === 'org_administration' ? 'org_yangpu_group' : 'org_joint_meeting'
  const deed = async () => ({ kind, what: await what() }) as ProposeInput
  const names = { maker: nextName(), checker: nextName(), both: nextName(), neither: nextName(), two: nextName() }
  const as = (who: keyof typeof names) => callerAs(database, names[who])
  const previewing = (who: keyof typeof names) => callerAs(database, names[who], { preview: true })

  beforeAll(async () => {
    await plantPerson(database.owner, names.maker, [[at, makes]])
    await plantPerson(database.owner, names.checker, [[at, checks]])
    await plantPerson(database.owner, names.both, [[at, makes, checks]])
    await plantPerson(database.owner, names.neither, [[at, 'viewer']])
    await plantPerson(database.owner, names.two, [[at, makes], [elsewhere, checks]])
  })

  const proposedBy = async (who: keyof typeof names) => {
    const caller = await as(who)
    const { proposalId } = await caller.approvals.propose(await deed())
    return { proposalId, digest: (await caller.approvals.get({ proposalId })).proposal.digest }
  }

  test('may be proposed by who holds its permission, and by nobody else', async () => {
    const outcomes = {
      maker: await outcomeOf((await previewing('maker')).approvals.propose(await deed())),
      checker: await outcomeOf((await previewing('checker')).approvals.propose(await deed())),
      both: await outcomeOf((await previewing('both')).approvals.propose(await deed())),
      neither: await outcomeOf((await previewing('neither')).approvals.propose(await deed())),
    }
    const checkerHolds = (rolePermissions[checks] as readonly Permission[]).includes(permission)
    expect(outcomes).toEqual({
      maker: 'done',
      checker: checkerHolds ? 'done' : 'access.not_permitted',
      both: 'done',
      neither: 'access.not_permitted',
    })
  })

  test('is decided by its checker, never by its maker, nor by who holds neither permission', async () => {
    const { proposalId, digest } = await proposedBy('maker')
    expect(await answers(await previewing('maker'), proposalId, digest)).toEqual(asMaker)
    expect(await answers(await previewing('checker'), proposalId, digest)).toEqual(asChecker)
    expect(await answers(await previewing('both'), proposalId, digest)).toEqual(asChecker)
    expect(await answers(await previewing('neither'), proposalId, digest)).toEqual(asBystander)
  })

  test('is not checked by a person who holds both permissions and made it', async () => {
    const { proposalId, digest } = await proposedBy('both')
    expect(await answers(await previewing('both'), proposalId, digest)).toEqual(asMaker)
    expect(await answers(await previewing('checker'), proposalId, digest)).toEqual(asChecker)
  })

  test('is not checked by its maker in another membership', async () => {
    const { proposalId, digest } = await proposedBy('two')
    const session = await sessionIn(database, names.two, `mem_${names.two}_2`)
    const second = await callerAs(database, names.two, { session, preview: true })
    expect(await answers(second, proposalId, digest)).toEqual({ ...asMaker, refresh: 'approval.not_your_step' })
  })

  test('takes effect once, when its checker agrees, and then moves no more', async () => {
    const { proposalId, digest } = await proposedBy('maker')
    const checker = await as('checker')
    expect(await checker.approvals.check({ proposalId, verdict: 'approve', digest })).toMatchObject({ status: 'applied' })
    const ended = 'approval.wrong_status'
    const everything = { ...all(ended), withdraw: ended, resubmit: ended, refresh: ended }
    expect(await answers(await as('both'), proposalId, digest)).toEqual(everything)
    expect(await answers(await as('maker'), proposalId, digest)).toEqual({ ...everything, ...all('approval.maker_is_checker') })
    const { rows } = await sql<{ times: number }>`
      select count(*)::int as times from act where kind = 'proposal.applied' and facts ->> 'proposalId' = ${proposalId}`.execute(database.owner)
    expect(rows).toEqual([{ times: 1 }])
  })
})
