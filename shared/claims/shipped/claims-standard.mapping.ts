import type { z } from 'zod'
import type { mappingInput } from '../../imports/mapping.ts'

/** The district's own form, which the template is made from. */
export const claimsStandard: z.input<typeof mappingInput> = {
  code: 'claims-standard',
  title: { zh: '本区标准模板', en: 'District template' },
  days: { formats: ['YYYY-MM-DD', 'YYYY/M/D', 'YYYYMMDD'] },
  amounts: { format: 'plain' },
  fields: {
    poolCode: { column: '资金池编码' },
    noteNumber: { column: '借据号' },
    currency: { column: '币种' },
    unpaidPrincipal: { column: '未还本金（元）' },
    principalLoss: { column: '本金损失（元）', mayLack: true },
    interest: { column: '欠息（元）', mayLack: true },
    overdueSince: { column: '逾期日' },
    nonPerformingOn: { column: '不良日' },
    recoveryBegunOn: { column: '追偿开始日', mayLack: true },
    acceptedOn: { column: '诉讼受理日' },
    caseNumber: { column: '案号' },
    court: { column: '受理法院' },
    diligent: { column: '已尽职追偿', words: { 是: 'yes', 否: 'no' } },
    guaranteePaid: { column: '已代偿（元）', mayLack: true },
    guaranteePaidOn: { column: '代偿日', mayLack: true },
    otherCompensation: { column: '其他补偿', mayLack: true },
  },
}
