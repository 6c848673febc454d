import type { AppRouter } from '@cofund/server/app'
import { type BudgetChange, type BudgetIndicatorId, type PaymentPlan, type Voucher, type VoucherStatus, leftOf, undrawn, unplanned, voucherCan } from '@cofund/shared/fiscal/budget'
import { type Money, nothing, subtract, sum } from '@cofund/shared/kernel/money'
import { account } from '@cofund/shared/ledger/account'
import type { EntryId } from '@cofund/shared/ledger/entry'
import { monthText } from '@cofund/shared/ledger/period'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, Unknown } from '../ui/DayText.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { Adjust, CancelVoucher, CarryOver, DrawVoucherForm, PayVoucherForm, Plan, ReleasePlan, ReturnSurplus } from './deeds.tsx'
import { UseBar } from './UseBar.tsx'
import './fiscal.css'

const indicatorOptions = (indicatorId: BudgetIndicatorId) => api.fiscal.indicator.queryOptions({ indicatorId })
export const loadIndicatorPage = (indicatorId: BudgetIndicatorId) => queryClient.fetchQuery(indicatorOptions(indicatorId))

const route = getRouteApi('/budget/$indicatorId')

type Shown = inferRouterOutputs<AppRouter>['fiscal']['indicator']

export const voucherTones: Record<VoucherStatus, Tone> = { drawn: 'going', paid: 'ok', cancelled: 'quiet' }

/** One indicator: what was granted, planned and drawn, each under its document, down to the entries. */
export function IndicatorPage() {
  const { indicatorId } = route.useParams()
  const shown = useLoaded(indicatorOptions(indicatorId))
  const { indicator, plans, vouchers, memo, carriedFrom } = shown
  const holds = membershipOf(useMe()).organisation.id === indicator.organisationId
  const may = useMay('fiscal.draw')
  return (
    <UnitOfView unit="one">
      <Page
        title={indicator.documentNumber}
        asOf={useMe().serverDay}
        about={`${indicator.name} · ${nameOf({ nameZh: indicator.holderZh, nameEn: indicator.holderEn })} · ${indicator.budgetYear}`}
        actions={
          may &&
          holds && (
            <>
              <CarryOver indicatorId={indicator.id} year={indicator.budgetYear} />
              <ReturnSurplus indicatorId={indicator.id} />
              <Adjust indicatorId={indicator.id} />
              <Plan indicatorId={indicator.id} />
            </>
          )
        }
      >
        <Headline>
          <Fact name={say('fiscal.granted')}>
            <DrillNumber name="granted" title={say('fiscal.granted')} into={() => <Changes of={shown} />}>
              <MoneyText of={indicator.granted} />
            </DrillNumber>
          </Fact>
          <Fact name={say('fiscal.planned')}>
            <DrillNumber name="planned" title={say('fiscal.planned')} into={() => <Plans plans={plans} acts={false} />}>
              <MoneyText of={indicator.planned} />
            </DrillNumber>
          </Fact>
          <Fact name={say('fiscal.drawn')}>
            <DrillNumber name="drawn" title={say('fiscal.drawn')} into={() => <Vouchers of={shown} acts={false} />}>
              <MoneyText of={indicator.drawn} />
            </DrillNumber>
          </Fact>
          <Fact name={say('fiscal.left')}>
            <MoneyText of={leftOf(indicator)} />
          </Fact>
        </Headline>
        <UseBar of={indicator} said />
        <Facts>
          <Fact name={say('fiscal.source')}>{say(`fiscal.source.${indicator.source}`)}</Fact>
          <Fact name={say('fiscal.function_code')}>{indicator.functionCode}</Fact>
          <Fact name={say('fiscal.unplanned')}>
            <MoneyText of={unplanned(indicator)} />
          </Fact>
          <Fact
            name={say('fiscal.memo_account')}
            note={<Link {...paths.account(account.treasury(indicator.bookId).budgetIndicator(indicator.id), 'CNY', {})}>{say('fiscal.entries')}</Link>}
          >
            <MoneyText of={memo} />
          </Fact>
          <Fact name={say('fiscal.book')}>
            <Link {...paths.book(indicator.bookId)}>{indicator.bookCode}</Link>
          </Fact>
          {carriedFrom && (
            <Fact name={say('fiscal.carried_from')}>
              <Link {...paths.indicator(carriedFrom.id)}>{carriedFrom.documentNumber}</Link>
            </Fact>
          )}
        </Facts>
        <Section title={say('fiscal.changes')}>
          <Changes of={shown} />
        </Section>
        <Section title={say('fiscal.plans')}>
          <Plans plans={plans} acts={may && holds} />
        </Section>
        <Section title={say('fiscal.vouchers')}>
          <Vouchers of={shown} acts={may && holds && vouchers.length > 0} />
        </Section>
      </Page>
    </UnitOfView>
  )
}

/** Each change with what stood granted after it. */
function Changes({ of: { changes, entryNumbers } }: { of: Shown }) {
  const rows = changes.map((change, index) => ({ ...change, after: sum(changes.slice(0, index + 1).map(({ amount }) => amount), 'CNY') }))
  const columns: readonly Column<BudgetChange & { readonly after: Money }>[] = [
    { name: 'document', word: 'fiscal.document_number', show: ({ documentNumber }) => documentNumber },
    { name: 'kind', word: 'fiscal.change.kind', show: ({ kind }) => say(`fiscal.change.${kind}`) },
    { name: 'on', word: 'fiscal.on', day: ({ effectiveOn }) => effectiveOn },
    { name: 'amount', word: 'fiscal.amount', money: ({ amount }) => amount },
    { name: 'after', word: 'fiscal.balance', money: (change) => change.after, unsummed: true },
    { name: 'reason', word: 'fiscal.reason', show: ({ reason }) => reason ?? '' },
    { name: 'entry', word: 'fiscal.entry', show: ({ entryId }) => <Entry of={entryId} numbers={entryNumbers} /> },
  ]
  return <DataTable title={say('fiscal.changes')} columns={columns} rowKey={({ documentNumber }) => documentNumber} listing={{ rows, count: rows.length }} />
}

const planColumns: readonly Column<PaymentPlan>[] = [
  { name: 'number', word: 'fiscal.plan.number', show: ({ number }) => number },
  { name: 'month', word: 'fiscal.plan.month', show: ({ month }) => monthText(month) },
  { name: 'purpose', word: 'fiscal.plan.purpose', show: ({ purpose }) => purpose },
  { name: 'plannedOn', word: 'fiscal.plan.planned_on', day: ({ plannedOn }) => plannedOn },
  { name: 'amount', word: 'fiscal.amount', money: ({ amount, released }) => subtract(amount, released) },
  { name: 'drawn', word: 'fiscal.drawn', money: ({ drawn }) => drawn },
  { name: 'undrawn', word: 'fiscal.plan.undrawn', money: undrawn },
]

const actingOnPlans: Column<PaymentPlan> = {
  name: 'deeds',
  word: 'fiscal.voucher',
  show: (plan) => <PlanDeeds plan={plan} />,
}

function PlanDeeds({ plan }: { plan: PaymentPlan }) {
  const because = undrawn(plan).minor === 0n ? say('fiscal.plan.used_up') : undefined
  return (
    <div className="row-deeds">
      <DrawVoucherForm plan={plan} disabledBecause={because} />
      <ReleasePlan plan={plan} disabledBecause={because} />
    </div>
  )
}

const Plans = ({ plans, acts }: { plans: readonly PaymentPlan[]; acts: boolean }) => (
  <DataTable
    title={say('fiscal.plans')}
    columns={acts ? [...planColumns, actingOnPlans] : planColumns}
    rowKey={({ id }) => id}
    listing={{ rows: plans, count: plans.length }}
    firstUse={<EmptyState kind="first_use" title={say('fiscal.no_plans')} />}
  />
)

function Vouchers({ of: { vouchers, plans, entryNumbers }, acts }: { of: Shown; acts: boolean }) {
  const numberOf = new Map(plans.map(({ id, number }) => [id, number]))
  const columns: readonly Column<Voucher>[] = [
    { name: 'number', word: 'fiscal.voucher.number', show: ({ number }) => number },
    { name: 'plan', word: 'fiscal.plan', show: ({ planId }) => numberOf.get(planId) ?? null },
    { name: 'purpose', word: 'fiscal.voucher.purpose', show: ({ purpose }) => say(`fiscal.voucher.purpose.${purpose}`) },
    { name: 'payee', word: 'fiscal.voucher.payee', show: ({ payee }) => payee },
    { name: 'status', word: 'fiscal.voucher.status', show: ({ status }) => <StatusTag tone={voucherTones[status]}>{say(`fiscal.voucher.status.${status}`)}</StatusTag> },
    { name: 'drawnOn', word: 'fiscal.voucher.drawn_on', day: ({ drawnOn }) => drawnOn },
    { name: 'amount', word: 'fiscal.amount', money: ({ amount, status }) => (status === 'cancelled' ? nothing(amount.currency) : amount) },
    { name: 'paidOn', word: 'fiscal.voucher.paid_on', show: ({ paidOn }) => (paidOn ? <DayText of={paidOn} /> : '') },
    {
      name: 'entry',
      word: 'fiscal.entry',
      show: ({ entryId, paidEntryId }) => (
        <span className="stacked">
          <Entry of={entryId} numbers={entryNumbers} />
          {paidEntryId && <Entry of={paidEntryId} numbers={entryNumbers} />}
        </span>
      ),
    },
    ...(acts ? [actingOnVouchers] : []),
  ]
  return (
    <DataTable
      title={say('fiscal.vouchers')}
      columns={columns}
      rowKey={({ id }) => id}
      listing={{ rows: vouchers, count: vouchers.length }}
      firstUse={<EmptyState kind="first_use" title={say('fiscal.no_vouchers')} />}
    />
  )
}

const actingOnVouchers: Column<Voucher> = {
  name: 'deeds',
  word: 'fiscal.voucher.pay',
  show: (voucher) =>
    voucherCan.pay(voucher) ? (
      <div className="row-deeds">
        <PayVoucherForm voucher={voucher} />
        <CancelVoucher voucher={voucher} />
      </div>
    ) : (
      ''
    ),
}

function Entry({ of: entryId, numbers }: { of: EntryId | null; numbers: Shown['entryNumbers'] }) {
  const found = numbers.find(({ id }) => id === entryId)
  return found ? <Link {...paths.entry(found.id)}>{found.voucher}</Link> : <Unknown />
}
