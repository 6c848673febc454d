import { type Derivation, derive, given } from '@cofund/shared/kernel/derivation'
import { fraction } from '@cofund/shared/kernel/fraction'
import type { Listing } from '@cofund/shared/kernel/listing'
import { type Money, fen, sum } from '@cofund/shared/kernel/money'
import { type PlainDate, addDays, plainDate } from '@cofund/shared/kernel/plain-date'
import { sayWord } from '@cofund/shared/kernel/words'
import type { ChartData, FlowData } from '../../charts/chart-data.ts'
import { preferences } from '../../preferences.ts'
import type { TableSearch } from '../Filters.tsx'
import type { Tone } from '../StatusTag.tsx'
import { samples } from './gallery.words.ts'

export const sample = (key: keyof typeof samples, facts?: Readonly<Record<string, string | number>>): string =>
  sayWord(samples[key], preferences().language, facts)

/** Invented figures: the same in every run, odd to the fen so that rounding shows. */
export interface SampleLine {
  readonly id: string
  readonly voucher: string
  readonly number: number
  readonly amount: Money
  readonly balance: Money | null
  readonly effectiveOn: PlainDate
  readonly status: Tone
}

export const tones: readonly Tone[] = ['ok', 'going', 'watch', 'risk', 'quiet']

export const lines: readonly SampleLine[] = Array.from({ length: 137 }, (_, index) => ({
  id: `pst_${index}`,
  voucher: `PZ-2026-${String(index + 1).padStart(6, '0')}`,
  number: index + 1,
  amount: fen(BigInt(index * 7_654_321 + 100_000_019)),
  balance: index === 40 ? null : fen(BigInt(index * 5_123_457 + 60_000_007)),
  effectiveOn: addDays(plainDate('2026-01-05'), index * 2),
  status: tones[index % tones.length] ?? 'ok',
}))

export interface SampleSearch extends TableSearch {
  readonly voucher?: string
  readonly status?: Tone
  readonly from?: PlainDate
  readonly to?: PlainDate
}

/** What a server would answer at this address. */
export function listLines({ page = 1, size = 20, sort, descending, ...wish }: SampleSearch): Listing<SampleLine> {
  const wanted = lines.filter(
    ({ voucher, status, effectiveOn }) =>
      voucher.includes(wish.voucher ?? '') &&
      (!wish.status || status === wish.status) &&
      (!wish.from || effectiveOn >= wish.from) &&
      (!wish.to || effectiveOn <= wish.to),
  )
  const ordered =
    sort === 'amount' ? wanted.toSorted((a, b) => Number(a.amount.minor - b.amount.minor) * (descending ? -1 : 1)) : wanted
  return {
    rows: ordered.slice((page - 1) * size, page * size),
    count: ordered.length,
    sums: {
      amount: sum(
        ordered.map(({ amount }) => amount),
        'CNY',
      ),
    },
  }
}

/** 80 % of a loss of 1,234,567.89 is 987,654.312; the pool holds 900,000.00. */
export function sampleDerivation(): Derivation {
  const yuan = (label: string, minor: bigint) => given(minor, { label, unit: 'minor', currency: 'CNY' })
  const minor = (label: string) => ({ label, unit: 'minor', currency: 'CNY' }) as const
  const share = given(fraction(4n, 5n), {
    label: sample('share'),
    unit: 'ratio',
    cite: { document: sample('document'), clause: sample('twelfth'), tag: 'R1c', url: 'https://example.invalid/' },
  })
  const borne = derive(
    'round:down',
    [derive('product', [yuan(sample('loss'), 123_456_789n), share], minor(sample('borne')))],
    minor(sample('borne')),
  )
  return derive('least', [borne, yuan(sample('room'), 90_000_000n)], {
    ...minor(sample('compensation')),
    cite: { document: sample('document'), clause: sample('fourteenth'), tag: 'R2' },
  })
}

const months = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}`)

export const monthlyShares = (): ChartData => ({
  axis: { label: sample('month') },
  measure: 'money',
  series: [
    { key: 'city', name: { label: sample('city') }, as: 'bar' },
    { key: 'district', name: { label: sample('district') }, as: 'bar' },
    { key: 'bank', name: { label: sample('bank') }, as: 'bar' },
    { key: 'cumulative', name: { label: sample('cumulative') }, as: 'line' },
  ],
  points: months.map((month, index) => ({
    key: month,
    name: { label: month },
    values: {
      city: fen(BigInt(3_100_000_011 + index * 120_000_007)),
      district: fen(BigInt(2_200_000_035 + index * 90_000_001)),
      bank: index === 4 ? null : fen(BigInt(4_800_000_099 - index * 300_000_013)),
      cumulative: fen(BigInt(index * 900_000_000 - 2_900_000_000)),
    },
  })),
})

export function moneyFlows(): FlowData {
  const place = (key: keyof typeof samples) => ({ key, name: { label: sample(key) } })
  const flow = (from: keyof typeof samples, to: keyof typeof samples, minor: bigint) => ({ from, to, amount: fen(minor) })
  return {
    places: [
      place('cityFinance'),
      place('districtFinance'),
      place('guidanceFund'),
      place('social'),
      place('ventures'),
      place('hardTech'),
    ],
    flows: [
      flow('cityFinance', 'guidanceFund', 60_000_000_000n),
      flow('districtFinance', 'guidanceFund', 40_000_000_000n),
      flow('guidanceFund', 'ventures', 55_000_000_000n),
      flow('guidanceFund', 'hardTech', 45_000_000_000n),
      flow('social', 'ventures', 90_000_000_000n),
      flow('social', 'hardTech', 70_000_000_000n),
    ],
  }
}
