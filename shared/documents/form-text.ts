import { capitalAmount, sayAmount } from '../kernel/amount-text.ts'
import type { Derivation } from '../kernel/derivation.ts'
import { sayClause, sayFormula, sayStepLabel, sayStepValue } from '../kernel/derivation-text.ts'
import type { EffectValue } from '../kernel/effect.ts'
import { formatPercent } from '../kernel/rate.ts'
import type { Language } from '../kernel/refusal.ts'
import { canonicalJson } from '../kernel/wire.ts'
import { sayWord } from '../kernel/words.ts'
import { type WordKey, catalogue } from '../words.ts'
import { type FilledForm, type FormPart, type FormStamp, type FormValue, stepAt } from './form.ts'

/** A form as it is printed: nothing left but texts, and the numbers by which cells name their steps. */
export interface PrintedForm {
  readonly language: Language
  readonly title: string
  readonly number: string
  readonly basis: string | null
  readonly parts: readonly PrintedPart[]
  readonly annex: PrintedAnnex
  /** The lines at the foot of every page. */
  readonly stamp: readonly string[]
  readonly words: { readonly unsealed: string; readonly seal: string }
}

export interface PrintedText {
  readonly text: string
  /** A figure stands at the right of its cell. */
  readonly figure: boolean
  readonly step: number | null
}

export type PrintedPart =
  | { readonly as: 'cells'; readonly title: string; readonly cells: readonly (PrintedText & { readonly name: string; readonly wide: boolean })[] }
  | { readonly as: 'table'; readonly title: string; readonly columns: readonly string[]; readonly rows: readonly (readonly PrintedText[])[] }
  | {
      readonly as: 'opinions'
      readonly title: string
      readonly opinions: readonly { readonly body: string; readonly opinion: string; readonly document: string; readonly signed: string }[]
    }
  | { readonly as: 'prose'; readonly title: string | null; readonly paragraphs: readonly string[] }

interface PrintedAnnex {
  readonly title: string
  readonly what: string
  readonly columns: readonly string[]
  readonly derivations: readonly { readonly title: string; readonly steps: readonly PrintedStep[] }[]
}

export interface PrintedStep {
  readonly number: number
  readonly label: string
  readonly value: string
  readonly formula: string
  /** The steps that its operands are. */
  readonly of: readonly number[]
  readonly clause: string
}

/** A form in one language. Steps are numbered through from each result down; one that is used more than once stands once. */
export function printForm(form: FilledForm, stamp: FormStamp, language: Language): PrintedForm {
  const say = (key: WordKey, facts?: Readonly<Record<string, string | number>>) => sayWord(catalogue[key], language, facts)
  const numbers = new Map<string, number>()
  const numberOf = (step: Derivation): number => numbers.get(canonicalJson(step)) ?? 0
  const derivations = form.derivations.map(({ title, derivation }) => ({
    title: say(title),
    steps: newSteps(derivation, numbers).map((step): PrintedStep => ({
      number: numberOf(step),
      label: sayStepLabel(step, language),
      value: sayStepValue(step, language),
      formula: sayFormula(step, language),
      of: step.operands.map(numberOf),
      clause: step.cite ? sayClause(step.cite, language) : '',
    })),
  }))
  const print = ({ value, capitals, from }: FormValue): PrintedText => ({
    text: sayValue(value, language, capitals),
    figure: value?.as === 'amount' || value?.as === 'rate',
    step: stepNumber(from && stepAt(form.derivations, from), numberOf),
  })
  return {
    language,
    title: say(form.template.title),
    number: say('form.number', { number: form.about }),
    basis: form.template.basis && say('form.basis', { clause: sayClause(form.template.basis, language) }),
    parts: form.parts.map((part) => printPart(part, { say, print, language })),
    annex: {
      title: say('form.annex'),
      what: say('form.annex.what'),
      columns: [say('form.annex.step'), say('form.annex.value'), say('form.annex.formula'), say('form.annex.clause')],
      derivations,
    },
    stamp: sayStamp(form, stamp, language),
    words: { unsealed: say('form.unsealed'), seal: say('form.seal_here') },
  }
}

/** Template and version, what the figures rest on, who made the file and when: the foot of a page, the last sheet of a workbook. */
export function sayStamp({ template }: FilledForm, stamp: FormStamp, language: Language): readonly string[] {
  const say = (key: WordKey, facts: Readonly<Record<string, string | number>>) => sayWord(catalogue[key], language, facts)
  return [
    `${say('form.template', { code: template.code, version: template.version })} · ${say('form.made_by', {
      person: stamp.person,
      organisation: stamp.organisation[language],
      at: stamp.at,
    })}`,
    say('form.digest', { digest: stamp.formDigest }),
    say('form.derivation_digest', { digest: stamp.derivationDigest }),
  ]
}

interface Printing {
  readonly say: (key: WordKey, facts?: Readonly<Record<string, string | number>>) => string
  readonly print: (value: FormValue) => PrintedText
  readonly language: Language
}

function printPart(part: FormPart, { say, print, language }: Printing): PrintedPart {
  switch (part.as) {
    case 'cells':
      return { as: 'cells', title: say(part.title), cells: part.cells.map((cell) => ({ ...print(cell), name: say(cell.name), wide: cell.wide ?? false })) }
    case 'table':
      return { as: 'table', title: say(part.title), columns: part.columns.map((column) => say(column)), rows: part.rows.map((row) => row.map(print)) }
    case 'opinions':
      return {
        as: 'opinions',
        title: say(part.title),
        opinions: part.opinions.map(({ body, opinion, person, on, document }) => ({
          body: body[language],
          opinion: opinion ?? '',
          document: document === null ? '' : say('form.document', { document }),
          signed: person === null && on === null ? '' : say('form.signed_on', { person: person ?? '', on: on ?? '' }).trim(),
        })),
      }
    case 'prose':
      return { as: 'prose', title: part.title && say(part.title), paragraphs: part.paragraphs }
  }
}

/** A value as it stands on paper: amounts in single units to the fen, with their unit. */
export function sayValue(value: EffectValue | null, language: Language, capitals = false): string {
  switch (value?.as) {
    case undefined:
      return '--'
    case 'text':
      return value.text
    case 'name':
      return value[language]
    case 'words':
      return value.words.map((word) => sayWord(catalogue[word], language)).join(' / ')
    case 'day':
      return value.day
    case 'rate':
      return formatPercent(value.rate)
    case 'amount': {
      const amount = sayAmount(value.amount, language)
      return capitals ? sayWord(catalogue['form.capitals'], language, { amount, capitals: capitalAmount(value.amount) }) : amount
    }
  }
}

/** The steps below and at this one that have no number yet, breadth first, now numbered. */
function newSteps(root: Derivation, numbers: Map<string, number>): readonly Derivation[] {
  const found: Derivation[] = []
  for (let level: readonly Derivation[] = [root]; level.length > 0; level = level.flatMap(({ operands }) => operands)) {
    for (const step of level) {
      const text = canonicalJson(step)
      if (numbers.has(text)) continue
      numbers.set(text, numbers.size + 1)
      found.push(step)
    }
  }
  return found
}

const stepNumber = (step: Derivation | undefined, numberOf: (step: Derivation) => number): number | null => (step ? numberOf(step) : null)
