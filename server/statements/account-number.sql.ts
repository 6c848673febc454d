import { sql } from 'kysely'

/** Which of the keeper's own bank accounts a row of an import speaks of, between `bank_account` and `import_row`. */
export const isOwnAccount = sql`bank_account.organisation_id = (select acting_organisation()) and bank_account.number_hash = keyed_number(account_number)`
