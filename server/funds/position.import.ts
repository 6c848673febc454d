import { positionImport } from '@cofund/shared/funds/position.import'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import type { ImportKind } from '../imports/import-kind.ts'

const isAnotherFund = sql<boolean>`
  (fund.manager, fund.asset_class, fund.vintage_year, fund.currency) is distinct from
  (import_row.manager, import_row.asset_class, import_row.vintage_year, import_row.currency)`

/**
 * Reports of commitments. A fund is known by its name within its keeper; a report by fund, investor and day, so that
 * the same report twice adds nothing and a later one stands beside it.
 */
export const positionImportKind: ImportKind = {
  shape: positionImport,

  checks: [
    { severity: 'warning', field: 'called', code: 'called_above_committed', when: sql<boolean>`called_minor > committed_minor` },
    { severity: 'warning', field: 'distributed', code: 'distributed_negative', when: sql<boolean>`distributed_minor < 0` },
    {
      severity: 'warning',
      field: 'reportedMultiple',
      code: 'multiple_differs',
      // The report's own multiple against its own amounts, beyond what four decimals can hide.
      when: sql<boolean>`called_minor > 0 and abs(reported_multiple_ppm::numeric * called_minor - (distributed_minor + value_minor)::numeric * 1000000) > 100 * called_minor`,
    },
    {
      severity: 'error',
      field: 'fundName',
      code: 'fund_differs',
      // A fund keeps its manager, class, vintage and currency: a row that says otherwise is about another fund, or wrong.
      when: sql<boolean>`exists (
        select from fund where fund.organisation_id = (select acting_organisation()) and fund.name = import_row.fund_name and ${isAnotherFund})`,
    },
  ],

  key: ['fundName', 'investor', 'asOf'],

  recorded: (organisationId) => sql<{ line: number; detail: string }>`
    select import_row.line, position.batch_id as detail
    from import_row
    join fund on fund.organisation_id = ${organisationId} and fund.name = import_row.fund_name
    join position on position.fund_id = fund.id and position.investor = import_row.investor and position.as_of = import_row.as_of`,

  take: async (trx, { id, organisationId, documentHash, rows, taken, rejected, duplicate, totals, root }) => {
    await sql`
      insert into fund (id, organisation_id, name, manager, asset_class, vintage_year, currency)
      select distinct on (fund_name) 'fnd_' || replace(gen_random_uuid()::text, '-', ''), ${organisationId},
        fund_name, manager, asset_class, vintage_year, currency
      from import_row where taken order by fund_name, line
      on conflict on constraint fund_named_once_per_keeper do nothing`.execute(trx)
    // Two rows of the file may disagree about a fund that is new: the first named it, and the second is refused by line.
    const { rows: strangers } = await sql<{ line: number; fund_name: string }>`
      select line, fund_name from import_row join fund on fund.organisation_id = ${organisationId} and fund.name = fund_name
      where taken and ${isAnotherFund} order by line limit 1`.execute(trx)
    const [stranger] = strangers
    if (stranger) refuse('fund.differs_within_file', { line: stranger.line, fund: stranger.fund_name })
    await sql`
      insert into position (id, organisation_id, fund_id, investor, as_of, committed_minor, called_minor, distributed_minor, value_minor,
        reported_net_irr_ppm, reported_multiple_ppm, batch_id, line)
      select 'pos_' || replace(gen_random_uuid()::text, '-', ''), ${organisationId}, fund.id, investor, as_of,
        committed_minor, called_minor, distributed_minor, value_minor, reported_net_irr_ppm, reported_multiple_ppm, ${id}, line
      from import_row join fund on fund.organisation_id = ${organisationId} and fund.name = fund_name
      where taken`.execute(trx)
    return { act: 'positions.imported', batchId: id, documentHash, rows, taken, rejected, duplicate, totals, root }
  },
}
