import { signInLimits } from '@cofund/shared/people/person'
import { Modal } from 'antd'
import { useEffect, useState } from 'react'
import { api, queryClient } from '../api.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { minutesIdle, sessionEnded } from './problems.ts'

const warnedBefore = 2

/** Two minutes before idleness ends the session, asks whether anybody is there; what was typed outlives either answer. */
export function IdleWarning() {
  const [asks, setAsks] = useState(false)
  useEffect(() => {
    const clock = setInterval(() => {
      const idle = minutesIdle()
      setAsks(idle >= signInLimits.idleMinutes - warnedBefore && idle < signInLimits.idleMinutes)
      if (idle >= signInLimits.idleMinutes) sessionEnded()
    }, 5_000)
    return () => clearInterval(clock)
  }, [])
  const stay = () => {
    setAsks(false)
    void queryClient.refetchQueries(api.people.me.queryFilter())
  }
  return (
    <Modal open={asks} title={say('idle.title')} footer={null} closable={false} width={400} onCancel={stay}>
      <p className="page-about">{say('idle.what', { minutes: warnedBefore })}</p>
      <div className="dialog-actions">
        <Button primary onPress={stay}>
          {say('idle.stay')}
        </Button>
      </div>
    </Modal>
  )
}
