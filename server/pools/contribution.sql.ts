import type { Db, Trx } from '@cofund/db/connect'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { Contribution, ContributionId, ContributionPayment } from '@cofund/shared/pools/contribution'
import type { CallContribution } from '@cofund/shared/pools/pool.input'
import type { PoolId } from '@cofund/shared/pools/pool'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'

export async function insertContribution(
  trx: Trx,
  { id, poolId, tier, jurisdictionCode, documentNumber, calledOn, dueOn, amount, entryId }: CallContribution & { readonly id: ContributionId; readonly entryId: EntryId },
): Promise<void> {
  await trx
    .insertInto('pool_contribution')
    .values({
      id,
      pool_id: poolId,
      tier,
      jurisdiction_code: jurisdictionCode,
      document_number: documentNumber,
      called_on: calledOn,
      due_on: dueOn ?? null,
      minor: amount.minor,
      entry_id: entryId,
    })
    .execute()
}

export async function insertContributionPayment(
  trx: Trx,
  contributionId: ContributionId,
  { place, paidOn, amount, paidBy, reference, entryId }: ContributionPayment & { readonly place: number },
): Promise<void> {
  await trx
    .insertInto('pool_contribution_payment')
    .values({ contribution_id: contributionId, place, paid_on: paidOn, minor: amount.minor, paid_by: paidBy, reference, entry_id: entryId })
    .execute()
  await trx
    .updateTable('pool_contribution')
    .set({ paid_minor: sql<bigint>`paid_minor + ${amount.minor}` })
    .where('id', '=', contributionId)
    .execute()
}

export const listContributions = (db: Db, poolId: PoolId): Promise<Contribution[]> => findContributions(db, { poolId })

export async function getContribution(db: Db, contributionId: ContributionId): Promise<Contribution> {
  const [contribution] = await findContributions(db, { contributionId })
  return contribution ?? refuse('record.not_found', { noun: 'contribution', id: contributionId })
}

async function findContributions(db: Db, { poolId, contributionId }: { poolId?: PoolId; contributionId?: ContributionId }): Promise<Contribution[]> {
  const rows = await db
    .selectFrom('pool_contribution')
    .innerJoin('pool', 'pool.id', 'pool_id')
    .selectAll('pool_contribution')
    .select('currency')
    .$if(poolId !== undefined, (query) => query.where('pool_id', '=', poolId ?? 'rcp_'))
    .$if(contributionId !== undefined, (query) => query.where('pool_contribution.id', '=', contributionId ?? 'ctb_'))
    .orderBy('called_on', 'desc')
    .orderBy('pool_contribution.id', 'desc')
    .execute()
  if (rows.length === 0) return []
  const payments = await db
    .selectFrom('pool_contribution_payment')
    .selectAll()
    .where('contribution_id', 'in', rows.map(({ id }) => id))
    .orderBy('place')
    .execute()
  const ofContribution = Map.groupBy(payments, ({ contribution_id: id }) => id)
  return rows.map((row) => ({
    id: row.id,
    poolId: row.pool_id,
    tier: row.tier,
    jurisdictionCode: row.jurisdiction_code,
    documentNumber: row.document_number,
    calledOn: row.called_on,
    dueOn: row.due_on,
    amount: money(row.minor, row.currency),
    paid: money(row.paid_minor, row.currency),
    entryId: row.entry_id,
    payments: (ofContribution.get(row.id) ?? []).map((payment) => toPayment(payment, row.currency)),
  }))
}

const toPayment = (
  row: { paid_on: ContributionPayment['paidOn']; minor: bigint; paid_by: ContributionPayment['paidBy']; reference: string; entry_id: EntryId },
  currency: Currency,
): ContributionPayment => ({
  paidOn: row.paid_on,
  amount: money(row.minor, currency),
  paidBy: row.paid_by,
  reference: row.reference,
  entryId: row.entry_id,
})

/** Refuses a paper that has called a contribution of the pool before. */
export async function requireNewDocument(db: Db, poolId: PoolId, documentNumber: string): Promise<void> {
  const row = await db.selectFrom('pool_contribution').select('id').where('pool_id', '=', poolId).where('document_number', '=', documentNumber).executeTakeFirst()
  if (row) refuse('pool.document_used', { document: documentNumber })
}
