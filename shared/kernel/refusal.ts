/**
 * A refusal is a business answer: a code, the facts behind it, and how to say it to a reader.
 * Whatever is thrown and is not a Refusal is a bug.
 */

export type Language = 'zh' | 'en'

/** Why a request is refused; the transport turns it into a status (404, 403, 409, 422). */
export type RefusalKind = 'missing' | 'forbidden' | 'conflict' | 'unprocessable'

export type Facts = Readonly<Record<string, unknown>>

/** One entry of the catalogue: its kind, and its sentence in both languages, which also says what to do. */
export interface RefusalEntry<F extends Facts> {
  readonly kind: RefusalKind
  readonly zh: (facts: F) => string
  readonly en: (facts: F) => string
}

/** Declares a catalogue entry; F names the facts that a caller must bring. */
export const refusal = <F extends Facts = Record<never, never>>(entry: RefusalEntry<F>): RefusalEntry<F> => entry

// oxlint-disable-next-line typescript/no-explicit-any -- a catalogue holds entries of every fact type
export type RefusalCatalogue = Readonly<Record<string, RefusalEntry<any>>>

export class Refusal extends Error {
  readonly code: string
  readonly facts: Facts
  constructor(code: string, facts: Facts) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.facts = facts
  }
}

/**
 * Binds a catalogue to the two things done with it: `refuse` (throws, typed facts) and `sayRefusal` (the sentence).
 * The product has one catalogue, shared/refusals.ts; a test may bind a smaller one.
 */
export function refusalsOf<C extends RefusalCatalogue>(catalogue: C) {
  type Code = keyof C & string
  type FactsOf<K extends Code> = C[K] extends RefusalEntry<infer F> ? F : never

  function refuse<K extends Code>(code: K, facts: FactsOf<K>): never {
    throw new Refusal(code, facts)
  }
  function kindOf(code: string): RefusalKind | undefined {
    return catalogue[code]?.kind
  }
  function sayRefusal({ code, facts }: { code: string; facts: Facts }, language: Language): string {
    const entry = catalogue[code]
    return entry ? entry[language](facts) : code
  }
  return { refuse, kindOf, sayRefusal }
}
