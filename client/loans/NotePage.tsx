import type { AppRouter } from '@cofund/server/app'
import { type DisposalKind, type DrawdownNote, type LitigationStage, type NoteId, disposalKinds, litigationStages, noteCan } from '@cofund/shared/loans/drawdown-note'
import { nonPerformingRule, nplMismatch } from '@cofund/shared/loans/non-performing'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Form, Select, Timeline } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { api, queryClient, refresh, useLoaded } from '../api.ts'
import { ChartCard } from '../charts/ChartCard.tsx'
import type { ChartData } from '../charts/chart-data.ts'
import { VerdictView } from '../eligibility/VerdictView.tsx'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { AmountField, DayField, TextField, amountOf, dayOf, picked } from '../pools/fields.tsx'
import { say } from '../say.ts'
import { wholeAmount } from '../ui/amount.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, Unknown } from '../ui/DayText.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { NoteDeed } from './NoteDeed.tsx'
import { CategoryTag, NoteStatusTag } from './note-status.tsx'
import './notes.css'

const noteOptions = (noteId: NoteId) => api.note.get.queryOptions({ noteId })
export const loadNotePage = (noteId: NoteId) => queryClient.fetchQuery(noteOptions(noteId))

const route = getRouteApi('/notes/$noteId')

type Loaded = inferRouterOutputs<AppRouter>['note']['get']

/** One note: whose, on what terms, why it was enrolled, how it went, and what was done about it. */
export function NotePage() {
  const { noteId } = route.useParams()
  const loaded = useLoaded(noteOptions(noteId))
  const { note, verdict } = loaded
  const bank = { nameZh: note.bankNameZh, nameEn: note.bankNameEn }
  const mismatch = nplMismatch(note)
  return (
    <Page
      title={note.number}
      about={
        <>
          <Link {...paths.enterprise(note.enterpriseId)}>{note.enterpriseName}</Link> · {nameOf(bank)} · <Link {...paths.pool(note.poolId)}>{note.poolCode}</Link>
        </>
      }
      actions={
        <>
          <NoteStatusTag of={note.status} />
          <Deeds note={note} />
        </>
      }
    >
      <Headline>
        <Fact name={say('note.principal')}>
          <MoneyText of={note.principal} />
        </Fact>
        <Fact name={say('note.balance')} {...(note.reportedMonth && { note: note.reportedMonth.slice(0, 7) })}>
          <MoneyText of={note.balance} />
        </Fact>
        <Fact name={say('note.overdue_days')}>
          <span className="figure">{note.overdueDays}</span>
        </Fact>
        <Fact name={say('note.category')}>
          <CategoryTag of={note.category} />
        </Fact>
        <Fact name={say('note.exposed')}>
          <MoneyText of={note.exposed} />
        </Fact>
      </Headline>
      <Section title={say('note.terms')} actions={<Link {...paths.claims({ search: note.number })}>{say('note.claims.see')}</Link>}>
        <Facts>
          <Fact name={say('note.lent_on')}>
            <DayText of={note.lentOn} />
          </Fact>
          <Fact name={say('note.due_on')}>
            <DayText of={note.dueOn} />
          </Fact>
          <Fact name={say('note.rate')}>
            <span className="figure">{(note.ratePpm / 10_000).toFixed(2)}%</span>
          </Fact>
          <Fact name={say('note.product')}>{note.productCode}</Fact>
          <Fact name={say('note.purpose')}>{note.purpose}</Fact>
          <Fact name={say('note.district')}>{note.districtCode}</Fact>
          <Fact name={say('note.uscc')}>
            <span className="figure">{note.uscc}</span>
          </Fact>
          <Fact name={say('note.flags')}>{note.flags.join(', ') || <Unknown />}</Fact>
          <Fact name={say('note.other_cover')}>{note.otherCover.join(', ') || <Unknown />}</Fact>
          <Fact name={say('note.enrolled_on')}>
            <DayText of={note.enrolledOn} />
          </Fact>
          <Fact name={say('note.npl_reported')}>
            <DayText of={note.nplReportedOn} />
          </Fact>
          <Fact name={say('note.npl_derived')} note={say('note.npl_rule', { days: nonPerformingRule.overdueDaysAbove })}>
            <DayText of={note.nplDerivedOn} />
          </Fact>
        </Facts>
        {mismatch && <StatusTag tone="watch">{say(`note.mismatch.${mismatch}`)}</StatusTag>}
      </Section>
      <Section title={say('note.chain')}>
        <Chain loaded={loaded} />
      </Section>
      {verdict && (
        <Section title={say('note.verdict')}>
          <VerdictView of={verdict} />
        </Section>
      )}
      <Reports loaded={loaded} />
      <Disposals loaded={loaded} />
      <Litigations loaded={loaded} />
      <Section title={say('note.events')}>
        <Timeline
          items={[
            { key: 'filed', content: <>{say('note.events.filed')} · <DayText of={note.enrolledOn ?? note.lentOn} /></> },
            ...loaded.events.map(({ event, on }, index) => ({
              key: String(index),
              content: (
                <>
                  {say(`note.status.${event as DrawdownNote['status']}`)} · <DayText of={on} />
                </>
              ),
            })),
          ]}
        />
      </Section>
    </Page>
  )
}

/** Credit line, contract, and the notes that follow one another under them. */
function Chain({ loaded: { note, chain } }: { loaded: Loaded }) {
  return (
    <ol className="chain">
      {note.creditLineNumber && (
        <li>
          <span className="chain-kind">{say('note.credit_line')}</span>
          {note.creditLineNumber}
        </li>
      )}
      <li>
        <span className="chain-kind">{say('note.contract')}</span>
        {note.contractNumber}
      </li>
      {chain.map((link) => (
        <li key={link.id} {...(link.id === note.id && { 'aria-current': 'true' as const })}>
          <span className="chain-kind">{link.succession ? say(`note.succession.${link.succession}`) : say('note')}</span>
          {link.id === note.id ? link.number : <Link {...paths.note(link.id)}>{link.number}</Link>}
          <span className="chain-note">
            <DayText of={link.lentOn} /> · {wholeAmount(link.principal)} · {say(`note.status.${link.status}`)}
          </span>
        </li>
      ))}
    </ol>
  )
}

type Report = Loaded['reports'][number]
const reportColumns: readonly Column<Report>[] = [
  { name: 'month', word: 'note.month', show: ({ month }) => <span className="figure">{month.slice(0, 7)}</span> },
  { name: 'balance', word: 'note.balance', money: ({ balance }) => balance, unsummed: true },
  { name: 'category', word: 'note.category', show: ({ category }) => <CategoryTag of={category} /> },
  { name: 'overdueDays', word: 'note.overdue_days', count: ({ overdueDays }) => overdueDays },
  { name: 'place', word: 'note.report.place', count: ({ place }) => place },
]

function Reports({ loaded: { note, reports } }: { loaded: Loaded }) {
  const { serverDay } = useMe()
  const last = reports.at(-1)
  return (
    <Section title={say('note.reports')}>
      {last ? (
        <>
          {reports.length > 1 && (
            <ChartCard
              title={say('note.reports.finding', { balance: wholeAmount(last.balance), days: last.overdueDays })}
              asOf={serverDay}
              source={say('note.reports')}
              data={balanceSeries(reports)}
            />
          )}
          <DataTable title={say('note.reports')} columns={reportColumns} rowKey={({ month }) => month} listing={{ rows: reports.toReversed(), count: reports.length }} />
        </>
      ) : (
        <p className="page-about">{say(note.status === 'registered' ? 'note.will_wait' : 'note.reports.none')}</p>
      )}
    </Section>
  )
}

const balanceSeries = (reports: readonly Report[]): ChartData => ({
  axis: { word: 'note.month' },
  measure: 'money',
  series: [{ key: 'balance', name: { word: 'note.balance' }, as: 'line' }],
  points: reports.map(({ month, balance }) => ({ key: month, name: { label: month.slice(0, 7) }, values: { balance } })),
})

type DisposalRow = Loaded['disposals'][number]
const disposalColumns: readonly Column<DisposalRow>[] = [
  { name: 'kind', word: 'note.disposal.kind', show: ({ kind }) => say(`note.disposal.${kind}`) },
  { name: 'on', word: 'note.disposal.on', day: ({ disposedOn }) => disposedOn },
  { name: 'amount', word: 'note.disposal.amount', money: ({ amount }) => amount },
  { name: 'reference', word: 'note.disposal.reference', show: ({ reference }) => reference },
]

interface DisposalFields {
  readonly kind: DisposalKind
  readonly disposedOn: Dayjs
  readonly amount: string
  readonly reference: string
}

const useOwns = (note: Loaded['note']): boolean => membershipOf(useMe()).organisation.id === note.bankId
const statusReason = (can: boolean, note: Loaded['note']): string | undefined => (can ? undefined : say(`note.status.${note.status}`))

function Disposals({ loaded: { note, disposals } }: { loaded: Loaded }) {
  const { serverDay } = useMe()
  const mayReport = useMay('loan.report')
  const owns = useOwns(note)
  const dispose = useMutation(api.note.dispose.mutationOptions({ meta: { shownByPage: true } }))
  return (
    <Section
      title={say('note.disposals')}
      actions={
        owns && mayReport ? (
          <NoteDeed<DisposalFields>
            label={say('note.dispose')}
            what={say('note.write_off_lasts')}
            initial={{ kind: 'cash', disposedOn: dayjs(serverDay) }}
            busy={dispose.isPending}
            error={dispose.error}
            disabledBecause={statusReason(noteCan.dispose(note), note)}
            onSend={({ kind, disposedOn, amount, reference }, done) => {
              const read = amountOf(amount, note.principal.currency)
              if (read) dispose.mutate({ noteId: note.id, kind, disposedOn: dayOf(disposedOn), amount: read, reference }, { onSuccess: () => { done(); void refresh(api.note) } })
            }}
          >
            <Form.Item name="kind" label={say('note.disposal.kind')} rules={[picked()]}>
              <Select options={disposalKinds.map((value) => ({ value, label: say(`note.disposal.${value}`) }))} />
            </Form.Item>
            <DayField name="disposedOn" word="note.disposal.on" latest={dayjs(serverDay)} />
            <AmountField name="amount" word="note.disposal.amount" currency={note.principal.currency} />
            <TextField name="reference" word="note.disposal.reference" longest={64} />
          </NoteDeed>
        ) : undefined
      }
    >
      {disposals.length > 0 ? (
        <DataTable title={say('note.disposals')} columns={disposalColumns} rowKey={({ id }) => id} listing={{ rows: disposals, count: disposals.length }} />
      ) : (
        <p className="page-about">{say('note.disposals.none')}</p>
      )}
    </Section>
  )
}

type Step = Loaded['litigation'][number]
const stepColumns: readonly Column<Step>[] = [
  { name: 'stage', word: 'note.litigation.stage', show: ({ stage }) => say(`note.litigation.${stage}`) },
  { name: 'on', word: 'note.litigation.on', day: ({ reachedOn }) => reachedOn },
  { name: 'case', word: 'note.litigation.case', show: ({ caseNumber }) => caseNumber },
  { name: 'court', word: 'note.litigation.court', show: ({ court }) => court },
]

interface StepFields {
  readonly stage: LitigationStage
  readonly reachedOn: Dayjs
  readonly caseNumber: string
  readonly court: string
}

function Litigations({ loaded: { note, litigation } }: { loaded: Loaded }) {
  const { serverDay } = useMe()
  const mayReport = useMay('loan.report')
  const owns = useOwns(note)
  const litigate = useMutation(api.note.litigate.mutationOptions({ meta: { shownByPage: true } }))
  const last = litigation.at(-1)
  return (
    <Section
      title={say('note.litigation')}
      actions={
        owns && mayReport ? (
          <NoteDeed<StepFields>
            label={say('note.litigate')}
            initial={{ stage: 'filed', reachedOn: dayjs(serverDay), ...(last && { caseNumber: last.caseNumber, court: last.court }) }}
            busy={litigate.isPending}
            error={litigate.error}
            disabledBecause={statusReason(noteCan.sue(note), note)}
            onSend={({ reachedOn, ...step }, done) =>
              litigate.mutate({ noteId: note.id, ...step, reachedOn: dayOf(reachedOn) }, { onSuccess: () => { done(); void refresh(api.note) } })
            }
          >
            <Form.Item name="stage" label={say('note.litigation.stage')} rules={[picked()]}>
              <Select options={litigationStages.map((value) => ({ value, label: say(`note.litigation.${value}`) }))} />
            </Form.Item>
            <DayField name="reachedOn" word="note.litigation.on" latest={dayjs(serverDay)} />
            <TextField name="caseNumber" word="note.litigation.case" />
            <TextField name="court" word="note.litigation.court" />
          </NoteDeed>
        ) : undefined
      }
    >
      {litigation.length > 0 ? (
        <DataTable title={say('note.litigation')} columns={stepColumns} rowKey={({ id }) => id} listing={{ rows: litigation, count: litigation.length }} />
      ) : (
        <p className="page-about">{say('note.litigation.none')}</p>
      )}
    </Section>
  )
}

interface WithdrawFields {
  readonly on: Dayjs
  readonly reason: string
}

/** For the note's own bank: to have it judged again, or to take it back. */
function Deeds({ note }: { note: Loaded['note'] }) {
  const { serverDay } = useMe()
  const may = useMay('loan.enrol')
  const owns = useOwns(note)
  const again = useMutation(api.note.judgeAgain.mutationOptions({ onSuccess: () => refresh(api.note) }))
  const withdraw = useMutation(api.note.withdraw.mutationOptions({ meta: { shownByPage: true } }))
  if (!may || !owns) return null
  return (
    <>
      {noteCan.enrol(note) && (
        <Button primary busy={again.isPending} onPress={() => again.mutate({ noteId: note.id })}>
          {say('note.judge_again')}
        </Button>
      )}
      {noteCan.withdraw(note) && (
        <NoteDeed<WithdrawFields>
          label={say('note.withdraw')}
          initial={{ on: dayjs(serverDay) }}
          busy={withdraw.isPending}
          error={withdraw.error}
          onSend={({ on, reason }, done) => withdraw.mutate({ noteId: note.id, on: dayOf(on), reason }, { onSuccess: () => { done(); void refresh(api.note) } })}
        >
          <DayField name="on" word="note.litigation.on" latest={dayjs(serverDay)} />
          <TextField name="reason" word="note.withdraw.reason" longest={500} />
        </NoteDeed>
      )}
    </>
  )
}
