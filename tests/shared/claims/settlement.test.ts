import { evaluate } from '@cofund/shared/claims/decision'
import { settlementEntries } from '@cofund/shared/claims/settlement.entries'
import {
  type YearLine,
  type YearStated,
  amountsOf,
  checkYear,
  differencesOf,
  nplRatioOf,
  partsOfDistricts,
  yearFigures,
} from '@cofund/shared/claims/settlement'
import type { Standing } from '@cofund/shared/claims/standing'
import { minorOf, replay } from '@cofund/shared/kernel/derivation'
import { fraction } from '@cofund/shared/kernel/fraction'
import { fen } from '@cofund/shared/kernel/money'
import { refusalOf } from '@cofund/shared/kernel/refusal'
import type { BookId } from '@cofund/shared/ledger/book'
import { type EntryDraft, checkTransfer, imbalancesOf } from '@cofund/shared/ledger/entry'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import type { CitedScheme, LossCase } from '@cofund/shared/policies/loss-case'
import { shippedPolicy } from '@cofund/shared/policies/shipped'
import type { Funder } from '@cofund/shared/pools/pool'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../kit/soak.ts'

/** The 2011 band with the city and the districts at 40 : 60. */
const band: CitedScheme = { ...decodeForSharing(shippedPolicy('DEMO-BAND').params), cites: {} }
const m = (millions: number): bigint => BigInt(Math.round(millions * 1e8))

const line = (district: string, loans: number, npl: number, disposed: number, recovered: number): YearLine => ({
  district,
  loan_balance: m(loans),
  npl_balance: m(npl),
  disposed: m(disposed),
  recovered: m(recovered),
  net_loss: m(disposed) - m(recovered),
})
const yearOf = (districts: readonly YearLine[], previous: bigint | null = null): YearStated => ({
  ...(Object.fromEntries(
    yearFigures.map((figure) => [figure, districts.reduce((sum, each) => sum + each[figure], 0n)]),
  ) as Record<(typeof yearFigures)[number], bigint>),
  previous_balance: previous,
  districts,
})
/** 4 % of a thousand millions, a net loss of eighteen: two thirds in Yangpu, a third in Pudong. */
const year = yearOf([line('310110', 700, 30, 14, 2), line('310115', 300, 10, 7, 1)])
const caseOf = (stated: YearStated): LossCase => ({ amounts: amountsOf(stated), used: { bank_year: 0n }, flags: {} })

test('bad loans of 4.0 % and a net loss of 18.00 m: a quarter of it lies in the band, half of which is 2.25 m, 0.90 : 1.35', () => {
  const { standing, payable, derivation } = evaluate(band, caseOf(year), fen(0n))
  expect(nplRatioOf(year)).toEqual(fraction(4n, 100n))
  expect(payable).toEqual(fen(m(2.25)))
  expect(standing.map(({ bearer, borne }) => [bearer, borne])).toEqual([
    ['city', m(0.9)],
    ['district', m(1.35)],
    ['bank', m(15.75)],
  ])
  expect(replay(derivation)).toBeUndefined()
})

test('the districts split their 1.35 m by their firms’ net loss, 12 : 6', () => {
  const parts = partsOfDistricts(evaluate(band, caseOf(year), fen(0n)).standing, year, 'CNY')
  expect(parts.map(({ district, borne }) => [district, borne])).toEqual([
    ['310110', m(0.9)],
    ['310115', m(0.45)],
  ])
  for (const part of parts) {
    expect(replay(part.derivation)).toBeUndefined()
    expect(minorOf(part.derivation)).toBe(part.borne)
  }
})

describe('a year is frozen only where it adds up', () => {
  test.each([
    ['as it is', year, undefined],
    ['no districts', { ...year, districts: [] }, 'settlement.no_districts'],
    ['a district twice', { ...year, districts: [...year.districts, ...year.districts] }, 'settlement.district_twice'],
    ['a figure below zero', yearOf([line('310110', 700, 30, -1, 0)]), 'settlement.figure_negative'],
    ['more bad loans than loans', yearOf([line('310110', 700, 701, 1, 0)]), 'settlement.npl_above_balance'],
    ['a net loss that is not what disposal left', yearOf([{ ...line('310110', 700, 30, 14, 2), net_loss: m(13) }]), 'settlement.net_loss_differs'],
    ['districts that are not the whole', { ...year, loan_balance: m(1001) }, 'settlement.lines_differ'],
  ])('%s', (_, stated, code) => {
    expect(refusalOf(() => checkYear(stated, 'CNY'))?.code).toBe(code)
  })

  test('the difference is told', () => {
    expect(refusalOf(() => checkYear({ ...year, loan_balance: m(1001) }, 'CNY'))?.facts).toEqual({
      figure: 'loan_balance',
      stated: '1001000000.00',
      lines: '1000000000.00',
      difference: '1000000.00',
    })
  })
})

test('what moved between two freezes, over the product and in the district', () => {
  const again = yearOf([line('310110', 700, 30, 16, 2), line('310115', 300, 10, 7, 1)])
  expect(differencesOf(year, again).map(({ figure, district, before, after }) => [figure, district, before, after])).toEqual([
    ['disposed', null, m(21), m(23)],
    ['net_loss', null, m(18), m(20)],
    ['disposed', '310110', m(14), m(16)],
    ['net_loss', '310110', m(12), m(14)],
  ])
})

const purse = (tier: 'city' | 'district', code: string, pays: Funder['pays']): Funder => ({
  tier,
  organisationId: `org_${code}`,
  nameZh: code,
  nameEn: code,
  jurisdictionCode: code,
  treasuryBookId: `bok_${code}`,
  sharePpm: 0,
  pays,
  since: '2024-01-01',
})
const pool = {
  bookId: 'bok_pool' as BookId,
  currency: 'CNY' as const,
  recoveriesGo: 'return' as const,
  funders: [purse('city', '310000', 'afterwards'), purse('district', '310110', 'afterwards'), purse('district', '310115', 'afterwards')],
}
const claim = { id: 'clm_1', noteId: null, poolId: 'rcp_1', bankId: 'org_bank', districtCode: null } as const

const standAt = (stated: YearStated | null): { standing: readonly Standing[]; parts: ReturnType<typeof partsOfDistricts> } => {
  if (!stated) return { standing: [], parts: [] }
  const { standing } = evaluate(band, caseOf(stated), fen(0n))
  return { standing, parts: partsOfDistricts(standing, stated, 'CNY') }
}
const entriesFor = (before: YearStated | null, after: YearStated, unpaid: bigint): EntryDraft[] =>
  settlementEntries({
    pool,
    claim,
    from: standAt(before).standing,
    to: standAt(after).standing,
    fromDistricts: standAt(before).parts,
    toDistricts: standAt(after).parts,
    unpaid,
    kind: 'settlement.decided',
    effectiveOn: '2025-06-30',
  })
const linesOf = (drafts: readonly EntryDraft[], bookId: string): Record<string, bigint> =>
  Object.fromEntries(
    drafts
      .filter((draft) => draft.bookId === bookId)
      .flatMap(({ postings }) => postings.map(({ account: { head, detail }, amount }) => [detail ? `${head}:${detail}` : head, amount.minor])),
  )

describe('the entries of a year that three purses pay', () => {
  test('each purse owes its own part to the pool, which owes the bank 2.25 m', () => {
    const drafts = entriesFor(null, year, 0n)
    checkTransfer(drafts)
    expect(linesOf(drafts, 'bok_pool')).toEqual({
      'loss_share:city': -m(0.9),
      'loss_share:district': -m(1.35),
      'loss_share:bank': -m(15.75),
      loss: m(18),
      'due_from:bok_310000': m(0.9),
      'due_from:bok_310110': m(0.9),
      'due_from:bok_310115': m(0.45),
      'compensation_payable:org_bank': -m(2.25),
    })
    expect(linesOf(drafts, 'bok_310115')).toEqual({ compensation: m(0.45), 'due_to:bok_pool': -m(0.45) })
  })

  test('a correction after payment posts the difference alone: a net loss of 16 m is 2.00 m, so the bank owes 0.25 m back', () => {
    const lower = yearOf([line('310110', 700, 30, 12, 2), line('310115', 300, 10, 7, 1)])
    const drafts = entriesFor(year, lower, 0n)
    checkTransfer(drafts)
    expect(linesOf(drafts, 'bok_pool')).toMatchObject({ 'remittance_receivable:org_bank': m(0.25), loss: -m(2) })
    expect(linesOf(drafts, 'bok_pool')['compensation_payable:org_bank']).toBeUndefined()
    expect(linesOf(entriesFor(year, lower, m(2.25)), 'bok_pool')['compensation_payable:org_bank']).toBe(m(0.25))
    // Of 1.20 m Yangpu now bears 10/16, 0.75; Pudong 6/16, 0.45.
    expect(linesOf(drafts, 'bok_310110')).toEqual({ compensation: -m(0.15), 'due_to:bok_pool': m(0.15) })
    expect(linesOf(drafts, 'bok_310115')).toEqual({})
  })

  test('a firm counted in the wrong district moves what two purses owe, and nothing of the bank’s', () => {
    const moved = yearOf([line('310110', 700, 30, 11, 2), line('310115', 300, 10, 10, 1)])
    const drafts = entriesFor(year, moved, 0n)
    checkTransfer(drafts)
    expect(linesOf(drafts, 'bok_pool')).toEqual({ 'due_from:bok_310110': -m(0.225), 'due_from:bok_310115': m(0.225) })
  })
})

test('any run of freezes: entries balance, districts sum to their tier, and in the end all stands as if it had been frozen once', () => {
  const amounts = fc.bigInt(0n, 10n ** 11n)
  const lines = fc.record({ loans: amounts, bad: fc.nat(1000), disposed: amounts, back: fc.nat(1000) })
  const years = fc.tuple(lines, lines).map((two) =>
    yearOf(
      two.map(({ loans, bad, disposed, back }, index) => {
        const recovered = (disposed * BigInt(back)) / 1000n
        return {
          district: index === 0 ? '310110' : '310115',
          loan_balance: loans + 1n,
          npl_balance: ((loans + 1n) * BigInt(bad)) / 1000n,
          disposed,
          recovered,
          net_loss: disposed - recovered,
        }
      }),
    ),
  )
  fc.assert(
    fc.property(fc.array(years, { minLength: 1, maxLength: 5 }), (history) => {
      const balances = new Map<string, bigint>()
      const add = (drafts: readonly EntryDraft[], into: Map<string, bigint>) => {
        for (const draft of drafts) {
          expect(imbalancesOf(draft.postings)).toEqual([])
          for (const { account, amount } of draft.postings) {
            const key = `${account.bookId} ${account.head} ${account.detail}`
            into.set(key, (into.get(key) ?? 0n) + amount.minor)
          }
        }
      }
      history.forEach((stated, index) => {
        checkYear(stated, 'CNY')
        const { standing, parts } = standAt(stated)
        expect(parts.reduce((sum, { borne }) => sum + borne, 0n)).toBe(standing.find(({ bearer }) => bearer === 'district')?.borne)
        add(entriesFor(history[index - 1] ?? null, stated, everything), balances)
      })
      const once = new Map<string, bigint>()
      add(entriesFor(null, history.at(-1) ?? year, everything), once)
      expect([...balances].filter(([, minor]) => minor !== 0n).toSorted()).toEqual([...once].toSorted())
    }),
    { numRuns: runs(60) },
  )
})

const everything = 10n ** 20n
