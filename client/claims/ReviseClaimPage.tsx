import type { AppRouter } from '@cofund/server/app'
import { type ChecklistItem, type ClaimId, type ClaimStated, claimCan, claimNumber } from '@cofund/shared/claims/claim'
import { claimStatedInput } from '@cofund/shared/claims/claim.input'
import { capitalAmount, readAmount } from '@cofund/shared/kernel/amount-text'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import type { AmountFact } from '@cofund/shared/policies/compensation-scheme'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi, useBlocker, useNavigate } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Input, Select } from 'antd'
import dayjs from 'dayjs'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { useProposing } from '../Propose.tsx'
import { api, queryClient, refresh, useLoaded } from '../api.ts'
import { uploadFile } from '../imports/upload.ts'
import { paths } from '../paths.ts'
import { useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { ClaimStatusTag } from './claim-status.tsx'
import { DocumentLine } from './ClaimParts.tsx'
import './claims.css'
import { Findings } from './deficiencies.tsx'
import { type StatedFields, fieldsOf, isUnreadable, statedOf } from './stated-fields.ts'

type Shown = inferRouterOutputs<AppRouter>['claims']['get']
type About = NonNullable<Shown['about']>
type Examined = inferRouterOutputs<AppRouter>['claims']['examine']

const claimOptions = (claimId: ClaimId) => api.claims.get.queryOptions({ claimId })
export const loadReviseClaimPage = (claimId: ClaimId) => queryClient.fetchQuery(claimOptions(claimId))

const route = getRouteApi('/claims/$claimId/revise')

/** A claim that is with its bank: what it states, with what the code book says of it as one types, and what it would come to. */
export function ReviseClaimPage() {
  const { claimId } = route.useParams()
  const shown = useLoaded(claimOptions(claimId))
  if (!shown.about || !claimCan.revise(shown.claim)) {
    return (
      <Page title={`${say('claims.claim')} ${claimNumber(shown.claim)}`}>
        <EmptyState kind="no_permission" title={say('claims.not_with_you')} what={say('claims.not_with_you.what')} action={<Link {...paths.claim(claimId)}>{say('claims.open')}</Link>} />
      </Page>
    )
  }
  // Keyed by the claim: another one begins anew.
  return <ClaimForm key={claimId} shown={shown} about={shown.about} />
}

function ClaimForm({ shown: { claim, documents }, about }: { shown: Shown; about: About }) {
  const { note, enterprise, pool, scheme, questions } = about
  const { currency } = claim
  const navigate = useNavigate()
  const [fields, setFields] = useState<StatedFields>(() => fieldsOf(claim.stated, currency))
  const [saved, setSaved] = useState<ClaimStated>(claim.stated)
  const set = (change: Partial<StatedFields>) => setFields((now) => ({ ...now, ...change }))
  const stated = statedOf(fields, claim.stated, currency)
  const dirty = canonicalJson(stated) !== canonicalJson(saved)
  const settled = useSettled(stated, 400)
  // The same findings as a file and the API say: the server's, of what is typed, once typing rests.
  const examination = useQuery({
    ...api.claims.examine.queryOptions({ noteId: note.id, mode: claim.mode, claimId: claim.id, stated: claimStatedInput.parse(settled) }),
    // Amounts are bigints, which plain JSON does not know.
    queryKeyHashFn: canonicalJson,
    placeholderData: keepPreviousData,
    throwOnError: false,
  })
  const { data: examined } = examination
  // What is typed may open or close the window, and ask for one document more.
  const { window: span, checklist } = examined ?? about
  const save = useMutation(
    api.claims.save.mutationOptions({
      meta: { shownByPage: true },
      onSuccess: (_, sent) => {
        setSaved(sent.stated as ClaimStated)
        return refresh(api.claims)
      },
    }),
  )
  const saveNow = () => save.mutateAsync({ claimId: claim.id, stated: claimStatedInput.parse(stated) })
  const blocking = (examined?.findings ?? []).filter(({ severity }) => severity === 'blocks')
  const submitting = useProposing({ shownByPage: true, onClose: () => void navigate(paths.claim(claim.id)) })
  const resubmit = useMutation(
    api.approvals.resubmit.mutationOptions({
      meta: { shownByPage: true },
      onSuccess: async () => {
        await queryClient.invalidateQueries()
        await navigate(paths.claim(claim.id))
      },
    }),
  )
  useBlocker({ shouldBlockFn: () => dirty && !submitting.busy && !window.confirm(say('claims.leave_unsaved')), enableBeforeUnload: () => dirty })
  const submit = async () => {
    if (dirty) await saveNow()
    if (claimCan.resubmit(claim) && claim.proposalId) resubmit.mutate({ proposalId: claim.proposalId })
    else submitting.send({ kind: 'claim.decide', what: { claimId: claim.id } })
  }
  const error = save.error ?? submitting.error ?? resubmit.error ?? examination.error
  return (
    <UnitOfView unit="one">
      <Page
        title={`${say('claims.claim')} ${claimNumber(claim)}`}
        about={`${enterprise.name} · ${note.number}`}
        actions={
          <>
            <ClaimStatusTag of={claim.status} />
            <Link {...paths.claim(claim.id)}>{say('claims.open')}</Link>
          </>
        }
      >
        {error && <ErrorNotice of={error} />}
        {claim.status === 'returned' && (
          <Section title={say('claims.returned_for')}>
            <Findings of={claim.codes.map((code) => ({ code, severity: 'blocks', facts: {}, cite: null }))} />
          </Section>
        )}
        <div className="claim-form">
          <div className="claim-form-fields">
            <Section title={say('claims.form.loan')}>
              <Facts>
                <Fact name={say('claims.pool')}>{preferences().language === 'zh' ? pool.nameZh : pool.nameEn}</Fact>
                <Fact name={say('claims.note')} note={note.contractNumber}>
                  {note.number}
                </Fact>
                <Fact name={say('claims.lent')}>
                  <MoneyText of={note.principal} />
                </Fact>
                <Fact name={say('claims.balance')}>
                  <MoneyText of={note.balance} />
                </Fact>
                <Fact name={say('claims.term')}>
                  <DayText of={note.lentOn} /> ～ <DayText of={note.dueOn} />
                </Fact>
                <Fact name={say('claims.scheme')}>
                  <Link {...paths.policyVersion(scheme.versionId)}>{`${scheme.document} · ${say('policy.version_number', { number: scheme.number })}`}</Link>
                </Fact>
                <Fact name={say('claims.mode')}>{say(`claim.mode.${claim.mode}`)}</Fact>
                <Fact name={say('claims.window')}>
                  <DayText of={span.from} /> ～ <DayText of={span.until} />
                </Fact>
              </Facts>
            </Section>
            <Section title={say('claims.form.loss')}>
              <div className="field-grid">
                {amountsAsked(about).map((fact) => (
                  <AmountField
                    key={fact}
                    label={say(`fact.${fact}`)}
                    required={fact === scheme.base}
                    value={fields.amounts[fact] ?? ''}
                    currency={currency}
                    onChange={(text) => set({ amounts: { ...fields.amounts, [fact]: text } })}
                  />
                ))}
              </div>
            </Section>
            <Section title={say('claims.form.days')}>
              <div className="field-grid">
                <DayField label={say('claim.overdue_since')} value={fields.overdueSince} onChange={(day) => set({ overdueSince: day })} />
                <DayField label={say('claim.non_performing_on')} value={fields.nonPerformingOn} onChange={(day) => set({ nonPerformingOn: day })} />
                <DayField label={say('claim.recovery_begun_on')} value={fields.recoveryBegunOn} onChange={(day) => set({ recoveryBegunOn: day })} />
              </div>
            </Section>
            <Section title={say('claims.form.litigation')}>
              <div className="field-grid">
                <DayField label={say('claim.litigation_accepted_on')} value={fields.acceptedOn} onChange={(day) => set({ acceptedOn: day })} />
                <TextField label={say('claims.case_number')} value={fields.caseNumber} onChange={(text) => set({ caseNumber: text })} />
                <TextField label={say('claims.court')} value={fields.court} onChange={(text) => set({ court: text })} />
              </div>
            </Section>
            <Section title={say('claims.form.other')}>
              <div className="field-grid">
                <ChoiceField
                  label={say('claims.diligent')}
                  value={fields.diligent === null ? null : fields.diligent ? 'yes' : 'no'}
                  choices={['yes', 'no']}
                  onChange={(choice) => set({ diligent: choice === null ? null : choice === 'yes' })}
                />
                <ChoiceField
                  label={say('claims.other_compensation')}
                  value={fields.otherCompensation === null ? null : fields.otherCompensation === '' ? 'no' : 'yes'}
                  choices={['yes', 'no']}
                  onChange={(choice) => set({ otherCompensation: choice === null ? null : choice === 'yes' ? ' ' : '' })}
                />
                {fields.otherCompensation !== null && fields.otherCompensation !== '' && (
                  <TextField
                    label={say('claims.other_schemes')}
                    value={fields.otherCompensation.trimStart()}
                    onChange={(text) => set({ otherCompensation: text === '' ? ' ' : text })}
                  />
                )}
                <AmountField label={say('claims.guarantee_paid')} value={fields.guaranteePaid} currency={currency} onChange={(text) => set({ guaranteePaid: text })} />
                <DayField label={say('claim.guarantee_paid_on')} value={fields.guaranteePaidOn} onChange={(day) => set({ guaranteePaidOn: day })} />
              </div>
              {questions.flags.length > 0 && <p className="page-about">{say('claims.flags_by_enrolment', { flags: questions.flags.join(say('claims.list_comma')) })}</p>}
            </Section>
            <Section title={say('claims.evidence')}>
              <ul className="checklist">
                {checklist.map(({ item, kinds }) => (
                  <ChecklistEntry key={item} claimId={claim.id} item={item} kinds={kinds} documents={documents.filter((document) => document.item === item)} />
                ))}
              </ul>
            </Section>
          </div>
          <aside className="claim-form-says" aria-label={say('claims.form.says')}>
            <Says examined={examined} updating={examination.isFetching} />
            <p role="status" className="page-about">
              {say(dirty ? 'claims.unsaved' : 'claims.saved')}
            </p>
            <div className="case-moves">
              <Button busy={save.isPending} disabledBecause={dirty ? undefined : say('claims.saved')} onPress={() => save.mutate({ claimId: claim.id, stated: claimStatedInput.parse(stated) })}>
                {say('claims.save')}
              </Button>
              <Button
                primary
                busy={submitting.busy || resubmit.isPending}
                disabledBecause={blocking.length > 0 ? say('claims.mend_first', { count: blocking.length }) : undefined}
                onPress={() => void submit().catch(() => undefined)}
              >
                {say(claimCan.resubmit(claim) ? 'claims.resubmit' : 'claims.submit')}
              </Button>
            </div>
            <p className="page-about">{say('claims.second_person')}</p>
          </aside>
        </div>
        {submitting.answer}
      </Page>
    </UnitOfView>
  )
}

/** What the scheme's answer may depend on and the note does not say already; interest beside it, which the bank bears where it is not shared. */
const amountsAsked = ({ scheme, questions }: About): readonly AmountFact[] => [
  ...new Set<AmountFact>([scheme.base, ...questions.amounts.filter((fact) => fact !== 'loan_amount' && fact !== 'guaranteed_amount'), 'interest']),
]

/** What it would come to, and everything that stands in its way. */
function Says({ examined, updating }: { examined: Examined | undefined; updating: boolean }) {
  const evaluation = examined?.expected.evaluation
  return (
    <div aria-live="polite" aria-busy={updating} className="says">
      <Headline>
        <Fact name={say('claims.expected')}>
          {evaluation ? (
            <DrillNumber name="expected" title={say('claims.expected')} into={() => <Provenance derivation={evaluation.derivation} />}>
              <MoneyText of={evaluation.payable} />
            </DrillNumber>
          ) : (
            <MoneyText of={null} />
          )}
        </Fact>
      </Headline>
      {examined?.expected.refusal && <StatusTag tone="watch">{examined.expected.refusal[preferences().language]}</StatusTag>}
      {evaluation && evaluation.binding.length > 0 && (
        <p>
          <StatusTag tone="watch">{say('claims.bound_by', { caps: evaluation.binding.map((cap) => say(`claim.cap.${cap}`)).join(say('claims.list_comma')) })}</StatusTag>
        </p>
      )}
      {examined && (
        <>
          <h3>{say('claims.findings_count', { count: examined.findings.length })}</h3>
          {examined.findings.length === 0 ? <StatusTag tone="ok">{say('claims.no_findings')}</StatusTag> : <Findings of={examined.findings} />}
        </>
      )}
    </div>
  )
}

interface FieldProps<Value> {
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
}

const Labelled = ({ id, label, hint, required, children }: { id: string; label: string; hint?: ReactNode; required?: boolean; children: ReactNode }) => (
  <div className="case-field">
    <label htmlFor={id}>
      {label}
      {required && <span aria-hidden="true"> *</span>}
    </label>
    {children}
    {hint && (
      <span id={`${id}-hint`} className="page-about">
        {hint}
      </span>
    )}
  </div>
)

function AmountField({ label, value, onChange, currency, required = false }: FieldProps<string> & { currency: About['pool']['currency']; required?: boolean }) {
  const id = useId()
  const unreadable = isUnreadable(value, currency)
  const read = value.trim() ? readAmount(value, currency) : undefined
  const hint = unreadable ? say('claims.amount_unreadable') : read && preferences().language === 'zh' ? capitalAmount(read) : undefined
  return (
    <Labelled id={id} label={`${label} (${say(`currency.${currency}`)})`} hint={hint} required={required}>
      <Input
        id={id}
        className="end"
        inputMode="decimal"
        value={value}
        status={unreadable ? 'error' : ''}
        aria-invalid={unreadable}
        aria-required={required}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ target }) => onChange(target.value)}
      />
    </Labelled>
  )
}

function DayField({ label, value, onChange }: FieldProps<PlainDate | null>) {
  const id = useId()
  const { serverDay } = useMe()
  return (
    <Labelled id={id} label={label}>
      <DayPicker
        id={id}
        value={value ? dayjs(value) : null}
        maxDate={dayjs(serverDay)}
        onChange={(day) => onChange((day && parsePlainDate(day.format('YYYY-MM-DD'))) ?? null)}
      />
    </Labelled>
  )
}

function TextField({ label, value, onChange }: FieldProps<string>) {
  const id = useId()
  return (
    <Labelled id={id} label={label}>
      <Input id={id} maxLength={100} value={value} onChange={({ target }) => onChange(target.value)} />
    </Labelled>
  )
}

/** Yes, no, or not said yet: what nobody has said is no “no”. */
function ChoiceField({ label, value, choices, onChange }: FieldProps<string | null> & { choices: readonly ('yes' | 'no')[] }) {
  const id = useId()
  return (
    <Labelled id={id} label={label}>
      <Select
        id={id}
        allowClear
        value={value}
        placeholder={say('claims.not_said')}
        options={choices.map((choice) => ({ value: choice, label: say(`claims.${choice}`) }))}
        onChange={(choice?: string) => onChange(choice ?? null)}
      />
    </Labelled>
  )
}

interface ChecklistEntryProps {
  readonly claimId: ClaimId
  readonly item: ChecklistItem
  readonly kinds: readonly string[]
  readonly documents: Shown['documents']
}

/** One item of the checklist: what may stand under it, what does, and the way to add or take back. */
function ChecklistEntry({ claimId, item, kinds, documents }: ChecklistEntryProps) {
  const id = useId()
  const [share, setShare] = useState<number>()
  const options = { meta: { shownByPage: true }, onSuccess: () => queryClient.invalidateQueries() }
  const attach = useMutation(api.claims.attach.mutationOptions(options))
  const detach = useMutation(api.claims.detach.mutationOptions(options))
  const send = useMutation({
    meta: { shownByPage: true },
    mutationFn: async (file: File) => {
      setShare(0)
      const { hash, name } = await uploadFile(file, setShare)
      await attach.mutateAsync({ claimId, item, documentHash: hash, name })
    },
    onSettled: () => setShare(undefined),
  })
  const error = send.error ?? detach.error
  return (
    <li>
      <p className="checklist-item">
        {say(`claim.item.${item}`)} <StatusTag tone={documents.length > 0 ? 'ok' : 'watch'}>{say(documents.length > 0 ? 'claims.evidence.there' : 'claims.evidence.missing')}</StatusTag>
      </p>
      {documents.map((document) => (
        <div key={document.place} className="checklist-line">
          <DocumentLine of={document} />
          <Button quiet busy={detach.isPending} onPress={() => detach.mutate({ claimId, item, place: document.place })}>
            {say('claims.take_back')}
          </Button>
        </div>
      ))}
      <p className="checklist-add">
        <label htmlFor={id} className="button-link">
          {say('claims.add_file', { item: say(`claim.item.${item}`) })}
        </label>
        <input
          id={id}
          className="unseen"
          type="file"
          accept={kinds.map((kind) => endings[kind] ?? '').join(',')}
          disabled={send.isPending}
          onChange={({ target }) => {
            const file = target.files?.[0]
            if (file) send.mutate(file)
            target.value = ''
          }}
        />{' '}
        <span className="page-about">{share === undefined ? say('claims.kinds', { kinds: kinds.join(' / ').toUpperCase() }) : say('claims.uploading', { percent: Math.round(share * 100) })}</span>
      </p>
      {error && <ErrorNotice of={error} />}
    </li>
  )
}

const endings: Readonly<Record<string, string>> = { pdf: '.pdf', jpeg: '.jpg,.jpeg', png: '.png', xlsx: '.xlsx' }

/** A value once it has rested for so many milliseconds. */
function useSettled<Value>(value: Value, rest: number): Value {
  const [settled, setSettled] = useState(value)
  const text = canonicalJson(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), rest)
    return () => clearTimeout(timer)
    // The value is new with every drawing; what it says is what counts.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text, rest])
  return settled
}
