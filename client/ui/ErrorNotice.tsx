import { CloseCircleFilled } from '@ant-design/icons'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from './Button.tsx'
import { problemOf, sentenceOf } from './problem.ts'

/** A refusal in its own sentence; a bug as one calm sentence with its trace id. */
export function ErrorNotice({ of: error, onRetry }: { of: unknown; onRetry?: () => void }) {
  const problem = problemOf(error)
  return (
    <div role="alert" className="notice">
      <CloseCircleFilled aria-hidden="true" />
      <div>
        {problem.kind === 'refused' && <p>{sentenceOf(problem, preferences())}</p>}
        {problem.kind === 'offline' && <p>{say('ui.error.offline')}</p>}
        {problem.kind === 'bug' && <p>{say('ui.error.bug')}</p>}
        {problem.kind === 'bug' && problem.traceId && (
          <p className="notice-trace">{say('ui.error.trace', { traceId: problem.traceId })}</p>
        )}
      </div>
      {onRetry && problem.kind !== 'refused' && <Button onPress={onRetry}>{say('ui.retry')}</Button>}
    </div>
  )
}
