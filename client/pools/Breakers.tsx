import type { Money } from '@cofund/shared/kernel/money'
import { compare, fraction, over } from '@cofund/shared/kernel/fraction'
import { breakerActions, type BreakerAction } from '@cofund/shared/policies/compensation-scheme'
import { organisationIdInput } from '@cofund/shared/people/people.input'
import { Link } from '@tanstack/react-router'
import { Form, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { paths } from '../paths.ts'
import { nameOf, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { wholeAmount } from '../ui/amount.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Unknown } from '../ui/DayText.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { Meter } from '../ui/Meter.tsx'
import { Section } from '../ui/Page.tsx'
import { percentText } from '../ui/RatioText.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import { DayField, TextField, dayOf, picked } from './fields.tsx'
import type { Oversight, PoolPageData } from './PoolPage.tsx'
import { PoolDeed } from './PoolDeed.tsx'
import { shareOfWhole } from './pool-figures.ts'

type Gauge = Oversight['breakers'][number]['gauges'][number]
type Shown = 'clear' | 'near' | 'tripped' | 'overridden' | 'unknown'

interface GaugeRow extends Gauge {
  readonly key: string
  readonly bank: string
  readonly shown: Shown
}

const tones: Readonly<Record<Shown, Tone>> = { clear: 'ok', near: 'watch', tripped: 'risk', overridden: 'watch', unknown: 'quiet' }

const columns: readonly Column<GaugeRow>[] = [
  {
    name: 'bank',
    word: 'pool.member',
    show: ({ bank, of, over: base }) => (
      <span className="pool-name">
        {bank}
        <span className="pool-note">{say('pool.breaker.ratio', { of: say(`fact.${of}`), over: say(`fact.${base}`) })}</span>
      </span>
    ),
  },
  { name: 'now', word: 'pool.breaker.now', figure: (row) => <Ratio of={row} /> },
  { name: 'gauge', word: 'pool.breaker.near', show: (row) => <Nearness of={row} /> },
  { name: 'of', word: 'pool.breaker.loss', money: ({ figures }) => figures?.of ?? null, unsummed: true },
  { name: 'tripsAt', word: 'pool.breaker.trips_at', money: ({ figures }) => known(figures)?.tripsAt ?? null, unsummed: true },
  { name: 'left', word: 'pool.breaker.left', money: ({ figures }) => known(figures)?.left ?? null, unsummed: true },
  { name: 'then', word: 'pool.breaker.consequence', show: ({ action }) => say(`breaker.${action}`) },
  { name: 'state', word: 'pool.breaker.state', show: ({ shown }) => <StatusTag tone={tones[shown]}>{say(`pool.breaker.state.${shown}`)}</StatusTag> },
]

/** Where nothing was lent, the first loss trips it, and there is nothing to tell of how near that is. */
const known = (figures: GaugeRow['figures']): GaugeRow['figures'] => (figures && figures.over.minor > 0n ? figures : null)

/** The ratio that people speak of, which opens into what was asked: at or below the amount at the level. */
function Ratio({ of: { key, figures } }: { of: GaugeRow }) {
  if (!known(figures) || !figures) return <Unknown />
  return (
    <DrillNumber name={`breaker-${key}`} title={say('breaker.ratio')} into={() => <Provenance derivation={figures.derivation} />}>
      <span className="figure">{percentText(over(fraction(figures.of.minor), fraction(figures.over.minor)))}</span>
    </DrillNumber>
  )
}

/** How much of what would trip it is there already. */
function Nearness({ of: { figures, shown } }: { of: GaugeRow }) {
  if (!figures || !known(figures)) return <Unknown />
  const share = percentText(shareOfWhole(figures.of.minor, figures.tripsAt.minor))
  const said = say('pool.use', { used: wholeAmount(figures.of), limit: wholeAmount(figures.tripsAt), share })
  return <Meter part={figures.of.minor} whole={figures.tripsAt.minor} said={said} tone={tones[shown]} />
}

/** Near: four fifths of what trips it are there. */
const isNear = ({ of, tripsAt }: { readonly of: Money; readonly tripsAt: Money }): boolean =>
  compare(shareOfWhole(of.minor, tripsAt.minor), fraction(4n, 5n)) >= 0

function gaugeRows({ members }: PoolPageData, { breakers }: Oversight): readonly GaugeRow[] {
  return breakers.flatMap(({ bankId, gauges, overridden }) => {
    const bank = members.find(({ organisationId }) => organisationId === bankId)
    return gauges.map((gauge, index): GaugeRow => {
      const shown: Shown =
        gauge.state === 'tripped' ? (overridden ? 'overridden' : 'tripped') : known(gauge.figures) && gauge.figures && isNear(gauge.figures) ? 'near' : gauge.state
      return { ...gauge, key: `${bankId}-${index}`, bank: bank ? nameOf(bank) : bankId, shown }
    })
  })
}

type OverrideRow = Oversight['overrides'][number] & { readonly bank: string }

const overrideColumns: readonly Column<OverrideRow>[] = [
  { name: 'bank', word: 'pool.override.of', show: ({ bank }) => bank },
  { name: 'action', word: 'pool.breaker.consequence', show: ({ action }) => say(`breaker.${action}`) },
  { name: 'from', word: 'pool.override.from', day: ({ from }) => from },
  { name: 'to', word: 'pool.override.to', day: ({ to }) => to },
  { name: 'reason', word: 'pool.override.reason', show: ({ reason, proposalId }) => <Link {...paths.proposal(proposalId)}>{reason}</Link> },
]

/** How near each bank's year is to tripping a breaker, before it does; and what two people agreed to let pass. */
export function Breakers({ data, oversight, manages }: { data: PoolPageData; oversight: Oversight; manages: boolean }) {
  const rows = gaugeRows(data, oversight)
  const overrides = oversight.overrides.map((override): OverrideRow => {
    const bank = data.members.find(({ organisationId }) => organisationId === override.organisationId)
    return { ...override, bank: bank ? nameOf(bank) : say('pool.override.every_bank') }
  })
  const actions = breakerActions.filter((action) => rows.some((row) => row.action === action))
  return (
    <Section title={`${say('pool.breakers')} ${data.year}`} actions={manages && actions.length > 0 && <OverrideBreaker data={data} actions={actions} />}>
      {rows.length === 0 ? (
        <p className="page-about">{say('pool.breakers.none')}</p>
      ) : (
        <DataTable title={say('pool.breakers')} columns={columns} rowKey={({ key }) => key} listing={{ rows, count: rows.length }} />
      )}
      {overrides.length > 0 && (
        <DataTable title={say('pool.breaker.overrides')} columns={overrideColumns} rowKey={({ id }) => id} listing={{ rows: overrides, count: overrides.length }} />
      )}
    </Section>
  )
}

interface OverrideFields {
  readonly organisationId?: string
  readonly action: BreakerAction
  readonly from: Dayjs
  readonly to: Dayjs
  readonly reason: string
}

function OverrideBreaker({ data: { pool, members }, actions }: { data: PoolPageData; actions: readonly BreakerAction[] }) {
  const today = dayjs(useMe().serverDay)
  const [first] = actions
  return (
    <PoolDeed<OverrideFields>
      label={say('pool.override_breaker')}
      what={say('pool.override_breaker.what')}
      initial={{ from: today, to: today.add(3, 'month'), ...(first && { action: first }) }}
      deedOf={({ organisationId, action, from, to, reason }) => {
        const bank = organisationIdInput.safeParse(organisationId).data
        return {
          kind: 'pool.override_breaker',
          what: { poolId: pool.id, action, from: dayOf(from), to: dayOf(to), reason, ...(bank && { organisationId: bank }) },
        }
      }}
    >
      <Form.Item name="organisationId" label={say('pool.override.of')}>
        <Select allowClear placeholder={say('pool.override.every_bank')} options={members.map((member) => ({ value: member.organisationId, label: nameOf(member) }))} />
      </Form.Item>
      <Form.Item name="action" label={say('pool.breaker.consequence')} rules={[picked()]}>
        <Select options={actions.map((value) => ({ value, label: say(`breaker.${value}`) }))} />
      </Form.Item>
      <div className="field-row">
        <DayField name="from" word="pool.override.from" />
        <DayField name="to" word="pool.override.to" />
      </div>
      <TextField name="reason" word="pool.override.reason" longest={500} />
    </PoolDeed>
  )
}
