/** What `calc` finds wrong with a case, beyond what the schemas say themselves. Each names what was found and what to write. */
export const calcFindings = {
  missing: () => ({ zh: '缺少此项', en: 'is missing' }),
  amount: (found: string) => ({
    zh: `${found} 不是金额：请写数字或十进制文本，如 -1000.00，大小须在双精度浮点数范围内`,
    en: `${found} is not an amount: write a number or a decimal text such as -1000.00, within the range of a double`,
  }),
  wholeAmount: (found: string) => ({
    zh: `${found} 不是整数：请以最小单位（如分）填写，如 1003`,
    en: `${found} is not a whole number: write it in the smallest unit, fen for instance, such as 1003`,
  }),
  rate: (found: string) => ({
    zh: `${found} 不是利率：请写大于 -1 的数，如 0.08 表示 8%`,
    en: `${found} is not a rate: write a number above -1, such as 0.08 for 8 %`,
  }),
  positive: (found: string) => ({ zh: `${found} 须为大于零的数`, en: `${found} is to be a number above 0` }),
  day: (found: string) => ({
    zh: `${found} 不是日期：请写 1000 年至 9999 年间确有的一天，如 2026-02-28`,
    en: `${found} is not a day: write one that exists, between the years 1000 and 9999, such as 2026-02-28`,
  }),
  flow: () => ({ zh: '每笔现金流写作 [日期, 金额]', en: 'a flow is written [day, amount]' }),
  daysPerYearNeeded: () => ({
    zh: 'day_count 为 act/n 时须填写每年天数',
    en: 'is needed with day_count act/n, and says how many days make a year',
  }),
  daysPerYearIdle: (convention: string) => ({
    zh: `day_count 为 ${convention} 时每年天数已定；需自定时请用 act/n`,
    en: `has no place beside day_count ${convention}, which has its own year: use act/n`,
  }),
  flowsOneWay: () => ({
    zh: '请填写 amounts（负为缴款、正为分配），或者 contributions 与 distributions，二者选一',
    en: 'give either amounts (negative paid in, positive distributed), or contributions and distributions',
  }),
  sameLength: (count: number, expected: number) => ({
    zh: `有 ${count} 项，应与现金流的 ${expected} 项一一对应`,
    en: `has ${count} items, and needs one for each of the ${expected} flows`,
  }),
  oneSign: () => ({ zh: '缴款须全为正数或全为负数', en: 'contributions are to be all positive or all negative' }),
  notNegative: () => ({ zh: '分配不得为负；收回的分配请计入缴款', en: 'a distribution is not negative: one paid back is a contribution' }),
  ascending: () => ({ zh: '日期须逐一递增，不得重复', en: 'days are to ascend, no two alike' }),
  more: (count: number) => ({ zh: `另有 ${count} 处`, en: `and ${count} more` }),
  mode: (found: string, known: string) => ({ zh: `没有名为 ${found} 的舍入方式，可用：${known}`, en: `there is no rounding mode ${found}; there are: ${known}` }),
}
