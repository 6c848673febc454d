import { refusal } from '../kernel/refusal.ts'

export const enterpriseRefusals = {
  'enterprise.not_found': refusal<{ enterprise: string }>({
    kind: 'missing',
    zh: ({ enterprise }) => `没有 ${enterprise} 这家企业，请先登记`,
    en: ({ enterprise }) => `There is no enterprise ${enterprise}. Register it first`,
  }),
  'enterprise.registered_already': refusal<{ uscc: string; name: string }>({
    kind: 'conflict',
    zh: ({ uscc, name }) => `${uscc} 已登记为“${name}”，请直接使用`,
    en: ({ uscc, name }) => `${uscc} is registered already, as ${name}. Use it as it is`,
  }),
  'enterprise.override_needless': refusal<{ uscc: string }>({
    kind: 'unprocessable',
    zh: ({ uscc }) => `${uscc} 校验无误，无需人工确认，请删去理由`,
    en: ({ uscc }) => `${uscc} passes its check: nothing is to be overridden. Leave the reason out`,
  }),
  'enterprise.fact_unreadable': refusal<{ fact: string; value: string }>({
    kind: 'unprocessable',
    zh: ({ fact, value }) => `“${value}”不能作为 ${fact} 的值：个数写整数，金额以元计，是否写 true 或 false，日期写如 2026-02-28`,
    en: ({ fact, value }) => `“${value}” is no value of ${fact}: write a whole number, yuan, true or false, or a day such as 2026-02-28`,
  }),
  'enterprise.stated_already': refusal({
    kind: 'conflict',
    zh: () => '同样的内容已经记录，无需重复',
    en: () => 'The very same is recorded already',
  }),
  'enterprise.certificate_ends_early': refusal({
    kind: 'unprocessable',
    zh: () => '有效期的截止日早于起始日，请核对证书',
    en: () => 'The validity ends before it begins. Compare it with the certificate',
  }),
  'enterprise.future': refusal<{ day: string }>({
    kind: 'unprocessable',
    zh: ({ day }) => `${day} 尚未到来，请填写已发生的日期`,
    en: ({ day }) => `${day} has not come yet. Write a day that has`,
  }),
}
