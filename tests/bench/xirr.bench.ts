import { type DatedFlow, internalRate } from '@cofund/shared/returns/internal-rate'
import { fromDayNumber } from '@cofund/shared/kernel/plain-date'
import { xirr as webcarrot } from '@webcarrot/xirr'
// @ts-expect-error -- the package has no types
import untypedXirr from 'xirr'

interface LibraryFlow {
  readonly amount: number
  readonly date: Date
  readonly when: Date
}
const plainXirr = untypedXirr as (flows: LibraryFlow[]) => number

/**
 * XIRR of flows with one rate, against two libraries of npm, @webcarrot/xirr and xirr: for each number of flows the quicker of the
 * two, ours, and the ratio. They look for a root from a guess; ours also proves that there is no other.
 */
export function run(): void {
  console.log('one change of sign')
  for (const count of [2, 5, 13, 40, 120]) compare(funds(count, (_, at) => at < 0.5))
  console.log('calls and distributions overlap')
  for (const count of [13, 40, 120]) compare(funds(count, (chance, at) => at < 0.3 || (at < 0.7 && chance < 0.4)))
}

function compare(funds: readonly (readonly (readonly [day: number, fen: number])[])[]): void {
  const cases = funds.map((flows) => ({
    ours: flows.map(([day, fen]): DatedFlow => ({ on: fromDayNumber(day), amount: BigInt(fen) })),
    theirs: flows.map(([day, fen]): LibraryFlow => ({ amount: fen / 100, date: dateOf(day), when: dateOf(day) })),
  }))
  // Timed on what all of them can do: the libraries give up on some, or find another number.
  const shared = cases.filter(({ ours, theirs }) => {
    const answer = internalRate(ours)
    return answer.status === 'ok' && [webcarrot, plainXirr].every((find) => Math.abs((attempt(find, theirs) ?? NaN) - answer.rate) < 1e-6)
  })
  const [ours, theirs] = [shared.map((each) => each.ours), shared.map((each) => each.theirs)]
  const rivals = { '@webcarrot/xirr': bestOf(theirs, webcarrot), xirr: bestOf(theirs, plainXirr) }
  const own = bestOf(ours, internalRate)
  const [name, fastest] = Object.entries(rivals).reduce((best, next) => (next[1] < best[1] ? next : best))
  const times = `${name} ${fastest.toFixed(2)} µs, ours ${own.toFixed(2)} µs, ratio ${(own / fastest).toFixed(2)}`
  console.log(`${String(funds[0]?.length).padStart(4)} flows: ${times} (${shared.length} of ${funds.length} funds that all three solve)`)
}

const dateOf = (day: number): Date => new Date(day * 86_400_000)

function attempt(find: (flows: LibraryFlow[]) => number, flows: LibraryFlow[]): number | undefined {
  try {
    return find(flows)
  } catch {
    return undefined
  }
}

/** Microseconds for one case: the best of many rounds, for whatever else the machine does only adds. */
function bestOf<Flows>(cases: readonly Flows[], rateOf: (flows: Flows) => unknown): number {
  let best = Infinity
  for (let round = 0; round < 60; round += 1) {
    const began = performance.now()
    for (let turn = 0; turn < 20; turn += 1) for (const flows of cases) rateOf(flows)
    best = Math.min(best, ((performance.now() - began) / 20 / cases.length) * 1000)
  }
  return best
}

/** Forty funds, always the same: a flow every one to five months, paid in or paid out as `isCall` says. */
function funds(count: number, isCall: (chance: number, at: number) => boolean): (readonly [number, number])[][] {
  let state = 1
  const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  return Array.from({ length: 40 }, () => {
    let day = 14_000
    return Array.from({ length: count }, (_, index) => {
      day += 30 + Math.floor(chance() * 120)
      const call = isCall(chance(), index / count)
      return [day, call ? -Math.round(1e6 + chance() * 1e8) : Math.round(1e6 + chance() * 2.4e8)] as const
    })
  })
}
