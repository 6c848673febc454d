import { say } from '../say.ts'

/** Stands on every page of a demonstration: nothing in it may pass for a record. */
export function DemonstrationBadge() {
  return (
    <span className="demonstration" title={say('shell.demonstration.what')}>
      {say('app.demonstration')}
    </span>
  )
}
