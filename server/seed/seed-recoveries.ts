import type { Db } from '@cofund/db/connect'
import type { ClaimId } from '@cofund/shared/claims/claim'
import type { FreezeYear } from '@cofund/shared/claims/settlement.input'
import { type PlainDate, addDays } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { ProposeInput } from '@cofund/shared/proposals'
import { sql } from 'kysely'
import { confirmReceipts } from '../claims/claim.commands.ts'
import { computeYear, freezeYear, refreezeYear } from '../claims/settlement.commands.ts'
import { propose } from '../approvals/approval.commands.ts'
import { createCallerFactory } from '../kernel/trpc.ts'
import { bookRemittance, confirmRemittance, reportRemittance } from '../recoveries/recovery.commands.ts'
import { statementRouter } from '../statements/statement.router.ts'
import { seedContext } from './seed-caller.ts'
import { People, agree, listCash } from './seed-claims.ts'
import { importFile } from './seed-imports.ts'

/**
 * What came back on the claims that were paid: in cash, by assets, by selling the claim, after write-off; some of it taken back again;
 * some remitted and received, some on its way, some long overdue. And compensation claimed back, and advances trued up.
 */
export async function seedRecoveries(owner: Db): Promise<void> {
  const people = new People(owner)
  const claims = await listPaid(owner)
  const recovered = claims.filter(({ status }) => status === 'paid')
  for (const [index, claim] of recovered.entries()) {
    const plan = plans[index % plans.length]
    if (plan) await recover(people, claim, plan)
  }
  await trueUp(people, claims.filter(({ status }) => status === 'advanced').slice(0, 2))
  const last = recovered.findLast(({ pool }) => pool === 'YP-RCP')
  if (last) {
    const what = { claimId: last.id, on: '2026-11-11', reason: '核查发现贷款备案日晚于逾期日', reference: '杨财监〔2026〕8 号' } as const
    await byTwo(people, ['yangpu.maker', 'yangpu.checker'], '2026-11-11', { kind: 'claim.claw_back', what })
  }
  await remit(people)
}

interface PaidClaim {
  readonly id: ClaimId
  readonly pool: string
  readonly bank: string
  readonly status: string
  readonly decidedOn: PlainDate
  readonly loss: bigint
}

async function listPaid(owner: Db): Promise<readonly PaidClaim[]> {
  const rows = await owner
    .selectFrom('claim')
    .innerJoin('pool', 'pool.id', 'claim.pool_id')
    .innerJoin('claim_decision', (join) => join.onRef('claim_decision.claim_id', '=', 'claim.id').on('place', '=', 1))
    .select(['claim.id', 'pool.code', 'claim.organisation_id', 'claim.status', 'claim_decision.decided_on', 'claim_decision.loss_minor'])
    .where('family', '=', 'loan')
    .where('claim.status', 'in', ['paid', 'advanced'])
    .orderBy('claim.number')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    pool: row.code,
    bank: row.organisation_id.replace(/^org_|_bank$/g, ''),
    status: row.status,
    decidedOn: row.decided_on,
    loss: row.loss_minor,
  }))
}

/** What a bank got back: a part of the loss in permille, its costs in permille of that, so many days after the decision. */
interface Money {
  readonly kind: 'cash' | 'asset' | 'transfer' | 'after_write_off'
  readonly permille: bigint
  readonly costs: bigint
  readonly after: number
  readonly takenBack?: true
}

const plans: readonly (readonly Money[])[] = [
  [
    { kind: 'cash', permille: 62n, costs: 45n, after: 41 },
    { kind: 'asset', permille: 210n, costs: 30n, after: 118 },
  ],
  [],
  [{ kind: 'cash', permille: 35n, costs: 0n, after: 63 }],
  [],
  [{ kind: 'transfer', permille: 240n, costs: 12n, after: 96 }],
  [
    { kind: 'cash', permille: 18n, costs: 0n, after: 30, takenBack: true },
    { kind: 'cash', permille: 81n, costs: 60n, after: 74 },
  ],
  [],
  [{ kind: 'after_write_off', permille: 120n, costs: 90n, after: 210 }],
]

const lastDay: PlainDate = '2026-11-17'
const within = (day: PlainDate): PlainDate => (day < lastDay ? day : lastDay)
let places = 0

async function recover(people: People, { id: claimId, pool, bank, decidedOn, loss }: PaidClaim, plan: readonly Money[]): Promise<void> {
  const checkers = [`${bank}.checker`, pool === 'SH-CRC' ? 'city.checker' : 'yangpu.checker']
  for (const { kind, permille, costs, after, takenBack } of plan) {
    const receivedOn = within(addDays(decidedOn, after))
    const gross = (loss * permille) / 1000n
    const what = {
      claimId,
      kind,
      receivedOn,
      gross,
      cost: (gross * costs) / 1000n,
      interestOwed: null,
      penaltyOwed: null,
      reference: `追偿〔${receivedOn.slice(0, 4)}〕${String((places += 1)).padStart(3, '0')} 号`,
      documentHash: null,
    }
    const said = within(addDays(receivedOn, 3))
    if (!(await agreedBy(people, `${bank}.maker`, checkers, said, { kind: 'recovery.share', what })) || !takenBack) continue
    const { id: recoveryId } = await people.owner.selectFrom('recovery').select('id').where('reference', '=', what.reference).executeTakeFirstOrThrow()
    await agreedBy(people, `${bank}.maker`, checkers, within(addDays(said, 9)), { kind: 'recovery.reverse', what: { recoveryId, reason: '回款支票被退票' } })
  }
}

/** One advance whose loss became final, and one whose loan was cured. */
async function trueUp(people: People, advances: readonly PaidClaim[]): Promise<void> {
  const route = ['trustee.reviewer', 'science.reviewer', 'science.second', 'joint.meeting', 'joint.second']
  for (const [index, { id: claimId, bank, loss }] of advances.entries()) {
    const [final, reason] = index === 0 ? [(loss * 9n) / 10n, '贷款已核销，损失确定'] : [0n, '借款企业重整成功，贷款本金已全部收回']
    const what = { claimId, on: '2026-11-02' as const, amounts: { unpaid_principal: final }, reason }
    await agreedBy(people, `${bank}.maker`, [`${bank}.checker`, ...route], '2026-11-10', { kind: 'claim.true_up', what })
  }
}

/** In autumn the banks remit most of what has been due longest; the pools book it, and the statements know of the first. */
async function remit(people: People): Promise<void> {
  const { owner } = people
  const owing = await owner
    .selectFrom('recovery')
    .innerJoin('claim', 'claim.id', 'claim_id')
    .innerJoin('pool', 'pool.id', 'claim.pool_id')
    .select(['pool.id', 'pool.code', 'recovery.organisation_id', sql<bigint>`sum(due_minor - remitted_minor)::int8`.as('open')])
    .where('pool.code', '<>', 'SH-BAND')
    .groupBy(['pool.id', 'pool.code', 'recovery.organisation_id'])
    .orderBy('pool.code')
    .orderBy('recovery.organisation_id')
    .execute()
  for (const [index, { id: poolId, code, organisation_id: bankId, open }] of owing.entries()) {
    const minor = ((open * 6n) / 10n / 100n) * 100n
    if (minor <= 0n) continue
    const keeper = code === 'SH-CRC' ? 'city.maker' : 'yangpu.maker'
    const remittedOn = addDays('2026-11-11', index)
    const number = `上缴〔2026〕${String(index + 1).padStart(2, '0')} 号`
    const remittance = await people.attempt(`${bankOf(bankId)}.maker`, remittedOn, (command) => reportRemittance(command, { poolId, number, remittedOn, minor }))
    // The last one has been sent and not been seen yet.
    if (!remittance || index === owing.length - 1) continue
    await people.act(keeper, addDays(remittedOn, 1), (command) => bookRemittance(command, { ...remittance, receivedOn: addDays(remittedOn, 1) }))
  }
  await confirm(people)
}

/** The pool of advances has its statement to the middle of November: what it received by then is matched. */
async function confirm(people: People): Promise<void> {
  const { owner } = people
  const book = await owner.selectFrom('book').select('id').where('code', '=', 'YP-IP').executeTakeFirst()
  const account = book && (await owner.selectFrom('bank_account').select('id').where('book_id', '=', book.id).executeTakeFirst())
  if (!book || !account) return
  const spoken = { number: '3100 1520 0018 6613', name: '前补偿资金池专户', from: '2026-11-10', to: '2026-11-15' } as const
  await speak(people, { bookId: book.id, keeper: 'yangpu.maker', bankAccountId: account.id, ...spoken })
  const remittances = await owner
    .selectFrom('remittance')
    .innerJoin('pool', 'pool.id', 'pool_id')
    .select('remittance.id')
    .where('pool.code', '=', 'YP-IP')
    .where('entry_id', 'is not', null)
    .execute()
  for (const { id: remittanceId } of remittances) await people.attempt('yangpu.maker', '2026-11-18', (command) => confirmRemittance(command, remittanceId))
}

interface Speaking {
  readonly bookId: BookId
  readonly keeper: string
  readonly bankAccountId: `bac_${string}`
  readonly number: string
  readonly name: string
  readonly from: PlainDate
  readonly to: PlainDate
}

/** The bank's statement of what moved in a book between two days, matched by rules. */
async function speak({ owner }: People, { bookId, keeper, bankAccountId, number, name, from, to }: Speaking): Promise<void> {
  const moved = await listCash(owner, bookId, '1900-01-01')
  let balance = moved.filter(({ on }) => on < from).reduce((sum, { minor }) => sum + minor, 0n)
  const rows = moved
    .filter(({ on }) => on >= from && on < to)
    .map(({ on, minor, reference, note }) => {
      balance += minor
      return [number, on, 'CNY', minor > 0n ? yuan(minor) : '', minor < 0n ? yuan(-minor) : '', yuan(balance), '', note ?? '', reference ?? ''].join(',')
    })
  if (rows.length === 0) return
  const header = '账号,记账日期,币种,收入金额,支出金额,余额,对方户名,摘要,交易流水号'
  await importFile(owner, keeper, 'statement_lines', `${name}对账单 ${from}.csv`, [header, ...rows].join('\r\n'))
  await createCallerFactory(statementRouter)(await seedContext(owner, keeper)).matchByRules({ bankAccountId })
}

/**
 * Banks' years under the band: one of 2024 and one of 2025 that the city has paid while the district owes its part, the latter corrected after
 * that, so that the bank owes the difference; one on its way through audit; one whose figures are frozen and no more.
 */
export async function seedYears(owner: Db): Promise<void> {
  const people = new People(owner)
  const { id: poolId } = await owner.selectFrom('pool').select('id').where('code', '=', 'SH-BAND').executeTakeFirstOrThrow()
  const before = await frozen(people, poolId, 'shenjiang', 2024, '2026-03-04', yearOf([386, 15.9, 8.1, 1.9], 352))
  await decided(people, before, ['2026-03-11', '2026-04-22', '2026-05-13', '2026-05-28'])
  const corrected = await frozen(people, poolId, 'shenjiang', 2025, '2026-03-05', yearOf([420, 17.4, 9.6, 2.4], 386))
  await decided(people, corrected, ['2026-03-12', '2026-04-24', '2026-05-14', '2026-05-28'])
  const treasury = await owner.selectFrom('book').select('id').where('code', '=', 'SH-FISC').executeTakeFirstOrThrow()
  const maker = createCallerFactory(statementRouter)(await seedContext(owner, 'city.maker'))
  const number = '3100 1520 0011 0077'
  const { id: bankAccountId } = await maker.openAccount({ bookId: treasury.id, name: '市财政科技专户', number, matchedFrom: '2026-06-01' })
  await paid(people, before, '沪年补支〔2026〕0021 号', '2026-06-16')
  await paid(people, corrected, '沪年补支〔2026〕0022 号', '2026-06-18')
  await speak(people, { bookId: treasury.id, keeper: 'city.maker', bankAccountId, number, name: '市财政科技专户', from: '2026-06-01', to: '2026-07-01' })
  await people.act('city.maker', '2026-07-03', (command) => confirmReceipts(command, { poolId }))

  const anew = yearOf([420, 17.4, 8.8, 2.4], 386)
  await people.act('shenjiang.maker', '2026-09-09', (command) =>
    refreezeYear(command, { claimId: corrected, stated: anew, reason: '审计抽查：一笔贷款借款人不在名录，处置本金 80 万元剔除' }),
  )
  await decided(people, corrected, ['2026-09-16', '2026-09-29', '2026-10-15', '2026-10-27'])

  const audited = await frozen(people, poolId, 'wusong', 2025, '2026-10-12', yearOf([298, 12.8, 7.2, 1.5], 271))
  await decided(people, audited, ['2026-10-20', '2026-11-13'])
  await frozen(people, poolId, 'pubin', 2025, '2026-11-09', yearOf([176, 4.6, 1.2, 0.3], null))
}

/** Loans, bad loans, disposed of and brought by that, in millions of yuan; a few of the loans to firms of the neighbouring district. */
function yearOf([loans, bad, disposed, brought]: readonly [number, number, number, number], previous: number | null): FreezeYear['stated'] {
  const of = (millions: number): bigint => BigInt(Math.round(millions * 100)) * 1_000_000n
  const beside = { loan_balance: of(loans / 20), npl_balance: 0n, disposed: 0n, recovered: 0n, net_loss: 0n }
  const all = { loan_balance: of(loans), npl_balance: of(bad), disposed: of(disposed), recovered: of(brought), net_loss: of(disposed) - of(brought) }
  return {
    ...all,
    previous_balance: previous === null ? null : of(previous),
    districts: [
      { district: '310110', ...all, loan_balance: all.loan_balance - beside.loan_balance },
      { district: '310115', ...beside },
    ],
  }
}

async function frozen(people: People, poolId: PoolId, bank: string, year: number, on: PlainDate, stated: FreezeYear['stated']): Promise<ClaimId> {
  const { claimId } = await people.act(`${bank}.maker`, on, (command) =>
    freezeYear(command, { poolId, productCode: 'KJD', year, stated, flags: { diligent_recovery: true } }),
  )
  return claimId
}

/** Computed and sent on its way on the first day; each further day is a step of the route. */
async function decided(people: People, claimId: ClaimId, [first, ...days]: readonly [PlainDate, ...PlainDate[]]): Promise<void> {
  const { proposalId } = await people.act('city.maker', first, async (command) => {
    await computeYear(command, claimId)
    return propose(command, { kind: 'settlement.decide', what: { claimId, on: first } })
  })
  for (const [step, on] of days.entries()) {
    const checker = ['auditor', 'science.reviewer', 'joint.meeting'][step]
    if (checker) await people.act(checker, on, (command) => agree(command, proposalId))
  }
}

/** The city's treasury pays, by a voucher on its plan for the year. */
async function paid(people: People, claimId: ClaimId, number: string, on: PlainDate): Promise<void> {
  const { owner } = people
  const plan = await owner.selectFrom('payment_plan').select('id').where('number', '=', '沪年补计〔2026〕1 号').executeTakeFirstOrThrow()
  const claim = await owner.selectFrom('claim').select('payable_minor').where('id', '=', claimId).executeTakeFirstOrThrow()
  const what = {
    planId: plan.id,
    number,
    drawnOn: on,
    amount: { minor: claim.payable_minor, currency: 'CNY' as const },
    purpose: 'compensation' as const,
    subject: claimId,
    payee: '申江银行杨浦科技支行',
    payeeBookId: null,
    throughBookId: null,
  }
  await byTwo(people, ['city.maker', 'city.checker'], on, { kind: 'fiscal.draw_voucher', what })
  await byTwo(people, ['city.maker', 'city.checker'], on, { kind: 'claim.pay', what: { claimId, voucherNumber: number, orderedOn: on } })
}

async function byTwo(people: People, [maker, checker]: readonly [string, string], on: PlainDate, deed: ProposeInput): Promise<void> {
  const { proposalId } = await people.act(maker, on, (command) => propose(command, deed))
  await people.act(checker, on, (command) => agree(command, proposalId))
}

/** Whether all of them agreed; what is refused on the way is left where it stands. */
async function agreedBy(people: People, maker: string, checkers: readonly string[], on: PlainDate, deed: ProposeInput): Promise<boolean> {
  const proposed = await people.attempt(maker, on, (command) => propose(command, deed))
  if (!proposed) return false
  for (const checker of checkers) {
    if (!(await people.attempt(checker, on, (command) => agree(command, proposed.proposalId)))) return false
  }
  return true
}

const bankOf = (organisationId: OrganisationId): string => organisationId.replace(/^org_|_bank$/g, '')
const yuan = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
