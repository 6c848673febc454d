import type { PoolQuota } from '@cofund/shared/pools/pool'
import { say } from '../say.ts'
import { wholeAmount } from '../ui/amount.ts'
import { Meter } from '../ui/Meter.tsx'
import { percentText } from '../ui/RatioText.tsx'
import { shareOfWhole } from './pool-figures.ts'

/** What of a quota is occupied. */
export function QuotaMeter({ granted, occupied }: Pick<PoolQuota, 'granted' | 'occupied'>) {
  if (granted.minor === 0n) return <span>{say('pool.quota.none')}</span>
  const share = percentText(shareOfWhole(occupied.minor, granted.minor))
  const said = say('pool.use', { used: wholeAmount(occupied), limit: wholeAmount(granted), share })
  return <Meter part={occupied.minor} whole={granted.minor} said={said} />
}
