import type { Db } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import type { Instant } from '@cofund/shared/kernel/instant'
import { signInLimits } from '@cofund/shared/people/person'
import { sql } from 'kysely'
import { insertActs } from '../audit/act.sql.ts'
import { actAs } from '../kernel/session.ts'
import { openOperatorSession } from '../people/operator-session.ts'
import { hashPassword } from '../people/password.ts'
import { insertMembership, insertPerson } from '../people/people.sql.ts'

/** Where administrators sit: one organisation, which keeps no business records. */
const administration = 'org_administration'

/**
 * Seats an administrator through the owner's connection: in an empty database nobody else could. The password is good for a week,
 * to choose another; then an authenticator is enrolled, which the administration demands from the start. Answers false, having
 * changed nothing, when the sign-in name is taken.
 */
export async function createAdministrator(owner: Db, { name, signInName, password }: { name: string; signInName: string; password: string }): Promise<boolean> {
  const taken = await owner.selectFrom('person').select('id').where('sign_in_name', '=', signInName).executeTakeFirst()
  if (taken) return false
  const personId = newId('per')
  const given_until = sql<Instant>`now() + make_interval(days => ${signInLimits.givenPasswordDays})`
  await owner.transaction().execute(async (trx) => {
    await trx
      .insertInto('jurisdiction')
      .values({ code: '100000', name_zh: '中华人民共和国', name_en: 'China', level: 'nation', parent_code: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await trx
      .insertInto('organisation')
      .values({ id: administration, kind: 'admin', name_zh: '系统管理中心', name_en: 'Administration', jurisdiction_code: '100000' })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await insertPerson(trx, { id: personId, name, signInName })
    await insertMembership(trx, { id: newId('mem'), personId, organisationId: administration, roles: ['administrator'] })
    await trx.insertInto('credential').values({ person_id: personId, password_hash: await hashPassword(password), given_until }).execute()
    await sql`select seal_standing_rows()`.execute(trx)
  })
  const { tokenHash } = await openOperatorSession(owner, signInName, 'command line')
  await owner.transaction().execute(async (trx) => {
    await actAs(trx, tokenHash)
    await insertActs(trx, [{ act: 'person.created', personId, organisationId: administration, roles: ['administrator'] }])
    await sql`select end_session(${tokenHash})`.execute(trx)
  })
  return true
}
