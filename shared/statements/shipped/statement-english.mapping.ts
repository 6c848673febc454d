import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The same columns in English. */
export const statementEnglish: z.input<typeof mappingInput> = {
  code: 'statement-english',
  title: { zh: '英文银行流水', en: 'English bank statement' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  amounts: { format: 'grouped' },
  fields: {
    accountNumber: { column: 'Account' },
    bookedOn: { column: 'Booking date' },
    valueOn: { column: 'Value date', mayLack: true },
    currency: { column: 'Currency' },
    received: { column: 'Credit' },
    paid: { column: 'Debit' },
    balanceAfter: { column: 'Balance', mayLack: true },
    counterparty: { column: 'Counterparty', mayLack: true },
    summary: { column: 'Description', mayLack: true },
    reference: { column: 'Reference', mayLack: true },
  },
}
