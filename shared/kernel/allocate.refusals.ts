import { refusal } from './refusal.ts'

export const allocateRefusals = {
  'allocate.weight_unreadable': refusal<{ position: number; weight: string }>({
    kind: 'unprocessable',
    zh: ({ position, weight }) => `第 ${position} 个分摊权重“${weight}”不是数字，请填写如 50 或 0.35 的数`,
    en: ({ position, weight }) => `Weight ${position}, “${weight}”, is not a number. Write one such as 50 or 0.35`,
  }),
  'allocate.weight_negative': refusal<{ position: number; weight: string }>({
    kind: 'unprocessable',
    zh: ({ position, weight }) => `第 ${position} 个分摊权重 ${weight} 为负，请填写零或正数`,
    en: ({ position, weight }) => `Weight ${position}, ${weight}, is negative. Write zero or a positive number`,
  }),
  'allocate.no_weight': refusal<{ parts: number }>({
    kind: 'unprocessable',
    zh: ({ parts }) => (parts === 0 ? '没有分摊对象，请至少填写一个权重' : '分摊权重全部为零，请至少填写一个正数'),
    en: ({ parts }) =>
      parts === 0
        ? 'There is nobody to share with. Give at least one weight'
        : 'All weights are zero. Give at least one that is not',
  }),
}
