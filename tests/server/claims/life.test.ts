import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectCoherent } from '../../kit/coherent.ts'
import { outcomeOf, refusalOf } from '../../kit/refusals.ts'
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

test('a loss of 1,000,000.00 at 80 %, city 40 : district 60: decided along Wuxi’s route, paid by two, received by the bank’s word', async () => {
  const noteId = await place.plantNote(pool)
  const claimId = await place.draft(noteId)
  const bank = await place.as('shenjiang.maker')
  const { expected, findings } = await bank.claims.get({ claimId })
  expect([expected?.evaluation?.payable, findings]).toEqual([{ minor: 80_000_000n, currency: 'CNY' }, []])

  const proposalId = await place.submit(claimId)
  const statuses: string[] = [(await bank.claims.get({ claimId })).claim.status]
  for (const checker of checkersOf.WUXI) {
    await agreeAt(await place.as(checker), proposalId)
    statuses.push((await bank.claims.get({ claimId })).claim.status)
  }
  expect(statuses).toEqual(['submitted', 'first_review', 'first_review', 'first_review', 'verified', 'verified', 'approved'])
  expect(await place.standing(claimId)).toEqual({ bank: '200000.00', city: '320000.00', district: '480000.00' })
  expect(await place.balances(pool.bookId)).toMatchObject({
    compensation: '800000.00',
    'compensation_payable:org_shenjiang_bank': '-800000.00',
    loss: '1000000.00',
    'loss_share:bank': '-200000.00',
    'loss_share:city': '-320000.00',
    'loss_share:district': '-480000.00',
  })

  await place.pay(claimId, 'V-1')
  expect((await bank.claims.get({ claimId })).claim).toMatchObject({ status: 'paying', paid: { minor: 0n } })
  expect(await place.balances(pool.bookId)).toMatchObject({ cash: '99200000.00' })
  await place.receive(pool, claimId, 'V-1')
  const { claim, payments, events, decisions } = await bank.claims.get({ claimId })
  expect(claim).toMatchObject({ status: 'paid', paid: { minor: 80_000_000n }, payable: { minor: 80_000_000n } })
  expect(payments).toMatchObject([{ voucherNumber: 'V-1', receivedOn: '2026-06-30' }])
  expect(events.map(({ event }) => event).filter((event) => event !== 'attached')).toEqual([
    'drafted',
    'submitted',
    ...Array(6).fill('moved_on'),
    'approved',
    'payment_ordered',
    'paid',
  ])
  expect(decisions).toMatchObject([{ reason: 'approved', loss: { minor: 100_000_000n } }])
  expect((await bank.claims.notices()).map(({ event }) => event)).toEqual(['paid', 'approved'])
})

describe('a claim on its way', () => {
  test('is sent back with codes, mended, and sent on: its round begins anew', async () => {
    const claimId = await place.draft(await place.plantNote(pool))
    const [bank, trustee] = [await place.as('shenjiang.maker'), await place.as('trustee.reviewer')]
    const proposalId = await place.submit(claimId)
    await agreeAt(await place.as('shenjiang.checker'), proposalId)
    const { proposal } = await trustee.approvals.get({ proposalId })
    const opinion = '请补盖公章'
    await expectRefusal(trustee.approvals.check({ proposalId, verdict: 'return', digest: proposal.digest, opinion }), 'claim.codes_needed')
    await trustee.claims.sendBack({ claimId, proposalId, digest: proposal.digest, codes: ['E07'], opinion })
    expect((await bank.claims.get({ claimId })).claim).toMatchObject({ status: 'returned', codes: ['E07'] })
    const stored = await place.store('shenjiang.maker', 'stamped.pdf')
    await bank.claims.attach({ claimId, item: 'application_form', documentHash: stored, name: 'stamped.pdf' })
    await bank.approvals.resubmit({ proposalId })
    expect((await bank.claims.get({ claimId })).claim).toMatchObject({ status: 'submitted', codes: [] })
    await place.decide(proposalId)
    expect((await bank.claims.get({ claimId })).claim.status).toBe('approved')
  })

  test('is rejected with its clause, and the loan may be claimed for again', async () => {
    const noteId = await place.plantNote(pool)
    const claimId = await place.draft(noteId)
    const trustee = await place.as('trustee.reviewer')
    const proposalId = await place.submit(claimId)
    await agreeAt(await place.as('shenjiang.checker'), proposalId)
    const { proposal } = await trustee.approvals.get({ proposalId })
    await expectRefusal(trustee.approvals.check({ proposalId, verdict: 'reject', digest: proposal.digest, opinion: '不符' }), 'claim.clause_needed')
    await trustee.claims.reject({ claimId, proposalId, digest: proposal.digest, clause: '第十二条', opinion: '不符' })
    const { claim, events } = await (await place.as('shenjiang.maker')).claims.get({ claimId })
    expect([claim.status, events.at(-1)?.facts]).toEqual(['rejected', { clause: '第十二条' }])
    await place.submit(await place.draft(noteId))
  })

  test('is taken back by the bank; a draft is dropped', async () => {
    const bank = await place.as('shenjiang.maker')
    const noteId = await place.plantNote(pool)
    const claimId = await place.draft(noteId)
    const proposalId = await place.submit(claimId)
    await bank.approvals.withdraw({ proposalId })
    expect((await bank.claims.get({ claimId })).claim.status).toBe('withdrawn')
    const again = await place.draft(noteId)
    await bank.claims.drop({ claimId: again })
    await expectRefusal(bank.approvals.propose({ kind: 'claim.decide', what: { claimId: again } }), 'claim.wrong_status')
  })
})

describe('other routes and purses', () => {
  test('city-led: publicised for five working days, and paid after that', async () => {
    const led = await place.plantPool({ route: 'CITY-LED' })
    const claimId = await place.draft(await place.plantNote(led))
    await place.decide(await place.submit(claimId), 'CITY-LED')
    const keeper = await place.as('yangpu.maker')
    expect((await keeper.claims.get({ claimId })).claim).toMatchObject({ status: 'publicised', publicisedUntil: '2026-07-07' })
    const what = { claimId, voucherNumber: 'V-P', orderedOn: '2026-06-30' } as const
    await expectRefusal(keeper.approvals.propose({ kind: 'claim.pay', what }), 'claim.in_publicity')
  })

  test('district then city, shares owed afterwards: 80 % of 500,000.00 is owed to the pool by both purses', async () => {
    const owed = await place.plantPool({ route: 'DISTRICT-THEN-CITY', pays: 'afterwards' })
    const claimId = await place.draft(await place.plantNote(owed, { principalYuan: 500_000 }))
    await place.decide(await place.submit(claimId), 'DISTRICT-THEN-CITY')
    expect(await place.balances(owed.treasuries.city)).toEqual({ compensation: '160000.00', due_to: '-160000.00' })
    expect(await place.balances(owed.treasuries.district)).toEqual({ compensation: '240000.00', due_to: '-240000.00' })
    expect(await place.balances(owed.bookId)).toMatchObject({ due_from: '400000.00', 'compensation_payable:org_shenjiang_bank': '-400000.00' })
  })
})

describe('what does not go together', () => {
  test('a claim is refused by name: before its trigger, after its window, above the loss, for another bank’s loan', async () => {
    const short = await place.plantPool({ scheme: { claim: { overdue_days_above: 60, litigation_accepted: true, within_days: 20 } } })
    const bank = await place.as('shenjiang.maker')
    const codesOf = async (claimId: `clm_${string}`) => {
      const { facts } = await refusalOf(bank.approvals.propose({ kind: 'claim.decide', what: { claimId } }))
      return (facts as { findings: readonly { code: string }[] }).findings.map(({ code }) => code)
    }
    const early = await place.draft(await place.plantNote(pool), { stated: { overdueSince: '2026-05-20' } })
    expect(await codesOf(early)).toEqual(['C01'])
    const late = await place.draft(await place.plantNote(short))
    expect(await codesOf(late)).toEqual(['C05'])
    const above = await place.draft(await place.plantNote(pool), { loss: 100_000_001n })
    expect(await codesOf(above)).toEqual(['B03', 'D01'])
    const others = await place.plantNote(pool, { bank: 'org_wusong_bank' })
    await expectRefusal(bank.claims.draft({ noteId: others }), 'note.not_found')
  })

  test('a document that is not what it says is a finding: a zip called pdf, a sheet where a scan is asked', async () => {
    const bank = await place.as('shenjiang.maker')
    const claimId = await place.draft(await place.plantNote(pool), { without: 'complaint' })
    const zip = await place.store('shenjiang.maker', '诉状.pdf', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1024)]))
    await bank.claims.attach({ claimId, item: 'complaint', documentHash: zip, name: '诉状.pdf' })
    const { findings } = await bank.claims.get({ claimId })
    expect(findings.map(({ code }) => code)).toEqual(['E02', 'E03'])
  })

  test('one loan has one claim over all pools, and the second is told so', async () => {
    const other = await place.plantPool()
    const enterpriseId = await place.plantFirm()
    const here = await place.draft(await place.plantNote(pool, { number: 'TWICE', enterpriseId }))
    const there = await place.draft(await place.plantNote(other, { number: 'TWICE', enterpriseId }))
    const bank = await place.as('shenjiang.maker')
    const both = await Promise.all(
      [here, there].map((claimId) => outcomeOf(bank.approvals.propose({ kind: 'claim.decide', what: { claimId } }))),
    )
    expect(both.toSorted()).toEqual(['claim.open_already', 'done'])
  })
})
