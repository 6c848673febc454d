import { canonicalJson } from '../kernel/wire.ts'
import type { Citation } from '../kernel/derivation.ts'
import { type ParameterPath, type PolicyVersion, citeOf, parametersOf } from './policy.ts'

/** One parameter as two versions have it; `undefined` where a version says nothing of it, `null` where it is still to be read. */
export interface ParameterChange {
  readonly path: ParameterPath
  readonly before: unknown
  readonly after: unknown
  readonly citedBefore: Citation | undefined
  readonly citedAfter: Citation | undefined
}

type Rules = Pick<PolicyVersion, 'params' | 'cites'>

/** Everything in which two versions differ, value or source, in the order of the later document; what it dropped comes last. */
export function compareVersions(before: Rules, after: Rules): readonly ParameterChange[] {
  const [former, later] = [before, after].map(({ params }) => new Map(parametersOf(params).map(({ path, value }) => [path, value])))
  const paths = [...new Set([...(later?.keys() ?? []), ...(former?.keys() ?? [])])]
  return paths
    .map((path) => ({
      path,
      before: former?.get(path),
      after: later?.get(path),
      citedBefore: citeOf(before.cites, path),
      citedAfter: citeOf(after.cites, path),
    }))
    .filter(({ before: was, after: is, citedBefore, citedAfter }) => !same(was, is) || !same(citedBefore, citedAfter))
}

const same = (a: unknown, b: unknown): boolean => canonicalJson({ value: a ?? null }) === canonicalJson({ value: b ?? null }) && (a === undefined) === (b === undefined)
