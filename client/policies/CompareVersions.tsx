import type { ParameterChange } from '@cofund/shared/policies/compare-versions'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import { type ParameterReading, readParameter } from '@cofund/shared/policies/scheme-parameters'
import type { Currency } from '@cofund/shared/kernel/money'
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { api } from '../api.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Unknown } from '../ui/DayText.tsx'
import { Clause } from '../ui/DerivationTree.tsx'
import { Section } from '../ui/Page.tsx'
import { Reading, sayParameter } from './parameters.tsx'

interface Sibling {
  readonly id: PolicyVersionId
  readonly number: number
}

interface Compared extends ParameterChange {
  readonly was: ParameterReading | null
  readonly is: ParameterReading | null
}

const columns: readonly Column<Compared>[] = [
  { name: 'parameter', word: 'policy.parameter', show: ({ path }) => sayParameter(path) },
  { name: 'before', word: 'policy.compare.before', show: ({ was }) => (was ? <Reading of={was} /> : <Unknown />) },
  { name: 'after', word: 'policy.compare.after', show: ({ is }) => (is ? <Reading of={is} /> : <Unknown />) },
  { name: 'source', word: 'policy.source', show: ({ citedAfter }) => (citedAfter ? <Clause of={citedAfter} /> : <Unknown />) },
]

/** What changes from another version of the policy, the one before it to begin with, to this one. */
export function CompareVersions({ version, others, currency }: { version: Sibling; others: readonly Sibling[]; currency: Currency }) {
  const former = others.filter(({ number }) => number < version.number).toSorted((a, b) => b.number - a.number)[0]
  const [beforeId, setBeforeId] = useState(former?.id ?? others[0]?.id ?? version.id)
  const changes = useQuery(api.policies.compare.queryOptions({ beforeId, versionId: version.id }))
  const rows = (changes.data ?? []).map((change) => ({
    ...change,
    was: change.before === undefined ? null : readParameter({ path: change.path, value: change.before }, currency),
    is: change.after === undefined ? null : readParameter({ path: change.path, value: change.after }, currency),
  }))
  return (
    <Section
      title={say('policy.compare')}
      actions={
        <Select
          aria-label={say('policy.compare.with')}
          value={beforeId}
          onChange={setBeforeId}
          options={others.map(({ id, number }) => ({ value: id, label: say('policy.version_number', { number }) }))}
        />
      }
    >
      {changes.data && rows.length === 0 ? (
        <p className="page-about">{say('policy.compare.same')}</p>
      ) : (
        <DataTable
          title={say('policy.compare')}
          columns={columns}
          rowKey={({ path }) => path}
          listing={changes.data && { rows, count: rows.length }}
          plain
        />
      )}
    </Section>
  )
}
