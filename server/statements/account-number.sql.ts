import { sql } from 'kysely'

/** The hash under which an account's number is kept: blanks in it are the bank's typography. */
const numberHash = sql`encode(sha256(convert_to(regexp_replace(account_number, '[[:space:]]', '', 'g'), 'UTF8')), 'hex')`

/** Which of the keeper's own bank accounts a row of an import speaks of, between `bank_account` and `import_row`. */
export const isOwnAccount = sql`bank_account.organisation_id = (select acting_organisation()) and bank_account.number_hash = ${numberHash}`
