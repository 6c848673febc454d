import { createHash } from 'node:crypto'
import type { Db } from '@cofund/db/connect'
import { sql } from 'kysely'

/** How many turns, in how many seconds. */
interface Pace {
  readonly turns: number
  readonly seconds: number
}

/**
 * What nobody who works by hand comes near, and no program that guesses stays below. Beside these a wrong password locks
 * its account (signInLimits): the account is guarded from many addresses, these guard many accounts from one address.
 */
export const paces = {
  /** Requests of one session, or of an organisation's key. */
  session: { turns: 1_200, seconds: 60 },
  /** Requests of one address without a session. An office may share an address. */
  address: { turns: 600, seconds: 60 },
  /** Failed sign-ins from one address, whatever the names. */
  sign_in_address: { turns: 50, seconds: 900 },
  /** Failed sign-ins under one name, whether anybody has it or not. */
  sign_in_name: { turns: 10, seconds: 900 },
  /** Failed proofs of one's own password within a session: whoever took a session over guesses no faster there. */
  proof: { turns: 10, seconds: 900 },
} as const satisfies Record<string, Pace>

/** Takes a turn, shared by all servers; answers 0, or the seconds to wait. `whose` stands in the table by its hash alone. */
export async function takeTurn(db: Db, kind: keyof typeof paces, whose: string): Promise<number> {
  const { turns, seconds } = paces[kind]
  const { rows } = await sql<{ wait: number }>`select take_turn(${bucketOf(kind, whose)}, ${turns}, ${seconds}) as wait`.execute(
    db,
  )
  return rows[0]?.wait ?? seconds
}

/** For what turned out to be no guess. */
export async function returnTurn(db: Db, kind: keyof typeof paces, whose: string): Promise<void> {
  await sql`select return_turn(${bucketOf(kind, whose)})`.execute(db)
}

const bucketOf = (kind: keyof typeof paces, whose: string): string =>
  `${kind} ${createHash('sha256').update(whose).digest('hex')}`
