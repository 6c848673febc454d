import type { AppRouter } from '@cofund/server/app'
import { sum } from '@cofund/shared/kernel/money'
import { useQuery } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { api } from '../api.ts'
import { say, sayLabel } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { Section } from '../ui/Page.tsx'
import type { ClaimPageData } from './claim-steps.ts'

type Recovered = inferRouterOutputs<AppRouter>['recoveries']['ofClaim']['recoveries'][number]

const columns: readonly Column<Recovered>[] = [
  { name: 'place', word: 'claims.recovery.number', show: ({ place, reference }) => `${place} · ${reference}` },
  { name: 'kind', word: 'claims.recovery.kind', show: ({ kind }) => sayLabel(`recovery.kind.${kind}`) },
  { name: 'receivedOn', word: 'claims.recovery.on', day: ({ receivedOn }) => receivedOn },
  {
    name: 'gross',
    word: 'claims.recovery.gross',
    money: ({ gross }) => gross,
    opens: ({ id, derivation }) => ({ name: `recovery-${id.slice(4, 12)}`, title: say('claims.recovery.gross'), into: () => <Provenance derivation={derivation} /> }),
  },
  { name: 'due', word: 'claims.recovery.due', money: ({ due }) => due },
  { name: 'remitted', word: 'claims.recovery.remitted', money: ({ remitted }) => remitted },
  { name: 'dueOn', word: 'claims.recovery.due_on', day: ({ dueOn }) => dueOn },
]

/** What came back since it was paid, and how each recovery was divided; nothing is asked before there can be any. */
export function RecoveredSince({ page: { claim, decisions } }: { page: ClaimPageData }) {
  const { data } = useQuery(api.recoveries.ofClaim.queryOptions({ claimId: claim.id }, { enabled: decisions.length > 0 }))
  if (decisions.length === 0) return null
  const rows = data?.recoveries ?? []
  return (
    <Section title={say('claims.recoveries')}>
      <DataTable
        title={say('claims.recoveries')}
        columns={columns}
        rowKey={({ id }) => id}
        listing={data && { rows, count: rows.length, sums: { gross: sum(rows.map(({ gross }) => gross), claim.currency) } }}
        firstUse={<p className="page-about">{say('claims.recoveries.nothing')}</p>}
        plain
      />
    </Section>
  )
}
