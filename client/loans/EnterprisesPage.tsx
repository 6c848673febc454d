import type { Enterprise } from '@cofund/shared/enterprises/enterprise'
import { registerEnterpriseInput } from '@cofund/shared/enterprises/register.input'
import { usccFindings } from '@cofund/shared/kernel/uscc'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { Form, Input } from 'antd'
import { api, refresh, useListed } from '../api.ts'
import { NoteDeed } from './NoteDeed.tsx'
import { paths } from '../paths.ts'
import { useMay } from '../people/me.ts'
import { TextField, needed } from '../pools/fields.tsx'
import { say } from '../say.ts'
import { RefusalText } from '../sentences.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { Page } from '../ui/Page.tsx'

const route = getRouteApi('/enterprises')

const columns: readonly Column<Enterprise>[] = [
  { name: 'name', word: 'enterprise.name', sorts: true, show: ({ id, name }) => <Link {...paths.enterprise(id)}>{name}</Link> },
  { name: 'uscc', word: 'enterprise.uscc', sorts: true, show: ({ uscc }) => <span className="figure">{uscc}</span> },
  { name: 'group', word: 'enterprise.group', show: ({ groupCode }) => groupCode ?? say('enterprise.group.none') },
]

const filters: readonly Filter[] = [{ as: 'text', name: 'search', word: 'enterprise.search' }]

/** The register: one firm for each social credit code. */
export function EnterprisesPage() {
  const { drill: _drill, unit: _unit, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const firms = useListed(api.enterprise.list.queryOptions(search))
  return (
    <Page title={say('enterprises')} count={firms.listing?.count} about={say('enterprises.about')} actions={useMay('enterprise.record') && <Register />}>
      <DataTable
        title={say('enterprises')}
        columns={columns}
        filters={filters}
        rowKey={({ id }) => id}
        {...firms}
        search={search}
        onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        firstUse={<EmptyState kind="first_use" what={say('enterprises.first_use')} />}
      />
    </Page>
  )
}

interface Fields {
  readonly uscc: string
  readonly name: string
  readonly groupCode?: string
  readonly overrideReason?: string
}

function Register() {
  const register = useMutation(api.enterprise.register.mutationOptions({ meta: { shownByPage: true } }))
  return (
    <NoteDeed<Fields>
      label={say('enterprise.register')}
      initial={{}}
      busy={register.isPending}
      error={register.error}
      onSend={({ groupCode, overrideReason, ...firm }, done) => {
        const what = registerEnterpriseInput.parse({ ...firm, ...(groupCode?.trim() && { groupCode }), ...(overrideReason?.trim() && { overrideReason }) })
        register.mutate(what, { onSuccess: () => { done(); void refresh(api.enterprise) } })
      }}
    >
      <Form.Item name="uscc" label={say('enterprise.uscc')} rules={[needed()]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item shouldUpdate noStyle>
        {({ getFieldValue }) => {
          const [finding] = usccFindings(String(getFieldValue('uscc') ?? ''))
          if (!getFieldValue('uscc') || !finding) return null
          return (
            <>
              <p className="page-about"><RefusalText of={finding} /></p>
              {finding.code === 'uscc.check_character' && <TextField name="overrideReason" word="enterprise.override_reason" longest={500} optional />}
            </>
          )
        }}
      </Form.Item>
      <TextField name="name" word="enterprise.name" longest={120} />
      <TextField name="groupCode" word="enterprise.group" longest={64} optional />
    </NoteDeed>
  )
}
