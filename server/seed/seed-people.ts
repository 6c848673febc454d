import type { Db } from '@cofund/db/connect'
import type { PersonId } from '@cofund/shared/people/person'
import { sql } from 'kysely'
import { hashPassword } from '../people/password.ts'
import { demonstrationPassword, jurisdictions, organisations, people } from './district.ts'

/** Places the demonstration district's organisations and people, under ids that are the same every time. */
export async function seedPeople(owner: Db): Promise<void> {
  const password_hash = await hashPassword(demonstrationPassword)
  await owner.transaction().execute(async (trx) => {
    await trx.insertInto('jurisdiction').values([...jurisdictions]).execute()
    await trx
      .insertInto('organisation')
      .values(
        organisations.map(({ id, kind, nameZh, nameEn, jurisdictionCode }) => ({
          id,
          kind,
          name_zh: nameZh,
          name_en: nameEn,
          jurisdiction_code: jurisdictionCode,
          // What the start prints is tried with a password alone.
          second_factor: 'offered' as const,
        })),
      )
      .execute()
    await trx
      .insertInto('person')
      .values(people.map(({ signInName, name }) => ({ id: personIdOf(signInName), name, sign_in_name: signInName })))
      .execute()
    await trx
      .insertInto('membership')
      .values(
        people.flatMap(({ signInName, memberships }) =>
          memberships.map(({ organisationId, roles }, index) => ({
            id: `mem_${slug(signInName)}_${index + 1}` as const,
            person_id: personIdOf(signInName),
            organisation_id: organisationId,
            roles: [...roles],
            since_on: '2024-01-01' as const,
          })),
        ),
      )
      .execute()
    await trx
      .insertInto('credential')
      .values(people.map(({ signInName }) => ({ person_id: personIdOf(signInName), password_hash })))
      .execute()
    await sql`select seal_standing_rows()`.execute(trx)
  })
}

const slug = (signInName: string): string => signInName.replaceAll('.', '_')
const personIdOf = (signInName: string): PersonId => `per_${slug(signInName)}`
