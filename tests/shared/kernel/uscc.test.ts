import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sayRefusal } from '@cofund/shared/refusals'
import {
  checkUscc,
  groupUscc,
  normaliseUscc,
  organisationCodeHolds,
  parseUscc,
  usccFindings,
  usccParts,
} from '@cofund/shared/kernel/uscc'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const known = [
  '91350100M000100Y43',
  '91330100799655058B',
  '9144030071526726XG',
  '91310110123456788P',
  '91310110000000000G',
  '914403001922038216',
]

/** The check again, without its character: seventeen values weighted by powers of 3, plus the last, make a multiple of 31. */
const sumsToZero = (code: string) =>
  [...code].reduce((sum, character, index) => sum + BigInt(alphabet.indexOf(character)) * 3n ** BigInt(index % 17), 0n) % 31n ===
  0n

const letters = fc.constantFrom(...alphabet)
const digits = fc.constantFrom(...'0123456789')
const body = fc
  .tuple(
    fc.array(letters, { minLength: 2, maxLength: 2 }),
    fc.array(digits, { minLength: 6, maxLength: 6 }),
    fc.array(letters, { minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.flat().join(''))
const anyCode = body.map((first) => `${first}${[...alphabet].find((last) => sumsToZero(`${first}${last}`))}`)

const say = (text: string, language: 'zh' | 'en') => usccFindings(text).map((finding) => sayRefusal(finding, language))

describe('a social credit code', () => {
  test('is valid exactly when its seventeen values, weighted by powers of 3, and the last sum to a multiple of 31', () => {
    fc.assert(
      fc.property(body, letters, (first, last) => {
        expect(checkUscc(first + last).valid).toBe(sumsToZero(first + last))
      }),
      { numRuns: 2_000 },
    )
  })

  test('with one character changed is never one', () => {
    fc.assert(
      fc.property(anyCode, fc.nat({ max: 17 }), fc.constantFrom(...alphabet, ...'IOSVZ'), (code, place, character) => {
        fc.pre(code[place] !== character)
        expect(checkUscc(code.slice(0, place) + character + code.slice(place + 1)).valid).toBe(false)
      }),
      { numRuns: 5_000 },
    )
  })

  test('with two neighbours exchanged is never one', () => {
    fc.assert(
      fc.property(anyCode, fc.nat({ max: 16 }), (code, place) => {
        fc.pre(code[place] !== code[place + 1])
        const swapped = code.slice(0, place) + code.charAt(place + 1) + code.charAt(place) + code.slice(place + 2)
        expect(checkUscc(swapped).valid).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test.each(known)('%s is one, and its organisation code holds', (code) => {
    expect(checkUscc(code)).toEqual({ valid: true, reason: null })
    expect(organisationCodeHolds(code)).toBe(true)
  })

  test('123456789012345678 passes the check of GB 32100, but its organisation code fails that of GB 11714', () => {
    expect(checkUscc('123456789012345678').valid).toBe(true)
    expect(organisationCodeHolds('123456789012345678')).toBe(false)
  })
})

describe('what a person types', () => {
  test('may have blanks, small letters and full-width characters', () => {
    expect(parseUscc(' 9135 0100 m000 100y 43 ')).toBe('91350100M000100Y43')
    expect(parseUscc('９１３５０１００Ｍ０００１００Ｙ４３')).toBe('91350100M000100Y43')
  })

  test('is put right in nothing else: ① stays ①, O stays O', () => {
    expect(normaliseUscc('①o')).toBe('①O')
    expect(parseUscc('9135010OM000100Y43')).toBeUndefined()
  })

  test('is grouped by four for the eye and reads back the same', () => {
    expect(groupUscc('914403001922038216')).toBe('9144 0300 1922 0382 16')
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(parseUscc(groupUscc(code))).toBe(code)
      }),
    )
  })
})

describe('what is wrong with a code', () => {
  test('is nothing exactly when it is one', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyCode,
          body.map((first) => `${first}0`),
          fc.string(),
          fc.string({ unit: letters, minLength: 18, maxLength: 18 }),
        ),
        (text) => {
          expect(usccFindings(text).length === 0).toBe(parseUscc(text) !== undefined)
        },
      ),
    )
  })

  test('is said in words that tell what to look at', () => {
    expect(say('9135010OM000100Y43', 'zh')).toEqual(['第 8 位属于行政区划码（第 3 至 8 位），应为数字，现为“O”，是否为 0？'])
    expect(say('91350100MOO0100Y43', 'en')).toEqual([
      'Character 10 cannot be “O”: is it 0? Only digits and capital letters other than I, O, S, V, Z are used',
      'Character 11 cannot be “O”: is it 0? Only digits and capital letters other than I, O, S, V, Z are used',
    ])
    expect(say('12345', 'zh')).toEqual(['统一社会信用代码应为 18 位，现为 5 位，请对照证照补全'])
    expect(say('', 'en')[0]).toContain('this has 0')
  })

  test('a failed check names the character that would fit, and whether the nine before it hold together', () => {
    expect(usccFindings('91350100M000100Y4A')).toEqual([
      { code: 'uscc.check_character', facts: { found: 'A', expected: '3', organisationCodeHolds: true } },
    ])
    expect(usccFindings('91350100M001000Y43')).toMatchObject([{ facts: { organisationCodeHolds: false } }])
    expect(say('91350100M000100Y4A', 'zh')[0]).toContain('校验位应为 3，现为 A')
  })

  test('a really registered code that fails the check is told what overriding needs', () => {
    expect(say('91350211M0000XUF46', 'en')[0]).toContain('confirmed by hand with the certificate and a reason')
  })
})

describe('what a code says', () => {
  test('of a firm in Yangpu: an enterprise, registered by market regulation, in 310110, Shanghai', () => {
    const code = parseUscc('91310110123456788P')
    expect(code && usccParts(code)).toMatchObject({
      authority: { zh: '市场监管（工商）' },
      category: { zh: '企业' },
      region: '310110',
      province: { en: 'Shanghai' },
      organisationCode: '123456788',
      organisationCodeHolds: true,
    })
  })

  test('is unknown, not guessed, where the characters are none that we know', () => {
    const code = parseUscc('123456789012345678')
    expect(code && usccParts(code)).toMatchObject({ authority: { en: 'Staffing commission' }, province: { en: 'Anhui' } })
    fc.assert(
      fc.property(anyCode, (any) => {
        const parsed = parseUscc(any)
        if (parsed && any.startsWith('T')) expect(usccParts(parsed).authority).toBeUndefined()
      }),
    )
  })
})
