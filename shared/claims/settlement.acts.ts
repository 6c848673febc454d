import type { ProposalId } from '../approvals/proposal.ts'
import type { Money } from '../kernel/money.ts'
import type { PoolId } from '../pools/pool.ts'
import type { ClaimId, ClaimStatus } from './claim.ts'

/** In the acting organisation's stream; the decision itself is recorded as a claim's is (`claim.decided`). */
export type SettlementAct =
  | {
      readonly act: 'settlement.frozen'
      readonly claimId: ClaimId
      readonly poolId: PoolId
      readonly year: number
      readonly place: number
      readonly netLoss: Money
    }
  | { readonly act: 'settlement.computed'; readonly claimId: ClaimId; readonly place: number; readonly expected: Money; readonly derivationHash: string }
  | { readonly act: 'settlement.moved'; readonly claimId: ClaimId; readonly proposalId: ProposalId; readonly status: ClaimStatus }
  | { readonly act: 'settlement.settled_between_tiers'; readonly claimId: ClaimId }
