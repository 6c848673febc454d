import { type KeyObject, createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '@cofund/db/cluster-place'
import { StartFailure } from '@cofund/db/start-failure'
import { pemOfPublicKey } from '@cofund/shared/audit/checkpoint'

/** What signs checkpoints. The private key lies in one file, in no database and so in no backup of one. */
export interface SigningKey {
  readonly privateKey: KeyObject
  /** The Ed25519 key's 32 bytes. */
  readonly publicKey: Buffer
  /** Their SHA-256: by it a checkpoint names its key. */
  readonly keyId: string
  /** Where the public key lies, for whoever is to verify. */
  readonly publicFile: string
}

export const hasSigningKey = (file: string): boolean => existsSync(file)

/** @throws StartFailure when the file holds no Ed25519 private key */
export function readSigningKey(file: string): SigningKey {
  try {
    const privateKey = createPrivateKey(readFileSync(file))
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('it is of another kind')
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32)
    return { privateKey, publicKey, keyId: createHash('sha256').update(publicKey).digest('hex'), publicFile: `${file}.pub` }
  } catch (error) {
    throw new StartFailure(`${file} cannot be read as an Ed25519 private key: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * Makes a key, readable by nobody else, and puts the public one beside it. It appears whole or not at all: of several that begin
 * together, all sign with the one that came first.
 * @throws StartFailure when it cannot be written
 */
export function createSigningKey(file: string): SigningKey {
  const half = `${file}.${process.pid}`
  try {
    makeFolder(dirname(file))
    writeFileSync(half, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    try {
      linkSync(half, file)
    } catch (error) {
      if (!existsSync(file)) throw error
    } finally {
      rmSync(half)
    }
    const key = readSigningKey(file)
    writeFileSync(key.publicFile, pemOfPublicKey(key.publicKey.toString('base64')), { mode: 0o644 })
    return key
  } catch (error) {
    if (error instanceof StartFailure) throw error
    throw new StartFailure(`The key ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
