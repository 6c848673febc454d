import type { Db } from '@cofund/db/connect'
import { type ClaimId, claimNumber } from '@cofund/shared/claims/claim'
import { type Currency, type Money, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { RemittanceId } from '@cofund/shared/recoveries/recovery'
import { refuse } from '@cofund/shared/refuse'
import { sql } from 'kysely'
import { confirmReceipts } from '../claims/claim.commands.ts'
import type { Command } from '../kernel/trpc.ts'
import { receiptOf } from '../statements/receipt.sql.ts'
import { confirmRemittance } from './recovery.commands.ts'

/** Money that was ordered or reported, whose receipt stands matched in the statement, and which nobody has recorded as arrived. */
export interface WaitingReceipt {
  readonly of: { readonly kind: 'claim'; readonly claimId: ClaimId } | { readonly kind: 'remittance'; readonly remittanceId: RemittanceId }
  readonly poolId: PoolId
  readonly number: string
  readonly amount: Money
  readonly entryId: EntryId
  readonly on: PlainDate
}

/** Of the payments and remittances in a book those that the bank has seen: what a match makes ready to be recorded. */
export async function listWaitingReceipts(db: Db, bookId: BookId): Promise<WaitingReceipt[]> {
  const { rows } = await sql<WaitingRow>`
    select 'claim' as kind, claim.id, claim.pool_id, claim.number::text as number, payment.minor, claim.currency, payment.entry_id
    from claim_payment as payment join claim on claim.id = payment.claim_id join journal_entry as entry on entry.id = payment.entry_id
    where entry.book_id = ${bookId} and payment.received_on is null and claim.status = 'paying'
    union all
    select 'remittance', remittance.id, remittance.pool_id, remittance.number, remittance.minor, pool.currency, remittance.entry_id
    from remittance join pool on pool.id = remittance.pool_id join journal_entry as entry on entry.id = remittance.entry_id
    where entry.book_id = ${bookId} and remittance.received_on is null
    order by 1, 2, entry_id`.execute(db)
  const found: WaitingReceipt[] = []
  const unseen = new Set<string>()
  for (const { kind, id, pool_id: poolId, number, minor, currency, entry_id: entryId } of rows) {
    const receipt = await receiptOf(db, entryId)
    if (!receipt) unseen.add(id)
    else if (kind === 'claim') found.push({ of: { kind, claimId: id }, poolId, number: claimNumber({ number: BigInt(number) }), amount: money(minor, currency), entryId, on: receipt.on })
    else found.push({ of: { kind, remittanceId: id }, poolId, number, amount: money(minor, currency), entryId, on: receipt.on })
  }
  // A claim is paid when all of its money has moved: while a part is under way there is nothing to record.
  return found.filter(({ of }) => of.kind === 'remittance' || !unseen.has(of.claimId))
}

/** Records all that has arrived in a book: claims become paid, remittances received. Without anything to record nothing changes. */
export async function recordReceipts(command: Command, bookId: BookId): Promise<{ recorded: number }> {
  const waiting = await listWaitingReceipts(command.trx, bookId)
  if (waiting.length === 0) refuse('statement.nothing_arrived', {})
  const paid = new Set<ClaimId>()
  for (const { of, poolId } of waiting) {
    if (of.kind === 'claim' && paid.has(of.claimId)) continue
    if (of.kind === 'claim') paid.add(of.claimId)
    if (of.kind === 'claim') await confirmReceipts(command, { poolId, claimId: of.claimId })
    else await confirmRemittance(command, of.remittanceId)
  }
  return { recorded: waiting.length }
}

type WaitingRow = {
  readonly pool_id: PoolId
  readonly number: string
  readonly minor: bigint
  readonly currency: Currency
  readonly entry_id: EntryId
} & ({ readonly kind: 'claim'; readonly id: ClaimId } | { readonly kind: 'remittance'; readonly id: RemittanceId })
