import type { Db, Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import { shippedRuleSet } from '@cofund/shared/eligibility/shipped'
import { fraction } from '@cofund/shared/kernel/fraction'
import { type Effect, type EffectRow, type EffectValue, asDay, asText, asWords } from '@cofund/shared/kernel/effect'
import { type Money, add, money, subtract } from '@cofund/shared/kernel/money'
import { type PlainDate, yearOf } from '@cofund/shared/kernel/plain-date'
import { ppm } from '@cofund/shared/kernel/rate'
import { account } from '@cofund/shared/ledger/account'
import type { PayVoucher } from '@cofund/shared/fiscal/fiscal.input'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { versionOn } from '@cofund/shared/policies/policy'
import { type Contribution, type ContributionId, owedOf } from '@cofund/shared/pools/contribution'
import { checkFunders, checkMember, checkOpen } from '@cofund/shared/pools/pool-checks'
import type { CallContribution, OpenPool, OverrideBreaker, PayContribution, SetMember, SetQuota } from '@cofund/shared/pools/pool.input'
import type { BreakerOverrideId, Funder, Pool, PoolId, PoolMember } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { findVoucherNumbered, getVoucher } from '../fiscal/budget.sql.ts'
import { voucherPayment } from '../fiscal/fiscal.proposals.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { getPolicyByCode, listVersions } from '../policies/policy.sql.ts'
import { listBreakers } from './breaker.sql.ts'
import { getContribution, requireNewDocument } from './contribution.sql.ts'
import { type PoolOpening, callContribution, countPaidByVoucher, openPool, overrideBreaker, payContribution, requireInPurse, setMember, setQuota } from './pool.commands.ts'
import { findMember, getMember, lockPool, schemeOn } from './pool.sql.ts'

type Opening = OpenPool & { readonly poolId: PoolId }
type Calling = CallContribution & { readonly contributionId: ContributionId }
type Overriding = OverrideBreaker & { readonly overrideId: BreakerOverrideId }

/** Its keeper proposes a pool; somebody else of the keeper agrees, then everybody who is to pay for it. */
export const poolOpening: ProposalHandler<OpenPool, Opening> = {
  prepare: (what) => ({ payload: { ...what, poolId: newId('rcp') } }),
  effect: async (trx, payload, command): Promise<Effect> => {
    const { keeperId, ...opening } = await readOpening(trx, payload, command)
    const names = await namesOf(trx, [keeperId, ...opening.funders.map(({ organisationId }) => organisationId), ...opening.parties.map(({ organisationId }) => organisationId)])
    const { leverageHundredths: leverage, periodCap } = opening
    return {
      about: `${opening.code} ${opening.nameZh}`,
      rows: [
        set('pool.name_zh', asText(opening.nameZh)),
        set('pool.name_en', asText(opening.nameEn)),
        set('pool.keeper', names(keeperId)),
        set('pool.scheme', asText(opening.schemeCode)),
        set('pool.rule_set', asText(opening.ruleSetCode)),
        set('pool.route', asWords(`pool.route.${opening.routeCode}`)),
        set('pool.funding', asWords(`pool.funding.${opening.funding}`)),
        set('pool.opened_on', asDay(opening.openedOn)),
        ...(leverage === undefined ? [] : [set('pool.leverage', { as: 'rate', rate: fraction(BigInt(leverage), 100n) })]),
        ...(periodCap ? [set('pool.period_cap', { as: 'amount', amount: periodCap })] : []),
        set('pool.recoveries_go', asWords(`pool.recoveries_go.${opening.recoveriesGo}`)),
        ...opening.funders.flatMap((funder, index): EffectRow[] => [
          { field: ['pool.funder', index + 1], before: null, after: names(funder.organisationId) },
          { field: ['pool.funder', index + 1, 'pool.tier'], before: null, after: asWords(`bearer.${funder.tier}`) },
          { field: ['pool.funder', index + 1, 'pool.share'], before: null, after: { as: 'rate', rate: ppm(funder.sharePpm) } },
          { field: ['pool.funder', index + 1, 'pool.pays'], before: null, after: asWords(`pool.pays.${funder.pays}`) },
          { field: ['pool.funder', index + 1, 'pool.treasury'], before: null, after: asText(funder.treasuryCode) },
        ]),
        ...opening.parties.map(({ organisationId, part }) => set(`pool.part.${part}`, names(organisationId))),
      ],
    }
  },
  apply: async (command, payload) => openPool(command, await readOpening(command.trx, payload, command)),
}

/** The keeper calls, its checker and the funder agree: the funder owes it from then on. */
export const contributionCall: ProposalHandler<CallContribution, Calling> = {
  prepare: (what) => ({ payload: { ...what, contributionId: newId('ctb') } }),
  effect: async (trx, payload, command): Promise<Effect> => {
    const { pool, funder } = await readCall(trx, payload, command)
    const owed = await balanceOf(trx, account.pool(pool.bookId).dueFrom(funder.treasuryBookId), pool.currency)
    return {
      about: `${pool.code} ${payload.documentNumber}`,
      rows: [
        set('pool.funder', { as: 'name', zh: funder.nameZh, en: funder.nameEn }),
        set('pool.tier', asWords(`bearer.${funder.tier}`)),
        set('pool.contribution.amount', { as: 'amount', amount: payload.amount }),
        set('pool.contribution.called_on', asDay(payload.calledOn)),
        ...(payload.dueOn ? [set('pool.contribution.due_on', asDay(payload.dueOn))] : []),
        set('pool.contribution.document', asText(payload.documentNumber)),
        { field: ['pool.due_from'], before: { as: 'amount', amount: owed }, after: { as: 'amount', amount: add(owed, payload.amount) } },
      ],
    }
  },
  apply: async (command, payload) => {
    const { pool, funder } = await readCall(command.trx, payload, command)
    await callContribution(command, pool, funder, payload)
  },
}

/** The funder pays what it was called for; somebody else of the funder agrees. */
export const contributionPayment: ProposalHandler<PayContribution, PayContribution> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, payload, command): Promise<Effect> => {
    const { pool, funder, contribution } = await readPayment(trx, payload, command)
    const voucher = payload.by === 'cash' && (await findVoucherNumbered(trx, funder.organisationId, payload.reference))
    if (payload.by === 'cash' && !voucher) await requireInPurse(trx, funder, payload.amount)
    const owed = owedOf(contribution)
    return {
      about: `${pool.code} ${contribution.documentNumber}`,
      rows: [
        set('pool.funder', { as: 'name', zh: funder.nameZh, en: funder.nameEn }),
        set('pool.propose.amount', { as: 'amount', amount: payload.amount }),
        set('pool.contribution.paid_on', asDay(payload.paidOn)),
        set('pool.contribution.by', asWords(`pool.contribution.by.${payload.by}`)),
        set('pool.contribution.reference', asText(payload.reference)),
        { field: ['pool.owed'], before: { as: 'amount', amount: owed }, after: { as: 'amount', amount: subtract(owed, payload.amount) } },
      ],
    }
  },
  apply: async (command, payload) => {
    const { pool, funder, contribution } = await readPayment(command.trx, payload, command)
    await payContribution(command, pool, funder, contribution, payload)
  },
}

/** The same by the treasury's own way, from its voucher: what the pool had called is counted as paid with it. */
export const contributionVoucher: ProposalHandler<PayVoucher, PayVoucher> = {
  ...voucherPayment,
  effect: async (trx, payload, command) => {
    await holdPoolPaid(trx, payload)
    return voucherPayment.effect(trx, payload, command)
  },
  apply: async (command, payload, applying) => {
    await holdPoolPaid(command.trx, payload)
    await voucherPayment.apply(command, payload, applying)
    const { trx } = command
    const voucher = await getVoucher(trx, payload.voucherId)
    const { rows } = await sql<{ entry_id: EntryId; treasury_book_id: BookId }>`
      select entry.id as entry_id, indicator.book_id as treasury_book_id
      from journal_entry as entry, budget_indicator as indicator
      where entry.book_id = ${voucher.payeeBookId} and entry.recorded_in = pg_current_xact_id() and entry.kind = 'pool.contribution_paid'
        and indicator.id = ${voucher.indicatorId}`.execute(trx)
    const [paid] = rows
    if (!paid || !voucher.payeeBookId) return
    const { amount, payeeBookId: poolBookId } = voucher
    const { paidOn, reference } = payload
    await countPaidByVoucher(command, { poolBookId, treasuryBookId: paid.treasury_book_id, amount, paidOn, reference, entryId: paid.entry_id })
  },
}

/** The pool before indicator and books, as every deed on its money holds them; a voucher for anything else pays no pool. */
async function holdPoolPaid(trx: Trx, { voucherId }: PayVoucher): Promise<void> {
  const { payeeBookId } = await getVoucher(trx, voucherId)
  await sql`select lock_pool(id) from pool where book_id = ${payeeBookId}`.execute(trx)
}

/** A bank joins, is suspended, ends; its products are approved and end. */
export const memberSetting: ProposalHandler<SetMember, SetMember> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, payload, command): Promise<Effect> => {
    const { pool, member } = await readMember(trx, payload, command)
    const names = await namesOf(trx, [payload.organisationId])
    const end = (day: PlainDate | null) => (day === null ? asWords('policy.open_end') : asDay(day))
    const day = (value: PlainDate | null) => value && asDay(value)
    return {
      about: pool.code,
      rows: [
        { field: ['pool.member'], before: member ? names(payload.organisationId) : null, after: names(payload.organisationId) },
        { field: ['pool.member.agreement'], before: member ? asText(member.agreementNumber) : null, after: asText(payload.agreementNumber) },
        { field: ['pool.member.agreed_on'], before: member ? asDay(member.agreedOn) : null, after: asDay(payload.agreedOn) },
        { field: ['pool.member.ended_on'], before: member ? end(member.endedOn) : null, after: end(payload.endedOn) },
        ...(member?.suspendedOn || payload.suspendedOn
          ? [{ field: ['pool.member.suspended_on'] as const, before: day(member?.suspendedOn ?? null), after: day(payload.suspendedOn) }]
          : []),
        ...payload.products.flatMap((product, index): EffectRow[] => {
          const known = member?.products.find(({ code }) => code === product.code)
          const place = index + 1
          return [
            { field: ['pool.member.product', place], before: known ? asText(`${known.code} ${known.name}`) : null, after: asText(`${product.code} ${product.name}`) },
            { field: ['pool.member.product', place, 'pool.member.product.approved_on'], before: known ? asDay(known.approvedOn) : null, after: asDay(product.approvedOn) },
            { field: ['pool.member.product', place, 'pool.member.product.ended_on'], before: known ? end(known.endedOn) : null, after: end(product.endedOn) },
          ]
        }),
      ],
    }
  },
  apply: async (command, payload) => {
    const { pool } = await readMember(command.trx, payload, command)
    await setMember(command, pool, payload)
  },
}

/** What a bank may lend under cover in a year. */
export const quotaSetting: ProposalHandler<SetQuota, SetQuota> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, payload, command): Promise<Effect> => {
    const { pool, member, granted, occupied } = await readQuota(trx, payload, command)
    const left = (of: Money): EffectValue => ({ as: 'amount', amount: subtract(of, occupied) })
    return {
      about: `${pool.code} ${payload.year}`,
      rows: [
        set('pool.member', { as: 'name', zh: member.nameZh, en: member.nameEn }),
        set('pool.quota.year', asText(String(payload.year))),
        { field: ['pool.quota.granted'], before: granted && { as: 'amount', amount: granted }, after: { as: 'amount', amount: payload.granted } },
        set('pool.quota.occupied', { as: 'amount', amount: occupied }),
        { field: ['pool.quota.left'], before: granted && left(granted), after: left(payload.granted) },
      ],
    }
  },
  apply: async (command, payload) => {
    const { pool } = await readQuota(command.trx, payload, command)
    await setQuota(command, pool, payload)
  },
}

/** For a while a tripped breaker does not act: the keeper asks, with its reason, and whoever decides for the pool agrees. */
export const breakerOverride: ProposalHandler<OverrideBreaker, Overriding> = {
  prepare: (what) => ({ payload: { ...what, overrideId: newId('brk') } }),
  effect: async (trx, payload, command): Promise<Effect> => {
    const pool = await readOverride(trx, payload, command)
    const { organisationId, action, from, to, reason } = payload
    const bank = organisationId && (await getMember(trx, pool, organisationId))
    const breakers = await listBreakers(trx, pool, yearOf(from), from)
    const tripped = breakers.filter(
      ({ bankId, gauges }) => (!bank || bankId === bank.organisationId) && gauges.some((gauge) => gauge.action === action && gauge.state === 'tripped'),
    )
    const names = await namesOf(trx, tripped.map(({ bankId }) => bankId))
    return {
      about: pool.code,
      rows: [
        set('pool.override.of', bank ? { as: 'name', zh: bank.nameZh, en: bank.nameEn } : asWords('pool.override.every_bank')),
        set('pool.breaker.consequence', asWords(`breaker.${action}`)),
        set('pool.override.from', asDay(from)),
        set('pool.override.to', asDay(to)),
        set('pool.override.reason', asText(reason)),
        ...tripped.map(({ bankId }) => set('pool.breaker.state.tripped', names(bankId))),
      ],
    }
  },
  apply: async (command, payload, applying) => overrideBreaker(command, await readOverride(command.trx, payload, command), payload, applying),
}

async function readOpening(trx: Trx, payload: Opening, command: Command): Promise<PoolOpening> {
  const keeperId = await proposerOf(trx, 'pool.open', payload.poolId, command)
  const { schemeCode, openedOn, bookId, code, ruleSetCode } = payload
  const taken = await trx.selectFrom('pool').select('id').where((eb) => eb.or([eb('code', '=', code), eb('book_id', '=', bookId)])).executeTakeFirst()
  if (taken) refuse('pool.code_taken', { code })
  // Of the funders who agree, one may not look into the keeper's book; the keeper has shown that it is one when proposing.
  const book = await trx.selectFrom('book').select(['organisation_id', 'kind', 'code']).where('id', '=', bookId).executeTakeFirst()
  const proposing = keeperId === command.actor.membership.organisation.id
  if (proposing && (!book || book.organisation_id !== keeperId || book.kind !== 'pool')) refuse('pool.book_unfit', { book: book?.code ?? bookId })
  shippedRuleSet(ruleSetCode)

  const policy = await getPolicyByCode(trx, schemeCode)
  const { scheme } = decodeForSharing(versionOn(policy, await listVersions(trx, policy.id), openedOn).params)
  checkFunders(payload, schemeCode, scheme)
  if (payload.periodCap) checkCurrency(scheme, payload.periodCap)
  const names = await namesOf(trx, payload.funders.map(({ organisationId }) => organisationId))
  const funders = await Promise.all(
    payload.funders.map(async (funder) => {
      const { rows } = await sql<{ id: BookId | null }>`select treasury_of(${funder.organisationId}, ${funder.treasuryCode}) as id`.execute(trx)
      const name = names(funder.organisationId)
      const treasuryBookId = rows[0]?.id ?? refuse('pool.treasury_unknown', { organisation: name.zh, code: funder.treasuryCode })
      return { ...funder, treasuryBookId }
    }),
  )
  return { ...payload, keeperId, currency: scheme.currency, schemePolicyId: policy.id, funders }
}

async function readCall(trx: Trx, payload: Calling, command: Command): Promise<{ pool: Pool; funder: Funder }> {
  const pool = await poolKeptBy(trx, payload.poolId, command, { kind: 'pool.call_contribution', subject: payload.contributionId })
  if (pool.funding === 'annual_budget') refuse('pool.budget_needs_no_contribution', {})
  checkOpen(pool, payload.calledOn)
  checkPast(payload.calledOn, command)
  checkCurrency(pool, payload.amount)
  if (payload.dueOn && payload.dueOn < payload.calledOn) refuse('pool.period_reversed', {})
  await requireNewDocument(trx, pool.id, payload.documentNumber)
  return { pool, funder: funderOf(pool, payload.tier, payload.jurisdictionCode) }
}

async function readPayment(trx: Trx, payload: PayContribution, command: Command): Promise<{ pool: Pool; funder: Funder; contribution: Contribution }> {
  const pool = await lockPool(trx, (await getContribution(trx, payload.contributionId)).poolId)
  const contribution = await getContribution(trx, payload.contributionId)
  const funder = funderOf(pool, contribution.tier, contribution.jurisdictionCode)
  if (funder.organisationId !== command.actor.membership.organisation.id) refuse('pool.not_funder', { document: contribution.documentNumber })
  const { amount, paidOn, by } = payload
  checkCurrency(pool, amount)
  checkPast(paidOn, command)
  if (paidOn < contribution.calledOn) refuse('pool.paid_before_called', { calledOn: contribution.calledOn })
  const owed = owedOf(contribution)
  if (amount.minor > owed.minor) refuse('pool.paid_above_call', { asked: amount, owed })
  if (by === 'advance') {
    const { minor } = await balanceOf(trx, account.pool(pool.bookId).dueTo(funder.treasuryBookId), pool.currency)
    if (amount.minor > -minor) refuse('pool.advance_too_small', { asked: amount, advanced: money(-minor, pool.currency) })
  }
  return { pool, funder, contribution }
}

async function readMember(trx: Trx, payload: SetMember, command: Command): Promise<{ pool: Pool; member: PoolMember | undefined }> {
  const pool = await poolKeptBy(trx, payload.poolId, command)
  const member = await findMember(trx, pool, payload.organisationId)
  const bank = await trx.selectFrom('organisation').select(['kind', 'name_zh']).where('id', '=', payload.organisationId).executeTakeFirst()
  if (!bank) return refuse('record.not_found', { noun: 'organisation', id: payload.organisationId })
  if (bank.kind !== 'bank' && bank.kind !== 'guarantor') refuse('pool.not_a_bank', { organisation: bank.name_zh })
  checkMember(member, payload)
  return { pool, member }
}

async function readQuota(trx: Trx, payload: SetQuota, command: Command): Promise<{ pool: Pool; member: PoolMember; granted: Money | null; occupied: Money }> {
  const pool = await poolKeptBy(trx, payload.poolId, command)
  checkCurrency(pool, payload.granted)
  const member = await getMember(trx, pool, payload.organisationId)
  const quota = member.quotas.find(({ year }) => year === payload.year)
  const occupied = quota?.occupied ?? money(0n, pool.currency)
  if (quota?.granted.minor === payload.granted.minor) refuse('pool.quota_stands_so', {})
  if (payload.granted.minor < occupied.minor) refuse('pool.quota_below_occupied', { year: payload.year, granted: payload.granted, occupied })
  return { pool, member, granted: quota?.granted ?? null, occupied }
}

async function readOverride(trx: Trx, { overrideId, poolId, action, from, to }: Overriding, command: Command): Promise<Pool> {
  const pool = await poolKeptBy(trx, poolId, command, { kind: 'pool.override_breaker', subject: overrideId })
  if (to < from) refuse('pool.period_reversed', {})
  const { scheme } = await schemeOn(trx, pool, from)
  if (!scheme.breakers?.some((breaker) => breaker.action === action)) refuse('pool.override_not_needed', { action })
  return pool
}

/** The pool, held; refuses unless its keeper is who proposes, or proposed it where another organisation checks. */
async function poolKeptBy(trx: Trx, poolId: PoolId, command: Command, proposal?: { readonly kind: string; readonly subject: string }): Promise<Pool> {
  const pool = await lockPool(trx, poolId)
  const proposer = proposal
    ? await proposerOf(trx, proposal.kind, proposal.subject, command)
    : command.actor.membership.organisation.id
  if (proposer !== pool.organisationId) refuse('pool.not_keeper', { pool: pool.code })
  return pool
}

/** Whose proposal it is; the actor's own while it is being made. */
async function proposerOf(trx: Db, kind: string, subject: string, { actor }: Command): Promise<OrganisationId> {
  const row = await trx.selectFrom('proposal').select('organisation_id').where('kind', '=', kind).where('subject', '=', subject).executeTakeFirst()
  return row?.organisation_id ?? actor.membership.organisation.id
}

const funderOf = ({ funders }: Pool, tier: string, jurisdictionCode: string): Funder =>
  funders.find((funder) => funder.tier === tier && funder.jurisdictionCode === jurisdictionCode) ??
  refuse('pool.no_such_funder', { tier, place: jurisdictionCode })

function checkCurrency({ currency }: Pick<Pool, 'currency'>, amount: Money): void {
  if (amount.currency !== currency) refuse('pool.currency_differs', { currency })
}

function checkPast(day: PlainDate, { now }: Command): void {
  const today = todayOf({ now })
  if (day > today) refuse('pool.future_day', { day, today })
}

const set = (field: Extract<EffectRow['field'][number], string>, after: EffectValue): EffectRow => ({ field: [field], before: null, after })

/** The names of organisations, as an effect shows them; refuses one that nobody knows. */
async function namesOf(db: Db, ids: readonly OrganisationId[]) {
  const rows = ids.length === 0 ? [] : await db.selectFrom('organisation').select(['id', 'name_zh', 'name_en']).where('id', 'in', ids).execute()
  const byId = new Map(rows.map(({ id, name_zh: zh, name_en: en }) => [id, { as: 'name' as const, zh, en }]))
  return (id: OrganisationId) => byId.get(id) ?? refuse('record.not_found', { noun: 'organisation', id })
}
