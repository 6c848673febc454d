import type { ProposalMove } from '../approvals/proposal.ts'
import type { FormOpinion, FormValue, NamedDerivation } from '../documents/form.ts'
import { shanghaiDay } from '../kernel/instant.ts'
import type { Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Derivation } from '../kernel/derivation.ts'
import type { Language } from '../kernel/refusal.ts'
import { type Word, sayWord } from '../kernel/words.ts'
import { type WordKey, catalogue } from '../words.ts'
import type { DrawdownNote } from '../loans/drawdown-note.ts'
import type { Claim, ClaimDecision, ClaimDocument, ClaimPayment } from './claim.ts'
import type { YearLine } from './settlement.ts'

/** What the forms of a claim are filled from: what its page shows, under the same reader's eyes. */
export interface ClaimOnForm {
  readonly claim: Claim
  readonly pool: InBothLanguages
  readonly bank: InBothLanguages
  readonly firm: { readonly name: string; readonly uscc: string } | null
  readonly note: Pick<DrawdownNote, 'number' | 'contractNumber' | 'productCode' | 'principal' | 'lentOn' | 'dueOn'> | null
  readonly scheme: { readonly code: string; readonly number: number; readonly name: Word; readonly document: string }
  /** What it would come to as it stands, while nothing is decided. */
  readonly expected: Derivation | null
  /** The first decision and whatever changed it, in their order. */
  readonly decisions: readonly ClaimDecision[]
  readonly payments: readonly ClaimPayment[]
  readonly documents: readonly ClaimDocument[]
  readonly opinions: readonly FormOpinion[]
  /** What whoever closed or returned it last said. */
  readonly lastOpinion: string | null
  /** Of a bank's year, the figures of each district that were frozen when it was decided, or last. */
  readonly districts: readonly DistrictOnForm[]
}

export interface DistrictOnForm extends YearLine {
  readonly name: Word
}

interface InBothLanguages {
  readonly nameZh: string
  readonly nameEn: string
}

/** The decision that a form shows: the last that was not a recovery, which has a form of its own. */
export const decisionOnForm = ({ decisions }: Pick<ClaimOnForm, 'decisions'>): ClaimDecision | undefined =>
  decisions.findLast(({ reason }) => reason !== 'recovered')

export const derivationsOnForm = (onForm: Pick<ClaimOnForm, 'decisions' | 'expected'>): readonly NamedDerivation[] => {
  const decision = decisionOnForm(onForm)
  if (decision) return [{ title: 'form.claim.as_decided', derivation: decision.derivation }]
  return onForm.expected ? [{ title: 'form.claim.as_expected', derivation: onForm.expected }] : []
}

/** The bearers of a derivation, in its order: its operands are theirs. */
export const bearersOnForm = ([whole]: readonly NamedDerivation[]): readonly WordKey[] =>
  (whole?.derivation.operands ?? []).flatMap(({ label }) => (label.startsWith('bearer.') && Object.hasOwn(catalogue, label) ? [label as WordKey] : []))

/** A sentence in both languages, filled with the same facts. */
export const sentence = (word: WordKey, facts: { readonly [name: string]: string | number | Word }): FormValue => {
  const inOne = (language: Language) =>
    sayWord(catalogue[word], language, Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value])))
  return { value: { as: 'name', zh: inOne('zh'), en: inOne('en') } }
}

export const scheme = ({ name, code, number }: ClaimOnForm['scheme']): FormValue => sentence('form.claim.scheme_version', { name, code, number })

export const text = (value: string | null | undefined): FormValue => ({ value: value ? { as: 'text', text: value } : null })
export const day = (value: PlainDate | null | undefined): FormValue => ({ value: value ? { as: 'day', day: value } : null })
export const amount = (value: Money | null | undefined): FormValue => ({ value: value ? { as: 'amount', amount: value } : null })
export const named = ({ nameZh, nameEn }: InBothLanguages): FormValue => ({ value: { as: 'name', zh: nameZh, en: nameEn } })

interface RouteOnForm {
  readonly steps: readonly { readonly organisations: readonly InBothLanguages[] }[]
  readonly moves: readonly Pick<ProposalMove, 'move' | 'round' | 'step' | 'person' | 'opinion' | 'document' | 'movedAt'>[]
}

/** One box for each step of the route: what was said at it in the last round, or an empty box to be filled by hand. */
export function opinionsOf({ steps, moves }: RouteOnForm): readonly FormOpinion[] {
  const round = Math.max(0, ...moves.map((move) => move.round))
  return steps.map(({ organisations }, index) => {
    const said = moves.filter((move) => move.step === index && move.round === round && ['approve', 'reject', 'return'].includes(move.move))
    const last = said.at(-1)
    return {
      body: { zh: organisations.map(({ nameZh }) => nameZh).join('、'), en: organisations.map(({ nameEn }) => nameEn).join(', ') },
      opinion: said.flatMap(({ opinion }) => opinion ?? []).join('；') || null,
      person: said.flatMap(({ person }) => person?.name ?? []).join('、') || null,
      on: last ? shanghaiDay(last.movedAt) : null,
      document: said.findLast(({ document }) => document !== null)?.document ?? null,
    }
  })
}
