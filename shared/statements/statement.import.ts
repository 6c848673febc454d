import type { Fields } from '../imports/field.ts'
import type { ImportShape } from '../imports/import-shape.ts'
import { decodeMapping } from '../imports/mapping.ts'
import { statementCamt } from './shipped/statement-camt.mapping.ts'
import { statementEnglish } from './shipped/statement-english.mapping.ts'
import { statementStandard } from './shipped/statement-standard.mapping.ts'
import { statementWords } from './statement.words.ts'

/** What a line of a bank's statement must and may say. */
export const statementFields = {
  accountNumber: { type: 'text', maxLength: 64, required: true, label: statementWords['statement.account.number'] },
  bookedOn: { type: 'day', pastOnly: true, required: true, label: statementWords['statement.booked_on'] },
  valueOn: { type: 'day', required: false, label: statementWords['statement.value_on'] },
  currency: { type: 'currency', required: true, label: statementWords['statement.currency'] },
  received: { type: 'amount', required: false, label: statementWords['statement.received'] },
  paid: { type: 'amount', required: false, label: statementWords['statement.paid'] },
  // An account may be overdrawn.
  balanceAfter: { type: 'amount', mayBeNegative: true, required: false, label: statementWords['statement.balance_after'] },
  counterparty: { type: 'text', maxLength: 200, required: false, label: statementWords['statement.counterparty'] },
  summary: { type: 'text', maxLength: 500, required: false, label: statementWords['statement.summary'] },
  reference: { type: 'text', maxLength: 100, required: false, label: statementWords['statement.reference'] },
} as const satisfies Fields

export const statementImport: ImportShape = {
  kind: 'statement_lines',
  permission: 'ledger.post',
  // A statement with a line missing reconciles with nothing.
  partial: false,
  overlaps: true,
  xml: true,
  fields: statementFields,
  totals: ['received', 'paid'],
  mappings: [statementStandard, statementEnglish, statementCamt].map((mapping) => decodeMapping(statementFields, mapping)),
}
