import type { AppRouter } from '@cofund/server/app'
import { idleAfterDays } from '@cofund/shared/fiscal/fiscal.input'
import { type Ageing, type TierBalance, type TierDebt, ageLimits } from '@cofund/shared/fiscal/tiers'
import { money } from '@cofund/shared/kernel/money'
import { daysBetween } from '@cofund/shared/kernel/plain-date'
import { monthText } from '@cofund/shared/ledger/period'
import { Link } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { DrawVoucherFor } from './deeds.tsx'

type Tiers = inferRouterOutputs<AppRouter>['fiscal']['tiers']
type Idle = Tiers['idle'][number]

const tiersOptions = () => api.fiscal.tiers.queryOptions()
export const loadTiersPage = () => queryClient.fetchQuery(tiersOptions())

/** What tiers owe one another tonight, through which pool and since when; and the money that lies still. */
export function TiersPage() {
  const { today, debts, balances, idle, returns } = useLoaded(tiersOptions())
  const still = idle.filter(({ isIdle }) => isIdle)
  return (
    <UnitOfView unit="one">
      <Page title={say('fiscal.tiers.title')} asOf={useMe().serverDay} about={say('fiscal.tiers.what')} actions={<Link {...paths.budget()}>{say('fiscal.title')}</Link>}>
        {debts.length > 0 ? (
          <Headline>
            {sumsOf(debts).map(({ key, debtor, creditor, owed }) => (
              <Fact key={key} name={say('fiscal.tiers.tonight', { debtor: nameOf(debtor), creditor: nameOf(creditor) })}>
                <DrillNumber
                  name={key}
                  title={say('fiscal.tiers.tonight', { debtor: nameOf(debtor), creditor: nameOf(creditor) })}
                  into={() => <Through debts={debts.filter((debt) => keyOf(debt) === key)} balances={balances} />}
                >
                  <MoneyText of={owed} />
                </DrillNumber>
              </Fact>
            ))}
          </Headline>
        ) : (
          <p>
            <StatusTag tone="ok">{say('fiscal.tiers.settled')}</StatusTag>
          </p>
        )}
        {debts.length > 0 && (
          <DataTable title={say('fiscal.tiers')} columns={debtColumns} rowKey={(debt) => `${keyOf(debt)} ${debt.pool.bookId}`} listing={{ rows: debts, count: debts.length }} />
        )}
        <Section title={say('fiscal.tiers.balances')}>
          <p className="page-about">{say('fiscal.tiers.how')}</p>
          <Balances balances={balances} />
        </Section>
        <Section title={say('fiscal.idle')}>
          <p className="page-about">{say('fiscal.idle.what', { days: idleAfterDays })}</p>
          {still.length > 0 && (
            <p>
              <StatusTag tone="watch">{say('fiscal.idle.count', { count: still.length, days: idleAfterDays })}</StatusTag>
            </p>
          )}
          <DataTable
            title={say('fiscal.idle')}
            columns={idleColumns(today)}
            rowKey={({ book, cash }) => `${book.bookId} ${cash.currency}`}
            listing={{ rows: idle, count: idle.length }}
            firstUse={<EmptyState kind="first_use" title={say('fiscal.idle.none')} />}
          />
        </Section>
        <Section title={say('fiscal.returns')}>
          <DataTable
            title={say('fiscal.returns')}
            columns={returnColumns}
            rowKey={({ id }) => id}
            listing={{ rows: returns, count: returns.length }}
            firstUse={<EmptyState kind="first_use" title={say('fiscal.return.none')} />}
          />
        </Section>
      </Page>
    </UnitOfView>
  )
}

const keyOf = ({ debtor, creditor }: Pick<TierDebt, 'debtor' | 'creditor'>): string => `${debtor.bookId}-${creditor.bookId}`

/** One figure for each two tiers, over all pools between them. */
const sumsOf = (debts: readonly TierDebt[]) =>
  [...Map.groupBy(debts, keyOf)].flatMap(([key, held]) => {
    const [first] = held
    return first
      ? [{ ...first, key, owed: money(held.reduce((sum, { owed }) => sum + owed.minor, 0n), first.owed.currency) }]
      : []
  })

/** The pools between two tiers, and the accounts in which both halves of the debt stand. */
function Through({ debts, balances }: { debts: readonly TierDebt[]; balances: readonly TierBalance[] }) {
  const halves = balances.filter(({ debtor, creditor }) =>
    debts.some((debt) => (debtor.bookId === debt.debtor.bookId && creditor.bookId === debt.pool.bookId) || (debtor.bookId === debt.pool.bookId && creditor.bookId === debt.creditor.bookId)),
  )
  return (
    <>
      <DataTable plain title={say('fiscal.tiers.pool')} columns={throughColumns} rowKey={({ pool }) => pool.bookId} listing={{ rows: debts, count: debts.length }} />
      <Balances balances={halves} plain />
    </>
  )
}

const throughColumns: readonly Column<TierDebt>[] = [
  { name: 'pool', word: 'fiscal.tiers.pool', show: ({ pool }) => <Link {...paths.book(pool.bookId)}>{nameOf(pool)}</Link> },
  { name: 'owed', word: 'fiscal.tiers.owed', money: ({ owed }) => owed },
]

const debtColumns: readonly Column<TierDebt>[] = [
  { name: 'debtor', word: 'fiscal.tiers.debtor', show: ({ debtor }) => nameOf(debtor) },
  { name: 'creditor', word: 'fiscal.tiers.creditor', show: ({ creditor }) => nameOf(creditor) },
  ...throughColumns,
  { name: 'settle', word: 'fiscal.voucher.purpose.settlement', show: (debt) => <Settle debt={debt} /> },
]

/** For who owes it: a voucher that settles it, on one of their plans. */
function Settle({ debt: { debtor, pool, creditor, owed } }: { debt: TierDebt }) {
  const own = membershipOf(useMe()).organisation.id
  if (debtor.organisationId !== own) return ''
  return <DrawVoucherFor subject={pool.bookId} purpose="settlement" payee={nameOf(creditor)} amount={owed} payeeBookId={creditor.bookId} throughBookId={pool.bookId} />
}

const Balances = ({ balances, plain = false }: { balances: readonly TierBalance[]; plain?: boolean }) => (
  <DataTable
    plain={plain}
    title={say('fiscal.tiers.balances')}
    columns={balanceColumns}
    rowKey={({ debtor, creditor, owed }) => `${debtor.bookId} ${creditor.bookId} ${owed.currency}`}
    listing={{ rows: balances, count: balances.length }}
    firstUse={<EmptyState kind="first_use" title={say('fiscal.tiers.nothing')} what={say('fiscal.tiers.nothing.what')} />}
  />
)

const ages = ageLimits.length + 1

/** What of a balance lies in each bucket of age. */
const ageColumns = <Row extends { readonly ageing: Ageing }>(amountOf: (row: Row) => { readonly currency: 'CNY' | 'USD' | 'EUR' | 'GBP' | 'HKD' | 'JPY' }): readonly Column<Row>[] =>
  Array.from({ length: ages }, (_, index) => ({
    name: `age-${index}`,
    word: `fiscal.age.${index}` as 'fiscal.age.0',
    zero: 'blank' as const,
    unsummed: true as const,
    money: (row: Row) => money(row.ageing.buckets[index] ?? 0n, amountOf(row).currency),
  }))

const balanceColumns: readonly Column<TierBalance>[] = [
  { name: 'debtor', word: 'fiscal.tiers.debtor', show: ({ debtor }) => nameOf(debtor) },
  { name: 'creditor', word: 'fiscal.tiers.creditor', show: ({ creditor }) => nameOf(creditor) },
  // Both halves of what passes through a pool stand here: their sum would count it twice.
  { name: 'owed', word: 'fiscal.tiers.owed', money: ({ owed }) => owed, unsummed: true },
  { name: 'since', word: 'fiscal.tiers.since', show: ({ ageing }) => (ageing.since ? monthText(ageing.since) : null) },
  ...ageColumns<TierBalance>(({ owed }) => owed),
  { name: 'entries', word: 'fiscal.entries', show: ({ account, owed }) => <Link {...paths.account(account, owed.currency, {})}>{say('fiscal.entries')}</Link> },
]

const idleColumns = (today: Tiers['today']): readonly Column<Idle>[] => [
  { name: 'book', word: 'ledger.book', show: ({ book }) => <Link {...paths.account({ bookId: book.bookId, head: 'cash', detail: '' }, 'CNY', {})}>{book.code ?? nameOf(book)}</Link> },
  { name: 'whose', word: 'fiscal.idle.whose', show: ({ book }) => nameOf(book) },
  { name: 'cash', word: 'fiscal.idle.cash', money: ({ cash }) => cash },
  { name: 'moved', word: 'fiscal.idle.last_moved', day: ({ lastMovedOn }) => lastMovedOn },
  { name: 'days', word: 'fiscal.idle.days', count: ({ lastMovedOn }) => lastMovedOn && daysBetween(lastMovedOn, today) },
  {
    name: 'standing',
    word: 'fiscal.idle.standing',
    show: ({ isIdle }) => <StatusTag tone={isIdle ? 'watch' : 'ok'}>{say(isIdle ? 'fiscal.idle.idle' : 'fiscal.idle.moving')}</StatusTag>,
  },
  ...ageColumns<Idle>(({ cash }) => cash),
]

const returnColumns: readonly Column<Tiers['returns'][number]>[] = [
  { name: 'number', word: 'fiscal.return.number', show: ({ number, entryId }) => (entryId ? <Link {...paths.entry(entryId)}>{number}</Link> : number) },
  { name: 'on', word: 'fiscal.return.returned_on', day: ({ returnedOn }) => returnedOn },
  { name: 'book', word: 'fiscal.book', show: ({ bookCode }) => bookCode },
  { name: 'reason', word: 'fiscal.reason', show: ({ reason }) => reason },
  { name: 'amount', word: 'fiscal.amount', money: ({ amount }) => amount },
]
