import { refusal } from '../kernel/refusal.ts'

export const eligibilityRefusals = {
  'eligibility.rule_set_not_found': refusal<{ code: string; known: readonly string[] }>({
    kind: 'missing',
    zh: ({ code, known }) => `没有代码为 ${code} 的资格规则集，可用：${known.join('、')}`,
    en: ({ code, known }) => `There is no eligibility rule set ${code}. There are: ${known.join(', ')}`,
  }),
  'eligibility.day_out_of_reach': refusal<{ day: string; first: string; last: string }>({
    kind: 'unprocessable',
    zh: ({ day, first, last }) => `判定日 ${day} 不在 ${first} 至 ${last} 之间，请核对`,
    en: ({ day, first, last }) => `The day ${day} is not between ${first} and ${last}. Check it`,
  }),
  'eligibility.rule_twice': refusal<{ rule: string }>({
    kind: 'unprocessable',
    zh: ({ rule }) => `有两条规则都叫“${rule}”，请区分`,
    en: ({ rule }) => `Two rules are called “${rule}”. Give each a name of its own`,
  }),
  'eligibility.bands_do_not_fall': refusal<{ rule: string }>({
    kind: 'unprocessable',
    zh: ({ rule }) => `规则“${rule}”的分档须由高到低，得分同样递减`,
    en: ({ rule }) => `The bands of rule “${rule}” must run from high to low, and their points with them`,
  }),
  'eligibility.score_out_of_reach': refusal<{ rule: string; pass_at: number }>({
    kind: 'unprocessable',
    zh: ({ rule, pass_at }) => `规则“${rule}”各项满分之和不到 ${pass_at} 分，无人能够通过`,
    en: ({ rule, pass_at }) => `All points of rule “${rule}” together are below ${pass_at}: nobody could pass`,
  }),
}
