import { refusal } from '../kernel/refusal.ts'

export const waterfallRefusals = {
  'waterfall.too_many_flows': refusal<{ count: number; most: number }>({
    kind: 'unprocessable',
    zh: ({ count, most }) => `共有 ${count} 笔出资和分配，最多 ${most} 笔。请按日合并后再试`,
    en: ({ count, most }) =>
      `There are ${count} contributions and distributions, and ${most} at most. Add up those of one day, then try again`,
  }),
  'waterfall.too_many_shares': refusal<{ distributions: number; parties: number; most: number }>({
    kind: 'unprocessable',
    zh: ({ distributions, parties, most }) => `${distributions} 次分配 × ${parties} 个合伙人超过 ${most} 份。请合并合伙人或分配`,
    en: ({ distributions, parties, most }) =>
      `${distributions} distributions to ${parties} parties make more than ${most} shares. Combine parties or distributions`,
  }),
  'waterfall.too_many_deals': refusal<{ deals: number; distributions: number; most: number }>({
    kind: 'unprocessable',
    zh: ({ deals, distributions, most }) =>
      `按项目分配时，${deals} 个项目 × ${distributions} 次分配超过 ${most}。请合并项目或分配`,
    en: ({ deals, distributions, most }) =>
      `Deal by deal, ${deals} deals and ${distributions} distributions make more than ${most} steps. Combine deals or distributions`,
  }),
  'waterfall.amount_too_fine': refusal<{ amount: string; currency: string }>({
    kind: 'unprocessable',
    zh: ({ amount, currency }) => `金额 ${amount} 小于 ${currency} 的最小单位，请按最小单位取整`,
    en: ({ amount, currency }) => `The amount ${amount} is finer than the smallest unit of ${currency}. Round it to that unit`,
  }),
  'waterfall.ratio_out_of_range': refusal<{ name: string; value: string }>({
    kind: 'unprocessable',
    zh: ({ name, value }) => `【${name}】为 ${value}，应在 0 至 1 之间；8% 请写 0.08`,
    en: ({ name, value }) => `${name} is ${value}. It must lie between 0 and 1: 8 % is written 0.08`,
  }),
  'waterfall.ratio_too_fine': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `【${name}】小数位过多，最多 12 位`,
    en: ({ name }) => `${name} has too many decimal places: 12 at most`,
  }),
  'waterfall.too_long': refusal<{ from: string; to: string; most: number }>({
    kind: 'unprocessable',
    zh: ({ from, to, most }) => `${from} 至 ${to} 超过 ${most} 年，请核对日期`,
    en: ({ from, to, most }) => `From ${from} to ${to} are more than ${most} years. Check the days`,
  }),
  'waterfall.party_twice': refusal<{ party: string }>({
    kind: 'unprocessable',
    zh: ({ party }) => `合伙人“${party}”列了两次，请合并`,
    en: ({ party }) => `The party “${party}” is listed twice. List it once`,
  }),
  'waterfall.two_gps': refusal<{ count: number }>({
    kind: 'unprocessable',
    zh: ({ count }) => `有 ${count} 个 gp 类合伙人，业绩报酬只能归一方；其余请改为其他类别`,
    en: ({ count }) => `There are ${count} parties of class gp, and carry goes to one. Give the others another class`,
  }),
  'waterfall.no_gp': refusal({
    kind: 'unprocessable',
    zh: () => '条款含业绩报酬，但没有 gp 类合伙人。请增加一方，或将 gp_share 设为 0',
    en: () => 'The terms pay carry, but no party is of class gp. Add one, or set gp_share to 0',
  }),
  'waterfall.commitment_negative': refusal<{ party: string }>({
    kind: 'unprocessable',
    zh: ({ party }) => `“${party}”的认缴金额为负，请填写零或正数`,
    en: ({ party }) => `The commitment of “${party}” is negative. Write zero or more`,
  }),
  'waterfall.tier_twice': refusal<{ tier: string }>({
    kind: 'unprocessable',
    zh: ({ tier }) => `有两个层级都叫“${tier}”，请用 name 区分`,
    en: ({ tier }) => `Two tiers are called “${tier}”. Tell them apart by name`,
  }),
  'waterfall.split_is_last': refusal({
    kind: 'unprocessable',
    zh: () => '最后一层必须且只能是 split，否则会有款项无人可得',
    en: () => 'The last tier, and only the last, must be a split: otherwise money is left that nobody gets',
  }),
  'waterfall.capital_comes_first': refusal<{ class: string }>({
    kind: 'unprocessable',
    zh: ({ class: partyClass }) => `“${partyClass}”类合伙人的本金须在任何收益分成之前返还，请在前面加入 return_of_capital`,
    en: ({ class: partyClass }) =>
      `Capital of class “${partyClass}” must come back before any profit is shared. Put a return_of_capital tier first`,
  }),
  'waterfall.two_preferences': refusal<{ class: string }>({
    kind: 'unprocessable',
    zh: ({ class: partyClass }) => `“${partyClass}”类合伙人有两层优先回报；更高的门槛请用 irr_hurdle`,
    en: ({ class: partyClass }) => `Class “${partyClass}” has two preferred returns. Write the higher one as an irr_hurdle`,
  }),
  'waterfall.catch_up_needs_preference': refusal<{ tier: string }>({
    kind: 'unprocessable',
    zh: ({ tier }) => `追赶层“${tier}”之前没有优先回报，无可追赶`,
    en: ({ tier }) => `No preferred return stands before catch-up “${tier}”, so there is nothing to catch up with`,
  }),
  'waterfall.two_catch_ups': refusal({
    kind: 'unprocessable',
    zh: () => '只能有一个追赶层',
    en: () => 'There can be one catch-up tier only',
  }),
  'waterfall.catch_up_too_slow': refusal<{ tier: string }>({
    kind: 'unprocessable',
    zh: ({ tier }) => `追赶层“${tier}”的 gp_share 须大于 carry（carry 须小于 1），否则永远追不上`,
    en: ({ tier }) => `In catch-up “${tier}” gp_share must exceed carry (and carry be below 1), or the gp never catches up`,
  }),
  'waterfall.hurdle_by_deal': refusal<{ tier: string }>({
    kind: 'unprocessable',
    zh: ({ tier }) => `内部收益率门槛“${tier}”只能用于整体基金（whole_fund）`,
    en: ({ tier }) => `The IRR hurdle “${tier}” looks at the whole fund: use it with scope whole_fund`,
  }),
  'waterfall.hurdle_before_catch_up': refusal<{ tier: string }>({
    kind: 'unprocessable',
    zh: ({ tier }) => `内部收益率门槛“${tier}”应在追赶层之后`,
    en: ({ tier }) => `Put the IRR hurdle “${tier}” after the catch-up`,
  }),
  'waterfall.hurdle_falls': refusal<{ tier: string }>({
    kind: 'unprocessable',
    zh: ({ tier }) => `门槛“${tier}”低于前一门槛，请由低到高排列`,
    en: ({ tier }) => `The hurdle “${tier}” is below the one before it. Order hurdles from low to high`,
  }),
  'waterfall.hurdle_without_investors': refusal<{ tier: string }>({
    kind: 'unprocessable',
    zh: ({ tier }) => `门槛“${tier}”的 gp_share 为 1，出资人永远达不到门槛`,
    en: ({ tier }) => `With a gp_share of 1, investors never reach the hurdle “${tier}”`,
  }),
  'waterfall.concession_to_itself': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `让利“${name}”的双方相同`,
    en: ({ name }) => `The concession “${name}” is from a class to itself`,
  }),
  'waterfall.concession_to_nobody': refusal<{ name: string; class: string }>({
    kind: 'unprocessable',
    zh: ({ name, class: partyClass }) => `让利“${name}”涉及“${partyClass}”类，但没有该类合伙人`,
    en: ({ name, class: partyClass }) => `The concession “${name}” names class “${partyClass}”, and no party is of that class`,
  }),
  'waterfall.contribution_negative': refusal<{ date: string }>({
    kind: 'unprocessable',
    zh: ({ date }) => `${date} 的出资为负；退回出资请作为分配填写`,
    en: ({ date }) => `The contribution of ${date} is negative. Write money given back as a distribution`,
  }),
  'waterfall.distribution_negative': refusal<{ date: string }>({
    kind: 'unprocessable',
    zh: ({ date }) => `${date} 的分配为负；收回的款项请作为出资填写`,
    en: ({ date }) => `The distribution of ${date} is negative. Write money called back as a contribution`,
  }),
  'waterfall.party_unknown': refusal<{ party: string; date: string }>({
    kind: 'unprocessable',
    zh: ({ party, date }) => `${date} 的出资人“${party}”不在条款的合伙人之中`,
    en: ({ party, date }) => `“${party}”, who paid in on ${date}, is not among the parties of the terms`,
  }),
  'waterfall.contribution_unassigned': refusal<{ date: string }>({
    kind: 'unprocessable',
    zh: ({ date }) => `${date} 的出资未注明出资人，合伙人也没有认缴金额可供分摊。请补充其一`,
    en: ({ date }) => `The contribution of ${date} names no party, and no commitments say who pays. Give one or the other`,
  }),
  'waterfall.deal_missing': refusal<{ date: string }>({
    kind: 'unprocessable',
    zh: ({ date }) => `按项目分配时，${date} 的分配须注明项目（deal）`,
    en: ({ date }) => `Under deal-by-deal terms the distribution of ${date} must name its deal`,
  }),
  'waterfall.deal_unknown': refusal<{ deal: string; date: string }>({
    kind: 'unprocessable',
    zh: ({ deal, date }) => `${date} 的分配来自项目“${deal}”，但没有对该项目的出资`,
    en: ({ deal, date }) => `The distribution of ${date} comes from deal “${deal}”, into which nothing was paid`,
  }),
  'waterfall.nobody_paid_in': refusal<{ date: string }>({
    kind: 'unprocessable',
    zh: ({ date }) => `${date} 有分配，但此前无人出资`,
    en: ({ date }) => `Money is distributed on ${date}, before anybody had paid in`,
  }),
}
