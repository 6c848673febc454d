import { type Trx, plannedOnce } from '@cofund/db/connect'
import type { Act } from '@cofund/shared/acts'
import type { Actor } from '@cofund/shared/people/person'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { insertActsAndAnswer } from './act.sql.ts'

interface Request {
  readonly actor: Actor
  readonly key: string
  readonly procedure: string
  readonly bodyHash: string
}

/** What a request came to: its answer, and the acts that are recorded with it. */
interface Done {
  readonly answer: unknown
  readonly acts: readonly Act[]
}

/**
 * Runs a request the first time its key is seen, and gives the same answer ever after. The key's row is inserted
 * before the work: a twin that arrives meanwhile waits for our commit at that insert, then finds the answer, so a
 * double click cannot run twice; and when the work is refused, the row goes with it and the key is free again.
 * A secret is told once: it is not kept, and a twin goes without it.
 */
export async function answerOnce(trx: Trx, request: Request, run: () => Promise<Done>): Promise<unknown> {
  const { actor, key, procedure, bodyHash } = request
  const organisationId = actor.membership.organisation.id
  const { rows } = await sql<{ taken: boolean }>`${plannedOnce} select take_key(${key}, ${procedure}, ${bodyHash}) as taken`.execute(trx)

  if (!rows[0]?.taken) {
    const first = await trx
      .selectFrom('request')
      .select(['procedure', 'body_hash', 'answer'])
      .where('organisation_id', '=', organisationId)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (first.procedure !== procedure || first.body_hash !== bodyHash) refuse('request.key_reused', { key })
    return first.answer
  }

  const { answer, acts } = await run()
  await insertActsAndAnswer(trx, acts, { key, answer: withoutSecrets(answer) })
  return answer
}

const secretFields: ReadonlySet<string> = new Set(['password', 'current', 'next', 'secret'])

/** What may be kept of a request and its answer: no secret, nor its fast hash, which could be guessed from a stolen table. */
export function withoutSecrets(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([field, said]) => [field, secretFields.has(field) ? null : said]))
}
