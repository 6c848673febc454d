import type { ChecklistItem, ClaimId, ClaimMode, ClaimStated } from '@cofund/shared/claims/claim'
import { checklistItems, nothingStated } from '@cofund/shared/claims/claim'
import { asJson } from '@cofund/db/connect'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { fen, toDecimal } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { NoteId } from '@cofund/shared/loans/drawdown-note'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { BankAccountId } from '@cofund/shared/statements/bank-account'
import type { ClaimRouteCode, FunderPays, PoolFunding, PoolId } from '@cofund/shared/pools/pool'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { storeDocument } from '../../../server/documents/document.commands.ts'
import type { RequestContext } from '../../../server/kernel/trpc.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { callerAs } from '../../kit/actors.ts'
import { agree } from '../../kit/approvals.ts'
import { openTestDatabase, type TestDatabase } from '../../kit/database.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { outcomeOf } from '../../kit/refusals.ts'
import { plantScheme } from '../../kit/pools.ts'
import { importerAs } from '../imports/import-kit.ts'
import { statementHeader } from '../statements/statements-kit.ts'
import { inventedUscc } from '../loans/loans-kit.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

/** 80 % of what is unpaid, city 40 : district 60, once overdue for more than 60 days and accepted by a court. */
export const twoTiers = [
  { bearer: 'city', share: '0.4' },
  { bearer: 'district', share: '0.6' },
] as const

export interface PlantedPool {
  readonly poolId: PoolId
  readonly bookId: BookId
  readonly treasuries: { readonly city: BookId; readonly district: BookId }
}

/** A pool of Yangpu as two people would have opened it, with both tiers, every part of a route, three banks, and cash in its book. */
export interface Planting {
  readonly route?: ClaimRouteCode
  readonly funding?: PoolFunding
  readonly pays?: FunderPays
  readonly cashYuan?: number
  readonly recoveriesGo?: 'stay' | 'return'
  readonly periodCapYuan?: number
  /** Parts of the scheme beside the usual. */
  readonly scheme?: Readonly<Record<string, unknown>>
  readonly agreedOn?: PlainDate
}

export interface ClaimsPlace {
  readonly database: TestDatabase
  readonly as: (signInName: string, overrides?: Partial<RequestContext>) => Promise<Caller>
  readonly plantPool: (planting?: Planting) => Promise<PlantedPool>
  readonly plantFirm: (group?: string) => Promise<EnterpriseId>
  readonly plantNote: (pool: PlantedPool, note?: PlantedNote) => Promise<NoteId>
  readonly store: (signInName: string, name?: string, bytes?: Buffer) => Promise<string>
  /** A claim that nothing is to be said against, still a draft. */
  readonly draft: (noteId: NoteId, more?: Drafting) => Promise<ClaimId>
  /** The same set straight on the stage: where there are many. */
  readonly plantDraft: (noteId: NoteId) => Promise<ClaimId>
  readonly submit: (claimId: ClaimId, by?: string) => Promise<`prp_${string}`>
  /** Takes a claim's case along its whole route; answers where it stands then. */
  readonly decide: (proposalId: `prp_${string}`, route?: ClaimRouteCode) => Promise<void>
  readonly pay: (claimId: ClaimId, voucherNumber: string, by?: readonly [string, string]) => Promise<void>
  /** The bank's statement comes with the payment in it, and is matched. */
  readonly match: (pool: PlantedPool, voucherNumber: string) => Promise<void>
  /** The same, and the receipt is looked for. */
  readonly receive: (pool: PlantedPool, claimId: ClaimId, voucherNumber: string) => Promise<void>
  readonly balances: (bookId: BookId) => Promise<Record<string, string>>
  readonly standing: (claimId: ClaimId) => Promise<Record<string, string>>
  readonly close: () => Promise<void>
}

interface PlantedNote {
  readonly number?: string
  readonly bank?: OrganisationId
  readonly enterpriseId?: EnterpriseId
  readonly principalYuan?: number
  readonly status?: 'enrolled' | 'overdue' | 'non_performing' | 'repaid'
  readonly flags?: readonly string[]
  readonly otherCover?: readonly string[]
  readonly predecessorId?: NoteId
  readonly district?: string
  readonly lentOn?: PlainDate
}

interface Drafting {
  readonly by?: string
  readonly mode?: ClaimMode
  readonly stated?: Partial<ClaimStated>
  readonly without?: ChecklistItem
  readonly loss?: bigint
}

/** Who checks at each step of a route, in order: two where two people decide. */
export const checkersOf: Readonly<Record<ClaimRouteCode, readonly string[]>> = {
  WUXI: ['shenjiang.checker', 'trustee.reviewer', 'science.reviewer', 'science.second', 'joint.meeting', 'joint.second'],
  'CITY-LED': ['shenjiang.checker', 'city.checker', 'city.second', 'joint.meeting', 'joint.second'],
  'DISTRICT-THEN-CITY': ['shenjiang.checker', 'yangpu.checker', 'yangpu.second', 'city.checker', 'city.second'],
}

export const banks = ['org_shenjiang_bank', 'org_wusong_bank', 'org_pubin_bank'] as const

/** What the bank states of a loan that has been overdue since 1 April and whose suit was accepted on 1 June: claimed on 30 June. */
export const stated = (loss: bigint, more: Partial<ClaimStated> = {}): ClaimStated => ({
  ...nothingStated,
  amounts: { unpaid_principal: loss },
  overdueSince: '2026-04-01',
  nonPerformingOn: '2026-05-01',
  recoveryBegunOn: '2026-04-10',
  litigation: { acceptedOn: '2026-06-01', caseNumber: '（2026）沪0110民初1号', court: '杨浦区人民法院' },
  diligent: true,
  otherCompensation: [],
  ...more,
})

/** Bytes that a scan would begin with. */
export const scan = (text: string): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(text.padEnd(1024, ' '))])

export async function openClaimsPlace(): Promise<ClaimsPlace> {
  const database = await openTestDatabase()
  await seedPeople(database.owner)
  return claimsPlaceOn(database)
}

/** The same in a database that somebody else has opened, with its people in it. */
export function claimsPlaceOn(database: TestDatabase): ClaimsPlace {
  let planted = 0
  const callers = new Map<string, Promise<Caller>>()
  const as = (signInName: string, overrides?: Partial<RequestContext>): Promise<Caller> => {
    if (overrides) return callerAs(database, signInName, overrides)
    const caller = callers.get(signInName) ?? callerAs(database, signInName)
    callers.set(signInName, caller)
    return caller
  }

  const openBook = async (maker: string, kind: 'pool' | 'treasury', cashYuan: number): Promise<BookId> => {
    const caller = await as(maker)
    const { id } = await caller.ledger.openBook({ kind, code: `B-${(planted += 1)}`, nameZh: '账', nameEn: 'Book' })
    if (cashYuan > 0) {
      await caller.ledger.postOpening({
        bookId: id,
        effectiveOn: '2026-01-01',
        note: '期初',
        evidence: { reference: 'x' },
        postings: [{ account: { head: 'cash' }, amount: fen(BigInt(cashYuan) * 100n) }],
      })
    }
    return id
  }

  const plantPool = async (planting: Planting = {}): Promise<PlantedPool> => {
    const { route = 'WUXI', funding = 'pool_cash', pays = 'beforehand', cashYuan = 100_000_000, recoveriesGo = 'stay', periodCapYuan, scheme, agreedOn = '2026-01-01' } = planting
    const code = await plantScheme(database, twoTiers, {
      breakers: [{ of: 'year_loss', over: 'year_entered_principal', above: '1', action: 'defer' }],
      claim: { overdue_days_above: 60, litigation_accepted: true },
      ...scheme,
    })
    const { id: policyId } = await database.owner.selectFrom('policy').select('id').where('code', '=', code).executeTakeFirstOrThrow()
    const bookId = await openBook('yangpu.maker', 'pool', funding === 'pool_cash' ? cashYuan : 0)
    const treasuries = {
      city: await openBook('city.maker', 'treasury', funding === 'annual_budget' ? cashYuan : 0),
      district: await openBook('yangpu.maker', 'treasury', 0),
    }
    const poolId: PoolId = `rcp_test_${(planted += 1)}`
    const { owner } = database
    await owner
      .insertInto('pool')
      .values({
        id: poolId,
        organisation_id: 'org_yangpu_finance',
        book_id: bookId,
        code: `RCP-${planted}`,
        name_zh: '测试资金池',
        name_en: 'Test pool',
        scheme_policy_id: policyId,
        rule_set_code: 'SHTECH',
        route_code: route,
        funding,
        opened_on: '2024-01-01',
        closed_on: null,
        leverage_hundredths: null,
        period_cap_minor: periodCapYuan === undefined ? null : BigInt(periodCapYuan) * 100n,
        recoveries_go: recoveriesGo,
      })
      .execute()
    const part = (organisation_id: OrganisationId, name: 'keeper' | 'funder' | 'trustee' | 'reviewer' | 'decider') => ({
      pool_id: poolId,
      organisation_id,
      part: name,
      since: '2024-01-01' as const,
      until: null,
    })
    await owner
      .insertInto('pool_party')
      .values([
        part('org_yangpu_finance', 'keeper'),
        part('org_yangpu_finance', 'funder'),
        part('org_city_finance', 'funder'),
        part('org_pool_trustee', 'trustee'),
        part('org_yangpu_science', 'reviewer'),
        part('org_joint_meeting', 'decider'),
      ])
      .execute()
    const funder = { pool_id: poolId, since: '2024-01-01' as const, pays }
    await owner
      .insertInto('pool_funder')
      .values([
        { ...funder, tier: 'city', organisation_id: 'org_city_finance', jurisdiction_code: '310000', treasury_book_id: treasuries.city, share_ppm: 400_000 },
        { ...funder, tier: 'district', organisation_id: 'org_yangpu_finance', jurisdiction_code: '310110', treasury_book_id: treasuries.district, share_ppm: 600_000 },
      ])
      .execute()
    for (const organisation_id of banks) {
      const member = { pool_id: poolId, organisation_id }
      await owner
        .insertInto('pool_member')
        .values({ ...member, agreement_number: 'XY', agreed_on: agreedOn, ended_on: null, suspended_on: null })
        .execute()
      await owner.insertInto('pool_product').values({ ...member, code: 'KJD', name: '科技贷', approved_on: agreedOn, ended_on: null }).execute()
      await owner.insertInto('pool_quota').values({ ...member, quota_year: 2026, granted_minor: 10n ** 14n }).execute()
    }
    return { poolId, bookId, treasuries }
  }

  const plantFirm = async (group?: string): Promise<EnterpriseId> => {
    const id: EnterpriseId = `ept_${(planted += 1)}`
    await database.owner
      .insertInto('enterprise')
      .values({ id, uscc: inventedUscc(planted), name: `试验企业${planted}`, group_code: group ?? null, registered_by: 'org_shenjiang_bank', override_reason: null })
      .execute()
    return id
  }

  const plantNote = async ({ poolId }: PlantedPool, note: PlantedNote = {}): Promise<NoteId> => {
    const enterpriseId = note.enterpriseId ?? (await plantFirm())
    const { id: policy_version_id } = await database.owner
      .selectFrom('policy_version')
      .innerJoin('pool', 'pool.scheme_policy_id', 'policy_version.policy_id')
      .select('policy_version.id')
      .where('pool.id', '=', poolId)
      .executeTakeFirstOrThrow()
    const id: NoteId = `nte_${(planted += 1)}`
    const bank = note.bank ?? 'org_shenjiang_bank'
    const verdict_id = `vdt_${planted}` as const
    await database.owner
      .insertInto('note_verdict')
      .values({ id: verdict_id as never, pool_id: poolId, organisation_id: bank, enterprise_id: enterpriseId, rule_set_code: 'SHTECH', outcome: 'eligible', verdict: sql`'{}'` })
      .execute()
    const principal = BigInt(note.principalYuan ?? 1_000_000) * 100n
    await database.owner
      .insertInto('drawdown_note')
      .values({
        id,
        pool_id: poolId,
        organisation_id: bank,
        number: note.number ?? `JJ-${planted}`,
        contract_number: `HT-${planted}`,
        credit_line_number: null,
        enterprise_id: enterpriseId,
        district_code: note.district ?? '310110',
        product_code: 'KJD',
        principal_minor: principal,
        lent_on: note.lentOn ?? '2026-01-10',
        due_on: '2027-01-09',
        rate_ppm: 38_500,
        purpose: '流动资金',
        flags: [...(note.flags ?? [])],
        other_cover: [...(note.otherCover ?? [])],
        guaranteed_minor: null,
        predecessor_id: note.predecessorId ?? null,
        succession: note.predecessorId ? 'renewal' : null,
        status: note.status ?? 'non_performing',
        enrolled_on: '2026-01-10',
        policy_version_id,
        verdict_id: verdict_id as never,
        balance_minor: principal,
        category: 'doubtful',
        overdue_days: 90,
        reported_month: '2026-05-01',
        npl_reported_on: '2026-05-01',
        npl_derived_on: '2026-05-01',
        batch_id: null,
        line: null,
      })
      .execute()
    return id
  }

  const store = async (signInName: string, name = 'scan.pdf', bytes = scan(name)): Promise<string> => {
    const session = await openOperatorSession(database.owner, signInName, 'test')
    const { hash } = await storeDocument(database.app, session, { name, source: chunks(bytes) })
    return hash
  }

  const draft = async (noteId: NoteId, { by = 'shenjiang.maker', mode = 'compensation', without, loss, ...more }: Drafting = {}): Promise<ClaimId> => {
    const bank = await as(by)
    const { balance_minor: balance } = await database.owner.selectFrom('drawdown_note').select('balance_minor').where('id', '=', noteId).executeTakeFirstOrThrow()
    const { claimId } = await bank.claims.draft({ noteId, mode, stated: stated(loss ?? balance, more.stated) })
    const { about } = await bank.claims.get({ claimId })
    const documentHash = await store(by)
    for (const { item } of about?.checklist ?? []) {
      if (item === without) continue
      await bank.claims.attach({ claimId, item, documentHash: item === checklistItems[0] ? documentHash : await store(by, `${item}.pdf`), name: `${item}.pdf` })
    }
    return claimId
  }

  let paper: Promise<string> | undefined
  const plantDraft = async (noteId: NoteId): Promise<ClaimId> => {
    const { owner } = database
    paper ??= store('shenjiang.maker')
    const note = await owner.selectFrom('drawdown_note').selectAll().where('id', '=', noteId).executeTakeFirstOrThrow()
    const id: ClaimId = `clm_planted_${(planted += 1)}`
    await owner
      .insertInto('claim')
      .values({
        id,
        pool_id: note.pool_id,
        organisation_id: note.organisation_id,
        family: 'loan',
        note_id: noteId,
        enterprise_id: note.enterprise_id,
        district_code: note.district_code,
        status: 'draft',
        policy_version_id: note.policy_version_id ?? 'plv_',
        stated: asJson(stated(note.balance_minor)),
      })
      .execute()
    const document_hash = await paper
    await owner
      .insertInto('claim_document')
      .values(checklistItems.map((item) => ({ claim_id: id, item, place: 1, document_hash, name: 'scan.pdf' })))
      .execute()
    return id
  }

  const submit = async (claimId: ClaimId, by = 'shenjiang.maker') => {
    const { proposalId } = await (await as(by)).approvals.propose({ kind: 'claim.decide', what: { claimId } })
    return proposalId
  }

  const decide = async (proposalId: `prp_${string}`, route: ClaimRouteCode = 'WUXI'): Promise<void> => {
    for (const checker of checkersOf[route]) await agreeAt(await as(checker), proposalId)
  }

  const pay = async (claimId: ClaimId, voucherNumber: string, [maker, checker] = ['yangpu.maker', 'yangpu.checker'] as readonly [string, string]): Promise<void> => {
    const what = { claimId, voucherNumber, orderedOn: '2026-06-30' } as const
    await agree(await as(checker), await (await as(maker)).approvals.propose({ kind: 'claim.pay', what }))
  }

  const accounts = new Map<BookId, { readonly id: BankAccountId; readonly number: string }>()
  const accountOf = async (bookId: BookId): Promise<{ readonly id: BankAccountId; readonly number: string }> => {
    const known = accounts.get(bookId)
    if (known) return known
    const number = `6222${String(accounts.size + 1).padStart(8, '0')}`
    const { id } = await (await as('yangpu.maker')).statements.openAccount({ bookId, name: '池账户', number, matchedFrom: '2026-01-02' })
    accounts.set(bookId, { id, number })
    return { id, number }
  }
  const match = async ({ bookId }: PlantedPool, voucherNumber: string): Promise<void> => {
    const keeper = await as('yangpu.maker')
    const { id: bankAccountId, number } = await accountOf(bookId)
    const { minor } = await database.owner.selectFrom('claim_payment').select('minor').where('voucher_number', '=', voucherNumber).executeTakeFirstOrThrow()
    const importer = await importerAs(database, 'yangpu.maker')
    const file = `${statementHeader}\n${number},2026-06-30,CNY,,${toDecimal(fen(minor))},,补偿款,${voucherNumber}\n`
    await importer.confirm(await importer.check(file, { kind: 'statement_lines' }), true)
    await keeper.statements.matchByRules({ bankAccountId })
  }
  const receive = async (pool: PlantedPool, claimId: ClaimId, voucherNumber: string): Promise<void> => {
    await match(pool, voucherNumber)
    await (await as('yangpu.maker')).claims.confirmReceipts({ poolId: pool.poolId, claimId })
  }

  return {
    database,
    as,
    plantPool,
    plantFirm,
    plantNote,
    store,
    draft,
    plantDraft,
    submit,
    decide,
    pay,
    match,
    receive,
    balances: async (bookId) => {
      const { rows } = await sql<{ name: string; minor: bigint }>`
        select head || case when detail = '' then '' when head in ('due_from', 'due_to') then '' else ':' || detail end as name, sum(minor)::int8 as minor
        from posting join account on account.id = posting.account_id where posting.book_id = ${bookId} group by 1 having sum(minor) <> 0 order by 1`.execute(database.owner)
      return Object.fromEntries(rows.map(({ name, minor }) => [name, toDecimal(fen(minor))]))
    },
    standing: async (claimId) => {
      const rows = await database.owner.selectFrom('claim_bearer').selectAll().where('claim_id', '=', claimId).orderBy('bearer').execute()
      return Object.fromEntries(rows.map((row) => [row.bearer, toDecimal(fen(row.borne_minor - row.returned_minor))]))
    },
    close: () => database.close(),
  }
}

/** Confirms what is shown now; where the step rests on a paper, gives its number. */
export async function agreeAt(checker: Caller, proposalId: `prp_${string}`) {
  const { proposal, steps } = await checker.approvals.get({ proposalId })
  const document = steps[proposal.step]?.document
  return checker.approvals.check({ proposalId, verdict: 'approve', digest: proposal.digest, ...(document ? { document: '纪要〔2026〕1号' } : {}) })
}

async function* chunks(bytes: Buffer) {
  yield bytes
}

export const expectRefusal = async (work: Promise<unknown>, code: string): Promise<void> => expect(await outcomeOf(work)).toBe(code)
