import { type WorkingCalendar, workingDaysBetween } from '../kernel/working-days.ts'
import { type PlainDate, addDays } from '../kernel/plain-date.ts'
import { type BankLine, type BookLine, type StatementLineId, placeOf } from './bank-account.ts'

/** How lines came to be matched; the rules stand in the order in which they are tried, what a person did behind them. */
export const matchingRules = ['reversed', 'reference', 'same_day', 'near_day', 'sum'] as const
export type MatchingRule = (typeof matchingRules)[number]
export const matchedHow = [...matchingRules, 'by_hand', 'booked', 'undone'] as const
export type MatchedHow = (typeof matchedHow)[number]

export interface SuggestedMatch {
  readonly rule: MatchingRule
  readonly lines: readonly BankLine[]
  readonly postings: readonly BookLine[]
}

/** A bank line that could be more than one thing: no rule decides it, a person does. */
export interface AmbiguousLine {
  readonly line: BankLine
  readonly candidates: readonly BookLine[]
}

export interface Suggestions {
  readonly matches: readonly SuggestedMatch[]
  readonly ambiguous: readonly AmbiguousLine[]
}

/** What a person said does not belong together: by its bank lines and its postings. */
export interface Rejection {
  readonly lineIds: readonly StatementLineId[]
  readonly postings: readonly Pick<BookLine, 'sequence' | 'line'>[]
}

/** The name of what is suggested to belong together, whatever order its parts come in. */
export const nameOfTogether = ({ lineIds, postings }: Rejection): string => [...lineIds, ...postings.map(placeOf)].toSorted().join(' ')

/** A payment seldom takes longer between two banks. */
const nearWorkingDays = 3
/** Sums are looked for among so few lines that two different ways to the same sum are found, not missed. */
const sumParts = 4
const sumCandidates = 12
/** A shorter number stands in too many texts by chance. */
const shortestNumber = 6

/**
 * Which bank lines are which postings. A rule matches two lines only when neither has another candidate under it, so the answer
 * does not depend on the order in which lines come, and what is ambiguous is listed rather than guessed. What a person rejected is no
 * candidate any more: of two that were left, the other then is the only one.
 * @throws Refusal calendar.year_unknown when lines a few days apart lie in a year whose working days are not known
 */
export function suggestMatches(
  allLines: readonly BankLine[],
  allPostings: readonly BookLine[],
  calendar: WorkingCalendar,
  rejections: readonly Rejection[] = [],
): Suggestions {
  const rejected = new Set(rejections.map(nameOfTogether))
  const mayBe = (some: readonly BankLine[], others: readonly BookLine[]) =>
    !rejected.has(nameOfTogether({ lineIds: some.map(({ id }) => id), postings: others }))
  const matches: SuggestedMatch[] = []
  const lines = new Map(allLines.toSorted(byBankDay).map((line) => [line.id, line]))
  const postings = new Map(allPostings.toSorted(byPlace).map((posting) => [placeOf(posting), posting]))
  const take = (match: SuggestedMatch) => {
    matches.push(match)
    for (const line of match.lines) lines.delete(line.id)
    for (const posting of match.postings) postings.delete(placeOf(posting))
  }

  for (const [reversal, original] of onlyPairs([...postings.values()], [...postings.values()], (a, b) => isReversalOf(a, b) && mayBe([], [a, b]))) {
    take({ rule: 'reversed', lines: [], postings: [original, reversal] })
  }
  const near = (a: PlainDate, b: PlainDate) => isNear(a, b, calendar)
  const pairRules: readonly (readonly [MatchingRule, (line: BankLine, posting: BookLine) => boolean])[] = [
    ['reference', (line, posting) => namesEachOther(line, posting) && near(line.bookedOn, posting.effectiveOn)],
    ['same_day', (line, posting) => line.bookedOn === posting.effectiveOn],
    ['near_day', (line, posting) => near(line.bookedOn, posting.effectiveOn)],
  ]
  for (const [rule, fits] of pairRules) {
    for (const [line, posting] of onlyPairs([...lines.values()], [...postings.values()], (a, b) => isSameAmount(a, b) && fits(a, b) && mayBe([a], [b]))) {
      take({ rule, lines: [line], postings: [posting] })
    }
  }

  const sums = sumsAmong([...lines.values()], [...postings.values()], near).filter((found) => mayBe(found.lines, found.postings))
  const uses = Map.groupBy(sums.flatMap(namesOf), (name) => name)
  for (const found of sums) if (namesOf(found).every((name) => uses.get(name)?.length === 1)) take(found)

  const left = sums.filter(({ lines: some }) => some.every(({ id }) => lines.has(id)))
  const ambiguous = [...lines.values()].flatMap((line): AmbiguousLine[] => {
    const alike = [...postings.values()].filter((posting) => isSameAmount(line, posting) && near(line.bookedOn, posting.effectiveOn) && mayBe([line], [posting]))
    const parts = left.filter(({ lines: some }) => some.some(({ id }) => id === line.id)).flatMap((sum) => sum.postings)
    const candidates = [...new Set([...alike, ...parts])].filter((posting) => postings.has(placeOf(posting)))
    return candidates.length > 0 ? [{ line, candidates: candidates.toSorted(byPlace) }] : []
  })
  return { matches, ambiguous }
}

const isSameAmount = (line: BankLine, posting: BookLine): boolean => line.amount.minor === posting.amount.minor

const isReversalOf = (reversal: BookLine, original: BookLine): boolean =>
  reversal.reverses === original.entryId && reversal.amount.minor === -original.amount.minor

/** The bank's text holds the voucher's or document's number, or the document's number holds the bank's. */
function namesEachOther({ reference, summary }: BankLine, { voucher, evidence }: BookLine): boolean {
  const said = plain(`${reference ?? ''} ${summary ?? ''}`)
  const [bankNumber, document] = [plain(reference ?? ''), plain(evidence ?? '')]
  const numbers = [plain(voucher), document].filter(({ length }) => length >= shortestNumber)
  return numbers.some((number) => said.includes(number)) || (bankNumber.length >= shortestNumber && document.includes(bankNumber))
}

const plain = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase()

/** The longest holiday and a few days: beyond it nothing is near, and no calendar need be asked. */
const farDays = 20

function isNear(a: PlainDate, b: PlainDate, calendar: WorkingCalendar): boolean {
  if (a === b) return true
  const [first, last] = a < b ? [a, b] : [b, a]
  return last <= addDays(first, farDays) && workingDaysBetween(first, last, calendar) <= nearWorkingDays
}

/** Each pair that fits and of which neither half fits anything else. */
function onlyPairs<A extends object, B extends object>(firsts: readonly A[], seconds: readonly B[], fits: (a: A, b: B) => boolean) {
  const fitting = firsts.flatMap((a) => seconds.filter((b) => fits(a, b)).map((b) => [a, b] as const))
  const byFirst = Map.groupBy(fitting, ([a]) => a)
  const bySecond = Map.groupBy(fitting, ([, b]) => b)
  return fitting.filter(([a, b]) => byFirst.get(a)?.length === 1 && bySecond.get(b)?.length === 1)
}

/** One line of either side that is the sum of two to four of the other. */
function sumsAmong(
  lines: readonly BankLine[],
  postings: readonly BookLine[],
  near: (a: PlainDate, b: PlainDate) => boolean,
): SuggestedMatch[] {
  const manyPostings = lines.flatMap((line) => {
    const candidates = postings.filter((posting) => isPartOf(posting, line) && near(line.bookedOn, posting.effectiveOn))
    return waysToSum(candidates, line.amount.minor).map((parts): SuggestedMatch => ({ rule: 'sum', lines: [line], postings: parts }))
  })
  const manyLines = postings.flatMap((posting) => {
    const candidates = lines.filter((line) => isPartOf(line, posting) && near(line.bookedOn, posting.effectiveOn))
    return waysToSum(candidates, posting.amount.minor).map((parts): SuggestedMatch => ({ rule: 'sum', lines: parts, postings: [posting] }))
  })
  return [...manyPostings, ...manyLines]
}

type WithAmount = Pick<BankLine, 'amount'>

const isPartOf = ({ amount: part }: WithAmount, { amount: whole }: WithAmount): boolean =>
  whole.minor > 0n ? part.minor > 0n && part.minor < whole.minor : part.minor < 0n && part.minor > whole.minor

function waysToSum<Part extends WithAmount>(candidates: readonly Part[], minor: bigint): Part[][] {
  if (candidates.length > sumCandidates) return []
  const from = (start: number, left: bigint, room: number): Part[][] =>
    candidates.slice(start).flatMap((part, index): Part[][] => {
      const rest = left - part.amount.minor
      if (rest === 0n) return [[part]]
      return room > 1 ? from(start + index + 1, rest, room - 1).map((parts) => [part, ...parts]) : []
    })
  return from(0, minor, sumParts)
}

const namesOf = ({ lines, postings }: SuggestedMatch): string[] => [...lines.map(({ id }) => id), ...postings.map(placeOf)]

const byBankDay = (a: BankLine, b: BankLine): number => compare(a.bookedOn, b.bookedOn) || compare(a.id, b.id)
const byPlace = (a: BookLine, b: BookLine): number => Number(a.sequence - b.sequence) || a.line - b.line
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
