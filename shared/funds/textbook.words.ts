/** What the decoder of textbook cases finds wrong, beyond what the schemas say themselves. */
export const textbookFindings = {
  decimal: (found: string) => ({ zh: `“${found}”不是数，请写如 1000000 或 0.08`, en: `“${found}” is not a number: write one such as 1000000 or 0.08` }),
}
