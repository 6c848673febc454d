import { words } from '../kernel/words.ts'

export const eligibilityWords = words({
  'eligibility.outcome.eligible': { zh: '符合资格', en: 'Eligible' },
  'eligibility.outcome.ineligible': { zh: '不符合资格', en: 'Ineligible' },
  'eligibility.outcome.review': { zh: '待核', en: 'Review' },
  'eligibility.rule.pass': { zh: '通过', en: 'Pass' },
  'eligibility.rule.fail': { zh: '不通过', en: 'Fail' },
  'eligibility.rule.unknown': { zh: '事实不明', en: 'Unknown' },
  'eligibility.score': { zh: '评价得分', en: 'Score' },
  'eligibility.points': { zh: '得分', en: 'Points' },
})
