import { deficiencyAreas, deficiencies, deficiencyCodes, sayDeficiency, sayRemedy } from '@cofund/shared/claims/deficiency'
import { describe, expect, test } from 'vitest'

describe('the code book', () => {
  test('holds at least 40 codes, each of an area, each with a sentence and a remedy in both languages and a place', () => {
    expect(deficiencyCodes.length).toBeGreaterThanOrEqual(40)
    for (const code of deficiencyCodes) {
      expect(Object.keys(deficiencyAreas)).toContain(code.charAt(0))
      for (const language of ['zh', 'en'] as const) {
        expect(sayDeficiency({ code, facts: {} }, language)).toMatch(/\S/)
        expect(sayRemedy({ code, facts: {} }, language)).toMatch(/\S/)
      }
      expect(deficiencies[code].place).toBeTruthy()
    }
  })

  test('asks for the same facts in both languages', () => {
    const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()
    for (const code of deficiencyCodes) {
      for (const say of [sayDeficiency, sayRemedy]) {
        expect([code, holes(say({ code, facts: {} }, 'zh'))]).toEqual([code, holes(say({ code, facts: {} }, 'en'))])
      }
    }
  })

  test('says a fact in the reader’s language: C01 at 41 days of more than 60', () => {
    const finding = { code: 'C01', facts: { days: 41, above: 60, from: '2026-07-20' } } as const
    expect(sayDeficiency(finding, 'en')).toBe('41 days overdue; it takes more than 60')
    expect(sayRemedy(finding, 'zh')).toBe('自 2026-07-20 起可申请')
  })
})
