import { describe, expect, test } from 'vitest'
import { allocateRefusals } from '@cofund/shared/kernel/allocate.refusals'
import { calendarRefusals } from '@cofund/shared/kernel/calendar.refusals'
import { kernelRefusals } from '@cofund/shared/kernel/kernel.refusals'
import { Refusal, type RefusalCatalogue, refusal, refusalsOf } from '@cofund/shared/kernel/refusal'
import { usccRefusals } from '@cofund/shared/kernel/uscc.refusals'
import { movesOf } from '@cofund/shared/kernel/moves'
import { sayWord } from '@cofund/shared/kernel/words'

const { refuse, kindOf, sayRefusal } = refusalsOf({
  'pool.short': refusal<{ room: string }>({
    kind: 'conflict',
    zh: ({ room }) => `只剩 ${room}`,
    en: ({ room }) => `Only ${room} is left`,
  }),
})

describe('a refusal', () => {
  test('carries its code and its facts', () => {
    const refused = () => refuse('pool.short', { room: '50.00' })
    expect(refused).toThrow(Refusal)
    expect(refused).toThrow(expect.objectContaining({ code: 'pool.short', facts: { room: '50.00' } }))
  })

  test('is said in the reader’s language, and has a kind for the transport', () => {
    expect(sayRefusal({ code: 'pool.short', facts: { room: '50.00' } }, 'zh')).toBe('只剩 50.00')
    expect(sayRefusal({ code: 'pool.short', facts: { room: '50.00' } }, 'en')).toBe('Only 50.00 is left')
    expect(kindOf('pool.short')).toBe('conflict')
  })

  test('that a newer server made shows at least its code', () => {
    expect(sayRefusal({ code: 'pool.unheard_of', facts: {} }, 'zh')).toBe('pool.unheard_of')
    expect(kindOf('pool.unheard_of')).toBeUndefined()
  })
})

describe('the kernel’s own sentences', () => {
  // Whatever a sentence reads of its facts answers with the name of the fact.
  const facts = new Proxy<Record<string, unknown>>(
    { issues: [{ path: 'p', zh: 'z', en: 'e' }] },
    {
      get: (known, name: string) => known[name] ?? `<${name}>`,
    },
  )
  const catalogue: RefusalCatalogue = { ...kernelRefusals, ...allocateRefusals, ...calendarRefusals, ...usccRefusals }

  test.each(Object.entries(catalogue))('%s says in Chinese and in English, with no hole', (_, entry) => {
    for (const sentence of [entry.zh(facts), entry.en(facts)]) {
      expect(sentence.length).toBeGreaterThan(8)
      expect(sentence).not.toMatch(/undefined|null|\[object|NaN/)
    }
    expect(entry.zh(facts)).toMatch(/[\u4e00-\u9fff]/)
    expect(entry.en(facts)).not.toMatch(/[\u4e00-\u9fff]/)
  })
})

test('a table of moves answers whether a move may start here', () => {
  const can = movesOf<'draft' | 'submitted' | 'paid'>()({ submit: ['draft'], pay: ['submitted'] })
  expect(can.submit({ status: 'draft' })).toBe(true)
  expect(can.pay({ status: 'draft' })).toBe(false)
})

test('a word is filled from facts, and an unfilled hole stays to be seen', () => {
  const word = { zh: '剩余 {days} 个工作日', en: '{days} working days left of {all}' }
  expect(sayWord(word, 'zh', { days: 3 })).toBe('剩余 3 个工作日')
  expect(sayWord(word, 'en', { days: 3 })).toBe('3 working days left of {all}')
})
