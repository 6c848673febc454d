import { type Citation, trustTags } from '@cofund/shared/kernel/derivation'
import {
  type Cites,
  type Params,
  type ParameterPath,
  type PolicyVersionId,
  citeOf,
  parametersOf,
  policyVersionCan,
} from '@cofund/shared/policies/policy'
import type { DraftVersion } from '@cofund/shared/policies/policy.input'
import { inReadingOrder } from '@cofund/shared/policies/scheme-parameters'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, once, queryClient, refresh, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Clause } from '../ui/DerivationTree.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { sayParameter } from './parameters.tsx'
import './policies.css'
import { changed } from './rewrite.ts'

const versionOptions = (versionId: PolicyVersionId) => api.policies.version.queryOptions({ versionId })
export const loadDraftVersionPage = (versionId: PolicyVersionId) => queryClient.fetchQuery(versionOptions(versionId))

const route = getRouteApi('/policies/$versionId/draft')

interface Heading {
  readonly document: string
  readonly from: string
  readonly to: string
}

/**
 * A version as an official writes it: every parameter of the one it starts from, with its source, to be rewritten. A draft is
 * rewritten itself; from a version in effect a new draft is made, and that version stays as it is.
 */
export function DraftVersionPage() {
  const { versionId } = route.useParams()
  const { policy, version } = useLoaded(versionOptions(versionId))
  const navigate = useNavigate()
  const may = useMay('policy.draft')
  const rewrites = policyVersionCan.revise(version)
  const [heading, setHeading] = useState<Heading>({
    document: version.document,
    from: version.effective?.from ?? '',
    to: version.effective?.to ?? '',
  })
  const [params, setParams] = useState<Params>(version.params)
  const [cites, setCites] = useState<Cites>(version.cites)
  const [key] = useState(() => crypto.randomUUID())
  const drafted = async (draftedId: PolicyVersionId) => {
    await refresh(api.policies)
    await navigate(paths.policyVersion(draftedId))
  }
  const shown = { trpc: once(key), meta: { shownByPage: true } }
  const revise = useMutation(api.policies.revise.mutationOptions({ ...shown, onSuccess: () => drafted(versionId) }))
  const draftNew = useMutation(
    api.policies.draftVersion.mutationOptions({ ...shown, onSuccess: ({ versionId: id }) => drafted(id) }),
  )
  const saving = rewrites ? revise : draftNew
  const save = () => {
    const draft = draftOf(heading, params, cites)
    if (rewrites) revise.mutate({ versionId, ...draft })
    else draftNew.mutate({ policyId: policy.id, ...draft })
  }

  const columns: readonly Column<{ readonly path: ParameterPath; readonly value: unknown }>[] = [
    { name: 'parameter', word: 'policy.parameter', show: ({ path }) => sayParameter(path) },
    {
      name: 'value',
      word: 'policy.value',
      show: ({ path, value }) => (
        <Value path={path} value={value} onChange={(next) => setParams(changed(params, path, next))} />
      ),
    },
    {
      name: 'source',
      word: 'policy.source',
      show: ({ path }) => (
        <Source cite={citeOf(cites, path)} onChange={(cite) => setCites({ ...cites, [path]: cite })} />
      ),
    },
  ]
  const rows = inReadingOrder(parametersOf(params))
  return (
    <Page
      title={say(rewrites ? 'policy.draft.rewrite' : 'policy.draft.new')}
      about={`${policy.name[preferences().language]} · ${policy.code} · ${say('policy.version_number', { number: version.number })}`}
      actions={
        <Button primary busy={saving.isPending} onPress={save} disabledBecause={may ? undefined : say('policy.draft.not_yours')}>
          {say('policy.draft.save')}
        </Button>
      }
    >
      {saving.error && <ErrorNotice of={saving.error} />}
      <p className="page-about">{say('policy.draft.what')}</p>
      <Form layout="vertical" requiredMark={false} className="draft-heading">
        <Form.Item label={say('policy.document')} htmlFor="draft-document">
          <Input id="draft-document" value={heading.document} maxLength={200} onChange={({ target }) => setHeading({ ...heading, document: target.value })} />
        </Form.Item>
        <Form.Item label={say('policy.effective_from')} htmlFor="draft-from">
          <Input id="draft-from" value={heading.from} placeholder="2026-01-01" onChange={({ target }) => setHeading({ ...heading, from: target.value })} />
        </Form.Item>
        <Form.Item label={say('policy.draft.to')} htmlFor="draft-to">
          <Input id="draft-to" value={heading.to} placeholder={say('policy.open_end')} onChange={({ target }) => setHeading({ ...heading, to: target.value })} />
        </Form.Item>
      </Form>
      <Section title={say('policy.parameters')}>
        <DataTable title={say('policy.parameters')} columns={columns} rowKey={({ path }) => path} listing={{ rows, count: rows.length }} plain />
      </Section>
      <WholeDocument params={params} onChange={setParams} />
    </Page>
  )
}

const draftOf = ({ document, from, to }: Heading, params: Params, cites: Cites): DraftVersion => ({
  document,
  // A day that is none goes on as it was typed, for the server to say so.
  effective: from === '' ? null : { from: from as never, to: to === '' ? null : (to as never) },
  params,
  cites,
})

/** What is left empty is still to be read. */
function Value({ path, value, onChange }: { path: ParameterPath; value: unknown; onChange: (next: unknown) => void }) {
  const label = sayParameter(path)
  if (typeof value === 'boolean') {
    return (
      <Select
        aria-label={label}
        value={value}
        onChange={onChange}
        options={[
          { value: true, label: say('parameter.yes') },
          { value: false, label: say('parameter.no') },
        ]}
      />
    )
  }
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <Input
      aria-label={label}
      value={text}
      placeholder={say('policy.unread')}
      onChange={({ target }) => onChange(target.value === '' ? null : typeof value === 'number' ? Number(target.value) : target.value)}
    />
  )
}

function Source({ cite, onChange }: { cite: Citation | undefined; onChange: (cite: Citation) => void }) {
  const [open, setOpen] = useState(false)
  if (!open || !cite) {
    return (
      <>
        {cite ? <Clause of={cite} /> : say('policy.uncited')}{' '}
        <Button quiet onPress={() => (cite ? setOpen(true) : onChange({ document: say('policy.document'), tag: 'recalled' }))}>
          {say('policy.draft.cite')}
        </Button>
      </>
    )
  }
  return (
    <span className="draft-source">
      <Input
        aria-label={say('policy.document')}
        value={cite.document}
        onChange={({ target }) => onChange({ ...cite, document: target.value })}
      />
      <Input
        aria-label={say('policy.draft.clause')}
        placeholder={say('policy.draft.clause')}
        value={cite.clause ?? ''}
        onChange={({ target }) => onChange(withClause(cite, target.value))}
      />
      <Select
        aria-label={say('policy.draft.trust')}
        value={cite.tag}
        onChange={(tag) => onChange({ ...cite, tag })}
        options={trustTags.map((tag) => ({ value: tag, label: say(`trust.${tag}`) }))}
      />
    </span>
  )
}

const withClause = ({ clause: _former, ...cite }: Citation, clause: string): Citation => (clause === '' ? cite : { ...cite, clause })

/** The document itself, for parts that come or go: a cap, a step, a breaker. */
function WholeDocument({ params, onChange }: { params: Params; onChange: (params: Params) => void }) {
  const [text, setText] = useState<string>()
  const read = text === undefined ? params : readDocument(text)
  return (
    <Section title={say('policy.draft.document')}>
      <p className="page-about">{say('policy.draft.document.what')}</p>
      <Input.TextArea
        aria-label={say('policy.draft.document')}
        className="draft-document"
        autoSize={{ minRows: 6, maxRows: 24 }}
        spellCheck={false}
        status={read ? '' : 'error'}
        value={text ?? JSON.stringify(params, null, 2)}
        onChange={({ target }) => setText(target.value)}
      />
      {text !== undefined && (
        <Button
          disabledBecause={read ? undefined : say('policy.draft.document.unreadable')}
          onPress={() => {
            if (read) onChange(read)
            setText(undefined)
          }}
        >
          {say('policy.draft.document.take')}
        </Button>
      )}
    </Section>
  )
}

function readDocument(text: string): Params | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return read !== null && typeof read === 'object' && !Array.isArray(read) ? (read as Params) : undefined
  } catch {
    return undefined
  }
}
