import { creditCheckImport } from '@cofund/shared/enterprises/credit-check.import'
import { sql } from 'kysely'
import type { ImportKind } from '../imports/import-kind.ts'

/** What somebody found in public lists: each row a look-up, and the entry where there was one. */
export const creditCheckImportKind: ImportKind = {
  shape: creditCheckImport,
  checks: [
    {
      severity: 'error',
      field: 'uscc',
      code: 'firm_unknown',
      when: sql<boolean>`uscc is not null and not exists (select from enterprise where enterprise.uscc = import_row.uscc)`,
    },
    { severity: 'error', field: 'list', code: 'list_needed', when: sql<boolean>`stands_from is not null and (list is null or subject is null)` },
  ],
  key: ['uscc', 'checkedOn', 'list', 'subject', 'standsFrom'],
  recorded: (organisationId) => sql<{ line: number; detail: string }>`
    select import_row.line, enterprise.name as detail
    from import_row join enterprise on enterprise.uscc = import_row.uscc
    join enterprise_check as known on known.enterprise_id = enterprise.id and known.organisation_id = ${organisationId}
      and known.checked_on = import_row.checked_on
      and known.list is not distinct from import_row.list and known.subject is not distinct from import_row.subject
    where import_row.taken and import_row.stands_from is null`,
  take: async (trx, { id, organisationId, documentHash, rows, taken, rejected, duplicate, totals, root }) => {
    await sql`
      insert into enterprise_check (enterprise_id, organisation_id, checked_on, list, subject)
      select distinct enterprise.id, ${organisationId}, checked_on, list, subject
      from import_row join enterprise on enterprise.uscc = import_row.uscc where taken
      on conflict on constraint enterprise_check_once do nothing`.execute(trx)
    await sql`
      insert into enterprise_flag (enterprise_id, organisation_id, list, subject, stands_from, stands_to, source)
      select distinct on (enterprise.id, list, subject, stands_from) enterprise.id, ${organisationId}, list, subject, stands_from, stands_to, source
      from import_row join enterprise on enterprise.uscc = import_row.uscc where taken and stands_from is not null
      on conflict on constraint enterprise_flag_once do nothing`.execute(trx)
    return { act: 'credit_checks.imported', batchId: id, documentHash, rows, taken, rejected, duplicate, totals, root }
  },
}
