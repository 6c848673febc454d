import { Refusal } from '@cofund/shared/kernel/refusal'

/** Why a procedure refused; throws what it threw when that was no refusal, and when nothing was refused. */
export async function refusalOf(work: Promise<unknown>): Promise<{ readonly code: string; readonly facts: unknown }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return { code: cause.code, facts: cause.facts }
}

/** The code of a refusal, or "done". */
export const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (thrown: unknown) => {
      if (thrown instanceof Error && thrown.cause instanceof Refusal) return thrown.cause.code
      throw thrown
    },
  )
