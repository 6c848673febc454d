/** What verification may find wrong, by the verdict that it speaks against. Words for each stand in audit.words.ts. */
export const findingCodes = {
  integrity: [
    'checkpoint_key',
    'checkpoint_signature',
    'checkpoint_unreadable',
    'checkpoint_predecessor',
    'checkpoint_forked',
    'act_unreadable',
    'act_elsewhere',
    'act_out_of_order',
    'act_inserted',
    'act_changed',
    'stream_rewritten',
    'act_unsigned',
    'entry_unreadable',
    'entry_changed',
    'entry_inserted',
    'entry_out_of_order',
    'entry_named_twice',
    'document_changed',
    'document_unnamed',
    'policy_changed',
    'policy_unnamed',
    'derivation_changed',
    'row_changed',
    'row_outdated',
    'seal_changed',
    'seal_unnamed',
  ],
  completeness: ['stream_missing', 'acts_missing', 'tail_missing', 'entry_missing', 'entries_skipped', 'document_missing', 'policy_missing', 'derivations_missing', 'derivation_missing', 'row_missing', 'seal_missing'],
  balance: ['entry_unbalanced', 'transfer_unbalanced', 'reversal_differs'],
  derivations: ['derivation_unreadable', 'step_differs', 'derivations_unnamed', 'total_differs'],
} as const

export const verdictNames = ['integrity', 'completeness', 'balance', 'derivations'] as const satisfies readonly (keyof typeof findingCodes)[]
export type VerdictName = (typeof verdictNames)[number]
export type FindingCode = (typeof findingCodes)[VerdictName][number]

/** One thing that is wrong, and where: facts name the stream, the place in it, the entry, the document … */
export interface Finding {
  readonly code: FindingCode
  readonly facts: Readonly<Record<string, string | number>>
}

export const verdictOf = (code: FindingCode): VerdictName =>
  verdictNames.find((name) => (findingCodes[name] as readonly FindingCode[]).includes(code)) ?? 'integrity'

/** Where findings are left while one looks; the first of each verdict are kept whole, all are counted. */
export class Findings {
  readonly #kept = new Map<VerdictName, Finding[]>()
  readonly #counts = new Map<VerdictName, number>()

  add(code: FindingCode, facts: Finding['facts']): void {
    const verdict = verdictOf(code)
    this.#counts.set(verdict, this.count(verdict) + 1)
    const kept = this.first(verdict)
    if (kept.length < 100) this.#kept.set(verdict, [...kept, { code, facts }])
  }

  count(verdict: VerdictName): number {
    return this.#counts.get(verdict) ?? 0
  }

  first(verdict: VerdictName): readonly Finding[] {
    return this.#kept.get(verdict) ?? []
  }
}
