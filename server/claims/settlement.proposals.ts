import type { Trx } from '@cofund/db/connect'
import type { ProposalId } from '@cofund/shared/approvals/proposal'
import type { Claim, ClaimId, ClaimStatus } from '@cofund/shared/claims/claim'
import { type DistrictPart, nplRatioOf, settlementCan } from '@cofund/shared/claims/settlement'
import type { SettleYear } from '@cofund/shared/claims/settlement.input'
import type { Standing } from '@cofund/shared/claims/standing'
import { type Effect, type EffectRow, asDay, asText, asWords } from '@cofund/shared/kernel/effect'
import { type Money, money, toDecimal } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { account } from '@cofund/shared/ledger/account'
import type { BookId } from '@cofund/shared/ledger/book'
import { type EntryDraft, type EntryId, credit, debit } from '@cofund/shared/ledger/entry'
import type { Pool } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import type { Moved, ProposalHandler } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { balanceOf } from '../ledger/balance.sql.ts'
import { lockBooks } from '../ledger/book.sql.ts'
import { postTransferLegs } from '../ledger/ledger.commands.ts'
import { getPool } from '../pools/pool.sql.ts'
import { applyDecision } from './apply-decision.ts'
import { keptOf, setClaim } from './claim.sql.ts'
import { type YearFile, lockYear, openYear, told, yearAbout } from './settlement.commands.ts'
import { entriesOfYear } from './settlement-purses.ts'

/** What a bank owes back where a corrected year comes to less than it was paid. Recoveries stand higher and are handed in. */
export type KeepRefund = (
  command: Command,
  file: Pick<YearFile, 'claim' | 'pool' | 'cited'>,
  owed: { readonly kept: bigint; readonly payable: Money; readonly on: PlainDate; readonly reason: string; readonly entryId: EntryId | null; readonly proposalId: ProposalId },
) => Promise<void>

/**
 * A bank's year on its way, the first time and whenever its figures were corrected: shown is what the figures come to and how far that is
 * from what was decided before. Only the difference is posted, also when the city has paid and the district owes.
 */
export const yearDecisionOf = (keepRefund: KeepRefund): ProposalHandler<SettleYear, SettleYear> => ({
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { claimId, on }, command): Promise<Effect> => {
    const claim = await lockYear(trx, claimId)
    if (!onItsWay.includes(claim.status)) refuse('settlement.wrong_status', { status: claim.status })
    if (on > todayOf(command)) refuse('ledger.effective_in_future', { today: todayOf(command) })
    return effectOf(await openYear(trx, claim), on)
  },
  moved: async (command, { claimId }, moved) => {
    const claim = await lockYear(command.trx, claimId)
    const status = statusAfter(moved, claim)
    const ended = moved.move === 'return' || moved.move === 'reject' || moved.move === 'withdraw'
    await setClaim(command.trx, claimId, { status, proposal_id: ended ? null : moved.proposalId, due_on: moved.dueOn })
    await told(command, claim, eventOf[moved.move], status, moved.document ? { document: moved.document } : {})
    command.record({ act: 'settlement.moved', claimId, proposalId: moved.proposalId, status })
  },
  apply: async (command, { claimId, on }, { proposalId }) => {
    const { trx } = command
    const claim = await lockYear(trx, claimId)
    const file = await openYear(trx, claim)
    const { pool, cited, capKeys, lossCase, decisions, decidedOn, frozen, payments } = file
    const last = decisions.at(-1)
    const { payable, entryId } = await applyDecision(command, claim, {
      reason: last ? 'refrozen' : 'approved',
      pool,
      cited,
      capKeys,
      lossCase,
      capsAre: 'read_now',
      payout: 'whole',
      recovered: last?.recovered ?? money(0n, claim.currency),
      on,
      proposalId,
      note: frozen.reason ?? yearAbout(claim),
      entryKind: last ? 'settlement.refrozen' : 'settlement.decided',
      entriesOf: entriesOfYear(pool, decidedOn, frozen),
    })
    const kept = await keptOf(trx, claimId)
    await keepRefund(command, file, { kept, payable, on, reason: frozen.reason ?? '', entryId, proposalId })
    const status = payable.minor > kept ? 'approved' : payments.length > 0 ? 'paid' : 'closed'
    await setClaim(trx, claimId, { status, due_on: null })
    await told(command, claim, last ? 'decided_again' : 'approved', status, {})
  },
})

const onItsWay: readonly ClaimStatus[] = ['computed', 'audited', 'verified']

const eventOf = {
  propose: 'submitted',
  approve: 'moved_on',
  reject: 'rejected',
  return: 'returned',
  withdraw: 'withdrawn',
  resubmit: 'resubmitted',
  refresh: 'resubmitted',
} as const satisfies Record<Moved['move'], string>

/** Whatever ends a case before it is decided leaves the year computed: it is sent again, or its figures are corrected. */
const statusAfter = ({ move, status, stage }: Moved, claim: Claim): ClaimStatus =>
  move !== 'approve' ? 'computed' : status === 'applied' ? claim.status : ((stage as ClaimStatus | null) ?? 'computed')

function effectOf(file: YearFile, on: PlainDate): Effect {
  const { claim, pool, versionNumber, frozen, decidedOn, evaluation, from, districts, fromDistricts } = file
  const of = (minor: bigint | null | undefined): EffectRow['after'] =>
    minor === null || minor === undefined ? null : { as: 'amount', amount: money(minor, claim.currency) }
  const ratio = (year: Parameters<typeof nplRatioOf>[0] | null): EffectRow['after'] => {
    const rate = year && nplRatioOf(year)
    return rate ? { as: 'rate', rate } : null
  }
  const figure = (name: 'loan_balance' | 'npl_balance' | 'disposed' | 'recovered' | 'net_loss'): EffectRow => ({
    field: [`year.${name}`],
    before: of(decidedOn?.[name]),
    after: of(frozen[name]),
  })
  return {
    about: yearAbout(claim),
    rows: [
      { field: ['claim.effect.scheme'], before: null, after: asText(`${pool.schemeCode} v${versionNumber}`) },
      { field: ['settlement.freeze_number'], before: decidedOn && asText(String(decidedOn.place)), after: asText(String(frozen.place)) },
      figure('loan_balance'),
      figure('npl_balance'),
      { field: ['settlement.npl_ratio'], before: ratio(decidedOn), after: ratio(frozen) },
      figure('disposed'),
      figure('recovered'),
      figure('net_loss'),
      { field: ['settlement.payable'], before: decidedOn && of(claim.payable.minor), after: of(evaluation.payable.minor) },
      ...evaluation.standing.map(
        ({ bearer, borne, returned }): EffectRow => ({
          field: ['settlement.share', `bearer.${bearer}`],
          before: of(netOf(from.find((standing) => standing.bearer === bearer))),
          after: of(borne - returned),
        }),
      ),
      ...districts.map(
        ({ district, borne, returned }): EffectRow => ({
          field: ['settlement.district_share', Number(district)],
          before: of(netOf(fromDistricts.find((part) => part.district === district))),
          after: of(borne - returned),
        }),
      ),
      { field: ['settlement.on'], before: null, after: asDay(on) },
    ],
  }
}

const netOf = (part: Pick<Standing, 'borne' | 'returned'> | Pick<DistrictPart, 'borne' | 'returned'> | undefined): bigint | null =>
  part ? part.borne - part.returned : null

/**
 * 两级结清: noted when the pool owes no treasury more than that treasury owes it, nor less. The tier that paid for all stands on both
 * sides with its own part: that is set off here, and nobody owes anybody anything.
 */
export const yearClosing: ProposalHandler<{ readonly claimId: ClaimId }, { readonly claimId: ClaimId }> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { claimId }): Promise<Effect> => {
    const claim = await lockYear(trx, claimId)
    if (!settlementCan.settleBetweenTiers(claim)) refuse('settlement.wrong_status', { status: claim.status })
    const { owed, offsets } = await owedBetweenTiers(trx, await getPool(trx, claim.poolId))
    if (owed.minor !== 0n) refuse('settlement.tiers_owe_still', { owed: toDecimal(owed) })
    return {
      about: yearAbout(claim),
      rows: [
        { field: ['settlement.owed_between_tiers'], before: null, after: { as: 'amount', amount: owed } },
        ...offsets.map(({ amount }): EffectRow => ({ field: ['settlement.set_off'], before: null, after: { as: 'amount', amount } })),
        { field: ['settlement.status'], before: asWords('claim.status.paid'), after: asWords('claim.status.settled_between_tiers') },
      ],
    }
  },
  apply: async (command, { claimId }) => {
    const { trx } = command
    const claim = await lockYear(trx, claimId)
    const pool = await getPool(trx, claim.poolId)
    await lockBooks(trx, [pool.bookId, ...pool.funders.map(({ treasuryBookId }) => treasuryBookId)])
    const { owed, offsets } = await owedBetweenTiers(trx, pool)
    if (owed.minor !== 0n) refuse('settlement.tiers_owe_still', { owed: toDecimal(owed) })
    for (const { treasury, amount } of offsets) await postTransferLegs(trx, setOff(pool, treasury, amount, todayOf(command), yearAbout(claim)))
    await setClaim(trx, claimId, { status: 'settled_between_tiers' })
    await told(command, claim, 'settled_between_tiers', 'settled_between_tiers', {})
    command.record({ act: 'settlement.settled_between_tiers', claimId })
  },
}

/** What is left between the pool and each purse, one way or the other, and what stands on both sides of a purse at once. */
async function owedBetweenTiers(trx: Trx, { bookId, currency, funders }: Pool) {
  const own = account.pool(bookId)
  let owed = 0n
  const offsets: { readonly treasury: BookId; readonly amount: Money }[] = []
  for (const treasury of new Set(funders.map(({ treasuryBookId }) => treasuryBookId))) {
    const [from, to] = [(await balanceOf(trx, own.dueFrom(treasury), currency)).minor, -(await balanceOf(trx, own.dueTo(treasury), currency)).minor]
    owed += from > to ? from - to : to - from
    if (from === to && from !== 0n) offsets.push({ treasury, amount: money(from, currency) })
  }
  return { owed: money(owed, currency), offsets }
}

/** What a pool is owed by a purse against what it owes it: both end, and no money moves. */
function setOff({ id, bookId }: Pool, treasury: BookId, amount: Money, effectiveOn: PlainDate, note: string): EntryDraft[] {
  const [pool, purse] = [account.pool(bookId), account.treasury(treasury)]
  const said = { kind: 'fiscal.settled', effectiveOn, note, facts: { poolId: id } } as const
  return [
    { ...said, bookId, postings: [debit(pool.dueTo(treasury), amount), credit(pool.dueFrom(treasury), amount)] },
    { ...said, bookId: treasury, postings: [debit(purse.dueTo(bookId), amount), credit(purse.dueFrom(bookId), amount)] },
  ]
}
