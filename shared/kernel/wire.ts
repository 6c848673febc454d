/**
 * The one codec between processes and into jsonb: JSON in which a bigint survives and a Date does not slip through.
 * A bigint travels as {"$bigint":"123"}; days and instants are strings already (plain-date.ts, instant.ts).
 */
export type Wire = null | boolean | number | string | readonly Wire[] | { readonly [key: string]: Wire }

export function toWire(value: unknown): Wire {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'bigint':
      return { $bigint: value.toString() }
    case 'boolean':
    case 'string':
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON`)
      return value
    case 'object': {
      if (Array.isArray(value)) return value.map(toWire)
      if (value instanceof Date) throw new TypeError('a Date has no place on the wire: send a PlainDate or an Instant')
      // An absent property and an undefined one are the same thing here: neither is sent.
      const sent = Object.entries(value).filter(([, item]) => item !== undefined)
      return Object.fromEntries(sent.map(([key, item]) => [key, toWire(item)]))
    }
    default:
      throw new TypeError(`a ${typeof value} has no place on the wire`)
  }
}

export function fromWire(wire: unknown): unknown {
  if (wire === null || typeof wire !== 'object') return wire
  if (Array.isArray(wire)) return wire.map(fromWire)
  const entries = Object.entries(wire)
  const only = entries.length === 1 ? entries[0] : undefined
  if (only?.[0] === '$bigint' && typeof only[1] === 'string' && /^-?\d+$/.test(only[1])) return BigInt(only[1])
  return Object.fromEntries(entries.map(([key, item]) => [key, fromWire(item)]))
}

/** tRPC's transformer, on both sides. */
export const wire = { serialize: toWire, deserialize: fromWire }

/**
 * One value, one text: keys sorted, no spaces. What is hashed or signed is this text, so that it can be
 * hashed again by anybody who has the value.
 */
export const canonicalJson = (value: unknown): string => sortedJson(toWire(value))

function sortedJson(value: Wire): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  const record = value as { readonly [key: string]: Wire }
  const fields = Object.keys(record)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(record[key] ?? null)}`)
  return `{${fields.join(',')}}`
}
