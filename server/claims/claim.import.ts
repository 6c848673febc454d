import { newId } from '@cofund/db/new-id'
import type { Trx } from '@cofund/db/connect'
import { claimImport, fieldOf } from '@cofund/shared/claims/claim.import'
import { type ClaimStated, nothingStated } from '@cofund/shared/claims/claim'
import type { ClaimFinding } from '@cofund/shared/claims/deficiency'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { DrawdownNote } from '@cofund/shared/loans/drawdown-note'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { sql } from 'kysely'
import type { ImportKind, RowSaying } from '../imports/import-kind.ts'
import { toNote } from '../loans/note.sql.ts'
import { type Examined, examine, openClaimFile } from './claim-file.sql.ts'
import { insertClaim, insertClaimEvent } from './claim.sql.ts'

/**
 * Claims of a bank by file: each row becomes a draft to which its documents are added. A row is judged by the same code book as a form, but for
 * its documents; all rows are taken, or none.
 */
export const claimImportKind: ImportKind = {
  shape: claimImport,
  checks: [
    {
      severity: 'error',
      field: 'caseNumber',
      code: 'claim_case_incomplete',
      when: sql<boolean>`num_nonnulls(accepted_on, case_number, court) not in (0, 3)`,
    },
    {
      severity: 'error',
      field: 'guaranteePaidOn',
      code: 'claim_guarantee_incomplete',
      when: sql<boolean>`num_nonnulls(guarantee_paid_minor, guarantee_paid_on) not in (0, 2)`,
    },
  ],
  judge: async (trx, { organisationId, today }) => {
    const sayings: RowSaying[] = []
    for (const row of await listRows(trx)) {
      const examined = await examineRow(trx, row, organisationId, today)
      if (!examined) sayings.push({ line: row.line, severity: 'error', field: 'noteNumber', code: 'claim_note_unknown' })
      else sayings.push(...examined.findings.map((finding) => sayingOf(row.line, finding)))
    }
    return sayings
  },
  key: ['poolCode', 'noteNumber'],
  recorded: (organisationId) => sql<{ line: number; detail: string }>`
    select import_row.line, max(claim.id) as detail
    from import_row
    join pool on pool.code = import_row.pool_code
    join drawdown_note as note on note.pool_id = pool.id and note.organisation_id = ${organisationId} and note.number = import_row.note_number
    join claim on claim.note_id = note.id and claim.status not in ('rejected', 'withdrawn', 'refunded')
    group by import_row.line`,

  take: async (trx, { id, organisationId, documentHash, rows, taken, rejected, duplicate, root, today }) => {
    const { rows: acting } = await sql<{ membership: `mem_${string}` }>`select acting_membership() as membership`.execute(trx)
    for (const row of await listRows(trx)) {
      const examined = await examineRow(trx, row, organisationId, today)
      if (!examined) throw new Error(`line ${row.line} has lost its note`)
      const { note, version, evaluation } = examined
      const claimId = newId('clm')
      await insertClaim(trx, {
        id: claimId,
        pool_id: note.poolId,
        organisation_id: organisationId,
        family: 'loan',
        mode: 'compensation',
        note_id: note.id,
        product_code: note.productCode,
        enterprise_id: note.enterpriseId,
        district_code: note.districtCode,
        currency: note.principal.currency,
        policy_version_id: version.id,
        stated: statedIn(row),
        expected_minor: evaluation instanceof Refusal ? null : evaluation.payable.minor,
      })
      await insertClaimEvent(trx, {
        claimId,
        event: 'drafted',
        status: 'draft',
        on: today,
        membershipId: acting[0]?.membership ?? 'mem_',
        facts: { batch: id, line: String(row.line) },
      })
    }
    return { act: 'claims.imported', batchId: id, documentHash, rows, taken, rejected, duplicate, root }
  },
}

interface ClaimRowRead {
  readonly line: number
  readonly pool_code: string
  readonly note_number: string
  readonly unpaid_principal_minor: bigint
  readonly principal_loss_minor: bigint | null
  readonly interest_minor: bigint | null
  readonly overdue_since: PlainDate | null
  readonly non_performing_on: PlainDate | null
  readonly recovery_begun_on: PlainDate | null
  readonly accepted_on: PlainDate | null
  readonly case_number: string | null
  readonly court: string | null
  readonly diligent: 'yes' | 'no' | null
  readonly guarantee_paid_minor: bigint | null
  readonly guarantee_paid_on: PlainDate | null
  readonly other_compensation: string | null
}

async function listRows(trx: Trx): Promise<readonly ClaimRowRead[]> {
  const { rows } = await sql<ClaimRowRead>`select * from import_row where taken order by line`.execute(trx)
  return rows
}

async function examineRow(trx: Trx, row: ClaimRowRead, bankId: OrganisationId, today: PlainDate): Promise<Examined | undefined> {
  const note = await findNoteOf(trx, row, bankId)
  if (!note) return undefined
  const file = await openClaimFile(trx, note, today)
  return examine(trx, file, { mode: 'compensation', stated: statedIn(row), bankId, claimId: '', judgedOn: today, documents: null })
}

async function findNoteOf(trx: Trx, row: ClaimRowRead, bankId: OrganisationId): Promise<DrawdownNote | undefined> {
  const found = await trx
    .selectFrom('drawdown_note')
    .innerJoin('pool', 'pool.id', 'drawdown_note.pool_id')
    .selectAll('drawdown_note')
    .where('pool.code', '=', row.pool_code)
    .where('drawdown_note.organisation_id', '=', bankId)
    .where('drawdown_note.number', '=', row.note_number)
    .executeTakeFirst()
  return found && toNote(found)
}

const statedIn = (row: ClaimRowRead): ClaimStated => ({
  ...nothingStated,
  amounts: {
    unpaid_principal: row.unpaid_principal_minor,
    ...(row.principal_loss_minor === null ? {} : { principal_loss: row.principal_loss_minor }),
    ...(row.interest_minor === null ? {} : { interest: row.interest_minor }),
  },
  overdueSince: row.overdue_since,
  nonPerformingOn: row.non_performing_on,
  recoveryBegunOn: row.recovery_begun_on,
  litigation:
    row.accepted_on !== null && row.case_number !== null && row.court !== null
      ? { acceptedOn: row.accepted_on, caseNumber: row.case_number, court: row.court }
      : null,
  diligent: row.diligent === null ? null : row.diligent === 'yes',
  guaranteePaid:
    row.guarantee_paid_minor !== null && row.guarantee_paid_on !== null ? { minor: row.guarantee_paid_minor, on: row.guarantee_paid_on } : null,
  otherCompensation: row.other_compensation === null ? [] : row.other_compensation.split(/[,，、;；\s]+/).filter((name) => name !== ''),
})

const sayingOf = (line: number, { code, severity, facts }: ClaimFinding): RowSaying => {
  const detail = Object.values(facts)
    .map((fact) => (typeof fact === 'object' ? `${fact.zh} ${fact.en}` : String(fact)))
    .join(' · ')
  return { line, severity: severity === 'blocks' ? 'error' : 'warning', field: fieldOf[code] ?? '', code, ...(detail ? { detail } : {}) }
}
