import { refusal } from '../kernel/refusal.ts'

export const returnsRefusals = {
  'returns.too_flat': refusal({
    kind: 'unprocessable',
    zh: () => '这组现金流在某处有十二重以上的根，无法确认收益率的个数；请核对金额',
    en: () => 'These flows have a root of multiplicity twelve or more, so the number of rates cannot be told for sure. Check the amounts',
  }),
}
