import { fen } from '@cofund/shared/kernel/money'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectCoherent } from '../../kit/coherent.ts'
import { sessionIn } from '../../kit/people.ts'
import { outcomeOf, refusalOf } from '../../kit/refusals.ts'
import { importerAs } from '../imports/import-kit.ts'
import { draftNote, inventedUscc, noteHeader } from '../loans/loans-kit.ts'
import { type ClaimsPlace, type PlantedPool, agreeAt, checkersOf, expectRefusal, openClaimsPlace } from './claims-kit.ts'

let place: ClaimsPlace
let pool: PlantedPool
beforeAll(async () => {
  place = await openClaimsPlace()
  pool = await place.plantPool()
}, 60_000)
afterAll(async () => {
  await expectCoherent(place.database.owner)
  await place.close()
})

describe('two people', () => {
  test('nobody takes a step of a claim that they made, by any path, nor a second step of it', async () => {
    const claimId = await place.draft(await place.plantNote(pool))
    const maker = await place.as('shenjiang.maker')
    const proposalId = await place.submit(claimId)
    const { digest } = (await maker.approvals.get({ proposalId })).proposal
    const opinion = '意见'
    await expectRefusal(maker.approvals.check({ proposalId, verdict: 'approve', digest }), 'approval.maker_is_checker')
    await expectRefusal(maker.approvals.check({ proposalId, verdict: 'reject', digest, opinion }), 'approval.maker_is_checker')
    await expectRefusal(maker.claims.sendBack({ claimId, proposalId, digest, codes: ['E06'], opinion }), 'access.not_permitted')
    // The same person, who reviews for the trustee as well.
    await place.database.owner
      .insertInto('membership')
      .values({ id: 'mem_shenjiang_maker_2', person_id: 'per_shenjiang_maker', organisation_id: 'org_pool_trustee', roles: ['reviewer', 'finance_checker'], since_on: '2024-01-01' })
      .execute()
    await agreeAt(await place.as('shenjiang.checker'), proposalId)
    const session = await sessionIn(place.database, 'shenjiang.maker', 'mem_shenjiang_maker_2')
    const other = await place.as('shenjiang.maker', { session })
    await expectRefusal(other.approvals.check({ proposalId, verdict: 'approve', digest }), 'approval.maker_is_checker')
    await expectRefusal(other.claims.sendBack({ claimId, proposalId, digest, codes: ['E06'], opinion }), 'approval.maker_is_checker')
    await expectRefusal(other.claims.reject({ claimId, proposalId, digest, clause: '一', opinion }), 'approval.maker_is_checker')
    await agreeAt(await place.as('trustee.reviewer'), proposalId)
    const science = await place.as('science.reviewer')
    await agreeAt(science, proposalId)
    await expectRefusal(science.approvals.check({ proposalId, verdict: 'approve', digest }), 'approval.checked_already')
    await expectRefusal((await place.as('joint.meeting')).approvals.check({ proposalId, verdict: 'approve', digest }), 'approval.not_your_step')
  })

  test('two checkers of one claim at once: one decides it, the other is told', async () => {
    const claimId = await place.draft(await place.plantNote(pool))
    const proposalId = await place.submit(claimId)
    for (const checker of checkersOf.WUXI.slice(0, -1)) await agreeAt(await place.as(checker), proposalId)
    const last = await place.as('joint.second')
    const both = await Promise.all([outcomeOf(agreeAt(last, proposalId)), outcomeOf(agreeAt(last, proposalId))])
    expect(both.toSorted()).toEqual(['approval.wrong_status', 'done'].toSorted())
    const { decisions } = await last.claims.get({ claimId })
    expect(decisions).toHaveLength(1)
  })

  test('SQL in the server’s name moves no claim to where money is, nor writes a decision', async () => {
    const claimId = await place.draft(await place.plantNote(pool))
    const { app, owner } = place.database
    const session = (await place.as('yangpu.maker')) && (await sessionOf('yangpu.maker'))
    const tried = (statement: ReturnType<typeof sql>) =>
      app
        .transaction()
        .execute(async (trx) => {
          await sql`select set_config('cofund.session', ${session}, true)`.execute(trx)
          await statement.execute(trx)
        })
        .then(
          () => 'done',
          (error: unknown) => (error as { constraint?: string; code?: string }).constraint ?? (error as { code?: string }).code,
        )
    await place.submit(claimId)
    for (const status of ['approved', 'publicised', 'paying', 'paid', 'clawed_back', 'trued_up', 'refunded']) {
      expect(await tried(sql`update claim set status = ${status} where id = ${claimId}`)).toBe('claim_moves_by_two')
    }
    expect(await tried(sql`update claim set payable_minor = 1 where id = ${claimId}`)).toBe('claim_moves_by_two')
    expect(await tried(sql`insert into claim_bearer (claim_id, bearer, borne_minor) values (${claimId}, 'city', 1)`)).toBe('42501')
    expect((await owner.selectFrom('claim').select('status').where('id', '=', claimId).executeTakeFirstOrThrow()).status).toBe('submitted')
  })
})

async function sessionOf(name: string): Promise<string> {
  const { openOperatorSession } = await import('../../../server/people/operator-session.ts')
  return (await openOperatorSession(place.database.owner, name, 'test')).tokenHash
}

describe('a breaker', () => {
  test('defers what is submitted after it has tripped; overridden by two, the claim goes on from its first step', async () => {
    const tight = await place.plantPool({ scheme: { breakers: [{ of: 'year_loss', over: 'year_entered_principal', above: '0.3', action: 'defer' }] } })
    const first = await place.draft(await place.plantNote(tight))
    const second = await place.draft(await place.plantNote(tight))
    await place.decide(await place.submit(first))
    const bank = await place.as('shenjiang.maker')
    expect((await bank.claims.get({ claimId: second })).findings.map(({ code }) => code)).toEqual(['H01'])
    const proposalId = await place.submit(second)
    expect((await bank.claims.get({ claimId: second })).claim.status).toBe('deferred')
    const checker = await place.as('shenjiang.checker')
    await expectRefusal(agreeAt(checker, proposalId), 'claim.deferred')

    await place.database.owner
      .insertInto('pool_breaker_override')
      .values({ id: 'brk_1', pool_id: tight.poolId, organisation_id: null, action: 'defer', overrides_from: '2026-06-01', overrides_to: '2026-12-31', reason: '扶持', proposal_id: proposalId })
      .execute()
    await bank.approvals.refresh({ proposalId })
    expect((await bank.claims.get({ claimId: second })).claim.status).toBe('submitted')
    await place.decide(proposalId)
    expect((await bank.claims.get({ claimId: second })).claim.status).toBe('approved')
  })

  test('that suspends stops new loans, on the form and by file: 1,000,000.00 lost of 2,000,000.00 is above 30 %; overridden, they are judged again', async () => {
    const suspend = { of: 'year_loss', over: 'year_entered_principal', above: '0.3', action: 'suspend' }
    const tight = await place.plantPool({ scheme: { breakers: [suspend] } })
    const lost = await place.draft(await place.plantNote(tight))
    const enterpriseId = await place.plantFirm()
    await place.plantNote(tight, { enterpriseId, status: 'enrolled' })
    const { owner } = place.database
    const { uscc } = await owner.selectFrom('enterprise').select('uscc').where('id', '=', enterpriseId).executeTakeFirstOrThrow()
    const { code: poolCode } = await owner.selectFrom('pool').select('code').where('id', '=', tight.poolId).executeTakeFirstOrThrow()
    const draft = draftNote({ poolCode, uscc, number: 'B-1' })
    const file = `${noteHeader}\n${poolCode},B-2,HT-B-2,,${uscc},310110,KJD,CNY,1000000,2026-03-10,2027-03-09,0.0385,流动资金,,,,,\n`
    const bank = await place.as('shenjiang.maker')
    const importer = await importerAs(place.database, 'shenjiang.maker')
    const byFile = async () => (await importer.check(file, { kind: 'drawdown_notes', name: 'b.csv' })).batch
    const confirmed = await importer.check(file, { kind: 'drawdown_notes', name: 'earlier.csv' })
    expect(confirmed.batch.status).toBe('checked')

    const proposalId = await place.submit(lost)
    await place.decide(proposalId)
    const stop = { code: 'pool.breaker_stops', facts: { pool: poolCode, action: 'suspend', of: 'year_loss', over: 'year_entered_principal', level: '30%', reached: fen(100_000_000n), base: fen(200_000_000n) } }
    expect(await refusalOf(bank.note.enrol({ notes: [draft] }))).toEqual(stop)
    expect((await bank.note.judge(draft)).obstacles[0]).toEqual(stop)
    expect((await byFile()).refusal?.code).toBe(stop.code)
    // Checked before it tripped, confirmed after: refused as well.
    expect((await importer.confirm(confirmed)).batch.refusal?.code).toBe(stop.code)
    // Ten times as much lent in one filing does not dilute what stops it.
    expect((await refusalOf(bank.note.enrol({ notes: [{ ...draft, principal: fen(1_000_000_000n) }] }))).code).toBe(stop.code)

    await owner
      .insertInto('pool_breaker_override')
      .values({ id: 'brk_2', pool_id: tight.poolId, organisation_id: 'org_shenjiang_bank', action: 'suspend', overrides_from: '2026-06-01', overrides_to: '2026-12-31', reason: '扶持', proposal_id: proposalId })
      .execute()
    expect((await bank.note.enrol({ notes: [draft] })).map(({ status }) => status)).toEqual(['registered'])
    expect((await byFile()).status).toBe('checked')
  })

  test('that may have tripped, for all that is known, stops new loans as well', async () => {
    const blind = await place.plantPool({ scheme: { breakers: [{ of: 'year_guarantee_payments', over: 'year_guaranteed_principal', above: '0.03', action: 'terminate' }] } })
    const { code: poolCode } = await place.database.owner.selectFrom('pool').select('code').where('id', '=', blind.poolId).executeTakeFirstOrThrow()
    const bank = await place.as('shenjiang.maker')
    expect((await bank.note.judge(draftNote({ poolCode, uscc: inventedUscc(1), number: 'B-9' }))).obstacles[0]?.code).toBe('pool.breaker_unknown')
  })
})

describe('an advance', () => {
  test('80 % of an expected 800,000.00 is paid before the loss is final: 640,000.00, the bank carries the rest', async () => {
    const advancing = await place.plantPool({ scheme: { advance: { rate: '0.80' } } })
    const claimId = await place.draft(await place.plantNote(advancing), { mode: 'advance' })
    await place.decide(await place.submit(claimId))
    expect(await place.standing(claimId)).toEqual({ bank: '360000.00', city: '256000.00', district: '384000.00' })
    await place.pay(claimId, 'V-A')
    await place.receive(advancing, claimId, 'V-A')
    const { claim } = await (await place.as('shenjiang.maker')).claims.get({ claimId })
    expect(claim).toMatchObject({ status: 'advanced', paid: { minor: 64_000_000n } })
  })
})

describe('a cap', () => {
  test('50 claims race for the last 800,000.00 of a year: it holds, one is decided, the others are refused by name', async () => {
    const route = 'DISTRICT-THEN-CITY'
    const capped = await place.plantPool({ route, scheme: { caps: [{ scope: 'pool_year', amount: '800000.00' }] } })
    const proposals: `prp_${string}`[] = []
    for (let count = 0; count < 50; count += 1) proposals.push(await place.submit(await place.plantDraft(await place.plantNote(capped))))
    // The stage is set at the last step: what came before is told of elsewhere.
    await place.database.owner.updateTable('claim').set({ status: 'verified' }).where('pool_id', '=', capped.poolId).execute()
    await sql`update proposal set step = 2 where id = any (${proposals})`.execute(place.database.owner)
    for (const proposalId of proposals) await agreeAt(await place.as('city.checker'), proposalId)
    const last = await place.as('city.second')
    const outcomes = await Promise.all(proposals.map((proposalId) => outcomeOf(agreeAt(last, proposalId))))
    expect(Object.fromEntries(Map.groupBy(outcomes, (code) => code).entries().map(([code, all]) => [code, all.length]))).toEqual({ done: 1, 'claim.cap_used_up': 49 })
    const { rows } = await sql<{ used: bigint; paid: bigint }>`
      select (select used_minor from pool_cap_use where pool_id = ${capped.poolId} and scope = 'pool_year') as used,
        (select sum(payable_minor)::int8 from claim where pool_id = ${capped.poolId}) as paid`.execute(place.database.owner)
    expect(rows).toEqual([{ used: 80_000_000n, paid: 80_000_000n }])
  }, 60_000)

  test('what others use of it changes nothing that is shown until it binds; then the case is shown anew, by name', async () => {
    const capped = await place.plantPool({ scheme: { caps: [{ scope: 'pool_year', amount: '1500000.00' }] } })
    const [first, second] = [await place.draft(await place.plantNote(capped, { principalYuan: 500_000 })), await place.draft(await place.plantNote(capped))]
    const third = await place.draft(await place.plantNote(capped))
    const [a, b, c] = [await place.submit(first), await place.submit(second), await place.submit(third)]
    const digestOf = async (proposalId: `prp_${string}`) => (await (await place.as('shenjiang.maker')).approvals.get({ proposalId })).proposal.digest
    const shown = await digestOf(b)
    await place.decide(a)
    expect(await outcomeOf(agreeAt(await place.as('shenjiang.checker'), b))).toBe('done')
    expect(await digestOf(b)).toBe(shown)
    await agreeAt(await place.as('trustee.reviewer'), b)
    await agreeAt(await place.as('science.reviewer'), b)
    await agreeAt(await place.as('science.second'), b)
    await agreeAt(await place.as('joint.meeting'), b)
    await agreeAt(await place.as('joint.second'), b)
    // 1,500,000 − 400,000 − 800,000 leaves 300,000 of 800,000.
    const checker = await place.as('shenjiang.checker')
    await expectRefusal(agreeAt(checker, c), 'approval.effect_changed')
    await checker.approvals.refresh({ proposalId: c })
    await place.decide(c)
    expect(await place.standing(third)).toEqual({ bank: '700000.00', city: '120000.00', district: '180000.00' })
  })

  test('a renewed note of a firm at its cap, whose guarantor has paid, is refused by name; under a joint cap it is reduced by name', async () => {
    const enterpriseId = await place.plantFirm('GROUP-1')
    const kin = await place.plantFirm('GROUP-1')
    const caps = [{ scope: 'firm', amount: '1000000.00', joint_with: ['guarantor'] }]
    const guaranteed = { bearers: [{ bearer: 'guarantor', rate: '0.10' }], compensation: { rate: '0.80', split: [{ bearer: 'city', share: '1' }], rounding: 'down' }, caps }
    const joint = await place.plantPool({ scheme: guaranteed })
    const first = await place.plantNote(joint, { enterpriseId, principalYuan: 1_000_000 })
    await place.decide(await place.submit(await place.draft(first)))
    // 1,000,000.00 less 800,000.00 and the guarantor's 100,000.00 leaves 100,000.00, shared 8 : 1.
    const renewed = await place.plantNote(joint, { enterpriseId: kin, predecessorId: await place.plantNote(joint, { enterpriseId, status: 'repaid' }) })
    const guaranteePaid = { minor: 10_000_000n, on: '2026-06-10' } as const
    const second = await place.draft(renewed, { stated: { guaranteePaid } })
    const bank = await place.as('shenjiang.maker')
    const { findings, expected } = await bank.claims.get({ claimId: second })
    expect(findings.map(({ code }) => code)).toEqual(['B08', 'B09', 'D10'])
    expect([expected?.evaluation?.payable, expected?.evaluation?.binding]).toEqual([fen(8_888_889n), ['firm_joint']])
    await place.decide(await place.submit(second))
    const third = await place.draft(await place.plantNote(joint, { enterpriseId: kin, predecessorId: renewed }))
    const refused = await refusalOf(bank.approvals.propose({ kind: 'claim.decide', what: { claimId: third } }))
    expect(refused.code).toBe('claim.has_deficiencies')
    expect((refused.facts as { findings: { code: string }[] }).findings.map(({ code }) => code)).toEqual(['B07', 'D11'])

    const exclusive = await place.plantPool({ scheme: { exclusive_with: ['policy_guarantee'] } })
    const stacked = await place.draft(await place.plantNote(exclusive, { enterpriseId }), { stated: { guaranteePaid } })
    const { facts } = await refusalOf(bank.approvals.propose({ kind: 'claim.decide', what: { claimId: stacked } }))
    expect((facts as { findings: { code: string }[] }).findings.map(({ code }) => code)).toEqual(['D06', 'F03'])
  })
})

describe('a payment', () => {
  test('ordered again is refused: one voucher, one order, one entry', async () => {
    const claimId = await place.draft(await place.plantNote(pool))
    await place.decide(await place.submit(claimId))
    const [maker, checker] = [await place.as('yangpu.maker'), await place.as('yangpu.checker')]
    const deed = { kind: 'claim.pay', what: { claimId, voucherNumber: 'V-ONCE', orderedOn: '2026-06-30' } } as const
    const { proposalId } = await maker.approvals.propose(deed)
    await expectRefusal(maker.approvals.propose(deed), 'approval.open_already')
    const [{ digest }] = [(await checker.approvals.get({ proposalId })).proposal]
    const release = () => outcomeOf(checker.approvals.check({ proposalId, verdict: 'approve', digest }))
    expect((await Promise.all([release(), release(), release()])).toSorted()).toEqual(['approval.wrong_status', 'approval.wrong_status', 'done'])
    await expectRefusal(maker.approvals.propose(deed), 'claim.wrong_status')
    const other = await place.draft(await place.plantNote(pool))
    await place.decide(await place.submit(other))
    await expectRefusal(maker.approvals.propose({ ...deed, what: { ...deed.what, claimId: other } }), 'claim.voucher_used')
    const rows = await place.database.owner.selectFrom('claim_payment').selectAll().where('claim_id', '=', claimId).execute()
    expect(rows).toHaveLength(1)
  })

  test('of two claims released at once from cash that pays one, one is paid and the other told what is left', async () => {
    const poor = await place.plantPool({ cashYuan: 1_000_000 })
    const [maker, checker] = [await place.as('yangpu.maker'), await place.as('yangpu.checker')]
    const releases: (() => Promise<string>)[] = []
    for (const voucherNumber of ['V-3', 'V-4']) {
      const claimId = await place.draft(await place.plantNote(poor))
      await place.decide(await place.submit(claimId))
      const { proposalId } = await maker.approvals.propose({ kind: 'claim.pay', what: { claimId, voucherNumber, orderedOn: '2026-06-30' } })
      const { digest } = (await checker.approvals.get({ proposalId })).proposal
      releases.push(() => outcomeOf(checker.approvals.check({ proposalId, verdict: 'approve', digest })))
    }
    expect((await Promise.all(releases.map((release) => release()))).toSorted()).toEqual(['claim.cash_short', 'done'])
    expect((await place.balances(poor.bookId))['cash']).toBe('200000.00')
  })

  test('is ordered by whoever holds the money, and never beyond the cash there is', async () => {
    const poor = await place.plantPool({ cashYuan: 100 })
    const claimId = await place.draft(await place.plantNote(poor))
    await place.decide(await place.submit(claimId))
    const what = { claimId, voucherNumber: 'V-2', orderedOn: '2026-06-30' } as const
    await expectRefusal((await place.as('yangpu.maker')).approvals.propose({ kind: 'claim.pay', what }), 'claim.cash_short')
    await expectRefusal((await place.as('city.maker')).approvals.propose({ kind: 'claim.pay', what }), 'claim.not_payer')
  })
})
