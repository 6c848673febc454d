import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The district's own form for what was looked up in public lists. */
export const creditChecksStandard: z.input<typeof mappingInput> = {
  code: 'credit-checks-standard',
  title: { zh: '信用查询结果模板', en: 'Credit look-up template' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  fields: {
    uscc: { column: '统一社会信用代码' },
    checkedOn: { column: '查询日期' },
    list: {
      column: '名单',
      mayLack: true,
      words: {
        失信被执行人: 'judgment_defaulter',
        严重违法失信名单: 'serious_dishonesty',
        经营异常名录: 'abnormal_operation',
        '重大安全、质量事故': 'major_accident',
        严重环境违法: 'environmental_offence',
        科研严重失信: 'research_dishonesty',
        重大税收违法: 'tax_offence',
      },
    },
    subject: {
      column: '对象',
      mayLack: true,
      words: { 企业: 'enterprise', 法定代表人: 'legal_representative', 实际控制人: 'controller', 主要股东: 'major_shareholder' },
    },
    standsFrom: { column: '列入日期', mayLack: true },
    standsTo: { column: '移出日期', mayLack: true },
    source: { column: '来源', mayLack: true },
  },
}
