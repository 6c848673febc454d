import type { AppRouter } from '@cofund/server/app'
import { formatPercent } from '@cofund/shared/kernel/rate'
import { organisationIdInput } from '@cofund/shared/people/people.input'
import {
  type FunderPays,
  type FundingTier,
  type PoolFunding,
  type RecoveriesGo,
  claimRouteCodes,
  funderPayments,
  fundingTiers,
  poolFundings,
  poolParts,
  recoveryDestinations,
} from '@cofund/shared/pools/pool'
import { type OpenPool as OpenPoolInput, openPoolInput } from '@cofund/shared/pools/pool.input'
import type { inferRouterOutputs } from '@trpc/server'
import { Button as AntButton, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { api, useLoaded } from '../api.ts'
import { membershipOf, nameOf, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { AmountField, DayField, TextField, amountOf, dayOf, needed, picked, shareOf } from './fields.tsx'
import { PoolDeed } from './PoolDeed.tsx'

type Choices = inferRouterOutputs<AppRouter>['pools']['choices']

interface FunderFields {
  readonly tier: FundingTier
  readonly organisationId: OpenPoolInput['funders'][number]['organisationId']
  readonly treasuryCode: string
  readonly share: string
  readonly pays: FunderPays
}

interface Fields {
  readonly code: string
  readonly nameZh: string
  readonly nameEn: string
  readonly bookId: OpenPoolInput['bookId']
  readonly schemeCode: string
  readonly ruleSetCode: string
  readonly routeCode: OpenPoolInput['routeCode']
  readonly funding: PoolFunding
  readonly openedOn: Dayjs
  readonly leverage?: string
  readonly periodCap?: string
  readonly recoveriesGo: RecoveriesGo
  readonly funders: readonly FunderFields[]
  readonly parties: OpenPoolInput['parties']
}

const ruleSets = ['SHTECH', 'SME300', 'TECH115'] as const
const parts = poolParts.filter((part) => part !== 'keeper' && part !== 'funder')

/** For a keeper's maker: proposes a pool on a book of its own. */
export function OpenPoolButton() {
  const choices = useLoaded(api.pools.choices.queryOptions())
  const { serverDay } = useMe()
  return (
    <PoolDeed<Fields>
      label={say('pool.open')}
      what={say('pool.open.what')}
      primary
      wide
      disabledBecause={choices.books.length === 0 ? say('pool.open.no_book') : undefined}
      initial={{
        openedOn: dayjs(serverDay),
        funding: 'pool_cash',
        recoveriesGo: 'stay',
        ruleSetCode: 'SHTECH',
        routeCode: 'DISTRICT-THEN-CITY',
        funders: [],
        parties: [],
        ...(choices.books[0] && { bookId: choices.books[0].id }),
      }}
      deedOf={(fields) => {
        const what = openingOf(fields, choices)
        return what && { kind: 'pool.open', what }
      }}
    >
      <OpeningFields choices={choices} />
    </PoolDeed>
  )
}

function OpeningFields({ choices }: { choices: Choices }) {
  const form = Form.useFormInstance<Fields>()
  const funding = Form.useWatch('funding', form)
  const funders = Form.useWatch('funders', form) ?? []
  const own = membershipOf(useMe()).organisation
  const followScheme = (code: string) => {
    const scheme = choices.schemes.find((known) => known.code === code)
    if (!scheme) return
    const sole = scheme.family === 'bank_year' ? 'annual_budget' : 'pool_cash'
    form.setFieldsValue({ funding: sole, funders: scheme.split.flatMap(({ bearer, share }) => funderFor(bearer, formatPercent(share, 4).replace(/\.?0*%$/, ''), own, choices)) })
  }
  const organisations = choices.organisations.map((each) => ({ value: each.id, label: nameOf(each) }))
  return (
    <>
      <div className="field-row">
        <Form.Item name="bookId" label={say('pool.book')} rules={[picked()]}>
          <Select options={choices.books.map((book) => ({ value: book.id, label: `${book.code} ${nameOf(book)}` }))} />
        </Form.Item>
        <TextField name="code" word="pool.code" longest={32} />
      </div>
      <div className="field-row">
        <TextField name="nameZh" word="pool.name_zh" />
        <TextField name="nameEn" word="pool.name_en" />
      </div>
      <div className="field-row">
        <Form.Item name="schemeCode" label={say('pool.scheme')} rules={[picked()]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={choices.schemes.map(({ code, name }) => ({ value: code, label: `${code} ${name[preferences().language]}` }))}
            onChange={followScheme}
          />
        </Form.Item>
        <Form.Item name="ruleSetCode" label={say('pool.rule_set')} rules={[picked()]}>
          <Select options={ruleSets.map((value) => ({ value, label: value }))} />
        </Form.Item>
      </div>
      <div className="field-row">
        <Form.Item name="routeCode" label={say('pool.route')} rules={[picked()]}>
          <Select options={claimRouteCodes.map((value) => ({ value, label: say(`pool.route.${value}`) }))} />
        </Form.Item>
        <DayField name="openedOn" word="pool.opened_on" />
      </div>
      <div className="field-row">
        <Form.Item name="funding" label={say('pool.funding')} rules={[picked()]}>
          <Select options={poolFundings.map((value) => ({ value, label: say(`pool.funding.${value}`) }))} />
        </Form.Item>
        <Form.Item name="recoveriesGo" label={say('pool.recoveries_go')} rules={[picked()]}>
          <Select options={recoveryDestinations.map((value) => ({ value, label: say(`pool.recoveries_go.${value}`) }))} />
        </Form.Item>
      </div>
      <div className="field-row">
        {funding === 'pool_cash' && (
          <Form.Item name="leverage" label={say('pool.leverage')} rules={[{ pattern: /^\d{1,3}(\.\d{1,2})?$/, message: say('pool.propose.required') }]}>
            <Input inputMode="decimal" suffix="×" />
          </Form.Item>
        )}
        <AmountField name="periodCap" word="pool.period_cap" optional currency="CNY" />
      </div>
      <p className="deed-part">{say('pool.funders')}</p>
      <Form.List name="funders">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <fieldset key={key} className="field-row" aria-label={`${say('pool.funder')} ${name + 1}`}>
                <Form.Item name={[name, 'tier']} label={say('pool.tier')} rules={[picked()]}>
                  <Select options={fundingTiers.map((value) => ({ value, label: say(`bearer.${value}`) }))} />
                </Form.Item>
                <Form.Item name={[name, 'organisationId']} label={say('pool.party')} rules={[picked()]}>
                  <Select showSearch={{ optionFilterProp: 'label' }} options={organisations.filter(({ value }) => isFinance(value, choices))} />
                </Form.Item>
                <Form.Item name={[name, 'treasuryCode']} label={say('pool.treasury.code')} rules={[needed()]}>
                  <Input maxLength={24} />
                </Form.Item>
                <Form.Item name={[name, 'share']} label={say('pool.share')} rules={[sharing()]}>
                  <Input inputMode="decimal" suffix="%" />
                </Form.Item>
                <Form.Item name={[name, 'pays']} label={say('pool.pays')} rules={[picked()]}>
                  <Select options={funderPayments.map((value) => ({ value, label: say(`pool.pays.${value}`) }))} />
                </Form.Item>
                <RemoveRow onPress={() => remove(name)} />
              </fieldset>
            ))}
            <AntButton icon={<PlusOutlined />} onClick={() => add({ tier: funders.at(-1)?.tier ?? 'district', pays: 'beforehand', share: funders.at(-1)?.share })}>
              {say('pool.open.add_funder')}
            </AntButton>
          </>
        )}
      </Form.List>
      <p className="deed-part">{say('pool.parties')}</p>
      <Form.List name="parties">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <fieldset key={key} className="field-row" aria-label={`${say('pool.party')} ${name + 1}`}>
                <Form.Item name={[name, 'part']} label={say('pool.part')} rules={[picked()]}>
                  <Select options={parts.map((value) => ({ value, label: say(`pool.part.${value}`) }))} />
                </Form.Item>
                <Form.Item name={[name, 'organisationId']} label={say('pool.party')} rules={[picked()]}>
                  <Select showSearch={{ optionFilterProp: 'label' }} options={organisations} />
                </Form.Item>
                <RemoveRow onPress={() => remove(name)} />
              </fieldset>
            ))}
            <AntButton icon={<PlusOutlined />} onClick={() => add({ part: 'reviewer' })}>
              {say('pool.open.add_party')}
            </AntButton>
          </>
        )}
      </Form.List>
    </>
  )
}

export function RemoveRow({ onPress }: { onPress: () => void }) {
  return (
    <button type="button" className="tool field-remove" aria-label={say('pool.row.remove')} onClick={onPress}>
      <DeleteOutlined aria-hidden="true" />
    </button>
  )
}

const sharing = () => ({
  validator: (_: unknown, text: string | undefined) =>
    shareOf(text) === undefined ? Promise.reject(new Error(say('pool.propose.share_wrong'))) : Promise.resolve(),
})

const isFinance = (id: string, { organisations }: Choices): boolean =>
  organisations.some((each) => each.id === id && (each.kind === 'city_finance' || each.kind === 'district_finance'))

/** The bureau that pays for a tier, where it is plain who that is: the reader's own, else the one of its kind above. */
function funderFor(bearer: string, share: string, own: Choices['organisations'][number] | { id: string; kind: string }, { organisations }: Choices): readonly Partial<FunderFields>[] {
  const tier = fundingTiers.find((known) => known === bearer)
  if (!tier) return []
  const kind = tier === 'district' || tier === 'park' ? 'district_finance' : 'city_finance'
  const [only, ...others] = organisations.filter((each) => each.kind === kind)
  const payer = own.kind === kind ? own.id : others.length === 0 ? only?.id : undefined
  const id = payer && organisationIdInput.safeParse(payer).data
  return [{ tier, share, pays: 'beforehand', ...(id && { organisationId: id }) }]
}

function openingOf(fields: Fields, { organisations }: Choices): OpenPoolInput | undefined {
  const { leverage, periodCap, openedOn, funders, parties, ...rest } = fields
  const cap = amountOf(periodCap, 'CNY')
  return openPoolInput.safeParse({
    ...rest,
    openedOn: dayOf(openedOn),
    ...(leverage && rest.funding === 'pool_cash' && { leverageHundredths: Math.round(Number(leverage) * 100) }),
    ...(cap && { periodCap: cap }),
    funders: funders.map(({ share, ...funder }) => ({
      ...funder,
      sharePpm: shareOf(share),
      jurisdictionCode: organisations.find(({ id }) => id === funder.organisationId)?.jurisdictionCode,
    })),
    parties,
  }).data
}
