import { isMostlyGuessed } from '@cofund/shared/people/password'
import { describe, expect, test } from 'vitest'

describe('a password that anybody would try', () => {
  test.each([
    ['123456789012', 'a run'],
    ['987654321098', 'a run down'],
    ['aaaaaaaaaaaa', 'one character'],
    ['abcabcabcabc', 'one part'],
    ['abcdefghijklmnop', 'the alphabet'],
    ['qwertyuiop123', 'a row of keys'],
    ['1q2w3e4r5t6y', 'two rows of keys'],
    ['1qaz2wsx3edc', 'columns of keys'],
    ['Password1234!', 'the word, and a run'],
    ['P@ssw0rd2026!!', 'the word in disguise, and a year'],
    ['cofund-demo-2026', 'the product and a year'],
    ['Yangpu.Maker.2026', 'the district, and the name'],
    ['zhou.minxing123', 'the name, and a run'],
    ['5201314woaini', 'a declaration'],
    ['............a', 'punctuation'],
  ])('%s is %s', (password) => {
    expect(isMostlyGuessed(password, password.startsWith('zhou') ? 'zhou.minxing' : 'yangpu.maker')).toBe(true)
  })
})

describe('a password of one’s own', () => {
  test.each([
    ['correct horse battery'],
    ['twelve letters and more'],
    ['first long password'],
    ['9f8Xa-Tq2m-Lw7z'],
    ['春风又绿江南岸明月何时照我还'],
    ['kWq8mZr2vT1x'],
    ['MyCofundTeaIsCold'],
  ])('%s stands, whatever its composition', (password) => {
    expect(isMostlyGuessed(password, 'yangpu.maker')).toBe(false)
  })
})
