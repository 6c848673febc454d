import { sayWord } from '@cofund/shared/kernel/words'
import { catalogue as sharedWords } from '@cofund/shared/words'
import { preferences } from './preferences.ts'
import { shellWords } from './shell/shell.words.ts'
import { uiWords } from './ui/ui.words.ts'

const catalogue = { ...uiWords, ...shellWords, ...sharedWords }
export type WordKey = keyof typeof catalogue

/**
 * The word in the reader's language. Say it while drawing: a module's constant holds the key, or it would stay in the
 * language it was first said in.
 */
export const say = (key: WordKey, facts?: Readonly<Record<string, string | number>>): string =>
  sayWord(catalogue[key], preferences().language, facts)

/** The same for a key that arrives as data (a derivation's label, a status); one that is unknown is shown as it is. */
export const sayLabel = (key: string, facts?: Readonly<Record<string, string | number>>): string =>
  isWord(key) ? say(key, facts) : key

export const isWord = (key: string): key is WordKey => Object.hasOwn(catalogue, key)

/** What something is called: a word of ours, or a name that is data (a bank's, a fund's). */
export type Named = { readonly word: WordKey } | { readonly label: string }
export const sayName = (named: Named): string => ('word' in named ? say(named.word) : named.label)
