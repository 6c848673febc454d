import type { Trx } from '@cofund/db/connect'
import { claimCan, claimNumber } from '@cofund/shared/claims/claim'
import { type Effect, type EffectRow, asText, asWords } from '@cofund/shared/kernel/effect'
import { money, toDecimal } from '@cofund/shared/kernel/money'
import type { CloseClaim } from '@cofund/shared/recoveries/recovery.input'
import { refuse } from '@cofund/shared/refuse'
import { insertClaimEvent, setClaim } from '../claims/claim.sql.ts'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { todayOf } from '../kernel/today.ts'
import { type RecoveryFile, openRecoveryFile } from './recovery-file.sql.ts'

/**
 * 结案: the pool's keeper expects nothing more. All that was decided is paid, all that came back is handed in. It moves nobody, and does
 * not end the bank's duty to recover: money that comes later is reported as ever, and the claim is open again.
 */
export const claimClosing: ProposalHandler<CloseClaim, CloseClaim> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { claimId, reason }): Promise<Effect> => {
    const { claim, standings } = await decideClosing(trx, claimId)
    return {
      about: claimNumber(claim),
      rows: [
        { field: ['recovery.reason'], before: null, after: asText(reason) },
        ...standings.map(
          ({ bearer, borne, returned }): EffectRow => ({
            field: ['recovery.net_borne', `bearer.${bearer}`],
            before: null,
            after: { as: 'amount', amount: money(borne - returned, claim.currency) },
          }),
        ),
        { field: ['claims.status'], before: asWords(`claim.status.${claim.status}`), after: asWords('claim.status.closed') },
      ],
    }
  },
  apply: async (command, { claimId, reason }) => {
    const { trx, actor, record } = command
    const { claim, pool } = await decideClosing(trx, claimId)
    await setClaim(trx, claim.id, { status: 'closed' })
    await insertClaimEvent(trx, { claimId: claim.id, event: 'closed', status: 'closed', on: todayOf(command), membershipId: actor.membership.id, facts: { reason } })
    record({ act: 'claim.closed', bookId: pool.bookId, claimId: claim.id })
  },
}

/** Whether nothing is open on a claim, on held data. */
async function decideClosing(trx: Trx, claimId: CloseClaim['claimId']): Promise<RecoveryFile> {
  const file = await openRecoveryFile(trx, claimId, trx)
  const { claim, recoveries } = file
  if (claim.family !== 'loan' || !claimCan.close(claim)) refuse('claim.wrong_status', { status: claim.status })
  if (claim.paid.minor < claim.payable.minor) refuse('recovery.close_unpaid', { payable: toDecimal(claim.payable), paid: toDecimal(claim.paid) })
  const open = recoveries.reduce((sum, { due, remitted }) => sum + due.minor - remitted.minor, 0n)
  if (open !== 0n) refuse('recovery.close_dues_open', { open: toDecimal(money(open, claim.currency)) })
  return file
}
