import { amountWords } from './kernel/amount-text.words.ts'
import { kernelWords } from './kernel/kernel.words.ts'
import { peopleWords } from './people/people.words.ts'

/** Every label of the product: one catalogue, one line for each feature, low to high. */
export const catalogue = {
  ...kernelWords,
  ...amountWords,
  ...peopleWords,
}
export type WordKey = keyof typeof catalogue
