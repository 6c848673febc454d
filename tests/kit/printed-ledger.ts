import type { Db } from '@cofund/db/connect'
import { evaluate, withPeriodCap } from '@cofund/shared/claims/decision'
import { fen, money, toDecimal } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { PoolId } from '@cofund/shared/pools/pool'
import { appliedBy, countedOf } from '@cofund/shared/recoveries/recovery'
import { sql } from 'kysely'
import { getClaim, listDecisions } from '../../server/claims/claim.sql.ts'
import { getVersion } from '../../server/policies/policy.sql.ts'
import { getPool } from '../../server/pools/pool.sql.ts'
import { listRecoveriesOf } from '../../server/recoveries/recovery.sql.ts'

/**
 * A pool's books as an auditor would print them: where every bearer stands by the memorandum accounts, and beside it where the scheme's own
 * evaluation of loss and recoveries puts it, worked out anew from the version, the case and the money that came back; what each
 * tier and the pool owe one another, from either's book; and what the pool holds. In yuan; a debt that nobody owes is a dash.
 */
export async function printedLedger(owner: Db, poolId: PoolId): Promise<string> {
  const pool = await getPool(owner, poolId)
  const posted = await balancesOf(owner, [pool.bookId, ...pool.funders.map(({ treasuryBookId }) => treasuryBookId)])
  const at = (bookId: BookId, head: string, detail = ''): bigint => posted.get(`${bookId} ${head} ${detail}`) ?? 0n
  const due = await dueByScheme(owner, poolId)

  const bearers = [...new Set([...due.keys(), ...detailsOf(posted, pool.bookId, 'loss_share')])].filter((bearer) => bearer !== 'loss').toSorted()
  const standing = [...bearers.map((bearer) => [bearer, -at(pool.bookId, 'loss_share', bearer)] as const), ['loss', at(pool.bookId, 'loss')] as const]
  const tiers = pool.funders.map(({ tier, treasuryBookId: purse }) => [
    tier,
    said(-at(purse, 'due_to', pool.bookId)),
    said(at(pool.bookId, 'due_from', purse)),
    said(at(purse, 'due_from', pool.bookId)),
    said(-at(pool.bookId, 'due_to', purse)),
    said(at(purse, 'cash')),
  ])
  const banks = [...new Set([...detailsOf(posted, pool.bookId, 'compensation_payable'), ...detailsOf(posted, pool.bookId, 'remittance_receivable')])].toSorted()
  return [
    table([['bears', 'by the ledger', 'by the scheme'], ...standing.map(([bearer, minor]) => [bearer, said(minor), said(due.get(bearer) ?? 0n)])]),
    table([['tier', 'owes the pool', 'so says the pool', 'is owed by it', 'so says the pool', 'cash'], ...tiers]),
    table([
      ['pool', ''],
      ['cash', said(at(pool.bookId, 'cash'))],
      ...banks.flatMap((bank) => [
        [`owes ${bank}`, said(-at(pool.bookId, 'compensation_payable', bank))],
        [`is owed by ${bank}`, said(at(pool.bookId, 'remittance_receivable', bank))],
      ]),
    ]),
  ].join('\n\n')
}

/** What each bearer of the pool's claims bears by now, and all of them together, worked out by the scheme alone. */
async function dueByScheme(owner: Db, poolId: PoolId): Promise<ReadonlyMap<string, bigint>> {
  const due = new Map<string, bigint>()
  const pool = await getPool(owner, poolId)
  for (const { id } of await owner.selectFrom('claim').select('id').where('pool_id', '=', poolId).execute()) {
    const claim = await getClaim(owner, id)
    const decision = (await listDecisions(owner, claim)).at(-1)
    if (!decision || claim.status === 'clawed_back') continue
    const version = await getVersion(owner, claim.policyVersionId)
    const cited = withPeriodCap({ ...decodeForSharing(version.params), cites: version.cites }, pool)
    const { principal, interest } = countedOf(decision.lossCase, appliedBy(await listRecoveriesOf(owner, id)))
    for (const { bearer, borne, returned } of evaluate(cited, decision.lossCase, money(principal + interest, claim.currency)).standing) {
      for (const line of [bearer, 'loss']) due.set(line, (due.get(line) ?? 0n) + borne - returned)
    }
  }
  return due
}

/** Read from postings alone: what is kept beside them is not what is asked. */
async function balancesOf(owner: Db, bookIds: readonly BookId[]): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ key: string; minor: bigint }>`
    select concat_ws(' ', account.book_id, head, detail) as key, sum(minor)::int8 as minor
    from posting join account on account.id = posting.account_id
    where account.book_id = any (${[...bookIds]}) group by 1`.execute(owner)
  return new Map(rows.map(({ key, minor }) => [key, minor]))
}

const detailsOf = (posted: ReadonlyMap<string, bigint>, bookId: BookId, head: string): readonly string[] =>
  [...posted.keys()].flatMap((key) => (key.startsWith(`${bookId} ${head} `) ? [key.slice(`${bookId} ${head} `.length)] : []))

const said = (minor: bigint): string => (minor === 0n ? '-' : toDecimal(fen(minor)))

/** The first column to the left, amounts to the right; two spaces between. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()).join('\n')
}
