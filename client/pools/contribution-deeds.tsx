import { type Contribution, type PaidBy, contributionPaidBy, owedOf } from '@cofund/shared/pools/contribution'
import type { Pool } from '@cofund/shared/pools/pool'
import { toDecimal } from '@cofund/shared/kernel/money'
import { Form, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { AmountField, DayField, TextField, amountOf, dayOf, picked } from './fields.tsx'
import { PoolDeed } from './PoolDeed.tsx'

interface CallFields {
  readonly funder: string
  readonly amount: string
  readonly calledOn: Dayjs
  readonly dueOn?: Dayjs
  readonly documentNumber: string
}

const keyOf = ({ tier, jurisdictionCode }: Pool['funders'][number]): string => `${tier} ${jurisdictionCode}`

/** For the keeper's maker. */
export function CallContribution({ pool, disabledBecause }: { pool: Pool; disabledBecause?: string | undefined }) {
  const today = dayjs(useMe().serverDay)
  const [first] = pool.funders
  return (
    <PoolDeed<CallFields>
      label={say('pool.call_contribution')}
      what={say('pool.call_contribution.what')}
      disabledBecause={disabledBecause}
      initial={{ calledOn: today, ...(first && { funder: keyOf(first) }) }}
      deedOf={({ funder: key, amount, calledOn, dueOn, documentNumber }) => {
        const [funder, asked] = [pool.funders.find((each) => keyOf(each) === key), amountOf(amount, pool.currency)]
        if (!funder || !asked) return undefined
        const { tier, jurisdictionCode } = funder
        const due = dueOn ? { dueOn: dayOf(dueOn) } : {}
        return { kind: 'pool.call_contribution', what: { poolId: pool.id, tier, jurisdictionCode, amount: asked, calledOn: dayOf(calledOn), documentNumber, ...due } }
      }}
    >
      <Form.Item name="funder" label={say('pool.funder')} rules={[picked()]}>
        <Select options={pool.funders.map((funder) => ({ value: keyOf(funder), label: `${nameOf(funder)} · ${say(`bearer.${funder.tier}`)}` }))} />
      </Form.Item>
      <AmountField name="amount" word="pool.propose.amount" currency={pool.currency} />
      <div className="field-row">
        <DayField name="calledOn" word="pool.contribution.called_on" latest={today} />
        <DayField name="dueOn" word="pool.contribution.due_on" optional />
      </div>
      <TextField name="documentNumber" word="pool.contribution.document" />
    </PoolDeed>
  )
}

interface PayFields {
  readonly amount: string
  readonly paidOn: Dayjs
  readonly by: PaidBy
  readonly reference: string
}

/** For the funder's maker; to others it says whose it is to pay. */
export function PayContribution({ pool, contribution }: { pool: Pool; contribution: Contribution }) {
  const me = useMe()
  const today = dayjs(me.serverDay)
  const may = useMay('pool.manage')
  const funder = pool.funders.find(({ tier, jurisdictionCode }) => tier === contribution.tier && jurisdictionCode === contribution.jurisdictionCode)
  if (!may || funder?.organisationId !== membershipOf(me).organisation.id) return null
  const owed = owedOf(contribution)
  return (
    <PoolDeed<PayFields>
      label={say('pool.pay_contribution')}
      title={say('pool.pay_contribution.title', { document: contribution.documentNumber })}
      disabledBecause={owed.minor === 0n ? say('pool.paid_in_full') : undefined}
      initial={{ paidOn: today, by: 'cash', amount: toDecimal(owed) }}
      deedOf={({ amount, paidOn, by, reference }) => {
        const paid = amountOf(amount, pool.currency)
        return paid && { kind: 'pool.pay_contribution', what: { contributionId: contribution.id, amount: paid, paidOn: dayOf(paidOn), by, reference } }
      }}
    >
      <AmountField name="amount" word="pool.propose.amount" currency={pool.currency} />
      <div className="field-row">
        <DayField name="paidOn" word="pool.contribution.paid_on" latest={today} />
        <Form.Item name="by" label={say('pool.contribution.by')} rules={[picked()]}>
          <Select options={contributionPaidBy.map((value) => ({ value, label: say(`pool.contribution.by.${value}`) }))} />
        </Form.Item>
      </div>
      <TextField name="reference" word="pool.contribution.reference" />
    </PoolDeed>
  )
}
