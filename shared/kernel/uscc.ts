import { halfWidth } from './half-width.ts'
import type { RefusalEntry } from './refusal.ts'
import type { UsccRefusalCode, usccRefusals } from './uscc.refusals.ts'
import { provinceWords, usccAuthorityWords, usccCategoryWords } from './uscc.words.ts'
import type { Word, Words } from './words.ts'

/**
 * 统一社会信用代码, the unified social credit code of GB 32100-2015: registration authority (1), category (1), region of
 * GB/T 2260 (6), organisation code of GB 11714 (9), check character (1).
 */
export type Uscc = string & { readonly __uscc: true }

/** No I, O, S, V, Z; a character's place is its value. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const shape = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/

export interface UsccCheck {
  readonly valid: boolean
  readonly reason: 'length' | 'format' | 'checksum' | null
}

/** Whether a code is one, as it stands: eighteen characters, each allowed in its place, and the check character theirs. */
export function checkUscc(code: string): UsccCheck {
  const reason =
    code.length !== 18 ? 'length' : !shape.test(code) ? 'format' : checkCharacter(code) !== code[17] ? 'checksum' : null
  return { valid: reason === null, reason }
}

/** What was typed or pasted, without blanks, in half-width capitals; nothing else is ever put right silently. */
export const normaliseUscc = (text: string): string =>
  halfWidth(text)
    .replace(/[\s\u200b-\u200d\ufeff]/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())

/** The code in what was typed or pasted; undefined when it is none: `usccFindings` says why. */
export function parseUscc(text: string): Uscc | undefined {
  const code = normaliseUscc(text)
  return checkUscc(code).valid ? (code as Uscc) : undefined
}

/** One thing wrong with a code, ready for `sayRefusal`. */
export type UsccFinding = {
  [Code in UsccRefusalCode]: {
    readonly code: Code
    readonly facts: (typeof usccRefusals)[Code] extends RefusalEntry<infer F> ? F : never
  }
}[UsccRefusalCode]

/**
 * Everything wrong with what was typed, for a person to put right; nothing when it is a code. Characters are judged before
 * the check character, which says something only when all of them are allowed.
 */
export function usccFindings(text: string): readonly UsccFinding[] {
  const code = normaliseUscc(text)
  // Code points, so that a character outside the basic plane is one character and one finding.
  const characters = [...code]
  if (characters.length !== 18) return [{ code: 'uscc.length', facts: { length: characters.length } }]
  const wrong = characters.flatMap((character, index) => wrongCharacter(character, index + 1))
  if (wrong.length > 0) return wrong
  const expected = checkCharacter(code)
  if (expected === code[17]) return []
  const facts = { found: code.slice(17), expected, organisationCodeHolds: organisationCodeHolds(code) }
  return [{ code: 'uscc.check_character', facts }]
}

function wrongCharacter(character: string, position: number): UsccFinding[] {
  if (position >= 3 && position <= 8) {
    return /^\d$/.test(character)
      ? []
      : [{ code: 'uscc.region_digit', facts: { position, character, meant: lookalikes[character] } }]
  }
  return alphabet.includes(character)
    ? []
    : [{ code: 'uscc.character', facts: { position, character, meant: lookalikes[character] } }]
}

/** What a character that the alphabet leaves out is usually mistaken for; asked of the person, never assumed. */
const lookalikes: Readonly<Record<string, string | undefined>> = {
  I: '1',
  O: '0',
  S: '5',
  Z: '2',
  V: 'U',
  B: '8',
  L: '1',
  Q: '0',
  D: '0',
}

/** What a code says of its holder; a name is undefined where the first characters are none that we know. */
export interface UsccParts {
  /** 登记管理部门: who registered the holder. */
  readonly authority: Word | undefined
  /** 机构类别: what the holder is. */
  readonly category: Word | undefined
  /** 登记管理机关行政区划码, six digits of GB/T 2260; 100000 is the nation. */
  readonly region: string
  /** The region's province, or province-level city. */
  readonly province: Word | undefined
  /** 主体标识码, the nine characters of GB 11714. */
  readonly organisationCode: string
  /** Whether the organisation code agrees with its own check character: see `organisationCodeHolds`. */
  readonly organisationCodeHolds: boolean
}

export const usccParts = (code: Uscc): UsccParts => ({
  authority: named(usccAuthorityWords, `uscc.authority.${code.slice(0, 1)}`),
  category: named(usccCategoryWords, `uscc.category.${code.slice(0, 2)}`),
  region: code.slice(2, 8),
  province: named(provinceWords, `region.${code.slice(2, 4)}`),
  organisationCode: code.slice(8, 17),
  organisationCodeHolds: organisationCodeHolds(code),
})

const named = (catalogue: Words, key: string): Word | undefined => catalogue[key]

/** "9131 0110 1234 5678 8P": for the eye; it is copied without blanks. */
export const groupUscc = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ')

/** The eighteenth character that the first seventeen call for: weights 3^i mod 31, sum made up to a multiple of 31. */
export function checkCharacter(code: string): string {
  let [sum, weight] = [0, 1]
  for (const character of code.slice(0, 17)) {
    sum += alphabet.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  // The second modulo matters: a sum that is a multiple of 31 calls for 0, not for a 31st character.
  return alphabet.charAt((31 - (sum % 31)) % 31)
}

/**
 * Whether positions 9 to 17 agree with the check character of GB 11714 among them. A second opinion on a code whose check
 * character fails or is overridden, never a replacement: half of all slips of one character pass it.
 */
export function organisationCodeHolds(code: string): boolean {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number.parseInt(code.charAt(8 + index), 36), 0)
  const check = 11 - (sum % 11)
  return code.charAt(16) === (check === 10 ? 'X' : check === 11 ? '0' : String(check))
}
