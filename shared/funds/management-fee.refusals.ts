import { refusal } from '../kernel/refusal.ts'

export const feeRefusals = {
  'fee.amount_negative': refusal<{ year: number; name: string }>({
    kind: 'unprocessable',
    zh: ({ year, name }) => `第 ${year} 年的 ${name} 为负，请填写零或正数`,
    en: ({ year, name }) => `The ${name} of year ${year} is negative. Write zero or more`,
  }),
  'fee.first_year_without_rate': refusal({
    kind: 'unprocessable',
    zh: () => '管理费率须从第 1 年起',
    en: () => 'The fee rates must start with year 1',
  }),
  'fee.base_missing': refusal<{ basis: string; year: number }>({
    kind: 'unprocessable',
    zh: ({ basis, year }) => `缺少第 ${year} 年的计费基数（${basis}）`,
    en: ({ basis, year }) => `The base (${basis}) of year ${year} is missing`,
  }),
  'fee.years_not_rising': refusal<{ year: number }>({
    kind: 'unprocessable',
    zh: ({ year }) => `管理费率的年份须逐一递增，第 ${year} 年重复或倒序`,
    en: ({ year }) => `The years of the fee rates must rise; year ${year} does not`,
  }),
  'fee.rate_out_of_range': refusal<{ year: number }>({
    kind: 'unprocessable',
    zh: ({ year }) => `第 ${year} 年起的管理费率应在 0 至 1 之间；2% 请写 0.02`,
    en: ({ year }) => `The fee rate from year ${year} must lie between 0 and 1: 2 % is written 0.02`,
  }),
}
