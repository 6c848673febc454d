/** What the decoder of textbook cases finds wrong, beyond what the schemas say themselves. */
export const textbookFindings = {
  periods: () => ({ zh: '期数须在 0 至 100 之间', en: 'is to be a number of periods from 0 to 100' }),
}
