import { refusal } from '../kernel/refusal.ts'

export const auditRefusals = {
  'evidence.nothing_in_scope': refusal({
    kind: 'missing',
    zh: () => '所选范围内没有您可以查看的记录。请换一个机构或账簿',
    en: () => 'There is no record within this scope that you may see. Choose another organisation or book',
  }),
  'evidence.period_backwards': refusal<{ from: string; to: string }>({
    kind: 'unprocessable',
    zh: ({ from, to }) => `起始日 ${from} 晚于截止日 ${to}。请更正期间`,
    en: ({ from, to }) => `The period begins on ${from}, after it ends on ${to}. Correct it`,
  }),
}
