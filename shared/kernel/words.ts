import type { Language } from './refusal.ts'

/** A label in both languages: one that is missing does not compile. */
export interface Word {
  readonly zh: string
  readonly en: string
}
export type Words = Readonly<Record<string, Word>>

/** Declares a feature's words, keeping their keys as types. */
export const words = <W extends Words>(entries: W): W => entries

/** `{name}` in a word is filled from `facts`. */
export function sayWord(word: Word, language: Language, facts: Readonly<Record<string, string | number>> = {}): string {
  return word[language].replace(/\{(\w+)\}/g, (hole, key: string) => String(facts[key] ?? hole))
}
