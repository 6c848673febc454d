import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The plain columns that Chinese banks hand out, from which the template is made. */
export const statementStandard: z.input<typeof mappingInput> = {
  code: 'statement-standard',
  title: { zh: '银行流水模板', en: 'Chinese bank statement' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  amounts: { format: 'grouped' },
  fields: {
    accountNumber: { column: '账号' },
    bookedOn: { column: '记账日期' },
    valueOn: { column: '起息日', mayLack: true },
    currency: { column: '币种', words: { CNY: 'CNY', 人民币: 'CNY', RMB: 'CNY', USD: 'USD', 美元: 'USD', EUR: 'EUR', GBP: 'GBP', HKD: 'HKD', 港币: 'HKD', JPY: 'JPY' } },
    received: { column: '收入金额' },
    paid: { column: '支出金额' },
    balanceAfter: { column: '余额', mayLack: true },
    counterparty: { column: '对方户名', mayLack: true },
    summary: { column: '摘要', mayLack: true },
    reference: { column: '交易流水号', mayLack: true },
  },
}
