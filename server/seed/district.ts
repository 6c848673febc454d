import type { Organisation, OrganisationId, OrganisationKind } from '@cofund/shared/people/organisation'
import type { Role } from '@cofund/shared/people/role'

/**
 * The demonstration district: the city, three districts and everybody who meets over public innovation money.
 * Public bodies carry their real names, for the reader's bearings; banks, firms and persons are invented.
 */
export const jurisdictions = [
  { code: '100000', name_zh: '中华人民共和国', name_en: 'China', level: 'nation', parent_code: null },
  { code: '310000', name_zh: '上海市', name_en: 'Shanghai', level: 'province', parent_code: '100000' },
  { code: '310104', name_zh: '徐汇区', name_en: 'Xuhui', level: 'district', parent_code: '310000' },
  { code: '310110', name_zh: '杨浦区', name_en: 'Yangpu', level: 'district', parent_code: '310000' },
  { code: '310115', name_zh: '浦东新区', name_en: 'Pudong', level: 'district', parent_code: '310000' },
] as const

const organisation = (id: string, kind: OrganisationKind, jurisdictionCode: string, nameZh: string, nameEn: string): Organisation => ({
  id: `org_${id}` satisfies OrganisationId,
  kind,
  jurisdictionCode,
  nameZh,
  nameEn,
})

export const organisations: readonly Organisation[] = [
  organisation('city_finance', 'city_finance', '310000', '上海市财政局', 'Shanghai Finance Bureau'),
  organisation('joint_meeting', 'joint_meeting', '310000', '市信贷风险补偿联席会议办公室', 'Joint Meeting Office for Credit Risk Compensation'),
  organisation('yangpu_finance', 'district_finance', '310110', '杨浦区财政局', 'Yangpu Finance Bureau'),
  organisation('pudong_finance', 'district_finance', '310115', '浦东新区财政局', 'Pudong Finance Bureau'),
  organisation('xuhui_finance', 'district_finance', '310104', '徐汇区财政局', 'Xuhui Finance Bureau'),
  organisation('yangpu_science', 'programme_department', '310110', '杨浦区科学技术委员会', 'Yangpu Science and Technology Commission'),
  organisation('yangpu_assets', 'state_assets', '310110', '杨浦区国有资产监督管理委员会', 'Yangpu State-owned Assets Commission'),
  organisation('yangpu_audit', 'audit_office', '310110', '杨浦区审计局', 'Yangpu Audit Office'),
  organisation('yangpu_group', 'soe_group', '310110', '江湾国有资本投资集团', 'Jiangwan State Capital Group'),
  organisation('guidance_fund', 'fund_manager', '310110', '江湾引导基金管理有限公司', 'Jiangwan Guidance Fund Management'),
  organisation('wujiaochang_capital', 'fund_manager', '310110', '五角场创业投资管理有限公司', 'Wujiaochang Ventures'),
  organisation('changyang_vc', 'soe_vc', '310110', '长阳国有创业投资有限公司', 'Changyang State Ventures'),
  organisation('shenjiang_bank', 'bank', '310110', '申江银行杨浦科技支行', 'Shenjiang Bank, Yangpu Technology Branch'),
  organisation('wusong_bank', 'bank', '310110', '吴淞商业银行科技支行', 'Wusong Commercial Bank, Technology Branch'),
  organisation('pubin_bank', 'bank', '310115', '浦滨银行张江支行', 'Pubin Bank, Zhangjiang Branch'),
  organisation('caohejing_bank', 'bank', '310104', '漕河泾村镇银行', 'Caohejing Community Bank'),
  organisation('hudong_guarantee', 'guarantor', '310110', '沪东融资担保有限公司', 'Hudong Guarantee'),
  organisation('pool_trustee', 'trustee', '310110', '杨浦科技金融服务中心', 'Yangpu Technology Finance Centre'),
  organisation('custodian', 'custodian', '310115', '浦滨银行资产托管部', 'Pubin Bank, Custody'),
  organisation('appraiser', 'appraiser', '310115', '东昌资产评估有限公司', 'Dongchang Appraisal'),
  organisation('exchange', 'exchange', '310000', '浦江产权交易所', 'Pujiang Equity Exchange'),
  organisation('accounting_firm', 'accounting_firm', '310104', '衡山会计师事务所', 'Hengshan Accountants'),
  organisation('administration', 'admin', '310110', '系统管理中心', 'Administration'),
]

interface DemonstrationPerson {
  readonly signInName: string
  readonly name: string
  readonly memberships: readonly { readonly organisationId: OrganisationId; readonly roles: readonly Role[] }[]
}

const person = (signInName: string, name: string, ...memberships: readonly (readonly [string, ...Role[]])[]): DemonstrationPerson => ({
  signInName,
  name,
  memberships: memberships.map(([organisation, ...roles]) => ({ organisationId: `org_${organisation}`, roles })),
})

export const people: readonly DemonstrationPerson[] = [
  person('city.maker', '陆书宁', ['city_finance', 'finance_maker']),
  person('city.checker', '沈维岳', ['city_finance', 'finance_checker']),
  person('city.second', '卫听澜', ['city_finance', 'finance_checker']),
  person('joint.meeting', '方砚秋', ['joint_meeting', 'finance_checker']),
  person('joint.second', '庄以宁', ['joint_meeting', 'finance_checker']),
  person('yangpu.maker', '周敏行', ['yangpu_finance', 'finance_maker']),
  person('yangpu.checker', '钱知远', ['yangpu_finance', 'finance_checker']),
  person('yangpu.second', '贺兰舟', ['yangpu_finance', 'finance_checker']),
  person('pudong.maker', '顾清扬', ['pudong_finance', 'finance_maker']),
  person('pudong.checker', '邵景行', ['pudong_finance', 'finance_checker']),
  person('pudong.second', '温如故', ['pudong_finance', 'finance_checker']),
  person('xuhui.maker', '唐若溪', ['xuhui_finance', 'finance_maker']),
  person('xuhui.checker', '孟怀川', ['xuhui_finance', 'finance_checker']),
  person('xuhui.second', '乔木清', ['xuhui_finance', 'finance_checker']),
  person('science.officer', '季明川', ['yangpu_science', 'viewer']),
  person('science.reviewer', '谢知秋', ['yangpu_science', 'reviewer']),
  person('science.second', '傅云归', ['yangpu_science', 'reviewer']),
  person('assets.regulator', '严立诚', ['yangpu_assets', 'regulator']),
  person('auditor', '石静之', ['yangpu_audit', 'auditor']),
  person('group.viewer', '秦牧野', ['yangpu_group', 'viewer']),
  person('fund.maker', '林见微', ['guidance_fund', 'fund_maker']),
  person('fund.checker', '许怀瑾', ['guidance_fund', 'fund_checker']),
  person('subfund.maker', '江一帆', ['wujiaochang_capital', 'fund_maker']),
  person('vc.maker', '赵临风', ['changyang_vc', 'fund_maker']),
  person('shenjiang.maker', '何雨辰', ['shenjiang_bank', 'bank_maker']),
  person('shenjiang.checker', '郑守一', ['shenjiang_bank', 'bank_checker']),
  person('wusong.maker', '蒋思齐', ['wusong_bank', 'bank_maker']),
  person('wusong.checker', '邢守拙', ['wusong_bank', 'bank_checker']),
  person('pubin.maker', '宋亦安', ['pubin_bank', 'bank_maker']),
  person('pubin.checker', '戴思远', ['pubin_bank', 'bank_checker']),
  person('caohejing.maker', '韩子墨', ['caohejing_bank', 'bank_maker']),
  person('caohejing.checker', '柳承言', ['caohejing_bank', 'bank_checker']),
  person('guarantor.maker', '冯之恒', ['hudong_guarantee', 'bank_maker']),
  person('trustee.viewer', '苏念慈', ['pool_trustee', 'viewer']),
  person('trustee.reviewer', '聂青禾', ['pool_trustee', 'reviewer']),
  person('trustee.maker', '简行之', ['pool_trustee', 'finance_maker']),
  person('trustee.checker', '容克己', ['pool_trustee', 'finance_checker']),
  // One person in two places: what shows that maker and checker are told apart by person, not by membership.
  person('two.hats', '丁兼山', ['yangpu_finance', 'finance_maker'], ['pool_trustee', 'finance_checker']),
  person('admin', '白守藏', ['administration', 'administrator']),
  person('admin.checker', '闻人慎', ['administration', 'administrator']),
]

/** Everybody's password in the demonstration; it opens nothing else. */
export const demonstrationPassword = 'cofund-demo-2026'
