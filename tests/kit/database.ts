import { setTimeout as delay } from 'node:timers/promises'
import { type Db, connect } from '@cofund/db/connect'
import { inject } from 'vitest'
import { asOwner, onDatabase, prepareDemonstration } from './test-cluster.ts'

/** A database of one's own: migrated, empty, gone with `close()`. */
export interface TestDatabase {
  /** Bound by nothing: to look behind the curtain and to set the stage. */
  readonly owner: Db
  /** What the server gets: bound by row-level security. */
  readonly app: Db
  readonly ownerUrl: string
  readonly appUrl: string
  readonly close: () => Promise<void>
}

let opened = 0

/**
 * Clones the migrated template, in about 0.1 s: `database = await openTestDatabase()` in `beforeAll`, `close()` in
 * `afterAll`. With `demonstration` the whole demonstration district is in it.
 */
export async function openTestDatabase({ demonstration = false } = {}): Promise<TestDatabase> {
  const { ownerUrl, appUrl, template: empty } = inject('testDatabase')
  const template = demonstration ? await prepareDemonstration({ ownerUrl, appUrl }) : empty
  opened += 1
  const name = `test_${process.pid}_${opened}_${Date.now().toString(36)}`
  await asOwner(ownerUrl, `create database ${name} template ${template} strategy file_copy`)
  const owner = connect(onDatabase(ownerUrl, name), { name: 'test owner', poolSize: 4 })
  const app = connect(onDatabase(appUrl, name), { name: 'test app' })
  return {
    owner,
    app,
    ownerUrl: onDatabase(ownerUrl, name),
    appUrl: onDatabase(appUrl, name),
    close: async () => {
      await Promise.all([owner.destroy(), app.destroy()])
      await drop(ownerUrl, name)
    },
  }
}

/** An autovacuum worker at work in it is not ours to end, and is soon gone: the drop is tried again. */
async function drop(ownerUrl: string, name: string, triesLeft = 50): Promise<void> {
  try {
    await asOwner(ownerUrl, `drop database if exists ${name} with (force)`)
  } catch (error) {
    if (triesLeft === 0 || !(error instanceof Error && error.message.includes('permission denied to terminate process'))) throw error
    await delay(100)
    await drop(ownerUrl, name, triesLeft - 1)
  }
}
