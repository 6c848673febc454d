import type { Db } from '@cofund/db/connect'
import { sql } from 'kysely'
import { type ProofResult, type Prove, proofResult } from './proof.ts'
import { unsealedColumns, unsealedTables } from './sealed-tables.ts'

/**
 * What always holds of the business's tables: every row says what it said when it was last written, the seal of that writing is
 * whole, and an act of the chain names the seal.
 */
export const proveSeals: Prove = async (db) => [await proveNamings(db), await proveRows(db, await listSealedTables(db)), await proveBatches(db)]

/** Of one table's rows alone. */
export const proveSealsOf =
  (table: string): Prove =>
  async (db) => [await proveRows(db, (await listSealedTables(db)).filter(({ relation }) => relation === table))]

/** Seals against what acts say of them; those that no act has named yet are somebody's who is at work, or was when the server ended. */
async function proveNamings(db: Db): Promise<ProofResult> {
  const { rows } = await sql<{ seals: number; stood: number; waiting: number; wrong: readonly string[] | null }>`
    with named as (
      select stream, sequence, said ->> 'seal' as seal, said ->> 'digest' as digest, (said ->> 'rows')::int8 as rows, coalesce((said ->> 'stood')::boolean, false) as stood
      from (select stream, sequence, bytes::jsonb -> 'seals' as seals from act where bytes::jsonb ? 'seals') as acts
      cross join lateral jsonb_array_elements(seals) as said
    ), kept as (
      select seal::text, count(*) as rows, seal_digest(seal) as digest, exists (select from seal where id = sealed_row.seal and stream is null) as open
      from sealed_row group by sealed_row.seal
    )
    select count(kept.seal)::int as seals, count(*) filter (where stood)::int as stood, count(*) filter (where open and named.seal is null)::int as waiting,
      array_agg(case
        when kept.seal is null then format('%s act %s names seal %s, which is gone', stream, sequence, named.seal)
        when named.seal is null then format('no act names seal %s', kept.seal)
        else format('%s act %s: seal %s of %s rows is not the one that it names', stream, sequence, named.seal, named.rows) end)
        filter (where (kept.digest, kept.rows) is distinct from (named.digest, named.rows) and not (named.seal is null and open)) as wrong
    from kept full join named on named.seal = kept.seal`.execute(db)
  const { seals = 0, stood = 0, waiting = 0, wrong = null } = rows[0] ?? {}
  const apart = [stood > 0 && `${stood} of rows that stood before they were sealed`, waiting > 0 && `${waiting} waiting for their act`].filter(Boolean).join(', ')
  return proofResult(seals, `seals of rows are whole and named by an act${apart && ` (${apart})`}`, (wrong ?? []).toSorted())
}

/** Each table's rows against their last seals, so that what was changed, added or taken away past the program is named. */
async function proveRows(db: Db, tables: readonly SealedTable[]): Promise<ProofResult> {
  let looked = 0
  const wrong: string[] = []
  for (const { relation, key } of tables) {
    const { rows } = await sql<{ looked: number; wrong: readonly string[] | null }>`
      with standing as (
        select sealed_key(said, ${key}) as key, sealed_digest(said, ${unsealedColumns[relation] ?? []}) as digest
        from (select to_jsonb(row) as said from ${sql.table(relation)} as row) as rows
      ), last as (
        select distinct on (key) key, digest from sealed_row where relation = ${relation} order by key, id desc
      )
      select count(standing.key)::int as looked,
        array_agg(coalesce(standing.key, last.key) || case
          when last.key is null then ': added past every act' when standing.key is null then ': taken away' else ': is not what it was sealed as' end)
          filter (where standing.digest is distinct from last.digest) as wrong
      from standing full join last using (key)`.execute(db)
    looked += rows[0]?.looked ?? 0
    wrong.push(...(rows[0]?.wrong ?? []).toSorted().map((each) => `${relation} ${each}`))
  }
  return proofResult(looked, 'rows of the business say what they were sealed as', wrong)
}

/** The loans that each batch brought against the one line that seals them. */
async function proveBatches(db: Db): Promise<ProofResult> {
  const { rows } = await sql<{ looked: number; wrong: readonly string[] | null }>`
    with standing as (
      select batch_id as key, count(*) as loans, sha256(string_agg(sealed_digest(to_jsonb(loan), '{}'), ''::bytea order by id)) as digest
      from loan group by batch_id
    ), last as (
      select distinct on (key) key, digest from sealed_row where relation = 'loan' order by key, id desc
    )
    select coalesce(sum(loans), 0)::int as looked, array_agg('loan of ' || coalesce(standing.key, last.key) || ': not what the batch was sealed as')
      filter (where standing.digest is distinct from last.digest) as wrong
    from standing full join last using (key)`.execute(db)
  return proofResult(rows[0]?.looked ?? 0, 'imported loans say what their batch was sealed as', (rows[0]?.wrong ?? []).toSorted())
}

interface SealedTable {
  readonly relation: string
  /** The columns of its primary key. */
  readonly key: readonly string[]
}

/** Asked of the catalogue, not of the triggers: a table whose rows stopped being sealed is looked at all the same. */
export async function listSealedTables(db: Db): Promise<readonly SealedTable[]> {
  const { rows } = await sql<SealedTable>`
    select relname as relation, array_agg(attname::text order by array_position(indkey::int2[], attnum)) as key
    from pg_class join pg_index on indrelid = pg_class.oid and indisprimary
    join pg_attribute on attrelid = indrelid and attnum = any (indkey::int2[])
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%' and relname <> all (${Object.keys(unsealedTables)}::text[])
    group by relname order by relname`.execute(db)
  return rows
}
