import { type BudgetIndicatorId, type PaymentPlan, type PaymentPlanId, type Voucher, type VoucherPurpose, budgetSources, undrawn, voucherPurposes } from '@cofund/shared/fiscal/budget'
import type { DrawVoucher } from '@cofund/shared/fiscal/fiscal.input'
import { type Money, toDecimal } from '@cofund/shared/kernel/money'
import type { BookId } from '@cofund/shared/ledger/book'
import { monthOfDay } from '@cofund/shared/ledger/period'
import { type UseMutationOptions, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, once, refresh, useLoaded } from '../api.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { useProposing } from '../Propose.tsx'
import { type WordKey, say } from '../say.ts'
import { wholeAmount } from '../ui/amount.ts'
import { type Answers, AskForm, type Asked } from './AskForm.tsx'

/** What every command here is sent with. */
interface Sending {
  readonly trpc: ReturnType<typeof once>
  readonly meta: { readonly shownByPage: true }
  readonly onSuccess: () => Promise<void>
  readonly onSettled: () => void
}

/** Something that is recorded at once by one person. */
interface RecordingProps<Input, Output, Failure> {
  readonly command: (sending: Sending) => UseMutationOptions<Output, Failure, Input>
  readonly word: WordKey
  readonly what?: string
  readonly fields: readonly Asked[]
  readonly inputOf: (answers: Answers) => Input
  readonly disabledBecause?: string | undefined
  readonly primary?: boolean
  readonly quiet?: boolean
}

function Recording<Input, Output, Failure>({ command, inputOf, ...form }: RecordingProps<Input, Output, Failure>) {
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [done, setDone] = useState(0)
  const send = useMutation(
    command({
      trpc: once(key),
      meta: { shownByPage: true },
      onSuccess: async () => {
        await Promise.all([refresh(api.fiscal), refresh(api.ledger)])
        setDone((times) => times + 1)
      },
      // Answered, accepted or not, the next one is another request.
      onSettled: () => setKey(crypto.randomUUID()),
    }),
  )
  return (
    <AskForm {...form} submit="fiscal.save" busy={send.isPending} error={send.error} done={done} onOpen={send.reset} onSend={(answers) => send.mutate(inputOf(answers))} />
  )
}

const reason: Asked = { name: 'reason', word: 'fiscal.reason', as: 'reason' }
const amount: Asked = { name: 'amount', word: 'fiscal.amount', as: 'amount' }
const document: Asked = { name: 'documentNumber', word: 'fiscal.document_number', as: 'text' }
const on: Asked = { name: 'effectiveOn', word: 'fiscal.on', as: 'day' }

/** The treasury books that the reader's own organisation keeps. */
export function useOwnTreasuries() {
  const own = membershipOf(useMe()).organisation.id
  return useLoaded(api.ledger.books.queryOptions()).filter(({ book }) => book.kind === 'treasury' && book.organisationId === own)
}

export function Grant({ disabledBecause }: { disabledBecause?: string | undefined }) {
  const treasuries = useOwnTreasuries()
  const { serverDay } = useMe()
  const [first] = treasuries
  return (
    <Recording
      command={(sending) => api.fiscal.grant.mutationOptions(sending)}
      word="fiscal.grant"
      primary
      disabledBecause={disabledBecause ?? (first ? undefined : say('fiscal.no_treasury'))}
      fields={[
        { name: 'bookId', word: 'fiscal.book', as: 'choice', choices: treasuries.map(({ book }) => ({ value: book.id, label: `${book.code} ${nameOf(book)}` })), ...(first && { initial: first.book.id }) },
        document,
        { name: 'name', word: 'fiscal.name', as: 'text' },
        { name: 'source', word: 'fiscal.source', as: 'choice', choices: budgetSources.map((value) => ({ value, word: `fiscal.source.${value}` as const })), initial: 'general' },
        { name: 'functionCode', word: 'fiscal.function_code', as: 'text' },
        { name: 'budgetYear', word: 'fiscal.budget_year', as: 'year', initial: Number(serverDay.slice(0, 4)) },
        { name: 'grantedOn', word: 'fiscal.granted_on', as: 'day' },
        amount,
      ]}
      inputOf={(said) => ({
        bookId: said.text('bookId') as `bok_${string}`,
        documentNumber: said.text('documentNumber'),
        name: said.text('name'),
        source: budgetSources.find((source) => source === said.text('source')) ?? 'general',
        functionCode: said.text('functionCode'),
        budgetYear: said.year('budgetYear'),
        grantedOn: said.day('grantedOn'),
        amount: said.amount('amount'),
      })}
    />
  )
}

interface OfIndicator {
  readonly indicatorId: BudgetIndicatorId
  readonly disabledBecause?: string | undefined
}

const changed = (indicatorId: BudgetIndicatorId, said: Answers) => ({
  indicatorId,
  documentNumber: said.text('documentNumber'),
  effectiveOn: said.day('effectiveOn'),
  amount: said.amount('amount'),
  reason: said.text('reason'),
})

export const Adjust = ({ indicatorId, ...look }: OfIndicator) => (
  <Recording
    {...look}
    command={(sending) => api.fiscal.adjust.mutationOptions(sending)}
    word="fiscal.adjust"
    what={say('fiscal.adjust.what')}
    fields={[document, on, { ...amount, as: 'signed' }, reason]}
    inputOf={(said) => changed(indicatorId, said)}
  />
)

export const ReturnSurplus = ({ indicatorId, ...look }: OfIndicator) => (
  <Recording
    {...look}
    command={(sending) => api.fiscal.returnSurplus.mutationOptions(sending)}
    word="fiscal.return_surplus"
    fields={[document, on, amount, reason]}
    inputOf={(said) => changed(indicatorId, said)}
  />
)

export const CarryOver = ({ indicatorId, year, ...look }: OfIndicator & { readonly year: number }) => (
  <Recording
    {...look}
    command={(sending) => api.fiscal.carryOver.mutationOptions(sending)}
    word="fiscal.carry_over"
    fields={[document, { name: 'budgetYear', word: 'fiscal.carry_over.into', as: 'year', initial: year + 1 }, on, amount, reason]}
    inputOf={(said) => ({ ...changed(indicatorId, said), budgetYear: said.year('budgetYear') })}
  />
)

export function Plan({ indicatorId, ...look }: OfIndicator) {
  const { serverDay } = useMe()
  return (
    <Recording
      {...look}
      command={(sending) => api.fiscal.plan.mutationOptions(sending)}
      word="fiscal.plan.add"
      primary
      fields={[
        { name: 'number', word: 'fiscal.plan.number', as: 'text' },
        { name: 'plannedOn', word: 'fiscal.plan.planned_on', as: 'day' },
        { name: 'month', word: 'fiscal.plan.month', as: 'month', initial: monthOfDay(serverDay) },
        { name: 'purpose', word: 'fiscal.plan.purpose', as: 'text' },
        amount,
      ]}
      inputOf={(said) => ({
        indicatorId,
        number: said.text('number'),
        plannedOn: said.day('plannedOn'),
        month: monthOfDay(said.day('month')),
        purpose: said.text('purpose'),
        amount: said.amount('amount'),
      })}
    />
  )
}

export const ReleasePlan = ({ plan: { id: planId }, ...look }: { readonly plan: PaymentPlan; readonly disabledBecause?: string | undefined }) => (
  <Recording {...look} quiet command={(sending) => api.fiscal.releasePlan.mutationOptions(sending)} word="fiscal.plan.release" fields={[reason]} inputOf={(said) => ({ planId, reason: said.text('reason') })} />
)

export const CancelVoucher = ({ voucher: { id: voucherId } }: { readonly voucher: Voucher }) => (
  <Recording
    quiet
    command={(sending) => api.fiscal.cancelVoucher.mutationOptions(sending)}
    word="fiscal.voucher.cancel"
    fields={[{ ...on, name: 'cancelledOn' }, reason]}
    inputOf={(said) => ({ voucherId, cancelledOn: said.day('cancelledOn'), reason: said.text('reason') })}
  />
)

/** Who can be paid: the pools in sight, and whoever a pool owes, by their books. */
function usePayees() {
  const { balances } = useLoaded(api.fiscal.tiers.queryOptions())
  const books = useLoaded(api.ledger.books.queryOptions())
  const pools = books.filter(({ book }) => book.kind === 'pool').map(({ book }) => ({ value: book.id, label: `${book.code} ${nameOf(book)}` }))
  const creditors = balances.filter(({ creditor }) => creditor.kind === 'treasury').map(({ creditor }) => ({ value: creditor.bookId, label: nameOf(creditor) }))
  const known = new Map([...pools, ...creditors].map((choice) => [choice.value, choice]))
  return { pools, payees: [...known.values()] }
}

/** 开支付凭证: a second person agrees before it counts. */
export function DrawVoucherForm({ plan, disabledBecause }: { readonly plan: PaymentPlan; readonly disabledBecause?: string | undefined }) {
  const { pools, payees } = usePayees()
  const { send, busy, error, answer, asked } = useAsking()
  return (
    <>
      <AskForm
        word="fiscal.voucher.draw"
        what={`${plan.number} · ${say('fiscal.plan.undrawn')} ${wholeAmount(undrawn(plan))}`}
        disabledBecause={disabledBecause}
        submit="fiscal.propose"
        busy={busy}
        error={error}
        done={asked}
        fields={[
          { name: 'number', word: 'fiscal.voucher.number', as: 'text' },
          { name: 'drawnOn', word: 'fiscal.voucher.drawn_on', as: 'day' },
          amount,
          { name: 'purpose', word: 'fiscal.voucher.purpose', as: 'choice', choices: voucherPurposes.map((value) => ({ value, word: `fiscal.voucher.purpose.${value}` as const })), initial: 'contribution' },
          { name: 'payee', word: 'fiscal.voucher.payee', as: 'text' },
          { name: 'payeeBookId', word: 'fiscal.voucher.payee_book', as: 'choice', choices: payees, optional: true },
          { name: 'throughBookId', word: 'fiscal.voucher.through', as: 'choice', choices: pools, optional: true },
          { name: 'subject', word: 'fiscal.voucher.subject', as: 'text', optional: true },
        ]}
        onSend={(said) => send({ kind: 'fiscal.draw_voucher', what: voucherOf(plan, said) })}
      />
      {answer}
    </>
  )
}

function voucherOf({ id: planId }: PaymentPlan, said: Answers): DrawVoucher {
  const [payeeBookId, throughBookId] = [said.optional('payeeBookId'), said.optional('throughBookId')] as [`bok_${string}` | null, `bok_${string}` | null]
  return {
    planId,
    number: said.text('number'),
    drawnOn: said.day('drawnOn'),
    amount: said.amount('amount'),
    purpose: voucherPurposes.find((purpose) => purpose === said.text('purpose')) ?? 'contribution',
    // What it is for, where nobody says more: the pool that is paid, or paid through.
    subject: said.optional('subject') ?? throughBookId ?? payeeBookId ?? planId,
    payee: said.text('payee'),
    payeeBookId,
    throughBookId,
  }
}

interface DrawForProps {
  /** What it pays for, by id: a claim, a contribution, a pool. */
  readonly subject: string
  readonly purpose: VoucherPurpose
  readonly payee: string
  readonly amount: Money
  /** Where it is paid into, and through: for what is settled between tiers. */
  readonly payeeBookId?: BookId
  readonly throughBookId?: BookId
}

/** The same from the other side: for a claim or a contribution that waits to be paid, on one of the reader's own plans. */
export function DrawVoucherFor({ subject, purpose, payee, amount: asked, payeeBookId, throughBookId }: DrawForProps) {
  const may = useMay('fiscal.draw')
  const plans = useLoaded(api.fiscal.openPlans.queryOptions())
  const { send, busy, error, answer, asked: times } = useAsking()
  const [first] = plans
  return (
    <>
      <AskForm
        word="fiscal.voucher.draw"
        what={`${payee} · ${wholeAmount(asked)}`}
        disabledBecause={may ? (first ? undefined : say('fiscal.no_open_plans')) : say('fiscal.may_not')}
        submit="fiscal.propose"
        busy={busy}
        error={error}
        done={times}
        fields={[
          {
            name: 'planId',
            word: 'fiscal.plan',
            as: 'choice',
            choices: plans.map((plan) => ({ value: plan.id, label: `${plan.number} · ${plan.indicator.documentNumber} · ${wholeAmount(undrawn(plan))}` })),
            ...(first && { initial: first.id }),
          },
          { name: 'number', word: 'fiscal.voucher.number', as: 'text' },
          { name: 'drawnOn', word: 'fiscal.voucher.drawn_on', as: 'day' },
          { name: 'amount', word: 'fiscal.amount', as: 'amount', initial: toDecimal(asked) },
        ]}
        onSend={(said) =>
          send({
            kind: 'fiscal.draw_voucher',
            what: {
              planId: said.text('planId') as PaymentPlanId,
              number: said.text('number'),
              drawnOn: said.day('drawnOn'),
              amount: said.amount('amount'),
              purpose,
              subject,
              payee,
              payeeBookId: payeeBookId ?? null,
              throughBookId: throughBookId ?? null,
            },
          })
        }
      />
      {answer}
    </>
  )
}

/** Pays a contribution, or settles between tiers; a second person agrees. */
export function PayVoucherForm({ voucher }: { readonly voucher: Voucher }) {
  const { send, busy, error, answer, asked } = useAsking()
  const settles = voucher.purpose === 'settlement'
  return (
    <>
      <AskForm
        word={settles ? 'fiscal.voucher.settle' : 'fiscal.voucher.pay'}
        what={`${voucher.number} · ${voucher.payee} · ${wholeAmount(voucher.amount)}`}
        quiet
        disabledBecause={voucher.purpose === 'compensation' ? say('fiscal.voucher.with_claim') : undefined}
        submit="fiscal.propose"
        busy={busy}
        error={error}
        done={asked}
        fields={[
          { name: 'paidOn', word: 'fiscal.voucher.paid_on', as: 'day' },
          { name: 'reference', word: 'fiscal.voucher.reference', as: 'text' },
        ]}
        onSend={(said) =>
          send({
            kind: settles ? 'fiscal.settle_tiers' : 'fiscal.pay_voucher',
            what: { voucherId: voucher.id, paidOn: said.day('paidOn'), reference: said.text('reference') },
          })
        }
      />
      {answer}
    </>
  )
}

/** A proposal from a window: it closes when the answer has been read. */
function useAsking() {
  const [asked, setAsked] = useState(0)
  const proposing = useProposing({ shownByPage: true, onClose: () => setAsked((times) => times + 1) })
  return { ...proposing, asked }
}
