import type { ClaimStated } from '@cofund/shared/claims/claim'
import { formatAmount, readAmount } from '@cofund/shared/kernel/amount-text'
import { type Currency, money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { AmountFact } from '@cofund/shared/policies/compensation-scheme'

/** What a form asks, as it is typed: texts, until they can be read. */
export interface StatedFields {
  readonly amounts: Readonly<Partial<Record<AmountFact, string>>>
  readonly overdueSince: PlainDate | null
  readonly nonPerformingOn: PlainDate | null
  readonly recoveryBegunOn: PlainDate | null
  readonly acceptedOn: PlainDate | null
  readonly caseNumber: string
  readonly court: string
  readonly diligent: boolean | null
  readonly guaranteePaid: string
  readonly guaranteePaidOn: PlainDate | null
  /** null while nobody has said; empty when there is none. */
  readonly otherCompensation: string | null
}

export const fieldsOf = ({ amounts, litigation, guaranteePaid, otherCompensation, ...stated }: ClaimStated, currency: Currency): StatedFields => ({
  amounts: Object.fromEntries(Object.entries(amounts).map(([fact, minor]) => [fact, formatAmount(money(minor, currency))])),
  overdueSince: stated.overdueSince,
  nonPerformingOn: stated.nonPerformingOn,
  recoveryBegunOn: stated.recoveryBegunOn,
  acceptedOn: litigation?.acceptedOn ?? null,
  caseNumber: litigation?.caseNumber ?? '',
  court: litigation?.court ?? '',
  diligent: stated.diligent,
  guaranteePaid: guaranteePaid ? formatAmount(money(guaranteePaid.minor, currency)) : '',
  guaranteePaidOn: guaranteePaid?.on ?? null,
  otherCompensation: otherCompensation === null ? null : otherCompensation.join(', '),
})

/** What the fields state; what cannot be read, or stands half filled in, is not known yet: never a zero. */
export function statedOf(fields: StatedFields, { flags }: Pick<ClaimStated, 'flags'>, currency: Currency): ClaimStated {
  const minorOf = (text: string | undefined): bigint | undefined => (text?.trim() ? readAmount(text, currency)?.minor : undefined)
  const { acceptedOn, guaranteePaidOn } = fields
  const [caseNumber, court] = [fields.caseNumber.trim(), fields.court.trim()]
  const paid = minorOf(fields.guaranteePaid)
  return {
    amounts: Object.fromEntries(
      Object.entries(fields.amounts).flatMap(([fact, text]) => {
        const minor = minorOf(text)
        return minor === undefined || minor < 0n ? [] : [[fact, minor]]
      }),
    ),
    flags,
    overdueSince: fields.overdueSince,
    nonPerformingOn: fields.nonPerformingOn,
    recoveryBegunOn: fields.recoveryBegunOn,
    litigation: acceptedOn && caseNumber && court ? { acceptedOn, caseNumber, court } : null,
    diligent: fields.diligent,
    guaranteePaid: paid !== undefined && guaranteePaidOn ? { minor: paid, on: guaranteePaidOn } : null,
    otherCompensation:
      fields.otherCompensation === null
        ? null
        : fields.otherCompensation
            .split(/[,，、;；\s]+/)
            .map((code) => code.trim())
            .filter(Boolean),
  }
}

/** Whether a typed amount cannot be read: said beside its field. */
export const isUnreadable = (text: string | undefined, currency: Currency): boolean => {
  const read = text?.trim() ? readAmount(text, currency) : undefined
  return Boolean(text?.trim()) && (read === undefined || read.minor < 0n)
}
