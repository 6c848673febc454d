import { refusal } from '../kernel/refusal.ts'

export const recyclingRefusals = {
  'recycling.ratio_out_of_range': refusal({
    kind: 'unprocessable',
    zh: () => '循环投资上限和比例应在 0 至 1 之间；15% 请写 0.15',
    en: () => 'The cap and the share of recycling must lie between 0 and 1: 15 % is written 0.15',
  }),
  'recycling.no_period': refusal({
    kind: 'unprocessable',
    zh: () => '循环投资期须为至少 1 年的整数年',
    en: () => 'The recycling period must be a whole number of years, at least 1',
  }),
  'recycling.proceeds_negative': refusal<{ year: number }>({
    kind: 'unprocessable',
    zh: ({ year }) => `第 ${year} 年的退出回款为负`,
    en: ({ year }) => `The proceeds of the exit in year ${year} are negative`,
  }),
}
