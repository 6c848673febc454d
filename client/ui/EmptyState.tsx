import type { ReactNode } from 'react'
import { say } from '../say.ts'
import { Mark } from './Mark.tsx'

interface EmptyStateProps {
  /** first_use: nothing was ever recorded; no_results: filters hide it all; no_permission; error: see ErrorNotice. */
  readonly kind: 'first_use' | 'no_results' | 'no_permission'
  readonly title?: string
  /** What would stand here, and how it gets here. */
  readonly what?: ReactNode
  /** The way on: a primary action, or clearing the filters. */
  readonly action?: ReactNode
}

/** Why there is nothing to see, and the way on from here. */
export function EmptyState({ kind, title, what, action }: EmptyStateProps) {
  return (
    <div className="empty">
      <Mark faint />
      <p className="empty-title">{title ?? say(`ui.empty.${kind}`)}</p>
      {(what ?? kind !== 'first_use') && (
        <p className="empty-what">
          {what ?? say(kind === 'no_results' ? 'ui.empty.no_results.what' : 'ui.empty.no_permission.what')}
        </p>
      )}
      {action}
    </div>
  )
}
