import { readFile } from 'node:fs/promises'
import { StartFailure } from '@cofund/db/start-failure'
import { readPublicKey } from '@cofund/shared/audit/checkpoint'

/** @throws StartFailure when the file cannot be read as one text */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StartFailure(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new StartFailure(`${path} is not a text in UTF-8, or is longer than a text can be (512 MB)`)
  }
}

/** @throws StartFailure when the file holds no public key */
export async function readKeyFile(path: string): Promise<string> {
  const key = readPublicKey(await readText(path))
  if (key === undefined) throw new StartFailure(`${path} holds no Ed25519 public key (-----BEGIN PUBLIC KEY-----)`)
  return key
}
