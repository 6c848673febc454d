import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectCoherent } from '../../kit/coherent.ts'
import { sessionIn } from '../../kit/people.ts'
import { outcomeOf, refusalOf } from '../../kit/refusals.ts'
import { moneyBack, paidClaim } from '../recoveries/recoveries-kit.ts'
import { type ClaimsPlace, type PlantedPool, expectRefusal, openClaimsPlace, stated } from './claims-kit.ts'

/** What somebody with a seat and bad intentions would ask of the procedures, in the order in which money moves. */
const recovery = { rule: 'pro_rata_borne', clawback: { interest_rate: '0.10', day_count: 'act/365f' } }
let place: ClaimsPlace
let pool: PlantedPool
beforeAll(async () => {
  place = await openClaimsPlace()
  pool = await place.plantPool({ scheme: { recovery } })
}, 60_000)
afterAll(async () => {
  await expectCoherent(place.database.owner)
  await place.close()
})

const approved = async (from = pool) => {
  const claimId = await place.plantDraft(await place.plantNote(from))
  await place.decide(await place.submit(claimId))
  return claimId
}

describe('days', () => {
  test('no payment is ordered on a day before it was decided, nor on one to come', async () => {
    const claimId = await approved()
    const maker = await place.as('yangpu.maker')
    const pay = (orderedOn: string) => outcomeOf(maker.approvals.propose({ kind: 'claim.pay', what: { claimId, voucherNumber: 'V-D', orderedOn } }))
    expect([await pay('2026-06-29'), await pay('1999-01-01'), await pay('9999-12-31')]).toEqual(['claim.before_decision', 'claim.before_decision', 'claim.not_yet'])
  })

  test('no compensation is claimed back, and no advance trued up, on a day before it was decided: interest would be lost', async () => {
    const claimId = await paidClaim(place, pool)
    const maker = await place.as('yangpu.maker')
    const clawBack = (on: string) => outcomeOf(maker.approvals.propose({ kind: 'claim.claw_back', what: { claimId, on, reason: '不符', reference: 'Z' } }))
    expect([await clawBack('2026-06-29'), await clawBack('1999-01-01'), await clawBack('9999-12-31')]).toEqual([
      'recovery.before_decision',
      'recovery.before_decision',
      'recovery.received_in_future',
    ])
    const bank = await place.as('shenjiang.maker')
    const report = (receivedOn: string) => outcomeOf(bank.approvals.propose({ kind: 'recovery.share', what: { ...moneyBack(claimId, { yuan: 1 }), receivedOn } }))
    expect([await report('2026-06-29'), await report('9999-12-31')]).toEqual(['recovery.received_early', 'recovery.received_in_future'])
  })
})

describe('amounts', () => {
  test('no final loss is larger than the loan, whatever was expected of it', async () => {
    const advancing = await place.plantPool({ scheme: { recovery, advance: { rate: '0.50' } } })
    const claimId = await place.draft(await place.plantNote(advancing), { mode: 'advance' })
    await place.decide(await place.submit(claimId))
    await place.pay(claimId, 'V-ADV')
    await place.receive(advancing, claimId, 'V-ADV')
    const bank = await place.as('shenjiang.maker')
    const trueUp = (loss: bigint, on = '2026-06-30') =>
      outcomeOf(bank.approvals.propose({ kind: 'claim.true_up', what: { claimId, on, amounts: { unpaid_principal: loss }, reason: '核销' } }))
    expect([await trueUp(100_000_001n), await trueUp(10n ** 16n), await trueUp(100_000_000n, '2026-06-29')]).toEqual([
      'recovery.final_loss_above_loan',
      'recovery.final_loss_above_loan',
      'recovery.before_decision',
    ])
    expect(await trueUp(100_000_000n)).toBe('done')
  })

  test('below nothing, above what a bigint holds, and above a hundred million million yuan are no input', async () => {
    const claimId = await paidClaim(place, pool)
    const [bank, noteId] = [await place.as('shenjiang.maker'), await place.plantNote(pool)]
    for (const minor of [-1n, 10n ** 16n + 1n, 2n ** 63n, 2n ** 70n]) {
      const outcomes = await Promise.all([
        outcomeOf(bank.claims.draft({ noteId, stated: stated(minor) })),
        outcomeOf(bank.recoveries.divide({ ...moneyBack(claimId, { yuan: 1 }), gross: minor })),
        outcomeOf(bank.recoveries.divide({ ...moneyBack(claimId, { yuan: 1 }), cost: minor })),
        outcomeOf(bank.recoveries.reportRemittance({ poolId: pool.poolId, number: 'x', remittedOn: '2026-06-30', minor })),
      ])
      expect([minor, outcomes]).toEqual([minor, Array<string>(4).fill('input.invalid')])
    }
    expect(await outcomeOf(bank.recoveries.divide(moneyBack(claimId, { yuan: 100_000_000_000_000, interestOwed: 1n, penaltyOwed: 1n })))).toBe('recovery.beyond_debt')
  })

  test('a scheme that pays 110 % of a loss, or less than nothing, is none', async () => {
    const maker = await place.as('city.maker')
    for (const rate of ['1.10', '-0.10']) {
      const drafted = refusalOf(
        maker.policies.draft({
          kind: 'compensation_scheme',
          code: `RATE${rate.replace(/\W/g, '')}`,
          name: { zh: '试', en: 'Try' },
          jurisdictionCode: '310000',
          document: 'x',
          effective: { from: '2026-01-01', to: null },
          params: { currency: 'CNY', family: 'loan', base: 'unpaid_principal', interest_included: false, compensation: { rate, split: [{ bearer: 'city', share: '1' }], rounding: 'down' }, remainder: 'bank', recovery },
          cites: { '': { document: 'x', tag: 'D' } },
        }),
      )
      expect((await drafted).code).toMatch(/^scheme\.rate_/)
    }
  })
})

describe('one’s own act', () => {
  test('a person in two places releases no payment that they ordered, from either', async () => {
    const claimId = await approved()
    const { owner } = place.database
    const seats = await owner.selectFrom('membership').innerJoin('person', 'person.id', 'person_id').select(['membership.id', 'organisation_id']).where('sign_in_name', '=', 'two.hats').execute()
    const at = async (organisation: string) => place.as('two.hats', { session: await sessionIn(place.database, 'two.hats', seats.find((seat) => seat.organisation_id === organisation)?.id ?? 'mem_') })
    const [own, trustee] = [await at('org_yangpu_finance'), await at('org_pool_trustee')]
    const { proposalId } = await own.approvals.propose({ kind: 'claim.pay', what: { claimId, voucherNumber: 'V-HATS', orderedOn: '2026-06-30' } })
    const { digest } = (await own.approvals.get({ proposalId })).proposal
    for (const caller of [own, trustee]) {
      expect(await outcomeOf(caller.approvals.check({ proposalId, verdict: 'approve', digest }))).toMatch(/^(approval\.maker_is_checker|access\.not_permitted)$/)
    }
    await expectRefusal((await place.as('yangpu.checker')).approvals.check({ proposalId, verdict: 'approve', digest: 'a'.repeat(64) }), 'approval.digest_stale')
  })
})

describe('another’s', () => {
  test('loan is claimed for, another pool’s receipts and remittances looked for, as if there were none', async () => {
    const foreign = await place.plantNote(pool, { bank: 'org_wusong_bank' })
    const bank = await place.as('shenjiang.maker')
    const drafting = async (noteId: `nte_${string}`) => JSON.stringify(await refusalOf(bank.claims.draft({ noteId }))).replaceAll(noteId, '<note>')
    expect(await drafting(foreign)).toBe(await drafting('nte_0000000000000000'))
    const stranger = await place.as('pudong.maker')
    const told = async (poolId: `rcp_${string}`) => JSON.stringify(await stranger.claims.confirmReceipts({ poolId }).then((answer) => answer, (thrown: Error) => thrown.message)).replaceAll(poolId, '<pool>')
    expect(await told(pool.poolId)).toBe(await told('rcp_0000000000000000'))
    await expectRefusal((await place.as('wusong.maker')).recoveries.reportRemittance({ poolId: pool.poolId, number: 'x', remittedOn: '2026-06-30', minor: 1n }), 'recovery.remit_above_due')
  })
})

describe('sent twice', () => {
  test('a preview leaves nothing behind: no claim, no case, no act, no number of a voucher', async () => {
    const claimId = await approved()
    const counted = async () =>
      (await sql`select (select count(*) from proposal) as cases, (select count(*) from act) as acts, (select count(*) from claim) as claims, (select count(*) from claim_event) as events, (select count(*) from journal_entry) as entries`.execute(place.database.owner)).rows[0]
    const before = await counted()
    const noteId = await place.plantNote(pool)
    await (await place.as('shenjiang.maker', { preview: true })).claims.draft({ noteId, stated: stated(1n) })
    await (await place.as('yangpu.maker', { preview: true })).approvals.propose({ kind: 'claim.pay', what: { claimId, voucherNumber: 'V-P', orderedOn: '2026-06-30' } })
    expect(await counted()).toEqual(before)
  })

  test('with another body, a key is refused; with the same, it answers what it answered and does nothing', async () => {
    const idempotencyKey = '4f0f6e5e-5b0a-4c1e-9d0b-0d6c0f6f5a01'
    const [one, two] = [await place.plantNote(pool), await place.plantNote(pool)]
    const bank = await place.as('shenjiang.maker', { idempotencyKey })
    const first = await bank.claims.draft({ noteId: one, stated: stated(1n) })
    expect(await bank.claims.draft({ noteId: one, stated: stated(1n) })).toEqual(first)
    expect(await outcomeOf(bank.claims.draft({ noteId: two, stated: stated(1n) }))).toMatch(/^request\./)
    expect(await outcomeOf(bank.claims.draft({ noteId: one, stated: stated(2n) }))).toMatch(/^request\./)
  })
})
