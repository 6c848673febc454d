import { connect } from '@cofund/db/connect'
import { StartFailure } from '@cofund/db/start-failure'
import { shanghaiDay } from '@cofund/shared/kernel/instant'
import type { Logger } from 'pino'
import { makeCheckpoint } from './checkpoint.ts'

const anHour = 3_600_000

interface Daily {
  readonly ownerUrl: string
  readonly keyFile: string
  readonly log: Logger
}

/**
 * Makes a checkpoint now and then once a day (Shanghai), whoever of several servers comes first; answers how to stop. It looks
 * every hour, so that a server that slept or lost its database makes up for it. The owner's connection is held only while it signs.
 */
export function signDaily({ ownerUrl, keyFile, log }: Daily): () => Promise<void> {
  const attempt = async (): Promise<void> => {
    const owner = connect(ownerUrl, { name: 'cofund checkpoint', poolSize: 1 })
    try {
      await makeCheckpoint(owner, { keyFile, isDue: (last, now) => !last || shanghaiDay(last.madeAt) < shanghaiDay(now) })
    } catch (error) {
      // The server goes on without: what stands in the way is the operator's to see to, and is told again in an hour.
      if (error instanceof StartFailure) log.error(error.message)
      else log.error({ err: error }, 'no checkpoint was made')
    } finally {
      await owner.destroy()
    }
  }
  let running = attempt()
  const timer = setInterval(() => (running = running.then(attempt)), anHour)
  return async () => {
    clearInterval(timer)
    await running
  }
}
