import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { EntryId } from '@cofund/shared/ledger/entry'
import { fieldOfObstacle, obstacleCodes } from '@cofund/shared/loans/enrolment'
import { drawdownNoteImport } from '@cofund/shared/loans/note.import'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import type { ImportKind, TakenBatch } from '../imports/import-kind.ts'
import { requireNoStop } from '../pools/breaker.sql.ts'
import { occupyQuota } from '../pools/quota.sql.ts'
import { type Filing, judged, stageRules } from './judge-drafts.sql.ts'
import { inOrderOfBooks, lockEnrolment, noteExposure } from './note.commands.ts'

/**
 * Loans filed by file, in whole sets: the statement that judges one draft judges them all, each kind of loan is held against its
 * scheme once, each firm against the pool's rule set once for every standing that it had, and good rows go in by one insert.
 */
export const drawdownNoteImportKind: ImportKind = {
  shape: drawdownNoteImport,
  checks: [],
  judge: async (trx, { organisationId, today }) => {
    await stageDrafts(trx, { bankId: organisationId, today })
    await stageRules(trx)
    await ruleDrafts(trx)
    await tellRows(trx)
    // Said in the table itself: of a million rows nothing passes through here.
    return []
  },
  refuseFile: async (trx, _mapping, { organisationId: bankId, today }) => {
    await refuseStopped(trx, { bankId, today })
    await refuseBeyondQuota(trx, bankId)
  },
  key: ['poolCode', 'number'],
  recorded: (organisationId) => sql<{ line: number; detail: string }>`
    select import_row.line, coalesce(known.batch_id, known.id) as detail
    from import_row join pool on pool.code = import_row.pool_code
    join drawdown_note as known on known.organisation_id = ${organisationId} and known.number = import_row.number and known.pool_id = pool.id
    where import_row.taken`,
  take: async (trx, batch) => {
    await lockEnrolment(trx, batch.organisationId)
    await insertNotes(trx, batch)
    const { enrolled, entryIds } = await coverNotes(trx, batch)
    const { id: batchId, documentHash, rows, taken, rejected, duplicate, totals, root } = batch
    return { act: 'notes.imported', batchId, documentHash, rows, taken, rejected, duplicate, totals, root, enrolled, entryIds }
  },
}

/** The rows that are in order, with all that they name looked up, in `note_draft`. */
async function stageDrafts(trx: Trx, filing: Filing): Promise<void> {
  const drafts = sql`(
    select line, pool_code, number, contract_number, credit_line_number, uscc, district_code, product_code, currency, principal_minor, lent_on, due_on,
      rate_ppm, purpose, coalesce(string_to_array(replace(flags, '；', ';'), ';'), '{}') as flags,
      coalesce(string_to_array(replace(other_cover, '；', ';'), ';'), '{}') as other_cover, guaranteed_minor, predecessor_number, succession
    from import_row where taken) as draft`
  await sql`
    create temp table note_draft on commit drop as
    select line, pool_id, rule_set_code, version_id, enterprise_id, predecessor_id, product_code, flags, lent_on, due_on, principal_minor, obstacles
    from (${judged(drafts, filing)}) as judged`.execute(trx)
  await sql`analyze note_draft`.execute(trx)
}

/** Each draft with the limits of its kind and the standing of its firm on its day, in `note_ruled`: looked for once, asked several times. */
async function ruleDrafts(trx: Trx): Promise<void> {
  await sql`
    create temp table note_ruled on commit drop as
    select draft.*, kind.loan_most, kind.months_most, standing.outcome, standing.verdict_id
    from note_draft as draft
    left join note_limit as kind on kind.version_id = draft.version_id and kind.product_code = draft.product_code and kind.flags = draft.flags
    left join note_standing as standing on standing.pool_id = draft.pool_id and standing.enterprise_id = draft.enterprise_id
      and draft.lent_on between standing.from_day and standing.to_day`.execute(trx)
  await sql`analyze note_ruled`.execute(trx)
}

/** Says of each row what stands in its way, at the field where it is to be mended; one whose firm is in review is taken, with a warning. */
async function tellRows(trx: Trx): Promise<void> {
  const codes = obstacleCodes.map((code) => sql`(${sql.lit(code)}, ${sql.lit(`${fieldOfObstacle[code]}:${code}`)})`)
  await sql`
    update import_row set taken = taken and told.errors = '{}', errors = told.errors, warnings = case when told.errors = '{}' then told.warnings else '{}' end
    from (
      select line, array(select saying from unnest(found.codes) as code join (values ${sql.join(codes)}) as known (code, saying) using (code))
        || case when outcome = 'ineligible' then array['uscc:note.firm_ineligible'] else '{}' end as errors,
        case when outcome = 'review' or outcome is null then array['uscc:note.firm_in_review'] else '{}' end as warnings
      from (
        select line, outcome, obstacles
          || case when principal_minor > loan_most then array['note.loan_too_large'] else '{}' end
          || case when due_on > (lent_on + make_interval(months => months_most))::date then array['note.term_too_long'] else '{}' end
          as codes
        from note_ruled
      ) as found where codes <> '{}' or outcome is distinct from 'eligible'
    ) as told where import_row.line = told.line`.execute(trx)
}

/** A bank that a breaker has stopped files nothing in that pool: asked once for each pool of the file, however many loans there are. */
async function refuseStopped(trx: Trx, { bankId, today }: Filing): Promise<void> {
  const { rows } = await sql<{ pool_id: PoolId }>`
    select distinct draft.pool_id from note_ruled as draft join import_row on import_row.line = draft.line
    where import_row.taken order by draft.pool_id`.execute(trx)
  for (const { pool_id } of rows) await requireNoStop(trx, pool_id, bankId, today)
}

/** What the file would take up of each year's quota, and refuses one that is too small: whose loans wait is the bank's to choose. */
async function refuseBeyondQuota(trx: Trx, bankId: OrganisationId): Promise<void> {
  const { rows } = await sql<{ year: number; asked: bigint; currency: Currency; granted: bigint | null; occupied: bigint; bank: string }>`
    select year, asked, pool.currency, quota.granted_minor as granted, coalesce(quota.occupied_minor, 0) as occupied,
      (select name_zh from organisation where id = ${bankId}) as bank
    from (
      select draft.pool_id, extract(year from draft.lent_on)::int as year, sum(draft.principal_minor)::int8 as asked
      from note_ruled as draft join import_row on import_row.line = draft.line
      where import_row.taken and draft.outcome = 'eligible' group by 1, 2
    ) as file
    join pool on pool.id = file.pool_id
    left join pool_quota as quota on quota.pool_id = file.pool_id and quota.organisation_id = ${bankId} and quota.quota_year = file.year
    where quota.granted_minor is null or quota.occupied_minor + asked > quota.granted_minor order by 1 limit 1`.execute(trx)
  const [beyond] = rows
  if (!beyond) return
  const { year, asked, currency, granted, occupied, bank } = beyond
  if (granted === null) refuse('pool.quota_missing', { bank, year })
  else refuse('pool.quota_full', { bank, year, granted: money(granted, currency), occupied: money(occupied, currency), asked: money(asked, currency) })
}

async function insertNotes(trx: Trx, { id, organisationId, today }: TakenBatch): Promise<void> {
  // The verdicts that a note of the file rests on; the others were of days on which nothing was lent.
  await sql`
    insert into note_verdict (id, pool_id, organisation_id, enterprise_id, rule_set_code, outcome, verdict)
    select verdict_id, pool_id, ${organisationId}, enterprise_id, rule_set_code, outcome, verdict from note_standing
    where verdict_id in (select draft.verdict_id from note_ruled as draft join import_row on import_row.line = draft.line where import_row.taken)`.execute(trx)
  const prefix = newId('nte').slice(0, 13)
  await sql`
    insert into drawdown_note (id, pool_id, organisation_id, number, contract_number, credit_line_number, enterprise_id, district_code, product_code,
      currency, principal_minor, lent_on, due_on, rate_ppm, purpose, flags, other_cover, guaranteed_minor, predecessor_id, succession,
      status, enrolled_on, policy_version_id, verdict_id, exposed_minor, balance_minor, batch_id, line)
    select ${prefix} || lpad(to_hex(draft.line), 6, '0') || substr(md5(${id} || draft.line), 1, 7), draft.pool_id, ${organisationId}, number,
      contract_number, credit_line_number, draft.enterprise_id, district_code, draft.product_code, currency, draft.principal_minor, draft.lent_on,
      draft.due_on, rate_ppm::int, purpose, draft.flags, coalesce(string_to_array(replace(other_cover, '；', ';'), ';'), '{}'), guaranteed_minor, draft.predecessor_id, succession,
      case when eligible then 'enrolled' else 'registered' end, case when eligible then ${today}::date end, draft.version_id, verdict_id,
      case when eligible then draft.principal_minor else 0 end, draft.principal_minor, ${id}, draft.line
    from (
      select *, outcome = 'eligible' as eligible from note_ruled
    ) as draft join import_row on import_row.line = draft.line
    where import_row.taken`.execute(trx)
}

/** Takes up the quotas, and notes the exposure of what was enrolled: one entry for each pool. */
async function coverNotes(trx: Trx, { id, organisationId: bankId, today }: TakenBatch): Promise<{ enrolled: number; entryIds: readonly EntryId[] }> {
  const { rows } = await sql<{ pool_id: PoolId; year: number; currency: Currency; notes: number; minor: bigint }>`
    select pool_id, extract(year from lent_on)::int as year, currency, count(*)::int as notes, sum(principal_minor)::int8 as minor
    from drawdown_note where batch_id = ${id} and status = 'enrolled' group by 1, 2, 3 order by 1, 2`.execute(trx)
  const entryIds: EntryId[] = []
  for (const poolId of await inOrderOfBooks(trx, rows.map(({ pool_id }) => pool_id))) {
    const parts = rows.filter(({ pool_id }) => pool_id === poolId)
    const [notes, minor] = [parts.reduce((count, part) => count + part.notes, 0), parts.reduce((total, part) => total + part.minor, 0n)]
    entryIds.push(await noteExposure(trx, { poolId, kind: 'loan.enrolled', facts: { poolId, notes, batchId: id }, on: today, minor }))
  }
  for (const { pool_id, year, currency, minor } of rows) await occupyQuota(trx, { poolId: pool_id, bankId, year }, money(minor, currency))
  return { enrolled: rows.reduce((count, { notes }) => count + notes, 0), entryIds }
}
