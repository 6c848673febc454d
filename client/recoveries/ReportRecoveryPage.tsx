import type { AppRouter } from '@cofund/server/app'
import { type ClaimId, claimNumber } from '@cofund/shared/claims/claim'
import { readAmount } from '@cofund/shared/kernel/amount-text'
import { type Currency, type Money, money, subtract } from '@cofund/shared/kernel/money'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { reportedKinds } from '@cofund/shared/recoveries/recovery'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useId, useState } from 'react'
import { api, queryClient, useLoaded } from '../api.ts'
import { Field } from '../approvals/deciding.tsx'
import { paths } from '../paths.ts'
import { useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { useProposing } from '../Propose.tsx'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { problemOf } from '../ui/problem.ts'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { type ClaimRecoveries, Rule } from './ClaimRecoveriesPage.tsx'
import './recoveries.css'

type Divided = inferRouterOutputs<AppRouter>['recoveries']['divide']

const pageOptions = (claimId: ClaimId) => api.recoveries.ofClaim.queryOptions({ claimId })
export const loadReportRecovery = (claimId: ClaimId) => queryClient.fetchQuery(pageOptions(claimId))

const route = getRouteApi('/claims/$claimId/recoveries/new')

interface Typed {
  readonly kind: (typeof reportedKinds)[number]
  readonly receivedOn: PlainDate
  readonly gross: string
  readonly cost: string
  readonly interestOwed: string
  readonly penaltyOwed: string
  readonly reference: string
}

/** Money that came back, as its bank reports it: how it is divided stands beside it while it is typed. */
export function ReportRecoveryPage() {
  const { claimId } = route.useParams()
  const page = useLoaded(pageOptions(claimId))
  // Keyed by the claim: another one begins anew.
  return <RecoveryForm key={claimId} page={page} />
}

function RecoveryForm({ page }: { page: ClaimRecoveries }) {
  const { claim, firm } = page
  const { serverDay } = useMe()
  const navigate = useNavigate()
  const [typed, setTyped] = useState<Typed>({ kind: 'cash', receivedOn: serverDay, gross: '', cost: '', interestOwed: '', penaltyOwed: '', reference: '' })
  const set = (change: Partial<Typed>) => setTyped((now) => ({ ...now, ...change }))
  const stated = statedOf(claim.id, typed, claim.currency)
  const division = useQuery({
    ...api.recoveries.divide.queryOptions(stated ?? { claimId: claim.id, kind: 'cash', receivedOn: serverDay, gross: 0n }),
    // A key is hashed as JSON, which knows no bigint.
    queryKeyHashFn: canonicalJson,
    enabled: stated !== undefined,
    placeholderData: keepPreviousData,
    throwOnError: false,
    retry: false,
  })
  const proposing = useProposing({ shownByPage: true, onClose: () => void navigate(paths.claimRecoveries(claim.id)) })
  const because = !stated ? say('recoveries.form.amount_first') : typed.reference.trim() ? undefined : say('recoveries.form.reference_first')
  const [kindId, dayId, referenceId] = [useId(), useId(), useId()]
  return (
    <UnitOfView unit="one">
      <Page
        title={say('recoveries.report')}
        about={`${claimNumber(claim)} · ${firm ?? `${claim.productCode} ${claim.settledYear}`}`}
        actions={<Link {...paths.claimRecoveries(claim.id)}>{say('recoveries.of_claim', { claim: claimNumber(claim) })}</Link>}
      >
        {proposing.error && <ErrorNotice of={proposing.error} />}
        <Rule of={page} />
        <div className="recovery-form">
          <div>
            <Section title={say('recoveries.form.money')}>
              <Field id={kindId} label={say('recovery.kind')}>
                <Select id={kindId} value={typed.kind} options={reportedKinds.map((value) => ({ value, label: say(`recovery.kind.${value}`) }))} onChange={(kind) => set({ kind })} />
              </Field>
              <Field id={dayId} label={say('recovery.received_on')}>
                <DayPicker id={dayId} allowClear={false} maxDate={dayjs(serverDay)} value={dayjs(typed.receivedOn)} onChange={(_, text) => set({ receivedOn: parsePlainDate(String(text)) ?? typed.receivedOn })} />
              </Field>
              <Amount label={say('recovery.gross')} value={typed.gross} currency={claim.currency} onChange={(gross) => set({ gross })} />
              <Amount label={say('recovery.cost')} value={typed.cost} currency={claim.currency} onChange={(cost) => set({ cost })} />
              <Field id={referenceId} label={say('recovery.reference')}>
                <Input id={referenceId} maxLength={100} value={typed.reference} onChange={({ target }) => set({ reference: target.value })} />
              </Field>
            </Section>
            <Section title={say('recoveries.form.debt')}>
              <p className="page-about">{say('recoveries.form.debt.what')}</p>
              <Amount label={say('recovery.interest_owed')} value={typed.interestOwed} currency={claim.currency} onChange={(interestOwed) => set({ interestOwed })} />
              <Amount label={say('recovery.penalty_owed')} value={typed.penaltyOwed} currency={claim.currency} onChange={(penaltyOwed) => set({ penaltyOwed })} />
            </Section>
          </div>
          <aside className={division.isFetching ? 'says says-updating' : 'says'} aria-label={say('recoveries.form.says')} aria-live="polite">
            {division.error && stated ? <Refused of={division.error} /> : stated && division.data ? <Says divided={division.data} currency={claim.currency} /> : <p className="page-about">{say('recoveries.form.amount_first')}</p>}
            <Button
              primary
              busy={proposing.busy}
              disabledBecause={because}
              onPress={() => stated && proposing.send({ kind: 'recovery.share', what: { ...stated, reference: typed.reference.trim(), documentHash: null } })}
            >
              {say('recoveries.form.submit')}
            </Button>
          </aside>
        </div>
        {proposing.answer}
      </Page>
    </UnitOfView>
  )
}

/** What the form states, once its amounts can be read; what is left empty beside the loss is unknown. */
function statedOf(claimId: ClaimId, { kind, receivedOn, ...typed }: Typed, currency: Currency) {
  const read = (text: string): bigint | null | undefined => (text.trim() === '' ? null : readAmount(text, currency, 'one')?.minor)
  const [gross, cost, interestOwed, penaltyOwed] = [read(typed.gross), read(typed.cost), read(typed.interestOwed), read(typed.penaltyOwed)]
  if (!gross || cost === undefined || interestOwed === undefined || penaltyOwed === undefined) return undefined
  return { claimId, kind, receivedOn, gross, cost: cost ?? 0n, interestOwed, penaltyOwed }
}

/** A refusal is an answer to what is typed, and stands where the answer would. */
function Refused({ of: error }: { of: unknown }) {
  const problem = problemOf(error)
  return problem.kind === 'refused' ? <StatusTag tone="watch">{problem[preferences().language]}</StatusTag> : <ErrorNotice of={error} />
}

interface Where {
  readonly name: string
  readonly amount: Money
}

const whereColumns: readonly Column<Where>[] = [
  { name: 'name', word: 'recoveries.form.where', show: ({ name }) => name },
  { name: 'amount', word: 'recoveries.remittance.amount', money: ({ amount }) => amount },
]

type Bearer = Divided['to'][number] & { readonly before: Money; readonly after: Money; readonly part: Money }

const bearerColumns: readonly Column<Bearer>[] = [
  { name: 'bearer', word: 'recoveries.bearer', show: ({ bearer }) => say(`bearer.${bearer}`) },
  { name: 'before', word: 'recoveries.net', money: ({ before }) => before },
  { name: 'part', word: 'recoveries.share', money: ({ part }) => part },
  { name: 'after', word: 'recoveries.after', money: ({ after }) => after },
]

function Says({ divided, currency }: { divided: Divided; currency: Currency }) {
  const { applied, due, dueOn, derivation, shares, from, to, costsFirst, gross } = divided
  const of = (minor: bigint): Money => money(minor, currency)
  const costs = of(costsFirst ? applied.costs : 0n)
  const shared = shares.reduce((sum, { amount }) => sum + amount.minor, 0n)
  const where: readonly Where[] = [
    { name: say('recoveries.form.costs'), amount: costs },
    ...shares.map(({ bearer, amount }) => ({ name: say(`bearer.${bearer}`), amount })),
    { name: say('recoveries.form.to_bank'), amount: of(gross.minor - costs.minor - shared) },
  ].filter(({ amount }) => amount.minor !== 0n)
  const bearers = to.map((bearer): Bearer => {
    const before = from.find((each) => each.bearer === bearer.bearer)
    const net = of(before ? before.borne - before.returned : 0n)
    const after = of(bearer.borne - bearer.returned)
    return { ...bearer, before: net, after, part: subtract(net, after) }
  })
  return (
    <>
      <Headline>
        <Fact
          name={say('recovery.due')}
          note={
            dueOn && (
              <>
                {say('recovery.due_on')} <DayText of={dueOn} />
              </>
            )
          }
        >
          <DrillNumber name="divided" title={say('recovery.divided')} into={() => <Provenance derivation={derivation} />}>
            <MoneyText of={due} />
          </DrillNumber>
        </Fact>
      </Headline>
      <DataTable plain title={say('recoveries.form.where')} columns={whereColumns} rowKey={({ name }) => name} listing={{ rows: where, count: where.length, sums: { amount: gross } }} />
      <DataTable plain title={say('recoveries.standing')} columns={bearerColumns} rowKey={({ bearer }) => bearer} listing={{ rows: bearers, count: bearers.length }} />
    </>
  )
}

interface AmountProps {
  readonly label: string
  readonly value: string
  readonly currency: Currency
  readonly onChange: (text: string) => void
}

function Amount({ label, value, currency, onChange }: AmountProps) {
  const id = useId()
  const unreadable = value.trim() !== '' && readAmount(value, currency, 'one') === undefined
  return (
    <Field id={id} label={label}>
      <Input id={id} inputMode="decimal" suffix={currency} value={value} aria-invalid={unreadable} status={unreadable ? 'error' : ''} onChange={({ target }) => onChange(target.value)} />
    </Field>
  )
}
