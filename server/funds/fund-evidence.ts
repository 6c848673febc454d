import { sql } from 'kysely'
import type { SubjectRows } from '../audit/evidence.ts'

/** A fund as its investors report it: its positions, and the files that they came in. */
export const fundRows: SubjectRows = {
  kind: 'fund',
  rowsOf: (id) => {
    const batches = sql`(select batch_id from position where fund_id = ${id})`
    return [
      { relation: 'fund', where: sql<boolean>`row.id = ${id}` },
      { relation: 'position', where: sql<boolean>`row.fund_id = ${id}` },
      { relation: 'import_batch', where: sql<boolean>`row.id in ${batches}` },
      { relation: 'import_total', where: sql<boolean>`row.batch_id in ${batches}` },
      { relation: 'document', where: sql<boolean>`row.hash in (select document_hash from import_batch where id in ${batches})` },
    ]
  },
}
