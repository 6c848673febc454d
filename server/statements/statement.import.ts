import type { Trx } from '@cofund/db/connect'
import { type Currency, money, toDecimal } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { type BalanceLine, type StatementBreak, breaksIn } from '@cofund/shared/statements/continuity'
import { statementCamt } from '@cofund/shared/statements/shipped/statement-camt.mapping'
import { statementImport } from '@cofund/shared/statements/statement.import'
import { sql } from 'kysely'
import type { ImportKind, RowSaying } from '../imports/import-kind.ts'
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

  judge: judgeContinuity,

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

interface ToldRow {
  readonly account: string
  /** Of the file its line; null of what stands in the books. */
  readonly line: number | null
  readonly booked_on: PlainDate
  readonly currency: Currency
  readonly minor: bigint
  readonly balance_after_minor: bigint | null
}

/**
 * Whether the balances of the file follow from each other, and from the statements before and after it. Where its own lines do not, one
 * is missing or was changed: the file is not taken. A gap to what stands in the books is told: its statement may come later.
 */
async function judgeContinuity(trx: Trx): Promise<RowSaying[]> {
  const { rows } = await sql<ToldRow>`
    with own as (select distinct on (bank_account_id, identity) * from (${identified}) as own order by bank_account_id, identity, line)
    select bank_account_id as account, line, booked_on, currency, minor, balance_after_minor from own
    union all
    select bank_account_id, null, booked_on, currency, minor, balance_after_minor from statement_line
    where bank_account_id in (select bank_account_id from own) and (bank_account_id, identity) not in (select bank_account_id, identity from own)
    order by account, booked_on, line`.execute(trx)
  return [...Map.groupBy(rows, ({ account }) => account).values()].flatMap(sayingsOf)
}

function sayingsOf(rows: readonly ToldRow[]): RowSaying[] {
  const ofFile = rows.filter(({ line }) => line !== null)
  const lastOf = new Map(ofFile.map(({ booked_on: on, line }) => [on, line] as const))
  const broken = breaksIn(ofFile.map(toBalanceLine))
  const ownDays = new Set(broken.map(({ on }) => on))
  const gaps = breaksIn(rows.map(toBalanceLine)).filter(({ on }) => !ownDays.has(on))
  const saying = (severity: 'error' | 'warning', code: string) => ({ on, after, expected, said, missing }: StatementBreak): RowSaying[] => {
    const line = lastOf.get(on) ?? lastOf.get(after)
    return line ? [{ line, field: 'balanceAfter', severity, code, detail: [after, on, ...[expected, said, missing].map(toDecimal)].join(' / ') }] : []
  }
  return [...broken.flatMap(saying('error', 'balance_broken')), ...gaps.flatMap(saying('warning', 'balance_gap'))]
}

const toBalanceLine = ({ booked_on: bookedOn, minor, balance_after_minor: after, currency }: ToldRow): BalanceLine => ({
  bookedOn,
  amount: money(minor, currency),
  balanceAfter: after === null ? null : money(after, currency),
})
