import { refusal } from '../kernel/refusal.ts'

const listed = (paths: readonly string[]): string => paths.join(', ')

export const policyRefusals = {
  'policy.compare_other': refusal({
    kind: 'unprocessable',
    zh: () => '只能比较同一政策的两个版本，请重新选择',
    en: () => 'Only two versions of one policy can be compared. Choose another one',
  }),
  'policy.not_found': refusal<{ code: string }>({
    kind: 'missing',
    zh: ({ code }) => `没有代码为 ${code} 的政策，请从政策清单中选择`,
    en: ({ code }) => `There is no policy ${code}. Choose one from the list of policies`,
  }),
  'policy.version_not_found': refusal<{ id: string }>({
    kind: 'missing',
    zh: ({ id }) => `没有编号为 ${id} 的政策版本`,
    en: ({ id }) => `There is no policy version ${id}`,
  }),
  'policy.of_other_place': refusal<{ jurisdiction: string }>({
    kind: 'forbidden',
    zh: ({ jurisdiction }) => `该政策属于行政区划 ${jurisdiction}，只有当地或其上级的政策制定单位可以起草和启用`,
    en: ({ jurisdiction }) =>
      `This policy belongs to the jurisdiction ${jurisdiction}. Only those who make rules there, or above it, draft and activate it`,
  }),
  'policy.code_taken': refusal<{ code: string }>({
    kind: 'conflict',
    zh: ({ code }) => `政策代码 ${code} 已被使用，请换一个代码，或在原政策下起草新版本`,
    en: ({ code }) => `The policy code ${code} is taken. Use another, or draft a new version of that policy`,
  }),
  'policy.shipped_all_here': refusal({
    kind: 'conflict',
    zh: () => '随产品提供的政策均已在库中，没有新增',
    en: () => 'Every policy that the product brings along is here already',
  }),
  'policy.closed_already': refusal<{ to: string }>({
    kind: 'conflict',
    zh: ({ to }) => `该版本的截止日已定为 ${to}，不可再改；如需废止请停用`,
    en: ({ to }) => `This version ends on ${to} already, and that stays. To take it out of effect, withdraw it`,
  }),
  'policy.no_version_on': refusal<{ code: string; date: string }>({
    kind: 'unprocessable',
    zh: ({ code, date }) => `政策 ${code} 在 ${date} 没有生效的版本。请核对日期，或先启用覆盖该日的版本`,
    en: ({ code, date }) =>
      `No version of policy ${code} is in effect on ${date}. Check the day, or activate a version that covers it`,
  }),
  'policy.wrong_status': refusal<{ status: string }>({
    kind: 'conflict',
    zh: ({ status }) => `该版本当前状态为 ${status}，不能进行此操作；已启用的版本不可改写，请起草新版本`,
    en: ({ status }) =>
      `This version is ${status}, so this cannot be done to it. What is active is never rewritten: draft a new version`,
  }),
  'policy.parameters_empty': refusal<{ paths: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ paths }) => `还有参数未填：${listed(paths)}。请依据原文补齐后再启用`,
    en: ({ paths }) => `These parameters are still empty: ${listed(paths)}. Fill them in from the source, then try again`,
  }),
  'policy.parameters_uncited': refusal<{ paths: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ paths }) => `以下参数没有依据：${listed(paths)}。请注明文件、条款和可信度`,
    en: ({ paths }) =>
      `These parameters cite nothing: ${listed(paths)}. Name the document, the clause and how far it can be trusted`,
  }),
  'policy.period_unknown': refusal<{ number: number }>({
    kind: 'unprocessable',
    zh: ({ number }) => `第 ${number} 版尚未填写生效日期，请依据原文填写后再启用`,
    en: ({ number }) => `Version ${number} has no first day of effect yet. Fill it in from the source, then activate`,
  }),
  'policy.period_empty': refusal<{ from: string; to: string }>({
    kind: 'unprocessable',
    zh: ({ from, to }) => `失效日期 ${to} 不晚于生效日期 ${from}，请更正`,
    en: ({ from, to }) => `The period ends on ${to}, which is not after its first day ${from}. Correct one of them`,
  }),
  'policy.periods_overlap': refusal<{ number: number; from: string; to: string | null }>({
    kind: 'conflict',
    zh: ({ number, from, to }) =>
      `与已启用的第 ${number} 版（${from} 起${to === null ? '，未定截止日' : `，${to} 前有效`}）生效期重叠，请先为其设定截止日，或更改本版生效期`,
    en: ({ number, from, to }) =>
      `The period overlaps active version ${number} (from ${from}${to === null ? ', open-ended' : ` until ${to}`}). Close that one first, or change this period`,
  }),
}
