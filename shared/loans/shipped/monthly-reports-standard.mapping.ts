import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The district's own form for a bank's monthly report, which the template is made from. */
export const monthlyReportsStandard: z.input<typeof mappingInput> = {
  code: 'monthly-reports-standard',
  title: { zh: '贷款月报模板', en: 'Monthly report template' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  amounts: { format: 'plain' },
  fields: {
    poolCode: { column: '资金池代码' },
    month: { column: '报告月末日' },
    number: { column: '借据号' },
    currency: { column: '币种' },
    balance: { column: '余额（元）' },
    category: { column: '五级分类', words: { 正常: 'pass', 关注: 'special_mention', 次级: 'substandard', 可疑: 'doubtful', 损失: 'loss' } },
    overdueDays: { column: '逾期天数' },
    nplOn: { column: '转不良日', mayLack: true },
  },
}
