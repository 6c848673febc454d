import type { Facts } from '@cofund/shared/kernel/refusal'
import { Refusal } from '@cofund/shared/kernel/refusal'

/**
 * What a reader is told when the database itself says no. A constraint that only a bug can break stays out of this
 * table, and is then reported as one.
 */
export const refusalOfName: Readonly<Record<string, { readonly code: string; readonly facts?: (detail: string) => Facts }>> = {
  proposal_maker_is_not_checker: { code: 'approval.maker_is_checker' },
  proposal_person_checks_once: { code: 'approval.checked_already' },
  proposal_open_once: { code: 'approval.open_already' },
  policy_code_unique: { code: 'record.stale', facts: () => ({ noun: 'policy' }) },
  policy_version_periods_do_not_overlap: { code: 'record.stale', facts: () => ({ noun: 'policy' }) },
  policy_version_route_leads_somewhere: { code: 'route.nobody_can_take' },
  policy_version_number_once: { code: 'record.stale', facts: () => ({ noun: 'policy' }) },
  statement_match_once: { code: 'statement.matched_already' },
  statement_match_balances: { code: 'statement.match_uneven' },
  statement_rejection_once: { code: 'statement.rejected_already' },
  statement_rejection_withdrawn_once: { code: 'statement.rejection_withdrawn_already' },
  statement_match_receipt_stands: { code: 'statement.receipt_counts' },
  statement_match_undone_once: { code: 'statement.undone_already' },
  bank_account_one_for_book_and_currency: { code: 'statement.account_exists' },
  bank_account_number_once: { code: 'statement.account_exists' },
  claim_of_loan_once: { code: 'claim.open_already' },
  claim_payment_voucher_once: { code: 'claim.voucher_used' },
  claim_moves_by_two: { code: 'claim.status_guarded' },
  journal_entry_balances: { code: 'ledger.out_of_balance' },
  journal_entry_reversed_once: { code: 'ledger.already_reversed' },
  journal_entry_opening_has_evidence: { code: 'ledger.evidence_needed' },
  journal_entry_of_one_keeps_to_its_heads: { code: 'ledger.head_kept_by_deeds', facts: (head) => ({ head }) },
}

export function refusalOfConstraint(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('constraint' in error) || typeof error.constraint !== 'string') return undefined
  const known = refusalOfName[error.constraint]
  const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail : ''
  return known && new Refusal(known.code, known.facts?.(detail) ?? {})
}
