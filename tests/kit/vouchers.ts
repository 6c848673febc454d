import type { DrawVoucher } from '@cofund/shared/fiscal/fiscal.input'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId } from '@cofund/shared/ledger/book'
import { callerAs } from './actors.ts'
import { byTwo } from './approvals.ts'
import type { TestDatabase } from './database.ts'

interface Drawing extends Pick<DrawVoucher, 'number' | 'purpose' | 'subject'>, Partial<Pick<DrawVoucher, 'payeeBookId' | 'throughBookId'>> {
  readonly bookId: BookId
  readonly granted: bigint
  readonly minor: bigint
  readonly on: PlainDate
}

/** 预算指标 → 用款计划 → 支付凭证, each with its number: so much of a treasury for a pool, a claim or another tier, drawn by two people. */
export async function plantVoucher(
  database: TestDatabase,
  [maker, checker]: readonly [string, string],
  { bookId, number, granted, minor, on, purpose, subject, payeeBookId = null, throughBookId = null }: Drawing,
): Promise<void> {
  const thatDay = { now: () => new Date(`${on}T02:00:00Z`) }
  const [bureau, second] = [await callerAs(database, maker, thatDay), await callerAs(database, checker, thatDay)]
  const amount = { minor, currency: 'CNY' } as const
  const { id: indicatorId } = await bureau.fiscal.grant({
    bookId,
    documentNumber: `预 ${number}`,
    name: '科技信贷风险补偿',
    source: 'general',
    functionCode: '2060404',
    budgetYear: Number(on.slice(0, 4)),
    grantedOn: on,
    amount: { minor: granted, currency: 'CNY' },
  })
  const month = `${on.slice(0, 8)}01` as PlainDate
  const { id: planId } = await bureau.fiscal.plan({ indicatorId, number: `计 ${number}`, plannedOn: on, month, purpose: '风险补偿', amount })
  await byTwo(bureau, second, { kind: 'fiscal.draw_voucher', what: { planId, number, drawnOn: on, amount, purpose, subject, payee: '收款人', payeeBookId, throughBookId } })
}
