import { Readable } from 'node:stream'
import type { Db } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import { checklistFor } from '@cofund/shared/claims/checklist'
import { type ChecklistItem, type ClaimId, type ClaimStated, checklistItems, nothingStated } from '@cofund/shared/claims/claim'
import { claimRoutes } from '@cofund/shared/claims/routes'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import { type PlainDate, addDays, addMonths } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { BookId } from '@cofund/shared/ledger/book'
import type { NoteId } from '@cofund/shared/loans/drawdown-note'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { ClaimRouteCode } from '@cofund/shared/pools/pool'
import { sql } from 'kysely'
import { type ApprovalCommand, check, propose, refresh, withdraw } from '../approvals/approval.commands.ts'
import { insertActs } from '../audit/act.sql.ts'
import { attachDocuments, confirmReceipts, draftClaim, rejectClaim, sendBackClaim } from '../claims/claim.commands.ts'
import { recordLitigation } from '../loans/disposal.commands.ts'
import { storeDocument } from '../documents/document.commands.ts'
import { type Session, actAs } from '../kernel/session.ts'
import { createCallerFactory } from '../kernel/trpc.ts'
import { lastDayOf } from '@cofund/shared/ledger/period'
import { openOperatorSession } from '../people/operator-session.ts'
import { proposalKinds } from '../proposal-kinds.ts'
import { statementRouter } from '../statements/statement.router.ts'
import { seedContext } from './seed-caller.ts'
import { importFile } from './seed-imports.ts'

/**
 * Two years of claims under the three pools that compensate loan by loan, in every state that a claim has on its way to the bank's receipt: each
 * drafted, documented, checked, decided and paid by the people whose part it is, on days of its own time.
 */
export async function seedClaims(owner: Db): Promise<void> {
  const people = new People(owner)
  await overrideBreakers(people)
  for (const pool of claimingPools) {
    const papers = new Papers(people)
    await sue(people, pool)
    const claimable = await listClaimable(owner, pool)
    const [ready, early] = [claimable.filter(({ complete }) => complete), claimable.filter(({ complete }) => !complete)]
    for (const [index, note] of ready.entries()) await seedClaim(people, papers, pool, note, endOf(note, index))
    // Of those that may not be claimed for, a few have been begun all the same: their drafts say what is in the way.
    for (const note of early.slice(0, 4)) await seedClaim(people, papers, pool, note, 'draft')
  }
}

interface ClaimingPool {
  readonly code: string
  readonly route: ClaimRouteCode
  /** Who checks after the bank's own second person, in the order of the route. */
  readonly checkers: readonly string[]
  readonly payers: readonly [maker: string, checker: string]
  readonly mode: 'compensation' | 'advance'
  /** Payouts before this day are not in the statements of the pool's account. */
  readonly paysFrom: PlainDate
}

const claimingPools: readonly ClaimingPool[] = [
  {
    code: 'YP-RCP',
    route: 'DISTRICT-THEN-CITY',
    checkers: ['yangpu.checker', 'yangpu.second', 'city.checker', 'city.second'],
    payers: ['yangpu.maker', 'yangpu.checker'],
    mode: 'compensation',
    paysFrom: '2026-01-06',
  },
  {
    code: 'SH-CRC',
    route: 'CITY-LED',
    checkers: ['city.checker', 'city.second', 'joint.meeting', 'joint.second'],
    payers: ['city.maker', 'city.checker'],
    mode: 'compensation',
    paysFrom: '2025-11-03',
  },
  {
    code: 'YP-IP',
    route: 'WUXI',
    checkers: ['trustee.reviewer', 'science.reviewer', 'science.second', 'joint.meeting', 'joint.second'],
    payers: ['yangpu.maker', 'yangpu.checker'],
    mode: 'advance',
    paysFrom: '2026-02-03',
  },
]

/** How far a claim has come by the day on which the demonstration was written down. */
type End = 'draft' | 'withdrawn' | 'submitted' | 'first_review' | 'returned' | 'rejected' | 'verified' | 'decided' | 'paying' | 'paid'

/** What is recent is still on its way; what is older was paid, but for a few. */
const recentEnds: readonly End[] = ['paid', 'verified', 'returned', 'submitted', 'first_review', 'decided', 'paying', 'draft']
const olderEnds: readonly End[] = ['paid', 'paid', 'paid', 'rejected', 'paid', 'paid', 'decided', 'paid', 'withdrawn']

const endOf = ({ claimedOn }: Claimable, index: number): End => {
  if (claimedOn > '2026-11-12') return 'draft'
  const ends = claimedOn > '2026-07-31' ? recentEnds : olderEnds
  return ends[index % ends.length] ?? 'paid'
}

interface Claimable {
  readonly noteId: NoteId
  readonly number: string
  readonly bank: string
  readonly stated: ClaimStated
  readonly items: readonly ChecklistItem[]
  readonly claimedOn: PlainDate
  /** Whether its trigger has come, and its district pays into the pool. */
  readonly complete: boolean
}

/** Before it claims a bank sues: where a bad loan of the district has no suit yet, one that a court has accepted forty days after it turned bad. */
async function sue(people: People, { code }: ClaimingPool): Promise<void> {
  const { rows } = await sql<{ id: NoteId; number: string; organisation_id: string; npl_on: PlainDate }>`
    select note.id, note.number, note.organisation_id, coalesce(npl_reported_on, npl_derived_on) as npl_on
    from drawdown_note as note join pool on pool.id = note.pool_id
    where pool.code = ${code} and note.status in ('non_performing', 'disposed') and coalesce(npl_reported_on, npl_derived_on) < '2026-09-20'
      and district_code = '310110' and not exists (select from litigation where note_id = note.id)
    order by note.number`.execute(people.owner)
  for (const { id: noteId, number, organisation_id: bank, npl_on: since } of rows) {
    const suit = { noteId, caseNumber: `（${since.slice(0, 4)}）沪0110民初${number.replaceAll(/\D/g, '')}号`, court: '杨浦区人民法院' }
    await people.act(`${bank.replace(/^org_|_bank$/g, '')}.maker`, addDays(since, 41), async (command) => {
      await recordLitigation(command, { ...suit, stage: 'filed', reachedOn: addDays(since, 26) })
      await recordLitigation(command, { ...suit, stage: 'accepted', reachedOn: addDays(since, 40) })
    })
  }
}

/** The loans under a pool that have gone bad, with what their bank states of each; in the order of their claims. */
async function listClaimable(owner: Db, { code, route }: ClaimingPool): Promise<readonly Claimable[]> {
  const { rows } = await sql<{
    id: NoteId
    number: string
    organisation_id: string
    balance_minor: bigint
    reported_month: PlainDate
    overdue_days: number
    npl_reported_on: PlainDate | null
    accepted_on: PlainDate | null
    case_number: string | null
    court: string | null
    params: unknown
    funded: boolean
  }>`
    select note.id, note.number, note.organisation_id, balance_minor, reported_month, overdue_days, npl_reported_on,
      accepted.reached_on as accepted_on, accepted.case_number, accepted.court, version.params,
      own.tier is not null or not exists (select from pool_funder where pool_id = pool.id and tier = 'district') as funded
    from drawdown_note as note
    join pool on pool.id = note.pool_id
    left join pool_funder as own on own.pool_id = pool.id and own.tier = 'district' and own.jurisdiction_code = note.district_code
    join policy_version as version on version.id = note.policy_version_id
    left join lateral (
      select reached_on, case_number, court from litigation where note_id = note.id and stage = 'accepted' order by reached_on limit 1
    ) as accepted on true
    where pool.code = ${code} and note.status in ('overdue', 'non_performing', 'disposed') and balance_minor > 0
    order by note.number`.execute(owner)
  const claimable = rows.map((row): Claimable => {
    const overdueSince = addDays(lastDayOf(row.reported_month), -row.overdue_days)
    const terms = decodeForSharing(row.params).scheme.claim ?? {}
    const litigation =
      row.accepted_on && row.case_number && row.court ? { acceptedOn: row.accepted_on, caseNumber: row.case_number, court: row.court } : null
    const stated: ClaimStated = {
      ...nothingStated,
      amounts: { unpaid_principal: row.balance_minor, principal_loss: row.balance_minor },
      overdueSince,
      nonPerformingOn: row.npl_reported_on,
      recoveryBegunOn: addDays(overdueSince, 12),
      litigation,
      diligent: true,
      otherCompensation: [],
    }
    const days = [addDays(overdueSince, 75), row.accepted_on ?? overdueSince, addMonths(row.npl_reported_on ?? overdueSince, 1)]
    return {
      noteId: row.id,
      number: row.number,
      bank: row.organisation_id.replace(/^org_|_bank$/g, ''),
      stated,
      items: checklistFor(claimRoutes[route], terms, stated),
      claimedOn: addDays(days.toSorted().at(-1) ?? overdueSince, 9),
      complete: row.funded && (!terms.litigation_accepted || litigation !== null),
    }
  })
  return claimable.toSorted((a, b) => (a.claimedOn < b.claimedOn ? -1 : a.claimedOn > b.claimedOn ? 1 : 0))
}

async function seedClaim(people: People, papers: Papers, pool: ClaimingPool, note: Claimable, end: End): Promise<void> {
  const { bank, claimedOn, items } = note
  const maker = `${bank}.maker`
  const hashes = await papers.of(bank)
  const lastDay: PlainDate = '2026-11-18'
  const on = (days: number): PlainDate => (addDays(claimedOn, days) < lastDay ? addDays(claimedOn, days) : lastDay)
  const claimId = await people.act(maker, claimedOn < lastDay ? claimedOn : lastDay, async (command) => {
    const drafted = await draftClaim(command, { noteId: note.noteId, mode: pool.mode, stated: note.stated })
    // A draft that waits for its bank lacks most of its documents still.
    const some = end === 'draft' ? items.slice(0, 2) : items
    const documents = some.map((item) => ({ item, documentHash: hashes[item], name: `${item}.pdf` }))
    await attachDocuments(command, { claimId: drafted.claimId, documents })
    return drafted.claimId
  })
  if (end === 'draft') return

  const proposalId = await submitted(people, maker, on(1), claimId)
  if (!proposalId) return
  if (end === 'withdrawn') return people.act(maker, on(3), async (command) => void (await withdraw(command, proposalId, '补充材料后再报')))
  if (end === 'submitted') return

  const checkers = [`${bank}.checker`, ...pool.checkers]
  const steps = { first_review: 1, returned: 1, rejected: 2, verified: checkers.length - 2, decided: checkers.length, paying: checkers.length, paid: checkers.length }[end]
  for (const [step, checker] of checkers.slice(0, steps).entries()) {
    if (!(await agreedAt(people, checker, on(2 + step * 4), proposalId))) return
  }
  const next = checkers[steps] ?? ''
  if (end === 'returned') return people.act(next, on(9), async (command) => void (await sendBackClaim(command, { claimId, proposalId, digest: await digestOf(command, proposalId), codes: ['E07', 'E11'], opinion: '申请报告未加盖公章；追偿方案缺少时间安排' })))
  if (end === 'rejected') return people.act(next, on(13), async (command) => void (await rejectClaim(command, { claimId, proposalId, digest: await digestOf(command, proposalId), clause: '办法第十二条：贷款用途发生变更', opinion: '经核查，贷款资金用于股权投资，不符合补偿条件' })))
  if (end !== 'paying' && end !== 'paid') return

  const decidedOn = on(2 + (checkers.length - 1) * 4)
  const earliest = addDays(decidedOn, 16) > pool.paysFrom ? addDays(decidedOn, 16) : pool.paysFrom
  const orderedOn = earliest < lastDay ? earliest : lastDay
  const [payer, releaser] = pool.payers
  const voucherNumber = `${pool.code.replace('-', '')}补〔${orderedOn.slice(0, 4)}〕${note.number.slice(-4)}${note.bank.slice(0, 2).toUpperCase()}`
  const ordered = await people.attempt(payer, orderedOn, (command) => propose(command, { kind: 'claim.pay', what: { claimId, voucherNumber, orderedOn } }))
  if (ordered) await people.act(releaser, orderedOn, (command) => agree(command, ordered.proposalId))
}

/** A claim that its bank may not make yet stays a draft. */
async function submitted(people: People, maker: string, on: PlainDate, claimId: ClaimId): Promise<ProposalId | undefined> {
  const proposed = await people.attempt(maker, on, (command) => propose(command, { kind: 'claim.decide', what: { claimId } }))
  return proposed?.proposalId
}

/** Whether it was agreed to: what a breaker or a cap holds up meanwhile is shown anew, and waits. */
async function agreedAt(people: People, checker: string, on: PlainDate, proposalId: ProposalId): Promise<boolean> {
  if (await people.attempt(checker, on, (command) => agree(command, proposalId))) return true
  await people.attempt(checker, on, (command) => refresh(command, proposalId))
  return false
}

export async function agree(command: ApprovalCommand, proposalId: ProposalId) {
  const { route, step, digest } = await command.trx.selectFrom('proposal').select(['route', 'step', 'digest']).where('id', '=', proposalId).executeTakeFirstOrThrow()
  const paper = route.steps[step]?.document ? { document: '联席会议纪要〔2026〕12 号' } : {}
  return check(command, { proposalId, verdict: 'approve', digest, ...paper })
}

const digestOf = async ({ trx }: ApprovalCommand, proposalId: ProposalId): Promise<string> =>
  (await trx.selectFrom('proposal').select('digest').where('id', '=', proposalId).executeTakeFirstOrThrow()).digest

/** The autumn of 2025, and half of 2026: two people agreed that the breaker of the district's pool did not act. */
async function overrideBreakers(people: People): Promise<void> {
  const { id: poolId } = await people.owner.selectFrom('pool').select('id').where('code', '=', 'YP-RCP').executeTakeFirstOrThrow()
  for (const [from, to, reason] of [
    ['2025-09-01', '2025-12-31', '年末集中清算，经联席会议同意不执行暂缓'],
    ['2026-03-01', '2026-08-31', '支持科技企业纾困，经联席会议同意不执行暂缓'],
  ] as const) {
    const proposed = await people.act('yangpu.maker', addDays(from, -5), (command) =>
      propose(command, { kind: 'pool.override_breaker', what: { poolId, action: 'defer', from, to, reason } }),
    )
    await people.act('joint.meeting', addDays(from, -2), (command) => agree(command, proposed.proposalId))
  }
}

/** The people of the demonstration, each deed in a transaction of its own, on a day of its own time. */
export class People {
  readonly owner: Db
  readonly #sessions = new Map<string, Promise<Session>>()
  constructor(owner: Db) {
    this.owner = owner
  }

  session(signInName: string): Promise<Session> {
    const session = this.#sessions.get(signInName) ?? openOperatorSession(this.owner, signInName, 'seed')
    this.#sessions.set(signInName, session)
    return session
  }

  async act<T>(signInName: string, on: PlainDate, deed: (command: ApprovalCommand) => Promise<T>): Promise<T> {
    const { tokenHash, actor } = await this.session(signInName)
    return this.owner.transaction().execute(async (trx) => {
      await actAs(trx, tokenHash)
      const acts: Act[] = []
      const done = await deed({ trx, actor, kinds: proposalKinds, record: (act) => void acts.push(act), now: () => new Date(`${on}T02:00:00Z`) })
      await insertActs(trx, acts)
      return done
    })
  }

  /** The same; undefined, and nothing done, where it is refused. */
  async attempt<T>(...deed: Parameters<typeof this.act<T>>): Promise<T | undefined> {
    try {
      return await this.act(...deed)
    } catch (thrown) {
      if (thrown instanceof Refusal) return undefined
      throw thrown
    }
  }
}

/** One set of scans for each bank. */
class Papers {
  readonly #people: People
  readonly #sets = new Map<string, Promise<Readonly<Record<ChecklistItem, string>>>>()
  constructor(people: People) {
    this.#people = people
  }

  of(bank: string): Promise<Readonly<Record<ChecklistItem, string>>> {
    const set = this.#sets.get(bank) ?? this.#store(bank)
    this.#sets.set(bank, set)
    return set
  }

  async #store(bank: string): Promise<Readonly<Record<ChecklistItem, string>>> {
    const session = await this.#people.session(`${bank}.maker`)
    const hashes: Partial<Record<ChecklistItem, string>> = {}
    for (const item of checklistItems) {
      const { hash } = await storeDocument(this.#people.owner, session, { name: `${item}.pdf`, source: Readable.from([onePage(`${bank} ${item}`)]) })
      hashes[item] = hash
    }
    return hashes as Record<ChecklistItem, string>
  }
}

/** A page of PDF that says what it stands for: the demonstration has no real papers. */
function onePage(says: string): Buffer {
  const text = `BT /F1 18 Tf 72 720 Td (Demonstration paper: ${says.replaceAll(/[()\\]/g, ' ')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(`${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`)
}

interface CashLine {
  readonly on: PlainDate
  readonly minor: bigint
  readonly reference: string | null
  readonly note: string | null
}

/** What moved in the cash of a book since a day: what its bank's statement says of it. */
export async function listCash(owner: Db, bookId: BookId, since: PlainDate): Promise<readonly CashLine[]> {
  const { rows } = await sql<CashLine>`
    select entry.effective_on as on, posting.minor, entry.evidence_reference as reference, entry.note
    from posting
    join account on account.id = posting.account_id and account.head = 'cash'
    join journal_entry as entry on entry.book_id = posting.book_id and entry.sequence = posting.sequence
    where posting.book_id = ${bookId} and entry.effective_on >= ${since}
    order by entry.effective_on, entry.sequence`.execute(owner)
  return rows
}

/**
 * The banks' word for what was paid: statements of the two younger pools' accounts, matched by rules; and for the claims of every pool, paid where
 * the bank has said so. The last few orders are still on their way.
 */
export async function seedReceipts(owner: Db): Promise<void> {
  const accounts = [
    { code: 'SH-CRC', keeper: 'city.maker', name: '市级资金池专户', number: '3100 1520 0019 2205', since: '2025-10-01' },
    { code: 'YP-IP', keeper: 'yangpu.maker', name: '前补偿资金池专户', number: '3100 1520 0018 6613', since: '2026-01-01' },
  ] as const
  for (const { code, keeper, name, number, since } of accounts) {
    const { id: bookId } = await owner.selectFrom('book').select('id').where('code', '=', code).executeTakeFirstOrThrow()
    const maker = createCallerFactory(statementRouter)(await seedContext(owner, keeper))
    const { id: bankAccountId } = await maker.openAccount({ bookId, name, number, matchedFrom: since })
    const said = (await listCash(owner, bookId, since)).filter(({ on }) => on < '2026-11-10')
    let balance = 0n
    const rows = said.map(({ on, minor, reference, note }) => {
      balance += minor
      return [number, on, 'CNY', minor > 0n ? yuan(minor) : '', minor < 0n ? yuan(-minor) : '', yuan(balance), '', note ?? '', reference ?? ''].join(',')
    })
    const text = ['账号,记账日期,币种,收入金额,支出金额,余额,对方户名,摘要,交易流水号', ...rows].join('\r\n')
    await importFile(owner, keeper, 'statement_lines', `${name}对账单.csv`, text)
    await maker.matchByRules({ bankAccountId })
  }
  const people = new People(owner)
  for (const { code, payers } of claimingPools) {
    const { id: poolId } = await owner.selectFrom('pool').select('id').where('code', '=', code).executeTakeFirstOrThrow()
    await people.act(payers[0], '2026-11-19', (command) => confirmReceipts(command, { poolId }))
  }
}

const yuan = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
