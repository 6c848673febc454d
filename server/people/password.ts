import { argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 50 ms here. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }

/** The password's hash in the PHC string format: algorithm, costs, salt and tag in one text. */
export const hashPassword = (password: string): Promise<string> => hashLike(password, salted(randomBytes(16)))

/** What a hash begins with: algorithm, costs and salt. */
export const saltOf = (hash: string): string => hash.slice(0, hash.lastIndexOf('$'))

/** Hashes `password` as another was hashed, by what stands before that one's tag: the same password comes to the same text. */
export async function hashLike(password: string, like: string): Promise<string> {
  const [, , , costs = '', salt = ''] = like.split('$')
  const [memory = 0, passes = 0, parallelism = 0] = costs.split(',').map((part) => Number(part.slice(2)))
  const tag = await tagOf(password, Buffer.from(salt, 'base64'), { memory, passes, parallelism })
  return `${like}$${base64(tag)}`
}

const salted = (salt: Buffer): string => `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}`

const tagOf = (password: string, nonce: Buffer, { memory, passes, parallelism }: typeof cost): Promise<Buffer> =>
  // The same characters typed on another keyboard may arrive composed differently: NFKC makes them one.
  derive('argon2id', { message: password.normalize('NFKC'), nonce, memory, passes, parallelism, tagLength: 32 })

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** Hashed with when the name is unknown, so that the time taken does not tell which names exist. */
export const nobodysSalt = salted(randomBytes(16))
