import { type ProposalKinds, kindOf } from './approvals/proposal-kind.ts'
import { tierSettlement, treasuryReturning, voucherDrawing } from './fiscal/fiscal.proposals.ts'
import { periodClosing, periodReopening } from './ledger/ledger.proposals.ts'
import {
  apiKeyIssue,
  apiKeyRevocation,
  apiKeyRotation,
  passwordReset,
  personCreation,
  rolesSetting,
  secondFactorDemand,
  secondFactorReset,
} from './people/people.proposals.ts'
import { reconciliationReview } from './statements/reconciliation.proposal.ts'
import {
  breakerOverride,
  contributionCall,
  contributionPayment,
  contributionVoucher,
  memberSetting,
  poolOpening,
  quotaSetting,
} from './pools/pool.proposals.ts'
import { claimDecision, claimPayment } from './claims/claim.proposals.ts'
import { yearClosing, yearDecisionOf } from './claims/settlement.proposals.ts'
import { claimClosing } from './recoveries/claim-closing.ts'
import {
  advanceTrueUp,
  compensationClawback,
  keepYearRefund,
  recoveryReturning,
  recoveryReversal,
  recoverySharing,
} from './recoveries/recovery.proposals.ts'
import { policyActivation, policyClosing, policyRetirement } from './policies/policy.proposals.ts'

/** Everything that takes two people: its feature's handler, one line for each. Its route is named in shared/approvals/proposal-kinds.ts. */
export const proposalKinds: ProposalKinds = {
  'person.create': kindOf(personCreation),
  'roles.set': kindOf(rolesSetting),
  'password.reset': kindOf(passwordReset),
  'second_factor.reset': kindOf(secondFactorReset),
  'organisation.set_second_factor': kindOf(secondFactorDemand),
  'api_key.issue': kindOf(apiKeyIssue),
  'api_key.rotate': kindOf(apiKeyRotation),
  'api_key.revoke': kindOf(apiKeyRevocation),
  'ledger.close_period': kindOf(periodClosing),
  'ledger.reopen_period': kindOf(periodReopening),
  'statements.reconciliation': kindOf(reconciliationReview),
  'policy.activate': kindOf(policyActivation),
  'policy.close': kindOf(policyClosing),
  'policy.retire': kindOf(policyRetirement),
  'fiscal.draw_voucher': kindOf(voucherDrawing),
  'fiscal.pay_voucher': kindOf(contributionVoucher),
  'fiscal.settle_tiers': kindOf(tierSettlement),
  'fiscal.return_to_treasury': kindOf(treasuryReturning),
  'claim.decide': kindOf(claimDecision),
  'claim.pay': kindOf(claimPayment),
  'settlement.decide': kindOf(yearDecisionOf(keepYearRefund)),
  'settlement.close': kindOf(yearClosing),
  'recovery.share': kindOf(recoverySharing),
  'recovery.reverse': kindOf(recoveryReversal),
  'recovery.return': kindOf(recoveryReturning),
  'claim.claw_back': kindOf(compensationClawback),
  'claim.true_up': kindOf(advanceTrueUp),
  'claim.close': kindOf(claimClosing),
  'pool.open': kindOf(poolOpening),
  'pool.call_contribution': kindOf(contributionCall),
  'pool.pay_contribution': kindOf(contributionPayment),
  'pool.set_member': kindOf(memberSetting),
  'pool.set_quota': kindOf(quotaSetting),
  'pool.override_breaker': kindOf(breakerOverride),
}
