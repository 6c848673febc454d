import type { Fields } from '../imports/field.ts'
import type { ImportShape } from '../imports/import-shape.ts'
import { decodeMapping } from '../imports/mapping.ts'
import { claimFileWords } from './claim-file.words.ts'
import type { DeficiencyCode } from './deficiency.ts'
import { claimsStandard } from './shipped/claims-standard.mapping.ts'

/** What a row of a claims file must and may say: what a form would. Its documents are added to the drafts that it makes. */
export const claimFields = {
  poolCode: { type: 'text', maxLength: 32, required: true, label: claimFileWords['claim.file.pool_code'] },
  noteNumber: { type: 'text', maxLength: 64, required: true, label: claimFileWords['claim.file.note_number'] },
  currency: { type: 'currency', required: true, label: claimFileWords['claim.file.currency'] },
  unpaidPrincipal: { type: 'amount', required: true, label: claimFileWords['claim.file.unpaid_principal'] },
  principalLoss: { type: 'amount', required: false, label: claimFileWords['claim.file.principal_loss'] },
  interest: { type: 'amount', required: false, label: claimFileWords['claim.file.interest'] },
  overdueSince: { type: 'day', pastOnly: true, required: false, label: claimFileWords['claim.file.overdue_since'] },
  nonPerformingOn: { type: 'day', pastOnly: true, required: false, label: claimFileWords['claim.file.non_performing_on'] },
  recoveryBegunOn: { type: 'day', pastOnly: true, required: false, label: claimFileWords['claim.file.recovery_begun_on'] },
  acceptedOn: { type: 'day', pastOnly: true, required: false, label: claimFileWords['claim.file.accepted_on'] },
  caseNumber: { type: 'text', maxLength: 100, required: false, label: claimFileWords['claim.file.case_number'] },
  court: { type: 'text', maxLength: 100, required: false, label: claimFileWords['claim.file.court'] },
  diligent: { type: 'word', words: ['yes', 'no'], required: false, label: claimFileWords['claim.file.diligent'] },
  guaranteePaid: { type: 'amount', required: false, label: claimFileWords['claim.file.guarantee_paid'] },
  guaranteePaidOn: { type: 'day', pastOnly: true, required: false, label: claimFileWords['claim.file.guarantee_paid_on'] },
  otherCompensation: { type: 'text', maxLength: 200, required: false, label: claimFileWords['claim.file.other_compensation'] },
} as const satisfies Fields
export type ClaimField = keyof typeof claimFields

export const claimImport: ImportShape = {
  kind: 'claims',
  permission: 'claim.draft',
  // Half a file of claims would look like all that the bank asks for.
  partial: false,
  fields: claimFields,
  totals: ['unpaidPrincipal', 'principalLoss'],
  mappings: [decodeMapping(claimFields, claimsStandard)],
}

/** The column at which a finding of the code book is shown; the others are about the whole row. */
export const fieldOf: Readonly<Partial<Record<DeficiencyCode, ClaimField>>> = {
  B03: 'unpaidPrincipal',
  B06: 'nonPerformingOn',
  C01: 'overdueSince',
  C02: 'nonPerformingOn',
  C03: 'recoveryBegunOn',
  C04: 'acceptedOn',
  C09: 'nonPerformingOn',
  C10: 'acceptedOn',
  D05: 'interest',
  D06: 'guaranteePaid',
  F03: 'guaranteePaid',
  F05: 'otherCompensation',
  G01: 'diligent',
}
