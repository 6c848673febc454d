import { describe, expect, test } from 'vitest'
import { answerCases } from '@cofund/shared/calc'
import { isCalcKind } from '@cofund/shared/calc.input'
import { type VectorCase, agrees, testVectors, vectorCases } from '../../kit/vectors.ts'

type Expected = Readonly<Record<string, number | string | null>>
type Answer = Readonly<Record<string, number | string | null>> & { readonly rates?: readonly number[] }

const rateKinds = ['xirr', 'irr', 'mirr']
const valueKinds = ['xnpv', 'npv', 'nfv', 'pi']
const pmeKinds = ['multiples', 'ks_pme', 'ln_pme', 'pme_plus', 'm_pme', 'direct_alpha']

/** Kinds in these files that `calc` does not know, and why: a new one has to be added here, or answered. */
const notExpressed: Readonly<Record<string, string>> = {
  payback: 'one unrecovered case says nothing of how a part of a period counts',
  pypme: 'a library of its own: flows and prices of a unitised account, not of a fund',
  pypme_error: 'the order in which that library checks its input',
  lp_metrics: "statuses of one application's events: the ledger answers this",
  moic: 'one application’s forecast with exit probabilities; MOIC itself is `multiple`',
}

/** Expectations that are a library's policy: we answer otherwise, and say why. */
const otherPolicy: Readonly<Record<string, string>> = {
  'xirr-java-total-loss-one-year': 'the library calls a total loss −100 %; it is the limit of no rate: status total_loss, rate null',
}

const answer = ({ inputs }: VectorCase): Answer =>
  answerCases(JSON.parse(JSON.stringify(inputs)), 'en', (bug) => {
    throw bug
  }) as Answer

function agreesWith(actual: Answer, key: string, expected: number | string | null, tolerance: VectorCase['tolerance']): boolean {
  if (typeof expected !== 'number') return actual[key] === expected
  // Of several rates a library finds one: it is right when that is among all of them.
  const candidates = key === 'rate' && actual.rates ? actual.rates : [actual[key]]
  return candidates.some((candidate) => typeof candidate === 'number' && agrees(candidate, expected, tolerance))
}

function check(vector: VectorCase<Readonly<Record<string, unknown>>, Expected>): void {
  const actual = answer(vector)
  if (vector.id in otherPolicy) {
    expect(vector.convention_only).toBe(true)
    expect(actual).toEqual({ status: vector.expected['status'], rate: null })
    return
  }
  for (const [key, expected] of Object.entries(vector.expected)) {
    // A library that stops at the first root says "ok" where we say how many there are.
    const wanted = key === 'status' && expected === 'ok' && actual['status'] === 'multiple' ? 'multiple' : expected
    expect(agreesWith(actual, key, wanted, vector.tolerance), `${key}: ${JSON.stringify(actual)} for ${expected}`).toBe(true)
  }
  // Every root that an exhaustive scan found is among ours.
  for (const root of vector.all_roots ?? []) {
    expect(agreesWith(actual, 'rate', root, { abs: 1e-8, rel: 1e-9 }), `root ${root} of ${JSON.stringify(actual)}`).toBe(true)
  }
}

describe('rates of return agree with the outside numbers', () => {
  testVectors('xirr', rateKinds, check)
})
describe('values agree with the outside numbers', () => {
  testVectors('xirr', valueKinds, check)
})
describe('multiples and public market equivalents agree with the outside numbers', () => {
  testVectors('pme', pmeKinds, check)
})

test('every other kind in the outside numbers is left out for a stated reason', () => {
  const others = [...vectorCases('xirr'), ...vectorCases('pme')].filter(({ inputs: { kind } }) => !isCalcKind(kind))
  const counted = Map.groupBy(others, ({ inputs: { kind } }) => kind)
  for (const [kind, cases] of counted) console.info(`not expressed: ${kind} (${cases.length}): ${notExpressed[kind]}`)
  expect([...counted.keys()].filter((kind) => !(kind in notExpressed))).toEqual([])
})
