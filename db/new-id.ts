import type { Id } from '@cofund/shared/kernel/id'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A new id: prefix, 9 characters of milliseconds (so that ids sort by age) and 13 random ones (65 bits).
 * Crockford's base 32, lower case: no letter is mistaken for a digit when read aloud.
 */
export function newId<Prefix extends string>(prefix: Prefix, now: number = Date.now()): Id<Prefix> {
  let time = ''
  for (let rest = now, i = 0; i < 9; i++, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time
  let random = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(13))) random += alphabet.charAt(byte & 31)
  return `${prefix}_${time}${random}`
}
