import type { Citation, Derivation } from '../kernel/derivation.ts'
import { valueOf } from '../kernel/derivation.ts'
import { currencyOfStep } from '../kernel/derivation-text.ts'
import type { EffectValue } from '../kernel/effect.ts'
import { money } from '../kernel/money.ts'
import { roundFraction } from '../kernel/rounding.ts'
import { canonicalJson } from '../kernel/wire.ts'
import type { Word } from '../kernel/words.ts'
import type { WordKey } from '../words.ts'

/**
 * A statutory form, filled in. Its template is data with a version of its own; every figure is bound to a step of a derivation and has that
 * step's value, so that page, paper and sheet cannot differ from how the figure came about.
 */
export interface FilledForm {
  readonly template: FormTemplate
  /** What it is about: the claim's number, a year and its bank. */
  readonly about: string
  readonly parts: readonly FormPart[]
  /** What the cells open into, in their order. */
  readonly derivations: readonly NamedDerivation[]
}

export interface FormTemplate {
  /** "claim.approval": part of the form's address and of its file's name. */
  readonly code: string
  /** Raised whenever a cell, its binding or its wording changes: two files of one version are alike. */
  readonly version: number
  readonly title: WordKey
  /** The rule that asks for this form. */
  readonly basis: Citation | null
}

export interface NamedDerivation {
  readonly title: WordKey
  readonly derivation: Derivation
}

export type FormPart =
  | { readonly as: 'cells'; readonly title: WordKey; readonly cells: readonly FormCell[] }
  | { readonly as: 'table'; readonly title: WordKey; readonly columns: readonly WordKey[]; readonly rows: readonly (readonly FormValue[])[] }
  /** One box for each body that has to say something, to be signed and sealed. */
  | { readonly as: 'opinions'; readonly title: WordKey; readonly opinions: readonly FormOpinion[] }
  | { readonly as: 'prose'; readonly title: WordKey | null; readonly paragraphs: readonly string[] }

export interface FormCell extends FormValue {
  readonly name: WordKey
  /** Takes the width of the sheet. */
  readonly wide?: boolean
}

export interface FormValue {
  /** null is not known: "--", never a zero and never an empty cell. */
  readonly value: EffectValue | null
  /** Written in capitals as well, as vouchers have it (大写). */
  readonly capitals?: boolean
  readonly from?: StepPlace
}

/** Where a cell's value stands: which derivation, and the way down its operands. */
export interface StepPlace {
  readonly derivation: number
  readonly path: readonly number[]
}

export interface FormOpinion {
  readonly body: Word
  readonly opinion: string | null
  readonly person: string | null
  readonly on: string | null
  /** The number of the minutes or the paper that it rests on. */
  readonly document: string | null
}

/**
 * The value of the first step with that label, breadth first, or of one of its operands, and where it stands; nothing known where there
 * is none.
 */
export function boundTo(derivations: readonly NamedDerivation[], derivation: number, label: string, operand?: number): FormValue {
  const found = findStep(derivations[derivation]?.derivation, label)
  if (!found) return { value: null }
  const path = operand === undefined ? found : [...found, operand]
  const step = stepAt(derivations, { derivation, path })
  return step ? { value: valueOfStep(step), from: { derivation, path } } : { value: null }
}

function findStep(root: Derivation | undefined, label: string): readonly number[] | undefined {
  let level: readonly { readonly step: Derivation; readonly path: readonly number[] }[] = root ? [{ step: root, path: [] }] : []
  while (level.length > 0) {
    const found = level.find(({ step }) => step.label === label)
    if (found) return found.path
    level = level.flatMap(({ step, path }) => step.operands.map((operand, index) => ({ step: operand, path: [...path, index] })))
  }
  return undefined
}

/** The step that a place names; undefined where the derivation has none there. */
export const stepAt = (derivations: readonly NamedDerivation[], { derivation, path }: StepPlace): Derivation | undefined =>
  path.reduce<Derivation | undefined>((step, index) => step?.operands[index], derivations[derivation]?.derivation)

function valueOfStep(step: Derivation): EffectValue {
  const value = valueOf(step)
  if (step.unit === 'minor') {
    return { as: 'amount', amount: money(roundFraction(value, 'half_up'), currencyOfStep(step)) }
  }
  if (step.unit === 'ratio') return { as: 'rate', rate: value }
  return { as: 'text', text: value.numerator.toString() }
}

/** What is hashed into a form's digest: its template, its cells and their derivations. Who made the file and when stand beside it. */
export const formText = (form: FilledForm): string => canonicalJson(form)

/** What is hashed into the digest of what the figures rest on. */
export const derivationText = ({ derivations }: Pick<FilledForm, 'derivations'>): string => canonicalJson(derivations)

/** What a file says of itself: two digests, who made it, and when. */
export interface FormStamp {
  readonly formDigest: string
  readonly derivationDigest: string
  readonly person: string
  readonly organisation: Word
  /** On the district's clock, "2026-11-23 08:30:00 (UTC+8)". */
  readonly at: string
}

export const formKinds = ['pdf', 'xlsx'] as const
export type FormKind = (typeof formKinds)[number]
