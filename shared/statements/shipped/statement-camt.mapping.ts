import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'
import { camtColumns } from '../camt-statement.ts'

/** ISO 20022's bank-to-customer statement, once its elements have become rows. */
export const statementCamt: z.input<typeof mappingInput> = {
  code: 'camt-053',
  title: { zh: 'ISO 20022 camt.053（XML）', en: 'ISO 20022 camt.053 (XML)' },
  fields: Object.fromEntries(Object.entries(camtColumns).map(([field, column]) => [field, { column }])),
}
