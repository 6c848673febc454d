import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The district's own form for loan filings, which the template is made from. */
export const drawdownNotesStandard: z.input<typeof mappingInput> = {
  code: 'drawdown-notes-standard',
  title: { zh: '贷款备案模板', en: 'Loan filing template' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  amounts: { format: 'plain' },
  fields: {
    poolCode: { column: '资金池代码' },
    number: { column: '借据号' },
    contractNumber: { column: '借款合同号' },
    creditLineNumber: { column: '授信编号', mayLack: true },
    uscc: { column: '统一社会信用代码' },
    districtCode: { column: '纳税区代码' },
    productCode: { column: '产品代码' },
    currency: { column: '币种' },
    principal: { column: '借据金额（元）' },
    lentOn: { column: '放款日' },
    dueOn: { column: '到期日' },
    rate: { column: '年利率（如0.0385）' },
    purpose: { column: '用途' },
    flags: { column: '特征（分号分隔）', mayLack: true },
    otherCover: { column: '其他风险分担（分号分隔）', mayLack: true },
    guaranteed: { column: '担保金额（元）', mayLack: true },
    predecessorNumber: { column: '原借据号', mayLack: true },
    succession: { column: '承接方式', mayLack: true, words: { 续贷: 'renewal', 展期: 'extension', 借新还旧: 'refinancing', 重组: 'restructuring' } },
  },
}
