import type { Db } from '@cofund/db/connect'
import type { DerivationGroup } from '@cofund/shared/audit/evidence'
import { decisionSubject, recoverySubject } from '@cofund/shared/audit/evidence-texts'
import { sql } from 'kysely'
import type { EvidenceSection, SubjectRows } from '../audit/evidence.ts'

/** How decisions on claims and recoveries came about, as they were stored with them. */
export const claimDerivations: EvidenceSection = {
  name: 'derivations',
  items: async function* items(db, { claims }) {
    for (const [claim, subjects] of [...claims].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const kept = await readDerivations(db, claim)
      const found = kept.filter(({ subject }) => subjects.has(subject))
      yield JSON.stringify({ subject: claim, omitted: subjects.size - found.length, items: found } satisfies DerivationGroup)
    }
  },
}

async function readDerivations(db: Db, claim: string): Promise<DerivationGroup['items']> {
  const decisions = await sql<{ place: number; derivation: unknown }>`select place, derivation from claim_decision where claim_id = ${claim} order by place`.execute(db)
  const recoveries = await sql<{ id: string; derivation: unknown }>`select id, derivation from recovery where claim_id = ${claim} order by place`.execute(db)
  return [
    ...decisions.rows.map(({ place, derivation }) => ({ subject: decisionSubject(place), derivation })),
    ...recoveries.rows.map(({ id, derivation }) => ({ subject: recoverySubject(id), derivation })),
  ]
}

/**
 * What a claim's decisions rest on: its own rows; the loan with its reports, disposals and lawsuits, or the bank's year; the firm; the pool with its
 * rules; the case; what was paid, from which budget, and what the bank statement says of it; what came back and where it went.
 */
export const claimRows: SubjectRows = {
  kind: 'claim',
  rowsOf: (id) => {
    const claim = sql`(select * from claim where id = ${id})`
    const ofClaim = sql<boolean>`row.claim_id = ${id}`
    const ofNote = sql<boolean>`row.note_id in (select note_id from claim where id = ${id})`
    const ofFirm = sql<boolean>`row.enterprise_id in (select enterprise_id from claim where id = ${id})`
    const ofPool = sql<boolean>`row.pool_id in (select pool_id from claim where id = ${id})`
    const ofBankInPool = sql<boolean>`(row.pool_id, row.organisation_id) in (select pool_id, organisation_id from claim where id = ${id})`
    const cases = sql`(
      select proposal_id from claim where id = ${id} union select proposal_id from claim_decision where claim_id = ${id}
      union select proposal_id from claim_payment where claim_id = ${id} union select proposal_id from recovery where claim_id = ${id}
      union select id from proposal where subject = ${id})`
    const vouchers = sql`(select payment_voucher.* from payment_voucher join claim_payment on claim_id = ${id} and payment_voucher.number like '%' || voucher_number || '%')`
    const indicators = sql`(select indicator_id from ${vouchers} as voucher)`
    const entries = sql`(
      select book_id, sequence from journal_entry where facts ->> 'claimId' = ${id}
      union select book_id, sequence from journal_entry where id in (select entry_id from remittance where ${sql`(pool_id, organisation_id) in (select pool_id, organisation_id from claim where id = ${id})`}))`
    const matches = sql`(
      select distinct statement_match.* from statement_match join bank_account on bank_account.id = bank_account_id
      join ${entries} as entry on entry.book_id = bank_account.book_id and entry.sequence = any (statement_match.sequences))`
    const year = sql<boolean>`exists (select from ${claim} as own where own.family <> 'loan' and own.pool_id = row.pool_id and own.organisation_id = row.organisation_id
      and extract(year from row.month) = own.settled_year)`
    return [
      { relation: 'claim', where: sql<boolean>`row.id = ${id}` },
      ...['claim_decision', 'claim_bearer', 'claim_document', 'claim_event', 'claim_freeze', 'claim_payment', 'recovery'].map((relation) => ({ relation, where: ofClaim })),
      { relation: 'remittance', where: ofBankInPool },
      { relation: 'proposal', where: sql<boolean>`row.id in ${cases}` },
      { relation: 'proposal_move', where: sql<boolean>`row.proposal_id in ${cases}` },
      { relation: 'drawdown_note', where: sql<boolean>`row.id in (select note_id from claim where id = ${id})` },
      ...['note_event', 'note_report', 'disposal', 'litigation'].map((relation) => ({ relation, where: ofNote })),
      { relation: 'note_verdict', where: sql<boolean>`row.id in (select verdict_id from drawdown_note join claim on claim.note_id = drawdown_note.id where claim.id = ${id})` },
      { relation: 'monthly_report', where: sql<boolean>`row.id in (select report_id from note_report join claim on claim.note_id = note_report.note_id where claim.id = ${id}) or ${year}` },
      { relation: 'enterprise', where: sql<boolean>`row.id in (select enterprise_id from claim where id = ${id})` },
      ...['enterprise_certificate', 'enterprise_fact', 'enterprise_flag', 'enterprise_check'].map((relation) => ({ relation, where: ofFirm })),
      { relation: 'pool', where: sql<boolean>`row.id in (select pool_id from claim where id = ${id})` },
      ...['pool_funder', 'pool_party', 'pool_product', 'pool_breaker_override', 'pool_cap_use'].map((relation) => ({ relation, where: ofPool })),
      ...['pool_member', 'pool_quota'].map((relation) => ({ relation, where: ofBankInPool })),
      { relation: 'policy_version', where: sql<boolean>`row.id in (select policy_version_id from claim where id = ${id})` },
      { relation: 'payment_voucher', where: sql<boolean>`row.id in (select id from ${vouchers} as voucher)` },
      { relation: 'payment_plan', where: sql<boolean>`row.id in (select plan_id from ${vouchers} as voucher)` },
      { relation: 'budget_indicator', where: sql<boolean>`row.id in ${indicators}` },
      { relation: 'budget_change', where: sql<boolean>`row.indicator_id in ${indicators}` },
      { relation: 'treasury_return', where: sql<boolean>`row.subject = ${id}` },
      { relation: 'statement_match', where: sql<boolean>`row.id in (select id from ${matches} as matched)` },
      { relation: 'statement_line', where: sql<boolean>`row.id in (select unnest(line_ids) from ${matches} as matched)` },
      { relation: 'document', where: sql<boolean>`row.hash in (select document_hash from claim_document where claim_id = ${id} union select document_hash from recovery where claim_id = ${id})` },
    ]
  },
}
