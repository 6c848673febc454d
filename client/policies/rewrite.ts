import type { Params, ParameterPath } from '@cofund/shared/policies/policy'

/** The document with one of its values rewritten; everything else is shared with the former. */
export const changed = (params: Params, path: ParameterPath, value: unknown): Params =>
  within(params, path.split('.'), value) as Params

function within(part: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  if (Array.isArray(part)) return part.map((item: unknown, index) => (String(index) === name ? within(item, rest, value) : item))
  const record = (part ?? {}) as Readonly<Record<string, unknown>>
  return { ...record, [name]: within(record[name], rest, value) }
}
