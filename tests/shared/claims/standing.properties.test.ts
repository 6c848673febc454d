import { type Evaluation, evaluate, useOf } from '@cofund/shared/claims/decision'
import { type Standing, standingEntries } from '@cofund/shared/claims/standing'
import { fraction } from '@cofund/shared/kernel/fraction'
import { fen } from '@cofund/shared/kernel/money'
import { isBetweenBooks } from '@cofund/shared/ledger/account'
import { type EntryDraft, checkEntry, checkTransfer } from '@cofund/shared/ledger/entry'
import type { CompensationScheme, UsedScope } from '@cofund/shared/policies/compensation-scheme'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import type { Funder } from '@cofund/shared/pools/pool'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const day = '2026-06-30'
const poolBook = 'bok_pool'
const claimOf = (index: number) =>
  ({ id: `clm_${index}`, noteId: `nte_${index}`, poolId: 'rcp_1', bankId: 'org_bank', districtCode: '310110' }) as const

const funder = (tier: 'city' | 'district', pays: Funder['pays']): Funder => ({
  tier,
  organisationId: `org_${tier}`,
  nameZh: tier,
  nameEn: tier,
  jurisdictionCode: tier === 'city' ? '310000' : '310110',
  treasuryBookId: `bok_${tier}`,
  sharePpm: 500_000,
  pays,
  since: '2024-01-01',
})

const schemes = fc.record({
  ratePercent: fc.integer({ min: 1, max: 90 }),
  cityPercent: fc.integer({ min: 0, max: 100 }),
  guarantorPercent: fc.integer({ min: 0, max: 10 }),
  rule: fc.constantFrom('pro_rata_borne' as const, 'recompute_on_net_loss' as const, 'fiscal_first' as const, 'bank_first' as const),
  poolYear: fc.option(fc.bigInt({ min: 0n, max: 3_000n }), { nil: undefined }),
  jointFirm: fc.option(fc.bigInt({ min: 0n, max: 2_000n }), { nil: undefined }),
  loan: fc.option(fc.bigInt({ min: 0n, max: 900n }), { nil: undefined }),
})

const citedOf = ({ ratePercent, cityPercent, guarantorPercent, rule, poolYear, jointFirm, loan }: Drawn): CitedScheme => {
  const percent = (of: number) => fraction(BigInt(of), 100n)
  const scheme: CompensationScheme = {
    family: 'loan',
    currency: 'CNY',
    base: 'principal_loss',
    interest_included: false,
    bearers: [{ bearer: 'guarantor', rate: percent(guarantorPercent) }],
    compensation: {
      rate: percent(ratePercent),
      split: [
        { bearer: 'city', share: percent(cityPercent) },
        { bearer: 'district', share: percent(100 - cityPercent) },
      ],
      rounding: 'down',
    },
    remainder: 'bank',
    caps: [
      ...(loan === undefined ? [] : [{ scope: 'loan' as const, amount: loan }]),
      ...(poolYear === undefined ? [] : [{ scope: 'pool_year' as const, amount: poolYear }]),
      ...(jointFirm === undefined ? [] : [{ scope: 'firm' as const, amount: jointFirm, joint_with: ['guarantor' as const] }]),
    ],
    recovery: { rule },
  }
  return { scheme, cites: {}, unread: [] }
}
interface Drawn {
  readonly ratePercent: number
  readonly cityPercent: number
  readonly guarantorPercent: number
  readonly rule: 'pro_rata_borne' | 'recompute_on_net_loss' | 'fiscal_first' | 'bank_first'
  readonly poolYear: bigint | undefined
  readonly jointFirm: bigint | undefined
  readonly loan: bigint | undefined
}

const deeds = fc.array(
  fc.record({
    claim: fc.integer({ min: 0, max: 3 }),
    deed: fc.constantFrom('approve' as const, 'pay' as const, 'recover' as const, 'take_back' as const, 'reverse' as const),
    amount: fc.bigInt({ min: 0n, max: 2_000n }),
  }),
  { maxLength: 40 },
)

interface Kept {
  lossCase: LossCase | undefined
  standing: readonly Standing[]
  recovered: bigint
  ordered: bigint
}

/** A pool with four claims, in miniature: what the commands do around the pure parts. */
class World {
  readonly balances = new Map<string, bigint>()
  readonly used = new Map<UsedScope, bigint>([
    ['pool_year', 0n],
    ['firm_joint', 0n],
  ])
  readonly claims: Kept[] = Array.from({ length: 4 }, () => ({ lossCase: undefined, standing: [], recovered: 0n, ordered: 0n }))
  readonly cited: CitedScheme
  readonly pool: Parameters<typeof standingEntries>[0]['pool']

  constructor(cited: CitedScheme, pool: World['pool']) {
    this.cited = cited
    this.pool = pool
  }

  balance(head: string): bigint {
    return [...this.balances].reduce((total, [account, minor]) => (account.split(' ')[1] === head ? total + minor : total), 0n)
  }

  move(index: number, kind: 'claim.approved' | 'recovery.shared' | 'claim.reversed', to: readonly Standing[]): void {
    const kept = this.claims[index]
    if (!kept) return
    const borne = borneBy(kept.standing)
    const drafts = standingEntries({
      pool: this.pool,
      claim: claimOf(index),
      from: kept.standing,
      to,
      unpaid: borne > kept.ordered ? borne - kept.ordered : 0n,
      kind,
      effectiveOn: day,
    })
    this.post(drafts)
    for (const scope of this.used.keys()) {
      const before = useOf(this.cited, sharesOf(kept.standing), scope)
      this.used.set(scope, (this.used.get(scope) ?? 0n) + useOf(this.cited, sharesOf(to), scope) - before)
    }
    kept.standing = to
  }

  post(drafts: readonly EntryDraft[]): void {
    if (drafts.some(({ postings }) => postings.some(({ account }) => isBetweenBooks(account)))) checkTransfer(drafts)
    else for (const draft of drafts) checkEntry(draft)
    for (const { postings } of drafts) {
      for (const { account, amount } of postings) {
        const key = `${account.bookId} ${account.head} ${account.detail}`
        this.balances.set(key, (this.balances.get(key) ?? 0n) + amount.minor)
      }
    }
  }

  /** Money over the counter: paying what is owed, and getting in what the bank owes. */
  settle(head: 'compensation_payable' | 'remittance_receivable'): void {
    const account = `${poolBook} ${head} org_bank`
    const minor = this.balances.get(account) ?? 0n
    this.balances.set(account, 0n)
    this.balances.set(`${poolBook} cash `, (this.balances.get(`${poolBook} cash `) ?? 0n) + minor)
  }

  evaluate(lossCase: LossCase, recovered: bigint): Evaluation {
    return evaluate(this.cited, lossCase, fen(recovered))
  }

  expectSound(): void {
    for (const [scope, used] of this.used) {
      expect(used >= 0n).toBe(true)
      const cap = this.cited.scheme.caps?.find((each) => (each.joint_with ? `${each.scope}_joint` : each.scope) === scope)
      if (cap?.amount !== undefined) expect(used <= cap.amount, `${scope}: ${used} of ${cap.amount}`).toBe(true)
    }
    for (const { standing } of this.claims) {
      for (const { borne, returned } of standing) expect(borne >= returned && returned >= 0n).toBe(true)
    }
    expect(this.balance('compensation_payable') <= 0n).toBe(true)
    expect(this.balance('loss')).toBe(-this.balance('loss_share'))
    expect(this.balance('due_from')).toBe(-this.balance('due_to'))
  }
}

const sharesOf = (standings: readonly Standing[]) => standings.map(({ bearer, borne }) => ({ bearer, amount: fen(borne) }))
const borneBy = (standings: readonly Standing[]): bigint =>
  standings.reduce((total, { bearer, borne }) => (bearer === 'city' || bearer === 'district' ? total + borne : total), 0n)

const worlds = fc.record({
  scheme: schemes,
  city: fc.constantFrom('beforehand' as const, 'afterwards' as const),
  district: fc.constantFrom('beforehand' as const, 'afterwards' as const),
  recoveriesGo: fc.constantFrom('stay' as const, 'return' as const),
})

describe('standings of any claims under any scheme, after any order of approvals, payments, recoveries and reversals', () => {
  test('shares sum to the loss, nothing is negative, no cap is exceeded, and reversing everything returns every account to nothing', () => {
    fc.assert(
      fc.property(worlds, deeds, ({ scheme, city, district, recoveriesGo }, done) => {
        const world = new World(citedOf(scheme), { bookId: poolBook, currency: 'CNY', recoveriesGo, funders: [funder('city', city), funder('district', district)] })
        for (const { claim, deed, amount } of done) {
          const kept = world.claims[claim]
          if (!kept) continue
          switch (deed) {
            case 'approve': {
              if (kept.lossCase) break
              const lossCase: LossCase = { amounts: { principal_loss: amount }, used: Object.fromEntries(world.used), flags: {} }
              const { standing, shares, payable } = world.evaluate(lossCase, 0n)
              expect(shares.reduce((total, share) => total + share.amount.minor, 0n)).toBe(amount)
              expect(payable.minor).toBe(borneBy(standing))
              kept.lossCase = lossCase
              world.move(claim, 'claim.approved', standing)
              break
            }
            case 'pay':
              kept.ordered = borneBy(kept.standing)
              break
            case 'recover':
            case 'take_back': {
              if (!kept.lossCase) break
              const loss = kept.lossCase.amounts.principal_loss ?? 0n
              const recovered = deed === 'recover' ? kept.recovered + amount : kept.recovered - amount
              kept.recovered = recovered < 0n ? 0n : recovered > loss ? loss : recovered
              world.move(claim, 'recovery.shared', world.evaluate(kept.lossCase, kept.recovered).standing)
              // Wherever it came from, it stands where the scheme's own evaluation puts it.
              const returned = kept.standing.reduce((total, bearer) => total + bearer.returned, 0n)
              expect(returned).toBe(kept.recovered)
              break
            }
            case 'reverse':
              if (!kept.lossCase) break
              kept.lossCase = undefined
              kept.recovered = 0n
              world.move(claim, 'claim.reversed', [])
              kept.ordered = 0n
          }
          world.expectSound()
        }
        for (const index of world.claims.keys()) world.move(index, 'claim.reversed', [])
        expect([...world.used.values()]).toEqual([0n, 0n])
        for (const head of ['loss', 'loss_share', 'compensation', 'recovery', 'returned_income', 'due_from', 'due_to', 'clawback']) {
          expect([head, world.balance(head)]).toEqual([head, 0n])
        }
        // What was ordered and reversed is owed by the bank: what it owes and what it is owed are the same, and settled come to nothing.
        expect(world.balance('remittance_receivable')).toBe(-world.balance('compensation_payable'))
        world.settle('compensation_payable')
        world.settle('remittance_receivable')
        expect([...world.balances.values()].every((minor) => minor === 0n)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})
