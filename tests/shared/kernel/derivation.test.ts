import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Derivation, derive, given, minorOf, operate, readFraction, replay, valueOf } from '@cofund/shared/kernel/derivation'
import { fraction, fractionText, plus } from '@cofund/shared/kernel/fraction'

const step = { unit: 'minor', currency: 'CNY' } as const
const ratio = { unit: 'ratio' } as const

/** 40 % of a loss of 1,000.01, at most 300.00, rounded down to the fen. */
const compensation = derive(
  'least',
  [
    derive(
      'round:down',
      [
        derive('product', [given(100_001n, { ...step, label: 'loss' }), given(fraction(2n, 5n), { ...ratio, label: 'share' })], {
          ...step,
          label: 'share_of_loss',
        }),
      ],
      { ...step, label: 'rounded' },
    ),
    given(30_000n, { ...step, label: 'cap' }),
  ],
  { ...step, label: 'after_cap' },
)

describe('a derivation', () => {
  test('carries its value: 40 % of 1,000.01 is 400.00, the cap leaves 300.00', () => {
    expect(minorOf(compensation)).toBe(30_000n)
    expect(compensation.operands[0]?.value).toBe('40000')
    expect(compensation.operands[0]?.operands[0]?.value).toBe('200002/5')
  })

  test('of money must have been rounded by name before it becomes money', () => {
    const unrounded = compensation.operands[0]?.operands[0]
    expect(() => minorOf(unrounded as Derivation)).toThrow('share_of_loss')
  })

  test('survives JSON and replays', () => expect(replay(JSON.parse(JSON.stringify(compensation)))).toBeUndefined())
})

describe('replaying', () => {
  test('finds the first step whose value was changed, and says what it should be', () => {
    const tampered = structuredClone(compensation) as Mutable
    tampered.value = '30001'
    expect(replay(tampered)).toEqual({ label: 'after_cap', recorded: '30001', computed: '30000' })
  })

  test('finds a changed input by the step that it no longer fits', () => {
    const tampered = structuredClone(compensation) as Mutable
    const loss = tampered.operands[0]?.operands[0]?.operands[0]
    if (loss) loss.value = '100006'
    expect(replay(tampered)).toMatchObject({ label: 'share_of_loss', computed: '200012/5' })
  })

  test('finds any value of a step that was changed, in any tree', () => {
    fc.assert(
      fc.property(
        anyTree,
        fc.nat(),
        fc.bigInt().filter((change) => change !== 0n),
        (tree, pick, change) => {
          expect(replay(tree)).toBeUndefined()
          const tampered = structuredClone(tree) as Mutable
          const steps = stepsOf(tampered)
          fc.pre(steps.length > 0)
          const target = steps[pick % steps.length] as Mutable
          target.value = fractionText(plus(readFraction(target.value), fraction(change)))
          expect(replay(tampered)).toBeDefined()
        },
      ),
    )
  })

  test.each([
    ['an operation that is not on the list', { operation: 'frobnicate' }],
    ['a rounding that is none', { operation: 'round:sideways' }],
    ['a rounding that is the name of something else', { operation: 'round:constructor' }],
    ['a part that is not there', { operation: 'share:7' }],
    ['a value that cannot be read', { value: 'thirty' }],
    ['a division by nothing', { operation: 'ratio' }],
    ['operands taken away', { operands: [] }],
  ])('does not pass %s', (_, change) => expect(replay({ ...compensation, ...change } as Derivation)).toBeDefined())

  test('does not pass an input that is not written in lowest terms', () => {
    expect(replay({ ...given(fraction(1n, 2n), { ...ratio, label: 'half' }), value: '2/4' })).toMatchObject({ computed: '1/2' })
  })
})

describe('an operation', () => {
  const [two, three, minusFour] = [fraction(2n), fraction(3n), fraction(-4n)]
  test.each([
    ['sum', [two, three, minusFour], '1'],
    ['sum', [], '0'],
    ['product', [two, three, minusFour], '-24'],
    ['difference', [two, three], '-1'],
    ['remainder', [three, two, minusFour], '5'],
    ['ratio', [two, minusFour], '-1/2'],
    ['power', [two, minusFour], '1/16'],
    ['least', [two, three, minusFour], '-4'],
    ['greatest', [two, three, minusFour], '3'],
    ['at_least_zero', [minusFour], '0'],
    ['choose', [three, two], '3'],
    ['at_or_below', [two, two], '1'],
    ['at_or_below', [three, two], '0'],
    ['round:half_even', [fraction(5n, 2n)], '2'],
    ['share:0', [fraction(5n), fraction(1n), fraction(1n)], '3'],
    ['share:1', [fraction(5n), fraction(1n), fraction(1n)], '2'],
  ] as const)('%s', (operation, operands, value) => expect(fractionText(operate(operation, operands))).toBe(value))

  test('of nothing is unknown, not 0: only a sum may be empty', () => expect(() => operate('least', [])).toThrow(RangeError))
})

type Mutable = { -readonly [K in keyof Derivation]: K extends 'operands' ? Mutable[] : Derivation[K] }

const stepsOf = (tree: Mutable): Mutable[] => [...(tree.operation === 'given' ? [] : [tree]), ...tree.operands.flatMap(stepsOf)]

const anyLeaf = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10_000n }))
  .map(([numerator, denominator]) => given(fraction(numerator, denominator), { ...ratio, label: 'leaf' }))

const anyTree = fc.letrec<{ tree: Derivation }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    anyLeaf,
    fc
      .tuple(
        fc.constantFrom(
          'sum',
          'product',
          'difference',
          'least',
          'greatest',
          'at_least_zero',
          'remainder',
          'choose',
          'at_or_below',
          'round:half_up',
        ),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      )
      .map(([operation, operands]) => derive(operation as 'sum', operands, { ...ratio, label: operation })),
  ),
})).tree

test('a value reads back exactly', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      expect(fractionText(valueOf(tree))).toBe(tree.value)
    }),
  )
})
