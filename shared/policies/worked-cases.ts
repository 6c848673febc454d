import { type Money, toDecimal } from '../kernel/money.ts'
import { type Facts, Refusal } from '../kernel/refusal.ts'
import type { Word } from '../kernel/words.ts'
import type { ShareBearer } from './compensation-scheme.ts'
import { readLossCase } from './loss-case.input.ts'
import type { CitedScheme } from './loss-case.ts'
import { shareLoss } from './loss-sharing.ts'
import documents from './shipped/worked-cases.json' with { type: 'json' }

/**
 * An example worked out by hand: what a scheme's text, or a reading of it, says that each bearer bears of a stated loss. A version
 * of the scheme is held against it before anybody puts it into effect.
 */
export interface WorkedCase {
  readonly scheme: string
  readonly name: Word
  /** As somebody states a case (loss-case.input.ts), amounts in major units. */
  readonly case: Readonly<Record<string, unknown>>
  /** By bearer, in major units. Bearers that are not named here are not looked at. */
  readonly expected: Readonly<Partial<Record<ShareBearer, string>>>
}

export const workedCasesOf = (schemeCode: string): readonly WorkedCase[] =>
  (documents as readonly WorkedCase[]).filter(({ scheme }) => scheme === schemeCode)

/** What became of a case: it agrees; it differs, with what the version answers; or the version refuses it. */
export type Outcome = 'agrees' | 'differs' | 'refused'
export interface WorkedResult {
  readonly name: Word
  readonly outcome: Outcome
  readonly bearers: readonly { readonly bearer: ShareBearer; readonly expected: string; readonly got: string | null }[]
  readonly refusal: { readonly code: string; readonly facts: Facts } | null
}

/** Holds a version against an example. A refusal is an outcome too; only bugs throw. */
export function tryWorkedCase(cited: CitedScheme, { name, case: stated, expected }: WorkedCase): WorkedResult {
  const sides = Object.entries(expected) as readonly [ShareBearer, string][]
  const answer = sharesOrRefusal(cited, stated)
  if (answer instanceof Refusal) {
    const bearers = sides.map(([bearer, amount]) => ({ bearer, expected: amount, got: null }))
    return { name, outcome: 'refused', bearers, refusal: { code: answer.code, facts: answer.facts } }
  }
  const bearers = sides.map(([bearer, amount]) => ({ bearer, expected: amount, got: borneBy(answer, bearer) }))
  return { name, outcome: bearers.every(({ expected: said, got }) => said === got) ? 'agrees' : 'differs', bearers, refusal: null }
}

type Shares = readonly { readonly bearer: ShareBearer; readonly amount: Money }[]

function sharesOrRefusal(cited: CitedScheme, stated: unknown): Shares | Refusal {
  try {
    return shareLoss(cited, readLossCase(stated, cited.scheme)).shares
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
}

const borneBy = (shares: Shares, bearer: ShareBearer): string | null => {
  const share = shares.find((each) => each.bearer === bearer)
  return share ? toDecimal(share.amount) : null
}
