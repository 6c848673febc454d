import { refusal } from '../kernel/refusal.ts'
import { settlementWords } from './settlement.words.ts'

const named = (figure: string, language: 'zh' | 'en'): string => {
  const words: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = settlementWords
  return words[`year.${figure}`]?.[language] ?? figure
}
const placeZh = (district: string | null): string => (district === null ? '合计' : `地区 ${district}`)
const placeEn = (district: string | null): string => (district === null ? 'In total' : `In ${district}`)

export const settlementRefusals = {
  'settlement.no_districts': refusal({
    kind: 'unprocessable',
    zh: () => '请按借款企业所在区逐行填写，至少一行',
    en: () => 'State the figures by the districts of the firms, one line at least',
  }),
  'settlement.district_twice': refusal<{ district: string }>({
    kind: 'unprocessable',
    zh: ({ district }) => `地区 ${district} 填了两行，请合并`,
    en: ({ district }) => `${district} stands on two lines. Put them together`,
  }),
  'settlement.figure_negative': refusal<{ figure: string; amount: string; district: string | null }>({
    kind: 'unprocessable',
    zh: ({ figure, amount, district }) => `${placeZh(district)}的${named(figure, 'zh')} ${amount} 为负，请核对`,
    en: ({ figure, amount, district }) => `${placeEn(district)}, “${named(figure, 'en')}” is ${amount}. State zero or more`,
  }),
  'settlement.npl_above_balance': refusal<{ npl: string; balance: string; district: string | null }>({
    kind: 'unprocessable',
    zh: ({ npl, balance, district }) => `${placeZh(district)}的不良余额 ${npl} 大于贷款余额 ${balance}，请核对`,
    en: ({ npl, balance, district }) => `${placeEn(district)}, bad loans of ${npl} are more than loans of ${balance}. Check them`,
  }),
  'settlement.net_loss_differs': refusal<{ stated: string; computed: string; difference: string; district: string | null }>({
    kind: 'unprocessable',
    zh: ({ stated, computed, difference, district }) =>
      `${placeZh(district)}的净损失 ${stated} 与“已处置减已收回”${computed} 相差 ${difference}，请核对`,
    en: ({ stated, computed, difference, district }) =>
      `${placeEn(district)}, the net loss of ${stated} is not what was disposed of less what came back, ${computed}: it differs by ${difference}. Check them`,
  }),
  'settlement.lines_differ': refusal<{ figure: string; stated: string; lines: string; difference: string }>({
    kind: 'unprocessable',
    zh: ({ figure, stated, lines, difference }) =>
      `${named(figure, 'zh')}合计 ${stated} 与各区之和 ${lines} 相差 ${difference}，请核对后再冻结`,
    en: ({ figure, stated, lines, difference }) =>
      `“${named(figure, 'en')}” is ${stated} in total and ${lines} over the districts: it differs by ${difference}. Correct it, then freeze`,
  }),
  'settlement.district_without_purse': refusal<{ district: string }>({
    kind: 'unprocessable',
    zh: ({ district }) => `地区 ${district} 不是该资金池的出资区，不能分担；请先办理该区出资，或核对企业所在区`,
    en: ({ district }) => `${district} does not fund this pool, so it cannot bear a part. Let it join, or check the firms’ district`,
  }),
  'settlement.not_of_the_year': refusal<{ year: number }>({
    kind: 'unprocessable',
    zh: ({ year }) => `${year} 年尚未结束，年末数据次年起才能冻结`,
    en: ({ year }) => `${year} has not ended yet: its figures are frozen from the next year on`,
  }),
  'settlement.exists': refusal<{ year: number; product: string }>({
    kind: 'conflict',
    zh: ({ year, product }) => `产品 ${product} 的 ${year} 年度已有一笔年度补偿，更正数据请在其上重新冻结`,
    en: ({ year, product }) => `${year} of the product ${product} is settled already. Freeze it again there where figures changed`,
  }),
  'settlement.product_not_approved': refusal<{ product: string; year: number }>({
    kind: 'unprocessable',
    zh: ({ product, year }) => `产品 ${product} 在 ${year} 年不是该银行获批的试点产品，请核对`,
    en: ({ product, year }) => `The product ${product} was not approved for this bank in ${year}. Check it`,
  }),
  'settlement.not_a_band_pool': refusal<{ code: string }>({
    kind: 'unprocessable',
    zh: ({ code }) => `办法 ${code} 逐笔补偿，不按年度结算；请逐笔申请`,
    en: ({ code }) => `The scheme ${code} compensates loan by loan, not by the year. Claim each loan`,
  }),
  'settlement.wrong_status': refusal<{ status: string }>({
    kind: 'conflict',
    zh: () => '该年度补偿目前的状态不能办理此事，请刷新后核对',
    en: ({ status }) => `That cannot be done while the settlement is ${status}. Refresh the page and check`,
  }),
  'settlement.on_its_way': refusal<{ claim: string }>({
    kind: 'conflict',
    zh: ({ claim }) => `${claim} 正在审批，请先联系资金池退回或撤回，再更正数据`,
    en: ({ claim }) => `${claim} is on its way through the route. Have the pool return or withdraw it, then correct the figures`,
  }),
  'settlement.not_yours': refusal({
    kind: 'forbidden',
    zh: () => '年末数据由填报银行冻结和更正',
    en: () => 'Only the bank that stated the figures freezes and corrects them',
  }),
  'settlement.nobody_for_route': refusal<{ step: string }>({
    kind: 'unprocessable',
    zh: ({ step }) => `资金池没有登记可办理“${step}”的单位，请先在资金池补充参与方`,
    en: ({ step }) => `Nobody of the pool takes the step “${step}”. Add a party to the pool first`,
  }),
  'settlement.reason_needed': refusal({
    kind: 'unprocessable',
    zh: () => '重新冻结须写明更正原因',
    en: () => 'Say why the figures are frozen again',
  }),
  'settlement.nothing_changed': refusal({
    kind: 'conflict',
    zh: () => '填报的数据与已冻结的完全相同，无须重新冻结',
    en: () => 'These are the figures that stand frozen already',
  }),
  'settlement.tiers_owe_still': refusal<{ owed: string }>({
    kind: 'conflict',
    zh: ({ owed }) => `各级财政之间还有 ${owed} 未结清，请先办理市区结算`,
    en: ({ owed }) => `${owed} is still owed between the tiers. Settle it first`,
  }),
}
