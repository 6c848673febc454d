import { type Money, money, subtract } from '../kernel/money.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { CitedScheme, LossCase } from '../policies/loss-case.ts'
import type { Claim, ClaimDecision } from './claim.ts'
import { evaluate } from './decision.ts'

/** A claim as it was decided, of which another version of its scheme is asked. */
export interface PastDecision extends Pick<ClaimDecision, 'lossCase' | 'payable'> {
  readonly claim: Pick<Claim, 'id' | 'number' | 'bankId' | 'mode' | 'decidedOn'>
}

/** What another version would have granted: the money, and how far it is from what was granted; or why it would have refused. */
export interface Replayed {
  readonly claim: PastDecision['claim']
  readonly loss: Money | null
  readonly granted: Money
  readonly would: Money | null
  readonly difference: Money | null
  readonly refusal: Pick<Refusal, 'code' | 'facts'> | null
}

/**
 * Asks a version of a scheme of a claim that was decided under another: on the case as it was decided then, with what of each cap was
 * used on that day. It tells what the rule would have meant, not what would have happened: every other claim stays as it was.
 */
export function replayDecision(cited: CitedScheme, { claim, lossCase, payable }: PastDecision): Replayed {
  const granted = payable
  try {
    const nothingBack = money(0n, cited.scheme.currency)
    const { loss, payable: would } = evaluate(cited, asAsked(cited, lossCase), nothingBack, claim.mode === 'advance' && cited.scheme.advance ? 'advance' : 'whole')
    return { claim, loss, granted, would, difference: subtract(would, granted), refusal: null }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return { claim, loss: null, granted, would: null, difference: null, refusal: { code: thrown.code, facts: thrown.facts } }
  }
}

/** A version that shares another fact is asked of the same loss where the case states no such fact of its own. */
function asAsked({ scheme: { base } }: CitedScheme, lossCase: LossCase): LossCase {
  const { amounts } = lossCase
  if (amounts[base] !== undefined) return lossCase
  const stated = amounts.principal_loss ?? amounts.unpaid_principal ?? amounts.net_loss
  return stated === undefined ? lossCase : { ...lossCase, amounts: { ...amounts, [base]: stated } }
}
