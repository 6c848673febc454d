import type { Db } from '@cofund/db/connect'
import type { Instant } from '@cofund/shared/kernel/instant'
import type { EntryId } from '@cofund/shared/ledger/entry'

/** Who recorded an entry, and as part of what. */
export interface EntryAct {
  readonly kind: string
  readonly recordedAt: Instant
  /** null where the reader may see the act and not the person. */
  readonly personName: string | null
  readonly organisation: { readonly nameZh: string; readonly nameEn: string }
}

/** The acts of the transaction that recorded the entry: they account for it. */
export async function listActsOf(db: Db, entryId: EntryId): Promise<EntryAct[]> {
  const rows = await db
    .selectFrom('journal_entry')
    .innerJoin('act', 'act.recorded_in', 'journal_entry.recorded_in')
    .innerJoin('organisation', 'organisation.id', 'act.organisation_id')
    .leftJoin('membership', 'membership.id', 'act.membership_id')
    .leftJoin('person', 'person.id', 'membership.person_id')
    .where('journal_entry.id', '=', entryId)
    .select(['act.kind', 'act.recorded_at', 'person.name', 'organisation.name_zh', 'organisation.name_en'])
    .orderBy('act.id')
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    recordedAt: row.recorded_at,
    personName: row.name,
    organisation: { nameZh: row.name_zh, nameEn: row.name_en },
  }))
}
