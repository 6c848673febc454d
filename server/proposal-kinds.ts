import { administration, bookkeeping, poolKeeping, policyActivation as twoOfTheSameBody, treasuryPayment } from '@cofund/shared/approvals/shipped-routes'
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
} from './people/people.proposals.ts'
import { reconciliationReview } from './statements/reconciliation.proposal.ts'
import {
  breakerOverride,
  callRoute,
  contributionCall,
  contributionPayment,
  contributionVoucher,
  memberSetting,
  openingRoute,
  overrideRoute,
  poolOpening,
  quotaSetting,
} from './pools/pool.proposals.ts'
import { paymentRoute } from '@cofund/shared/claims/routes'
import { claimDecision, claimPayment, claimRoute } from './claims/claim.proposals.ts'
import { closingRoute, yearClosing, yearDecisionOf, yearRoute } from './claims/settlement.proposals.ts'
import { claimClosing } from './recoveries/claim-closing.ts'
import {
  advanceTrueUp,
  clawbackRoute,
  compensationClawback,
  keepYearRefund,
  recoveryReturning,
  recoveryReversal,
  recoveryRoute,
  recoverySharing,
  returnRoute,
  reversalRoute,
  trueUpRoute,
} from './recoveries/recovery.proposals.ts'
import { policyActivation } from './policies/policy.proposals.ts'

/** Everything that takes two people: its feature's handler, and the route that it goes. One line for each. */
export const proposalKinds: ProposalKinds = {
  'person.create': kindOf(personCreation, administration),
  'roles.set': kindOf(rolesSetting, administration),
  'password.reset': kindOf(passwordReset, administration),
  'api_key.issue': kindOf(apiKeyIssue, administration),
  'api_key.rotate': kindOf(apiKeyRotation, administration),
  'api_key.revoke': kindOf(apiKeyRevocation, administration),
  'ledger.close_period': kindOf(periodClosing, bookkeeping),
  'ledger.reopen_period': kindOf(periodReopening, bookkeeping),
  'statements.reconciliation': kindOf(reconciliationReview, bookkeeping),
  'policy.activate': kindOf(policyActivation, twoOfTheSameBody),
  'fiscal.draw_voucher': kindOf(voucherDrawing, treasuryPayment),
  'fiscal.pay_voucher': kindOf(contributionVoucher, treasuryPayment),
  'fiscal.settle_tiers': kindOf(tierSettlement, treasuryPayment),
  'fiscal.return_to_treasury': kindOf(treasuryReturning, treasuryPayment),
  'claim.decide': kindOf(claimDecision, claimRoute),
  'claim.pay': kindOf(claimPayment, paymentRoute),
  'settlement.decide': kindOf(yearDecisionOf(keepYearRefund), yearRoute),
  'settlement.close': kindOf(yearClosing, closingRoute),
  'recovery.share': kindOf(recoverySharing, recoveryRoute),
  'recovery.reverse': kindOf(recoveryReversal, reversalRoute),
  'recovery.return': kindOf(recoveryReturning, returnRoute),
  'claim.claw_back': kindOf(compensationClawback, clawbackRoute),
  'claim.true_up': kindOf(advanceTrueUp, trueUpRoute),
  'claim.close': kindOf(claimClosing, clawbackRoute),
  'pool.open': kindOf(poolOpening, openingRoute),
  'pool.call_contribution': kindOf(contributionCall, callRoute),
  'pool.pay_contribution': kindOf(contributionPayment, poolKeeping),
  'pool.set_member': kindOf(memberSetting, poolKeeping),
  'pool.set_quota': kindOf(quotaSetting, poolKeeping),
  'pool.override_breaker': kindOf(breakerOverride, overrideRoute),
}
