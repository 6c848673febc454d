import { type Money, toDecimal } from '../kernel/money.ts'
import { type Language, refusal } from '../kernel/refusal.ts'
import type { Words } from '../kernel/words.ts'
import { policyWords } from '../policies/policy.words.ts'

const known: Words = policyWords
const named = (group: 'fact' | 'breaker', name: string, language: Language): string => known[`${group}.${name}`]?.[language] ?? name
/** The breaker of a pool that stops new loans: what it measures, against what, and above which level. */
type Stopped = Readonly<Record<'pool' | 'action' | 'of' | 'over' | 'level', string>>

const say = (amount: Money): string => `${amount.currency} ${toDecimal(amount)}`

export const poolRefusals = {
  'pool.not_keeper': refusal<{ pool: string }>({
    kind: 'forbidden',
    zh: ({ pool }) => `资金池 ${pool} 由其他单位管理，请由其管理单位发起`,
    en: ({ pool }) => `The pool ${pool} is kept by another organisation. Ask its keeper to propose this`,
  }),
  'pool.not_funder': refusal<{ document: string }>({
    kind: 'forbidden',
    zh: ({ document }) => `${document} 催缴的出资由另一单位缴付，请由出资方发起`,
    en: ({ document }) => `Another organisation pays what ${document} calls for. Ask it to propose the payment`,
  }),
  'pool.closed': refusal<{ pool: string; on: string }>({
    kind: 'conflict',
    zh: ({ pool, on }) => `资金池 ${pool} 已于 ${on} 终止，不能再办理此事项`,
    en: ({ pool, on }) => `The pool ${pool} closed on ${on}; this can no longer be done in it`,
  }),
  'pool.code_taken': refusal<{ code: string }>({
    kind: 'conflict',
    zh: ({ code }) => `资金池代码 ${code} 或所选账套已被使用，请另选`,
    en: ({ code }) => `The code ${code}, or the book, belongs to a pool already. Choose another`,
  }),
  'pool.book_unfit': refusal<{ book: string }>({
    kind: 'unprocessable',
    zh: ({ book }) => `账套 ${book} 不是本单位的资金池账套，请先开立资金池账套`,
    en: ({ book }) => `The book ${book} is not a pool book of yours. Open one first`,
  }),
  'pool.treasury_unknown': refusal<{ organisation: string; code: string }>({
    kind: 'unprocessable',
    zh: ({ organisation, code }) => `${organisation} 没有代码为 ${code} 的财政专户，请向出资方核对代码`,
    en: ({ organisation, code }) => `${organisation} keeps no treasury book ${code}. Ask the funder for its code`,
  }),
  'pool.funders_differ_from_scheme': refusal<{ tier: string; agreed: string; scheme: string }>({
    kind: 'unprocessable',
    zh: ({ tier, agreed, scheme }) => `出资级次 ${tier} 的约定比例为 ${agreed}，办法规定为 ${scheme}，两者须一致，且各级次均须有出资方`,
    en: ({ tier, agreed, scheme }) =>
      `The share agreed for ${tier} is ${agreed}, the scheme lays down ${scheme}. Both must be the same, and each tier needs a funder`,
  }),
  'pool.split_unknown': refusal<{ scheme: string }>({
    kind: 'unprocessable',
    zh: ({ scheme }) => `办法 ${scheme} 未载明各级财政的分担比例，补全并启用后方可设立资金池`,
    en: ({ scheme }) => `The scheme ${scheme} does not say how the tiers share. Complete and activate it before opening a pool`,
  }),
  'pool.leverage_needs_capital': refusal({
    kind: 'unprocessable',
    zh: () => '按年度预算支付的资金池没有资本金，不能设放大倍数，请删除放大倍数',
    en: () => 'A pool that pays from each year’s budget has no capital, so no leverage limit. Leave it out',
  }),
  'pool.no_such_funder': refusal<{ tier: string; place: string }>({
    kind: 'missing',
    zh: ({ tier, place }) => `该资金池没有级次为 ${tier}、区划为 ${place} 的出资方，请从出资方列表中选择`,
    en: ({ tier, place }) => `This pool has no funder of tier ${tier} and place ${place}. Choose one of its funders`,
  }),
  'pool.budget_needs_no_contribution': refusal({
    kind: 'unprocessable',
    zh: () => '该资金池按年度预算支付，不收出资；请在预算中下达指标',
    en: () => 'This pool pays from each year’s budget and takes no contributions. Grant an indicator instead',
  }),
  'pool.document_used': refusal<{ document: string }>({
    kind: 'conflict',
    zh: ({ document }) => `文号 ${document} 已用于该资金池的一次催缴，请核对`,
    en: ({ document }) => `${document} has called a contribution of this pool already. Check the number`,
  }),
  'pool.future_day': refusal<{ day: string; today: string }>({
    kind: 'unprocessable',
    zh: ({ day, today }) => `日期 ${day} 晚于今日 ${today}，请更正`,
    en: ({ day, today }) => `The day ${day} lies after today, ${today}. Correct it`,
  }),
  'pool.currency_differs': refusal<{ currency: string }>({
    kind: 'unprocessable',
    zh: ({ currency }) => `该资金池以 ${currency} 记账，请以该币种填写金额`,
    en: ({ currency }) => `This pool is kept in ${currency}. Give the amount in it`,
  }),
  'pool.paid_before_called': refusal<{ calledOn: string }>({
    kind: 'unprocessable',
    zh: ({ calledOn }) => `缴付日期早于催缴日期 ${calledOn}，请更正；催缴前已拨付的款项请按“预拨抵缴”办理`,
    en: ({ calledOn }) => `It was called on ${calledOn}, after the day of payment. Correct the day, or set it off as an advance`,
  }),
  'pool.paid_above_call': refusal<{ asked: Money; owed: Money }>({
    kind: 'unprocessable',
    zh: ({ asked, owed }) => `缴付 ${say(asked)} 超过尚欠的 ${say(owed)}，请减少金额或先催缴`,
    en: ({ asked, owed }) => `${say(asked)} is more than the ${say(owed)} still owed. Pay less, or call for more first`,
  }),
  'pool.advance_too_small': refusal<{ asked: Money; advanced: Money }>({
    kind: 'unprocessable',
    zh: ({ asked, advanced }) => `预拨款余额为 ${say(advanced)}，不足以抵缴 ${say(asked)}，请减少金额或以现金缴付`,
    en: ({ asked, advanced }) => `What the purse has advanced is ${say(advanced)}, less than ${say(asked)}. Set off less, or pay in cash`,
  }),
  'pool.purse_short': refusal<{ asked: Money; held: Money }>({
    kind: 'conflict',
    zh: ({ asked, held }) => `财政专户账上资金 ${say(held)}，不足以缴付 ${say(asked)}；请先登记到位的资金，或凭用款凭证缴付`,
    en: ({ asked, held }) => `The treasury’s book holds ${say(held)}, less than the ${say(asked)} to pay. Record the money that has come, or pay by a voucher`,
  }),
  'pool.not_member': refusal<{ pool: string; bank: string }>({
    kind: 'missing',
    zh: ({ pool, bank }) => `${bank} 不是资金池 ${pool} 的合作银行，请先签订合作协议并登记`,
    en: ({ pool, bank }) => `${bank} does not lend under the pool ${pool}. Record its agreement first`,
  }),
  'pool.not_a_bank': refusal<{ organisation: string }>({
    kind: 'unprocessable',
    zh: ({ organisation }) => `${organisation} 不是银行或担保机构，不能成为合作机构`,
    en: ({ organisation }) => `${organisation} is neither a bank nor a guarantor, so it cannot lend under a pool`,
  }),
  'pool.agreement_stands': refusal<{ number: string; on: string }>({
    kind: 'unprocessable',
    zh: ({ number, on }) => `该银行的合作协议 ${number}（${on}）已登记，不能改写；请保持原编号和日期`,
    en: ({ number, on }) => `The agreement ${number} of ${on} is on record and is not rewritten. Keep its number and day`,
  }),
  'pool.product_stands': refusal<{ code: string }>({
    kind: 'unprocessable',
    zh: ({ code }) => `产品 ${code} 已批准在案，只能填写其终止日期，不能删除或改名`,
    en: ({ code }) => `The product ${code} is on record: give it an end, it is neither renamed nor left out`,
  }),
  'pool.period_reversed': refusal({
    kind: 'unprocessable',
    zh: () => '结束日期须不早于开始日期，请更正',
    en: () => 'The end comes before the beginning. Correct the days',
  }),
  'pool.member_stands_so': refusal({
    kind: 'unprocessable',
    zh: () => '与登记内容相同，无需变更',
    en: () => 'This is what is on record already; nothing would change',
  }),
  'pool.quota_below_occupied': refusal<{ year: number; granted: Money; occupied: Money }>({
    kind: 'conflict',
    zh: ({ year, granted, occupied }) => `${year} 年已占用额度 ${say(occupied)}，不能调减至 ${say(granted)}，请不低于已占用额度`,
    en: ({ year, granted, occupied }) => `${say(occupied)} of ${year} is occupied, so it cannot be cut to ${say(granted)}. Grant at least that`,
  }),
  'pool.quota_stands_so': refusal({
    kind: 'unprocessable',
    zh: () => '与现有额度相同，无需变更',
    en: () => 'This is the quota already; nothing would change',
  }),
  'pool.quota_missing': refusal<{ bank: string; year: number }>({
    kind: 'conflict',
    zh: ({ bank, year }) => `尚未核定 ${bank} ${year} 年的额度，请资金池管理单位先核定额度`,
    en: ({ bank, year }) => `No quota of ${year} is granted to ${bank}. Ask the pool’s keeper to set it first`,
  }),
  'pool.quota_full': refusal<{ bank: string; year: number; granted: Money; occupied: Money; asked: Money }>({
    kind: 'conflict',
    zh: ({ bank, year, granted, occupied, asked }) =>
      `${bank} ${year} 年额度 ${say(granted)}，已占用 ${say(occupied)}，不足以占用 ${say(asked)}；请减少金额或申请调增额度`,
    en: ({ bank, year, granted, occupied, asked }) =>
      `Of the ${say(granted)} granted to ${bank} for ${year}, ${say(occupied)} is occupied: too little is left for ${say(asked)}. Ask for less, or for a larger quota`,
  }),
  'pool.cap_exceeded': refusal<{ scope: string; limit: Money; used: Money; asked: Money }>({
    kind: 'conflict',
    zh: ({ scope, limit, used, asked }) => `上限（${scope}）为 ${say(limit)}，已使用 ${say(used)}，不足以支付 ${say(asked)}，请重新计算`,
    en: ({ scope, limit, used, asked }) => `The cap (${scope}) is ${say(limit)}, of which ${say(used)} is used: too little is left for ${say(asked)}. Work it out again`,
  }),
  'pool.leverage_exceeded': refusal<{ pool: string; bearable: Money; exposure: Money }>({
    kind: 'conflict',
    zh: ({ pool, bearable, exposure }) =>
      `资金池 ${pool} 按已到位资本和放大倍数最多承载 ${say(bearable)}，备案后余额将达 ${say(exposure)}；请待出资到位或贷款结清后再备案`,
    en: ({ pool, bearable, exposure }) =>
      `With the capital that has come, the pool ${pool} bears ${say(bearable)} at most, and ${say(exposure)} would be enrolled. Wait for contributions, or for loans to be repaid`,
  }),
  'pool.breaker_stops': refusal<Stopped & { reached: Money; base: Money }>({
    kind: 'conflict',
    zh: ({ pool, action, of, over, level, reached, base }) =>
      `本行在资金池 ${pool} 已触发熔断（${named('breaker', action, 'zh')}）：“${named('fact', of, 'zh')}” ${say(reached)}，超过“${named('fact', over, 'zh')}” ${say(base)} 的 ${level}，不能新增备案；如确需办理，请联系资金池管理单位申请解除`,
    en: ({ pool, action, of, over, level, reached, base }) =>
      `A breaker of ${pool} has tripped for your bank (${named('breaker', action, 'en')}): ${named('fact', of, 'en')}, ${say(reached)}, exceed ${level} of ${named('fact', over, 'en')}, ${say(base)}. No new loans are enrolled; ask the pool’s keeper for an override`,
  }),
  'pool.breaker_unknown': refusal<Stopped>({
    kind: 'conflict',
    zh: ({ pool, action, of, over, level }) =>
      `资金池 ${pool} 的熔断（${named('breaker', action, 'zh')}：“${named('fact', of, 'zh')}”超过“${named('fact', over, 'zh')}”的 ${level}）缺少数据，尚不能判断是否已触发，暂不能新增备案；请联系资金池管理单位申请解除`,
    en: ({ pool, action, of, over, level }) =>
      `Whether a breaker of ${pool} has tripped (${named('breaker', action, 'en')}: ${named('fact', of, 'en')} above ${level} of ${named('fact', over, 'en')}) is not known, for want of figures, so no new loans are enrolled. Ask the pool’s keeper for an override`,
  }),
  'pool.override_not_needed': refusal<{ action: string }>({
    kind: 'unprocessable',
    zh: ({ action }) => `该办法没有后果为 ${action} 的熔断条款，请选择办法中已有的熔断后果`,
    en: ({ action }) => `The scheme has no breaker that would ${action}. Choose one that it has`,
  }),
}
