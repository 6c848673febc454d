import { existsSync, readFileSync } from 'node:fs'
import { test } from 'vitest'

export type VectorFamily = 'allocation' | 'losssharing' | 'pme' | 'uscc' | 'waterfall' | 'xirr'

/** One case of the outside numbers: what goes in, what its source says comes out, and how strong that word is. */
export interface VectorCase<Inputs = Readonly<Record<string, unknown>>, Expected = Readonly<Record<string, unknown>>> {
  readonly id: string
  readonly source: string
  readonly inputs: Inputs & { readonly kind: string }
  readonly expected: Expected
  readonly tolerance: { readonly abs?: number; readonly rel?: number }
  readonly note: string
  /** `published` is the strong oracle; the other pins one reading of a published rule. */
  readonly expected_origin: 'published' | 'derived-from-published-rule'
  /** A library's policy rather than mathematics: agreeing with it is not asked. */
  readonly convention_only?: boolean
  /** The flows have more than one internal rate of return; `all_roots` lists them. */
  readonly multi_root?: boolean
  readonly all_roots?: readonly number[]
  readonly plausible_roots?: readonly number[]
}

/** The outside numbers stand beside the project, not in it: somebody else chose the answers. */
const fileOf = (family: VectorFamily): URL => new URL(`../../../shared/vectors/${family}.json`, import.meta.url)

export const hasVectors = (family: VectorFamily): boolean => existsSync(fileOf(family))

/** Every case of a family in the file's order; none where `../shared/vectors` is absent. */
export function vectorCases<Inputs = Readonly<Record<string, unknown>>, Expected = Readonly<Record<string, unknown>>>(
  family: VectorFamily,
): readonly VectorCase<Inputs, Expected>[] {
  return hasVectors(family) ? JSON.parse(readFileSync(fileOf(family), 'utf8')).cases : []
}

/**
 * One test for each case of the kinds named, titled by the case's id; a single skipped test says why where the
 * vectors are absent, so that a run without them cannot be mistaken for one that passed them.
 */
export function testVectors<Inputs = Readonly<Record<string, unknown>>, Expected = Readonly<Record<string, unknown>>>(
  family: VectorFamily,
  kinds: readonly string[],
  check: (vector: VectorCase<Inputs, Expected>) => void,
): void {
  if (!hasVectors(family)) {
    test.skip(`${family} (${kinds.join(', ')}): ../shared/vectors/${family}.json is not here, so nothing was compared`)
    return
  }
  for (const vector of vectorCases<Inputs, Expected>(family)) {
    if (kinds.includes(vector.inputs.kind)) test(`${vector.inputs.kind} ${vector.id}`, () => check(vector))
  }
}

/** Whether a number agrees with a case's within its tolerance: absolute, or relative to the value expected. */
export const agrees = (actual: number, expected: number, { abs = 0, rel = 0 }: VectorCase['tolerance']): boolean =>
  Object.is(actual, expected) || Math.abs(actual - expected) <= Math.max(abs, rel * Math.abs(expected))
