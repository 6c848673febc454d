import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, refresh, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { type PolicyRow, listRows } from './policy-rows.ts'
import { statusTones } from './policy-status.ts'

const route = getRouteApi('/policies')

const nameOf = ({ name }: Pick<PolicyRow, 'name'>): string => name[preferences().language]

const columns: readonly Column<PolicyRow>[] = [
  {
    name: 'name',
    word: 'policy.name',
    sorts: true,
    show: (row) => <Link {...paths.policyVersion(row.version.id)}>{nameOf(row)}</Link>,
  },
  { name: 'code', word: 'policy.code', sorts: true, show: ({ code }) => code },
  {
    name: 'status',
    word: 'policy.status',
    show: ({ version }) => <StatusTag tone={statusTones[version.status]}>{say(`policy.status.${version.status}`)}</StatusTag>,
  },
  { name: 'effectiveFrom', word: 'policy.effective_from', sorts: true, day: ({ version }) => version.effective?.from ?? null },
  { name: 'effectiveTo', word: 'policy.effective_to', show: ({ version }) => endOf(version.effective) },
  { name: 'emptyCount', word: 'policy.empty_count', count: ({ version }) => version.emptyCount },
  { name: 'document', word: 'policy.document', sorts: true, show: ({ version }) => version.document },
]

const endOf = (effective: PolicyRow['version']['effective']) => effective && (effective.to ?? say('policy.open_end'))

const filters: readonly Filter[] = [
  { as: 'text', name: 'search', word: 'policy.search' },
  {
    as: 'choice',
    name: 'status',
    word: 'policy.status',
    choices: [
      { value: 'active', word: 'policy.status.active' },
      { value: 'draft', word: 'policy.status.draft' },
      { value: 'retired', word: 'policy.status.retired' },
    ],
  },
]

export function PoliciesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const listing = listRows(useLoaded(api.policies.list.queryOptions()), nameOf, search)
  return (
    <Page title={say('policies')} count={listing.count}>
      <DataTable
        title={say('policies')}
        columns={columns}
        filters={filters}
        rowKey={({ id }) => id}
        listing={listing}
        search={search}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        firstUse={<EmptyState kind="first_use" what={say('policies.first_use')} action={<LoadShipped />} />}
      />
    </Page>
  )
}

function LoadShipped() {
  const mayDraft = useMay('policy.draft')
  const load = useMutation(api.policies.draftShipped.mutationOptions({ onSuccess: () => refresh(api.policies) }))
  return (
    <Button
      primary
      busy={load.isPending}
      disabledBecause={mayDraft ? undefined : say('policy.draft_shipped.not_yours')}
      onPress={() => load.mutate()}
    >
      {say('policy.draft_shipped')}
    </Button>
  )
}
