import type { Word } from '../kernel/words.ts'
import { words } from '../kernel/words.ts'
import { deficiencyWords } from './deficiency.words.ts'

export const claimFileWords = words({
  'import.kind.claims': { zh: '补偿申请', en: 'Claims' },
  'claim.file.pool_code': { zh: '资金池编码', en: 'Pool' },
  'claim.file.note_number': { zh: '借据号', en: 'Note number' },
  'claim.file.currency': { zh: '币种', en: 'Currency' },
  'claim.file.unpaid_principal': { zh: '未还本金', en: 'Unpaid principal' },
  'claim.file.principal_loss': { zh: '本金损失', en: 'Principal loss' },
  'claim.file.interest': { zh: '欠息', en: 'Interest owed' },
  'claim.file.overdue_since': { zh: '逾期日', en: 'Overdue since' },
  'claim.file.non_performing_on': { zh: '不良日', en: 'Non-performing on' },
  'claim.file.recovery_begun_on': { zh: '追偿开始日', en: 'Recovery begun on' },
  'claim.file.accepted_on': { zh: '诉讼受理日', en: 'Suit accepted on' },
  'claim.file.case_number': { zh: '案号', en: 'Case number' },
  'claim.file.court': { zh: '受理法院', en: 'Court' },
  'claim.file.diligent': { zh: '已尽职追偿', en: 'Recovered with diligence' },
  'claim.file.guarantee_paid': { zh: '已代偿', en: 'Paid by the guarantor' },
  'claim.file.guarantee_paid_on': { zh: '代偿日', en: 'Guarantor paid on' },
  'claim.file.other_compensation': { zh: '其他补偿', en: 'Other compensation' },
  'finding.claim_note_unknown': { zh: '“{value}”：该资金池没有本行的这笔借据', en: '“{value}”: the bank has no such note under this pool' },
  'finding.claim_case_incomplete': { zh: '受理日、案号和法院须同时填写', en: 'Day, number and court of the suit go together' },
  'finding.claim_guarantee_incomplete': { zh: '代偿金额和代偿日须同时填写', en: 'What the guarantor paid and the day go together' },
})

type FindingOf<Key> = Key extends `deficiency.${infer Code}` ? (Code extends `${string}.${string}` ? never : `finding.${Code}`) : never

/** The code book as a file's findings say it: the sentence, and what it is filled with beside it. */
export const claimFindingWords = Object.fromEntries(
  Object.entries<Word>(deficiencyWords).flatMap(([key, { zh, en }]) => {
    const code = /^deficiency\.([A-H]\d{2})$/.exec(key)?.[1]
    return code ? [[`finding.${code}`, { zh: `${code} ${open(zh)}（{detail}）`, en: `${code} ${open(en)} ({detail})` }]] : []
  }),
) as Readonly<Record<FindingOf<keyof typeof deficiencyWords>, Word>>

function open(sentence: string): string {
  return sentence.replaceAll(/\{\w+\}/g, '…')
}
