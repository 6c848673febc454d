import type { Organisation } from '@cofund/shared/people/organisation'
import { describe, expect, test } from 'vitest'
import { isGuessable } from '../../../server/people/guessable.ts'

const organisation: Organisation = { id: 'org_x', kind: 'bank', nameZh: '漕河泾银行', nameEn: 'Caohejing Bank', jurisdictionCode: '310110' }
const person = { id: 'per_x', name: '韩子墨', signInName: 'han.zimo' } as const
const guessable = (password: string) => isGuessable(password, { person, organisation })

describe('a password that many use, or that is made of such', () => {
  test.each([
    ['liverpoolfc1'],
    ['trustno1trustno1'],
    ['iloveyou12345'],
    ['1q2w3e4r5t6y'],
    ['Summer2025!!'],
    ['football123456'],
    ['Michael19850612'],
    ['caohejing#bank9'],
    ['Zimo.Han.520!'],
    ['漕河泾银行123456'],
  ])('%s is refused', async (password) => {
    expect(await guessable(password)).toBe(true)
  })
})

test.each([['kettle lantern orchard'], ['kWq8mZr2vT1x'], ['春风又绿江南岸明月何时照我还'], ['twelve letters and more']])('%s stands', async (password) => {
  expect(await guessable(password)).toBe(false)
})
