import type { Trx } from '@cofund/db/connect'
import { loanImport } from '@cofund/shared/loans/loan.import'
import { sql } from 'kysely'
import { noteInLoanBook } from './loan-book.commands.ts'
import type { ImportKind, TakenBatch } from '../imports/import-kind.ts'

/** Nulls count as equal, and only an equation can be hashed: the name finds the lender, the rest confirms it. */
const isLenderOfRow = sql`lender.name = import_row.lender_name and lender.region is not distinct from import_row.lender_region`

/**
 * A keeper's historic book of guaranteed loans. A row is known by lender and number; where it names no lender, by its
 * number among all the keeper's rows without one (`loan_number_once` treats nulls as equal), so that a bank-less row that
 * comes again is recognised, and two different loans without a bank must differ in number.
 */
export const loanImportKind: ImportKind = {
  shape: loanImport,
  key: ['lenderName', 'lenderRegion', 'number'],
  checks: [
    { severity: 'warning', field: 'chargedOff', code: 'charge_off_above_approved', when: sql`charged_off_minor > approved_minor` },
    { severity: 'warning', field: 'guaranteed', code: 'guaranteed_above_approved', when: sql`guaranteed_minor > approved_minor` },
    {
      severity: 'warning',
      field: 'outcome',
      code: 'repaid_with_charge_off',
      when: sql`outcome = 'repaid' and (charged_off_minor > 0 or charged_off_on is not null)`,
    },
    { severity: 'warning', field: 'chargedOffOn', code: 'charge_off_without_date', when: sql`outcome = 'charged_off' and charged_off_on is null` },
    { severity: 'warning', field: 'chargedOff', code: 'charge_off_without_amount', when: sql`outcome = 'charged_off' and coalesce(charged_off_minor, 0) = 0` },
    { severity: 'warning', field: 'disbursedOn', code: 'disbursed_before_approved', when: sql`disbursed_on < approved_on` },
    { severity: 'warning', field: 'chargedOffOn', code: 'charge_off_before_disbursed', when: sql`charged_off_on < disbursed_on` },
    { severity: 'warning', field: 'termMonths', code: 'term_of_zero', when: sql`term_months = 0` },
  ],
  recorded: (organisationId) => sql`
    select import_row.line, loan.batch_id as detail
    from import_row
    left join lender on lender.organisation_id = ${organisationId} and ${isLenderOfRow}
    join loan on loan.organisation_id = ${organisationId} and loan.number = import_row.number and loan.lender_id is not distinct from lender.id
    where import_row.taken and (lender.id is not null or import_row.lender_name is null)`,
  take: async (trx, batch) => {
    await insertLenders(trx, batch)
    await insertLoans(trx, batch)
    await insertRollup(trx, batch)
    const { opened, bookId, entryId } = await noteInLoanBook(trx, batch)
    const imported = {
      act: 'loans.imported',
      batchId: batch.id,
      documentHash: batch.documentHash,
      rows: batch.rows,
      taken: batch.taken,
      rejected: batch.rejected,
      duplicate: batch.duplicate,
      totals: batch.totals,
      root: batch.root,
      ...(entryId && { bookId, entryId }),
    } as const
    return opened ? [{ act: 'book.opened', bookId }, imported] : imported
  },
}

async function insertLenders(trx: Trx, { organisationId }: TakenBatch): Promise<void> {
  await sql`
    insert into lender (organisation_id, name, region)
    select distinct ${organisationId}, lender_name, lender_region from import_row where taken and lender_name is not null
    order by lender_name, lender_region
    on conflict on constraint lender_once do nothing`.execute(trx)
}

const withLender = ({ organisationId }: TakenBatch) => sql`
  import_row left join lender on lender.organisation_id = ${organisationId} and ${isLenderOfRow}`

async function insertLoans(trx: Trx, batch: TakenBatch): Promise<void> {
  await sql`
    insert into loan (organisation_id, lender_id, number, borrower_name, industry_code, region, outcome, currency,
      approved_on, disbursed_on, charged_off_on, term_months,
      approved_minor, guaranteed_minor, disbursed_minor, charged_off_minor, warnings, batch_id, line)
    select ${batch.organisationId}, lender.id, number, borrower_name, industry_code, import_row.region, outcome, currency,
      approved_on, disbursed_on, charged_off_on, term_months,
      approved_minor, guaranteed_minor, disbursed_minor, charged_off_minor,
      case when warnings = '{}' then '{}' else array(select split_part(warning, ':', 2) from unnest(warnings) as warning) end, ${batch.id}, line
    from ${withLender(batch)}
    where taken`.execute(trx)
}

/** The sums that dashboards read, in the transaction that adds the loans they are sums of. */
async function insertRollup(trx: Trx, batch: TakenBatch): Promise<void> {
  await sql`
    insert into loan_rollup (organisation_id, batch_id, lender_id, outcome, currency, approval_year, charge_off_year, loans, warned,
      approved_minor, guaranteed_minor, disbursed_minor, disbursed_known, charged_off_minor, charged_off_known)
    select ${batch.organisationId}, ${batch.id}, lender.id, outcome, currency,
      extract(year from approved_on)::int, extract(year from charged_off_on)::int, count(*)::int, (count(*) filter (where warnings <> '{}'))::int,
      sum(approved_minor)::int8, sum(guaranteed_minor)::int8, coalesce(sum(disbursed_minor), 0)::int8, count(disbursed_minor)::int,
      coalesce(sum(charged_off_minor), 0)::int8, count(charged_off_minor)::int
    from ${withLender(batch)}
    where taken
    group by lender.id, outcome, currency, extract(year from approved_on), extract(year from charged_off_on)`.execute(trx)
}
