import { claimCan } from '@cofund/shared/claims/claim'
import { type PlainDate, parsePlainDate } from '@cofund/shared/kernel/plain-date'
import { subtract, sum } from '@cofund/shared/kernel/money'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { leadFunderOf } from '@cofund/shared/pools/pool'
import { useMutation } from '@tanstack/react-query'
import { Input, Modal, Select } from 'antd'
import dayjs from 'dayjs'
import { useId, useState } from 'react'
import { useProposing } from '../Propose.tsx'
import { api } from '../api.ts'
import { Field, refreshCase } from '../approvals/deciding.tsx'
import { membershipOf, useMay, useMe } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { useSayRefusal } from '../sentences.tsx'
import { Button } from '../ui/Button.tsx'
import { DayPicker } from '../ui/DayPicker.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import type { ClaimPageData } from './claim-steps.ts'

/** Ordering the payment (a second person releases it), and looking for the bank's receipt of what was ordered. */
export function PayClaim({ page }: { page: ClaimPageData }) {
  const { claim } = page
  const me = useMe()
  const may = useMay('claim.pay')
  const [open, setOpen] = useState(false)
  const sayRefusal = useSayRefusal()
  const confirm = useMutation(api.claims.confirmReceipts.mutationOptions({ onSuccess: () => refreshCase() }))
  if (!may || !isPayer(page, membershipOf(me).organisation.id)) return null
  const payable = claimCan.pay(claim)
  const because =
    claim.publicisedUntil && claim.status === 'publicised' && me.serverDay <= claim.publicisedUntil
      ? sayRefusal({ code: 'claim.in_publicity', facts: { until: claim.publicisedUntil } })
      : undefined
  return (
    <>
      {payable && (
        <Button primary disabledBecause={because} onPress={() => setOpen(true)}>
          {say('claims.pay')}
        </Button>
      )}
      {claimCan.confirm(claim) && (
        <Button primary busy={confirm.isPending} onPress={() => confirm.mutate({ poolId: claim.poolId, claimId: claim.id })}>
          {say('claims.confirm_receipt')}
        </Button>
      )}
      {confirm.data?.waiting === 1 && <span role="status">{say('claims.no_receipt_yet')}</span>}
      {open && <PayDialog page={page} onClose={() => setOpen(false)} />}
    </>
  )
}

/** Whoever holds the money: the pool's keeper and trustee, or, where each year's budget pays, its lead funder. */
function isPayer({ pool }: ClaimPageData, organisationId: OrganisationId): boolean {
  if (pool.funding === 'annual_budget') return leadFunderOf(pool)?.organisationId === organisationId
  return pool.organisationId === organisationId || pool.parties.some((party) => party.organisationId === organisationId && party.part === 'trustee')
}

function PayDialog({ page: { claim, payments, pool, vouchers, bank }, onClose }: { page: ClaimPageData; onClose: () => void }) {
  const { serverDay } = useMe()
  const [voucherNumber, setVoucherNumber] = useState('')
  const [orderedOn, setOrderedOn] = useState<PlainDate>(serverDay)
  const [numberId, dayId] = [useId(), useId()]
  const proposing = useProposing({
    shownByPage: true,
    onClose: () => {
      void refreshCase()
      onClose()
    },
  })
  const left = subtract(
    claim.payable,
    sum(
      payments.map(({ amount }) => amount),
      claim.currency,
    ),
  )
  const drawn = vouchers.filter(({ status, purpose }) => status === 'drawn' && purpose === 'compensation')
  const number = voucherNumber.trim()
  return (
    <>
      <Modal open title={say('claims.pay')} onCancel={onClose} footer={null} destroyOnHidden>
        {proposing.error && <ErrorNotice of={proposing.error} />}
        <Facts>
          <Fact name={say('claims.bank')}>{preferences().language === 'zh' ? bank.nameZh : bank.nameEn}</Fact>
          <Fact name={say('claims.pay.amount')}>
            <MoneyText of={left} unit="one" />
          </Fact>
        </Facts>
        <p className="page-about">{say(pool.funding === 'annual_budget' ? 'claims.pay.by_treasury' : 'claims.pay.by_pool')}</p>
        <Field id={numberId} label={say('claims.voucher')}>
          {pool.funding === 'annual_budget' ? (
            <Select
              id={numberId}
              value={voucherNumber || null}
              notFoundContent={say('claims.pay.no_voucher')}
              options={drawn.map((voucher) => ({ value: voucher.number, label: voucher.number }))}
              onChange={(chosen: string) => setVoucherNumber(chosen)}
            />
          ) : (
            <Input id={numberId} maxLength={64} value={voucherNumber} onChange={({ target }) => setVoucherNumber(target.value)} />
          )}
        </Field>
        <Field id={dayId} label={say('claims.ordered_on')}>
          <DayPicker
            id={dayId}
            allowClear={false}
            maxDate={dayjs(serverDay)}
            value={dayjs(orderedOn)}
            onChange={(day) => setOrderedOn((day && parsePlainDate(day.format('YYYY-MM-DD'))) ?? orderedOn)}
          />
        </Field>
        <Button
          primary
          busy={proposing.busy}
          disabledBecause={number ? undefined : say('claims.pay.voucher_first')}
          onPress={() => proposing.send({ kind: 'claim.pay', what: { claimId: claim.id, voucherNumber: number, orderedOn } })}
        >
          {say('claims.pay.send')}
        </Button>
      </Modal>
      {proposing.answer}
    </>
  )
}
