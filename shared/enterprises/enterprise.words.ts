import { words } from '../kernel/words.ts'

export const enterpriseWords = words({
  'enterprise.fact.staff': { zh: '从业人员', en: 'Staff' },
  'enterprise.fact.rd_staff': { zh: '科技人员', en: 'Science and technology staff' },
  'enterprise.fact.revenue': { zh: '营业收入', en: 'Revenue' },
  'enterprise.fact.assets': { zh: '资产总额', en: 'Assets' },
  'enterprise.fact.liabilities': { zh: '负债总额', en: 'Liabilities' },
  'enterprise.fact.cost': { zh: '成本费用总额', en: 'Costs and expenses' },
  'enterprise.fact.rd_expense': { zh: '研发费用', en: 'R&D expense' },
  'enterprise.fact.paid_in_capital': { zh: '实缴资本', en: 'Paid-in capital' },
  'enterprise.fact.class_one_ip': { zh: 'Ⅰ类知识产权', en: 'Class I intellectual property' },
  'enterprise.fact.class_two_ip': { zh: 'Ⅱ类知识产权', en: 'Class II intellectual property' },
  'enterprise.fact.resident_enterprise': { zh: '境内居民企业', en: 'Resident enterprise' },
  'enterprise.fact.restricted_products': { zh: '产品属禁止、限制或淘汰类', en: 'Forbidden, restricted or phased-out products' },
  'enterprise.fact.established_on': { zh: '成立日期', en: 'Established on' },
  'enterprise.fact.industry': { zh: '国民经济行业', en: 'Industry' },
  'enterprise.fact.sme_class': { zh: '划型行业', en: 'Class for SME size' },
  'enterprise.fact.tax_district': { zh: '税务登记区', en: 'Tax registration district' },
  'enterprise.certificate.tech_sme': { zh: '科技型中小企业', en: 'Tech SME' },
  'enterprise.certificate.high_tech_enterprise': { zh: '高新技术企业', en: 'High-tech enterprise' },
  'enterprise.certificate.tech_little_giant': { zh: '科技小巨人（含培育）', en: 'Tech little giant' },
  'enterprise.certificate.innovative_sme': { zh: '创新型中小企业', en: 'Innovative SME' },
  'enterprise.certificate.specialised_sme': { zh: '专精特新中小企业', en: 'Specialised SME' },
  'enterprise.certificate.national_little_giant': { zh: '专精特新“小巨人”', en: 'National little giant' },
  'enterprise.certificate.tech_relending_list': { zh: '科技创新和技术改造再贷款名单', en: 'Technology re-lending list' },
  'enterprise.certificate.national_science_prize': {
    zh: '国家科学技术奖（前三完成单位）',
    en: 'National science prize, among the first three',
  },
  'enterprise.certificate.provincial_rd_institution': {
    zh: '省部级以上研发机构',
    en: 'R&D institution of province level or above',
  },
  'enterprise.certificate.standard_lead': {
    zh: '主导制定国际、国家或行业标准',
    en: 'Lead of an international, national or industry standard',
  },
  'enterprise.list.judgment_defaulter': { zh: '失信被执行人', en: 'Judgment defaulter' },
  'enterprise.list.serious_dishonesty': { zh: '严重违法失信名单', en: 'Serious-dishonesty list' },
  'enterprise.list.abnormal_operation': { zh: '经营异常名录', en: 'Abnormal list' },
  'enterprise.list.major_accident': { zh: '重大安全、质量事故', en: 'Major safety or quality accident' },
  'enterprise.list.environmental_offence': { zh: '严重环境违法', en: 'Serious environmental offence' },
  'enterprise.list.research_dishonesty': { zh: '科研严重失信', en: 'Serious dishonesty in research' },
  'enterprise.list.tax_offence': { zh: '重大税收违法', en: 'Tax offence' },
  'enterprise.subject.enterprise': { zh: '企业', en: 'Enterprise' },
  'enterprise.subject.legal_representative': { zh: '法定代表人', en: 'Legal representative' },
  'enterprise.subject.controller': { zh: '实际控制人', en: 'Controller' },
  'enterprise.subject.major_shareholder': { zh: '主要股东', en: 'Major shareholder' },
  'enterprise.size.micro': { zh: '微型', en: 'Micro' },
  'enterprise.size.small': { zh: '小型', en: 'Small' },
  'enterprise.size.medium': { zh: '中型', en: 'Medium' },
  'enterprise.size.large': { zh: '大型', en: 'Large' },
})

/** What the decoder finds wrong with a record, beyond what the schemas say themselves. */
export const enterpriseFindings = {
  count: (found: string) => ({
    zh: `“${found}”不是个数，请写零或正整数`,
    en: `“${found}” is not a count: write zero or a whole number above it`,
  }),
  money: (found: string) => ({
    zh: `“${found}”不是金额，请以元为单位写零或正数，最多两位小数`,
    en: `“${found}” is not an amount: write yuan, zero or more, with two decimal places at most`,
  }),
  yesNo: (found: string) => ({ zh: `“${found}”应为 true 或 false`, en: `“${found}” is to be true or false` }),
  day: (found: string) => ({
    zh: `“${found}”不是日期，请写如 2020-02-28`,
    en: `“${found}” is not a day: write one such as 2020-02-28`,
  }),
  code: (found: string) => ({ zh: `“${found}”不是代码，请写文本`, en: `“${found}” is not a code: write a text` }),
}
