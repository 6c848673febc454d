import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { migrate } from '@cofund/db/migrate'
import { signInLimits } from '@cofund/shared/people/person'
import { signInNameInput } from '@cofund/shared/people/people.input'
import { createAdministrator } from '../seed/first-administrator.ts'
import { onOwnerDatabase } from './owner-database.ts'

const usage = 'usage: pnpm cofund admin create --name NAME --sign-in NAME'

/** `pnpm cofund admin create`: seats an administrator, the first above all, and prints the password once. */
export async function run([what, ...args]: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { name: { type: 'string' }, 'sign-in': { type: 'string' } }, strict: false })
  const signInName = signInNameInput.safeParse(values['sign-in'])
  if (what !== 'create' || typeof values.name !== 'string' || !signInName.success) {
    console.error(`${usage}; a sign-in name is 2 to 64 of a-z 0-9 . _ -`)
    return 2
  }
  const { name } = values
  return onOwnerDatabase('admin', async (database) => {
    await migrate(database)
    const password = randomBytes(15).toString('base64url')
    if (!(await createAdministrator(database.owner, { name, signInName: signInName.data, password }))) {
      console.error(`The sign-in name ${signInName.data} is taken: choose another`)
      return 1
    }
    console.log(`Sign in as ${signInName.data} with the password ${password}\nIt is shown this once and opens the account for ${signInLimits.givenPasswordDays} days, to choose another and to enrol an authenticator`)
    console.log('What one administrator proposes, another confirms: create a second one the same way')
    return 0
  })
}
