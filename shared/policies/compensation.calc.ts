import { z } from 'zod'
import type { Derivation } from '../kernel/derivation.ts'
import { toDecimal } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { refuse } from '../refuse.ts'
import type { ShareBearer } from './compensation-scheme.ts'
import { decodeForSharing } from './compensation-scheme.input.ts'
import { readLossCase } from './loss-case.input.ts'
import { shareLoss } from './loss-sharing.ts'
import { type Cites, type Params, type ParameterPath, covers, emptyParameters } from './policy.ts'
import { dayInput } from './policy.input.ts'
import { shippedPolicy } from './shipped.ts'

/**
 * A loss to share, for "check our maths": `scheme` is the code of a shipped one or a document, of which the shortest names
 * the bearers and their rates; `case` states what is known of the loss, and the loan date where a version is to cover it.
 *
 *     { "kind": "compensation", "scheme": "CQ", "case": { "unpaid_principal": "1000000.00" } }
 *     { "kind": "compensation", "scheme": { "bearers": [{ "bearer": "city", "rate": "0.32" }, { "bearer": "district", "rate": "0.48" },
 *       { "bearer": "bank", "rate": "0.20" }] }, "case": { "loss": 1000000 } }
 */
export const compensationCaseInput = z.object({
  scheme: z.union([z.string(), z.record(z.string(), z.unknown())]),
  case: z.looseObject({
    loan_date: dayInput.optional(),
  }),
})
export type CompensationCase = z.output<typeof compensationCaseInput>

export interface CompensationAnswer {
  readonly currency: string
  readonly loss: string
  readonly shares: readonly { readonly bearer: ShareBearer; readonly amount: string }[]
  /** What of a shipped scheme nobody has read yet: the answer does not depend on it, taking effect does. */
  readonly empty?: readonly string[]
  readonly derivation: Derivation
}

export function calcCompensation({
  scheme: named,
  case: { loan_date: loanDate, ...stated },
}: CompensationCase): CompensationAnswer {
  const { params, cites, ...about }: Named =
    typeof named === 'string' ? shipped(named, loanDate) : { params: withOpenSplit(named), cites: {} }
  const { scheme, unread } = decodeForSharing(params)
  const { loss, shares, derivation } = shareLoss({ scheme, cites, unread }, readLossCase(stated, scheme))
  return {
    currency: scheme.currency,
    loss: toDecimal(loss),
    shares: shares.map(({ bearer, amount }) => ({ bearer, amount: toDecimal(amount) })),
    ...about,
    derivation,
  }
}

interface Named {
  readonly params: Params
  readonly cites: Cites
  readonly empty?: readonly ParameterPath[]
}

function shipped(code: string, loanDate: PlainDate | undefined): Named {
  const { params, cites, effective } = shippedPolicy(code)
  if (loanDate && effective && !covers(effective, loanDate)) refuse('policy.no_version_on', { code, date: loanDate })
  const empty = emptyParameters(params)
  return { params, cites, ...(empty.length > 0 ? { empty } : {}) }
}

/** A document that does not say how those who compensate share among themselves leaves it open. */
function withOpenSplit(params: Params): Params {
  const { compensation } = params
  return compensation !== null && typeof compensation === 'object' && !('split' in compensation)
    ? { ...params, compensation: { ...compensation, split: null } }
    : params
}
