import type { AppRouter } from '@cofund/server/app'
import { type ClaimId, claimNumber } from '@cofund/shared/claims/claim'
import { type FrozenYear, type YearFigure, yearFigures } from '@cofund/shared/claims/settlement'
import type { FreezeYear } from '@cofund/shared/claims/settlement.input'
import { readAmount } from '@cofund/shared/kernel/amount-text'
import { type Currency, money, toDecimal } from '@cofund/shared/kernel/money'
import { yearOf } from '@cofund/shared/kernel/plain-date'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import type { PoolId } from '@cofund/shared/pools/pool'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import { Input, Select, Switch } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { api, once, queryClient, useLoaded } from '../api.ts'
import { Field } from '../approvals/deciding.tsx'
import { paths } from '../paths.ts'
import { nameOf, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say, sayLabel } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { PercentText } from '../ui/RatioText.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { BandDrawing } from './BandDrawing.tsx'
import './settlements.css'

type Outputs = inferRouterOutputs<AppRouter>['settlements']
type Choice = Outputs['choices'][number]

const pageOptions = (claimId: ClaimId) => api.settlements.get.queryOptions({ claimId })
export const loadRefreeze = (claimId: ClaimId) => queryClient.fetchQuery(pageOptions(claimId))

/** A year for the first time. */
export function FreezeYearPage() {
  const { data: choices } = useQuery(api.settlements.choices.queryOptions())
  const { serverDay } = useMe()
  const [first] = choices ?? []
  if (!choices) return <Page title={say('settlement.freeze')}>{null}</Page>
  if (!first) {
    return (
      <Page title={say('settlement.freeze')}>
        <EmptyState kind="no_permission" title={say('settlement.form.no_pool')} />
      </Page>
    )
  }
  return <NewYear choices={choices} first={first} lastYear={yearOf(serverDay) - 1} />
}

function NewYear({ choices, first, lastYear }: { choices: readonly Choice[]; first: Choice; lastYear: number }) {
  const navigate = useNavigate()
  const [key] = useState(() => crypto.randomUUID())
  const [poolId, setPoolId] = useState<PoolId>(first.pool.id)
  const choice = choices.find(({ pool }) => pool.id === poolId) ?? first
  const [productCode, setProductCode] = useState(choice.products[0]?.code ?? '')
  const [year, setYear] = useState(lastYear)
  const [flags, setFlags] = useState<Readonly<Record<string, boolean>>>({ diligent_recovery: true })
  const freeze = useMutation(
    api.settlements.freeze.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async ({ claimId }) => {
        await queryClient.invalidateQueries()
        await navigate(paths.settlement(claimId))
      },
    }),
  )
  const [poolField, productField, yearField] = [useId(), useId(), useId()]
  return (
    <YearForm
      title={say('settlement.freeze')}
      currency={choice.pool.currency}
      choice={choice}
      of={{ poolId, year, flags: pick(flags, choice.flags) }}
      initial={emptyYear(choice)}
      busy={freeze.isPending}
      error={freeze.error}
      send={say('settlement.freeze')}
      onSend={(stated) => freeze.mutate({ poolId, productCode, year, stated, flags: pick(flags, choice.flags) })}
    >
      <Section title={say('settlement.form.of')}>
        <div className="year-of">
          <Field id={poolField} label={say('settlement.pool')}>
            <Select id={poolField} value={poolId} options={choices.map(({ pool }) => ({ value: pool.id, label: nameOf(pool) }))} onChange={setPoolId} />
          </Field>
          <Field id={productField} label={say('settlement.product')}>
            <Select id={productField} value={productCode} options={choice.products.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))} onChange={setProductCode} />
          </Field>
          <Field id={yearField} label={say('settlement.year')}>
            <Select id={yearField} value={year} options={[0, 1, 2].map((back) => ({ value: lastYear - back, label: String(lastYear - back) }))} onChange={setYear} />
          </Field>
        </div>
        {choice.flags.map((flag) => (
          <div key={flag} className="year-of">
            <Switch id={flag} checked={flags[flag] ?? false} onChange={(on) => setFlags((now) => ({ ...now, [flag]: on }))} aria-label={sayLabel(`flag.${flag}`)} />
            <label htmlFor={flag}>{sayLabel(`flag.${flag}`)}</label>
          </div>
        ))}
      </Section>
    </YearForm>
  )
}

const route = getRouteApi('/settlements/$claimId/refreeze')

/** A year whose figures its bank corrects: what stood stays beside what is stated now. */
export function RefreezeYearPage() {
  const { claimId } = route.useParams()
  const { claim, pool, freezes, tiers } = useLoaded(pageOptions(claimId))
  const navigate = useNavigate()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [reason, setReason] = useState('')
  const refreeze = useMutation(
    api.settlements.refreeze.mutationOptions({
      trpc: once(key),
      meta: { shownByPage: true },
      onSettled: () => setKey(crypto.randomUUID()),
      onSuccess: async () => {
        await queryClient.invalidateQueries()
        await navigate(paths.settlement(claimId))
      },
    }),
  )
  const reasonField = useId()
  const last = freezes.at(-1)
  const choice = {
    districts: tiers.flatMap(({ tier, jurisdictionCode, funder }) => (tier === 'district' ? [{ code: jurisdictionCode, name: funder }] : [])),
  }
  return (
    <YearForm
      title={`${say('settlement.refreeze')} · ${claimNumber(claim)}`}
      currency={claim.currency}
      choice={choice}
      of={{ poolId: pool.id, year: claim.settledYear ?? 0, flags: claim.stated.flags }}
      initial={last ? typedOf(last, claim.currency) : emptyYear(choice)}
      busy={refreeze.isPending}
      error={refreeze.error}
      send={say('settlement.refreeze')}
      blockedBecause={reason.trim() ? undefined : say('settlement.reason')}
      back={claimId}
      onSend={(stated) => refreeze.mutate({ claimId, stated, reason })}
    >
      <Section title={say('settlement.reason')}>
        <Field id={reasonField} label={say('settlement.reason')}>
          <Input.TextArea id={reasonField} rows={2} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        </Field>
      </Section>
    </YearForm>
  )
}

/** Amounts as they are typed; a line for each district. */
type TypedAmounts = Readonly<Record<YearFigure, string>>
interface TypedYear {
  readonly totals: TypedAmounts
  readonly previous: string
  readonly lines: readonly (TypedAmounts & { readonly district: string })[]
}

const nothingTyped: TypedAmounts = { loan_balance: '', npl_balance: '', disposed: '', recovered: '', net_loss: '' }
const emptyYear = ({ districts }: Pick<Choice, 'districts'>): TypedYear => ({
  totals: nothingTyped,
  previous: '',
  lines: [{ district: districts[0]?.code ?? '', ...nothingTyped }],
})

function typedOf(year: FrozenYear, currency: Currency): TypedYear {
  const amounts = (of: Readonly<Record<YearFigure, bigint>>): TypedAmounts =>
    Object.fromEntries(yearFigures.map((figure) => [figure, toDecimal(money(of[figure], currency))])) as Record<YearFigure, string>
  return {
    totals: amounts(year),
    previous: year.previous_balance === null ? '' : toDecimal(money(year.previous_balance, currency)),
    lines: year.districts.map((line) => ({ district: line.district, ...amounts(line) })),
  }
}

/** What is typed, once all of it can be read. */
function statedOf({ totals, previous, lines }: TypedYear, currency: Currency): FreezeYear['stated'] | undefined {
  const read = (text: string): bigint | undefined => readAmount(text, currency, 'one')?.minor
  const amounts = (typed: TypedAmounts): Record<YearFigure, bigint> | undefined => {
    const figures = yearFigures.flatMap((figure) => {
      const minor = read(typed[figure])
      return minor === undefined ? [] : [[figure, minor] as const]
    })
    return figures.length === yearFigures.length ? (Object.fromEntries(figures) as Record<YearFigure, bigint>) : undefined
  }
  const all = amounts(totals)
  const districts = lines.flatMap(({ district, ...typed }) => {
    const own = amounts(typed)
    return own && /^\d{6}$/.test(district) ? [{ district, ...own }] : []
  })
  const before = previous.trim() === '' ? null : read(previous)
  return all && districts.length === lines.length && before !== undefined ? { ...all, previous_balance: before, districts } : undefined
}

const pick = (flags: Readonly<Record<string, boolean>>, asked: readonly string[]): Record<string, boolean> =>
  Object.fromEntries(asked.map((flag) => [flag, flags[flag] ?? false]))

interface YearFormProps {
  readonly title: string
  readonly currency: Currency
  readonly choice: Pick<Choice, 'districts'>
  readonly of: { readonly poolId: PoolId; readonly year: number; readonly flags: Readonly<Record<string, boolean>> }
  readonly initial: TypedYear
  readonly busy: boolean
  readonly error: unknown
  readonly send: string
  readonly blockedBecause?: string | undefined
  readonly back?: ClaimId
  readonly onSend: (stated: FreezeYear['stated']) => void
  readonly children: ReactNode
}

function YearForm({ title, currency, choice, of, initial, busy, error, send, blockedBecause, back, onSend, children }: YearFormProps) {
  const [typed, setTyped] = useState(initial)
  const stated = statedOf(typed, currency)
  const examined = useQuery({
    ...api.settlements.examine.queryOptions({ poolId: of.poolId, year: of.year, flags: { ...of.flags }, stated: stated ?? nothingStated }),
    // A key is hashed as JSON, which knows no bigint.
    queryKeyHashFn: canonicalJson,
    enabled: stated !== undefined,
    placeholderData: keepPreviousData,
    throwOnError: false,
    retry: false,
  })
  const setLine = (index: number, change: Partial<TypedYear['lines'][number]>) =>
    setTyped((now) => ({ ...now, lines: now.lines.map((line, at) => (at === index ? { ...line, ...change } : line)) }))
  const sumUp = () => setTyped((now) => ({ ...now, totals: sumOf(now.lines, currency) ?? now.totals }))
  return (
    <UnitOfView unit="one">
      <Page
        title={title}
        about={say('settlement.freeze.what')}
        actions={<Link {...(back ? paths.settlement(back) : paths.settlements())}>{say(back ? 'settlement.figures' : 'settlements')}</Link>}
      >
        {error ? <ErrorNotice of={error} /> : null}
        <div className="year-form">
          <div>
            {children}
            <Section title={say('settlement.form.districts')}>
              <div className="year-lines">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{say('settlement.district')}</th>
                      {yearFigures.map((figure) => (
                        <th key={figure} scope="col">
                          {say(`year.${figure}`)}
                        </th>
                      ))}
                      <th scope="col">
                        <span className="unseen">{say('recoveries.deeds')}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {typed.lines.map((line, index) => (
                      // Lines have no name of their own until one is typed.
                      // oxlint-disable-next-line react/no-array-index-key
                      <tr key={index}>
                        <th scope="row">
                          <Input aria-label={say('settlement.district')} value={line.district} maxLength={6} onChange={({ target }) => setLine(index, { district: target.value.trim() })} />
                          <span className="settlement-note">{choice.districts.find(({ code }) => code === line.district)?.name[preferences().language]}</span>
                        </th>
                        {yearFigures.map((figure) => (
                          <td key={figure}>
                            <Input
                              aria-label={`${line.district} ${say(`year.${figure}`)}`}
                              inputMode="decimal"
                              value={line[figure]}
                              status={line[figure] && readAmount(line[figure], currency, 'one') === undefined ? 'error' : ''}
                              onChange={({ target }) => setLine(index, { [figure]: target.value })}
                            />
                          </td>
                        ))}
                        <td>
                          {typed.lines.length > 1 && (
                            <button type="button" className="link" onClick={() => setTyped((now) => ({ ...now, lines: now.lines.filter((_, at) => at !== index) }))}>
                              {say('settlement.remove_district')}
                            </button>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p>
                <Button onPress={() => setTyped((now) => ({ ...now, lines: [...now.lines, { district: nextDistrict(choice, now), ...nothingTyped }] }))}>{say('settlement.add_district')}</Button>
              </p>
            </Section>
            <Section title={say('settlement.form.totals')} actions={<Button onPress={sumUp}>{say('settlement.sum_lines')}</Button>}>
              {yearFigures.map((figure) => (
                <Amount key={figure} label={say(`year.${figure}`)} value={typed.totals[figure]} currency={currency} onChange={(text) => setTyped((now) => ({ ...now, totals: { ...now.totals, [figure]: text } }))} />
              ))}
              <Amount label={say('settlement.form.previous')} value={typed.previous} currency={currency} onChange={(previous) => setTyped((now) => ({ ...now, previous }))} />
            </Section>
          </div>
          <aside className="says" aria-label={say('settlement.form.says')} aria-live="polite">
            {examined.error && stated ? <ErrorNotice of={examined.error} /> : stated && examined.data ? <Says of={examined.data} currency={currency} /> : <p className="page-about">{say('settlement.form.fill')}</p>}
            <Button
              primary
              busy={busy}
              disabledBecause={!stated ? say('settlement.form.fill') : (examined.data?.refused?.[preferences().language] ?? blockedBecause)}
              onPress={() => stated && onSend(stated)}
            >
              {send}
            </Button>
          </aside>
        </div>
      </Page>
    </UnitOfView>
  )
}

const nothingStated: FreezeYear['stated'] = { loan_balance: 0n, npl_balance: 0n, disposed: 0n, recovered: 0n, net_loss: 0n, previous_balance: null, districts: [] }

const nextDistrict = ({ districts }: Pick<Choice, 'districts'>, { lines }: TypedYear): string =>
  districts.find(({ code }) => !lines.some(({ district }) => district === code))?.code ?? ''

/** The lines' sums, once every line can be read. */
function sumOf(lines: TypedYear['lines'], currency: Currency): TypedAmounts | undefined {
  const sums = yearFigures.map((figure) => {
    const amounts = lines.map((line) => readAmount(line[figure], currency, 'one')?.minor)
    return amounts.some((minor) => minor === undefined) ? undefined : amounts.reduce<bigint>((sum, minor) => sum + (minor ?? 0n), 0n)
  })
  if (sums.some((sum) => sum === undefined)) return undefined
  return Object.fromEntries(yearFigures.map((figure, index) => [figure, toDecimal(money(sums[index] ?? 0n, currency))])) as Record<YearFigure, string>
}

function Says({ of: examined, currency }: { of: Outputs['examine']; currency: Currency }) {
  if (examined.refused) return <StatusTag tone="watch">{examined.refused[preferences().language]}</StatusTag>
  return (
    <>
      <Headline>
        <Fact name={say('settlement.payable')}>
          <DrillNumber name="would" title={say('settlement.payable')} into={() => <Provenance derivation={examined.derivation} />}>
            <MoneyText of={examined.payable} />
          </DrillNumber>
        </Fact>
        <Fact name={say('settlement.npl_ratio')}>
          <PercentText of={examined.nplRatio} />
        </Fact>
      </Headline>
      {examined.bands && examined.nplRatio && <BandDrawing bands={examined.bands} ratio={examined.nplRatio} />}
      <Facts>
        {examined.shares.map(({ bearer, amount }) => (
          <Fact key={bearer} name={say(`bearer.${bearer}`)}>
            <MoneyText of={amount} />
          </Fact>
        ))}
        {examined.districts.length > 1 &&
          examined.districts.map(({ district, borne }) => (
            <Fact key={district} name={`${say('settlement.district')} ${district}`}>
              <MoneyText of={money(borne, currency)} />
            </Fact>
          ))}
      </Facts>
    </>
  )
}

function Amount({ label, value, currency, onChange }: { label: string; value: string; currency: Currency; onChange: (text: string) => void }) {
  const id = useId()
  return (
    <Field id={id} label={label}>
      <Input id={id} inputMode="decimal" suffix={currency} value={value} status={value && readAmount(value, currency, 'one') === undefined ? 'error' : ''} onChange={({ target }) => onChange(target.value)} />
    </Field>
  )
}
