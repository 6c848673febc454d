import { type Money, fen } from '@cofund/shared/kernel/money'
import { type PlainDate, addDays, addMonths, dayNumber } from '@cofund/shared/kernel/plain-date'
import { lastDayOf, monthOfDay } from '@cofund/shared/ledger/period'
import type { DisposalKind, LoanCategory } from '@cofund/shared/loans/drawdown-note'
import type { DraftNote } from '@cofund/shared/loans/note.input'
import { type DemonstrationFirm, chance, demonstrationFirms } from './demonstration-firms.ts'

/** A loan of the demonstration with the whole of its life, from which its bank's monthly reports follow. */
export interface DemonstrationNote {
  readonly draft: DraftNote
  readonly firm: DemonstrationFirm
  /** Whether somebody looked the firm up near the loan date; if not, the note waits. */
  readonly checked: boolean
  /** Paid back on this day; null where it was not, or is not due yet. */
  readonly repaidOn: PlainDate | null
  /** The first day overdue. */
  readonly overdueFrom: PlainDate | null
  /** An overdue one whose arrears were paid. */
  readonly curedOn: PlainDate | null
  /** Months by which the bank states another day of becoming non-performing than its reports imply. */
  readonly statedMonthsLater: number
  readonly disposal: { readonly kind: DisposalKind; readonly on: PlainDate; readonly amount: Money } | null
  readonly sued: boolean
}

interface Lending {
  readonly poolCode: string
  readonly banks: readonly string[]
  readonly from: PlainDate
  /** Days over which loans are lent. */
  readonly days: number
  readonly perBank: number
  readonly badPerBank: number
  readonly seed: number
}

/** How much is lent under each pool: 384 notes in all, of which some hundred go bad. */
export const lendings: readonly Lending[] = [
  { poolCode: 'YP-RCP', banks: ['shenjiang', 'wusong', 'pubin', 'caohejing'], from: '2024-07-03', days: 820, perBank: 62, badPerBank: 20, seed: 11 },
  { poolCode: 'SH-CRC', banks: ['shenjiang', 'wusong', 'pubin'], from: '2025-10-20', days: 350, perBank: 12, badPerBank: 5, seed: 23 },
  { poolCode: 'SH-BAND', banks: ['shenjiang', 'wusong', 'pubin', 'caohejing'], from: '2024-07-08', days: 800, perBank: 15, badPerBank: 4, seed: 37 },
  { poolCode: 'YP-IP', banks: ['shenjiang', 'wusong'], from: '2024-08-06', days: 790, perBank: 20, badPerBank: 8, seed: 53 },
]

/** The day on which the demonstration was written down. */
const lastDay: PlainDate = '2026-10-31'
const products = ['KJD', 'ZSD', 'LXD'] as const
const purposes = ['研发投入', '流动资金', '设备购置', '订单履约'] as const
const disposals = ['write_off', 'cash', 'transfer', 'asset'] as const

/** What one bank lends under one pool, in the order of the loan dates. */
export function notesOf({ poolCode, from, days, perBank, badPerBank, seed }: Lending, bank: string, bankIndex: number): readonly DemonstrationNote[] {
  const random = chance(seed + bankIndex)
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[Math.floor(random() * items.length)] ?? items[0]
  const initials = { shenjiang: 'SJ', wusong: 'WS', pubin: 'PB', caohejing: 'CH' }[bank] ?? 'XX'
  // Each bank has firms of its own, and a few that borrow at two.
  const own = demonstrationFirms.slice(bankIndex * 31, bankIndex * 31 + 36) as readonly DemonstrationFirm[] as readonly [DemonstrationFirm, ...DemonstrationFirm[]]
  const notes: DemonstrationNote[] = []
  for (let index = 0; index < perBank; index += 1) {
    const number = `${initials}-${poolCode.replace('-', '')}-${String(index + 1).padStart(4, '0')}`
    const lentOn = addDays(from, Math.floor((days * index) / perBank) + Math.floor(random() * 6))
    const isBad = Math.floor((index * badPerBank) / perBank) !== Math.floor(((index + 1) * badPerBank) / perBank) && index < perBank * 0.86
    // What goes bad is small, and what is large goes well: a district with breakers that trip in all years would show nothing else.
    const million = isBad ? 0.3 + random() * 1.3 : 2 + random() * 2.9
    const principal = fen(BigInt(Math.round(million * 100)) * 1_000_000n)
    const earlier = notes.find(({ repaidOn, draft }) => repaidOn !== null && !notes.some((later) => later.draft.predecessorNumber === draft.number) && repaidOn <= lentOn && dayNumber(lentOn) - dayNumber(repaidOn) < 60)
    const renews = earlier && index % 3 === 0 ? earlier : undefined
    const firm = renews?.firm ?? pick(own)
    const dueOn = addMonths(lentOn, pick([6, 12, 12, 12, 18]))
    const overdueFrom = isBad ? addDays(addMonths(lentOn, 2 + Math.floor(random() * 5)), 1) : !renews && index % 11 === 4 ? addDays(addMonths(lentOn, 3), 1) : null
    const curedOn = overdueFrom && !isBad ? addDays(overdueFrom, 48) : null
    const overdueMonths = overdueFrom && !curedOn ? Math.floor((dayNumber(lastDay) - dayNumber(overdueFrom)) / 30) : 0
    const disposedOn = overdueFrom && overdueMonths > 10 && index % 2 === 0 ? addMonths(overdueFrom, 9) : null
    notes.push({
      firm,
      checked: index % 40 !== 33,
      draft: {
        poolCode,
        number,
        contractNumber: `${initials}借〔${lentOn.slice(0, 4)}〕${String(index + 101)}`,
        ...(index % 4 === 0 && { creditLineNumber: `${initials}授〔${lentOn.slice(0, 4)}〕${String(Math.floor(index / 4) + 11)}` }),
        uscc: firm.uscc,
        districtCode: firm.districtCode,
        productCode: poolCode === 'YP-IP' ? 'ZSD' : pick(products),
        principal,
        lentOn,
        dueOn,
        ratePpm: 31_000 + Math.floor(random() * 16) * 500,
        purpose: pick(purposes),
        flags: [...(index % 5 === 0 ? ['first_loan'] : []), ...(poolCode === 'YP-IP' || index % 7 === 0 ? ['ip_pledge'] : [])],
        otherCover: [],
        ...(renews && { predecessorNumber: renews.draft.number, succession: pick(['renewal', 'renewal', 'refinancing', 'extension']) }),
      },
      repaidOn: isBad || dueOn > lastDay ? null : dueOn,
      overdueFrom: overdueFrom && overdueFrom <= lastDay ? overdueFrom : null,
      curedOn,
      statedMonthsLater: isBad && index % 9 === 1 ? 1 : 0,
      disposal: disposedOn && disposedOn <= lastDay ? { kind: pick(disposals), on: disposedOn, amount: fen((principal.minor * 3n) / 10n) } : null,
      sued: isBad && index % 7 !== 3,
    })
  }
  return notes.toSorted((a, b) => (a.draft.lentOn < b.draft.lentOn ? -1 : 1))
}

/** What its bank reports of a note as of a month's end. */
export function standingOn({ draft, repaidOn, overdueFrom, curedOn, disposal }: DemonstrationNote, month: PlainDate): { balance: Money; category: LoanCategory; overdueDays: number } {
  const end = lastDayOf(month)
  if (repaidOn && repaidOn <= end) return { balance: fen(0n), category: 'pass', overdueDays: 0 }
  const isLate = overdueFrom !== null && overdueFrom <= end && (curedOn === null || curedOn > end)
  const overdueDays = isLate ? dayNumber(end) - dayNumber(overdueFrom) + 1 : 0
  const category = overdueDays > 360 ? 'loss' : overdueDays > 180 ? 'doubtful' : overdueDays > 90 ? 'substandard' : overdueDays > 0 ? 'special_mention' : 'pass'
  const balance = disposal && disposal.kind !== 'write_off' && disposal.on <= end ? fen(draft.principal.minor - disposal.amount.minor) : draft.principal
  return { balance, category, overdueDays }
}

/** The month in whose report a note first counts as non-performing. */
export const badSince = ({ overdueFrom, curedOn }: DemonstrationNote): PlainDate | null =>
  overdueFrom && !curedOn ? monthOfDay(addDays(overdueFrom, 90)) : null
