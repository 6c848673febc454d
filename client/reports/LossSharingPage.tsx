import type { AppRouter } from '@cofund/server/app'
import { valueOf } from '@cofund/shared/kernel/derivation'
import { fraction, over } from '@cofund/shared/kernel/fraction'
import { shanghaiDay } from '@cofund/shared/kernel/instant'
import { type Money, nothing } from '@cofund/shared/kernel/money'
import type { LossFilter, LossSharingQuestion } from '@cofund/shared/reports/loss-evaluation.input'
import { type LossCell, partOf, refusedLossOf, shareIn, sharedOf, sumOfParts } from '@cofund/shared/reports/loss-sharing'
import { getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, useLoaded } from '../api.ts'
import { ChartCard, FlowCard } from '../charts/ChartCard.tsx'
import { usePreferences } from '../preferences.ts'
import { say, sayName } from '../say.ts'
import { namedAmount } from '../ui/amount.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { MomentText } from '../ui/DayText.tsx'
import { DerivationTree, Provenance } from '../ui/DerivationTree.tsx'
import { DrillDrawer, DrillNumber, useDrill } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { type Filter, Filters } from '../ui/Filters.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { percentText } from '../ui/RatioText.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView, useUnit } from '../ui/unit.tsx'
import { DrilledLosses, type LossQuestion } from './DrilledLosses.tsx'
import { EvaluateLosses } from './EvaluateLosses.tsx'
import { Evaluations } from './Evaluations.tsx'
import { GuaranteeComparison } from './GuaranteeComparison.tsx'
import { keyOfLender, keyOfYear, largestOf, lenderFlows, mostBorne, nameOfLender, nameOfYear, yearSeries } from './loss-series.ts'
import { lenderColumns, reasonColumns, yearColumns } from './loss-tables.tsx'
import './reports.css'

export type LossSharing = NonNullable<inferRouterOutputs<AppRouter>['reports']['lossSharing']>

const route = getRouteApi('/loss-sharing')

/** Who would bear what of the losses of a historic book under a scheme, and how that differs from the guarantee on record. */
export function LossSharingPage() {
  const { evaluation, version, currency, year, lender } = route.useSearch()
  const navigate = route.useNavigate()
  const found = useLoaded(api.reports.lossSharing.queryOptions({ evaluation, version, currency, year, lender }))
  const show = (change: LossSharingQuestion) => void navigate({ search: (now) => ({ ...now, ...change }) })
  const chosen = version ?? found?.evaluation.policyVersionId
  return (
    <UnitOfView unit="ten_thousand">
      <Page
        title={say('loss_sharing')}
        asOf={found ? shanghaiDay(found.evaluation.evaluatedAt) : undefined}
        about={say('loss_sharing.about')}
        actions={
          <EvaluateLosses
            versionId={chosen}
            batchesSince={found?.batchesSince ?? null}
            onChoose={(versionId) => show({ version: versionId, evaluation: undefined })}
            onEvaluated={(evaluationId) => show({ evaluation: evaluationId, version: undefined })}
          />
        }
      >
        {!found && version && (
          <EmptyState kind="first_use" title={say('loss_sharing.not_evaluated')} what={say('loss_sharing.not_evaluated.what')} />
        )}
        {!found && !version && <EmptyState kind="first_use" what={say('loss_sharing.first_use')} />}
        {found && (
          <>
            <Basis of={found} />
            <Filters
              filters={filtersOf(found)}
              search={{ currency, year, lender } as object}
              onSearch={(change) => show(readFilters(change))}
            />
            {found.total ? (
              <Findings of={found} filter={{ year, lender }} total={found.total} />
            ) : (
              <EmptyState kind="no_results" />
            )}
          </>
        )}
        <Evaluations shown={found?.evaluation.id} />
      </Page>
    </UnitOfView>
  )
}

/** Whose evaluation this is and what it rests on; whatever a reader should know before believing the figures. */
function Basis({ of: { evaluation, batchesSince, carriedFrom, currencies, currency } }: { of: LossSharing }) {
  const { language } = usePreferences()
  const { organisation, evaluatedBy, batches, policy } = evaluation
  const others = currencies.filter((other) => other !== currency)
  return (
    <div className="basis">
      <p className="page-about">
        {say('loss_sharing.scheme_option', { name: policy.name[language], code: policy.code, number: policy.number })}
        {' · '}
        {say('loss_sharing.basis', {
          organisation: language === 'zh' ? organisation.nameZh : organisation.nameEn,
          person: evaluatedBy ?? '--',
          batches,
        })}
        {' · '}
        <MomentText of={evaluation.evaluatedAt} />
      </p>
      {policy.status === 'draft' && <StatusTag tone="quiet">{say('loss_sharing.draft')}</StatusTag>}
      {carriedFrom && <StatusTag tone="watch">{say('loss_sharing.carried', { scheme: carriedFrom, loan: currency })}</StatusTag>}
      {others.length > 0 && (
        <StatusTag tone="quiet">{say('loss_sharing.other_currencies', { shown: currency, others: others.join(', ') })}</StatusTag>
      )}
      {batchesSince !== null && batchesSince > 0 && (
        <StatusTag tone="watch">{say('loss_sharing.since', { count: batchesSince })}</StatusTag>
      )}
    </div>
  )
}

const filtersOf = ({ currencies, choices }: LossSharing): readonly Filter[] => [
  ...(currencies.length > 1
    ? [
        {
          as: 'choice',
          name: 'currency',
          word: 'loss_sharing.currency',
          choices: currencies.map((value) => ({ value, label: value })),
        } as const,
      ]
    : []),
  {
    as: 'choice',
    name: 'year',
    word: 'loss_sharing.year',
    choices: choices.years.toReversed().map((year) => ({ value: String(keyOfYear(year)), ...nameOfYear(year) })),
  },
  {
    as: 'choice',
    name: 'lender',
    word: 'loss_sharing.lender',
    choices: choices.lenders.map((lender) => ({ value: keyOfLender({ lender }), ...nameOfLender({ lender }) })),
  },
]

/** What a filter's control says is a text; in the address a year is a number. */
function readFilters(change: Readonly<Record<string, unknown>>): LossSharingQuestion {
  const { year } = change
  return {
    ...change,
    ...('year' in change && {
      year: typeof year === 'string' && year !== 'unknown' ? Number(year) : (year as 'unknown' | undefined),
    }),
  }
}

function Findings({ of: found, filter, total }: { of: LossSharing; filter: LossFilter; total: LossCell }) {
  const question: LossQuestion = { evaluationId: found.evaluation.id, currency: found.currency, ...filter }
  return (
    <>
      <Figures of={found} total={total} question={question} />
      <div className="columns">
        <YearChart of={found} question={question} />
        <LenderChart of={found} total={total} question={question} />
      </div>
      <Section title={say('loss_sharing.by_year')}>
        <DataTable
          title={say('loss_sharing.by_year')}
          columns={yearColumns(question, found.evaluation.bearers)}
          rowKey={({ year }) => String(year)}
          listing={{ rows: found.byYear, count: found.byYear.length, sums: sumsOf(total) }}
        />
      </Section>
      <Section title={say('loss_sharing.by_lender')}>
        <DataTable
          title={say('loss_sharing.by_lender')}
          columns={lenderColumns(question, found.evaluation.bearers)}
          rowKey={(row) => row.key}
          listing={{ rows: lenderRows(found), count: lenderRows(found).length, sums: sumsOf(total) }}
        />
      </Section>
      <GuaranteeComparison of={found} total={total} question={question} />
      {total.refused > 0 && !filter.year && !filter.lender && (
        <Section title={say('loss_sharing.reasons')}>
          <p className="page-about">{say('loss_sharing.reasons.about')}</p>
          <DataTable
            title={say('loss_sharing.reasons')}
            columns={reasonColumns(question)}
            rowKey={({ code }) => code}
            listing={{ rows: found.refusals, count: found.refusals.length, sums: { loss: refusedLossOf(total) } }}
          />
        </Section>
      )}
    </>
  )
}

const sumsOf = (total: LossCell) => ({
  loss: total.loss,
  refused: refusedLossOf(total),
  ...Object.fromEntries(total.shares.map(({ bearer }) => [bearer, shareIn(total, bearer)])),
})

/** The banks by name, then all others in one row. */
const lenderRows = ({ byLender, otherLenders }: LossSharing) => [
  ...byLender.map((cell) => ({ ...cell, key: keyOfLender(cell), name: nameOfLender(cell) })),
  ...(otherLenders && otherLenders.losses > 0
    ? [{ ...otherLenders, lender: undefined, key: 'others', name: { word: 'loss_sharing.other_lenders' } as const }]
    : []),
]
export type LenderRow = ReturnType<typeof lenderRows>[number]

interface FindingProps {
  readonly of: LossSharing
  readonly question: LossQuestion
}

function Figures({ of: { byYear }, total, question }: FindingProps & { total: LossCell }) {
  const sumOverYears = (word: string, whole: Money, of: (cell: LossCell) => Money) =>
    sumOfParts(
      word,
      whole,
      byYear.map((cell) => ({ label: sayName(nameOfYear(cell.year)), amount: of(cell) })),
    )
  return (
    <Headline>
      <Fact name={say('loss_sharing.loss')} note={loansOf(total.losses, total.unstated)}>
        <DrillNumber
          name="loss"
          title={say('loss_sharing.loss')}
          into={() => (
            <>
              <p className="page-about">{say('loss_sharing.counted')}</p>
              <Provenance rows={<DrilledLosses of={question} />} />
              <DerivationTree of={sumOverYears('loss_sharing.loss', total.loss, ({ loss }) => loss)} />
            </>
          )}
        >
          <MoneyText of={total.loss} />
        </DrillNumber>
      </Fact>
      {total.shares.map((share, index) => {
        const part = partOf(total, share)
        return (
          <Fact
            key={share.bearer}
            name={say(`bearer.${share.bearer}`)}
            note={part && say('loss_sharing.part_of_shared', { part: percentText(valueOf(part)) })}
          >
            <DrillNumber
              name={share.bearer}
              title={`${say(`bearer.${share.bearer}`)} · ${say('loss_sharing.bears')}`}
              into={() => (
                <>
                  {part && <DerivationTree of={part} />}
                  <Provenance rows={<DrilledLosses of={{ ...question, bearer: share.bearer }} />} />
                  <DerivationTree
                    of={sumOverYears(
                      `bearer.${share.bearer}`,
                      share.amount,
                      (cell) => cell.shares[index]?.amount ?? nothing(share.amount.currency),
                    )}
                  />
                </>
              )}
            >
              <MoneyText of={shareIn(total, share.bearer)} />
            </DrillNumber>
          </Fact>
        )
      })}
      <Fact name={say('loss_sharing.refused')} note={loansOf(total.refused, total.unstated)}>
        <DrillNumber
          name="refused"
          title={say('loss_sharing.refused')}
          into={() => <Provenance rows={<DrilledLosses of={{ ...question, shared: false }} />} derivation={sharedOf(total)} />}
        >
          <MoneyText of={refusedLossOf(total)} />
        </DrillNumber>
      </Fact>
    </Headline>
  )
}

function loansOf(losses: number, unstated: number): string {
  const texts = { count: losses.toLocaleString('en-US'), unstated: unstated.toLocaleString('en-US') }
  if (unstated === 0) return say('loss_sharing.loans_of_it', texts)
  return say(unstated === losses ? 'loss_sharing.loans_unstated' : 'loss_sharing.loans_some_unstated', texts)
}

/** What each bears of every year's losses; a bar opens the losses of its year. */
function YearChart({ of: found, question }: FindingProps) {
  const drill = useDrill()
  const unit = useUnit()
  const worst = largestOf(found.byYear)
  const most = worst && mostBorne(worst)
  if (!worst || !most) return null
  const [, year, key] = /^bar-(\d+|unknown)-(\w+)$/.exec(drill.current ?? '') ?? []
  const finding = { year: sayName(nameOfYear(worst.year)), amount: namedAmount(worst.loss, unit).join('') }
  const part = partOf(worst, most)
  return (
    <>
      <ChartCard
        title={
          part
            ? say('loss_sharing.by_year.finding', {
                ...finding,
                bearer: say(`bearer.${most.bearer}`),
                part: percentText(valueOf(part)),
              })
            : say('loss_sharing.by_year.unshared', finding)
        }
        asOf={shanghaiDay(found.evaluation.evaluatedAt)}
        source={say('loss_sharing.source')}
        data={yearSeries(found.byYear)}
        stacked
        onDrill={(point, series) => drill.open(`bar-${point}-${series}`)}
      />
      <DrillDrawer
        name={`bar-${year}-${key}`}
        title={say('loss_sharing.of_year', { year: year ?? '', what: nameOfSeries(found, key) })}
        isOpen={year !== undefined}
        onClose={drill.close}
      >
        {() => (
          <DrilledLosses of={{ ...question, year: year === 'unknown' ? 'unknown' : Number(year), ...questionOf(found, key) }} />
        )}
      </DrillDrawer>
    </>
  )
}

/** Whose losses fall upon whom; a flow opens its losses. */
function LenderChart({ of: found, total, question }: FindingProps & { total: LossCell }) {
  const drill = useDrill()
  const [, from, to] = /^flow-(ldr_\d+|unknown)-(\w+)$/.exec(drill.current ?? '') ?? []
  const [worst] = found.byLender
  if (!worst || total.loss.minor === 0n) return null
  const lender = found.byLender.find((cell) => keyOfLender(cell) === from)
  return (
    <>
      <FlowCard
        title={say('loss_sharing.by_lender.finding', {
          lender: sayName(nameOfLender(worst)),
          part: percentText(over(fraction(worst.loss.minor), fraction(total.loss.minor))),
        })}
        asOf={shanghaiDay(found.evaluation.evaluatedAt)}
        source={say('loss_sharing.source')}
        data={lenderFlows(found.byLender, found.otherLenders)}
        onDrill={(source, target) => source !== 'others' && drill.open(`flow-${source}-${target}`)}
      />
      <DrillDrawer
        name={`flow-${from}-${to}`}
        title={say('loss_sharing.of_lender', {
          lender: lender ? sayName(nameOfLender(lender)) : '',
          what: nameOfSeries(found, to),
        })}
        isOpen={lender !== undefined}
        onClose={drill.close}
      >
        {() => <DrilledLosses of={{ ...question, lender: lender && keyOfLender(lender), ...questionOf(found, to) }} />}
      </DrillDrawer>
    </>
  )
}

/** A series of a chart is a bearer, or what was refused. */
const bearerOf = ({ evaluation }: LossSharing, key: string | undefined) => evaluation.bearers.find((bearer) => bearer === key)
const nameOfSeries = (found: LossSharing, key: string | undefined): string => {
  const bearer = bearerOf(found, key)
  return bearer ? say(`bearer.${bearer}`) : say('loss_sharing.refused')
}
const questionOf = (found: LossSharing, key: string | undefined) => {
  const bearer = bearerOf(found, key)
  return bearer ? { bearer } : { shared: false }
}
