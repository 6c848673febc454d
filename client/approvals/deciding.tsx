import type { Effect } from '@cofund/shared/kernel/effect'
import { refusalOf } from '@cofund/shared/kernel/refusal'
import type { ReactNode } from 'react'
import { queryClient } from '../api.ts'
import { useSayRefusal } from '../sentences.tsx'
import { problemOf } from '../ui/problem.ts'
import './approvals.css'

/** What every page needs on which a case is decided. */

/** A field of a decision, with its label and what it is for. */
export const Field = ({ id, label, hint, children }: { id: string; label: string; hint?: string; children: ReactNode }) => (
  <div className="case-field">
    <label htmlFor={id}>{label}</label>
    {children}
    {hint && (
      <span id={`${id}-hint`} className="page-about">
        {hint}
      </span>
    )}
  </div>
)

/** Whatever may have changed with a case: it reaches into every feature. */
export const refreshCase = () => queryClient.invalidateQueries()

/** Why a move may not be made, as the reader is told; undefined when it may. */
export function useSentence(): (work: () => void) => string | undefined {
  const sayRefusal = useSayRefusal()
  return (work) => {
    const refusal = refusalOf(work)
    return refusal && sayRefusal(refusal)
  }
}

/** Both effects, where the server refused because they differ. */
export function changedEffect(error: unknown): { shown: Effect; now: Effect } | undefined {
  const problem = error ? problemOf(error) : undefined
  if (problem?.kind !== 'refused' || problem.code !== 'approval.effect_changed') return undefined
  return problem.facts as { readonly shown: Effect; readonly now: Effect } & typeof problem.facts
}
