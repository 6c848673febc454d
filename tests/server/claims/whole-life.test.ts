import type { ClaimId } from '@cofund/shared/claims/claim'
import type { FreezeYear } from '@cofund/shared/claims/settlement.input'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { OpenPool } from '@cofund/shared/pools/pool.input'
import type { ProposeInput } from '@cofund/shared/proposals'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agree } from '../../kit/approvals.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { printedLedger } from '../../kit/printed-ledger.ts'
import { plantVoucher } from '../../kit/vouchers.ts'
import { importerAs } from '../imports/import-kit.ts'
import { draftNote, inventedUscc } from '../loans/loans-kit.ts'
import { paidClaim, recover } from '../recoveries/recoveries-kit.ts'
import { statementHeader } from '../statements/statements-kit.ts'
import { type ClaimsPlace, agreeAt, checkersOf, expectRefusal, openClaimsPlace, scan } from './claims-kit.ts'

let place: ClaimsPlace
beforeAll(async () => {
  place = await openClaimsPlace()
  await enact('DEMO-TWO-TIER', 'DEMO-BAND')
}, 60_000)
afterAll(async () => {
  await expectCoherent(place.database.owner)
  await place.close()
})

const cny = (yuan: number) => ({ minor: BigInt(Math.round(yuan * 100)), currency: 'CNY' as const })

/** Somebody on a day of 2026: what is not yet, or not any more, is told by their clock. */
const on = (day: PlainDate, signInName: string) => place.as(signInName, { now: () => new Date(`${day}T02:00:00Z`) })

/** A deed of two people, or of as many as its route asks for. */
async function agreed(day: PlainDate, what: ProposeInput, maker: string, ...checkers: readonly string[]): Promise<void> {
  const proposed = await (await on(day, maker)).approvals.propose(what)
  for (const checker of checkers) await agree(await on(day, checker), proposed)
}

const yangpu = ['yangpu.maker', 'yangpu.checker'] as const
const city = ['city.maker', 'city.checker'] as const

/** One of the schemes that the product brings along, put into effect by two people of the city. */
async function enact(...codes: readonly string[]): Promise<void> {
  const maker = await place.as('city.maker')
  await maker.policies.draftShipped()
  for (const { code, versions } of await maker.policies.list()) {
    if (codes.includes(code)) for (const { id: versionId } of versions) await agreed('2026-01-02', { kind: 'policy.activate', what: { versionId } }, ...city)
  }
}

/** A pool of Yangpu under a scheme, as both who pay for it agreed to open it, with its book, both purses and every part of a route. */
async function openedPool({ code, schemeCode, funding, pays, openedOn }: { readonly code: string; readonly schemeCode: string; readonly funding: 'pool_cash' | 'annual_budget'; readonly pays: 'beforehand' | 'afterwards'; readonly openedOn: PlainDate }) {
  const [keeper, other] = [await on('2026-01-05', 'yangpu.maker'), await on('2026-01-05', 'city.maker')]
  const { id: bookId } = await keeper.ledger.openBook({ kind: 'pool', code, nameZh: '资金池', nameEn: 'Pool' })
  const { id: district } = await keeper.ledger.openBook({ kind: 'treasury', code: `${code}-D`, nameZh: '区国库', nameEn: 'District' })
  const { id: ofCity } = await other.ledger.openBook({ kind: 'treasury', code: `${code}-C`, nameZh: '市国库', nameEn: 'City' })
  const what: OpenPool = {
    code,
    nameZh: '杨浦区科技信贷风险补偿资金池',
    nameEn: 'Yangpu pool',
    bookId,
    schemeCode,
    ruleSetCode: 'DEMO-TECH-SME',
    routeCode: 'WUXI',
    funding,
    openedOn,
    recoveriesGo: 'return',
    funders: [
      { tier: 'city', organisationId: 'org_city_finance', jurisdictionCode: '310000', treasuryCode: `${code}-C`, sharePpm: 400_000, pays },
      { tier: 'district', organisationId: 'org_yangpu_finance', jurisdictionCode: '310110', treasuryCode: `${code}-D`, sharePpm: 600_000, pays },
    ],
    parties: [
      { organisationId: 'org_pool_trustee', part: 'trustee' },
      { organisationId: 'org_yangpu_science', part: 'reviewer' },
      { organisationId: 'org_joint_meeting', part: 'decider' },
      { organisationId: 'org_yangpu_audit', part: 'auditor' },
    ],
  }
  await agreed('2026-01-05', { kind: 'pool.open', what }, ...yangpu, 'city.checker')
  const { id: poolId } = await place.database.owner.selectFrom('pool').select('id').where('code', '=', code).executeTakeFirstOrThrow()
  return { poolId, bookId, purses: { city: ofCity, district } }
}

/** The bank joins with one product. */
const joined = (poolId: PoolId, agreedOn: PlainDate): Promise<void> =>
  agreed(
    '2026-01-10',
    {
      kind: 'pool.set_member',
      what: { poolId, organisationId: 'org_shenjiang_bank', agreementNumber: 'XY-1', agreedOn, endedOn: null, suspendedOn: null, products: [{ code: 'KJD', name: '科技贷', approvedOn: agreedOn, endedOn: null }] },
    },
    ...yangpu,
  )

/** An account at the bank of a book, and what reads statements of it in: imported as a file, matched by rules. */
async function bankOf(keeper: string, bookId: BookId, number: string) {
  const { id: bankAccountId } = await (await place.as(keeper)).statements.openAccount({ bookId, name: '账户', number, matchedFrom: '2026-01-01' })
  return {
    bankAccountId,
    stated: async (...lines: readonly string[]) => {
      const importer = await importerAs(place.database, keeper)
      const file = [statementHeader, ...lines.map((line) => `${number},${line}`)].join('\n')
      await importer.confirm(await importer.check(file, { kind: 'statement_lines' }), true)
      await (await place.as(keeper)).statements.matchByRules({ bankAccountId })
    },
    /** Book cash is the bank's, with nothing unmatched on either side. */
    open: async () => {
      const { lines, postings } = await (await place.as(keeper)).statements.account({ bankAccountId })
      return [...lines, ...postings]
    },
  }
}

/** What came back is remitted by the bank, booked, and passed on to the treasuries that it is owed to. */
async function passedOn(poolId: PoolId, minor: bigint, number: string, returns: readonly (readonly [BookId, bigint, string])[]) {
  const { remittanceId } = await (await place.as('shenjiang.maker')).recoveries.reportRemittance({ poolId, number, remittedOn: '2026-06-30', minor })
  await (await place.as('yangpu.maker')).recoveries.bookRemittance({ remittanceId, receivedOn: '2026-06-30' })
  for (const [treasuryBookId, part, paper] of returns) {
    await agreed('2026-06-30', { kind: 'recovery.return', what: { poolId, treasuryBookId, number: paper, returnedOn: '2026-06-30', minor: part } }, ...yangpu)
  }
}

test('from the budget to the last fen that came back: 80 % of 2,345,678.91, city 40 : district 60, and 1,387,654.34 recovered', async () => {
  const { owner } = place.database
  

  // The pool, agreed by both who pay for it; each is called for its part, and pays it by a voucher on its indicator.
  const { poolId, bookId, purses } = await openedPool({ code: 'WHOLE', schemeCode: 'DEMO-TWO-TIER', funding: 'pool_cash', pays: 'beforehand', openedOn: '2026-01-05' })
  for (const [tier, place_, purse, people, yuan] of [
    ['city', '310000', purses.city, city, 1_600_000],
    ['district', '310110', purses.district, yangpu, 2_400_000],
  ] as const) {
    const called = { poolId, tier, jurisdictionCode: place_, amount: cny(yuan), calledOn: '2026-01-06', documentNumber: `催缴 ${tier}` } as const
    await agreed('2026-01-06', { kind: 'pool.call_contribution', what: called }, ...yangpu, ...(tier === 'city' ? ['city.checker'] : []))
    await plantVoucher(place.database, people, { bookId: purse, number: `支 ${tier}`, granted: cny(3_000_000).minor, minor: cny(yuan).minor, on: '2026-01-08', purpose: 'contribution', subject: poolId })
    const { id: contributionId } = await owner.selectFrom('pool_contribution').select('id').where('document_number', '=', `催缴 ${tier}`).executeTakeFirstOrThrow()
    await agreed('2026-01-09', { kind: 'pool.pay_contribution', what: { contributionId, amount: cny(yuan), paidOn: '2026-01-09', by: 'cash', reference: `支 ${tier}` } }, people[0], people[1])
  }
  await joined(poolId, '2026-01-10')
  await agreed('2026-01-10', { kind: 'pool.set_quota', what: { poolId, organisationId: 'org_shenjiang_bank', year: 2026, granted: cny(20_000_000) } }, ...yangpu)

  // A firm that the rule set finds eligible on the loan date, its loan, and what the bank reported of it month by month.
  const lender = await on('2026-01-15', 'shenjiang.maker')
  const uscc = inventedUscc(700)
  const { enterpriseId } = await lender.enterprise.register({ uscc, name: '上海试验光电有限公司' })
  for (const [fact, value] of [['staff', '40'], ['revenue', '30000000'], ['industry', 'I6513']] as const) {
    await lender.enterprise.stateFact({ enterpriseId, fact, value, on: '2025-12-31' })
  }
  await lender.enterprise.addCertificate({ enterpriseId, kind: 'tech_sme', number: 'T-700', validFrom: '2026-01-01', validTo: '2026-12-31' })
  await lender.enterprise.addCheck({ enterpriseId, on: '2026-01-12' })
  const note = draftNote({ poolCode: 'WHOLE', uscc, number: 'JJ-700', principal: cny(3_000_000), lentOn: '2026-01-15', dueOn: '2027-01-14' })
  const [filed] = await lender.note.enrol({ notes: [note] })
  const noteId = filed?.noteId ?? 'nte_'
  const months = [
    ['2026-01-01', 3_000_000, 'pass', 0],
    ['2026-02-01', 2_345_678.91, 'special_mention', 8],
    ['2026-03-01', 2_345_678.91, 'substandard', 39],
    ['2026-04-01', 2_345_678.91, 'doubtful', 69],
  ] as const
  for (const [month, balance, category, overdueDays] of months) {
    const reporter = await on(`${month.slice(0, 5)}${String(Number(month.slice(5, 7)) + 1).padStart(2, '0')}-08` as PlainDate, 'shenjiang.maker')
    const nplOn = category === 'substandard' || category === 'doubtful' ? { nplOn: '2026-03-31' as const } : {}
    await reporter.note.reportMonth({ poolId, month, notes: [{ number: 'JJ-700', balance: cny(balance), category, overdueDays, ...nplOn }] })
  }
  await (await on('2026-05-10', 'shenjiang.maker')).note.litigate({ noteId, stage: 'accepted', reachedOn: '2026-05-06', caseNumber: '（2026）沪0110民初700号', court: '杨浦区人民法院' })

  // The claim: stated, with its papers, and taken along the whole route by nine people.
  const claimId = await claimed(noteId)
  const { proposalId } = await (await on('2026-05-12', 'shenjiang.maker')).approvals.propose({ kind: 'claim.decide', what: { claimId } })
  for (const checker of checkersOf.WUXI) await agreeAt(await on('2026-05-20', checker), proposalId)
  expect((await (await on('2026-05-20', 'shenjiang.maker')).claims.get({ claimId })).claim).toMatchObject({ status: 'approved', payable: cny(1_876_543.12) })
  expect(await printedLedger(owner, poolId)).toBe(
    `
bears     by the ledger  by the scheme
bank          469135.79      469135.79
city          750617.25      750617.25
district     1125925.87     1125925.87
loss         2345678.91     2345678.91

tier      owes the pool  so says the pool  is owed by it  so says the pool  cash
city                  -                 -              -                 -     -
district              -                 -              -                 -     -

pool
cash                           4000000.00
owes org_shenjiang_bank        1876543.12
is owed by org_shenjiang_bank           -`.trim(),
  )
  // What nine people decided, one person does not undo in the book.
  const [decision] = (await (await place.as('yangpu.checker')).claims.get({ claimId })).decisions
  await expectRefusal((await place.as('yangpu.checker')).ledger.reverse({ entryId: decision?.entryId ?? 'ent_', effectiveOn: '2026-06-30', note: '误' }), 'ledger.kept_by_deed')
  await agreed('2026-05-25', { kind: 'claim.pay', what: { claimId, voucherNumber: 'V-700', orderedOn: '2026-05-25' } }, ...yangpu)

  // The bank's own word: its statement is imported and matched, and with that the claim is paid.
  const { stated, open } = await bankOf('yangpu.maker', bookId, '6222 0000 0700')
  await stated('2026-01-09,CNY,1600000.00,,1600000.00,市级出资,支 city', '2026-01-09,CNY,2400000.00,,4000000.00,区级出资,支 district', '2026-05-26,CNY,,1876543.12,2123456.88,补偿款,V-700')
  await (await on('2026-05-27', 'yangpu.maker')).claims.confirmReceipts({ poolId, claimId })
  expect((await (await place.as('shenjiang.maker')).claims.get({ claimId })).claim).toMatchObject({ status: 'paid', paid: cny(1_876_543.12) })

  // Twice something comes back, once at a cost; the bank remits what is not its own, and the pool passes it on to both treasuries.
  for (const { day, gross, cost, reference } of [
    { day: '2026-06-05', gross: 400_000, cost: 12_345.67, reference: 'HK-1' },
    { day: '2026-06-18', gross: 1_000_000.01, cost: 0, reference: 'HK-2' },
  ] as const) {
    const back = { claimId, kind: 'cash', receivedOn: day, gross: cny(gross).minor, cost: cny(cost).minor, interestOwed: null, penaltyOwed: null, reference, documentHash: null } as const
    await agreed(day, { kind: 'recovery.share', what: back }, 'shenjiang.maker', 'shenjiang.checker', 'yangpu.checker')
  }
  // 80 % of 1,387,654.34, whose fen largest remainders place: 444,049.39 and 666,074.08.
  const owed = 1_110_123.47
  expect(await printedLedger(owner, poolId)).toBe(
    `
bears     by the ledger  by the scheme
bank          191604.92      191604.92
city          306567.86      306567.86
district      459851.79      459851.79
loss          958024.57      958024.57

tier      owes the pool  so says the pool  is owed by it  so says the pool  cash
city                  -                 -      444049.39         444049.39     -
district              -                 -      666074.08         666074.08     -

pool
cash                           2123456.88
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank  1110123.47`.trim(),
  )
  const closing = { kind: 'claim.close', what: { claimId, reason: '预计不再有回款' } } as const
  await expectRefusal((await on('2026-06-19', 'yangpu.maker')).approvals.propose(closing), 'recovery.close_dues_open')
  const { remittanceId } = await (await on('2026-06-19', 'shenjiang.maker')).recoveries.reportRemittance({ poolId, number: 'SJ-700', remittedOn: '2026-06-19', minor: cny(owed).minor })
  await (await on('2026-06-22', 'yangpu.maker')).recoveries.bookRemittance({ remittanceId, receivedOn: '2026-06-22' })
  for (const [treasuryBookId, yuan, number] of [
    [purses.city, 444_049.39, 'JK-C'],
    [purses.district, 666_074.08, 'JK-D'],
  ] as const) {
    await agreed('2026-06-24', { kind: 'recovery.return', what: { poolId, treasuryBookId, number, returnedOn: '2026-06-24', minor: cny(yuan).minor } }, ...yangpu)
  }
  await stated('2026-06-22,CNY,1110123.47,,3233580.35,上缴,SJ-700', '2026-06-24,CNY,,444049.39,2789530.96,缴市库,JK-C', '2026-06-24,CNY,,666074.08,2123456.88,缴区库,JK-D')
  await (await on('2026-06-25', 'yangpu.maker')).recoveries.confirmRemittance({ remittanceId })

  expect(await printedLedger(owner, poolId)).toBe(
    `
bears     by the ledger  by the scheme
bank          191604.92      191604.92
city          306567.86      306567.86
district      459851.79      459851.79
loss          958024.57      958024.57

tier      owes the pool  so says the pool  is owed by it  so says the pool       cash
city                  -                 -              -                 -  444049.39
district              -                 -              -                 -  666074.08

pool
cash                           2123456.88
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank           -`.trim(),
  )
  expect(await open()).toEqual([])

  await agreed('2026-06-30', closing, ...yangpu)
  expect((await (await place.as('shenjiang.maker')).claims.get({ claimId })).claim.status).toBe('closed')
  // The duty to recover goes on: later a hundred yuan come, and the claim is open again.
  const late = { claimId, kind: 'after_write_off', receivedOn: '2026-06-30', gross: 10_000n, cost: 0n, interestOwed: null, penaltyOwed: null, reference: 'HK-3', documentHash: null } as const
  await agreed('2026-06-30', { kind: 'recovery.share', what: late }, 'shenjiang.maker', 'shenjiang.checker', 'yangpu.checker')
  expect(await place.standing(claimId)).toEqual({ bank: '191584.92', city: '306535.86', district: '459803.79' })
  await expectRefusal((await place.as('yangpu.maker')).approvals.propose(closing), 'recovery.close_dues_open')
}, 120_000)

/** Drafted from what the bank reported, with a paper under every item of the checklist. */
async function claimed(noteId: `nte_${string}`): Promise<ClaimId> {
  const bank = await on('2026-05-12', 'shenjiang.maker')
  const { stated } = await bank.claims.form({ noteId })
  const litigation = { acceptedOn: '2026-05-06', caseNumber: '（2026）沪0110民初700号', court: '杨浦区人民法院' } as const
  const { claimId } = await bank.claims.draft({ noteId, mode: 'compensation', stated: { ...stated, overdueSince: '2026-02-20', recoveryBegunOn: '2026-02-25', litigation, diligent: true, otherCompensation: [] } })
  const { about } = await bank.claims.get({ claimId })
  for (const { item } of about?.checklist ?? []) {
    const documentHash = await place.store('shenjiang.maker', `${item}.pdf`, scan(item))
    await bank.claims.attach({ claimId, item, documentHash, name: `${item}.pdf` })
  }
  expect((await bank.claims.get({ claimId })).findings).toEqual([])
  return claimId
}

const year = (disposed: number): FreezeYear['stated'] => {
  const m = (millions: number): bigint => BigInt(millions) * 100_000_000n
  const amounts = { loan_balance: m(1000), npl_balance: m(40), disposed: m(disposed), recovered: m(4), net_loss: m(disposed - 4) }
  return { ...amounts, previous_balance: null, districts: [{ district: '310110', ...amounts }] }
}

test('the 2011 band: bad loans of 4.0 %, a net loss of 18 m, 2.25 m paid by the city; corrected to 16 m while the district owes, settled, closed', async () => {
  const { owner } = place.database
  const { poolId, purses } = await openedPool({ code: 'BAND', schemeCode: 'DEMO-BAND', funding: 'annual_budget', pays: 'afterwards', openedOn: '2024-01-01' })
  await joined(poolId, '2024-02-01')
  const [bank, keeper] = [await place.as('shenjiang.maker'), await place.as('yangpu.maker')]
  const { claimId } = await bank.settlements.freeze({ poolId, productCode: 'KJD', year: 2025, stated: year(22), flags: { diligent_recovery: true } })
  const decided = async () => {
    await keeper.settlements.compute({ claimId })
    const { proposalId } = await keeper.approvals.propose({ kind: 'settlement.decide', what: { claimId, on: '2026-06-30' } })
    for (const checker of ['auditor', 'science.reviewer', 'joint.meeting']) await agreeAt(await place.as(checker), proposalId)
  }
  await decided()
  await plantVoucher(place.database, city, { bookId: purses.city, number: '支 年度', granted: cny(3_000_000).minor, minor: cny(2_250_000).minor, on: '2026-06-30', purpose: 'compensation', subject: claimId })
  await agreed('2026-06-30', { kind: 'claim.pay', what: { claimId, voucherNumber: '支 年度', orderedOn: '2026-06-30' } }, ...city)
  const ofCity = await bankOf('city.maker', purses.city, '6222 0000 0701')
  await ofCity.stated('2026-06-30,CNY,2250000.00,,2250000.00,拨款,支 年度', '2026-06-30,CNY,,2250000.00,0.00,年度补偿,支 年度')
  await (await place.as('city.maker')).claims.confirmReceipts({ poolId, claimId })
  expect((await bank.settlements.get({ claimId })).claim).toMatchObject({ status: 'paid', paid: cny(2_250_000) })
  expect(await printedLedger(owner, poolId)).toBe(
    `
bears     by the ledger  by the scheme
bank        15750000.00    15750000.00
city          900000.00      900000.00
district     1350000.00     1350000.00
loss        18000000.00    18000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool  cash
city          900000.00         900000.00     2250000.00        2250000.00     -
district     1350000.00        1350000.00              -                 -     -

pool
cash                           -
owes org_shenjiang_bank        -
is owed by org_shenjiang_bank  -`.trim(),
  )

  // The bank corrects its figures after the city has paid and while the district owes: 16 m is 2.00 m.
  await bank.settlements.refreeze({ claimId, stated: year(20), reason: '一笔贷款不在备案名单' })
  await decided()
  expect(await printedLedger(owner, poolId)).toBe(
    `
bears     by the ledger  by the scheme
bank        14000000.00    14000000.00
city          800000.00      800000.00
district     1200000.00     1200000.00
loss        16000000.00    16000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool  cash
city          800000.00         800000.00     2250000.00        2250000.00     -
district     1200000.00        1200000.00              -                 -     -

pool
cash                                   -
owes org_shenjiang_bank                -
is owed by org_shenjiang_bank  250000.00`.trim(),
  )

  // The bank returns 0.25 m, which goes to the city that paid it; the district pays the city its 1.20 m; the city's own part is set off.
  await passedOn(poolId, 25_000_000n, 'SJ-B', [[purses.city, 25_000_000n, 'JK-B']])
  const { bookId } = await owner.selectFrom('pool').select('book_id as bookId').where('id', '=', poolId).executeTakeFirstOrThrow()
  await plantVoucher(place.database, yangpu, { bookId: purses.district, number: '支 清算', granted: cny(2_000_000).minor, minor: cny(1_200_000).minor, on: '2026-06-30', purpose: 'settlement', subject: poolId, payeeBookId: purses.city, throughBookId: bookId })
  const { id: voucherId } = await owner.selectFrom('payment_voucher').select('id').where('number', '=', '支 清算').executeTakeFirstOrThrow()
  await agreed('2026-06-30', { kind: 'fiscal.settle_tiers', what: { voucherId, paidOn: '2026-06-30', reference: '回单' } }, ...yangpu)
  await agreed('2026-06-30', { kind: 'settlement.close', what: { claimId } }, ...yangpu)
  expect(await printedLedger(owner, poolId)).toBe(
    `
bears     by the ledger  by the scheme
bank        14000000.00    14000000.00
city          800000.00      800000.00
district     1200000.00     1200000.00
loss        16000000.00    16000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool        cash
city                  -                 -              -                 -  1450000.00
district              -                 -              -                 -           -

pool
cash                           -
owes org_shenjiang_bank        -
is owed by org_shenjiang_bank  -`.trim(),
  )
  expect((await bank.settlements.get({ claimId })).claim.status).toBe('settled_between_tiers')
}, 120_000)

describe('a loss of 10 m, of which 80 % are capped at 3 m, and 5 m of it recovered', () => {
  test.each([
    ['pro_rata_borne', 150_000_000n, [60_000_000n, 90_000_000n], `
bears     by the ledger  by the scheme
bank         3500000.00     3500000.00
city          600000.00      600000.00
district      900000.00      900000.00
loss         5000000.00     5000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool       cash
city                  -                 -              -                 -  600000.00
district              -                 -              -                 -  900000.00

pool
cash                           2000000.00
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank           -`],
    ['recompute_on_net_loss', 0n, [0n, 0n], `
bears     by the ledger  by the scheme
bank         2000000.00     2000000.00
city         1200000.00     1200000.00
district     1800000.00     1800000.00
loss         5000000.00     5000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool  cash
city                  -                 -              -                 -     -
district              -                 -              -                 -     -

pool
cash                           2000000.00
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank           -`],
    ['fiscal_first', 300_000_000n, [120_000_000n, 180_000_000n], `
bears     by the ledger  by the scheme
bank         5000000.00     5000000.00
city                  -              -
district              -              -
loss         5000000.00     5000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool        cash
city                  -                 -              -                 -  1200000.00
district              -                 -              -                 -  1800000.00

pool
cash                           2000000.00
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank           -`],
    ['bank_first', 0n, [0n, 0n], `
bears     by the ledger  by the scheme
bank         2000000.00     2000000.00
city         1200000.00     1200000.00
district     1800000.00     1800000.00
loss         5000000.00     5000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool  cash
city                  -                 -              -                 -     -
district              -                 -              -                 -     -

pool
cash                           2000000.00
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank           -`],
    ['flat_rate', 300_000_000n, [120_000_000n, 180_000_000n], `
bears     by the ledger  by the scheme
bank         5000000.00     5000000.00
city                  -              -
district              -              -
loss         5000000.00     5000000.00

tier      owes the pool  so says the pool  is owed by it  so says the pool        cash
city                  -                 -              -                 -  1200000.00
district              -                 -              -                 -  1800000.00

pool
cash                           2000000.00
owes org_shenjiang_bank                 -
is owed by org_shenjiang_bank           -`],
  ] as const)('by %s', async (rule, due, [toCity, toDistrict], printed) => {
    const pool = await place.plantPool({
      cashYuan: 5_000_000,
      recoveriesGo: 'return',
      scheme: { caps: [{ scope: 'loan', amount: '3000000.00' }], recovery: { rule, ...(rule === 'flat_rate' ? { rate: '0.80' } : {}) } },
    })
    const { poolId, treasuries } = pool
    const claimId = await paidClaim(place, pool, 10_000_000)
    await recover(place, claimId, { yuan: 5_000_000 })
    if (due > 0n) await passedOn(poolId, due, `SJ-${rule}`, [[treasuries.city, toCity, `JK-C-${rule}`], [treasuries.district, toDistrict, `JK-D-${rule}`]])
    expect(await printedLedger(place.database.owner, poolId)).toBe(printed.trim())
  }, 60_000)
})
