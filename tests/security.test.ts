import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asvs, numbersOf } from './asvs.ts'

const project = join(import.meta.dirname, '..')
const security = readFileSync(join(project, 'server/SECURITY.md'), 'utf8')

/** The rows of a section's table, as their cells. */
const rowsOf = (title: string): string[][] =>
  (security.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? expect.unreachable(`no section ${title}`))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| number') && !line.startsWith('| **'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))

const met = rowsOf('Met')
const named = ['Met', 'Not met', 'Not applicable'].flatMap((title) => rowsOf(title).flatMap(([numbers = '']) => numbersOf(numbers)))

describe('server/SECURITY.md', () => {
  test('is held to all 345 requirements of ASVS 5.0.0: 70 of level 1, 183 of level 2, 92 of level 3', () => {
    expect(([1, 2, 3] as const).map((level) => numbersOf(asvs[level]).length)).toEqual([70, 183, 92])
  })

  test('says of each requirement of levels 1 and 2 once whether it is met, and names no number that there is none of', () => {
    const asked = [...numbersOf(asvs[1]), ...numbersOf(asvs[2])]
    expect(asked.filter((number) => !named.includes(number))).toEqual([])
    expect(named.filter((number, index) => named.indexOf(number) !== index)).toEqual([])
    const known = new Set([...asked, ...numbersOf(asvs[3])])
    expect(named.filter((number) => !known.has(number))).toEqual([])
  })

  test.each(met.flatMap(([number = '', , , tested = '']) => [...tested.matchAll(/`([^`]+)`(?: “([^”]+)”)?/g)].map(([, file = '', title]) => ({ number, file, title }))))(
    '$number is tested in $file: $title',
    ({ file, title }) => {
      const path = join(project, 'tests', `${file}.test.ts`)
      expect(existsSync(path), path).toBe(true)
      if (title) expect(['\'', '"', '`'].some((quote) => readFileSync(path, 'utf8').includes(quote + title))).toBe(true)
    },
  )
})
