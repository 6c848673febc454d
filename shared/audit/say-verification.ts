import type { Language } from '../kernel/refusal.ts'
import { sayWord } from '../kernel/words.ts'
import { auditWords } from './audit.words.ts'
import type { EvidenceBundle } from './evidence.ts'
import type { Finding } from './finding.ts'
import type { Verification } from './verify-evidence.ts'

export const sayFinding = ({ code, facts }: Finding, language: Language): string => sayWord(auditWords[`finding.${code}`], language, facts)

/** What stands beside the verdicts, a line each: what it covers, what was looked at and held against what, and what nothing here proves. */
export function remarksOn({ looked, checkpoints, unproven, omitted }: Verification, { scope }: Pick<EvidenceBundle, 'scope'>, language: Language): readonly string[] {
  const say = (key: keyof typeof auditWords, facts: Readonly<Record<string, string | number>>): string => sayWord(auditWords[key], language, facts)
  const { organisations, books, from, to, subject } = scope
  const open = say('verification.open', {})
  return [
    say('verification.scope', { scope: [...organisations, ...books].join(', ') }),
    ...(from === null && to === null ? [] : [say('verification.period', { from: from ?? open, to: to ?? open })]),
    ...(subject ? [say(`verification.subject.${subject.kind}`, { id: subject.id })] : []),
    say('verification.looked', looked),
    ...checkpoints.map(({ number, at }) => say('verification.checkpoint', { number, at: `${at.slice(0, 19).replace('T', ' ')} UTC` })),
    ...gapsIn(checkpoints.map(({ number }) => number)).map((gap) => say('verification.gap', gap)),
    unproven.acts > 0 ? say('verification.unproven', { acts: unproven.acts }) : say('verification.all_proven', {}),
    ...omitted.documents.map(({ reason, count }) => say(`verification.omitted.${reason}`, { count })),
    ...(omitted.rows > 0 ? [say('verification.omitted.rows', { count: omitted.rows })] : []),
    ...(omitted.derivations > 0 ? [say('verification.omitted.derivations', { count: omitted.derivations })] : []),
  ]
}

/** Numbers that are left out between those that are there. */
const gapsIn = (numbers: readonly number[]): readonly { readonly from: number; readonly to: number }[] =>
  numbers.flatMap((number, index) => {
    const before = numbers[index - 1] ?? number - 1
    return number > before + 1 ? [{ from: before + 1, to: number - 1 }] : []
  })
