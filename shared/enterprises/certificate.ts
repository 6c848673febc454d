import type { PlainDate } from '../kernel/plain-date.ts'

/**
 * Standings that an authority grants, most of them for a time. 入库 in a library is one: `tech_sme` lapses every year, so that a
 * loan's eligibility rests on the certificate of its day, not on whether the firm "is" a tech firm.
 */
export const certificateKinds = [
  'tech_sme',
  'high_tech_enterprise',
  'tech_little_giant',
  'innovative_sme',
  'specialised_sme',
  'national_little_giant',
  'tech_relending_list',
  'national_science_prize',
  'provincial_rd_institution',
  'standard_lead',
] as const
export type CertificateKind = (typeof certificateKinds)[number]

export interface Certificate {
  readonly kind: CertificateKind
  readonly number?: string
  /** The day it was granted, or its validity begins. */
  readonly valid_from: PlainDate
  /** Its last day; absent where it does not lapse. */
  readonly valid_to?: PlainDate
  /** Withdrawn from this day on. */
  readonly revoked_on?: PlainDate
}

export const isValidOn = ({ valid_from, valid_to, revoked_on }: Certificate, day: PlainDate): boolean =>
  valid_from <= day && (valid_to === undefined || day <= valid_to) && (revoked_on === undefined || day < revoked_on)
