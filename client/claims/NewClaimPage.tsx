import type { AppRouter } from '@cofund/server/app'
import { noteCan } from '@cofund/shared/loans/drawdown-note'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { useState } from 'react'
import { api, once, refresh, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import './claims.css'

type Note = inferRouterOutputs<AppRouter>['note']['list']['rows'][number]

const route = getRouteApi('/claims/new')

const filters: readonly Filter[] = [{ as: 'text', name: 'search', word: 'claims.note_search' }]

/** Which note is claimed for: those in default, the longest overdue first. A draft is opened at once, with what the note already says. */
export function NewClaimPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const { serverDay } = useMe()
  const [key] = useState(() => crypto.randomUUID())
  const notes = useListed(api.note.list.queryOptions({ ...search, sort: 'overdueDays', descending: true }))
  const may = useMay('claim.draft')
  const draft = useMutation(
    api.claims.draft.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async ({ claimId }) => {
        await refresh(api.claims)
        await navigate(paths.reviseClaim(claimId))
      },
    }),
  )
  const columns: readonly Column<Note>[] = [
    { name: 'number', word: 'claims.note', show: ({ number }) => number },
    { name: 'firm', word: 'claims.firm', show: ({ enterpriseName }) => enterpriseName },
    { name: 'status', word: 'claims.status', show: ({ status }) => <StatusTag tone={noteCan.claim({ status }) ? 'watch' : 'quiet'}>{say(`claims.note.${status}`)}</StatusTag> },
    { name: 'overdueDays', word: 'claims.overdue_days', count: ({ overdueDays }) => overdueDays },
    { name: 'balance', word: 'claims.balance', money: ({ balance }) => balance },
    { name: 'lentOn', word: 'form.claim.lent_on', day: ({ lentOn }) => lentOn },
    {
      name: 'claim',
      word: 'claims.new',
      show: (note) => (
        <Button
          busy={draft.isPending && draft.variables.noteId === note.id}
          disabledBecause={!may ? say('claims.may_not_draft') : noteCan.claim(note) ? undefined : say('claims.note_not_in_default')}
          onPress={() => draft.mutate({ noteId: note.id })}
        >
          {say('claims.draft_for', { number: note.number })}
        </Button>
      ),
    },
  ]
  return (
    <UnitOfView unit="one">
      <Page
        title={say('claims.new')}
        asOf={serverDay}
        about={say('claims.new.about')}
        actions={
          <>
            <Link {...paths.deficiency()}>{say('claims.codes')}</Link>
            <Link {...paths.imports()}>{say('claims.by_file')}</Link>
          </>
        }
      >
        {draft.error && <ErrorNotice of={draft.error} />}
        <DataTable
          title={say('claims.choose_note')}
          columns={columns}
          filters={filters}
          rowKey={({ id }) => id}
          {...notes}
          search={search}
          onSearch={(change) => void navigate({ to: '/claims/new', search: (now) => ({ ...now, ...change }) })}
          firstUse={<EmptyState kind="first_use" title={say('claims.no_notes')} what={say('claims.no_notes.what')} />}
        />
      </Page>
    </UnitOfView>
  )
}
