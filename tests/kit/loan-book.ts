import type { Db } from '@cofund/db/connect'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import { type Currency, parseDecimal } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { LoanOutcome } from '@cofund/shared/loans/loan'
import type { OrganisationId } from '@cofund/shared/people/organisation'

/** A historic loan in few words; amounts are decimal texts, and an absent charge-off is unknown. */
export interface PlantedLoan {
  readonly number: string
  readonly lender: string | null
  readonly currency?: Currency
  readonly approved: string
  readonly guaranteed: string
  readonly chargedOff?: string
  readonly chargedOffOn?: PlainDate
  readonly outcome?: LoanOutcome
}

let planted = 0

/** Sets the stage: a book of loans as an import of `organisationId` would have left it. */
export async function plantLoans(
  owner: Db,
  organisationId: OrganisationId,
  loans: readonly PlantedLoan[],
): Promise<ImportBatchId> {
  const batchId = await plantBatch(owner, organisationId)
  const names = [...new Set(loans.flatMap(({ lender }) => lender ?? []))]
  if (names.length > 0) {
    await owner
      .insertInto('lender')
      .values(names.map((name) => ({ organisation_id: organisationId, name, region: null })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  const lenders = await owner.selectFrom('lender').select(['id', 'name']).where('organisation_id', '=', organisationId).execute()
  const minor = (text: string, currency: Currency): bigint => {
    const amount = parseDecimal(text, currency)
    if (!amount) throw new RangeError(`${text} is no amount`)
    return amount.minor
  }
  await owner
    .insertInto('loan')
    .values(
      loans.map(
        (
          { number, lender, currency = 'USD', approved, guaranteed, chargedOff, chargedOffOn, outcome = 'charged_off' },
          index,
        ) => ({
          organisation_id: organisationId,
          lender_id: lenders.find(({ name }) => name === lender)?.id ?? null,
          number,
          borrower_name: `Borrower of ${number}`,
          industry_code: null,
          region: null,
          outcome,
          currency,
          approved_on: '2006-01-01' as const,
          disbursed_on: null,
          charged_off_on: chargedOffOn ?? null,
          term_months: null,
          approved_minor: minor(approved, currency),
          guaranteed_minor: minor(guaranteed, currency),
          disbursed_minor: null,
          charged_off_minor: chargedOff === undefined ? null : minor(chargedOff, currency),
          batch_id: batchId,
          line: index + 2,
        }),
      ),
    )
    .execute()
  return batchId
}

/** A batch that has been imported, for rows to stand in. */
export async function plantBatch(owner: Db, organisationId: OrganisationId): Promise<ImportBatchId> {
  planted += 1
  const batchId: ImportBatchId = `imp_planted_${planted}`
  const hash = planted.toString(16).padStart(64, '0')
  const membership = await owner
    .selectFrom('membership')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  await owner
    .insertInto('document')
    .values({ organisation_id: organisationId, hash, name: 'loans.csv', kind: 'csv', bytes: 1n, stored_by: membership.id })
    .execute()
  await owner
    .insertInto('import_batch')
    .values({
      id: batchId,
      organisation_id: organisationId,
      kind: 'loans',
      document_hash: hash,
      status: 'imported',
      digest: hash,
      rows: 0,
      taken: 0,
      rejected: 0,
      duplicate: 0,
      warned: 0,
      started_by: membership.id,
      confirmed_by: membership.id,
    })
    .execute()
  return batchId
}
