import { claimNumber } from '@cofund/shared/claims/claim'
import { evaluate } from '@cofund/shared/claims/decision'
import type { Standing } from '@cofund/shared/claims/standing'
import { type Effect, type EffectRow, asDay, asText, asWords } from '@cofund/shared/kernel/effect'
import { type Money, money, nothing, subtract } from '@cofund/shared/kernel/money'
import type { ClawBack, ReportRecovery, ReturnRecovery, ReverseRecovery, TrueUp } from '@cofund/shared/recoveries/recovery.input'
import { refuse } from '@cofund/shared/refuse'
import type { KeepRefund } from '../claims/settlement.proposals.ts'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import { lockBooks } from '../ledger/book.sql.ts'
import { getPool } from '../pools/pool.sql.ts'
import {
  clawBack,
  decideClawback,
  decideRecovery,
  decideReturn,
  decideReversal,
  decideTrueUp,
  keepOwed,
  owedBackDerivation,
  returnRecovery,
  reverseRecovery,
  shareRecovery,
  trueUp,
} from './recovery.commands.ts'
import { listRecoveriesOf } from './recovery.sql.ts'

/** Money that came back: shown is how it is divided and where every bearer then stands. */
export const recoverySharing: ProposalHandler<ReportRecovery, ReportRecovery> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, what, command): Promise<Effect> => {
    const { claim, divided, standings, standing, dueOn } = await decideRecovery(trx, what, todayOf(command), trx)
    const of = (minor: bigint): EffectRow['after'] => ({ as: 'amount', amount: money(minor, claim.currency) })
    const said = (word: EffectRow['field'][number], after: EffectRow['after']): EffectRow => ({ field: [word], before: null, after })
    return {
      about: `${claimNumber(claim)} ${what.reference}`,
      rows: [
        said('recovery.kind', asWords(`recovery.kind.${what.kind}`)),
        said('recovery.received_on', asDay(what.receivedOn)),
        said('recovery.gross', of(what.gross)),
        said('recovery.cost', of(what.cost)),
        said('recovery.principal', of(divided.applied.principal)),
        said('recovery.interest', of(divided.applied.interest)),
        said('recovery.penalty', of(divided.applied.penalty)),
        ...netRows(standings, standing, claim.currency),
        said('recovery.due', { as: 'amount', amount: divided.due }),
        ...(dueOn ? [said('recovery.due_on', asDay(dueOn))] : []),
        ...(what.documentHash ? [said('recovery.evidence', asText(what.documentHash))] : []),
      ],
    }
  },
  apply: shareRecovery,
}

/** Taking one back: what its bearers got goes. */
export const recoveryReversal: ProposalHandler<ReverseRecovery, ReverseRecovery> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, what): Promise<Effect> => {
    const { claim, reversed, divided, standings, standing } = await decideReversal(trx, what, trx)
    return {
      about: `${claimNumber(claim)} ${reversed.reference}`,
      rows: [
        { field: ['recovery.gross'], before: { as: 'amount', amount: reversed.gross }, after: null },
        ...netRows(standings, standing, claim.currency),
        { field: ['recovery.due'], before: null, after: { as: 'amount', amount: divided.due } },
        { field: ['recovery.reason'], before: null, after: asText(what.reason) },
      ],
    }
  },
  apply: reverseRecovery,
}

/** 补偿追回: the funders bear nothing any more, and the bank returns what it was paid, with interest. */
export const compensationClawback: ProposalHandler<ClawBack, ClawBack> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, what, command): Promise<Effect> => {
    const { claim, clawback, standings, standing, due } = await decideClawback(trx, what, todayOf(command), trx)
    return {
      about: claimNumber(claim),
      rows: [
        { field: ['recovery.reason'], before: null, after: asText(what.reason) },
        { field: ['recovery.received_on'], before: null, after: asDay(what.on) },
        { field: ['recovery.clawed'], before: null, after: { as: 'amount', amount: clawback.clawed } },
        { field: ['recovery.clawback_interest'], before: null, after: { as: 'amount', amount: clawback.interest } },
        ...netRows(standings, standing, claim.currency),
        { field: ['recovery.due'], before: null, after: { as: 'amount', amount: due } },
      ],
    }
  },
  apply: clawBack,
}

/** An advance, once the loss is final. */
export const advanceTrueUp: ProposalHandler<TrueUp, TrueUp> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, what, command): Promise<Effect> => {
    const { claim, cited, lossCase, standings, payments } = await decideTrueUp(trx, what, todayOf(command), trx)
    const { standing, payable, loss } = evaluate(cited, lossCase, nothing(claim.currency))
    const ordered = money(
      payments.reduce((sum, { amount }) => sum + amount.minor, 0n),
      claim.currency,
    )
    const difference = subtract(payable, ordered)
    return {
      about: claimNumber(claim),
      rows: [
        { field: ['recovery.final_loss'], before: null, after: { as: 'amount', amount: loss } },
        { field: ['recovery.final_payable'], before: { as: 'amount', amount: ordered }, after: { as: 'amount', amount: payable } },
        ...netRows(standings, standing, claim.currency),
        ...(difference.minor < 0n
          ? [{ field: ['recovery.refund_due'], before: null, after: { as: 'amount', amount: money(-difference.minor, claim.currency) } } as const]
          : []),
        { field: ['recovery.reason'], before: null, after: asText(what.reason) },
      ],
    }
  },
  apply: trueUp,
}

/** What a bank was paid beyond what its corrected year comes to is due from it like a remittance: what was too much already is not counted twice. */
export const keepYearRefund: KeepRefund = async (command, file, { kept, payable, on, reason, entryId, proposalId }) => {
  const refund = kept - payable.minor
  if (refund <= 0n) return
  const place = (await listRecoveriesOf(command.trx, file.claim.id)).length + 1
  await keepOwed(command, file, {
    kind: 'refund',
    on,
    gross: money(refund, payable.currency),
    interest: nothing(payable.currency),
    reference: `${claimNumber(file.claim)}-${place}`,
    reason,
    derivation: owedBackDerivation(kept, payable),
    place,
    entryId,
    proposalId,
  })
}

/** What came back goes on to a treasury. */
export const recoveryReturning: ProposalHandler<ReturnRecovery, ReturnRecovery> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, what, command): Promise<Effect> => {
    const { organisationId, bookId } = await getPool(trx, what.poolId)
    if (organisationId !== command.actor.membership.organisation.id) refuse('record.not_found', { noun: 'pool', id: what.poolId })
    await lockBooks(trx, [bookId])
    const { pool, funder, owed, amount } = await decideReturn(command, what)
    return {
      about: `${pool.code} ${what.number}`,
      rows: [
        { field: ['recovery.treasury'], before: null, after: { as: 'name', zh: funder.nameZh, en: funder.nameEn } },
        { field: ['recovery.returned_by'], before: null, after: asText(what.number) },
        { field: ['recovery.received_on'], before: null, after: asDay(what.returnedOn) },
        { field: ['recovery.owed_to_treasury'], before: { as: 'amount', amount: owed }, after: { as: 'amount', amount: subtract(owed, amount) } },
      ],
    }
  },
  apply: returnRecovery,
}

/** What each bearer bears net of what came back to it, before and after; those that do not move are left out. */
function netRows(from: readonly Standing[], to: readonly Standing[], currency: Money['currency']): EffectRow[] {
  const net = (standings: readonly Standing[], bearer: Standing['bearer']): bigint => {
    const at = standings.find((standing) => standing.bearer === bearer)
    return at ? at.borne - at.returned : 0n
  }
  const bearers = [...new Set([...from, ...to].map(({ bearer }) => bearer))]
  return bearers.flatMap((bearer): EffectRow[] => {
    const [before, after] = [net(from, bearer), net(to, bearer)]
    const of = (minor: bigint): EffectRow['after'] => ({ as: 'amount', amount: money(minor, currency) })
    return before === after ? [] : [{ field: ['recovery.net_borne', `bearer.${bearer}`], before: of(before), after: of(after) }]
  })
}
