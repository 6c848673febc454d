import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 50 ms here. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }

/** The password's hash in the PHC string format: algorithm, cost, salt and tag in one text. */
export async function hashPassword(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const tag = await tagOf(password, salt, cost)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`
}

/** Whether `password` is the one behind `hash`, at the cost that the hash itself names. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const [, , , costs = '', salt = '', tag = ''] = hash.split('$')
  const [memory = 0, passes = 0, parallelism = 0] = costs.split(',').map((part) => Number(part.slice(2)))
  const expected = Buffer.from(tag, 'base64')
  const actual = await tagOf(password, Buffer.from(salt, 'base64'), { memory, passes, parallelism })
  return timingSafeEqual(actual, expected)
}

const tagOf = (password: string, nonce: Buffer, { memory, passes, parallelism }: typeof cost): Promise<Buffer> =>
  // The same characters typed on another keyboard may arrive composed differently: NFKC makes them one.
  derive('argon2id', { message: password.normalize('NFKC'), nonce, memory, passes, parallelism, tagLength: 32 })

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** Checked when the name is unknown, so that the time taken does not tell which names exist. */
export const nobodysHash = hashPassword('nobody signs in with this')
