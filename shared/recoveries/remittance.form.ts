import { claimNumber } from '../claims/claim.ts'
import { amount, day, named, text } from '../claims/claim-form.ts'
import { type FilledForm, type FormTemplate, boundTo } from '../documents/form.ts'
import { money } from '../kernel/money.ts'
import type { Recovery } from './recovery.ts'
import type { Remittance } from './remittance.ts'

/** What a remittance is printed from: the money, and each recovery that it pays. */
export interface RemittanceOnForm {
  readonly remittance: Remittance
  readonly pool: InBothLanguages
  readonly bank: InBothLanguages
  readonly paid: readonly { readonly recovery: Recovery; readonly claimNumber: bigint; readonly firm: string | null }[]
}

interface InBothLanguages {
  readonly nameZh: string
  readonly nameEn: string
}

/** 追偿回款上缴表: of which recoveries a remittance is, how each was divided, and what each bearer got of it. */
export const remittanceTemplate = { code: 'recovery.remittance', version: 1, title: 'form.remittance', basis: null } as const satisfies FormTemplate

export function remittanceForm({ remittance, pool, bank, paid }: RemittanceOnForm): FilledForm {
  const derivations = paid.map(({ recovery }) => ({ title: 'form.remittance.divided', derivation: recovery.derivation }) as const)
  const bearers = [...new Set(paid.flatMap(({ recovery }) => recovery.shares.map(({ bearer }) => bearer)))]
  const { currency } = remittance.amount
  return {
    template: remittanceTemplate,
    about: remittance.number,
    derivations,
    parts: [
      {
        as: 'cells',
        title: 'form.remittance.remitted',
        cells: [
          { name: 'form.claim.bank', ...named(bank) },
          { name: 'form.claim.pool', ...named(pool) },
          { name: 'form.remittance.on', ...day(remittance.remittedOn) },
          { name: 'form.remittance.receipt', ...text(remittance.receiptReference) },
          { name: 'form.remittance.amount', ...amount(remittance.amount), capitals: true, wide: true },
        ],
      },
      {
        as: 'table',
        title: 'form.remittance.recoveries',
        columns: ['form.remittance.claim', 'form.remittance.received_on', 'form.remittance.gross', 'form.remittance.due', 'form.remittance.now'],
        rows: paid.map(({ recovery, claimNumber: number, firm }, index) => [
          text([claimNumber({ number }), firm].filter(Boolean).join(' · ')),
          day(recovery.receivedOn),
          boundTo(derivations, index, 'recovery.divided'),
          amount(recovery.due),
          amount(money(remittance.pays.find(({ recoveryId }) => recoveryId === recovery.id)?.minor ?? 0n, currency)),
        ]),
      },
      {
        as: 'table',
        title: 'form.remittance.shares',
        columns: ['form.claim.bearer', ...paid.map(() => 'form.remittance.gets' as const)],
        rows: bearers.map((bearer) => [
          { value: { as: 'words', words: [`bearer.${bearer}`] } },
          ...paid.map((_, index) => boundTo(derivations, index, `bearer.${bearer}`)),
        ]),
      },
      {
        as: 'opinions',
        title: 'form.remittance.confirmed',
        opinions: [bank, pool].map(({ nameZh, nameEn }) => ({ body: { zh: nameZh, en: nameEn }, opinion: null, person: null, on: null, document: null })),
      },
    ],
  }
}
