import type { Db } from '@cofund/db/connect'
import { fen, type Money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { OpenPool } from '@cofund/shared/pools/pool.input'
import type { FundingTier, PoolId } from '@cofund/shared/pools/pool'
import type { ProposeInput } from '@cofund/shared/proposals'
import { approvalsRouterOf } from '../approvals/approval.router.ts'
import { createCallerFactory, router } from '../kernel/trpc.ts'
import { ledgerRouter } from '../ledger/ledger.router.ts'
import { proposalKinds } from '../proposal-kinds.ts'
import { seedContext } from './seed-caller.ts'

/**
 * Four pools under four schemes: two tiers that both paid in beforehand, a city's own with a cap over its cooperation, a bank's year by
 * annual budget where the district owes the city its share afterwards, and a district's advances under caps.
 */
export async function seedPools(owner: Db): Promise<void> {
  const [city, cityChecker, district, districtChecker] = [
    await callerAs(owner, 'city.maker'),
    await callerAs(owner, 'city.checker'),
    await callerAs(owner, 'yangpu.maker'),
    await callerAs(owner, 'yangpu.checker'),
  ]
  const cityFirst = { maker: city, checkers: [cityChecker, districtChecker] }
  const districtFirst = { maker: district, checkers: [districtChecker, cityChecker] }
  await openTreasury(owner, city)

  const compensation = await open(owner, districtFirst, {
    ...twoTier,
    code: 'YP-RCP',
    nameZh: '杨浦区科技型企业贷款风险补偿资金池',
    nameEn: 'Yangpu Technology Loan Compensation Pool',
    bookId: await bookOf(owner, 'YP-POOL'),
    schemeCode: 'DEMO-TWO-TIER',
    routeCode: 'DISTRICT-THEN-CITY',
    funding: 'pool_cash',
    openedOn: '2024-01-01',
    leverageHundredths: 2_000,
    recoveriesGo: 'stay',
  })
  await admit(districtFirst, compensation, '2024-01-15', ['shenjiang', 'wusong', 'pubin', 'caohejing'], { 2024: 300, 2025: 350, 2026: 400 })
  await call(districtFirst, compensation, { tier: 'district', place: '310110', yuan: 20_000_000, on: '2026-02-20', due: '2026-03-31', document: '杨财科〔2026〕5 号' })
  await pay(owner, { maker: district, checkers: [districtChecker] }, compensation, '杨财科〔2026〕5 号', { yuan: 20_000_000, on: '2026-03-02', by: 'advance', reference: '财政拨款 20260302' })
  await call(districtFirst, compensation, { tier: 'city', place: '310000', yuan: 8_000_000, on: '2026-10-12', due: '2026-12-15', document: '杨财科〔2026〕31 号' })

  await agreed(
    { maker: district, checkers: [await callerAs(owner, 'joint.meeting')] },
    {
      kind: 'pool.override_breaker',
      what: {
        poolId: compensation,
        organisationId: 'org_caohejing_bank',
        action: 'defer',
        from: '2025-10-01',
        to: '2025-12-31',
        reason: '年底集中续贷，经联席会议研究，年内暂不因该行损失率暂缓补偿',
      },
    },
  )

  const ofCity = await open(owner, cityFirst, {
    code: 'SH-CRC',
    nameZh: '上海市科技信贷风险补偿资金池',
    nameEn: 'Shanghai Technology Credit Compensation Pool',
    bookId: await openBook(city, 'SH-CRC', '上海市科技信贷风险补偿资金池', 'Shanghai Technology Credit Compensation Pool'),
    schemeCode: 'GZ2025',
    ruleSetCode: 'SHTECH',
    routeCode: 'CITY-LED',
    funding: 'pool_cash',
    openedOn: '2025-10-01',
    leverageHundredths: 1_000,
    periodCap: yuan(60_000_000),
    recoveriesGo: 'return',
    funders: [{ ...cityFunder, sharePpm: 1_000_000 }],
    parties: [{ organisationId: 'org_joint_meeting', part: 'decider' }],
  })
  await admit(cityFirst, ofCity, '2025-10-09', ['shenjiang', 'wusong', 'pubin'], { 2025: 120, 2026: 260 })
  await call(cityFirst, ofCity, { tier: 'city', place: '310000', yuan: 90_000_000, on: '2025-10-10', due: '2025-10-31', document: '沪财企〔2025〕77 号' })
  await pay(owner, { maker: city, checkers: [cityChecker] }, ofCity, '沪财企〔2025〕77 号', { yuan: 60_000_000, on: '2025-10-28', by: 'cash', reference: '沪国库支〔2025〕1182 号' })

  const ofBand = await open(owner, cityFirst, {
    ...twoTier,
    code: 'SH-BAND',
    nameZh: '上海市科技型中小企业信贷风险年度补偿',
    nameEn: 'Shanghai Tech SME Credit Loss, Yearly Compensation',
    bookId: await openBook(city, 'SH-BAND', '上海市科技型中小企业信贷风险年度补偿', 'Shanghai Tech SME Credit Loss, Yearly Compensation'),
    schemeCode: 'DEMO-BAND',
    routeCode: 'CITY-LED',
    funding: 'annual_budget',
    openedOn: '2024-01-01',
    recoveriesGo: 'return',
    funders: [{ ...cityFunder, sharePpm: 400_000 }, { ...districtFunder, sharePpm: 600_000, pays: 'afterwards' }],
  })
  await admit(cityFirst, ofBand, '2024-02-01', ['shenjiang', 'wusong', 'pubin', 'caohejing'], { 2024: 500, 2025: 500, 2026: 500 })

  const ofAdvances = await open(owner, districtFirst, {
    code: 'YP-IP',
    nameZh: '杨浦区知识产权质押贷款前补偿资金池',
    nameEn: 'Yangpu IP-pledged Loan Advance Pool',
    bookId: await openBook(district, 'YP-IP', '杨浦区知识产权质押贷款前补偿资金池', 'Yangpu IP-pledged Loan Advance Pool'),
    schemeCode: 'DEMO-ADVANCE',
    ruleSetCode: 'SHTECH',
    routeCode: 'WUXI',
    funding: 'pool_cash',
    openedOn: '2024-03-01',
    leverageHundredths: 1_200,
    periodCap: yuan(30_000_000),
    recoveriesGo: 'stay',
    funders: [{ ...districtFunder, sharePpm: 1_000_000 }],
    parties: [
      { organisationId: 'org_yangpu_science', part: 'reviewer' },
      { organisationId: 'org_pool_trustee', part: 'trustee' },
      { organisationId: 'org_joint_meeting', part: 'decider' },
      { organisationId: 'org_yangpu_audit', part: 'auditor' },
    ],
  })
  await admit(districtFirst, ofAdvances, '2024-03-11', ['shenjiang', 'wusong'], { 2024: 60, 2025: 80, 2026: 90 })
  await call(districtFirst, ofAdvances, { tier: 'district', place: '310110', yuan: 24_000_000, on: '2026-01-12', due: '2026-01-31', document: '杨财科〔2026〕2 号' })
  await pay(owner, { maker: district, checkers: [districtChecker] }, ofAdvances, '杨财科〔2026〕2 号', { yuan: 24_000_000, on: '2026-01-27', by: 'cash', reference: '杨国库支〔2026〕0033 号' })
}

const cityFunder = { tier: 'city', organisationId: 'org_city_finance', jurisdictionCode: '310000', treasuryCode: 'SH-FISC', pays: 'beforehand' } as const
const districtFunder = { tier: 'district', organisationId: 'org_yangpu_finance', jurisdictionCode: '310110', treasuryCode: 'YP-FISC', pays: 'beforehand' } as const

const twoTier = {
  ruleSetCode: 'SHTECH',
  funders: [
    { ...cityFunder, sharePpm: 400_000 },
    { ...districtFunder, sharePpm: 600_000 },
  ],
  parties: [
    { organisationId: 'org_yangpu_science', part: 'reviewer' },
    { organisationId: 'org_joint_meeting', part: 'decider' },
    { organisationId: 'org_pool_trustee', part: 'trustee' },
    { organisationId: 'org_yangpu_audit', part: 'auditor' },
  ],
} as const satisfies Pick<OpenPool, 'ruleSetCode'> & { readonly funders: readonly OpenPool['funders'][number][]; readonly parties: readonly OpenPool['parties'][number][] }

const yuan = (amount: number): Money => fen(BigInt(amount) * 100n)

const createCaller = createCallerFactory(router({ ledger: ledgerRouter, approvals: approvalsRouterOf(proposalKinds) }))
const callerAs = async (owner: Db, signInName: string) => createCaller(await seedContext(owner, signInName))
type Caller = Awaited<ReturnType<typeof callerAs>>

/** Who proposes, and who may be asked to check, whichever of them a step is for. */
interface People {
  readonly maker: Caller
  readonly checkers: readonly Caller[]
}

/** Proposes, and has each step checked by whoever of the checkers it waits for. */
async function agreed({ maker, checkers }: People, deed: ProposeInput): Promise<void> {
  const { proposalId } = await maker.approvals.propose(deed)
  for (const checker of checkers) {
    const { proposal } = await maker.approvals.get({ proposalId })
    if (proposal.status !== 'open') return
    await checker.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest })
  }
}

type Opened = Omit<OpenPool, 'funders' | 'parties'> & {
  readonly funders: readonly OpenPool['funders'][number][]
  readonly parties: readonly OpenPool['parties'][number][]
}

async function open(owner: Db, people: People, opening: Opened): Promise<PoolId> {
  await agreed(people, { kind: 'pool.open', what: { ...opening, funders: [...opening.funders], parties: [...opening.parties] } })
  const { id } = await owner.selectFrom('pool').select('id').where('code', '=', opening.code).executeTakeFirstOrThrow()
  return id
}

const products = [
  { code: 'KJD', name: '科技信用贷' },
  { code: 'ZSD', name: '知识产权质押贷' },
  { code: 'LXD', name: '科技履约贷' },
] as const

/** Banks join with the same three products, and quotas in millions of yuan for each year. */
async function admit(people: People, poolId: PoolId, agreedOn: PlainDate, banks: readonly string[], millions: Readonly<Record<number, number>>): Promise<void> {
  for (const [index, bank] of banks.entries()) {
    const organisationId: OrganisationId = `org_${bank}_bank`
    await agreed(people, {
      kind: 'pool.set_member',
      what: {
        poolId,
        organisationId,
        agreementNumber: `合作协议〔${agreedOn.slice(0, 4)}〕${String(index + 1).padStart(2, '0')} 号`,
        agreedOn,
        endedOn: null,
        suspendedOn: null,
        products: products.map((product) => ({ ...product, approvedOn: agreedOn, endedOn: null })),
      },
    })
    for (const [year, million] of Object.entries(millions)) {
      const granted = yuan(Math.round((million * 1_000_000) / (1 + index / 4)))
      await agreed(people, { kind: 'pool.set_quota', what: { poolId, organisationId, year: Number(year), granted } })
    }
  }
}

interface Called {
  readonly tier: FundingTier
  readonly place: string
  readonly yuan: number
  readonly on: PlainDate
  readonly due: PlainDate
  readonly document: string
}

const call = (people: People, poolId: PoolId, { tier, place, yuan: amount, on, due, document }: Called) =>
  agreed(people, {
    kind: 'pool.call_contribution',
    what: { poolId, tier, jurisdictionCode: place, amount: yuan(amount), calledOn: on, dueOn: due, documentNumber: document },
  })

interface Paid {
  readonly yuan: number
  readonly on: PlainDate
  readonly by: 'cash' | 'advance'
  readonly reference: string
}

async function pay(owner: Db, people: People, poolId: PoolId, document: string, { yuan: amount, on, by, reference }: Paid): Promise<void> {
  const { id } = await owner
    .selectFrom('pool_contribution')
    .select('id')
    .where('pool_id', '=', poolId)
    .where('document_number', '=', document)
    .executeTakeFirstOrThrow()
  await agreed(people, { kind: 'pool.pay_contribution', what: { contributionId: id, amount: yuan(amount), paidOn: on, by, reference } })
}

const bookOf = async (owner: Db, code: string): Promise<BookId> =>
  (await owner.selectFrom('book').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id

const openBook = async (keeper: Caller, code: string, nameZh: string, nameEn: string): Promise<BookId> =>
  (await keeper.ledger.openBook({ kind: 'pool', code, nameZh, nameEn })).id

/** The city's purse, where the seed of its budget has not opened it. */
async function openTreasury(owner: Db, city: Caller): Promise<void> {
  if (await owner.selectFrom('book').select('id').where('code', '=', 'SH-FISC').executeTakeFirst()) return
  const { id: bookId } = await city.ledger.openBook({ kind: 'treasury', code: 'SH-FISC', nameZh: '上海市财政科技专户', nameEn: 'Shanghai Technology Fiscal Account' })
  await city.ledger.postOpening({
    bookId,
    effectiveOn: '2024-01-01',
    note: '2023 年末结转',
    evidence: { reference: '沪财决〔2024〕1 号' },
    postings: [{ account: { head: 'cash' }, amount: yuan(240_000_000) }],
  })
}
