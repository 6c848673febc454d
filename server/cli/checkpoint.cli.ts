import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isSchemaCurrent } from '@cofund/db/migrate'
import { StartFailure } from '@cofund/db/start-failure'
import { type CheckpointAnswer, makeCheckpoint } from '../audit/checkpoint.ts'
import { readSettings } from '../settings.ts'
import { onOwnerDatabase } from './owner-database.ts'

const usage = 'usage: pnpm cofund checkpoint [--key FILE] [--out FILE] [--new-key]'

/**
 * `pnpm cofund checkpoint`: signs where every stream of acts ends now, and tells where the public key lies. The key is made on
 * first use. 0: signed, or nothing has changed since the last; 2: called wrongly, or it must not be signed.
 */
export async function run(args: readonly string[]): Promise<number> {
  const call = readCall(args)
  if (!call) {
    console.error(usage)
    return 2
  }
  return onOwnerDatabase('checkpoint', async ({ owner }) => {
    if (!(await isSchemaCurrent(owner))) throw new StartFailure('The database is not migrated to this program: start the program first')
    const answer = await makeCheckpoint(owner, { keyFile: call.key ?? readSettings().checkpointKey, otherKey: call.newKey })
    if (!answer) throw new StartFailure('There is no act yet, and so nothing to sign')
    print(answer)
    if (call.out !== undefined) writeOut(call.out, answer)
    return 0
  })
}

function readCall(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args: [...args], options: { key: text, out: text, 'new-key': { type: 'boolean', default: false } } })
    return { key: values.key, out: values.out, newKey: values['new-key'] }
  } catch {
    return undefined
  }
}

function print({ made, checkpoint: { number, madeAt, hash }, key }: CheckpointAnswer): void {
  console.log(made ? `Checkpoint ${number} of ${madeAt}` : `Nothing has changed since checkpoint ${number} of ${madeAt}`)
  console.log(`Hash:       ${hash}\nKey:        ${key.keyId}\nPublic key: ${key.publicFile}`)
}

function writeOut(path: string, { checkpoint }: CheckpointAnswer): void {
  try {
    writeFileSync(path, `${JSON.stringify(checkpoint.file)}\n`)
  } catch (error) {
    throw new StartFailure(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
