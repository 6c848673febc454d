import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { answerCases } from '@cofund/shared/calc'
import { calcInputs } from '@cofund/shared/calc.input'
import { parseExactJson, readDecimal } from '@cofund/shared/kernel/decimal'
import { fraction } from '@cofund/shared/kernel/fraction'
import type { Language } from '@cofund/shared/kernel/refusal'
import { type VectorCase, agrees, testVectors } from '../kit/vectors.ts'

type Answer = Readonly<Record<string, unknown>> & { readonly refused?: { readonly code: string; readonly message: string } }

function calc(document: unknown, language: Language = 'en'): Answer {
  return answerCases(document, language, (bug) => {
    throw bug
  }) as Answer
}

describe('calc answers the outside numbers in their own words', () => {
  const check = ({ inputs, expected, tolerance, convention_only }: VectorCase): void => {
    const answer = calc(inputs)
    // A rule that we do not offer: it loses the amount where all weights are zero.
    if (convention_only) return expect(answer.refused?.code).toBe('input.invalid')
    for (const [key, value] of Object.entries(expected)) {
      if (typeof value === 'number') expect(agrees(Number(answer[key]), value, tolerance)).toBe(true)
      else expect(answer[key]).toEqual(value)
    }
  }
  testVectors('allocation', ['allocate', 'round', 'days', 'yearfrac'], check)
  testVectors('uscc', ['uscc'], check)
})

describe('a case that is not right is refused in its place', () => {
  const flows = (...cashflows: unknown[]) => ({ kind: 'xirr', cashflows })
  const refused: readonly (readonly [string, unknown, string, string])[] = [
    ['no object', 5, 'calc.no_case', 'object with a kind'],
    ['null', null, 'calc.no_case', 'object with a kind'],
    ['no kind', { amounts: [1] }, 'calc.no_case', 'object with a kind'],
    ['a kind that is none', { kind: 'xir' }, 'calc.unknown_kind', '"xir"'],
    ['a kind that is part of every object', { kind: 'constructor' }, 'calc.unknown_kind', '"constructor"'],
    ['an amount beyond the doubles', flows(['2020-01-01', '1e999'], ['2021-01-01', 1]), 'input.invalid', 'cashflows.0.1: "1e999"'],
    ['an amount that vanishes', flows(['2020-01-01', '1e-999'], ['2021-01-01', 1]), 'input.invalid', 'cashflows.0.1'],
    ['NaN', flows(['2020-01-01', 'NaN'], ['2021-01-01', 1]), 'input.invalid', 'cashflows.0.1: "NaN"'],
    ['an amount that is null', flows(['2020-01-01', null]), 'input.invalid', 'cashflows.0.1: null'],
    ['an amount with commas', flows(['2020-01-01', '1,000']), 'input.invalid', '"1,000" is not an amount'],
    ['a day that is none', flows(['2021-02-29', -1], ['2022-01-01', 1]), 'input.invalid', 'cashflows.0.0: "2021-02-29"'],
    ['a flow without an amount', flows(['2021-02-28']), 'input.invalid', 'cashflows.0'],
    ['no flows', { kind: 'xirr' }, 'input.invalid', 'cashflows'],
    ['a hundred thousand flows and one', { kind: 'irr', amounts: Array.from({ length: 100_001 }, () => 1) }, 'input.invalid', 'amounts'],
    ['a year of no days', { ...flows(), day_count: 'act/n', days_per_year: 0 }, 'input.invalid', 'days_per_year'],
    ['act/n without its n', { ...flows(), day_count: 'act/n' }, 'input.invalid', 'days_per_year'],
    ['two lengths of the year', { ...flows(), day_count: 'act/360', days_per_year: 365 }, 'input.invalid', 'days_per_year'],
    ['a rate of −100 %', { kind: 'npv', rate: -1, amounts: [1] }, 'input.invalid', 'rate: -1'],
    ['a value beyond the doubles', { kind: 'npv', rate: -0.999, amounts: Array.from({ length: 200 }, () => 1e200) }, 'calc.beyond_double', 'beyond'],
    ['an index that is short', { kind: 'ks_pme', amounts: [-1, 2], index: [1], nav: 0 }, 'input.invalid', 'index: has 1 items'],
    ['an index of 0', { kind: 'ks_pme', amounts: [-1, 2], index: [1, 0], nav: 0 }, 'input.invalid', 'index.1: 0'],
    ['flows both ways', { kind: 'multiples', amounts: [1], contributions: [1], distributions: [1] }, 'input.invalid', 'amounts'],
    ['a negative distribution', { kind: 'multiples', contributions: [1], distributions: [-1] }, 'input.invalid', 'distributions.0'],
    ['contributions of both signs', { kind: 'multiples', contributions: [1, -1], distributions: [] }, 'input.invalid', 'contributions'],
    ['days that go back', { kind: 'ln_pme', amounts: [-1, 2], index: [1, 1], dates: ['2021-01-01', '2020-01-01'] }, 'input.invalid', 'dates.1'],
    ['half a fen to share', { kind: 'allocate', amount: '0.5', weights: ['1'] }, 'input.invalid', 'amount: "0.5"'],
    ['nothing to share by', { kind: 'allocate', amount: '5', weights: [] }, 'allocate.no_weight', 'weight'],
    ['a rounding mode that is none', { kind: 'round', value: '1.5', mode: 'SIDEWAYS' }, 'input.invalid', 'mode: there is no'],
  ]
  test.each(refused.map(([title, given, code, says]) => ({ title, given, code, says })))('$title: $code', ({ given, code, says }) => {
    const good = { kind: 'irr', amounts: [-1, 2] }
    const [before, answer, after] = calc([good, given, good]) as unknown as readonly Answer[]
    expect([before, after]).toEqual([{ status: 'ok', rate: 1 }, { status: 'ok', rate: 1 }])
    expect(answer?.refused?.code).toBe(code)
    expect(answer?.refused?.message).toContain(says)
    expect(calc(given, 'zh').refused?.message).toMatch(/[\u4e00-\u9fff]/)
  })

  test('of many findings a few are told, and how many more there are', () => {
    const { refused } = calc({ kind: 'irr', amounts: Array.from({ length: 1000 }, () => 'x') })
    expect(refused?.message).toMatch(/amounts\.4:.*and 995 more/)
  })
})

describe('calc', () => {
  test('takes a number as it stands in the file, beyond what a double holds', () => {
    const text = '{ "kind": "allocate", "amount": 12345678901234567891, "weights": [1, 1] }'
    expect(calc(parseExactJson(text))['shares']).toEqual(['6172839450617283946', '6172839450617283945'])
  })
  test('takes a number and the same in words for the same', () => {
    expect(calc({ kind: 'irr', amounts: [-0.3, 0.1, 0.2] })).toEqual(calc({ kind: 'irr', amounts: ['-0.30', '0.1', '2e-1'] }))
    expect(calc({ kind: 'irr', amounts: [-0.3, 0.1, 0.2] })).toEqual({ status: 'ok', rate: 0 })
  })
  test('names what it did not read', () => {
    expect(calc({ kind: 'irr', amounts: [-1, 2], guess: 0.1, id: 7 })['ignored']).toEqual(['guess', 'id'])
  })
  test('tells a rate that no double holds as a text: 10 for 1 overnight', () => {
    expect(calc({ kind: 'xirr', cashflows: [['2021-01-01', -1], ['2021-01-02', 10]] }).rate).toBe('1.000000000e+365')
  })
  test('finds public market equivalents of dated flows per year', () => {
    const dated = { amounts: [-100, 0, 121], index: [50, 55, 60.5], dates: ['2021-01-01', '2022-01-01', '2023-01-01'], nav: 0 }
    expect(calc({ kind: 'direct_alpha', ...dated })).toEqual({ form: 'discrete', status: 'ok', rate: 0, continuous: 0 })
    expect(calc({ kind: 'ks_pme', ...dated })).toEqual({ ks_pme: 1, ignored: undefined })
  })
  test('a bug in one case is told in its place and reported, and spoils no other', () => {
    const bugs: unknown[] = []
    const trap = Object.defineProperty({ kind: 'irr' }, 'amounts', {
      enumerable: true,
      get: () => {
        throw new TypeError('a bug')
      },
    })
    const answers = answerCases([trap, { kind: 'irr', amounts: [-1, 2] }], 'en', (bug) => void bugs.push(bug))
    expect(answers).toMatchObject([{ refused: { code: 'calc.failed' } }, { status: 'ok' }])
    expect(bugs).toHaveLength(1)
  })
  test('knows every kind that it is asked for', () => {
    const asked = 'xirr irr xnpv mirr multiples ks_pme ln_pme pme_plus m_pme direct_alpha allocate round days yearfrac uscc'.split(' ')
    expect(Object.keys(calcInputs)).toEqual(expect.arrayContaining([...asked, 'waterfall', 'compensation', 'eligibility']))
  })
})

describe('an exact decimal', () => {
  test.each([
    ['-1000.00', fraction(-1000n)],
    [0.1, fraction(1n, 10n)],
    [2.4e-7, fraction(24n, 10n ** 8n)],
    ['1e3', fraction(1000n)],
    ['-0', fraction(0n)],
    ['007.50', fraction(15n, 2n)],
  ])('%j is read whole', (text, value) => expect(readDecimal(text)).toEqual(value))
  test.each(['', ' 1', '1,000', '１', '.5', '5.', '0x10', 'NaN', 'Infinity', '1e999', '1e-999', '1/2', '9'.repeat(1001), true, [1], NaN, Infinity])(
    '%j is none',
    (value) => expect(readDecimal(value)).toBeUndefined(),
  )
})

describe('pnpm cofund calc', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-calc-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const project = resolve(import.meta.dirname, '../..')

  function cofund(args: readonly string[], input = '', environment: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, LC_ALL: '', LC_MESSAGES: '', LANG: 'C', ...environment }
    const { status, stdout, stderr } = spawnSync(process.execPath, ['server/cofund.ts', ...args], { cwd: project, input, env, encoding: 'utf8' })
    return { status, stdout, lines: stderr.split('\n').filter((line) => line !== '') }
  }
  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  test('prints the results of an array in its order, refused ones in their place, and nothing else', () => {
    const cases = Array.from({ length: 500 }, (_, index) =>
      index % 10 === 7 ? { kind: 'none' } : { kind: 'irr', amounts: [-100, 100 + index] },
    )
    const { status, stdout, lines } = cofund(['calc', file('cases.json', JSON.stringify(cases))])
    expect([status, lines]).toEqual([0, []])
    const answers = JSON.parse(stdout) as readonly { rate?: number; refused?: { code: string } }[]
    expect(answers).toHaveLength(500)
    answers.forEach((answer, index) => {
      if (index % 10 === 7) expect(answer.refused?.code).toBe('calc.unknown_kind')
      else expect(answer.rate).toBeCloseTo(index / 100, 12)
    })
  })
  test('reads standard input, with or without a byte order mark, and answers one case with one result', () => {
    expect(JSON.parse(cofund(['calc', '-'], '\ufeff{"kind":"irr","amounts":[-1,2]}').stdout)).toEqual({ status: 'ok', rate: 1 })
    expect(cofund(['calc', '-'], '[]').stdout).toBe('[]\n')
  })
  test('speaks the language asked for, else that of the terminal', () => {
    expect(cofund(['calc', '-', '--lang', 'zh'], '5').stdout).toContain('算例')
    expect(cofund(['calc', '-'], '5', { LANG: 'zh_CN.UTF-8' }).stdout).toContain('算例')
    expect(cofund(['calc', '-'], '5').stdout).toContain('case')
  })
  test.each([
    ['a file that is not there', ['calc', '/nowhere/cases.json'], ''],
    ['a folder', ['calc', tmpdir()], ''],
    ['what is not JSON', ['calc', '-'], '{ "kind": "irr", "amounts": [NaN] }'],
    ['nothing', ['calc', '-'], ''],
    ['lists within lists without end', ['calc', '-'], '['.repeat(200_000)],
    ['no file named', ['calc'], ''],
    ['two files named', ['calc', 'a', 'b'], ''],
    ['a language that is none', ['calc', '-', '--lang', 'fr'], '{}'],
    ['a verb that is none', ['calculate'], ''],
    ['no verb', [], ''],
  ])('%s: exit 2 and one line', (_title, args, input) => {
    const { status, stdout, lines } = cofund(args, input)
    expect([status, stdout, lines.length]).toEqual([2, '', 1])
  })
  test('bytes that are no UTF-8: exit 2 and one line', () => {
    const { status, lines } = cofund(['calc', file('latin.json', new Uint8Array([0x22, 0xe9, 0x22]))])
    expect([status, lines.length]).toEqual([2, 1])
  })
})
