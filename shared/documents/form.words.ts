import { words } from '../kernel/words.ts'

/** What every statutory form says, whatever it is about. */
export const formWords = words({
  'form.number': { zh: '编号：{number}', en: 'No. {number}' },
  'form.basis': { zh: '依据：{clause}', en: 'Under {clause}' },
  'form.template': { zh: '模板 {code} 第 {version} 版', en: 'Template {code}, version {version}' },
  'form.digest': { zh: '表单摘要 SHA-256 {digest}', en: 'Form, SHA-256 {digest}' },
  'form.derivation_digest': { zh: '推导摘要 SHA-256 {digest}', en: 'Derivation, SHA-256 {digest}' },
  'form.made_by': { zh: '由 {organisation} {person} 于 {at} 生成', en: 'Made by {person}, {organisation}, at {at}' },
  'form.page': { zh: '— {page} —', en: '— {page} —' },
  'form.annex': { zh: '附：各数字的计算过程', en: 'Annex: how the figures came about' },
  'form.annex.what': {
    zh: '表内数字后的〔序号〕对应下列步骤；每一步写明数值、算式与条款，可逐步复算。',
    en: 'The 〔number〕 behind a figure names its step below. Each step gives its value, its formula and its clause, and can be computed again.',
  },
  'form.annex.step': { zh: '步骤', en: 'Step' },
  'form.annex.value': { zh: '数值', en: 'Value' },
  'form.annex.formula': { zh: '算式', en: 'Formula' },
  'form.annex.clause': { zh: '条款', en: 'Clause' },
  'form.field': { zh: '项目', en: 'Item' },
  'form.value': { zh: '内容', en: 'Content' },
  'form.step_number': { zh: '计算步骤', en: 'Step of the annex' },
  'form.seal_here': { zh: '（签字、盖章处）', en: '(signature and seal)' },
  'form.signed_on': { zh: '{person} {on}', en: '{person} {on}' },
  'form.document': { zh: '纪要文号：{document}', en: 'Minutes: {document}' },
  'form.unsealed': { zh: '未盖章 · 仅供核对', en: 'Not sealed · for checking' },
  'form.capitals': { zh: '{amount}（大写：{capitals}）', en: '{amount}' },
  'form.about_this_file': { zh: '说明', en: 'About this file' },
  'act.form.made': { zh: '生成表单文件', en: 'Made the file of a form' },
  'form.pdf': { zh: '下载 PDF', en: 'PDF' },
  'form.xlsx': { zh: '下载 XLSX', en: 'XLSX' },
})
