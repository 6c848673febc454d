import { words } from '../kernel/words.ts'

/** What the pages of claims say beside the claims' own words. */
export const claimPageWords = words({
  'claims.codes': { zh: '问题代码表', en: 'Code book of deficiencies' },
  'claims.codes.about': {
    zh: '补偿申请不能提交或被退回的全部原因。表单、文件导入和接口使用同一套代码；每个代码的地址可直接引用。',
    en: 'Everything for which a claim is held up or sent back: the same codes in form, file and API. Each code has an address to link to.',
  },
  'claims.code': { zh: '代码', en: 'Code' },
  'claims.code.search': { zh: '代码或文字', en: 'Code or text' },
  'claims.code.sentence': { zh: '问题', en: 'What is wrong' },
  'claims.code.remedy': { zh: '如何补正', en: 'What to do about it' },
  'claims.code.severity': { zh: '后果', en: 'Consequence' },
  'claims.code.severity.blocks': { zh: '不能提交', en: 'Blocks' },
  'claims.code.severity.warns': { zh: '提示', en: 'Warns' },
  'claims.code.by': { zh: '由谁提出', en: 'Found by' },
  'claims.code.by.rule': { zh: '系统核验', en: 'the program' },
  'claims.code.by.reviewer': { zh: '审核人员', en: 'a reviewer' },
  'claims.code.clause': { zh: '依据', en: 'Laid down in' },
  'claims.code.by_scheme': { zh: '申请适用的补偿办法（{parameter}）', en: 'The claim’s own scheme ({parameter})' },
  'claims.remedy': { zh: '补正：{remedy}', en: 'Remedy: {remedy}' },
})
