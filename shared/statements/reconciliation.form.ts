import type { FilledForm, FormTemplate, FormValue } from '../documents/form.ts'
import { asDay, asText, asWords } from '../kernel/effect.ts'
import type { Money } from '../kernel/money.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Book } from '../ledger/book.ts'
import { type Month, lastDayOf, monthText } from '../ledger/period.ts'
import type { WordKey } from '../words.ts'
import type { BankAccount } from './bank-account.ts'
import type { Outstanding, ReconciliationTable } from './reconciliation.ts'
import { statementWords } from './statement.words.ts'

/** What a month's 余额调节表 is printed from. */
export interface ReconciliationOnForm {
  readonly bank: BankAccount
  readonly book: Pick<Book, 'code' | 'nameZh' | 'nameEn'>
  readonly month: Month
  readonly table: ReconciliationTable
  readonly outstanding: readonly Outstanding[]
  /** The two who agreed on these very figures; null while nobody has. */
  readonly reviewed: { readonly preparedBy: string | null; readonly reviewedBy: string | null; readonly on: PlainDate } | null
}

/** 银行存款余额调节表: the bank's side and the book's beside each other, what is outstanding, and who answers for it. */
export const reconciliationTemplate = { code: 'reconciliation', version: 1, title: 'form.reconciliation', basis: null } as const satisfies FormTemplate

export function reconciliationForm({ bank, book, month, table, outstanding, reviewed }: ReconciliationOnForm): FilledForm {
  const { totals } = table
  return {
    template: reconciliationTemplate,
    about: `${book.code}-${monthText(month)}`,
    derivations: [],
    parts: [
      {
        as: 'cells',
        title: 'statement.account',
        cells: [
          { name: 'statement.account.name', value: asText(bank.name) },
          { name: 'statement.account.number', value: asText(bank.masked) },
          { name: 'statement.account.book', value: { as: 'name', zh: book.nameZh, en: book.nameEn } },
          { name: 'reconciliation.on_day', value: asDay(lastDayOf(month)) },
          { name: 'statement.currency', value: asText(bank.currency) },
          { name: 'reconciliation.difference', value: amountOf(table.difference) },
        ],
      },
      {
        as: 'table',
        title: 'reconciliation.title',
        columns: ['reconciliation.bank_side', 'statement.amount', 'reconciliation.book_side', 'statement.amount'],
        rows: [
          beside('reconciliation.statement', table.statement, 'reconciliation.book', table.book),
          beside('reconciliation.book_received', totals.book_received, 'reconciliation.bank_received', totals.bank_received),
          beside('reconciliation.book_paid', totals.book_paid, 'reconciliation.bank_paid', totals.bank_paid),
          beside('reconciliation.adjusted_statement', table.adjustedStatement, 'reconciliation.adjusted_book', table.adjustedBook),
        ],
      },
      {
        as: 'table',
        title: 'reconciliation.outstanding',
        columns: ['reconciliation.kind', 'reconciliation.on', 'reconciliation.text', 'reconciliation.age', 'statement.amount'],
        rows:
          outstanding.length > 0
            ? outstanding.map(({ kind, on, text, ageDays, amount }): FormValue[] => [
                { value: asWords(`reconciliation.kind.${kind}`) },
                { value: asDay(on) },
                { value: asText(text || '--') },
                { value: asText(String(ageDays)) },
                { value: amountOf(amount) },
              ])
            : [[{ value: asWords('reconciliation.none_outstanding') }, ...Array.from({ length: 4 }, (): FormValue => ({ value: asText('') }))]],
      },
      {
        as: 'opinions',
        title: 'reconciliation.form.signed',
        opinions: [
          signed(statementWords['reconciliation.prepared_by'], reviewed?.preparedBy ?? null, reviewed?.on ?? null),
          signed(statementWords['reconciliation.reviewed_by'], reviewed?.reviewedBy ?? null, reviewed?.on ?? null),
        ],
      },
    ],
  }
}

const amountOf = (amount: Money) => ({ as: 'amount', amount }) as const

const beside = (left: WordKey, ofBank: Money, right: WordKey, ofBook: Money): FormValue[] => [
  { value: asWords(left) },
  { value: amountOf(ofBank) },
  { value: asWords(right) },
  { value: amountOf(ofBook) },
]

const signed = (body: { readonly zh: string; readonly en: string }, person: string | null, on: PlainDate | null) => ({
  body,
  opinion: null,
  person,
  on,
  document: null,
})
