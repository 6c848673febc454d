import { words } from '../kernel/words.ts'

/** What a claim says of its loan. */
export const loanBookWords = words({
  'claim.note.enrolled': { zh: '正常', en: 'performing' },
  'claim.succession.renewal': { zh: '续贷', en: 'renewal' },
  'claim.succession.extension': { zh: '展期', en: 'extension' },
  'claim.succession.refinancing': { zh: '借新还旧', en: 'refinancing' },
  'claim.succession.restructuring': { zh: '重组', en: 'restructuring' },
})
