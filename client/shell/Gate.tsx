import { useQuery } from '@tanstack/react-query'
import { App, Modal } from 'antd'
import { type ReactNode, Suspense, lazy, useEffect, useState } from 'react'
import { api, queryClient } from '../api.ts'
import { SignInForm, SignInPage } from '../people/SignInPage.tsx'
import { preferences, usePreferences } from '../preferences.ts'
import { say } from '../say.ts'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { FullValue } from '../ui/FullValue.tsx'
import { problemOf, sentenceOf } from '../ui/problem.ts'
import { MeContext } from '../people/me.ts'
import { IdleWarning } from './IdleWarning.tsx'
import { listenToProblems } from './problems.ts'

/** Few see it, and once: it comes when it is needed. */
const FinishSignInPage = lazy(async () => ({ default: (await import('../people/FinishSignInPage.tsx')).FinishSignInPage }))

/**
 * Signing in is no page of its own: the address stays, and what it names opens once the reader is known. When a session
 * ends, the page stays as it is under the question, with whatever was typed into it.
 */
export function Gate({ children }: { children: ReactNode }) {
  usePreferences()
  const {
    data: me,
    error,
    refetch,
    isPending,
  } = useQuery({ ...api.people.me.queryOptions(), throwOnError: false, staleTime: Number.POSITIVE_INFINITY })
  const [ended, setEnded] = useState(false)
  const { notification } = App.useApp()

  useEffect(
    () =>
      listenToProblems((event) => {
        if (event.kind === 'session_ended') setEnded(true)
        else notification.error({ ...noticeOf(event.error), placement: 'top', duration: 8 })
      }),
    [notification],
  )

  if (error) {
    return (
      <main className="alone">
        <ErrorNotice of={error} onRetry={() => void refetch()} />
      </main>
    )
  }
  if (isPending) return null
  if (!me) return <SignInPage />
  if (me.owes) {
    return (
      <Suspense fallback={null}>
        <FinishSignInPage me={me} />
      </Suspense>
    )
  }
  return (
    <MeContext value={me}>
      {children}
      <FullValue />
      <IdleWarning />
      <Modal
        open={ended}
        title={say('sign_in.again')}
        footer={null}
        closable={false}
        mask={{ closable: false }}
        keyboard={false}
        destroyOnHidden
        width={400}
      >
        <p className="page-about">{say('sign_in.again.what')}</p>
        <SignInForm
          onSignedIn={(next) => {
            // Somebody else must not find the former reader's half-filled page.
            if (next.owes || next.person.id !== me.person.id) return location.assign('/')
            setEnded(false)
            void queryClient.invalidateQueries()
          }}
        />
      </Modal>
    </MeContext>
  )
}

function noticeOf(error: unknown): { title: string; description?: string } {
  const problem = problemOf(error)
  if (problem.kind === 'refused') return { title: sentenceOf(problem, preferences()) }
  if (problem.kind === 'offline') return { title: say('ui.error.offline') }
  return {
    title: say('ui.error.bug'),
    ...(problem.traceId && { description: say('ui.error.trace', { traceId: problem.traceId }) }),
  }
}
