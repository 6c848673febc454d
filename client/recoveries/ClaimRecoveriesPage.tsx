import type { AppRouter } from '@cofund/server/app'
import { type ClaimId, claimCan, claimNumber } from '@cofund/shared/claims/claim'
import { subtract } from '@cofund/shared/kernel/money'
import { reportedKinds } from '@cofund/shared/recoveries/recovery'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Form } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { api, queryClient, useLoaded } from '../api.ts'
import { ClaimStatusTag } from '../claims/claim-status.tsx'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { AmountField, DayField, TextField, amountOf, dayOf } from '../pools/fields.tsx'
import { PoolDeed } from '../pools/PoolDeed.tsx'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import './recoveries.css'

export type ClaimRecoveries = inferRouterOutputs<AppRouter>['recoveries']['ofClaim']
type Row = ClaimRecoveries['recoveries'][number] & { readonly page: ClaimRecoveries }

const pageOptions = (claimId: ClaimId) => api.recoveries.ofClaim.queryOptions({ claimId })
export const loadClaimRecoveries = (claimId: ClaimId) => queryClient.fetchQuery(pageOptions(claimId))

const route = getRouteApi('/claims/$claimId/recoveries')

/** What came back on one claim, how each of it was divided, and where everybody stands by now. */
export function ClaimRecoveriesPage() {
  const { claimId } = route.useParams()
  const page = useLoaded(pageOptions(claimId))
  const { claim, firm, bank, pool, bearers, recoveries, stillLost, recovered, open } = page
  const rows = recoveries.map((recovery): Row => ({ ...recovery, page }))
  return (
    <UnitOfView unit="one">
      <Page
        title={say('recoveries.of_claim', { claim: claimNumber(claim) })}
        asOf={useMe().serverDay}
        about={`${firm ?? `${claim.productCode} ${claim.settledYear}`} · ${bank[preferences().language]} · ${nameOf(pool)}`}
        actions={
          <>
            <ClaimStatusTag of={claim.status} />
            <Link {...(claim.family === 'bank_year' ? paths.settlement(claimId) : paths.claim(claimId))}>{say('recoveries.to_claim')}</Link>
            <Link {...paths.recoveries()}>{say('recoveries.to_list')}</Link>
          </>
        }
      >
        <Headline>
          <Fact name={say('recoveries.still_lost')}>
            <MoneyText of={stillLost} />
          </Fact>
          <Fact name={say('recoveries.recovered')}>
            <MoneyText of={recovered} />
          </Fact>
          <Fact name={say('recoveries.open')}>
            <MoneyText of={open} />
          </Fact>
        </Headline>
        <Rule of={page} />
        <Section title={say('recoveries.standing')}>
          <DataTable title={say('recoveries.standing')} columns={bearerColumns} rowKey={({ bearer }) => bearer} listing={{ rows: bearers, count: bearers.length }} />
        </Section>
        <Section title={say('recoveries.list')} actions={<Deeds of={page} />}>
          <DataTable
            title={say('recoveries.list')}
            columns={columns}
            rowKey={({ id }) => id}
            listing={{ rows, count: rows.length }}
            firstUse={<EmptyState kind="first_use" title={say('recoveries.none')} what={say('recoveries.none.what')} />}
          />
        </Section>
      </Page>
    </UnitOfView>
  )
}

/** What the version says that the claim was paid under, whatever the scheme says today. */
export function Rule({ of: { scheme } }: { of: Pick<ClaimRecoveries, 'scheme'> }) {
  const { recovery } = scheme
  const days = recovery?.remit_within_working_days
  return (
    <Facts>
      <Fact name={say('recoveries.scheme')}>
        <Link {...paths.policyVersion(scheme.versionId)}>{`${scheme.name[preferences().language]} · ${say('policy.version_number', { number: scheme.number })}`}</Link>
      </Fact>
      <Fact name={say('recoveries.rule')}>{recovery ? say(`recovery.${recovery.rule}`) : say('recoveries.rule.none')}</Fact>
      <Fact name={say('recoveries.cost_rule')}>{say(`cost_rule.${recovery?.cost_rule ?? 'lender_bears'}`)}</Fact>
      <Fact name={say('recoveries.order')}>
        {(recovery?.application_order ?? (['principal', 'interest', 'penalty'] as const)).map((part) => say(`recovery_part.${part}`)).join(' → ')}
      </Fact>
      <Fact name={say('recoveries.remit_by')}>{days === undefined ? say('recoveries.remit_by.none') : say('recoveries.remit_by.days', { days })}</Fact>
    </Facts>
  )
}

const bearerColumns: readonly Column<ClaimRecoveries['bearers'][number]>[] = [
  { name: 'bearer', word: 'recoveries.bearer', show: ({ bearer }) => say(`bearer.${bearer}`) },
  { name: 'borne', word: 'recoveries.borne', money: ({ borne }) => borne },
  { name: 'returned', word: 'recoveries.returned', money: ({ returned }) => returned },
  { name: 'net', word: 'recoveries.net', money: ({ borne, returned }) => subtract(borne, returned) },
]

const columns: readonly Column<Row>[] = [
  {
    name: 'kind',
    word: 'recovery.kind',
    show: ({ kind, reference, reason, entryId }) => (
      <>
        {entryId ? <Link {...paths.entry(entryId)}>{say(`recovery.kind.${kind}`)}</Link> : say(`recovery.kind.${kind}`)}
        <span className="recovery-note">{kind === 'reversal' ? reason : reference}</span>
      </>
    ),
  },
  { name: 'received_on', word: 'recovery.received_on', day: ({ receivedOn }) => receivedOn },
  {
    name: 'gross',
    word: 'recovery.gross',
    money: ({ gross }) => gross,
    opens: ({ id, derivation }) => ({ name: `divided-${id.slice(4, 14)}`, title: say('recovery.divided'), into: () => <Provenance derivation={derivation} /> }),
  },
  { name: 'cost', word: 'recovery.cost', zero: 'blank', money: ({ cost }) => cost },
  { name: 'principal', word: 'recovery.principal', zero: 'blank', money: ({ principal }) => principal },
  { name: 'interest', word: 'recovery.interest', zero: 'blank', money: ({ interest }) => interest },
  { name: 'penalty', word: 'recovery.penalty', zero: 'blank', money: ({ penalty }) => penalty },
  { name: 'due', word: 'recovery.due', money: ({ due }) => due },
  { name: 'due_on', word: 'recovery.due_on', show: ({ dueOn }) => <DayText of={dueOn} /> },
  { name: 'left', word: 'recoveries.left', money: ({ due, remitted }) => subtract(due, remitted) },
  { name: 'deeds', word: 'recoveries.deeds', show: (row) => <Reverse of={row} /> },
]

function Reverse({ of: { id, kind, page } }: { of: Row }) {
  const me = useMe()
  const mine = useMay('recovery.report') && membershipOf(me).organisation.id === page.claim.bankId
  if (page.recoveries.some(({ reverses }) => reverses === id)) return <StatusTag tone="quiet">{say('recoveries.reversed')}</StatusTag>
  if (!mine || page.claim.status === 'clawed_back' || !reportedKinds.some((reported) => reported === kind)) return null
  return (
    <PoolDeed<{ readonly reason: string }>
      label={say('recoveries.reverse')}
      what={say('recoveries.reverse.what')}
      initial={{}}
      quiet
      deedOf={({ reason }) => ({ kind: 'recovery.reverse', what: { recoveryId: id, reason } })}
    >
      <TextField name="reason" word="recoveries.reason" longest={500} />
    </PoolDeed>
  )
}

function Deeds({ of: page }: { of: ClaimRecoveries }) {
  const { claim } = page
  const me = useMe()
  const reports = useMay('recovery.report') && membershipOf(me).organisation.id === claim.bankId
  const recoverable = claimCan.recover(claim) && claim.status !== 'advanced'
  return (
    <>
      {reports && recoverable && (
        <Link {...paths.reportRecovery(claim.id)} className="primary-link">
          {say('recoveries.report')}
        </Link>
      )}
      {reports && !recoverable && (
        <Button disabledBecause={say('recoveries.report.not_now')} onPress={() => undefined}>
          {say('recoveries.report')}
        </Button>
      )}
      {claimCan.trueUp(claim) && <TrueUp of={page} />}
      <Close of={page} />
      <ClawBack of={page} />
    </>
  )
}

interface TrueUpFields {
  readonly loss: string
  readonly on: Dayjs
  readonly reason: string
}

function TrueUp({ of: { claim, base } }: { of: ClaimRecoveries }) {
  const me = useMe()
  const today = dayjs(me.serverDay)
  if (!useMay('claim.draft') || membershipOf(me).organisation.id !== claim.bankId) return null
  return (
    <PoolDeed<TrueUpFields>
      label={say('recoveries.true_up')}
      what={say('recoveries.true_up.what')}
      initial={{ on: today }}
      deedOf={({ loss, on, reason }) => {
        const read = loss.trim() === '0' ? { minor: 0n } : amountOf(loss, claim.currency)
        return read && { kind: 'claim.true_up', what: { claimId: claim.id, on: dayOf(on), amounts: { [base]: read.minor }, reason } }
      }}
    >
      <AmountField name="loss" word="recoveries.true_up.loss" optional currency={claim.currency} />
      <DayField name="on" word="recoveries.true_up.on" latest={today} />
      <TextField name="reason" word="recoveries.reason" longest={500} />
    </PoolDeed>
  )
}

function Close({ of: { claim, pool } }: { of: ClaimRecoveries }) {
  const me = useMe()
  const may = useMay('recovery.manage') && membershipOf(me).organisation.id === pool.organisationId
  if (!may || claim.family !== 'loan' || !claimCan.close(claim)) return null
  return (
    <PoolDeed<{ readonly reason: string }>
      label={say('recoveries.close')}
      what={say('recoveries.close.what')}
      initial={{}}
      deedOf={({ reason }) => ({ kind: 'claim.close', what: { claimId: claim.id, reason } })}
    >
      <TextField name="reason" word="recoveries.reason" longest={500} />
    </PoolDeed>
  )
}

interface ClawBackFields {
  readonly on: Dayjs
  readonly reason: string
  readonly reference: string
}

function ClawBack({ of: { claim, pool } }: { of: ClaimRecoveries }) {
  const me = useMe()
  const today = dayjs(me.serverDay)
  const may = useMay('recovery.manage') && membershipOf(me).organisation.id === pool.organisationId
  if (!may || !claimCan.clawBack(claim)) return null
  return (
    <PoolDeed<ClawBackFields>
      label={say('recoveries.claw_back')}
      what={say('recoveries.claw_back.what')}
      initial={{ on: today }}
      deedOf={({ on, reason, reference }) => ({ kind: 'claim.claw_back', what: { claimId: claim.id, on: dayOf(on), reason, reference } })}
    >
      <DayField name="on" word="recoveries.claw_back.on" latest={today} />
      <TextField name="reference" word="recoveries.claw_back.reference" />
      <TextField name="reason" word="recoveries.reason" longest={500} />
      <Form.Item noStyle dependencies={['on']}>
        {({ getFieldValue }) => <Would claimId={claim.id} on={getFieldValue('on') as Dayjs | undefined} />}
      </Form.Item>
    </PoolDeed>
  )
}

/** What the bank would owe, worked out by the server for the day that is picked. */
function Would({ claimId, on }: { claimId: ClaimId; on: Dayjs | undefined }) {
  const { serverDay } = useMe()
  const day = on ?? dayjs(serverDay)
  const { data } = useQuery({ ...api.recoveries.previewClawback.queryOptions({ claimId, on: dayOf(day) }), throwOnError: false })
  if (!data) return null
  if (data.refused) return <StatusTag tone="watch">{data.refused[preferences().language]}</StatusTag>
  return (
    <Facts>
      <Fact name={say('recoveries.claw_back.would')}>
        <MoneyText of={data.due} />
      </Fact>
      <Fact name={say('recoveries.claw_back.interest')}>
        <MoneyText of={data.clawback.interest} />
      </Fact>
    </Facts>
  )
}
