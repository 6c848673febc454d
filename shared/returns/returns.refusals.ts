import { refusal } from '../kernel/refusal.ts'

export const returnsRefusals = {
  'returns.too_flat': refusal({
    kind: 'unprocessable',
    zh: () => '这组现金流有十余个几乎相同的收益率，无法确认其个数；请核对金额',
    en: () => 'These flows have a dozen rates that are all but the same, and how many there are cannot be told for sure. Check the amounts',
  }),
}
