import { kernelWords } from './kernel/kernel.words.ts'

/** Every label of the product: one catalogue, one line for each feature, low to high. */
export const catalogue = {
  ...kernelWords,
}
export type WordKey = keyof typeof catalogue
