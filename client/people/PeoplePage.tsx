import type { AppRouter } from '@cofund/server/app'
import { addMonths, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { type ApiKey, apiKeyScopes, isLiveOn } from '@cofund/shared/people/api-key'
import { type FoundedOrganisation, type Organisation, organisationKinds } from '@cofund/shared/people/organisation'
import { type Role, roles as everyRole } from '@cofund/shared/people/role'
import type { ProposeInput } from '@cofund/shared/proposals'
import { useMutation } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Input, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type ReactNode, useState } from 'react'
import { api, queryClient, refresh, useLoaded } from '../api.ts'
import { Propose, useProposing } from '../Propose.tsx'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { nameOf, useMay, useMe } from './me.ts'
import './people.css'

type Seat = inferRouterOutputs<AppRouter>['people']['list'][number]

const seatsOptions = () => api.people.list.queryOptions()
const organisationsOptions = () => api.people.organisations.queryOptions()
const keysOptions = () => api.people.apiKeys.queryOptions()
const jurisdictionsOptions = () => api.people.jurisdictions.queryOptions()
export const loadPeoplePage = () =>
  Promise.all([
    queryClient.fetchQuery(seatsOptions()),
    queryClient.fetchQuery(organisationsOptions()),
    queryClient.fetchQuery(keysOptions()),
    queryClient.fetchQuery(jurisdictionsOptions()),
  ])

const seatColumns: readonly Column<Seat>[] = [
  { name: 'name', word: 'person.name', show: ({ person }) => person.name },
  { name: 'signInName', word: 'person.sign_in_name', show: ({ person }) => person.signInName },
  { name: 'organisation', word: 'organisation', show: ({ membership }) => nameOf(membership.organisation) },
  { name: 'roles', word: 'person.roles', show: ({ membership }) => membership.roles.map((role) => say(`role.${role}`)).join(' / ') },
  { name: 'deeds', word: 'ui.actions', show: (seat) => <SeatDeeds seat={seat} /> },
]

interface OrganisationRow extends FoundedOrganisation {
  readonly people: number
}

const organisationColumns: readonly Column<OrganisationRow>[] = [
  { name: 'name', word: 'organisation', show: nameOf },
  { name: 'kind', word: 'organisation.kind', show: ({ kind }) => say(`organisation.kind.${kind}`) },
  { name: 'jurisdiction', word: 'organisation.jurisdiction', show: ({ jurisdictionCode }) => jurisdictionCode },
  { name: 'people', word: 'organisation.people', count: ({ people }) => people },
  {
    name: 'secondFactor',
    word: 'account.second_factor',
    show: ({ secondFactor }) => (
      <StatusTag tone={secondFactor === 'demanded' ? 'ok' : 'watch'}>{say(`organisation.second_factor.${secondFactor}`)}</StatusTag>
    ),
  },
  { name: 'deeds', word: 'ui.actions', show: (row) => <SecondFactorDeed of={row} /> },
]

const SecondFactorDeed = ({ of: { id: organisationId, secondFactor } }: { of: OrganisationRow }) =>
  secondFactor === 'demanded' ? (
    <Propose quiet deed={{ kind: 'organisation.set_second_factor', what: { organisationId, secondFactor: 'offered' } }}>
      {say('organisation.second_factor.offer')}
    </Propose>
  ) : (
    <Propose quiet deed={{ kind: 'organisation.set_second_factor', what: { organisationId, secondFactor: 'demanded' } }}>
      {say('organisation.second_factor.demand')}
    </Propose>
  )

interface KeyRow extends ApiKey {
  readonly organisation: Organisation | undefined
  readonly live: boolean
}

const keyColumns: readonly Column<KeyRow>[] = [
  { name: 'name', word: 'api_key.name', show: ({ name }) => name },
  { name: 'organisation', word: 'organisation', show: ({ organisation }) => organisation && nameOf(organisation) },
  { name: 'scopes', word: 'api_key.scopes', show: ({ scopes }) => scopes.map((scope) => say(`permission.${scope}`)).join(' / ') },
  { name: 'issuedOn', word: 'api_key.issued_on', day: ({ issuedOn }) => issuedOn },
  { name: 'expiresOn', word: 'api_key.expires_on', day: ({ expiresOn }) => expiresOn },
  { name: 'lastUsed', word: 'api_key.last_used', show: ({ lastUsedAt }) => <MomentText of={lastUsedAt} /> },
  {
    name: 'state',
    word: 'api_key.state',
    show: ({ live }) => <StatusTag tone={live ? 'ok' : 'quiet'}>{say(live ? 'api_key.live' : 'api_key.ended')}</StatusTag>,
  },
  { name: 'deeds', word: 'ui.actions', show: (row) => row.live && <KeyDeeds apiKey={row} /> },
]

/** For administrators: who is where, with which roles; what changes it waits for a second of them. */
export function PeoplePage() {
  const seats = useLoaded(seatsOptions())
  const organisations = useLoaded(organisationsOptions())
  const { serverDay } = useMe()
  const keys = useLoaded(keysOptions()).map(
    (key): KeyRow => ({
      ...key,
      organisation: organisations.find(({ id }) => id === key.organisationId),
      live: isLiveOn(key, serverDay),
    }),
  )
  const rows = organisations.map((organisation): OrganisationRow => ({
    ...organisation,
    people: seats.filter(({ membership }) => membership.organisation.id === organisation.id).length,
  }))
  if (!useMay('person.manage')) {
    return (
      <Page title={say('people')}>
        <EmptyState kind="no_permission" />
      </Page>
    )
  }
  return (
    <Page title={say('people')} asOf={serverDay} about={say('people.what')}>
      <Section
        title={say('person')}
        actions={<Deed word="person.new" form={(close) => <NewPerson organisations={organisations} onDone={close} />} />}
      >
        <DataTable title={say('person')} columns={seatColumns} rowKey={({ membership }) => membership.id} listing={{ rows: seats, count: seats.length }} plain />
      </Section>
      <Section title={say('organisations')} actions={<Deed word="organisation.new" form={(close) => <NewOrganisation onDone={close} />} />}>
        <DataTable title={say('organisations')} columns={organisationColumns} rowKey={({ id }) => id} listing={{ rows, count: rows.length }} plain />
      </Section>
      <Section
        title={say('api_keys')}
        actions={<Deed word="api_key.new" form={(close) => <NewKey organisations={organisations} onDone={close} />} />}
      >
        <DataTable
          title={say('api_keys')}
          columns={keyColumns}
          rowKey={({ id }) => id}
          listing={{ rows: keys, count: keys.length }}
          firstUse={<EmptyState kind="first_use" title={say('api_key.none')} what={say('api_key.none.what')} />}
          plain
        />
      </Section>
    </Page>
  )
}

interface DeedProps {
  readonly word: Parameters<typeof say>[0]
  readonly quiet?: boolean
  readonly form: (close: () => void) => ReactNode
}

/** A button with its form behind it. */
function Deed({ word, quiet = false, form }: DeedProps) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button quiet={quiet} onPress={() => setOpen(true)}>
        {say(word)}
      </Button>
      <Modal open={open} title={say(word)} footer={null} destroyOnHidden onCancel={close}>
        {open && form(close)}
      </Modal>
    </>
  )
}

interface ProposalFormProps<Fields> {
  readonly initial?: Partial<Fields>
  readonly deedOf: (fields: Fields) => ProposeInput
  readonly onDone: () => void
  readonly children: ReactNode
}

/** A form whose answer is a proposal; it closes when the maker has seen its number, and what is shown once. */
function ProposalForm<Fields extends object>({ initial, deedOf, onDone, children }: ProposalFormProps<Fields>) {
  const { send, busy, error, answer } = useProposing({ shownByPage: true, onClose: onDone })
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      {...(initial && { initialValues: initial })}
      onFinish={(fields) => send(deedOf(fields))}
    >
      {error && <ErrorNotice of={error} />}
      {children}
      <Button primary submits busy={busy}>
        {say('approval.propose')}
      </Button>
      {answer}
    </Form>
  )
}

const needed = () => [{ required: true, message: say('ui.required') }]

const roleChoices = () => everyRole.map((role) => ({ value: role, label: say(`role.${role}`) }))
const organisationChoices = (organisations: readonly Organisation[]) =>
  organisations.map((organisation) => ({ value: organisation.id, label: nameOf(organisation) }))

interface FormProps {
  readonly onDone: () => void
}

interface PersonFields {
  readonly name: string
  readonly signInName: string
  readonly organisationId: Organisation['id']
  readonly roles: Role[]
}

const NewPerson = ({ organisations, onDone }: FormProps & { organisations: readonly Organisation[] }) => (
  <ProposalForm<PersonFields> deedOf={(what) => ({ kind: 'person.create', what })} onDone={onDone}>
    <Form.Item name="name" label={say('person.name')} rules={needed()}>
      <Input maxLength={64} autoComplete="off" />
    </Form.Item>
    <Form.Item name="signInName" label={say('person.sign_in_name')} rules={needed()}>
      <Input maxLength={64} autoCapitalize="none" spellCheck={false} autoComplete="off" />
    </Form.Item>
    <Form.Item name="organisationId" label={say('organisation')} rules={needed()}>
      <Select showSearch={{ optionFilterProp: 'label' }} options={organisationChoices(organisations)} />
    </Form.Item>
    <Form.Item name="roles" label={say('person.roles')} rules={needed()}>
      <Select mode="multiple" options={roleChoices()} />
    </Form.Item>
  </ProposalForm>
)

function SeatDeeds({ seat: { person, membership } }: { seat: Seat }) {
  return (
    <span className="row-deeds">
      <Deed
        quiet
        word="person.set_roles"
        form={(close) => (
          <ProposalForm<{ roles: Role[] }>
            initial={{ roles: [...membership.roles] }}
            deedOf={({ roles }) => ({
              kind: 'roles.set',
              what: { personId: person.id, organisationId: membership.organisation.id, roles },
            })}
            onDone={close}
          >
            <p className="page-about">
              {person.name} · {nameOf(membership.organisation)}
            </p>
            <Form.Item name="roles" label={say('person.roles')} extra={say('person.no_roles')}>
              <Select mode="multiple" options={roleChoices()} />
            </Form.Item>
          </ProposalForm>
        )}
      />
      <Propose quiet deed={{ kind: 'password.reset', what: { personId: person.id } }}>
        {say('person.reset')}
      </Propose>
      <Propose quiet deed={{ kind: 'second_factor.reset', what: { personId: person.id } }}>
        {say('person.reset_factor')}
      </Propose>
      <EndSessionsFor person={person} />
    </span>
  )
}

/** At once and by one administrator: for a machine that was lost, or somebody who has just left. */
function EndSessionsFor({ person }: { person: Seat['person'] }) {
  const [open, setOpen] = useState(false)
  const end = useMutation(api.people.endSessionsFor.mutationOptions({ meta: { shownByPage: true } }))
  const close = () => {
    setOpen(false)
    end.reset()
  }
  return (
    <>
      <Button quiet onPress={() => setOpen(true)}>
        {say('person.end_sessions')}
      </Button>
      <Modal open={open} title={say('person.end_sessions')} footer={null} width={420} destroyOnHidden onCancel={close}>
        {end.error && <ErrorNotice of={end.error} />}
        {end.data ? (
          <p role="status">
            <StatusTag tone="ok">{say('person.sessions_ended', { ended: end.data.ended })}</StatusTag>
          </p>
        ) : (
          <>
            <p>{say('person.end_sessions.what', { name: person.name })}</p>
            <div className="dialog-actions">
              <Button primary dangerous busy={end.isPending} onPress={() => end.mutate({ personId: person.id })}>
                {say('person.end_sessions')}
              </Button>
            </div>
          </>
        )}
      </Modal>
    </>
  )
}

interface OrganisationFields {
  readonly kind: Exclude<Organisation['kind'], 'admin'>
  readonly nameZh: string
  readonly nameEn: string
  readonly jurisdictionCode: string
}

function NewOrganisation({ onDone }: FormProps) {
  const jurisdictions = useLoaded(jurisdictionsOptions())
  const create = useMutation(
    api.people.createOrganisation.mutationOptions({
      meta: { shownByPage: true },
      onSuccess: async () => {
        await refresh(api.people)
        onDone()
      },
    }),
  )
  return (
    <Form<OrganisationFields> layout="vertical" requiredMark={false} onFinish={(fields) => create.mutate(fields)}>
      {create.error && <ErrorNotice of={create.error} />}
      <Form.Item name="kind" label={say('organisation.kind')} rules={needed()}>
        <Select
          options={organisationKinds.filter((kind) => kind !== 'admin').map((kind) => ({ value: kind, label: say(`organisation.kind.${kind}`) }))}
        />
      </Form.Item>
      <Form.Item name="nameZh" label={say('organisation.name_zh')} rules={needed()}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="nameEn" label={say('organisation.name_en')} rules={needed()}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="jurisdictionCode" label={say('organisation.jurisdiction')} rules={needed()}>
        <Select options={jurisdictions.map((place) => ({ value: place.code, label: `${place.code} ${nameOf(place)}` }))} />
      </Form.Item>
      <Button primary submits busy={create.isPending}>
        {say('organisation.new')}
      </Button>
    </Form>
  )
}

interface KeyFields {
  readonly organisationId: Organisation['id']
  readonly name: string
  readonly scopes: (typeof apiKeyScopes)[number][]
  readonly expiresOn: Dayjs
}

/** A key lives for a year at most, and from tomorrow on at least. */
function useTerm() {
  const { serverDay } = useMe()
  const last = addMonths(serverDay, 12)
  return {
    initial: dayjs(last),
    picker: <DayPicker allowClear={false} minDate={dayjs(serverDay).add(1, 'day')} maxDate={dayjs(last)} />,
    read: (picked: Dayjs) => parsePlainDate(picked.format('YYYY-MM-DD')) ?? last,
  }
}

function NewKey({ organisations, onDone }: FormProps & { organisations: readonly Organisation[] }) {
  const term = useTerm()
  return (
    <ProposalForm<KeyFields>
      initial={{ expiresOn: term.initial }}
      deedOf={({ expiresOn, ...what }) => ({ kind: 'api_key.issue', what: { ...what, expiresOn: term.read(expiresOn) } })}
      onDone={onDone}
    >
      <Form.Item name="organisationId" label={say('organisation')} rules={needed()}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={organisationChoices(organisations)} />
      </Form.Item>
      <Form.Item name="name" label={say('api_key.name')} rules={needed()}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="scopes" label={say('api_key.scopes')} rules={needed()}>
        <Select mode="multiple" options={apiKeyScopes.map((scope) => ({ value: scope, label: say(`permission.${scope}`) }))} />
      </Form.Item>
      <Form.Item name="expiresOn" label={say('api_key.expires_on')} rules={needed()}>
        {term.picker}
      </Form.Item>
    </ProposalForm>
  )
}

function KeyDeeds({ apiKey: { id: keyId } }: { apiKey: ApiKey }) {
  const term = useTerm()
  return (
    <span className="row-deeds">
      <Deed
        quiet
        word="api_key.rotate"
        form={(close) => (
          <ProposalForm<{ expiresOn: Dayjs }>
            initial={{ expiresOn: term.initial }}
            deedOf={({ expiresOn }) => ({ kind: 'api_key.rotate', what: { keyId, expiresOn: term.read(expiresOn) } })}
            onDone={close}
          >
            <Form.Item name="expiresOn" label={say('api_key.expires_on')} rules={needed()}>
              {term.picker}
            </Form.Item>
          </ProposalForm>
        )}
      />
      <Deed
        quiet
        word="api_key.revoke"
        form={(close) => (
          <ProposalForm<{ reason: string }>
            deedOf={({ reason }) => ({ kind: 'api_key.revoke', what: { keyId, reason } })}
            onDone={close}
          >
            <Form.Item name="reason" label={say('api_key.revoke.reason')} rules={needed()}>
              <Input.TextArea rows={2} maxLength={200} />
            </Form.Item>
          </ProposalForm>
        )}
      />
    </span>
  )
}
