import { z } from 'zod'
import type { Instant } from '../kernel/instant.ts'
import { canonicalJson } from '../kernel/wire.ts'
import { type ProofTools, digestOf } from './proof-tools.ts'

/**
 * Where every stream of acts ended at one moment, signed. Whoever keeps it can later tell whether the record still leads
 * there: nothing up to it can be changed, inserted, dropped or reordered unseen.
 */
export interface Checkpoint {
  readonly number: number
  readonly at: Instant
  /** Of the key that signs: the SHA-256 of its 32 bytes. */
  readonly keyId: string
  /** The hash of the checkpoint before it; null for the first. */
  readonly previous: string | null
  readonly heads: readonly StreamHead[]
}

/** A stream of acts is a book, else an organisation. */
export interface StreamHead {
  readonly stream: string
  readonly organisation: string
  readonly sequence: number
  readonly hash: string
}

/** As it is handed over: the signed text to the byte, and the signature in Base64. */
export interface CheckpointFile {
  readonly bytes: string
  readonly signature: string
  readonly publicKeyId: string
}

const format = 'cofund-checkpoint-1'

export const hashInput = z.string().regex(/^[0-9a-f]{64}$/)

const checkpointFile = z.strictObject({ bytes: z.string(), signature: z.base64().length(88), publicKeyId: hashInput })

const checkpointText = z.strictObject({
  format: z.literal(format),
  number: z.int().min(1),
  at: z.string(),
  key: hashInput,
  previous: hashInput.nullable(),
  heads: z.array(z.tuple([z.string(), z.string(), z.int().min(1), hashInput])),
})

/** The text that is hashed and signed. */
export const textOfCheckpoint = ({ number, at, keyId, previous, heads }: Checkpoint): string =>
  canonicalJson({
    format,
    number,
    at,
    key: keyId,
    previous,
    heads: heads.map(({ stream, organisation, sequence, hash }) => [stream, organisation, sequence, hash]),
  })

/** The checkpoint that a text says; undefined when it says none. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const read = checkpointText.safeParse(parsedJson(text))
  if (!read.success) return undefined
  const { number, at, key, previous, heads } = read.data
  return {
    number,
    at: at as Instant,
    keyId: key,
    previous,
    heads: heads.map(([stream, organisation, sequence, hash]) => ({ stream, organisation, sequence, hash })),
  }
}

export function readCheckpointFile(text: string): CheckpointFile | undefined {
  const read = checkpointFile.safeParse(parsedJson(text))
  return read.success ? read.data : undefined
}

/** What text holds as JSON; undefined when it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** "-----BEGIN PUBLIC KEY-----", then what says that it is Ed25519 (12 bytes, in Base64), then the key's 32 bytes. */
const pem = /^-----BEGIN PUBLIC KEY-----\s+MCowBQYDK2VwAyEA([A-Za-z0-9+/]{43}=)\s+-----END PUBLIC KEY-----\s*$/

/** The Base64 of the Ed25519 key in a PEM file; undefined when it holds none. */
export const readPublicKey = (text: string): string | undefined => pem.exec(text.trim())?.[1]

export const pemOfPublicKey = (base64: string): string => `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA${base64}\n-----END PUBLIC KEY-----\n`

/** Whether the checkpoint in this file was signed by this key; why not, otherwise. */
export async function openCheckpoint(
  file: CheckpointFile,
  publicKey: string,
  tools: ProofTools,
): Promise<{ readonly checkpoint: Checkpoint; readonly hash: string } | { readonly wrong: 'checkpoint_key' | 'checkpoint_signature' | 'checkpoint_unreadable' }> {
  if ((await tools.digestBase64(publicKey)) !== file.publicKeyId) return { wrong: 'checkpoint_key' }
  if (!(await tools.isSigned({ text: file.bytes, signature: file.signature, publicKey }))) return { wrong: 'checkpoint_signature' }
  const checkpoint = readCheckpoint(file.bytes)
  if (!checkpoint || checkpoint.keyId !== file.publicKeyId) return { wrong: 'checkpoint_unreadable' }
  return { checkpoint, hash: await digestOf(tools, file.bytes) }
}
