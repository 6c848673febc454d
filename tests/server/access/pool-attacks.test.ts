import type { Db, Trx } from '@cofund/db/connect'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import { subjectOf } from '@cofund/shared/approvals/proposal-kinds'
import type { ClaimId } from '@cofund/shared/claims/claim'
import type { NoteId } from '@cofund/shared/loans/drawdown-note'
import type { ProposalKind } from '@cofund/shared/proposals'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actAs } from '../../../server/kernel/session.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { type ClaimsPlace, type PlantedPool, agreeAt, checkersOf, openClaimsPlace } from '../claims/claims-kit.ts'

/**
 * SQL in the server's name, with live sessions: what somebody could do to a pool whose claims, caps, books and dues are not theirs,
 * alone, with an accomplice of the same house who agrees to whatever is put before them, or in the moment in which a genuine deed takes effect.
 */
let place: ClaimsPlace
let app: Db
let owner: Db
let pool: PlantedPool
let other: PlantedPool
let paid: ClaimId
let asked: ClaimId
let aboutPool: ProposalId
let aboutOther: ProposalId
let note: NoteId
let foreignNote: NoteId
beforeAll(async () => {
  place = await openClaimsPlace()
  ;({ app, owner } = place.database)
  pool = await place.plantPool()
  other = await place.plantPool()
  for (const { poolId } of [pool, other]) {
    await sql`insert into pool_party values (${poolId}, 'org_accounting_firm', 'auditor', '2024-01-01', null)`.execute(owner)
  }
  await sql`insert into person (id, name, sign_in_name) values ('per_accountant', '某人', 'accountant'), ('per_accountant_2', '某人', 'accountant.second')`.execute(owner)
  await sql`
    insert into membership (id, person_id, organisation_id, roles, since_on)
    select 'mem_' || id, id, 'org_accounting_firm', '{auditor}', '2024-01-01' from person where id like 'per_accountant%'`.execute(owner)
  note = await place.plantNote(pool)
  foreignNote = await place.plantNote(pool, { bank: 'org_wusong_bank' })
  paid = await place.draft(note)
  await place.decide(await place.submit(paid))
  await place.pay(paid, 'V-1')
  await place.receive(pool, paid, 'V-1')
  asked = await place.draft(await place.plantNote(pool))
  aboutPool = await waitingForMeeting(asked)
  aboutOther = await waitingForMeeting(await place.draft(await place.plantNote(other)))
  await sql`
    insert into recovery (id, claim_id, organisation_id, place, kind, received_on, gross_minor, principal_minor, reference, shares, derivation, due_minor)
    values ('rcv_one', ${paid}, 'org_shenjiang_bank', 1, 'cash', '2026-06-30', 0, 0, '回单', '[]', '{}', 500)`.execute(owner)
  await sql`
    insert into remittance (id, pool_id, organisation_id, number, remitted_on, minor, pays, entry_id)
    select 'rmt_one', ${pool.poolId}, 'org_shenjiang_bank', 'H-1', '2026-06-30', 500, '[{"recoveryId":"rcv_one","minor":{"$bigint":"500"}}]', id
    from journal_entry where book_id = ${pool.bookId} limit 1`.execute(owner)
}, 120_000)
afterAll(() => place.close())

const meeting = checkersOf.WUXI.slice(-2)

/** Takes a claim's case to the last step of its route, where the joint meeting's two votes are all that it wants. */
async function waitingForMeeting(claimId: ClaimId): Promise<ProposalId> {
  const proposalId = await place.submit(claimId)
  for (const checker of checkersOf.WUXI.slice(0, -2)) await agreeAt(await place.as(checker), proposalId)
  return proposalId
}

const opened = new Map<string, Promise<string>>()
const sessionOf = (name: string): Promise<string> => {
  const session = opened.get(name) ?? openOperatorSession(owner, name, 'test').then(({ tokenHash }) => tokenHash)
  opened.set(name, session)
  return session
}

const outOf = Symbol('undone')
type Work = RawBuilder<unknown> | ((trx: Trx) => Promise<RawBuilder<unknown>>)

type Case = (trx: Trx, sessions: readonly string[]) => Promise<void>

/** What a statement comes to, before it is undone: how many rows it touched, or by what it, or the case before it, was stopped. */
async function attempt(names: readonly string[], work: Work, first?: Case): Promise<string> {
  const sessions = await Promise.all(names.map(sessionOf))
  let outcome = ''
  let reached = false
  await app
    .transaction()
    .execute(async (trx) => {
      await actAs(trx, sessions[0] ?? '')
      await first?.(trx, sessions)
      reached = true
      const statement = typeof work === 'function' ? await work(trx) : work
      const { rows, numAffectedRows } = await statement.execute(trx)
      await sql`set constraints all immediate`.execute(trx)
      outcome = `touched ${numAffectedRows ?? rows.length}`
      throw outOf
    })
    .catch((thrown: unknown) => {
      if (thrown === outOf) return
      const { code, constraint } = thrown as { code?: string; constraint?: string }
      outcome = code === '42501' ? 'refused' : (constraint ?? String(thrown))
    })
  return reached ? outcome : `no case: ${outcome}`
}

/** Has an accomplice agree to a case of one's own making, in the transaction of the attack. */
const colluding =
  (kind: ProposalKind, payload: Readonly<Record<string, unknown>>): Case =>
  async (trx, [maker = '', checker = '']) => {
    await actAs(trx, maker)
    await sql`
      insert into proposal (id, kind, subject, payload, effect, digest)
      values ('prp_forged', ${kind}, ${subjectOf(kind, payload)}, ${JSON.stringify(payload)}::jsonb, '{}', ${'a'.repeat(64)})`.execute(trx)
    await actAs(trx, checker)
    await sql`insert into proposal_move (proposal_id, move, digest) values ('prp_forged', 'approve', ${'a'.repeat(64)})`.execute(trx)
  }

/** Has the joint meeting vote for a genuine case, which takes effect in the transaction of the attack; whoever attacks acts after it. */
const alongWith =
  (proposalId: ProposalId): Case =>
  async (trx, [attacker = '']) => {
    for (const voter of meeting) {
      await actAs(trx, await sessionOf(voter))
      await sql`
        insert into proposal_move (proposal_id, move, digest, document)
        select id, 'approve', digest, '纪要' from proposal where id = ${proposalId}`.execute(trx)
    }
    await actAs(trx, attacker)
  }

/** By what a case is stopped that is not its maker's to open, or not its checker's to end. */
const noCase = ['proposal_made_in_role', 'proposal_made_by_who_answers_for_it', 'proposal_about_its_subject', 'proposal_move_allowed'].map(
  (constraint) => `no case: ${constraint}`,
)
const harmless = ['touched 0', 'refused', 'claim_moves_by_two', 'remittance_pays_what_is_due']

/** What nobody may do at all but while what was agreed on about this pool takes effect. */
const agreedOnly: Readonly<Record<string, () => RawBuilder<unknown>>> = {
  'approves a claim': () => sql`update claim set status = 'approved' where id = ${asked}`,
  'makes a claim payable': () => sql`update claim set payable_minor = 7 where id = ${asked}`,
  'pays a claim again': () => sql`update claim set status = 'paying' where id = ${paid}`,
  'counts more as paid': () => sql`update claim set paid_minor = paid_minor + 1 where id = ${paid}`,
  'takes back what was decided, to claim anew': () => sql`update claim set status = 'withdrawn' where id = ${paid}`,
  'rejects what was decided': () => sql`update claim set status = 'rejected' where id = ${paid}`,
  'closes a claim, so that nothing is recovered': () => sql`update claim set status = 'closed' where id = ${paid}`,
  'states otherwise what was decided on': () => sql`update claim set stated = '{}' where id = ${paid}`,
  'forgets that it was decided': () => sql`update claim set decided_on = null where id = ${paid}`,
  'chooses another rule': () => sql`update claim set policy_version_id = policy_version_id where id = ${paid}`,
  'writes a decision': () => sql`
    insert into claim_decision (claim_id, place, reason, loss_case, shares, derivation, loss_minor, payable_minor, decided_on)
    values (${paid}, 9, 'approved', '{}', '[]', '{}', 1, 1, '2026-06-30')`,
  'lets a bearer bear': () => sql`insert into claim_bearer (claim_id, bearer, borne_minor) values (${paid}, 'guarantor', 1)`,
  'moves a bearer': () => sql`update claim_bearer set borne_minor = 0, returned_minor = 0 where claim_id = ${paid}`,
  'orders a payment': () => sql`
    insert into claim_payment (id, claim_id, voucher_number, minor, ordered_on, proposal_id, entry_id)
    select 'pay_x', claim_id, 'V-X', minor, ordered_on, proposal_id, entry_id from claim_payment where claim_id = ${paid}`,
  'uses a cap': () => sql`update pool_cap_use set used_minor = used_minor + 1 where pool_id = ${pool.poolId}`,
  'frees a cap': () => sql`insert into pool_cap_use values (${pool.poolId}, 'pool_year', '2031', 5)`,
  'grants a quota': () => sql`update pool_quota set granted_minor = granted_minor + 1 where pool_id = ${pool.poolId}`,
  'adds a quota': () => sql`insert into pool_quota values (${pool.poolId}, 'org_wusong_bank', 2031, 1, 0)`,
  'joins a pool': () => sql`insert into pool_member values (${pool.poolId}, 'org_caohejing_bank', 'x', '2026-01-01', null, null)`,
  'ends a membership': () => sql`update pool_member set ended_on = '2026-06-30' where pool_id = ${pool.poolId}`,
  'becomes a party': () => sql`insert into pool_party values (${pool.poolId}, 'org_wusong_bank', 'keeper', '2024-01-01', null)`,
  'has another purse pay': () => sql`
    insert into pool_funder values (${pool.poolId}, 'park', 'org_pudong_finance', '310115', ${other.treasuries.city}, 1, 'beforehand', '2024-01-01')`,
  'lets a breaker pass': () => sql`
    insert into pool_breaker_override (id, pool_id, action, overrides_from, overrides_to, reason, proposal_id)
    select 'brk_x', ${pool.poolId}, 'defer', '2026-01-01', '2026-12-31', 'x', id from proposal limit 1`,
  'shares a recovery': () => sql`
    insert into recovery (id, claim_id, organisation_id, place, kind, received_on, gross_minor, principal_minor, reference, shares, derivation, due_minor)
    values ('rcv_x', ${paid}, 'org_shenjiang_bank', 7, 'cash', '2026-06-30', 1, 1, 'x', '[]', '{}', 0)`,
  'books its own remittance': () => sql`
    insert into remittance (id, pool_id, organisation_id, number, remitted_on, minor, pays, receipt_reference, received_on)
    values ('rmt_x', ${pool.poolId}, acting_organisation(), 'H-2', '2026-06-30', 1, '[]', 'x', '2026-06-30')`,
  'posts in the pool’s book': () => posting(pool.bookId),
  'posts in the city’s purse': () => posting(pool.treasuries.city),
  'posts in the district’s purse': () => posting(pool.treasuries.district),
  'appends to the record of the pool’s book': () =>
    sql`select append_acts(${JSON.stringify([{ stream: pool.bookId, kind: 'pool.opened', facts: {} }])}::jsonb)`,
}

const posting = (bookId: string): RawBuilder<unknown> => sql`
  insert into journal_entry (id, book_id, lines, kind, facts, effective_on) values ('ent_forged', ${bookId}, 2, 'claim.paid', '{}', '2026-06-30')`

/** What those who run the pool may do on a clerk's own word, and nobody else. */
const runOnly: Readonly<Record<string, () => RawBuilder<unknown>>> = {
  'says that a due is paid': () => sql`update recovery set remitted_minor = due_minor where claim_id = ${paid}`,
  'says that a remittance has come': () => sql`update remittance set receipt_reference = 'x', received_on = '2026-06-30' where pool_id = ${pool.poolId}`,
  'says that a payment has arrived': () => sql`update claim_payment set receipt_reference = 'x', received_on = '2026-06-30' where claim_id = ${paid}`,
  'notes exposure': () => sql`select note_exposure(${pool.poolId}, 'ent_forged', 'loan.released', '{}', '2026-06-30', -1)`,
}

/** What is a bank's to tell of its own loan. */
const bankOnly: Readonly<Record<string, () => RawBuilder<unknown>>> = {
  'disposes of a loan': () => sql`insert into disposal values ('dsp_x', ${note}, 'cash', '2026-06-30', 1, 'x')`,
  'sues': () => sql`insert into litigation values ('lit_x', ${note}, 'filed', '2026-06-30', 'x', 'x')`,
  'adds a paper to what was decided': () => sql`insert into claim_document (claim_id, item, place, document_hash, name) values (${paid}, 'x', 1, 'x', 'x')`,
  'claims for it': () => sql`
    insert into claim (id, pool_id, organisation_id, family, note_id, status, policy_version_id, stated)
    select 'clm_x', pool_id, acting_organisation(), 'loan', ${note}, 'draft', policy_version_id, '{}' from claim where id = ${paid}`,
  'freezes a year': () => sql`insert into claim_freeze (claim_id, place, loan_balance_minor, npl_balance_minor, net_loss_minor, districts) values (${paid}, 1, 1, 1, 1, '[]')`,
}
/** Those who run its pool may too, where what they decide moves it. */
const reported: Readonly<Record<string, () => RawBuilder<unknown>>> = {
  'reports the balance of a loan': () => sql`update drawdown_note set balance_minor = 1 where id = ${note}`,
  'covers no more': () => sql`update drawdown_note set exposed_minor = 0 where id = ${note}`,
  'says that it is paid': () => sql`update drawdown_note set status = 'repaid' where id = ${note}`,
}

const done = async (names: readonly string[], deeds: Readonly<Record<string, () => RawBuilder<unknown>>>, first?: Case, expected = harmless) => {
  const succeeded: Record<string, string> = {}
  for (const [deed, statement] of Object.entries(deeds)) {
    const outcome = await attempt(names, statement(), first)
    if (!expected.includes(outcome)) succeeded[deed] = outcome
  }
  return succeeded
}

const houses = {
  'the bank whose loan it is': ['shenjiang.maker', 'shenjiang.checker'],
  'another bank of the pool': ['wusong.maker', 'wusong.checker'],
  'a bank of no pool': ['caohejing.maker', 'caohejing.checker'],
  'the pool’s auditor': ['accountant', 'accountant.second'],
  'a district that is no party': ['pudong.maker', 'pudong.checker'],
  'the trustee': ['trustee.maker', 'trustee.checker'],
  'the city, which funds it': ['city.maker', 'city.checker'],
  'the joint meeting, which decides': ['joint.meeting', 'joint.second'],
} as const
const running = ['the trustee', 'the city, which funds it', 'the joint meeting, which decides']

/** A funder keeps its own purse. */
const othersOf = (name: string) =>
  Object.fromEntries(Object.entries(agreedOnly).filter(([deed]) => name !== 'the city, which funds it' || deed !== 'posts in the city’s purse'))

test('what follows is not vacuous: along with a deed about this pool, those who run it post, count and decide', async () => {
  const deeds = ['approves a claim', 'makes a claim payable', 'uses a cap', 'lets a bearer bear', 'orders a payment', 'writes a decision', 'posts in the pool’s book', 'posts in the district’s purse']
  const people = houses['the joint meeting, which decides']
  const outcomes: string[] = []
  for (const deed of deeds) outcomes.push(await attempt(people, agreedOnly[deed]?.() ?? sql`select`, alongWith(aboutPool)))
  expect(outcomes).toEqual([...Array<string>(6).fill('touched 1'), 'journal_entry_balances', 'journal_entry_balances'])
  expect(await attempt(people, posting(other.bookId), alongWith(aboutOther))).toBe('journal_entry_balances')
})

describe.each(Object.entries(houses))('%s', (name, people) => {
  test('does none of what takes agreement, on anybody’s word alone', async () => {
    expect(await done(people, othersOf(name))).toEqual({})
  })

  test('does none of it along with a deed about another pool', async () => {
    expect(await done(people, othersOf(name), alongWith(aboutOther))).toEqual({})
  })

  test.skipIf(running.includes(name))('nor along with one about this pool, since it does not run it', async () => {
    expect(await done(people, agreedOnly, alongWith(aboutPool))).toEqual({})
  })

  test.skipIf(running.includes(name))('nor along with one about this pool that it agrees on with itself', async () => {
    const { poolId, bookId } = pool
    const cases: readonly (readonly [ProposalKind, Readonly<Record<string, unknown>>])[] = [
      ['claim.decide', { claimId: asked, poolId }],
      ['claim.true_up', { claimId: paid }],
      ['claim.pay', { claimId: paid }],
      ['claim.claw_back', { claimId: paid }],
      ['recovery.reverse', { recoveryId: 'rcv_one' }],
      ['fiscal.return_to_treasury', { returnId: 'ntr_x', poolBookId: bookId }],
      ['pool.set_quota', { poolId, organisationId: 'org_wusong_bank', year: 2031 }],
    ]
    for (const [kind, payload] of cases) expect([kind, await done(people, agreedOnly, colluding(kind, payload), [...harmless, ...noCase])]).toEqual([kind, {}])
  })

  test.skipIf(running.includes(name))('confirms, receives and releases nothing of the pool', async () => {
    // A bank of the pool notes what it releases itself (adr-banks-note-exposure.md).
    const { 'notes exposure': notes, ...rest } = runOnly
    expect(await done(people, name.includes('bank') && name !== 'a bank of no pool' ? rest : { ...rest, ...(notes && { notes }) })).toEqual({})
  })

  test.skipIf(name === 'the bank whose loan it is')('tells nothing of a loan that is another’s', async () => {
    expect(await done(people, running.includes(name) ? bankOnly : { ...bankOnly, ...reported })).toEqual({})
  })
})

test('a bank opens no pool; a bureau that agrees with itself opens one on a book of its own, and on nobody else’s book or purse', async () => {
  const { scheme_policy_id } = await owner.selectFrom('pool').select('scheme_policy_id').where('id', '=', pool.poolId).executeTakeFirstOrThrow()
  const opening: Case = async (trx, sessions) => {
    await sql`insert into book (id, organisation_id, kind, code, name_zh, name_en) values ('bok_forged', acting_organisation(), 'pool', 'FORGED', 'x', 'x')`.execute(trx)
    await colluding('pool.open', { poolId: 'rcp_forged', bookId: 'bok_forged', funders: [] })(trx, sessions)
  }
  const opened = (keeper: string, bookId: string) => sql`
    insert into pool (id, organisation_id, book_id, code, name_zh, name_en, scheme_policy_id, rule_set_code, route_code, funding, opened_on)
    values ('rcp_forged', ${keeper}, ${bookId}, 'FORGED', 'x', 'x', ${scheme_policy_id}, 'SHTECH', 'WUXI', 'pool_cash', '2026-01-01')`
  const own = opened('org_pudong_finance', 'bok_forged')
  expect(await attempt(houses['another bank of the pool'], opened('org_wusong_bank', 'bok_forged'), opening)).toBe('no case: proposal_made_in_role')
  const people = houses['a district that is no party']
  expect(await attempt(people, own, opening)).toBe('touched 1')
  expect(await attempt(people, opened('org_pudong_finance', pool.treasuries.city), opening)).toBe('refused')
  expect(await attempt(people, opened('org_city_finance', 'bok_forged'), opening)).toBe('refused')
  expect(await attempt(people, opened('org_city_finance', pool.treasuries.city), opening)).toBe('refused')
  const asFunder = (organisation: string) => async (trx: Trx) => {
    await own.execute(trx)
    await sql`insert into pool_party values ('rcp_forged', 'org_pudong_finance', 'keeper', '2024-01-01', null)`.execute(trx)
    return sql`insert into pool_funder values ('rcp_forged', 'city', ${organisation}, '310000', ${pool.treasuries.city}, 1, 'beforehand', '2024-01-01')`
  }
  expect(await attempt(people, asFunder('org_city_finance'), opening)).toBe('refused')
  expect(await attempt(people, asFunder('org_pudong_finance'), opening)).toBe('refused')
})

test('a bank claims in no name but its own, for no loan but its own', async () => {
  const claiming = (bank: string, of: NoteId) => sql`
    insert into claim (id, pool_id, organisation_id, family, note_id, status, policy_version_id, stated)
    select 'clm_x', pool_id, ${bank}, 'loan', ${of}, 'draft', policy_version_id, '{}' from claim where id = ${paid}`
  expect(await attempt(['shenjiang.maker'], claiming('org_shenjiang_bank', foreignNote))).toBe('claim_moves_by_two')
  expect(await attempt(['shenjiang.maker'], claiming('org_wusong_bank', foreignNote))).toBe('refused')
  expect(await attempt(['shenjiang.maker'], sql`
    insert into drawdown_note select * from jsonb_populate_record(null::drawdown_note,
      (select to_jsonb(drawdown_note) || '{"id":"nte_x","number":"x","organisation_id":"org_wusong_bank"}' from drawdown_note where id = ${note}))`)).toBe('refused')
})

test('what a treasury has to spend is said by its own bureau: an indicator on another’s purse, and a voucher that nobody agreed on, are refused', async () => {
  const indicator = sql`
    insert into budget_indicator (id, organisation_id, book_id, document_number, name, source, function_code, budget_year, granted_minor)
    values ('ind_x', acting_organisation(), ${pool.treasuries.city}, 'x', 'x', 'general', '206', 2026, 1)`
  for (const name of ['shenjiang.maker', 'pudong.maker', 'accountant']) expect([name, await attempt([name], indicator)]).toEqual([name, 'refused'])
  expect(await attempt(['city.maker'], indicator)).toBe('touched 1')
  const drawing = async (trx: Trx) => {
    await indicator.execute(trx)
    await sql`insert into payment_plan (id, indicator_id, number, planned_on, month, purpose, minor) values ('pln_x', 'ind_x', 'x', '2026-06-01', '2026-06-01', 'x', 1)`.execute(trx)
    return sql`
      insert into payment_voucher (id, organisation_id, indicator_id, plan_id, number, drawn_on, minor, purpose, subject, payee)
      values ('vch_x', 'org_city_finance', 'ind_x', 'pln_x', 'x', '2026-06-01', 1, 'compensation', ${paid}, 'x')`
  }
  expect(await attempt(['city.maker'], drawing)).toBe('refused')
  const returned = (bookId: string) => sql`
    insert into treasury_return (id, organisation_id, book_id, number, returned_on, minor, reason)
    values ('ntr_x', acting_organisation(), ${bookId}, 'x', '2026-06-30', 1, 'x')`
  expect(await attempt(['shenjiang.maker'], returned(pool.treasuries.city))).toBe('refused')
  expect(await attempt(['yangpu.maker'], returned(pool.treasuries.city))).toBe('refused')
})

test('exposure is noted with its sign: what is enrolled adds, what is released takes away, and nothing is nothing', async () => {
  const noted = (kind: string, minor: number) =>
    attempt(['wusong.maker'], sql`select note_exposure(${pool.poolId}, 'ent_forged', ${kind}, '{}', '2026-06-30', ${minor})`)
  expect(await noted('loan.enrolled', -5)).toBe('refused')
  expect(await noted('loan.released', 5)).toBe('refused')
  expect(await noted('loan.enrolled', 0)).toBe('refused')
  expect(await noted('claim.paid', 5)).toBe('refused')
  expect(await noted('loan.enrolled', 5)).toBe('touched 1')
})
