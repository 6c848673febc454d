import { fen } from '@cofund/shared/kernel/money'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Trx } from '@cofund/db/connect'
import { type Prove, type ProofResult } from '../../../server/audit/proof.ts'
import { proveClaims } from '../../../server/claims/claim-proofs.ts'
import { proveNotes } from '../../../server/loans/note-proofs.ts'
import { provePools } from '../../../server/pools/pool-proofs.ts'
import { proveRecoveries } from '../../../server/recoveries/recovery-proofs.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import { agreedBy } from '../../kit/pools.ts'
import { draftNote, inventedUscc } from '../loans/loans-kit.ts'
import { paidClaim, recover } from '../recoveries/recoveries-kit.ts'
import { type ClaimsPlace, openClaimsPlace } from './claims-kit.ts'

let place: ClaimsPlace
/** One of everything that is kept beside the ledger: a contribution, a covered loan, a capped claim that was paid, a recovery, a remittance. */
beforeAll(async () => {
  place = await openClaimsPlace()
  const pool = await place.plantPool({
    recoveriesGo: 'return',
    scheme: { caps: [{ scope: 'pool_year', amount: '5000000.00' }, { scope: 'firm', amount: '3000000.00' }] },
  })
  const { poolId } = pool
  const called = { poolId, tier: 'district', jurisdictionCode: '310110', amount: fen(600_000n), calledOn: '2026-06-01', documentNumber: '催缴 1' } as const
  await agreedBy(place.database, { kind: 'pool.call_contribution', what: called }, 'yangpu.maker', 'yangpu.checker')
  const { id: contributionId } = await place.database.owner.selectFrom('pool_contribution').select('id').where('pool_id', '=', poolId).executeTakeFirstOrThrow()
  await (await place.as('yangpu.maker')).ledger.postOpening({
    bookId: pool.treasuries.district,
    effectiveOn: '2026-01-01',
    note: '期初',
    evidence: { reference: 'x' },
    postings: [{ account: { head: 'cash' }, amount: fen(250_000n) }],
  })
  const paid = { contributionId, amount: fen(250_000n), paidOn: '2026-06-02', by: 'cash', reference: '支 1' } as const
  await agreedBy(place.database, { kind: 'pool.pay_contribution', what: paid }, 'yangpu.maker', 'yangpu.checker')

  const { code } = await place.database.owner.selectFrom('pool').select('code').where('id', '=', poolId).executeTakeFirstOrThrow()
  await place.database.owner.updateTable('pool').set({ rule_set_code: 'DEMO-TECH-SME' }).where('id', '=', poolId).execute()
  const bank = await place.as('shenjiang.maker')
  const uscc = inventedUscc(900)
  const { enterpriseId } = await bank.enterprise.register({ uscc, name: '试验企业' })
  for (const [fact, value] of [['staff', '40'], ['revenue', '30000000'], ['industry', 'I6513']] as const) {
    await bank.enterprise.stateFact({ enterpriseId, fact, value, on: '2025-12-31' })
  }
  await bank.enterprise.addCertificate({ enterpriseId, kind: 'tech_sme', number: 'T', validFrom: '2026-01-01', validTo: '2026-12-31' })
  await bank.enterprise.addCheck({ enterpriseId, on: '2026-03-01' })
  await bank.note.enrol({ notes: [draftNote({ poolCode: code, uscc, number: 'COVERED' })] })

  const claimId = await paidClaim(place, pool)
  await recover(place, claimId, { yuan: 100_000 })
  const { remittanceId } = await bank.recoveries.reportRemittance({ poolId, number: 'SJ', remittedOn: '2026-06-30', minor: 5_000_000n })
  await (await place.as('yangpu.maker')).recoveries.bookRemittance({ remittanceId, receivedOn: '2026-06-30' })
}, 60_000)
afterAll(() => place.close())

test('as commands left it, everything holds, and each proof has looked at something', async () => {
  await expectCoherent(place.database.owner)
  const { owner } = place.database
  const results = [...(await provePools(owner)), ...(await proveNotes(owner)), ...(await proveClaims(owner)), ...(await proveRecoveries(owner))]
  expect(results.filter(({ looked, statement }) => looked === 0 && !statement.startsWith('0 loans stand'))).toEqual([])
})

const appendOnly = (table: string) => sql`alter table ${sql.table(table)} disable trigger user`

const tampered = (prove: Prove, ...deeds: readonly RawBuilder<unknown>[]): Promise<readonly ProofResult[]> =>
  place.database.owner
    .transaction()
    .execute(async (trx: Trx) => {
      for (const deed of deeds) await deed.execute(trx)
      throw new Undone((await prove(trx)).filter(({ differences }) => differences > 0))
    })
    .catch((thrown: unknown) => {
      if (thrown instanceof Undone) return thrown.results
      throw thrown
    })

/** Nothing of a tampering stays. */
class Undone extends Error {
  readonly results: readonly ProofResult[]
  constructor(results: readonly ProofResult[]) {
    super('undone')
    this.results = results
  }
}

test.each([
  ['a fen moved from the city to the bank', proveClaims, [sql`update claim_bearer set borne_minor = borne_minor + case bearer when 'city' then -1 else 1 end where bearer in ('city', 'bank')`], [/bearers of claims stand where/, /decisions .* come out the same/, /uses of caps equal/]],
  ['a fen that came back forgotten', proveClaims, [sql`update claim_bearer set returned_minor = returned_minor - 1 where bearer = 'district'`], [/bearers of claims stand where/, /come out the same/]],
  ['a share of a decision', proveClaims, [appendOnly('claim_decision'), sql`update claim_decision set shares = jsonb_set(shares, '{0,minor}', '{"$bigint":"32000001"}') where place = 1`], [/share the whole of their loss/, /come out the same/]],
  ['the loss that a decision rests on', proveClaims, [appendOnly('claim_decision'), sql`update claim_decision set loss_case = jsonb_set(loss_case, '{amounts,unpaid_principal}', '{"$bigint":"99999999"}') where place = 2`], [/come out the same/]],
  ['what a claim is payable for', proveClaims, [appendOnly('claim'), sql`update claim set payable_minor = payable_minor + 1`], [/payable for what was decided last/, /owed to their banks/]],
  ['a receipt that never came', proveClaims, [sql`update claim_payment set received_on = null, receipt_reference = null`], [/payable for what was decided last/]],
  ['one fen of a payment', proveClaims, [sql`update claim_payment set minor = minor - 1`], [/payable for what was decided last/, /owed to their banks/, /left the cash/]],
  ['the use of a cap', proveClaims, [sql`update pool_cap_use set used_minor = used_minor - 1 where scope = 'pool_year'`], [/uses of caps equal/]],
  ['a use of a cap that nobody decided', proveClaims, [sql`insert into pool_cap_use select pool_id, 'bank_year', 'org_x:2026', 7 from pool_cap_use limit 1`], [/uses of caps equal/]],
  ['quota that no loan occupies', proveNotes, [sql`update pool_quota set occupied_minor = occupied_minor + 1 where organisation_id = 'org_shenjiang_bank'`], [/quotas of banks are occupied/]],
  ['a covered loan that is called uncovered', proveNotes, [sql`update drawdown_note set exposed_minor = 0 where number = 'COVERED'`], [/quotas of banks are occupied/, /pools are exposed/]],
  ['the sum of a dashboard', proveNotes, [sql`update note_rollup set principal_minor = principal_minor + 1`], [/sums of enrolled loans/]],
  ['a contribution called paid', provePools, [sql`update pool_contribution set paid_minor = minor`], [/contributions are paid as far/]],
  ['what a bank owes of a recovery', proveRecoveries, [sql`update recovery set due_minor = due_minor + 1`], [/banks owe their pools/]],
  ['what was remitted', proveRecoveries, [sql`update recovery set remitted_minor = remitted_minor + 1`], [/banks owe their pools/]],
  ['what a bearer was given back', proveRecoveries, [sql`update recovery set shares = jsonb_set(shares, '{0,amount,minor}', '{"$bigint":"1"}')`], [/given back to their bearers/]],
] as const)('%s is found, and named', async (_, prove, deeds, found) => {
  const results = await tampered(prove, ...deeds)
  expect(results.map(({ statement }) => found.some((said) => said.test(statement)))).toEqual(found.map(() => true))
  for (const { first } of results) expect(first[0]).toMatch(/\d/)
})
