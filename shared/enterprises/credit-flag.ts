import type { PlainDate } from '../kernel/plain-date.ts'

/**
 * Public records that speak against a firm: 失信被执行人, 严重违法失信名单, 经营异常名录, and events (major accidents in safety or
 * quality, serious environmental offences, serious dishonesty in research, tax offences).
 */
export const creditLists = [
  'judgment_defaulter',
  'serious_dishonesty',
  'abnormal_operation',
  'major_accident',
  'environmental_offence',
  'research_dishonesty',
  'tax_offence',
] as const
export type CreditList = (typeof creditLists)[number]

export const creditSubjects = ['enterprise', 'legal_representative', 'controller', 'major_shareholder'] as const
export type CreditSubject = (typeof creditSubjects)[number]

/** An entry on a list. An event, which does not last, has its day as `from` and `to`. */
export interface CreditFlag {
  readonly list: CreditList
  readonly subject: CreditSubject
  readonly from: PlainDate
  /** Its last day; absent while it stands. */
  readonly to?: PlainDate
  /** 信用修复: removed early, on this day. */
  readonly repaired_on?: PlainDate
  readonly source?: string
}

/**
 * Somebody looked a list up on a day. Without it an empty record proves nothing: nobody may have looked. A later look proves
 * nothing either, for a public list does not show whom it has released.
 */
export interface CreditCheck {
  readonly on: PlainDate
  /** Absent: every list, every subject. */
  readonly list?: CreditList
  readonly subject?: CreditSubject
}

/** The flag's last day; undefined while it stands. */
export const lastDayOf = ({ to, repaired_on }: CreditFlag): PlainDate | undefined =>
  to === undefined || (repaired_on !== undefined && repaired_on < to) ? repaired_on : to

/** Whether the flag stood on any day from `since` to `asOf`. */
export function stoodWithin(flag: CreditFlag, since: PlainDate, asOf: PlainDate): boolean {
  const last = lastDayOf(flag)
  return flag.from <= asOf && (last === undefined || last >= since)
}

export const covers = (check: CreditCheck, list: CreditList, subject: CreditSubject): boolean =>
  (check.list === undefined || check.list === list) && (check.subject === undefined || check.subject === subject)
