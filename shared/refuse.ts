import { Refusal, type Refuse } from './kernel/refusal.ts'
import type { Refusals } from './refusals.ts'

/**
 * Refuses with a code of the product's one catalogue and the facts that its sentence needs. It knows the catalogue as a type alone: a page
 * that decides fetches no sentences until one is said. Annotated, so that the compiler knows that nothing follows it.
 */
export const refuse: Refuse<Refusals> = (code, facts) => {
  throw new Refusal(code, facts)
}
