import type { Db } from '@cofund/db/connect'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { OrganisationId, OrganisationKind } from '@cofund/shared/people/organisation'
import { fen } from '@cofund/shared/kernel/money'
import { sql } from 'kysely'
import { demonstrationCommitments } from '../../../server/seed/demonstration-files.ts'
import { jurisdictions, organisations } from '../../../server/seed/district.ts'
import { type TestDatabase, openTestDatabase } from '../../kit/database.ts'
import { plantCredential } from '../../kit/people.ts'
import { importerAs, standardFile } from '../imports/import-kit.ts'

/** One person of each kind of organisation. Those whom the demonstration leaves out are seated below. */
export const personOfKind: Readonly<Record<OrganisationKind, string>> = {
  city_finance: 'city.maker',
  district_finance: 'yangpu.maker',
  programme_department: 'science.officer',
  joint_meeting: 'joint.meeting',
  state_assets: 'assets.regulator',
  soe_group: 'group.viewer',
  fund_manager: 'fund.maker',
  soe_vc: 'vc.maker',
  bank: 'wusong.maker',
  guarantor: 'guarantor.maker',
  trustee: 'trustee.viewer',
  custodian: 'custodian.viewer',
  appraiser: 'appraiser.viewer',
  exchange: 'exchange.viewer',
  audit_office: 'auditor',
  accounting_firm: 'accountant.viewer',
  admin: 'admin',
}

/** Another city, whose finance bureau keeps a little of everything: nobody of the district may see any of it. */
export const strangers = { maker: 'nanshan.maker', organisation: 'org_nanshan_finance', place: '440300' } as const
/** A bank of the district, whose borrowers its neighbours may not see. */
export const neighbour = { maker: 'shenjiang.maker', organisation: 'org_shenjiang_bank' } as const

/** Stands in everything that the two write: where it turns up, it is theirs. */
export const marks = { [strangers.organisation]: '暗记南山', [neighbour.organisation]: '暗记申江' } as const

export interface Planted {
  readonly organisationId: string
  readonly bookId: string
  readonly bookCode: string
  readonly entryId: string
  readonly batchId: string
  readonly documentHash: string
  readonly loanId: string
  readonly lenderId: string
  readonly evaluationId: string
  readonly positionId: string
  readonly membershipId: string
  readonly personId: string
  readonly proposalId: string
  readonly reportId: string
  readonly bankAccountId: string
  readonly poolId: string
  readonly indicatorId: string
  readonly planId: string
  readonly noteId: string
  readonly claimId: string
  /** A claim for a bank's year. */
  readonly yearId: string
  readonly recoveryId: string
  readonly remittanceId: string
}

/** Names that nobody has, of the same shape as those that somebody has. */
export const missing: Planted = {
  organisationId: 'org_0000000000000000',
  bookId: 'bok_0000000000000000',
  bookCode: 'NO-SUCH-BOOK',
  entryId: 'ent_0000000000000000',
  batchId: 'imp_0000000000000000',
  documentHash: 'd'.repeat(64),
  loanId: 'lon_999999999999',
  lenderId: 'ldr_999999999999',
  evaluationId: 'lev_0000000000000000',
  positionId: 'pos_0000000000000000',
  membershipId: 'mem_0000000000000000',
  personId: 'per_0000000000000000',
  proposalId: 'prp_0000000000000000',
  reportId: 'rpt_0000000000000000',
  bankAccountId: 'bac_0000000000000000',
  poolId: 'rcp_0000000000000000',
  indicatorId: 'ind_0000000000000000',
  planId: 'pln_0000000000000000',
  noteId: 'nte_0000000000000000',
  claimId: 'clm_0000000000000000',
  yearId: 'clm_1111111111111111',
  recoveryId: 'rcv_0000000000000000',
  remittanceId: 'rmt_0000000000000000',
}

export interface Everybody {
  readonly database: TestDatabase
  readonly strange: Planted
  /** A bank keeps no books and reports no funds: those of its ids are nobody's. */
  readonly near: Planted
}

/** The demonstration district, a stranger beside it, and a person in every kind of organisation. */
export async function openEverybody(): Promise<Everybody> {
  const database = await openTestDatabase({ demonstration: true })
  await seatTheRest(database.owner)
  const versionId = await tryableVersion(database.owner)
  return { database, strange: await plantStrangers(database, versionId), near: await plantLoans(database, neighbour, versionId) }
}

async function seatTheRest(owner: Db): Promise<void> {
  await owner
    .insertInto('jurisdiction')
    .values([
      { code: '440000', name_zh: '广东省', name_en: 'Guangdong', level: 'province', parent_code: '100000' },
      { code: strangers.place, name_zh: '深圳市', name_en: 'Shenzhen', level: 'district', parent_code: '440000' },
    ])
    .execute()
  await owner
    .insertInto('organisation')
    .values({
      id: strangers.organisation,
      kind: 'district_finance',
      name_zh: '南山区财政局',
      name_en: 'Nanshan Finance',
      jurisdiction_code: strangers.place,
    })
    .execute()
  const seats = [
    ['custodian.viewer', 'org_custodian', ['viewer']],
    ['appraiser.viewer', 'org_appraiser', ['viewer']],
    ['exchange.viewer', 'org_exchange', ['viewer']],
    ['accountant.viewer', 'org_accounting_firm', ['auditor']],
    [strangers.maker, strangers.organisation, ['finance_maker', 'finance_checker', 'fund_maker']],
  ] as const
  for (const [signInName, organisation_id, roles] of seats) {
    const slug = signInName.replaceAll('.', '_')
    const name = organisation_id === strangers.organisation ? marks[strangers.organisation] : '某人'
    await owner
      .insertInto('person')
      .values({ id: `per_${slug}`, name, sign_in_name: signInName })
      .execute()
    await owner
      .insertInto('membership')
      .values({ id: `mem_${slug}_1`, person_id: `per_${slug}`, organisation_id, roles: [...roles], since_on: '2024-01-01' })
      .execute()
    // Their organisations demand a second factor: each has one, so that whoever signs in owes nothing.
    await plantCredential(owner, `per_${slug}`, { totpSecret: 'A'.repeat(32) })
  }
}

/** Any version of a scheme that can be tried on losses, for evaluations to be planted with. */
async function tryableVersion(owner: Db): Promise<PolicyVersionId> {
  const { id } = await owner
    .selectFrom('policy_version')
    .innerJoin('policy', 'policy.id', 'policy_version.policy_id')
    .where('policy.code', '=', 'DEMO-TWO-TIER')
    .select('policy_version.id')
    .executeTakeFirstOrThrow()
  return id
}

async function plantLoans(
  database: TestDatabase,
  { maker, organisation }: { maker: string; organisation: keyof typeof marks },
  policyVersionId: PolicyVersionId,
): Promise<Planted> {
  const mark = marks[organisation]
  const importer = await importerAs(database, maker)
  const checked = await importer.check(
    standardFile([
      { number: `${mark}-1`, borrower: `${mark}光电`, lender: `${mark}支行` },
      {
        number: `${mark}-2`,
        borrower: `${mark}智能`,
        lender: `${mark}支行`,
        outcome: '已核销',
        chargedOffOn: '2023-05-10',
        chargedOff: '400000',
      },
      { number: `${mark}-3`, borrower: `${mark}生物`, approved: `${mark}非数` },
    ]),
    { name: `${mark}.csv` },
  )
  await importer.confirm(checked, true)
  const { evaluationId } = await importer.caller.reports.evaluateLosses({ policyVersionId })
  const [loan] = await database.owner
    .selectFrom('loan')
    .selectAll()
    .where('batch_id', '=', checked.batch.id)
    .orderBy('id', 'desc')
    .limit(1)
    .execute()
  const slug = maker.replaceAll('.', '_')
  return {
    ...missing,
    organisationId: organisation,
    batchId: checked.batch.id,
    documentHash: checked.batch.document.hash,
    loanId: `lon_${String(loan?.id).replace('lon_', '')}`,
    lenderId: `ldr_${String(loan?.lender_id).replace('ldr_', '')}`,
    evaluationId,
    membershipId: `mem_${slug}_1`,
    personId: `per_${slug}`,
  }
}

async function plantStrangers(database: TestDatabase, policyVersionId: PolicyVersionId): Promise<Planted> {
  const mark = marks[strangers.organisation]
  const loans = await plantLoans(database, strangers, policyVersionId)
  const importer = await importerAs(database, strangers.maker)
  const reported = await importer.check(demonstrationCommitments('2025-12-31').replaceAll('号基金', `号${mark}基金`), {
    name: `${mark}-出资.csv`,
    kind: 'commitments',
  })
  await importer.confirm(reported)
  const position = await database.owner
    .selectFrom('position')
    .select('id')
    .where('batch_id', '=', reported.batch.id)
    .executeTakeFirstOrThrow()
  const book = await importer.caller.ledger.openBook({
    kind: 'pool',
    code: 'NS-POOL',
    nameZh: `${mark}资金池`,
    nameEn: 'Nanshan Pool',
  })
  const { id: entryId } = await importer.caller.ledger.postOpening({
    bookId: book.id,
    effectiveOn: '2026-01-01',
    note: `${mark}结转`,
    evidence: { reference: `${mark}决〔2026〕1 号` },
    postings: [{ account: { head: 'cash', detail: '' }, amount: fen(100_000_00n) }],
  })
  const report = await importer.caller.ledger.runReport({ bookIds: [book.id], on: '2026-06-30' })
  const account = await importer.caller.statements.openAccount({
    bookId: book.id,
    name: `${mark}专户`,
    number: '4403 0000 1111 2222',
    matchedFrom: '2026-01-01',
  })
  const versionId = await copyRules(database.owner, policyVersionId)
  const { proposalId } = await importer.caller.approvals.propose({ kind: 'policy.activate', what: { versionId }, note: mark })
  return {
    ...loans,
    bookId: book.id,
    bookCode: 'NS-POOL',
    entryId,
    positionId: position.id,
    proposalId,
    reportId: report.reportId,
    bankAccountId: account.id,
    poolId: await plantPool(database.owner, book.id, mark),
    ...(await plantIndicator(importer.caller, mark)),
    ...(await plantClaims(database.owner, entryId, mark)),
  }
}

/** Their budget, with a plan on it. */
async function plantIndicator(caller: Awaited<ReturnType<typeof importerAs>>['caller'], mark: string): Promise<Pick<Planted, 'indicatorId' | 'planId'>> {
  const { id: bookId } = await caller.ledger.openBook({ kind: 'treasury', code: 'NS-FISC', nameZh: `${mark}财政`, nameEn: 'Nanshan Treasury' })
  const amount = { minor: 100_000_00n, currency: 'CNY' } as const
  const { id: indicatorId } = await caller.fiscal.grant({
    bookId,
    documentNumber: `${mark}预〔2026〕1 号`,
    name: `${mark}专项`,
    source: 'general',
    functionCode: '2060499',
    budgetYear: 2026,
    grantedOn: '2026-01-01',
    amount,
  })
  const { id: planId } = await caller.fiscal.plan({ indicatorId, number: `${mark}计`, plannedOn: '2026-01-02', month: '2026-02-01', purpose: mark, amount })
  return { indicatorId, planId }
}

/** A paid claim of theirs with what came back on it, and one for a year: like those of the demonstration, in their own pool. */
async function plantClaims(owner: Db, entryId: string, mark: string): Promise<Pick<Planted, 'noteId' | 'claimId' | 'yearId' | 'recoveryId' | 'remittanceId'>> {
  const planted = { noteId: 'nte_nanshan', claimId: 'clm_nanshan', yearId: 'clm_year_nanshan', recoveryId: 'rcv_nanshan', remittanceId: 'rmt_nanshan' }
  const { noteId, claimId, yearId, recoveryId, remittanceId } = planted
  const like = (table: string, condition: ReturnType<typeof sql>, change: object) => sql`
    insert into ${sql.table(table)} overriding user value
    select * from jsonb_populate_record(null::${sql.table(table)},
      (select to_jsonb(model) || ${JSON.stringify(change)}::jsonb from ${sql.table(table)} as model where ${condition} limit 1))`.execute(owner)
  const ours = { pool_id: 'rcp_nanshan', organisation_id: strangers.organisation }
  const undecided = { payable_minor: 0, paid_minor: 0, decided_on: null, publicised_until: null, proposal_id: null }
  const paid = sql<string>`(select id from claim where family = 'loan' and status = 'paid' and mode = 'compensation' order by id limit 1)`
  const year = sql<string>`(select id from claim where family = 'bank_year' and status = 'frozen' order by id limit 1)`
  await like('pool_member', sql`true`, ours)
  await like('note_verdict', sql`true`, { ...ours, id: 'nvd_nanshan' })
  const { enterprise_id } = await owner.selectFrom('note_verdict').select('enterprise_id').where('id', '=', 'nvd_nanshan').executeTakeFirstOrThrow()
  await like('drawdown_note', sql`id = (select note_id from claim where id = ${paid})`, {
    ...ours,
    id: noteId,
    number: `${mark}借据`,
    enterprise_id,
    verdict_id: 'nvd_nanshan',
    predecessor_id: null,
    succession: null,
    batch_id: null,
    exposed_minor: 0,
  })
  await like('claim', sql`id = ${paid}`, { ...ours, ...undecided, id: claimId, note_id: noteId, enterprise_id, status: 'draft' })
  await like('claim_decision', sql`claim_id = ${paid}`, { claim_id: claimId, entry_id: entryId })
  await like('claim_payment', sql`claim_id = ${paid}`, { id: 'pay_nanshan', claim_id: claimId, voucher_number: mark, entry_id: entryId })
  // No step leads there from a draft: it is put there by hand.
  await sql`alter table claim disable trigger claim_moves_by_two`.execute(owner)
  await sql`update claim set status = 'paid' where id = ${claimId}`.execute(owner)
  await sql`alter table claim enable trigger claim_moves_by_two`.execute(owner)
  const due = { due_minor: 500, remitted_minor: 0 }
  await like('recovery', sql`true`, { id: recoveryId, ...ours, ...due, claim_id: claimId, place: 1, reference: mark, reverses: null, kind: 'cash', entry_id: entryId })
  const pays = [{ recoveryId, minor: { $bigint: '500' } }]
  await like('remittance', sql`true`, { id: remittanceId, ...ours, number: mark, minor: 500, pays, entry_id: entryId })
  await like('claim', sql`id = ${year}`, { ...ours, ...undecided, id: yearId, status: 'frozen' })
  await like('claim_freeze', sql`claim_id = ${year}`, { claim_id: yearId })
  return planted
}

/** A pool of theirs: put there by hand, for it takes two of them to open one. */
async function plantPool(owner: Db, bookId: string, mark: string): Promise<string> {
  await sql`
    insert into pool (id, organisation_id, book_id, code, name_zh, name_en, scheme_policy_id, rule_set_code, route_code, funding, opened_on)
    select 'rcp_nanshan', ${strangers.organisation}, ${bookId}, 'NS-RCP', ${`${mark}资金池`}, 'Nanshan', id, 'SHTECH', 'WUXI', 'pool_cash', '2026-01-01'
    from policy where code = 'DEMO-TWO-TIER'`.execute(owner)
  return 'rcp_nanshan'
}

/** The strangers' own rules, as they would be drafted: a copy of the district's, still to be put into effect. */
async function copyRules(owner: Db, versionId: PolicyVersionId): Promise<PolicyVersionId> {
  await sql`
    insert into policy (id, kind, code, name_zh, name_en, jurisdiction_code)
    values ('pol_nanshan', 'compensation_scheme', 'NANSHAN', '南山办法', 'Nanshan Rules', ${strangers.place})`.execute(owner)
  await sql`
    insert into policy_version (id, policy_id, number, document, effective_from, params, cites)
    select 'plv_nanshan', 'pol_nanshan', 1, document, '2026-01-01', params, cites from policy_version where id = ${versionId}`.execute(
    owner,
  )
  return 'plv_nanshan'
}

const overseers: readonly OrganisationKind[] = [
  'city_finance',
  'district_finance',
  'programme_department',
  'joint_meeting',
  'state_assets',
  'audit_office',
]

/**
 * Whose records an organisation sees, said anew and apart from the database: its own; for those who oversee a place,
 * everybody's in it and below it, administrators' apart.
 */
export function seenBy(organisationId: OrganisationId): ReadonlySet<OrganisationId> {
  const own = organisations.find(({ id }) => id === organisationId)
  if (!own || !overseers.includes(own.kind)) return new Set([organisationId])
  const within = (code: string | null): boolean =>
    code !== null &&
    (code === own.jurisdictionCode || within(jurisdictions.find((place) => place.code === code)?.parent_code ?? null))
  return new Set([
    organisationId,
    ...organisations.filter(({ kind, jurisdictionCode }) => kind !== 'admin' && within(jurisdictionCode)).map(({ id }) => id),
  ])
}

/** Where somebody of the demonstration sits: the place in which a session of theirs begins. */
export async function seatOf(owner: Db, signInName: string): Promise<{ organisationId: OrganisationId; personId: string }> {
  const row = await owner
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .where('sign_in_name', '=', signInName)
    .select(['organisation_id', 'person_id'])
    .orderBy('membership.id')
    .executeTakeFirstOrThrow()
  return { organisationId: row.organisation_id, personId: row.person_id }
}

/** The names of tables, by the catalogue. */
export async function tableNames(owner: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%' order by relname`.execute(
    owner,
  )
  return rows.map(({ name }) => name)
}
