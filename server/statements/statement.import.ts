import { statementCamt } from '@cofund/shared/statements/shipped/statement-camt.mapping'
import { statementImport } from '@cofund/shared/statements/statement.import'
import { sql } from 'kysely'
import type { ImportKind } from '../imports/import-kind.ts'
import { isOwnAccount } from './account-number.sql.ts'
import { camtRows } from './camt-statement.ts'
import { refuseCamt } from './camt-statement.sql.ts'

/**
 * The rows with their account, signed amount and identity. A bank's reference names a line (with day and amount, for a payment
 * and its charge may share one); where there is none, its content does, and its place among lines that say the same: so the same
 * file, or the next month's that overlaps it, is recognised line by line.
 */
const identified = sql`
  select told.*, encode(sha256(convert_to(
      content || case when reference is null then '#' || row_number() over (partition by bank_account_id, content order by line) else '' end,
      'UTF8')), 'hex') as identity
  from (
    select import_row.*, bank_account.id as bank_account_id, coalesce(received_minor, 0) - coalesce(paid_minor, 0) as minor,
      jsonb_build_array(booked_on, coalesce(received_minor, 0) - coalesce(paid_minor, 0), reference,
        case when reference is null then jsonb_build_array(value_on, counterparty, summary, balance_after_minor) end)::text as content
    from import_row join bank_account on ${isOwnAccount}
    where taken or line in (select line from import_duplicate)
  ) as told`

/** Statements of the keeper's own accounts: every row or none, but rows that stand in the books are passed over. */
export const statementImportKind: ImportKind = {
  shape: statementImport,
  readXml: camtRows,
  refuseFile: (trx, mapping) => (mapping === statementCamt.code ? refuseCamt(trx) : Promise.resolve()),

  checks: [
    {
      severity: 'error',
      field: 'received',
      code: 'not_one_side',
      when: sql<boolean>`(coalesce(received_minor, 0) = 0) = (coalesce(paid_minor, 0) = 0)`,
    },
    {
      severity: 'error',
      field: 'accountNumber',
      code: 'account_unknown',
      when: sql<boolean>`account_number is not null and not exists (select from bank_account where ${isOwnAccount})`,
    },
    {
      severity: 'error',
      field: 'currency',
      code: 'account_currency_differs',
      when: sql<boolean>`exists (select from bank_account where ${isOwnAccount} and bank_account.currency <> import_row.currency)`,
    },
  ],

  key: ['accountNumber', 'reference', 'bookedOn', 'received', 'paid'],
  keyed: sql<boolean>`reference is not null`,

  recorded: () => sql<{ line: number; detail: string }>`
    select known.line, statement_line.batch_id as detail
    from (${identified}) as known
    join statement_line on statement_line.bank_account_id = known.bank_account_id and statement_line.identity = known.identity`,

  take: async (trx, { id, organisationId, documentHash, rows, taken, rejected, duplicate, totals, root }) => {
    await sql`
      insert into statement_line (id, organisation_id, bank_account_id, batch_id, line, identity, booked_on, value_on, currency, minor,
        counterparty, summary, reference, balance_after_minor)
      select 'stl_' || replace(gen_random_uuid()::text, '-', ''), ${organisationId}, bank_account_id, ${id}, line, identity, booked_on,
        value_on, currency, minor, counterparty, summary, reference, balance_after_minor
      from (${identified}) as new where taken`.execute(trx)
    return { act: 'statement.imported', batchId: id, documentHash, rows, taken, rejected, duplicate, totals, root }
  },
}
