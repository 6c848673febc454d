import type { Facts } from '@cofund/shared/kernel/refusal'
import type { Preferences } from '../preferences.ts'

/** What went wrong, as a reader can be told: a refusal's own sentence, a server out of reach, or a bug with its trace id. */
export type Problem =
  | { readonly kind: 'refused'; readonly code: string; readonly facts: Facts; readonly zh: string; readonly en: string }
  | { readonly kind: 'offline' }
  | { readonly kind: 'bug'; readonly traceId: string | undefined }

interface ServerError {
  readonly data?: {
    readonly refusal?: { readonly code: string; readonly facts: Facts; readonly zh: string; readonly en: string } | null
    readonly traceId?: string
  } | null
}

/** Reads whatever was thrown; an error that carries no answer of the server never reached it. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) return { kind: 'bug', traceId: undefined }
  const { data } = error as ServerError
  if (data?.refusal) return { kind: 'refused', ...data.refusal }
  if (data) return { kind: 'bug', traceId: data.traceId }
  return error.name === 'TRPCClientError' ? { kind: 'offline' } : { kind: 'bug', traceId: undefined }
}

export const sentenceOf = (problem: Problem & { kind: 'refused' }, { language }: Preferences): string => problem[language]
