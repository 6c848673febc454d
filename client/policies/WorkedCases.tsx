import type { Outcome, WorkedResult } from '@cofund/shared/policies/worked-cases'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { RefusalText } from '../sentences.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Section } from '../ui/Page.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'

const tones: Record<Outcome, Tone> = { agrees: 'ok', differs: 'risk', refused: 'watch' }

const columns: readonly Column<WorkedResult>[] = [
  { name: 'name', word: 'policy.worked.case', show: ({ name }) => name[preferences().language] },
  {
    name: 'outcome',
    word: 'policy.worked.outcome',
    show: ({ outcome }) => <StatusTag tone={tones[outcome]}>{say(`policy.worked.${outcome}`)}</StatusTag>,
  },
  {
    name: 'bearers',
    word: 'policy.worked.bearers',
    show: ({ refusal, bearers }) => (refusal ? <RefusalText of={refusal} /> : bearers.map(sayBearer).join(say('policy.worked.separator'))),
  },
]

/** The examples worked out for this scheme, and whether the version answers them. */
export function WorkedCases({ versionId }: { versionId: PolicyVersionId }) {
  const worked = useQuery(api.policies.workedCases.queryOptions({ versionId }, { throwOnError: false, retry: false }))
  const rows = worked.data ?? []
  return (
    <Section title={say('policy.worked')}>
      {worked.isError && <p className="page-about">{say('policy.try.unread')}</p>}
      {worked.data && rows.length === 0 && <p className="page-about">{say('policy.worked.none')}</p>}
      {rows.length > 0 && (
        <DataTable
          title={say('policy.worked')}
          columns={columns}
          rowKey={({ name }) => name.en}
          listing={{ rows, count: rows.length }}
          plain
        />
      )}
    </Section>
  )
}

const sayBearer = ({ bearer, expected, got }: WorkedResult['bearers'][number]): string => {
  const who = say(`bearer.${bearer}`)
  return got === expected
    ? say('policy.worked.bears', { bearer: who, amount: grouped(expected) })
    : say('policy.worked.bears_other', { bearer: who, expected: grouped(expected), got: got === null ? say('policy.worked.nothing') : grouped(got) })
}

/** "320,000.00": these are examples in plain yuan, whatever unit the page is read in. */
const grouped = (decimal: string): string => {
  const [whole = '0', part] = decimal.split('.')
  return `${BigInt(whole).toLocaleString('en-US')}${part ? `.${part}` : ''}`
}
