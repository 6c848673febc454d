export const decimalFindings = {
  number: (found: string) => ({
    zh: `“${found}”不是数，请写如 1000000.00 或 0.08`,
    en: `“${found}” is not a number: write one such as 1000000.00 or 0.08`,
  }),
}
