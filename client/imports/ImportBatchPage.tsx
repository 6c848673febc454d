import { DownloadOutlined } from '@ant-design/icons'
import { importShapes } from '@cofund/shared/import-shapes'
import { type ImportBatch, type ImportBatchId, type ImportFinding, type ImportReason, findingSeverities, importCan } from '@cofund/shared/imports/import-batch'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { Checkbox, Flex, Progress, Steps, Timeline } from 'antd'
import { useState } from 'react'
import { api, once, queryClient, refresh, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say, sayLabel } from '../say.ts'
import { useSayRefusal } from '../sentences.tsx'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { MomentText, Unknown } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import type { Filter } from '../ui/Filters.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { type TotalRow, isRunning, sayColumn, sayMapping, sayReason, saySaying, toneOf, totalTables, wordOfAmount } from './import-figures.ts'

const batchOptions = (batchId: ImportBatchId) => api.import.get.queryOptions({ batchId })
export const loadImportBatchPage = (batchId: ImportBatchId) => queryClient.fetchQuery(batchOptions(batchId))

const route = getRouteApi('/imports/$batchId')

/** One file from its upload to its place in the books: what was found, what is to be confirmed, what came of it. */
export function ImportBatchPage() {
  const { batchId } = route.useParams()
  const { data } = useSuspenseQuery({
    ...batchOptions(batchId),
    refetchInterval: (query) => (query.state.data && isRunning(query.state.data.batch.status) ? 1_000 : false),
  })
  const { batch, totals, reasons, acts } = data
  return (
    <UnitOfView unit="one">
      <Page
        title={batch.document.name}
        about={say(`import.kind.${batch.kind}`)}
        actions={<StatusTag tone={toneOf[batch.status]}>{say(`import.status.${batch.status}`)}</StatusTag>}
      >
        <Way of={batch} />
        {isRunning(batch.status) && <Going of={batch} />}
        {batch.status === 'interrupted' && <Interrupted batchId={batch.id} />}
        {batch.refusal && <Refused of={batch.refusal} />}
        <Counts of={batch} />
        {importCan.confirm(batch) && <Confirm of={batch} />}
        {totals.length > 0 && (
          <Section title={say('import.totals')}>
            {totalTables(totals).map((rows) => (
              <DataTable
                key={rows[0]?.currency}
                title={say('import.totals')}
                columns={totalColumns(batch)}
                rowKey={({ part }) => part}
                listing={{ rows, count: rows.length }}
              />
            ))}
          </Section>
        )}
        {batch.counts && <Findings of={batch} reasons={reasons} />}
        <Section title={say('import.file')}>
          <FileFacts of={batch} />
        </Section>
        <Section title={say('import.history')}>
          <Timeline
            items={acts.map(({ id, act, by, at }) => ({
              key: id,
              content: (
                <>
                  {sayLabel(`act.${act}`)} · {by} · <MomentText of={at} />
                </>
              ),
            }))}
          />
        </Section>
      </Page>
    </UnitOfView>
  )
}

const stepOf: Record<ImportBatch['status'], number> = { checking: 1, checked: 2, importing: 2, imported: 4, refused: 1, interrupted: 1 }

/** Where the file is on its way. */
function Way({ of: batch }: { of: ImportBatch }) {
  const confirmed = batch.confirmedAt !== null
  const current = batch.status === 'refused' || batch.status === 'interrupted' ? (confirmed ? 3 : 1) : stepOf[batch.status]
  return (
    <Steps
      size="small"
      current={current}
      status={batch.status === 'refused' || batch.status === 'interrupted' ? 'error' : batch.status === 'imported' ? 'finish' : 'process'}
      items={(['upload', 'check', 'confirm', 'result'] as const).map((step) => ({ title: say(`import.step.${step}`) }))}
    />
  )
}

function Going({ of: batch }: { of: ImportBatch }) {
  const share = Number((batch.progressBytes * 100n) / batch.document.bytes)
  const said = say('import.progress', { phase: say(`import.phase.${batch.phase ?? 'waiting'}`), rows: batch.progressRows.toLocaleString('en') })
  return (
    <div role="status">
      <p>{said}</p>
      <Progress percent={share} status="active" aria-label={said} />
    </div>
  )
}

function Interrupted({ batchId }: { batchId: ImportBatchId }) {
  const restart = useMutation(api.import.restart.mutationOptions({ onSuccess: () => refresh(api.import) }))
  return (
    <EmptyState
      kind="no_results"
      title={say('import.status.interrupted')}
      what={say('import.interrupted.what')}
      action={
        <Button primary busy={restart.isPending} onPress={() => restart.mutate({ batchId })}>
          {say('import.restart')}
        </Button>
      }
    />
  )
}

function Refused({ of: { code, facts } }: { of: NonNullable<ImportBatch['refusal']> }) {
  const sayRefusal = useSayRefusal()
  const told = { code, facts, zh: sayRefusal({ code, facts }, 'zh'), en: sayRefusal({ code, facts }, 'en') }
  return (
    <>
      <ErrorNotice of={Object.assign(new Error(code), { data: { refusal: told } })} />
      <Link {...paths.imports()}>{say('import.new')}</Link>
    </>
  )
}

function Counts({ of: { counts, status } }: { of: ImportBatch }) {
  if (!counts) return null
  const figures = [
    ['import.rows', counts.rows],
    [status === 'imported' ? 'import.taken.done' : 'import.taken', counts.taken],
    ['import.rejected', counts.rejected],
    ['import.duplicate', counts.duplicate],
    ['import.warned', counts.warned],
  ] as const
  return (
    <Headline>
      {figures.map(([word, rows]) => (
        <Fact key={word} name={say(word)}>
          <span className="figure">{rows.toLocaleString('en')}</span>
        </Fact>
      ))}
    </Headline>
  )
}

/** The one decision: these rows, these totals, and knowingly without the others. */
function Confirm({ of: batch }: { of: ImportBatch }) {
  const [accepted, setAccepted] = useState(false)
  const [key] = useState(() => crypto.randomUUID())
  const { permissions } = useMe()
  const confirm = useMutation(
    api.import.confirm.mutationOptions({ trpc: once(key), meta: { shownByPage: true }, onSuccess: () => refresh(api.import) }),
  )
  const shape = importShapes[batch.kind]
  const { rows = 0, taken = 0 } = batch.counts ?? {}
  const left = rows - taken
  const mayLeave = shape.partial || (shape.overlaps !== undefined && batch.counts?.rejected === 0)
  const because =
    !permissions.includes(shape.permission)
      ? say('import.confirm.not_yours')
      : taken === 0
        ? say('import.confirm.nothing')
        : left > 0 && !mayLeave
          ? say('import.confirm.all_or_nothing', { left })
          : left > 0 && !accepted
            ? say('import.confirm.accept_first', { left })
            : undefined
  return (
    <Flex vertical gap="small" align="start">
      {left > 0 && taken > 0 && mayLeave && (
        <Checkbox checked={accepted} onChange={({ target }) => setAccepted(target.checked)}>
          {say('import.confirm.accept', { left: left.toLocaleString('en') })}
        </Checkbox>
      )}
      <Button
        primary
        busy={confirm.isPending}
        disabledBecause={because}
        onPress={() => confirm.mutate({ batchId: batch.id, digest: batch.digest ?? '', acceptRejections: accepted })}
      >
        {say('import.confirm', { taken: taken.toLocaleString('en') })}
      </Button>
      {confirm.error && <ErrorNotice of={confirm.error} />}
    </Flex>
  )
}

/** The amounts that the kind totals, under the words that the books use for them. */
function totalColumns({ kind, status }: ImportBatch): readonly Column<TotalRow>[] {
  const shape = importShapes[kind]
  const taken = status === 'imported' ? 'import.taken.done' : 'import.taken'
  return [
    { name: 'part', word: 'import.rows', show: ({ part }) => say(part === 'taken' ? taken : 'import.left') },
    ...(shape?.totals ?? []).map((name) => ({ name, word: wordOfAmount(kind, name), money: ({ amounts }: TotalRow) => amounts[name] ?? null })),
  ]
}

const severityTones = { error: 'risk', duplicate: 'watch', warning: 'going' } as const

/** What was found, reason by reason and row by row, and the file to correct it in. */
function Findings({ of: batch, reasons }: { of: ImportBatch; reasons: readonly ImportReason[] }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const findings = useListed(api.import.findings.queryOptions({ ...search, batchId: batch.id }))
  if (reasons.length === 0) return <p>{say('import.findings.none')}</p>
  const columns: readonly Column<ImportFinding>[] = [
    { name: 'line', word: 'import.line', count: ({ line }) => line },
    { name: 'severity', word: 'import.findings.severity', show: ({ severity }) => <StatusTag tone={severityTones[severity]}>{say(`import.severity.${severity}`)}</StatusTag> },
    { name: 'column', word: 'import.column', show: ({ field }) => sayColumn(field, batch) },
    { name: 'value', word: 'import.findings.value', show: ({ value }) => value },
    { name: 'reason', word: 'import.findings.reason', show: (finding) => saySaying(finding) },
  ]
  const reasonColumns: readonly Column<ImportReason>[] = [
    { name: 'severity', word: 'import.findings.severity', show: ({ severity }) => <StatusTag tone={severityTones[severity]}>{say(`import.severity.${severity}`)}</StatusTag> },
    { name: 'column', word: 'import.column', show: ({ field }) => sayColumn(field, batch) },
    {
      name: 'reason',
      word: 'import.findings.reason',
      show: (reason) => (
        <Link {...paths.importBatch(batch.id)} search={{ severity: reason.severity, code: reason.code, field: reason.field }}>
          {sayReason(reason)}
        </Link>
      ),
    },
    { name: 'rows', word: 'import.reasons.rows', count: ({ rows }) => rows },
  ]
  const filters: readonly Filter[] = [
    { as: 'choice', name: 'severity', word: 'import.findings.severity', choices: findingSeverities.map((value) => ({ value, word: `import.severity.${value}` as const })) },
    {
      as: 'choice',
      name: 'code',
      word: 'import.findings.reason',
      choices: [...new Map(reasons.map((reason) => [reason.code, reason])).values()].map((reason) => ({ value: reason.code, label: sayReason(reason) })),
    },
  ]
  return (
    <>
      <Section
        title={say('import.reasons')}
        actions={
          <a href={`/api/imports/${batch.id}/annotated?language=${preferences().language}`} download title={say('import.annotated.what')}>
            <DownloadOutlined aria-hidden="true" /> {say('import.annotated.get')}
          </a>
        }
      >
        <DataTable
          title={say('import.reasons')}
          columns={reasonColumns}
          rowKey={({ severity, field, code }) => `${severity} ${field} ${code}`}
          listing={{ rows: reasons, count: reasons.length }}
        />
      </Section>
      <Section title={say('import.findings')}>
        <DataTable
          title={say('import.findings')}
          columns={columns}
          filters={filters}
          rowKey={({ severity, line, field, code }) => `${severity} ${line} ${field} ${code}`}
          {...findings}
          search={search}
          onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })}
        />
      </Section>
    </>
  )
}

function FileFacts({ of: batch }: { of: ImportBatch }) {
  const { document } = batch
  return (
    <Facts>
      <Fact name={say('import.batch')}>{batch.id}</Fact>
      <Fact name={say('import.file')} note={say('import.file.size', { bytes: document.bytes.toLocaleString('en') })}>
        <a href={`/api/documents/${document.hash}`} download>
          {document.name}
        </a>
      </Fact>
      <Fact name={say('import.hash')}>
        <code className="hash">{document.hash}</code>
      </Fact>
      <Fact name={say('import.mapping')}>{sayMapping(batch.mapping, batch.kind) ?? <Unknown />}</Fact>
      {batch.encoding && <Fact name={say('import.encoding')}>{say(`import.encoding.${batch.encoding}`)}</Fact>}
      <Fact name={say('import.started_by')}>{batch.startedBy}</Fact>
      <Fact name={say('import.started_at')}>
        <MomentText of={batch.startedAt} />
      </Fact>
      {batch.confirmedBy && <Fact name={say('import.confirmed_by')}>{batch.confirmedBy}</Fact>}
      {batch.importedAt && (
        <Fact name={say('import.imported_at')}>
          <MomentText of={batch.importedAt} />
        </Fact>
      )}
      {batch.root && (
        <Fact name={say('import.root')}>
          <code className="hash">{batch.root}</code>
        </Fact>
      )}
      {batch.status === 'imported' && batch.kind === 'loans' && (
        <Fact name={say('loans')}>
          <Link {...paths.loans()} search={{ batchId: batch.id }}>
            {say('import.see_loans')}
          </Link>
        </Fact>
      )}
      {batch.status === 'imported' && batch.kind === 'statement_lines' && (
        <Fact name={say('statement.title')}>
          <Link {...paths.bankAccounts()}>{say('import.see_statements')}</Link>
        </Fact>
      )}
    </Facts>
  )
}
