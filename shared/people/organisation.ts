import type { Id } from '../kernel/id.ts'

export type OrganisationId = Id<'org'>

/** Who takes part. The kind decides what an organisation may see of others; its people's roles decide what they may do. */
export const organisationKinds = [
  'city_finance',
  'district_finance',
  'programme_department',
  'joint_meeting',
  'state_assets',
  'soe_group',
  'fund_manager',
  'soe_vc',
  'bank',
  'guarantor',
  'trustee',
  'custodian',
  'appraiser',
  'exchange',
  'audit_office',
  'accounting_firm',
  'admin',
] as const
export type OrganisationKind = (typeof organisationKinds)[number]

/** GB/T 2260 code of a jurisdiction: 100000 the nation, 310000 Shanghai, 310110 Yangpu. */
export type JurisdictionCode = string

export interface Organisation {
  readonly id: OrganisationId
  readonly kind: OrganisationKind
  readonly nameZh: string
  readonly nameEn: string
  readonly jurisdictionCode: JurisdictionCode
}

/** Whether an organisation's people sign in with a second factor, or may. */
export const secondFactorRules = ['demanded', 'offered'] as const
export type SecondFactorRule = (typeof secondFactorRules)[number]

/** An organisation with what it asks of those who sign in. */
export interface FoundedOrganisation extends Organisation {
  readonly secondFactor: SecondFactorRule
}
