/**
 * A refusal is a business answer: a code, the facts behind it, and how to say it to a reader.
 * Whatever is thrown and is not a Refusal is a bug.
 */

export type Language = 'zh' | 'en'

/** Why a request is refused; the transport turns it into a status (404, 403, 409, 422, 429). */
export type RefusalKind = 'missing' | 'forbidden' | 'conflict' | 'unprocessable' | 'hasty'

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

type Code<C extends RefusalCatalogue> = keyof C & string
type FactsOf<Entry> = Entry extends RefusalEntry<infer F> ? F : never

/** Refuses: the code is one of the catalogue's, and the facts are those that its sentence needs. */
export type Refuse<C extends RefusalCatalogue> = <K extends Code<C>>(code: K, facts: FactsOf<C[K]>) => never

/**
 * Binds a catalogue to what is done with it: refuse, ask an entry's kind, and say it. The product has one catalogue,
 * shared/refusals.ts; a test may bind a smaller one.
 */
export function refusalsOf<C extends RefusalCatalogue>(catalogue: C) {
  const refuse: Refuse<C> = (code, facts) => {
    throw new Refusal(code, facts)
  }
  const kindOf = (code: string): RefusalKind | undefined => catalogue[code]?.kind
  function sayRefusal({ code, facts }: { code: string; facts: Facts }, language: Language): string {
    const entry = catalogue[code]
    return entry ? entry[language](facts) : code
  }
  return { refuse, kindOf, sayRefusal }
}

/** Why `work` refuses, or undefined when it does not: for a button that says beforehand what its command would answer. */
export function refusalOf(work: () => void): Refusal | undefined {
  try {
    work()
    return undefined
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
}
