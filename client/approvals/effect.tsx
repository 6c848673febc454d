import type { Effect, EffectRow, EffectValue } from '@cofund/shared/kernel/effect'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, Unknown } from '../ui/DayText.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { PercentText } from '../ui/RatioText.tsx'

const columns: readonly Column<EffectRow>[] = [
  { name: 'field', word: 'approval.effect.field', show: (row) => sayField(row) },
  { name: 'before', word: 'approval.effect.before', show: ({ before }) => <Value of={before} /> },
  { name: 'after', word: 'approval.effect.after', show: ({ after }) => <Value of={after} /> },
]

/** What a decision changes, field by field. */
export const EffectTable = ({ of: { rows } }: { of: Effect }) => (
  <DataTable
    title={say('approval.effect')}
    columns={columns}
    rowKey={({ field }) => field.join('.')}
    listing={{ rows, count: rows.length }}
    plain
  />
)

/** A field that is not the same in what was shown and in what would happen now; null where it is in one of them only. */
interface Difference {
  readonly field: EffectRow['field']
  readonly shown: EffectRow | null
  readonly now: EffectRow | null
}

const differenceColumns: readonly Column<Difference>[] = [
  { name: 'field', word: 'approval.effect.field', show: (row) => sayField(row) },
  { name: 'shown', word: 'approval.effect.shown', show: ({ shown }) => <Change of={shown} /> },
  { name: 'now', word: 'approval.effect.now', show: ({ now }) => <Change of={now} /> },
]

/** What was shown beside what would happen now, where they differ. */
export function EffectDifference({ shown, now }: { shown: Effect; now: Effect }) {
  const rows = differencesOf(shown, now)
  return (
    <DataTable
      title={say('approval.effect.changed')}
      columns={differenceColumns}
      rowKey={({ field }) => field.join('.')}
      listing={{ rows, count: rows.length }}
      plain
    />
  )
}

function differencesOf(shown: Effect, now: Effect): readonly Difference[] {
  const byField = ({ rows }: Effect) => new Map(rows.map((row) => [row.field.join('.'), row]))
  const [old, fresh] = [byField(shown), byField(now)]
  return [...new Map([...old, ...fresh])]
    .map(([key, { field }]) => ({ field, shown: old.get(key) ?? null, now: fresh.get(key) ?? null }))
    .filter((row) => canonicalJson(row.shown) !== canonicalJson(row.now))
}

const sayField = ({ field }: Pick<EffectRow, 'field'>): string =>
  field.map((part) => (typeof part === 'number' ? String(part) : say(part))).join(' · ')

const Change = ({ of: row }: { of: EffectRow | null }) =>
  row ? (
    <>
      <Value of={row.before} /> → <Value of={row.after} />
    </>
  ) : (
    <Unknown />
  )

function Value({ of: value }: { of: EffectValue | null }) {
  switch (value?.as) {
    case undefined:
      return <Unknown />
    case 'text':
      return value.text
    case 'name':
      return value[preferences().language]
    case 'words':
      return value.words.map((word) => say(word)).join(' / ')
    case 'day':
      return <DayText of={value.day} />
    case 'rate':
      return <PercentText of={value.rate} />
    case 'amount':
      return <MoneyText of={value.amount} />
  }
}
