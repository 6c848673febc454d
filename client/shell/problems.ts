/** What went wrong outside any one page, told to whoever draws the frame. */
type Event = { readonly kind: 'session_ended' } | { readonly kind: 'problem'; readonly error: unknown }

const listeners = new Set<(event: Event) => void>()

export const sessionEnded = (): void => tell({ kind: 'session_ended' })
export const showProblem = (error: unknown): void => tell({ kind: 'problem', error })

export function listenToProblems(listener: (event: Event) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

let askedAt = Date.now()

/** The server counts idleness from the last request, and so do we. */
export const noteRequest = (): void => void (askedAt = Date.now())
export const minutesIdle = (): number => (Date.now() - askedAt) / 60_000

function tell(event: Event): void {
  for (const listener of listeners) listener(event)
}
