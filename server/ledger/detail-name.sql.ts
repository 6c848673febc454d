import type { Db } from '@cofund/db/connect'
import type { Account } from '@cofund/shared/ledger/account'
import { sql } from 'kysely'

/** What a detail is called in both languages, where the ledger can tell; otherwise it is for the reader's words to say. */
export interface DetailName {
  readonly zh: string
  readonly en: string
}

export interface DetailNameRow {
  readonly detail_zh: string | null
  readonly detail_en: string | null
}

/** An organisation's or another book's name, else the one that the account was opened with. */
export const detailNameColumns = sql`
  coalesce(organisation.name_zh, other.name_zh, account.name) as detail_zh,
  coalesce(organisation.name_en, other.name_en, account.name) as detail_en`

export const detailNameJoins = sql`
  left join organisation on organisation.id = account.detail
  left join book as other on other.id = account.detail`

export const toDetailName = ({ detail_zh: zh, detail_en: en }: DetailNameRow): DetailName | null =>
  zh !== null && en !== null ? { zh, en } : null

export async function findDetailName(db: Db, { bookId, head, detail }: Account): Promise<DetailName | null> {
  const { rows } = await sql<DetailNameRow>`
    select ${detailNameColumns} from account ${detailNameJoins}
    where account.book_id = ${bookId} and head = ${head} and detail = ${detail}`.execute(db)
  return rows[0] ? toDetailName(rows[0]) : null
}
