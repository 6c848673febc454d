import { refusal } from './kernel/refusal.ts'

export const calcRefusals = {
  'calc.no_case': refusal({
    kind: 'unprocessable',
    zh: () => '每个算例须是一个带 kind 的对象，如 { "kind": "xirr", … }',
    en: () => 'A case is an object with a kind, such as { "kind": "xirr", … }',
  }),
  'calc.unknown_kind': refusal<{ kind: string; known: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ kind, known }) => `没有名为 ${kind} 的算法（kind），可用：${known.join('、')}`,
    en: ({ kind, known }) => `There is no kind ${kind}. There are: ${known.join(', ')}`,
  }),
  'calc.beyond_double': refusal({
    kind: 'unprocessable',
    zh: () => '结果超出双精度浮点数的范围（约 1.8e308），请核对金额、利率与期数',
    en: () => 'The result is beyond the range of a double, about 1.8e308. Check amounts, rate and number of periods',
  }),
  'calc.failed': refusal<{ kind: string }>({
    kind: 'unprocessable',
    zh: ({ kind }) => `计算 ${kind} 时程序出错，不是您的数据有误；请将此算例报告给维护者`,
    en: ({ kind }) => `The program failed on this ${kind}; your case is not to blame. Please report it to the maintainers`,
  }),
}
