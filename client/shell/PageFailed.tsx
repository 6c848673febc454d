import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { say } from '../say.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Page } from '../ui/Page.tsx'
import { problemOf } from '../ui/problem.ts'

/** Stands where a page could not be drawn: its refusal, or a bug, and the way to try again. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  const problem = problemOf(error)
  if (problem.kind === 'refused' && problem.code === 'access.not_permitted') return <EmptyState kind="no_permission" />
  return (
    <Page title={say('ui.error')}>
      <ErrorNotice
        of={error}
        onRetry={() => {
          queries.reset()
          reset()
          void router.invalidate()
        }}
      />
    </Page>
  )
}

export function NotFoundPage() {
  return (
    <Page title={say('shell.not_found')}>
      <EmptyState
        kind="no_results"
        title={say('shell.not_found')}
        what={say('shell.not_found.what')}
        action={<Link to="/">{say('nav.home')}</Link>}
      />
    </Page>
  )
}
