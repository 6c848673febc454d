import { compare } from '../kernel/fraction.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { formatPercent, ppm } from '../kernel/rate.ts'
import { canonicalJson } from '../kernel/wire.ts'
import type { CompensationScheme } from '../policies/compensation-scheme.ts'
import { refuse } from '../refuse.ts'
import type { OpenPool, SetMember } from './pool.input.ts'
import type { Pool, PoolMember } from './pool.ts'

/** Refuses funders whose shares are not those of the scheme: what each tier bears is the scheme's to say, the pool says whose purse it is. */
export function checkFunders({ funders, funding, leverageHundredths }: Pick<OpenPool, 'funders' | 'funding' | 'leverageHundredths'>, code: string, scheme: CompensationScheme): void {
  if (funding === 'annual_budget' && leverageHundredths !== undefined) refuse('pool.leverage_needs_capital', {})
  const split = scheme.compensation?.split ?? refuse('pool.split_unknown', { scheme: code })
  for (const { bearer, share } of split) {
    const agreed = funders.filter(({ tier }) => tier === bearer)
    const wrong = agreed.find(({ sharePpm }) => compare(ppm(sharePpm), share) !== 0)
    if (wrong || agreed.length === 0) {
      refuse('pool.funders_differ_from_scheme', {
        tier: bearer,
        agreed: wrong ? formatPercent(ppm(wrong.sharePpm), 4) : '0%',
        scheme: formatPercent(share, 4),
      })
    }
  }
  const stranger = funders.find(({ tier }) => !split.some(({ bearer }) => bearer === tier))
  if (stranger) {
    refuse('pool.funders_differ_from_scheme', { tier: stranger.tier, agreed: formatPercent(ppm(stranger.sharePpm), 4), scheme: '0%' })
  }
}

/** Refuses a pool that has ended. */
export function checkOpen({ code, closedOn }: Pick<Pool, 'code' | 'closedOn'>, on: PlainDate): void {
  if (closedOn !== null && closedOn <= on) refuse('pool.closed', { pool: code, on: closedOn })
}

/** What is on record of a member stays: its agreement, its products. What changes is when they end. */
export function checkMember(now: PoolMember | undefined, asked: SetMember): void {
  if (asked.endedOn !== null && asked.endedOn <= asked.agreedOn) refuse('pool.period_reversed', {})
  if (!now) return
  if (now.agreementNumber !== asked.agreementNumber || now.agreedOn !== asked.agreedOn) {
    refuse('pool.agreement_stands', { number: now.agreementNumber, on: now.agreedOn })
  }
  for (const { code, name, approvedOn } of now.products) {
    const same = asked.products.find((product) => product.code === code)
    if (!same || same.name !== name || same.approvedOn !== approvedOn) refuse('pool.product_stands', { code })
  }
  if (canonicalJson(standingOf(now)) === canonicalJson(standingOf(asked))) refuse('pool.member_stands_so', {})
}

const standingOf = ({ endedOn, suspendedOn, products }: Pick<SetMember, 'endedOn' | 'suspendedOn'> & Pick<PoolMember, 'products'>) => ({
  endedOn,
  suspendedOn,
  products: products.toSorted((a, b) => (a.code < b.code ? -1 : 1)).map(({ code, endedOn: end }) => ({ code, end })),
})
