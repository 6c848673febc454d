import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { OpenPool } from '@cofund/shared/pools/pool.input'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { ProposeInput } from '@cofund/shared/proposals'
import { callerAs } from './actors.ts'
import { agree } from './approvals.ts'
import type { TestDatabase } from './database.ts'

export const yuan = (amount: number) => ({ minor: BigInt(Math.round(amount * 100)), currency: 'CNY' }) as const

let planted = 0

/** A scheme that the city puts into effect from 2024: 80 %, shared as `split` says, deferred above 5 % of a bank's year. */
export async function plantScheme(
  database: TestDatabase,
  split: readonly { readonly bearer: string; readonly share: string }[] = [{ bearer: 'city', share: '1' }],
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const code = `PLANTED${(planted += 1)}`
  const [maker, checker] = [await callerAs(database, 'city.maker'), await callerAs(database, 'city.checker')]
  const { versionId } = await maker.policies.draft({
    kind: 'compensation_scheme',
    code,
    name: { zh: '测试办法', en: 'Test scheme' },
    jurisdictionCode: '310000',
    document: code,
    effective: { from: '2024-01-01', to: null },
    params: {
      currency: 'CNY',
      family: 'loan',
      base: 'unpaid_principal',
      interest_included: false,
      compensation: { rate: '0.80', split: [...split], rounding: 'down' },
      remainder: 'bank',
      breakers: [{ of: 'year_loss', over: 'year_entered_principal', above: '0.05', action: 'defer' }],
      recovery: { rule: 'pro_rata_borne' },
      ...more,
    },
    cites: { '': { document: code, tag: 'D' } },
  })
  await agree(checker, await maker.approvals.propose({ kind: 'policy.activate', what: { versionId } }))
  return code
}

const usual = new WeakMap<TestDatabase, Promise<string>>()
/** One for all pools of a database that ask for no other. */
function usualScheme(database: TestDatabase): Promise<string> {
  const code = usual.get(database) ?? plantScheme(database)
  usual.set(database, code)
  return code
}

export interface PlantedPool {
  readonly poolId: PoolId
  readonly bookId: BookId
  readonly schemeCode: string
}

/** Books of a keeper: a pool's, and its purse with cash in it. Answers the pool's, and the purse's code. */
export async function plantBooks(database: TestDatabase, maker: string): Promise<{ bookId: BookId; treasuryId: BookId; treasuryCode: string }> {
  const caller = await callerAs(database, maker)
  const place = (planted += 1)
  const { id: bookId } = await caller.ledger.openBook({ kind: 'pool', code: `POOL-${place}`, nameZh: '池', nameEn: 'Pool' })
  const treasuryCode = `FISC-${place}`
  const { id: treasuryId } = await caller.ledger.openBook({ kind: 'treasury', code: treasuryCode, nameZh: '库', nameEn: 'Purse' })
  await caller.ledger.postOpening({
    bookId: treasuryId,
    effectiveOn: '2024-01-01',
    note: '期初',
    evidence: { reference: 'x' },
    postings: [{ account: { head: 'cash' }, amount: yuan(100_000_000) }],
  })
  return { bookId, treasuryId, treasuryCode }
}

/** What opens a pool that the city keeps and funds alone; `more` changes it. */
export async function openingOf(database: TestDatabase, more: Partial<OpenPool> = {}): Promise<OpenPool> {
  const { bookId, treasuryCode } = await plantBooks(database, 'city.maker')
  return {
    code: `RCP-${(planted += 1)}`,
    nameZh: '测试资金池',
    nameEn: 'Test pool',
    bookId,
    schemeCode: more.schemeCode ?? (await usualScheme(database)),
    ruleSetCode: 'SHTECH',
    routeCode: 'CITY-LED',
    funding: 'pool_cash',
    openedOn: '2024-01-01',
    recoveriesGo: 'stay',
    funders: [{ tier: 'city', organisationId: 'org_city_finance', jurisdictionCode: '310000', treasuryCode, sharePpm: 1_000_000, pays: 'beforehand' }],
    parties: [],
    ...more,
  }
}

/** Proposes as `maker` and has each of `checkers` agree in turn. */
export async function agreedBy(database: TestDatabase, deed: ProposeInput, maker: string, ...checkers: readonly string[]): Promise<void> {
  const proposed = await (await callerAs(database, maker)).approvals.propose(deed)
  for (const checker of checkers) await agree(await callerAs(database, checker), proposed)
}

/** A pool that the city keeps and funds alone. */
export async function plantPool(database: TestDatabase, more: Partial<OpenPool> = {}): Promise<PlantedPool> {
  const what = await openingOf(database, more)
  await agreedBy(database, { kind: 'pool.open', what }, 'city.maker', 'city.checker')
  const { id: poolId } = await database.owner.selectFrom('pool').select('id').where('code', '=', what.code).executeTakeFirstOrThrow()
  return { poolId, bookId: what.bookId, schemeCode: what.schemeCode }
}

/** A bank that joins a pool of the city, with one product and a quota of so many yuan for each year. */
export async function plantMember(
  database: TestDatabase,
  poolId: PoolId,
  organisationId: OrganisationId,
  quotas: Readonly<Record<number, number>> = {},
  agreedOn: PlainDate = '2024-01-10',
): Promise<void> {
  await agreedBy(
    database,
    {
      kind: 'pool.set_member',
      what: {
        poolId,
        organisationId,
        agreementNumber: 'XY-1',
        agreedOn,
        endedOn: null,
        suspendedOn: null,
        products: [{ code: 'KJD', name: '科技贷', approvedOn: agreedOn, endedOn: null }],
      },
    },
    'city.maker',
    'city.checker',
  )
  for (const [year, granted] of Object.entries(quotas)) {
    const what = { poolId, organisationId, year: Number(year), granted: yuan(granted) }
    await agreedBy(database, { kind: 'pool.set_quota', what }, 'city.maker', 'city.checker')
  }
}

/** A contribution of a city's pool, called and, where `paid` says so, paid in cash. */
export async function plantContribution(database: TestDatabase, poolId: PoolId, called: number, paid = 0): Promise<`ctb_${string}`> {
  const documentNumber = `催〔2026〕${(planted += 1)}`
  const what = { poolId, tier: 'city', jurisdictionCode: '310000', amount: yuan(called), calledOn: '2026-01-05', documentNumber } as const
  await agreedBy(database, { kind: 'pool.call_contribution', what }, 'city.maker', 'city.checker')
  const { id } = await database.owner
    .selectFrom('pool_contribution')
    .select('id')
    .where('document_number', '=', documentNumber)
    .executeTakeFirstOrThrow()
  if (paid > 0) {
    const payment = { contributionId: id, amount: yuan(paid), paidOn: '2026-01-20', by: 'cash', reference: `支 ${planted}` } as const
    await agreedBy(database, { kind: 'pool.pay_contribution', what: payment }, 'city.maker', 'city.checker')
  }
  return id
}
