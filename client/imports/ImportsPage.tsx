import { importShapes } from '@cofund/shared/import-shapes'
import type { ImportBatch } from '@cofund/shared/imports/import-batch'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { toneOf } from './import-figures.ts'

const route = getRouteApi('/imports')

const columns: readonly Column<ImportBatch>[] = [
  { name: 'file', word: 'import.file', show: ({ id, document }) => <Link {...paths.importBatch(id)}>{document.name}</Link> },
  { name: 'kind', word: 'import.kind', show: ({ kind }) => say(`import.kind.${kind}`) },
  { name: 'status', word: 'import.status', show: ({ status }) => <StatusTag tone={toneOf[status]}>{say(`import.status.${status}`)}</StatusTag> },
  { name: 'rows', word: 'import.rows', count: ({ counts }) => counts?.rows ?? null },
  { name: 'taken', word: 'import.taken', count: ({ counts }) => counts?.taken ?? null },
  { name: 'left', word: 'import.left', count: ({ counts }) => (counts ? counts.rows - counts.taken : null) },
  { name: 'startedBy', word: 'import.started_by', show: ({ startedBy }) => startedBy },
  { name: 'startedAt', word: 'import.started_at', show: ({ startedAt }) => <MomentText of={startedAt} /> },
]

const filters: readonly Filter[] = [
  {
    as: 'choice',
    name: 'kind',
    word: 'import.kind',
    choices: Object.values(importShapes).map(({ kind }) => ({ value: kind, word: `import.kind.${kind}` as const })),
  },
]

/** Every file that was sent, newest first, and the way to send one. */
export function ImportsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [sending, setSending] = useState(false)
  const { permissions } = useMe()
  const kinds = Object.values(importShapes).filter(({ permission }) => permissions.includes(permission))
  const batches = useListed(api.import.list.queryOptions(search, { refetchInterval: 5_000 }))
  const send = kinds.length > 0 && (
    <Button primary onPress={() => setSending(true)}>
      {say('import.new')}
    </Button>
  )
  return (
    <Page title={say('imports')} count={batches.listing?.count} actions={send}>
      <DataTable
        title={say('imports')}
        columns={columns}
        filters={filters}
        rowKey={({ id }) => id}
        {...batches}
        search={search}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        firstUse={<EmptyState kind="first_use" what={say('imports.first_use')} action={send} />}
      />
      {sending && <ImportDialog kinds={kinds} onClose={() => setSending(false)} />}
    </Page>
  )
}
