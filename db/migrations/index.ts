import type { Migration } from 'kysely/migration'
import * as createPeople from './20261122T0900_create_people.ts'
import * as createAct from './20261122T0905_create_act.ts'

/** Every migration under its file's name. They run in the order of their names, and only forward. */
export const migrations: Readonly<Record<string, Migration>> = {
  '20261122T0900_create_people': createPeople,
  '20261122T0905_create_act': createAct,
}
