import type { Id } from '../kernel/id.ts'

export type RecoveryId = Id<'rcv'>
export type RemittanceId = Id<'rmt'>

/** How money came back: in cash, by what the bank took over, by selling the claim, after it had been written off; or what undoes. */
export const recoveryKinds = ['cash', 'asset', 'transfer', 'after_write_off', 'clawback', 'reversal'] as const
export type RecoveryKind = (typeof recoveryKinds)[number]
