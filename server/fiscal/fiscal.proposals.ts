import { newId } from '@cofund/db/new-id'
import { type TreasuryReturnId, type VoucherId, leftOf, undrawn } from '@cofund/shared/fiscal/budget'
import type { DrawVoucher, PayVoucher, ReturnToTreasury } from '@cofund/shared/fiscal/fiscal.input'
import { type Effect, type EffectRow, asDay, asText, asWords } from '@cofund/shared/kernel/effect'
import { type Money, nothing, subtract } from '@cofund/shared/kernel/money'
import { refuse } from '@cofund/shared/refuse'
import type { WordKey } from '@cofund/shared/words'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { getBook, lockBooks } from '../ledger/book.sql.ts'
import {
  checkDay,
  decideContribution,
  decideSettlement,
  decideVoucher,
  drawVoucher,
  payContribution,
  returnToTreasury,
  settleTiers,
} from './fiscal.commands.ts'
import { freeCashOf } from './free-cash.sql.ts'

/** 开支付凭证: the checker sees what is left of plan and indicator before and after. */
export const voucherDrawing: ProposalHandler<DrawVoucher, DrawVoucher & { readonly voucherId: VoucherId }> = {
  prepare: (what) => ({ payload: { ...what, voucherId: newId('vch') } }),
  effect: async (_, what, command): Promise<Effect> => {
    const { indicator, plan, after } = await decideVoucher(command, what)
    return {
      about: what.number,
      rows: [
        unchanged('fiscal.indicator', indicator.documentNumber),
        unchanged('fiscal.plan', plan.number),
        { field: ['fiscal.voucher.purpose'], before: null, after: asWords(`fiscal.voucher.purpose.${what.purpose}`) },
        { field: ['fiscal.voucher.subject'], before: null, after: asText(what.subject) },
        { field: ['fiscal.voucher.payee'], before: null, after: asText(what.payee) },
        { field: ['fiscal.voucher.drawn_on'], before: null, after: asDay(what.drawnOn) },
        { field: ['fiscal.amount'], before: null, after: asAmount(what.amount) },
        moved('fiscal.plan.undrawn', undrawn(plan), undrawn(after.plan)),
        moved('fiscal.drawn', indicator.drawn, after.indicator.drawn),
        moved('fiscal.left', leftOf(indicator), leftOf(after.indicator)),
      ],
    }
  },
  apply: async (command, { voucherId, ...what }) => void (await drawVoucher(command, what, voucherId)),
}

/** Pays a contribution by its voucher, into the book of the pool that called for it. */
export const voucherPayment: ProposalHandler<PayVoucher, PayVoucher> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, what, command): Promise<Effect> => {
    const { voucher, owed, payeeBookId } = await decideContribution(command, what)
    return paying(what, voucher, owed, [unchanged('fiscal.voucher.payee_book', (await getBook(trx, payeeBookId)).code)])
  },
  apply: payContribution,
}

/** Settles between tiers by a voucher: with a pool, or through it with the tier that paid. */
export const tierSettlement: ProposalHandler<PayVoucher, PayVoucher> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, what, command): Promise<Effect> => {
    const { voucher, owed, throughBookId } = await decideSettlement(command, what)
    const through = throughBookId ? [unchanged('fiscal.voucher.through', (await getBook(trx, throughBookId)).code)] : []
    return paying(what, voucher, owed, through)
  },
  apply: settleTiers,
}

/** What a pool does not need goes back to a treasury. */
export const treasuryReturning: ProposalHandler<ReturnToTreasury, ReturnToTreasury & { readonly returnId: TreasuryReturnId }> = {
  prepare: (what) => ({ payload: { ...what, returnId: newId('ntr') } }),
  effect: async (trx, what, command): Promise<Effect> => {
    const pool = await getBook(trx, what.poolBookId)
    if (pool.organisationId !== command.actor.membership.organisation.id) refuse('ledger.book_of_other', { book: pool.code })
    await lockBooks(trx, [pool.id])
    await checkDay(command, pool.id, what.returnedOn)
    const free = await freeCashOf(trx, pool.id, what.amount)
    if (free.minor < what.amount.minor) refuse('fiscal.surplus_above_cash', { cash: free })
    return {
      about: what.number,
      rows: [
        unchanged('fiscal.return.pool_book', pool.code),
        { field: ['fiscal.return.tier'], before: null, after: asText(what.tier) },
        { field: ['fiscal.return.returned_on'], before: null, after: asDay(what.returnedOn) },
        { field: ['fiscal.reason'], before: null, after: asText(what.reason) },
        { field: ['fiscal.amount'], before: null, after: asAmount(what.amount) },
        moved('fiscal.return.cash', free, subtract(free, what.amount)),
      ],
    }
  },
  apply: (command, { returnId, ...what }) => returnToTreasury(command, what, returnId),
}

const paying = (
  { paidOn, reference }: PayVoucher,
  voucher: { readonly number: string; readonly payee: string; readonly amount: Money },
  owed: Money,
  between: readonly EffectRow[],
): Effect => ({
  about: voucher.number,
  rows: [
    unchanged('fiscal.voucher.payee', voucher.payee),
    ...between,
    { field: ['fiscal.voucher.paid_on'], before: null, after: asDay(paidOn) },
    { field: ['fiscal.voucher.reference'], before: null, after: asText(reference) },
    moved('fiscal.tiers.owed', owed, subtract(owed, voucher.amount)),
    { field: ['fiscal.amount'], before: asAmount(nothing(owed.currency)), after: asAmount(voucher.amount) },
  ],
})

const asAmount = (amount: Money) => ({ as: 'amount', amount }) as const
const moved = (word: WordKey, before: Money, after: Money): EffectRow => ({ field: [word], before: asAmount(before), after: asAmount(after) })
const unchanged = (word: WordKey, text: string): EffectRow => ({ field: [word], before: asText(text), after: asText(text) })
