/** Ids are branded and prefixed, so that a claim's id never passes for a loan's, in code or in a log. */
export type Id<Prefix extends string> = `${Prefix}_${string}`
