import {
  type Indicator,
  type PaymentPlan,
  type Voucher,
  drawnBy,
  grantedBy,
  leftOf,
  plannedBy,
  releasedBy,
  undrawn,
  undrawnBy,
  unplanned,
} from '@cofund/shared/fiscal/budget'
import { budgetChanged, voucherDrawn } from '@cofund/shared/fiscal/fiscal.entries'
import { fen, negate } from '@cofund/shared/kernel/money'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { EntryDraft } from '@cofund/shared/ledger/entry'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../kit/soak.ts'

const fresh: Indicator = {
  id: 'ind_1',
  organisationId: 'org_yangpu_finance',
  bookId: 'bok_yp_fisc',
  documentNumber: '杨财预〔2026〕17 号',
  name: '风险补偿专项',
  source: 'general',
  functionCode: '2150805',
  budgetYear: 2026,
  granted: fen(0n),
  planned: fen(0n),
  drawn: fen(0n),
  carriedFrom: null,
}

/** What the treasury's memorandum account of the indicator stands at after these entries. */
const memo = (entries: readonly EntryDraft[]): bigint =>
  entries
    .flatMap(({ postings }) => postings)
    .filter(({ account: { head, detail } }) => head === 'budget_indicator' && detail === fresh.id)
    .reduce((total, { amount }) => total + amount.minor, 0n)

const step = fc.record({
  deed: fc.constantFrom('grant', 'adjust', 'plan', 'release', 'draw', 'pay', 'cancel', 'carry', 'return'),
  minor: fc.bigInt({ min: 1n, max: 1_000n }),
  pick: fc.nat({ max: 9 }),
})

describe('an indicator', () => {
  test('keeps granted ≥ planned ≥ drawn ≥ 0 and as much left as its memorandum account, whatever is done in whatever order', () => {
    let [done, refused] = [0, 0]
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        let indicator = fresh
        const plans: PaymentPlan[] = []
        const vouchers: Voucher[] = []
        const entries: EntryDraft[] = []
        const change = (minor: bigint) => {
          indicator = grantedBy(indicator, fen(minor))
          entries.push(budgetChanged(indicator, { kind: 'fiscal.adjusted', on: '2026-02-06', amount: fen(minor), documentNumber: 'd' }))
        }
        const deeds = {
          grant: (minor: bigint) => change(minor),
          adjust: (minor: bigint) => change(minor % 2n === 0n ? minor : -minor),
          carry: (minor: bigint) => change(-minor),
          return: (minor: bigint) => change(-minor),
          plan: (minor: bigint) => {
            indicator = plannedBy(indicator, fen(minor))
            const amount = fen(minor)
            const id = `pln_${plans.length}` as const
            plans.push({ id, indicatorId: indicator.id, number: id, plannedOn: '2026-02-07', month: '2026-03-01', purpose: 'p', amount, drawn: fen(0n), released: fen(0n) })
          },
          release: (_: bigint, pick: number) => {
            const plan = plans[pick]
            if (!plan) return
            const after = releasedBy(indicator, plan)
            indicator = after.indicator
            plans[pick] = after.plan
          },
          draw: (minor: bigint, pick: number) => {
            const plan = plans[pick]
            if (!plan) return
            const after = drawnBy({ indicator, plan }, fen(minor))
            indicator = after.indicator
            plans[pick] = after.plan
            const id = `vch_${vouchers.length}` as const
            const voucher: Voucher = {
              id,
              organisationId: indicator.organisationId,
              indicatorId: indicator.id,
              planId: plan.id,
              number: id,
              drawnOn: '2026-03-01',
              amount: fen(minor),
              purpose: 'compensation',
              subject: 'clm_1',
              payee: 'bank',
              payeeBookId: null,
              throughBookId: null,
              status: 'drawn',
              paidOn: null,
              entryId: null,
              paidEntryId: null,
            }
            vouchers.push(voucher)
            entries.push(voucherDrawn(indicator, voucher))
          },
          pay: (_: bigint, pick: number) => {
            const voucher = vouchers[pick]
            if (voucher?.status === 'drawn') vouchers[pick] = { ...voucher, status: 'paid' }
          },
          cancel: (_: bigint, pick: number) => {
            const voucher = vouchers[pick]
            const at = plans.findIndex(({ id }) => id === voucher?.planId)
            const plan = plans[at]
            if (!voucher || !plan || voucher.status !== 'drawn') return
            const after = undrawnBy({ indicator, plan }, voucher)
            indicator = after.indicator
            plans[at] = after.plan
            vouchers[pick] = { ...voucher, status: 'cancelled' }
            entries.push(voucherDrawn(indicator, { ...voucher, amount: negate(voucher.amount) }))
          },
        }
        for (const { deed, minor, pick } of steps) {
          try {
            deeds[deed](minor, pick)
            done += 1
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
            refused += 1
          }
          const { granted, planned, drawn } = indicator
          expect(granted.minor >= planned.minor && planned.minor >= drawn.minor && drawn.minor >= 0n).toBe(true)
          expect(memo(entries)).toBe(leftOf(indicator).minor)
          expect(plans.reduce((sum, plan) => sum + plan.amount.minor - plan.released.minor, 0n)).toBe(planned.minor)
          expect(vouchers.reduce((sum, { status, amount }) => sum + (status === 'cancelled' ? 0n : amount.minor), 0n)).toBe(drawn.minor)
          expect(plans.every((plan) => undrawn(plan).minor >= 0n)).toBe(true)
        }
      }),
      { numRuns: runs(400) },
    )
    // Otherwise it would have proved nothing.
    expect(done > 1_000 && refused > 500).toBe(true)
  })

  const granted = grantedBy(fresh, fen(1_000n))
  const planned = plannedBy(granted, fen(700n))

  test('of 1,000 with 700 planned leaves 300 to plan: 301 more are refused, and so is a cut of 301', () => {
    expect(unplanned(planned)).toEqual(fen(300n))
    expect(() => plannedBy(planned, fen(301n))).toThrow('fiscal.plan_above_left')
    expect(() => grantedBy(planned, fen(-301n))).toThrow('fiscal.indicator_overdrawn')
    expect(grantedBy(planned, fen(-300n)).granted).toEqual(fen(700n))
  })
})
