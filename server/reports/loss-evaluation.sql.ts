import { type Db, type Trx, asJson } from '@cofund/db/connect'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import type { Facts } from '@cofund/shared/kernel/refusal'
import { type Currency, money } from '@cofund/shared/kernel/money'
import { type LoanId, loanIdOf, rowOf } from '@cofund/shared/loans/loan'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme } from '@cofund/shared/policies/loss-case'
import type { Cites, Params, PolicyVersionId } from '@cofund/shared/policies/policy'
import { refuse } from '@cofund/shared/refuse'
import {
  type EvaluatedLoss,
  type LossEvaluationId,
  type RecordedLoss,
  type StoredLoss,
  toStored,
} from '@cofund/shared/reports/loss-evaluation'
import type { LossEvaluation } from '@cofund/shared/reports/loss-sharing'
import type { EvaluatedTotal } from '@cofund/shared/reports/reports.acts'
import { type SqlBool, sql } from 'kysely'

/** Every book of loans within the actor's sight. A batch and its loans are committed together, so that batches name a state. */
export async function listLoanBatches(db: Db): Promise<ImportBatchId[]> {
  const rows = await db
    .selectFrom('import_batch')
    .select('id')
    .where('kind', '=', 'loans')
    .where('status', '=', 'imported')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Batches that the organisation's own evaluation did not see. */
export async function countBatchesSince(db: Db, evaluationId: LossEvaluationId): Promise<number> {
  const { count } = await db
    .selectFrom('import_batch')
    .select((batch) => batch.fn.countAll<bigint>().as('count'))
    .where('kind', '=', 'loans')
    .where('status', '=', 'imported')
    .where(sql<SqlBool>`not exists (
      select from loss_evaluation as seen where seen.id = ${evaluationId} and import_batch.id = any (seen.batches))`)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** A loan of which something was charged off, by its outcome or by an amount; a record may contradict itself. */
const isLoss = sql<SqlBool>`(outcome = 'charged_off' or charged_off_minor > 0)`

export interface LoanWithLoss {
  readonly row: bigint
  readonly lenderRow: bigint | null
  readonly currency: Currency
  readonly year: number | null
  readonly recorded: RecordedLoss
}

const rowsAtOnce = 4_000

/** Every loss in these batches, some thousand at a time: a book of any length takes the same memory. */
export async function* readLosses(trx: Trx, batches: readonly ImportBatchId[]): AsyncGenerator<readonly LoanWithLoss[]> {
  let after = 0n
  for (;;) {
    const rows = await trx
      .selectFrom('loan')
      .select(['id', 'lender_id', 'currency', 'approved_minor', 'guaranteed_minor', 'charged_off_minor'])
      .select(sql<number | null>`extract(year from charged_off_on)::int`.as('year'))
      .where(isLoss)
      .where('batch_id', '=', sql<ImportBatchId>`any (${batches}::text[])`)
      .where('id', '>', after)
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute()
    if (rows.length > 0) yield rows.map(toLoanWithLoss)
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last.id
  }
}

interface LossColumns {
  readonly currency: Currency
  readonly approved_minor: bigint
  readonly guaranteed_minor: bigint
  readonly charged_off_minor: bigint | null
}

export const toRecordedLoss = ({ currency, ...row }: LossColumns): RecordedLoss => ({
  approved: money(row.approved_minor, currency),
  guaranteed: money(row.guaranteed_minor, currency),
  chargedOff: row.charged_off_minor === null ? null : money(row.charged_off_minor, currency),
})

const toLoanWithLoss = (row: LossColumns & { id: bigint; lender_id: bigint | null; year: number | null }): LoanWithLoss => ({
  row: row.id,
  lenderRow: row.lender_id,
  currency: row.currency,
  year: row.year,
  recorded: toRecordedLoss(row),
})

export interface NewLossEvaluation {
  readonly id: LossEvaluationId
  readonly policyVersionId: PolicyVersionId
  readonly params: Params
  readonly cites: Cites
  readonly bearers: readonly ShareBearer[]
  readonly batches: readonly ImportBatchId[]
}

export async function insertLossEvaluation(
  trx: Trx,
  { id, policyVersionId, params, cites, bearers, batches }: NewLossEvaluation,
): Promise<void> {
  await trx
    .insertInto('loss_evaluation')
    .values({
      id,
      organisation_id: sql<OrganisationId>`acting_organisation()`,
      policy_version_id: policyVersionId,
      params: asJson(params),
      cites: asJson(cites),
      bearers: [...bearers],
      batches: [...batches],
    })
    .execute()
}

export async function insertEvaluatedLosses(
  trx: Trx,
  { id, bearers }: Pick<NewLossEvaluation, 'id' | 'bearers'>,
  losses: readonly { readonly loan: LoanWithLoss; readonly evaluated: EvaluatedLoss }[],
): Promise<void> {
  const rows = losses.map(({ loan, evaluated }) => ({ loan, evaluated, stored: toStored(evaluated, bearers) }))
  // One array for each column: the driver writes a few long parameters faster than many short ones.
  const column = <T>(of: (row: (typeof rows)[number]) => T) => rows.map(of)
  await sql`
    insert into evaluated_loss (evaluation_id, organisation_id, loan_id, currency, year, lender_id, loss_minor, shares,
      recorded_minor, computed_minor, refusal_code, refusal_facts)
    select ${id}, (select acting_organisation()), loan_id, currency, year, lender_id, loss_minor, shares::bigint[],
      recorded_minor, computed_minor, refusal_code, refusal_facts::jsonb
    from unnest(
      ${column(({ loan }) => loan.row)}::bigint[], ${column(({ loan }) => loan.currency)}::text[],
      ${column(({ loan }) => loan.year)}::int[], ${column(({ loan }) => loan.lenderRow)}::bigint[],
      ${column(({ loan }) => loan.recorded.chargedOff?.minor || null)}::bigint[],
      ${column(({ stored }) => stored.shares && `{${stored.shares.join()}}`)}::text[],
      ${column(({ stored }) => stored.recordedMinor)}::bigint[], ${column(({ stored }) => stored.computedMinor)}::bigint[],
      ${column(({ evaluated }) => evaluated.refusal?.code ?? null)}::text[],
      ${column(({ evaluated }) => evaluated.refusal && JSON.stringify(evaluated.refusal.facts))}::text[]
    ) as row (loan_id, currency, year, lender_id, loss_minor, shares,
      recorded_minor, computed_minor, refusal_code, refusal_facts)`.execute(trx)
}

export const rollupColumns = sql`evaluation_id, organisation_id, currency, grain, year, lender_id,
  losses, loss_minor, unstated, refused, refused_minor, shares,
  compared, recorded_minor, computed_minor, above, above_minor, below, below_minor`

/** What an evaluation's losses add up to at each grain that is asked for, in `rollupColumns`; proofs add them up again. */
export const lossRollupOf = (evaluationId: LossEvaluationId, bearers: readonly ShareBearer[]) => sql`
  select evaluation_id, organisation_id, currency,
    case grouping(year, lender_id) when 0 then 'year_lender' when 1 then 'year' when 2 then 'lender' else 'all' end as grain,
    year, lender_id,
    count(*)::int as losses, coalesce(sum(loss_minor), 0)::int8 as loss_minor, (count(*) - count(loss_minor))::int as unstated,
    count(refusal_code)::int as refused,
    coalesce(sum(loss_minor) filter (where refusal_code is not null), 0)::int8 as refused_minor,
    array[${sql.join(bearers.map((_, index) => sql`coalesce(sum(shares[${sql.lit(index + 1)}]), 0)::int8`))}] as shares,
    count(computed_minor - recorded_minor)::int as compared,
    coalesce(sum(recorded_minor) filter (where computed_minor is not null), 0)::int8 as recorded_minor,
    coalesce(sum(computed_minor) filter (where recorded_minor is not null), 0)::int8 as computed_minor,
    (count(*) filter (where computed_minor > recorded_minor))::int as above,
    coalesce(sum(computed_minor - recorded_minor) filter (where computed_minor > recorded_minor), 0)::int8 as above_minor,
    (count(*) filter (where computed_minor < recorded_minor))::int as below,
    coalesce(sum(computed_minor - recorded_minor) filter (where computed_minor < recorded_minor), 0)::int8 as below_minor
  from evaluated_loss where evaluation_id = ${evaluationId}
  group by evaluation_id, organisation_id, currency, grouping sets ((), (year), (lender_id), (year, lender_id))`

export async function rollUpLosses(trx: Trx, { id, bearers }: Pick<NewLossEvaluation, 'id' | 'bearers'>): Promise<void> {
  await sql`insert into loss_rollup (${rollupColumns}) ${lossRollupOf(id, bearers)}`.execute(trx)
  await sql`
    insert into loss_refusal (evaluation_id, organisation_id, currency, code, facts, alike, losses, loss_minor)
    select evaluation_id, organisation_id, currency, refusal_code, (array_agg(refusal_facts order by loan_id))[1],
      min(refusal_facts::text) = max(refusal_facts::text), count(*)::int, coalesce(sum(loss_minor), 0)::int8
    from evaluated_loss where evaluation_id = ${id} and refusal_code is not null
    group by evaluation_id, organisation_id, currency, refusal_code`.execute(trx)
}

export interface KeptLoss {
  readonly loanId: LoanId
  readonly number: string
  readonly recorded: RecordedLoss
  readonly stored: StoredLoss
  readonly refusalCode: string | null
  readonly refusalFacts: Facts | null
}

/** Every loss of an evaluation beside its record, some thousand at a time. */
export async function* readEvaluatedLosses(db: Db, evaluationId: LossEvaluationId): AsyncGenerator<readonly KeptLoss[]> {
  let after = 0n
  for (;;) {
    const rows = await keptLosses(db, evaluationId).where('loan_id', '>', after).orderBy('loan_id').limit(rowsAtOnce).execute()
    if (rows.length > 0) yield rows.map(toKeptLoss)
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last.loan_id
  }
}

export async function getEvaluatedLoss(db: Db, evaluationId: LossEvaluationId, loanId: LoanId): Promise<KeptLoss> {
  const row = await keptLosses(db, evaluationId).where('loan_id', '=', rowOf(loanId)).executeTakeFirst()
  return row ? toKeptLoss(row) : refuse('loss.loan_not_evaluated', { loanId })
}

const keptLosses = (db: Db, evaluationId: LossEvaluationId) =>
  db
    .selectFrom('evaluated_loss')
    .innerJoin('loan', 'loan.id', 'evaluated_loss.loan_id')
    .select(['loan_id', 'loan.number', 'loan.currency', 'approved_minor', 'guaranteed_minor', 'charged_off_minor'])
    .select(['shares', 'recorded_minor', 'computed_minor', 'refusal_code', 'refusal_facts'])
    .where('evaluation_id', '=', evaluationId)

type KeptRow = Awaited<ReturnType<ReturnType<typeof keptLosses>['executeTakeFirstOrThrow']>>

const toKeptLoss = (row: KeptRow): KeptLoss => ({
  loanId: loanIdOf(row.loan_id),
  number: row.number,
  recorded: toRecordedLoss(row),
  stored: { shares: row.shares, recordedMinor: row.recorded_minor, computedMinor: row.computed_minor },
  refusalCode: row.refusal_code,
  refusalFacts: row.refusal_facts,
})

/** What it came to in each currency, the largest number of losses first. */
export async function listEvaluatedTotals(
  db: Db,
  evaluationId: LossEvaluationId,
  bearers: readonly ShareBearer[],
): Promise<EvaluatedTotal[]> {
  const rows = await db
    .selectFrom('loss_rollup')
    .select(['currency', 'losses', 'loss_minor', 'refused', 'refused_minor', 'shares'])
    .where('evaluation_id', '=', evaluationId)
    .where('grain', '=', 'all')
    .orderBy('losses', 'desc')
    .orderBy('currency')
    .execute()
  return rows.map((row) => ({
    currency: row.currency,
    losses: row.losses,
    lossMinor: row.loss_minor,
    refused: row.refused,
    refusedMinor: row.refused_minor,
    shares: bearers.map((bearer, index) => ({ bearer, minor: row.shares[index] ?? 0n })),
  }))
}

/** The scheme as it read when it was tried. */
export async function getEvaluatedScheme(db: Db, evaluationId: LossEvaluationId): Promise<CitedScheme> {
  const row = await db.selectFrom('loss_evaluation').select(['params', 'cites']).where('id', '=', evaluationId).executeTakeFirst()
  return row ? { ...decodeForSharing(row.params), cites: row.cites } : refuse('loss.evaluation_not_found', { id: evaluationId })
}

export async function getLossEvaluation(db: Db, evaluationId: LossEvaluationId): Promise<LossEvaluation> {
  const row = await evaluations(db).where('loss_evaluation.id', '=', evaluationId).executeTakeFirst()
  return row ? toLossEvaluation(row) : refuse('loss.evaluation_not_found', { id: evaluationId })
}

/** The latest, of a version where one is named; the reader's own before what others within sight have tried. */
export async function findLatestEvaluation(db: Db, policyVersionId?: PolicyVersionId): Promise<LossEvaluation | null> {
  const row = await evaluations(db)
    .$if(policyVersionId !== undefined, (query) => query.where('policy_version_id', '=', policyVersionId ?? 'plv_'))
    .orderBy(sql<SqlBool>`loss_evaluation.organisation_id = (select acting_organisation())`, 'desc')
    .orderBy('evaluated_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toLossEvaluation(row) : null
}

export async function listLossEvaluations(
  db: Db,
  {
    page,
    size,
    descending = true,
  }: { page?: number | undefined; size?: 20 | 50 | 100 | undefined; descending?: boolean | undefined },
): Promise<Listing<LossEvaluation>> {
  const { limit, offset } = pageOf({ page, size })
  const rows = await evaluations(db)
    .orderBy('evaluated_at', descending ? 'desc' : 'asc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { count } = await db
    .selectFrom('loss_evaluation')
    .select((row) => row.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toLossEvaluation), count: Number(count) }
}

const evaluations = (db: Db) =>
  db
    .selectFrom('loss_evaluation')
    .innerJoin('organisation', 'organisation.id', 'loss_evaluation.organisation_id')
    .innerJoin('policy_version', 'policy_version.id', 'loss_evaluation.policy_version_id')
    .innerJoin('policy', 'policy.id', 'policy_version.policy_id')
    .leftJoin('membership', 'membership.id', 'loss_evaluation.evaluated_by')
    .leftJoin('person', 'person.id', 'membership.person_id')
    .select([
      'loss_evaluation.id',
      'loss_evaluation.organisation_id',
      'organisation.name_zh as organisation_zh',
      'organisation.name_en as organisation_en',
      'policy_version_id',
      'policy.code',
      'policy.name_zh',
      'policy.name_en',
      'policy_version.number',
      'policy_version.status',
      'bearers',
      sql<number>`cardinality(batches)`.as('batches'),
      'person.name as evaluated_by',
      'evaluated_at',
    ])

type EvaluationRow = Awaited<ReturnType<ReturnType<typeof evaluations>['executeTakeFirstOrThrow']>>

const toLossEvaluation = (row: EvaluationRow): LossEvaluation => ({
  id: row.id,
  organisation: { id: row.organisation_id, nameZh: row.organisation_zh, nameEn: row.organisation_en },
  policyVersionId: row.policy_version_id,
  policy: { code: row.code, name: { zh: row.name_zh, en: row.name_en }, number: row.number, status: row.status },
  bearers: row.bearers,
  batches: row.batches,
  evaluatedBy: row.evaluated_by,
  evaluatedAt: row.evaluated_at,
})
