import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The district's own form, which the template is made from. */
export const commitmentsStandard: z.input<typeof mappingInput> = {
  code: 'commitments-standard',
  title: { zh: '本区标准模板', en: 'District template' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  amounts: { format: 'plain' },
  fields: {
    fundName: { column: '基金名称' },
    manager: { column: '管理人' },
    assetClass: { column: '资产类别' },
    vintageYear: { column: '设立年份' },
    investor: { column: '出资人' },
    asOf: { column: '截至日' },
    currency: { column: '币种' },
    committed: { column: '认缴（元）' },
    called: { column: '实缴（元）' },
    distributed: { column: '累计分配（元）' },
    value: { column: '估值（元）' },
    reportedNetIrr: { column: '净 IRR', mayLack: true },
    reportedMultiple: { column: '净倍数', mayLack: true },
  },
}
