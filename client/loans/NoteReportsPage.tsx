import type { AppRouter } from '@cofund/server/app'
import { readAmount } from '@cofund/shared/kernel/amount-text'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { type LoanCategory, loanCategories } from '@cofund/shared/loans/drawdown-note'
import { reportWithinWorkingDays } from '@cofund/shared/loans/monthly-report'
import { toDecimal } from '@cofund/shared/kernel/money'
import type { PoolId } from '@cofund/shared/pools/pool'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { api, once, refresh, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, MomentText } from '../ui/DayText.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import './notes.css'

const route = getRouteApi('/notes/reports')

type Outputs = inferRouterOutputs<AppRouter>['note']
type Owed = Outputs['owed'][number]
type Sent = Outputs['reports'][number]
type ToReport = Outputs['toReport']['notes'][number]

const loadOwed = () => api.note.owed.queryOptions()

const monthText = (month: PlainDate): string => month.slice(0, 7)

/** Who owes which month, what has been reported, and the form for the month that a bank owes. */
export function NoteReportsPage() {
  const { poolId, month } = route.useSearch()
  const owed = useLoaded(loadOwed())
  const reports = useLoaded(api.note.reports.queryOptions({}))
  const pools = useLoaded(api.pools.list.queryOptions())
  const organisations = useLoaded(api.people.organisations.queryOptions())
  const me = useMe()
  const bank = membershipOf(me).organisation
  const mayReport = useMay('loan.report')
  // Months are reported one after another: of each pool, the first that is owed.
  const isNext = (row: Owed) => owed.find((other) => other.poolId === row.poolId && other.bankId === row.bankId) === row
  const owedColumns: readonly Column<Owed>[] = [
    { name: 'bank', word: 'note.bank', show: ({ bankNameZh, bankNameEn }) => nameOf({ nameZh: bankNameZh, nameEn: bankNameEn }) },
    { name: 'pool', word: 'note.pool', show: ({ poolCode }) => poolCode },
    { name: 'month', word: 'note.month', show: (row) => <span className="figure">{monthText(row.month)}</span> },
    { name: 'dueOn', word: 'note.owed.due_on', show: ({ dueOn }) => (dueOn ? <DayText of={dueOn} /> : say('note.owed.due_unknown')) },
    { name: 'late', word: 'note.status', show: ({ late }) => <StatusTag tone={late ? 'risk' : 'watch'}>{say(late ? 'note.owed.late' : 'note.owed.in_time')}</StatusTag> },
    { name: 'notes', word: 'note.owed.notes', count: ({ notes }) => notes },
    {
      name: 'report',
      word: 'note.report.choose',
      show: (row) => (mayReport && row.bankId === bank.id && isNext(row) ? <Link {...paths.noteReports({ poolId: row.poolId, month: row.month })}>{say('note.report.choose')}</Link> : null),
    },
  ]
  const bankName = (id: string): string => {
    const found = organisations.find((organisation) => organisation.id === id)
    return found ? nameOf(found) : id
  }
  const sentColumns: readonly Column<Sent>[] = [
    { name: 'month', word: 'note.month', show: (row) => <span className="figure">{monthText(row.month)}</span> },
    { name: 'bank', word: 'note.bank', show: ({ bankId }) => bankName(bankId) },
    { name: 'pool', word: 'note.pool', show: ({ poolId: id }) => pools.find(({ pool }) => pool.id === id)?.pool.code ?? id },
    { name: 'notes', word: 'note.report.lines', show: ({ nil, notes }) => (nil ? say('note.report.nil') : <span className="figure">{notes}</span>) },
    { name: 'place', word: 'note.report.place', count: ({ place }) => place },
    { name: 'at', word: 'note.report.at', show: ({ submittedAt }) => <MomentText of={submittedAt} /> },
  ]
  return (
    <Page title={say('note.reports_page')} asOf={me.serverDay} about={say('note.reports_page.about', { days: reportWithinWorkingDays })} actions={<Link {...paths.notes()}>{say('notes')}</Link>}>
      {poolId && month && mayReport && <ReportForm key={`${poolId} ${month}`} poolId={poolId} month={month} />}
      <Section title={say('note.owed')}>
        {owed.length > 0 ? (
          <DataTable title={say('note.owed')} columns={owedColumns} rowKey={({ poolId: id, bankId, month: of }) => `${id} ${bankId} ${of}`} listing={{ rows: owed, count: owed.length }} />
        ) : (
          <p className="page-about">{say('note.owed.none')}</p>
        )}
      </Section>
      <Section title={say('note.reported')}>
        {reports.length > 0 ? (
          <DataTable title={say('note.reported')} columns={sentColumns} rowKey={({ id }) => id} listing={{ rows: reports, count: reports.length }} />
        ) : (
          <p className="page-about">{say('note.reported.none')}</p>
        )}
      </Section>
    </Page>
  )
}

interface Line {
  readonly balance: string
  readonly category: LoanCategory
  readonly overdueDays: string
  readonly nplOn: string
}

/** The covered notes of a month as they stood last, each to be corrected where it changed. */
function ReportForm({ poolId, month }: { poolId: PoolId; month: PlainDate }) {
  const { notes } = useLoaded(api.note.toReport.queryOptions({ poolId, month }))
  const navigate = route.useNavigate()
  const [key] = useState(() => crypto.randomUUID())
  const [changed, setChanged] = useState<Readonly<Record<string, Line>>>({})
  const send = useMutation(
    api.note.reportMonth.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async () => {
        await navigate({ search: {} })
        await refresh(api.note)
      },
    }),
  )
  const lineOf = (note: ToReport): Line => changed[note.number] ?? { balance: toDecimal(note.balance), category: note.category, overdueDays: String(note.overdueDays), nplOn: note.nplReportedOn ?? '' }
  const set = (note: ToReport, part: Partial<Line>) => setChanged((now) => ({ ...now, [note.number]: { ...lineOf(note), ...part } }))
  const lines = notes.map((note) => {
    const { balance, category, overdueDays, nplOn } = lineOf(note)
    const amount = readAmount(balance, note.balance.currency)
    const days = /^\d{1,5}$/.test(overdueDays.trim()) ? Number(overdueDays) : undefined
    const since = nplOn.trim() ? parsePlainDate(nplOn.trim()) : undefined
    return amount && days !== undefined && (nplOn.trim() === '' || since) ? { number: note.number, balance: amount, category, overdueDays: days, ...(since && { nplOn: since }) } : undefined
  })
  const readable = lines.filter((line) => line !== undefined)
  const columns: readonly Column<ToReport>[] = [
    { name: 'number', word: 'note.number', show: ({ noteId, number }) => <Link {...paths.note(noteId)}>{number}</Link> },
    { name: 'firm', word: 'note.firm', show: ({ enterpriseName }) => enterpriseName },
    { name: 'principal', word: 'note.principal', money: ({ principal }) => principal },
    { name: 'balance', word: 'note.balance', show: (note) => <Input aria-label={`${say('note.balance')} ${note.number}`} inputMode="decimal" value={lineOf(note).balance} onChange={({ target }) => set(note, { balance: target.value })} /> },
    {
      name: 'category',
      word: 'note.category',
      show: (note) => (
        <Select
          aria-label={`${say('note.category')} ${note.number}`}
          value={lineOf(note).category}
          popupMatchSelectWidth={false}
          options={loanCategories.map((value) => ({ value, label: say(`note.category.${value}`) }))}
          onChange={(category: LoanCategory) => set(note, { category })}
        />
      ),
    },
    { name: 'overdue', word: 'note.overdue_days', show: (note) => <Input aria-label={`${say('note.overdue_days')} ${note.number}`} inputMode="numeric" value={lineOf(note).overdueDays} onChange={({ target }) => set(note, { overdueDays: target.value })} /> },
    { name: 'npl', word: 'note.report.npl_on', show: (note) => <Input aria-label={`${say('note.report.npl_on')} ${note.number}`} placeholder="2026-01-31" value={lineOf(note).nplOn} onChange={({ target }) => set(note, { nplOn: target.value })} /> },
  ]
  return (
    <Section title={say('note.report.form', { month: monthText(month) })} actions={<Link {...paths.imports()}>{say('note.report.by_file')}</Link>}>
      {send.error && <ErrorNotice of={send.error} />}
      {notes.length > 0 ? (
        <div className="report-lines">
          <DataTable title={say('note.report.form', { month: monthText(month) })} columns={columns} rowKey={({ noteId }) => noteId} listing={{ rows: notes, count: notes.length }} />
        </div>
      ) : (
        <p className="page-about">{say('note.report.nothing')}</p>
      )}
      <div>
        <Button
          primary
          busy={send.isPending}
          disabledBecause={readable.length < lines.length ? say('pool.propose.amount_wrong') : undefined}
          onPress={() => send.mutate({ poolId, month, nil: notes.length === 0, notes: readable })}
        >
          {say(notes.length === 0 ? 'note.report.send_nil' : 'note.report.send')}
        </Button>
      </div>
    </Section>
  )
}
