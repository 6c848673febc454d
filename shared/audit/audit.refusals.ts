import { refusal } from '../kernel/refusal.ts'

export const auditRefusals = {
  'evidence.nothing_in_scope': refusal({
    kind: 'missing',
    zh: () => '所选范围内没有您可以查看的记录。请换一个机构或账簿',
    en: () => 'There is no record within this scope that you may see. Choose another organisation or book',
  }),
  'evidence.asked_wrongly': refusal<{ fields: string }>({
    kind: 'unprocessable',
    zh: ({ fields }) => `无法识别：${fields}。请选择一个机构或一本账簿，日期写作 2026-06-30`,
    en: ({ fields }) => `This cannot be read: ${fields}. Choose one organisation or one book, and write days as 2026-06-30`,
  }),
  'evidence.period_backwards': refusal<{ from: string; to: string }>({
    kind: 'unprocessable',
    zh: ({ from, to }) => `起始日 ${from} 晚于截止日 ${to}。请更正期间`,
    en: ({ from, to }) => `The period begins on ${from}, after it ends on ${to}. Correct it`,
  }),
}
