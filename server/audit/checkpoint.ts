import { createHash, sign } from 'node:crypto'
import type { Db } from '@cofund/db/connect'
import { StartFailure } from '@cofund/db/start-failure'
import { type Checkpoint, type StreamHead, readCheckpoint, textOfCheckpoint } from '@cofund/shared/audit/checkpoint'
import type { Instant } from '@cofund/shared/kernel/instant'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { sql } from 'kysely'
import { findRewritten, listHeads } from './chain.sql.ts'
import { type KeptCheckpoint, findLastCheckpoint, insertCheckpoint } from './checkpoint.sql.ts'
import { type SigningKey, createSigningKey, hasSigningKey, readSigningKey } from './signing-key.ts'

/** Of several servers and a command line, one makes a checkpoint at a time. */
const checkpointLock = 4_711_310_119

export interface CheckpointOrder {
  /** Where the private key lies, or is to be made. */
  readonly keyFile: string
  /** Whether to sign with this key, or a new one, although another has signed before. */
  readonly otherKey?: boolean
  /** Whether there is one to make, after the last; asked under the lock. */
  readonly isDue?: (last: KeptCheckpoint | undefined, now: Instant) => boolean
}

export interface CheckpointAnswer {
  /** False when no act has come since the one that is answered. */
  readonly made: boolean
  readonly checkpoint: KeptCheckpoint
  readonly key: SigningKey
}

/**
 * Signs where every stream ends now; answers undefined when none is due, or there is nothing to sign. What the last one signed
 * must still stand: no signature is put on a history that was rewritten since.
 * @throws StartFailure when it does not, or the key is not the one that signed before
 */
export const makeCheckpoint = (owner: Db, { keyFile, otherKey = false, isDue = () => true }: CheckpointOrder): Promise<CheckpointAnswer | undefined> =>
  // Not in one snapshot: what another made before it let go of the lock has to be seen. The heads are one statement's.
  owner.transaction().execute(async (trx) => {
    const { rows } = await sql<{ now: Instant }>`
      select clock_timestamp() as now from pg_advisory_xact_lock(${checkpointLock})`.execute(trx)
    const last = await findLastCheckpoint(trx)
    const heads = await listHeads(trx)
    const now = rows[0]?.now
    if (now === undefined || heads.length === 0 || !isDue(last, now)) return undefined

    const key = keyFor(keyFile, last, otherKey)
    const signed = last ? (readCheckpoint(last.file.bytes)?.heads ?? []) : []
    const rewritten = await findRewritten(trx, [...signed, ...heads])
    if (rewritten) throw new StartFailure(`Stream ${rewritten.stream}, act ${rewritten.sequence} is not the one that was signed or that its head names: nothing is signed. Run pnpm cofund verify`)
    if (last && last.file.publicKeyId === key.keyId && canonicalJson(signed) === canonicalJson(heads)) return { made: false, checkpoint: last, key }
    const checkpoint = signCheckpoint(key, { number: (last?.number ?? 0) + 1, at: now, previous: last?.hash ?? null, heads })
    await insertCheckpoint(trx, checkpoint)
    return { made: true, checkpoint, key }
  })

/** The key in the file; a new one where none has signed yet. */
function keyFor(file: string, last: KeptCheckpoint | undefined, otherKey: boolean): SigningKey {
  const replaces = `checkpoint ${last?.number} was signed with the key ${last?.file.publicKeyId}. Put that key back, or sign with another by pnpm cofund checkpoint --new-key, and hand its public key to whoever verifies`
  if (!hasSigningKey(file)) {
    if (last && !otherKey) throw new StartFailure(`There is no key in ${file}, and ${replaces}`)
    return createSigningKey(file)
  }
  const key = readSigningKey(file)
  if (last && last.file.publicKeyId !== key.keyId && !otherKey) throw new StartFailure(`${file} is another key: ${replaces}`)
  return key
}

function signCheckpoint({ privateKey, publicKey, keyId }: SigningKey, said: Pick<Checkpoint, 'number' | 'at' | 'previous'> & { readonly heads: readonly StreamHead[] }): KeptCheckpoint {
  const bytes = textOfCheckpoint({ ...said, keyId })
  return {
    number: said.number,
    madeAt: said.at,
    file: { bytes, signature: sign(null, Buffer.from(bytes), privateKey).toString('base64'), publicKeyId: keyId },
    hash: createHash('sha256').update(bytes).digest('hex'),
    publicKey: publicKey.toString('base64'),
  }
}
