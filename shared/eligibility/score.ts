import { type Derivation, derive, given } from '../kernel/derivation.ts'
import { compare } from '../kernel/fraction.ts'
import type { Finding, Missing, Outcome, Points } from './finding.ts'
import { allOf } from './finding.ts'
import { type Subject, measure } from './quantity.ts'
import type { Band, ScoreItem, TestOf } from './rule-set.ts'

/**
 * Adds up the points. An unknown figure may be worth anything from no points to its highest band; the score passes when even the
 * least would, and fails when even the most would not.
 */
export function score({ items, pass_at }: TestOf<'score'>, subject: Subject): Finding {
  const scored = items.map((item) => scoreItem(item, subject))
  const points: Points = {
    least: sum(scored.map(({ least }) => least)),
    most: sum(scored.map(({ most }) => most)),
    needed: pass_at,
  }
  const nonzero = scored.filter(({ item }) => item.must_not_be_zero)
  const outcome = allOf([
    within(points.least >= pass_at, points.most >= pass_at),
    ...nonzero.map(({ least, most }) => within(least > 0, most > 0)),
  ])
  const determined = points.least === points.most
  return {
    outcome,
    facts: scored.flatMap(({ facts }) => facts),
    missing: outcome === 'pass' ? [] : [...shortfalls(points, nonzero), ...scored.flatMap(({ missing }) => missing)],
    points,
    ...(determined
      ? {
          derivation: derive(
            'sum',
            scored.map(({ derivation }) => derivation),
            label('score'),
          ),
        }
      : {}),
  }
}

interface ScoredItem {
  readonly item: ScoreItem
  readonly least: number
  readonly most: number
  readonly facts: Finding['facts']
  readonly missing: readonly Missing[]
  readonly derivation: Derivation
}

function scoreItem(item: ScoreItem, subject: Subject): ScoredItem {
  const ways = item.best_of.map(({ of, bands }) => {
    const { value, facts, missing } = measure(of, subject)
    const reached = value && (bands.find(({ at_least }) => compare(value, at_least) >= 0)?.points ?? 0)
    return { least: reached ?? 0, most: reached ?? highest(bands), facts, missing }
  })
  const [least, most] = [Math.max(...ways.map((way) => way.least)), Math.max(...ways.map((way) => way.most))]
  return {
    item,
    least,
    most,
    facts: ways.flatMap(({ facts }) => facts),
    // A way that cannot give more than another already does need not be known.
    missing: ways.flatMap((way) => (way.most > least ? way.missing : [])),
    derivation: derive(
      'greatest',
      ways.map((way) => given(BigInt(way.least), label('points'))),
      label('points'),
    ),
  }
}

function shortfalls({ most, needed }: Points, nonzero: readonly ScoredItem[]): readonly Missing[] {
  const short: Missing[] = most < needed ? [{ need: 'points', short_by: needed - most }] : []
  return [
    ...short,
    ...nonzero.filter((scored) => scored.most === 0).map(({ item }): Missing => ({ need: 'nonzero', item: item.item })),
  ]
}

const within = (surely: boolean, possibly: boolean): Outcome => (surely ? 'pass' : possibly ? 'unknown' : 'fail')
const highest = (bands: readonly Band[]): number => Math.max(0, ...bands.map(({ points }) => points))
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const label = (name: 'score' | 'points') => ({ label: `eligibility.${name}`, unit: 'count' }) as const
