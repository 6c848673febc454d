import { type Language, refusal } from '../kernel/refusal.ts'
import type { Words } from '../kernel/words.ts'
import { policyWords } from './policy.words.ts'

const known: Words = policyWords
/** A fact, flag or bearer in the reader's language; one that only a document names is shown as it writes it. */
const named = (group: string, name: string, language: Language): string => known[`${group}.${name}`]?.[language] ?? name

/** What is wrong with a scheme document, by name and place. */
export const schemeRefusals = {
  'scheme.no_document': refusal({
    kind: 'unprocessable',
    zh: () => '办法须是一组参数（JSON 对象）',
    en: () => 'A scheme is a document of parameters (a JSON object)',
  }),
  'scheme.unknown_currency': refusal<{ currency: string; known: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ currency, known: all }) => `不认识币种“${currency}”，可用：${all.join('、')}`,
    en: ({ currency, known: all }) => `“${currency}” is no currency that books are kept in. Use one of ${all.join(', ')}`,
  }),
  'scheme.unknown_bearer': refusal<{ place: string; bearer: string; known: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ place, bearer, known: all }) => `${place}：不认识承担方“${bearer}”，可用：${all.join('、')}`,
    en: ({ place, bearer, known: all }) => `${place}: “${bearer}” is no bearer. Use one of ${all.join(', ')}`,
  }),
  'scheme.bearer_twice': refusal<{ bearer: string }>({
    kind: 'unprocessable',
    zh: ({ bearer }) => `承担方“${named('bearer', bearer, 'zh')}”出现两次，请合并为一处`,
    en: ({ bearer }) => `${named('bearer', bearer, 'en')} stands twice among those who share. Make it one line`,
  }),
  'scheme.shares_nothing': refusal({
    kind: 'unprocessable',
    zh: () => '该办法没有写明由谁分担，请填写补偿比例或承担方',
    en: () => 'The scheme does not say who shares the loss. Give a compensation or bearers',
  }),
  'scheme.one_rate': refusal<{ place: string; found: number }>({
    kind: 'unprocessable',
    zh: ({ place, found }) =>
      found === 0
        ? `${place}：请填写单一比例、分档、区间或类别之一`
        : `${place}：单一比例、分档、区间只能选其一，现有 ${found} 种`,
    en: ({ place, found }) =>
      found === 0
        ? `${place}: give one rate, tiers, bands or classes`
        : `${place}: one of rate, tiers and bands, not ${found} of them`,
  }),
  'scheme.rate_negative': refusal<{ place: string; rate: string }>({
    kind: 'unprocessable',
    zh: ({ place, rate }) => `${place}：比例 ${rate} 为负，请填写 0% 至 100% 之间的数`,
    en: ({ place, rate }) => `${place}: the rate ${rate} is negative. Write one from 0% to 100%`,
  }),
  'scheme.rate_above_whole': refusal<{ place: string; rate: string }>({
    kind: 'unprocessable',
    zh: ({ place, rate }) => `${place}：比例 ${rate} 超过 100%，请更正（80% 写作 0.80）`,
    en: ({ place, rate }) => `${place}: the rate ${rate} is above 100%. Correct it (80% is written 0.80)`,
  }),
  'scheme.split_not_whole': refusal<{ place: string; sum: string }>({
    kind: 'unprocessable',
    zh: ({ place, sum }) => `${place}：各方比例合计 ${sum}，应为 100%`,
    en: ({ place, sum }) => `${place}: the shares sum to ${sum}; they must be 100%`,
  }),
  'scheme.shares_above_whole': refusal<{ sum: string }>({
    kind: 'unprocessable',
    zh: ({ sum }) => `最高补偿比例与固定分担合计可达 ${sum}，超过 100%，请下调或设比例上限`,
    en: ({ sum }) =>
      `The highest compensation and the fixed shares can come to ${sum}, more than 100%. Lower them, or cap the rate`,
  }),
  'scheme.tiers_gap': refusal<{ place: string; from: string; to: string }>({
    kind: 'unprocessable',
    zh: ({ place, from, to }) => `${place}：${from} 至 ${to} 之间没有档次，请补上`,
    en: ({ place, from, to }) => `${place}: no tier covers what lies between ${from} and ${to}. Close the gap`,
  }),
  'scheme.tiers_overlap': refusal<{ place: string; bound: string }>({
    kind: 'unprocessable',
    zh: ({ place, bound }) => `${place}：界限 ${bound} 与前一档重叠，各档须由低到高、首尾相接`,
    en: ({ place, bound }) =>
      `${place}: the bound ${bound} overlaps the tier before it. Tiers rise, each from where the last one ends`,
  }),
  'scheme.amount_negative': refusal<{ place: string; amount: string }>({
    kind: 'unprocessable',
    zh: ({ place, amount }) => `${place}：金额 ${amount} 为负，请填写零或正数`,
    en: ({ place, amount }) => `${place}: the amount ${amount} is negative. Write zero or more`,
  }),
  'scheme.amount_unclear': refusal<{ place: string }>({
    kind: 'unprocessable',
    zh: ({ place }) => `${place}：请填写金额，或填写依据的事实（上限另须填写比例），二者取一`,
    en: ({ place }) => `${place}: give an amount, or the fact that it follows (with a rate, for a cap): one of the two`,
  }),
  'scheme.order_incomplete': refusal<{ place: string }>({
    kind: 'unprocessable',
    zh: ({ place }) => `${place}：回款抵偿顺序须各列一次本金、利息和罚息（费用可列在最前），请补齐`,
    en: ({ place }) => `${place}: the order names principal, interest and penalty once each (costs may stand first). Complete it`,
  }),
  'scheme.order_of_costs': refusal<{ place: string }>({
    kind: 'unprocessable',
    zh: ({ place }) => `${place}：费用只能列在最前，且不能同时规定费用由银行承担，请改正其一`,
    en: ({ place }) => `${place}: costs come first or not at all, and not where the lender bears them. Correct one of the two`,
  }),
}

/** What a case lacks, or is not covered by. */
export const lossRefusals = {
  'compensation.fact_unknown': refusal<{ fact: string }>({
    kind: 'unprocessable',
    zh: ({ fact }) => `缺少“${named('fact', fact, 'zh')}”（${fact}），该办法需要它，请补充`,
    en: ({ fact }) => `${named('fact', fact, 'en')} (${fact}) is not known, and the scheme depends on it. State it`,
  }),
  'compensation.flag_unknown': refusal<{ flag: string }>({
    kind: 'unprocessable',
    zh: ({ flag }) => `尚不知是否属于“${named('flag', flag, 'zh')}”（${flag}），该办法需要它，请填写是或否`,
    en: ({ flag }) =>
      `Whether “${named('flag', flag, 'en')}” (${flag}) holds is not known, and the scheme depends on it. Say yes or no`,
  }),
  'compensation.used_unknown': refusal<{ scope: string }>({
    kind: 'unprocessable',
    zh: ({ scope }) => `缺少“${named('used', scope, 'zh')}”（used.${scope}），无法核定上限余额，请补充（没有则填 0）`,
    en: ({ scope }) =>
      `“${named('used', scope, 'en')}” (used.${scope}) is not known, so what is left of the cap is not. State it, 0 if nothing was`,
  }),
  'compensation.outside_tiers': refusal<{ fact: string; amount: string; highest: string }>({
    kind: 'unprocessable',
    zh: ({ fact, amount, highest }) => `${named('fact', fact, 'zh')} ${amount} 超出该办法最高档 ${highest}，不在补偿范围内`,
    en: ({ fact, amount, highest }) =>
      `${named('fact', fact, 'en')} of ${amount} is beyond the scheme’s highest tier, ${highest}: it is not covered`,
  }),
  'compensation.not_covered': refusal({
    kind: 'unprocessable',
    zh: () => '不属于该办法列明的任何一类，不在补偿范围内',
    en: () => 'None of the classes that the scheme lists fits: it is not covered',
  }),
  'compensation.loan_above_limit': refusal<{ amount: string; limit: string }>({
    kind: 'unprocessable',
    zh: ({ amount, limit }) => `贷款金额 ${amount} 超过该办法单笔限额 ${limit}，不在补偿范围内`,
    en: ({ amount, limit }) => `The loan of ${amount} is above the scheme’s limit of ${limit}: it is not covered`,
  }),
  'compensation.deposit_outside_limits': refusal<{ rate: string; least: string | null; most: string | null }>({
    kind: 'unprocessable',
    zh: ({ rate, least, most }) =>
      `缴存比例 ${rate} 不在该办法规定的${least ? ` ${least} 以上` : ''}${most ? ` ${most} 以下` : ''}范围内，不在补偿范围内`,
    en: ({ rate, least, most }) =>
      `The deposit, ${rate} of the loan, is not within what the scheme asks for (${[least && `at least ${least}`, most && `at most ${most}`].filter(Boolean).join(', ')}): it is not covered`,
  }),
  'compensation.ratio_of_nothing': refusal<{ fact: string }>({
    kind: 'unprocessable',
    zh: ({ fact }) => `“${named('fact', fact, 'zh')}”为零，无法计算比率，请核对`,
    en: ({ fact }) => `${named('fact', fact, 'en')} is zero, so there is no ratio. Check it`,
  }),
  'compensation.agreed_above_whole': refusal<{ of: string; over: string }>({
    kind: 'unprocessable',
    zh: ({ of, over }) => `“${named('fact', of, 'zh')}”大于“${named('fact', over, 'zh')}”，约定比例超过 100%，请核对`,
    en: ({ of, over }) =>
      `${named('fact', of, 'en')} is more than ${named('fact', over, 'en')}: no rate is above 100%. Check them`,
  }),
  'compensation.no_advance': refusal({
    kind: 'unprocessable',
    zh: () => '该办法没有预补偿，请在损失确定后申请',
    en: () => 'The scheme pays nothing in advance. Claim when the loss is final',
  }),
  'compensation.recovery_unruled': refusal({
    kind: 'unprocessable',
    zh: () => '该办法没有写明追偿回款如何分配，请先补充该参数',
    en: () => 'The scheme does not say how recoveries are shared. Fill that in first',
  }),
  'compensation.recovery_negative': refusal<{ recovered: string }>({
    kind: 'unprocessable',
    zh: ({ recovered }) => `累计回款 ${recovered} 为负，冲回不能超过已报的回款，请核对`,
    en: ({ recovered }) => `Recoveries of ${recovered} are negative: no more can be taken back than was reported. Check them`,
  }),
  'compensation.recovery_above_loss': refusal<{ recovered: string; loss: string }>({
    kind: 'unprocessable',
    zh: ({ recovered, loss }) => `累计回款 ${recovered} 超过损失 ${loss}，超出部分不属于损失分担，请核对`,
    en: ({ recovered, loss }) =>
      `Recoveries of ${recovered} are more than the loss of ${loss}; the excess is no loss shared. Check them`,
  }),
}
