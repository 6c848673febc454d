import { z } from 'zod'
import { finding, inputIssues } from '../kernel/input-issues.ts'
import type { Currency } from '../kernel/money.ts'
import { refuse } from '../refuse.ts'
import { type AmountFact, type CompensationScheme, type UsedScope, amountFacts, usedScopes } from './compensation-scheme.ts'
import { amountIn } from './compensation-scheme.input.ts'
import type { LossCase } from './loss-case.ts'
import { policyFindings } from './policy.words.ts'
import { questionsOf } from './scheme-questions.ts'

/**
 * Reads a case as somebody states it: facts by their names, amounts in major units, `loss` for whatever the scheme shares,
 * `used` by the scope of the cap. `flags` as a record says yes or no of what it names; as a list it is complete, and what
 * it leaves out does not hold.
 */
export function readLossCase(stated: unknown, scheme: CompensationScheme): LossCase {
  const { data, error } = caseSchema(scheme.currency).safeParse(stated)
  if (error) return refuse('input.invalid', { issues: inputIssues(error) })
  const { loss, used = {}, flags = {}, product, ...amounts } = data
  return {
    amounts: { ...(loss === undefined ? {} : { [scheme.base]: loss }), ...amounts },
    used,
    flags: Array.isArray(flags)
      ? Object.fromEntries(questionsOf(scheme).flags.map((flag) => [flag, flags.includes(flag)]))
      : flags,
    ...(product === undefined ? {} : { product }),
  }
}

function caseSchema(currency: Currency) {
  const amount = amountIn(currency).superRefine((minor, context) => {
    if (minor < 0n) context.addIssue(finding(policyFindings.negative()))
  })
  const each = <Name extends string>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, amount.exactOptional()])) as Record<Name, z.ZodExactOptional<typeof amount>>
  const flag = z.string().regex(/^[a-z][a-z0-9_]*$/)
  return z.strictObject({
    ...each<AmountFact>(amountFacts),
    loss: amount.exactOptional(),
    used: z.strictObject(each<UsedScope>(usedScopes)).exactOptional(),
    flags: z.union([z.array(flag), z.record(flag, z.boolean())]).exactOptional(),
    product: flag.exactOptional(),
  })
}
