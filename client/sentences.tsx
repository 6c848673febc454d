import type { Facts, Language } from '@cofund/shared/kernel/refusal'
import { use } from 'react'
import { preferences } from './preferences.ts'

interface Said {
  readonly code: string
  readonly facts: Facts
}

/** Every refusal's sentence is as much script as a page: fetched beside the first page, and waited for where one has to be said. */
const sentences = import('@cofund/shared/refusals')

/** Says a refusal in the reader's language; whoever asks waits, once, for the sentences. */
export function useSayRefusal(): (refusal: Said, language?: Language) => string {
  const { sayRefusal } = use(sentences)
  return (refusal, language = preferences().language) => sayRefusal(refusal, language)
}

export const RefusalText = ({ of: refusal }: { of: Said }) => useSayRefusal()(refusal)
