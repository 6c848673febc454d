import type { Db } from '@cofund/db/connect'
import { type RawBuilder, sql } from 'kysely'

/** What one proof looked at, and what speaks against it. */
export interface ProofResult {
  /** What holds when `differences` is 0, as a sentence that counts: "120 entries balance". */
  readonly statement: string
  readonly looked: number
  readonly differences: number
  /** The first of them, one line each. */
  readonly first: readonly string[]
}

/** What a query proves. */
export interface Proof {
  readonly statement: string
  /** How many things are looked at. */
  readonly of: RawBuilder<unknown>
  /** One row, `difference`, for each that is wrong. */
  readonly wrong: RawBuilder<unknown>
}

/** Proofs of one feature, run on a database as it stands. */
export type Prove = (db: Db) => Promise<readonly ProofResult[]>

/** Runs proofs in one snapshot: what is written meanwhile is not half seen. */
export const proveInOneSnapshot = (owner: Db, features: readonly Prove[]): Promise<readonly ProofResult[]> =>
  owner
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const results: ProofResult[] = []
      for (const prove of features) results.push(...(await prove(trx)))
      return results
    })

export async function runProofs(db: Db, proofs: readonly Proof[]): Promise<readonly ProofResult[]> {
  const results: ProofResult[] = []
  for (const proof of proofs) results.push(await run(db, proof))
  return results
}

async function run(db: Db, { statement, of, wrong }: Proof): Promise<ProofResult> {
  const { rows } = await sql<{ looked: number; differences: number; first: readonly string[] | null }>`
    with wrong as materialized (${wrong})
    select (${of})::int as looked, (select count(*)::int from wrong) as differences,
      (select array_agg(difference) from (select difference from wrong order by difference limit ${sql.lit(shown)}) as few) as first`.execute(db)
  const { looked = 0, differences = 0, first = null } = rows[0] ?? {}
  return { statement: `${looked} ${statement}`, looked, differences, first: first ?? [] }
}

/** What a proof in code comes to. */
export const proofResult = (looked: number, statement: string, wrong: readonly string[]): ProofResult => ({
  statement: `${looked} ${statement}`,
  looked,
  differences: wrong.length,
  first: wrong.slice(0, shown),
})

const shown = 5
