import { PlusOutlined } from '@ant-design/icons'
import { toDecimal } from '@cofund/shared/kernel/money'
import { organisationIdInput } from '@cofund/shared/people/people.input'
import type { Pool, PoolMember } from '@cofund/shared/pools/pool'
import { Button as AntButton, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { api, useLoaded } from '../api.ts'
import { nameOf, useMe } from '../people/me.ts'
import { say } from '../say.ts'
import { RemoveRow } from './OpenPool.tsx'
import { AmountField, DayField, TextField, amountOf, dayOf, dayOrNull, needed, picked } from './fields.tsx'
import { PoolDeed } from './PoolDeed.tsx'

interface MemberFields {
  readonly organisationId: string
  readonly agreementNumber: string
  readonly agreedOn: Dayjs
  readonly endedOn?: Dayjs | null
  readonly suspendedOn?: Dayjs | null
  readonly products: readonly { readonly code: string; readonly name: string; readonly approvedOn: Dayjs; readonly endedOn?: Dayjs | null }[]
}

const picker = (day: string | null | undefined): Dayjs | null => (day ? dayjs(day) : null)

/** For the keeper's maker: a bank that joins, or what changes of one that has. */
export function SetMember({ pool, member }: { pool: Pool; member?: PoolMember }) {
  const today = dayjs(useMe().serverDay)
  const initial: Partial<MemberFields> = member
    ? {
        organisationId: member.organisationId,
        agreementNumber: member.agreementNumber,
        agreedOn: dayjs(member.agreedOn),
        endedOn: picker(member.endedOn),
        suspendedOn: picker(member.suspendedOn),
        products: member.products.map(({ code, name, approvedOn, endedOn }) => ({ code, name, approvedOn: dayjs(approvedOn), endedOn: picker(endedOn) })),
      }
    : { agreedOn: today, products: [{ code: '', name: '', approvedOn: today }] }
  return (
    <PoolDeed<MemberFields>
      label={say(member ? 'pool.change_member' : 'pool.set_member')}
      title={member ? nameOf(member) : say('pool.set_member')}
      quiet={member !== undefined}
      wide
      initial={initial}
      deedOf={({ organisationId, agreementNumber, agreedOn, endedOn, suspendedOn, products }) => {
        const bank = organisationIdInput.safeParse(organisationId).data
        return (
          bank && {
            kind: 'pool.set_member',
            what: {
              poolId: pool.id,
              organisationId: bank,
              agreementNumber,
              agreedOn: dayOf(agreedOn),
              endedOn: dayOrNull(endedOn),
              suspendedOn: dayOrNull(suspendedOn),
              products: products.map(({ code, name, approvedOn, endedOn: end }) => ({ code, name, approvedOn: dayOf(approvedOn), endedOn: dayOrNull(end) })),
            },
          }
        )
      }}
    >
      <MemberFieldSet member={member} />
    </PoolDeed>
  )
}

function MemberFieldSet({ member }: { member: PoolMember | undefined }) {
  const { organisations } = useLoaded(api.pools.choices.queryOptions())
  const banks = organisations.filter(({ kind }) => kind === 'bank' || kind === 'guarantor')
  const onRecord = member?.products.length ?? 0
  return (
    <>
      <Form.Item name="organisationId" label={say('pool.member')} rules={[picked()]}>
        <Select disabled={member !== undefined} showSearch={{ optionFilterProp: 'label' }} options={banks.map((bank) => ({ value: bank.id, label: nameOf(bank) }))} />
      </Form.Item>
      <div className="field-row">
        <TextField name="agreementNumber" word="pool.member.agreement" />
        <DayField name="agreedOn" word="pool.member.agreed_on" />
        <DayField name="suspendedOn" word="pool.member.suspended_on" optional />
        <DayField name="endedOn" word="pool.member.ended_on" optional />
      </div>
      <p className="deed-part">{say('pool.member.products')}</p>
      <Form.List name="products">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <fieldset key={key} className="field-row" aria-label={`${say('pool.member.product')} ${name + 1}`}>
                <Form.Item name={[name, 'code']} label={say('pool.member.product.code')} rules={[{ required: true, pattern: /^[A-Za-z0-9_-]{1,32}$/, message: say('pool.propose.required') }]}>
                  <Input maxLength={32} disabled={name < onRecord} />
                </Form.Item>
                <Form.Item name={[name, 'name']} label={say('pool.member.product.name')} rules={[needed()]}>
                  <Input maxLength={100} disabled={name < onRecord} />
                </Form.Item>
                <DayField name={[name, 'approvedOn']} word="pool.member.product.approved_on" />
                <DayField name={[name, 'endedOn']} word="pool.member.product.ended_on" optional />
                {name >= onRecord && rows.length > 1 && <RemoveRow onPress={() => remove(name)} />}
              </fieldset>
            ))}
            <AntButton icon={<PlusOutlined />} onClick={() => add({ approvedOn: dayjs() })}>
              {say('pool.member.product.add')}
            </AntButton>
          </>
        )}
      </Form.List>
    </>
  )
}

interface QuotaFields {
  readonly year: number
  readonly granted: string
}

/** For the keeper's maker: what a bank may lend under cover in a year. */
export function SetQuota({ pool, member, year }: { pool: Pool; member: PoolMember; year: number }) {
  const known = member.quotas.find((quota) => quota.year === year)
  return (
    <PoolDeed<QuotaFields>
      label={say('pool.set_quota')}
      title={`${say('pool.set_quota')} · ${nameOf(member)}`}
      quiet
      initial={{ year, ...(known && { granted: toDecimal(known.granted) }) }}
      deedOf={({ year: asked, granted }) => {
        const amount = amountOf(granted, pool.currency)
        return amount && { kind: 'pool.set_quota', what: { poolId: pool.id, organisationId: member.organisationId, year: asked, granted: amount } }
      }}
    >
      <Form.Item name="year" label={say('pool.quota.year')} rules={[picked()]}>
        <InputNumber min={2000} max={2999} />
      </Form.Item>
      <AmountField name="granted" word="pool.quota.granted" currency={pool.currency} />
    </PoolDeed>
  )
}
