import type { AppRouter } from '@cofund/server/app'
import { type Certificate, type CertificateKind, certificateKinds, isValidOn } from '@cofund/shared/enterprises/certificate'
import { type CreditFlag, type CreditList, type CreditSubject, creditLists, creditSubjects, lastDayOf } from '@cofund/shared/enterprises/credit-flag'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { type FactName, type Fact as StatedFact, factAsOf, factKinds, factNames } from '@cofund/shared/enterprises/fact'
import { fen } from '@cofund/shared/kernel/money'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { groupUscc } from '@cofund/shared/kernel/uscc'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Select, Timeline } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { ReactNode } from 'react'
import { api, queryClient, refresh, useLoaded } from '../api.ts'
import { NoteDeed } from './NoteDeed.tsx'
import { NoteStatusTag } from './note-status.tsx'
import { paths } from '../paths.ts'
import { useMay, useMe } from '../people/me.ts'
import { DayField, TextField, dayOf, picked } from '../pools/fields.tsx'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'

const route = getRouteApi('/enterprises/$enterpriseId')

const firmOptions = (enterpriseId: EnterpriseId) => api.enterprise.get.queryOptions({ enterpriseId })
export const loadEnterprisePage = (enterpriseId: EnterpriseId) => queryClient.fetchQuery(firmOptions(enterpriseId))

/** One firm as of a day: what is known of it, its certificates over time, what speaks against it, and its loans. */
export function EnterprisePage() {
  const { enterpriseId } = route.useParams()
  const { on } = route.useSearch()
  const navigate = route.useNavigate()
  const { serverDay } = useMe()
  const { enterprise, record } = useLoaded(firmOptions(enterpriseId))
  const may = useMay('enterprise.record')
  const asOf = on ?? serverDay
  const known = factNames.flatMap((name): readonly { readonly name: FactName; readonly of: StatedFact | undefined }[] => {
    const found = factAsOf(record.facts, name, asOf)
    return found.fact ? [{ name, of: found.fact }] : found.why === 'contradictory' ? [{ name, of: undefined }] : []
  })
  const { certificates = [], credit_flags: flags, credit_checks: checks = [] } = record
  const last = checks.map((check) => check.on).filter((day) => day <= asOf).toSorted().at(-1)
  return (
    <Page
      title={enterprise.name}
      about={
        <>
          <span className="figure">{groupUscc(enterprise.uscc)}</span>
          {enterprise.groupCode && <> · {say('enterprise.group')} {enterprise.groupCode}</>}
        </>
      }
      actions={
        <DayPicker
          aria-label={say('enterprise.as_of')}
          value={dayjs(asOf)}
          maxDate={dayjs(serverDay)}
          allowClear={false}
          onChange={(day) => void navigate({ search: (now) => ({ ...now, on: parsePlainDate(day?.format('YYYY-MM-DD') ?? '') }) })}
        />
      }
    >
      {enterprise.overrideReason !== null && <StatusTag tone="watch">{`${say('enterprise.overridden')}: ${enterprise.overrideReason}`}</StatusTag>}
      <Section title={say('enterprise.facts')} actions={may && <StateFact enterpriseId={enterpriseId} />}>
        {known.length > 0 ? (
          <Facts>
            {known.map(({ name, of }) => (
              <Fact key={name} name={say(`enterprise.fact.${name}`)} {...(of && { note: `${of.on}${of.source ? ` · ${of.source}` : ''}` })}>
                {of ? <FactText name={name} value={of.value} /> : say('enterprise.fact.contradictory')}
              </Fact>
            ))}
          </Facts>
        ) : (
          <p className="page-about">{say('enterprise.facts.none')}</p>
        )}
      </Section>
      <Section title={say('enterprise.certificates')} actions={may && <AddCertificate enterpriseId={enterpriseId} />}>
        {certificates.length > 0 ? (
          <Timeline items={certificates.toSorted((a, b) => (a.valid_from < b.valid_from ? 1 : -1)).map((certificate, index) => ({ key: String(index), content: <CertificateLine of={certificate} asOf={asOf} /> }))} />
        ) : (
          <p className="page-about">{say('enterprise.certificates.none')}</p>
        )}
      </Section>
      <Section
        title={say('enterprise.flags')}
        actions={
          may && (
            <>
              <AddFlag enterpriseId={enterpriseId} />
              <AddCheck enterpriseId={enterpriseId} />
            </>
          )
        }
      >
        <p className="page-about">
          {say('enterprise.check.last')} <DayText of={last} />
        </p>
        {flags && flags.length > 0 ? (
          <DataTable title={say('enterprise.flags')} columns={flagColumns} rowKey={({ list, subject, from }) => `${list} ${subject} ${from}`} listing={{ rows: flags, count: flags.length }} />
        ) : (
          <p className="page-about">{say(flags ? 'enterprise.flags.none' : 'enterprise.flags.never')}</p>
        )}
      </Section>
      <Loans enterpriseId={enterpriseId} />
    </Page>
  )
}

function FactText({ name, value }: { name: FactName; value: bigint | boolean | string }): ReactNode {
  if (typeof value === 'bigint') return factKinds[name] === 'money' ? <MoneyText of={fen(value)} /> : <span className="figure">{value.toLocaleString('en')}</span>
  if (typeof value === 'boolean') return say(value ? 'parameter.yes' : 'parameter.no')
  return value
}

function CertificateLine({ of, asOf }: { of: Certificate; asOf: PlainDate }) {
  const [tone, word]: readonly [Tone, Parameters<typeof say>[0]] = isValidOn(of, asOf)
    ? ['ok', 'enterprise.certificate.valid']
    : asOf < of.valid_from
      ? ['quiet', 'enterprise.certificate.future']
      : of.revoked_on && of.revoked_on <= asOf
        ? ['risk', 'enterprise.certificate.revoked']
        : ['quiet', 'enterprise.certificate.ended']
  return (
    <>
      {say(`enterprise.certificate.${of.kind}`)} {of.number} · <DayText of={of.valid_from} /> – {of.valid_to ? <DayText of={of.valid_to} /> : ''} <StatusTag tone={tone}>{say(word)}</StatusTag>
    </>
  )
}

const flagColumns: readonly Column<CreditFlag>[] = [
  { name: 'list', word: 'enterprise.flag.list', show: ({ list }) => say(`enterprise.list.${list}`) },
  { name: 'subject', word: 'enterprise.flag.subject', show: ({ subject }) => say(`enterprise.subject.${subject}`) },
  { name: 'from', word: 'enterprise.flag.from', day: ({ from }) => from },
  { name: 'to', word: 'enterprise.flag.to', day: (flag) => lastDayOf(flag) ?? null },
  { name: 'source', word: 'enterprise.fact.source', show: ({ source }) => source ?? null },
]

function Loans({ enterpriseId }: { enterpriseId: EnterpriseId }) {
  const notes = useLoaded(api.note.ofEnterprise.queryOptions({ enterpriseId }))
  return (
    <Section title={say('enterprise.loans')}>
      {notes.length > 0 ? (
        <DataTable title={say('enterprise.loans')} columns={loanColumns} rowKey={({ id }) => id} listing={{ rows: notes, count: notes.length }} />
      ) : (
        <p className="page-about">{say('enterprise.loans.none')}</p>
      )}
    </Section>
  )
}

type LoanRow = inferRouterOutputs<AppRouter>['note']['ofEnterprise'][number]
const loanColumns: readonly Column<LoanRow>[] = [
  { name: 'number', word: 'note.number', show: ({ id, number }) => <Link {...paths.note(id)}>{number}</Link> },
  { name: 'pool', word: 'note.pool', show: ({ poolCode }) => poolCode },
  { name: 'status', word: 'note.status', show: ({ status }) => <NoteStatusTag of={status} /> },
  { name: 'lentOn', word: 'note.lent_on', day: ({ lentOn }) => lentOn },
  { name: 'principal', word: 'note.principal', money: ({ principal }) => principal },
  { name: 'balance', word: 'note.balance', money: ({ balance }) => balance },
]

interface About {
  readonly enterpriseId: EnterpriseId
}

function StateFact({ enterpriseId }: About) {
  const { serverDay } = useMe()
  const state = useMutation(api.enterprise.stateFact.mutationOptions({ meta: { shownByPage: true } }))
  return (
    <NoteDeed<{ fact: FactName; value: string; on: Dayjs; source?: string }>
      label={say('enterprise.fact.state')}
      what={say('enterprise.fact.hint')}
      initial={{ fact: 'staff', on: dayjs(serverDay) }}
      busy={state.isPending}
      error={state.error}
      onSend={({ on, source, ...fact }, done) =>
        state.mutate({ enterpriseId, ...fact, on: dayOf(on), ...(source?.trim() && { source }) }, { onSuccess: () => { done(); void refresh(api.enterprise) } })
      }
    >
      <Form.Item name="fact" label={say('enterprise.fact')} rules={[picked()]}>
        <Select options={factNames.map((value) => ({ value, label: say(`enterprise.fact.${value}`) }))} />
      </Form.Item>
      <TextField name="value" word="enterprise.fact.value" longest={120} />
      <DayField name="on" word="enterprise.fact.on" latest={dayjs(serverDay)} />
      <TextField name="source" word="enterprise.fact.source" longest={200} optional />
    </NoteDeed>
  )
}

function AddCertificate({ enterpriseId }: About) {
  const { serverDay } = useMe()
  const add = useMutation(api.enterprise.addCertificate.mutationOptions({ meta: { shownByPage: true } }))
  return (
    <NoteDeed<{ kind: CertificateKind; number?: string; validFrom: Dayjs; validTo?: Dayjs }>
      label={say('enterprise.certificate.add')}
      initial={{ kind: 'tech_sme' }}
      busy={add.isPending}
      error={add.error}
      onSend={({ kind, number, validFrom, validTo }, done) =>
        add.mutate(
          { enterpriseId, kind, validFrom: dayOf(validFrom), ...(number?.trim() && { number }), ...(validTo && { validTo: dayOf(validTo) }) },
          { onSuccess: () => { done(); void refresh(api.enterprise) } },
        )
      }
    >
      <Form.Item name="kind" label={say('enterprise.certificate')} rules={[picked()]}>
        <Select options={certificateKinds.map((value) => ({ value, label: say(`enterprise.certificate.${value}`) }))} />
      </Form.Item>
      <TextField name="number" word="enterprise.certificate.number" longest={64} optional />
      <DayField name="validFrom" word="enterprise.certificate.from" latest={dayjs(serverDay)} />
      <DayField name="validTo" word="enterprise.certificate.to" optional />
    </NoteDeed>
  )
}

function AddFlag({ enterpriseId }: About) {
  const { serverDay } = useMe()
  const add = useMutation(api.enterprise.addFlag.mutationOptions({ meta: { shownByPage: true } }))
  return (
    <NoteDeed<{ list: CreditList; subject: CreditSubject; from: Dayjs; to?: Dayjs; source?: string }>
      label={say('enterprise.flag.add')}
      initial={{ subject: 'enterprise' }}
      busy={add.isPending}
      error={add.error}
      onSend={({ from, to, source, ...flag }, done) =>
        add.mutate(
          { enterpriseId, ...flag, from: dayOf(from), ...(to && { to: dayOf(to) }), ...(source?.trim() && { source }) },
          { onSuccess: () => { done(); void refresh(api.enterprise) } },
        )
      }
    >
      <Form.Item name="list" label={say('enterprise.flag.list')} rules={[picked()]}>
        <Select options={creditLists.map((value) => ({ value, label: say(`enterprise.list.${value}`) }))} />
      </Form.Item>
      <Form.Item name="subject" label={say('enterprise.flag.subject')} rules={[picked()]}>
        <Select options={creditSubjects.map((value) => ({ value, label: say(`enterprise.subject.${value}`) }))} />
      </Form.Item>
      <DayField name="from" word="enterprise.flag.from" latest={dayjs(serverDay)} />
      <DayField name="to" word="enterprise.flag.to" optional />
      <TextField name="source" word="enterprise.fact.source" longest={200} optional />
    </NoteDeed>
  )
}

function AddCheck({ enterpriseId }: About) {
  const { serverDay } = useMe()
  const add = useMutation(api.enterprise.addCheck.mutationOptions({ meta: { shownByPage: true } }))
  return (
    <NoteDeed<{ on: Dayjs; list?: CreditList }>
      label={say('enterprise.check.add')}
      initial={{ on: dayjs(serverDay) }}
      busy={add.isPending}
      error={add.error}
      onSend={({ on, list }, done) => add.mutate({ enterpriseId, on: dayOf(on), ...(list && { list }) }, { onSuccess: () => { done(); void refresh(api.enterprise) } })}
    >
      <DayField name="on" word="enterprise.fact.on" latest={dayjs(serverDay)} />
      <Form.Item name="list" label={say('enterprise.flag.list')}>
        <Select allowClear placeholder={say('enterprise.check.all')} options={creditLists.map((value) => ({ value, label: say(`enterprise.list.${value}`) }))} />
      </Form.Item>
    </NoteDeed>
  )
}
