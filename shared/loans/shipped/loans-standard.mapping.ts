import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The district's own form, which the template is made from. */
export const loansStandard: z.input<typeof mappingInput> = {
  code: 'loans-standard',
  title: { zh: '本区标准模板', en: 'District template' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  amounts: { format: 'plain' },
  fields: {
    number: { column: '贷款编号' },
    lenderName: { column: '贷款银行' },
    lenderRegion: { column: '银行所在地', mayLack: true },
    borrowerName: { column: '借款企业' },
    industryCode: { column: '行业代码', mayLack: true },
    region: { column: '企业所在地', mayLack: true },
    approvedOn: { column: '批准日期' },
    disbursedOn: { column: '放款日期' },
    termMonths: { column: '期限（月）' },
    currency: { column: '币种' },
    approved: { column: '批准金额（元）' },
    disbursed: { column: '放款金额（元）' },
    guaranteed: { column: '担保金额（元）' },
    outcome: { column: '结果', words: { 已结清: 'repaid', 已核销: 'charged_off' } },
    chargedOffOn: { column: '核销日期' },
    chargedOff: { column: '核销本金（元）' },
  },
}
