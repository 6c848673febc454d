import { kernelWords } from './kernel/kernel.words.ts'
import { peopleWords } from './people/people.words.ts'

/** Every label of the product: one catalogue, one line for each feature, low to high. */
export const catalogue = {
  ...kernelWords,
  ...peopleWords,
}
export type WordKey = keyof typeof catalogue
