import type { Db } from '@cofund/db/connect'
import type { FilledForm } from '@cofund/shared/documents/form'
import { shanghaiDay } from '@cofund/shared/kernel/instant'
import { monthText } from '@cofund/shared/ledger/period'
import { refuse } from '@cofund/shared/refuse'
import { reconciliationForm } from '@cofund/shared/statements/reconciliation.form'
import { type ReconciliationAsked, reconciliationInput } from '@cofund/shared/statements/statement.input'
import type { Express } from 'express'
import { sendForm } from '../documents/form-file.ts'
import { type ContextOf, fileRoute } from '../kernel/file-routes.ts'
import { getBook } from '../ledger/book.sql.ts'
import { reconcileMonth } from './reconciliation.sql.ts'
import { getBankAccount } from './statement.sql.ts'

/** `GET /api/bank-accounts/<id>/<month>/reconciliation.pdf`, `….xlsx`: the 余额调节表 as the page shows it. */
export function reconciliationFormRoutes(app: Express, contextOf: ContextOf): void {
  app.get(
    '/api/bank-accounts/:id/:month/:file',
    fileRoute(contextOf, async (route) => {
      const { id, month, file } = route.request.params
      const [name = '', kind = ''] = String(file).split('.')
      await sendForm(route, kind, async (trx) => {
        const asked = reconciliationInput.safeParse({ bankAccountId: id, month: `${String(month)}-01` })
        if (name !== 'reconciliation') refuse('form.unknown', { form: name })
        return fillReconciliation(trx, asked.success ? asked.data : refuse('record.not_found', { noun: 'bank_account', id: String(id) }))
      })
    }),
  )
}

async function fillReconciliation(db: Db, { bankAccountId, month }: ReconciliationAsked): Promise<FilledForm> {
  const bank = await getBankAccount(db, bankAccountId)
  const { table, outstanding, reviewed } = await reconcileMonth(db, bank, month)
  return reconciliationForm({
    bank,
    book: await getBook(db, bank.bookId),
    month,
    table: table ?? refuse('statement.balance_unknown', { month: monthText(month) }),
    outstanding,
    reviewed: reviewed?.stands ? { ...reviewed, on: shanghaiDay(reviewed.reviewedAt) } : null,
  })
}
