import type { ShareBearer } from '@cofund/shared/policies/compensation-scheme'
import type { LossFilter } from '@cofund/shared/reports/loss-evaluation.input'
import { type LossCell, type YearCell, refusedLossOf, shareIn } from '@cofund/shared/reports/loss-sharing'
import { preferences } from '../preferences.ts'
import { type WordKey, say, sayName } from '../say.ts'
import type { Column } from '../ui/DataTable.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrilledLosses, type LossQuestion } from './DrilledLosses.tsx'
import type { LenderRow, LossSharing } from './LossSharingPage.tsx'
import { keyOfLender, keyOfYear, nameOfYear } from './loss-series.ts'

export const yearColumns = (question: LossQuestion, bearers: readonly ShareBearer[]): readonly Column<YearCell>[] => [
  { name: 'year', word: 'loss_sharing.year', show: ({ year }) => sayName(nameOfYear(year)) },
  ...cellColumns<YearCell>(question, bearers, ofYear),
]

export const lenderColumns = (question: LossQuestion, bearers: readonly ShareBearer[]): readonly Column<LenderRow>[] => [
  { name: 'lender', word: 'loss_sharing.lender', show: ({ name }) => sayName(name) },
  ...cellColumns<LenderRow>(question, bearers, ofLender),
]

/** Which losses a row is about, and how it is called; undefined where no filter says it. */
interface Part {
  readonly key: string
  readonly title: string
  readonly filter: LossFilter
}
type PartOf<Row> = (row: Row) => Part | undefined

export const ofYear = ({ year }: Pick<YearCell, 'year'>): Part => ({
  key: String(keyOfYear(year)),
  title: sayName(nameOfYear(year)),
  filter: { year: keyOfYear(year) },
})
const ofLender = ({ lender, name, key }: LenderRow): Part | undefined =>
  lender === undefined ? undefined : { key, title: sayName(name), filter: { lender: keyOfLender({ lender }) } }

/** A figure of a row, opening into its losses. */
export const opening =
  <Row,>(question: LossQuestion, part: PartOf<Row>, name: string, word: WordKey, narrowed: Partial<LossQuestion> = {}) =>
  (row: Row) => {
    const about = part(row)
    if (!about) return undefined
    return {
      name: `${name}-${about.key}`,
      title: `${about.title} · ${say(word)}`,
      into: () => <Provenance rows={<DrilledLosses of={{ ...question, ...about.filter, ...narrowed }} />} />,
    }
  }

const cellColumns = <Row extends LossCell>(
  question: LossQuestion,
  bearers: readonly ShareBearer[],
  part: PartOf<Row>,
): readonly Column<Row>[] => [
  { name: 'losses', word: 'loss_sharing.losses', count: ({ losses }) => losses },
  {
    name: 'loss',
    word: 'loss_sharing.loss',
    money: ({ loss }) => loss,
    opens: opening(question, part, 'loss', 'loss_sharing.loss'),
  },
  ...bearers.map((bearer): Column<Row> => ({
    name: bearer,
    word: `bearer.${bearer}`,
    money: (cell) => shareIn(cell, bearer),
    opens: opening(question, part, bearer, `bearer.${bearer}`, { bearer }),
  })),
  {
    name: 'refused',
    word: 'loss_sharing.refused',
    money: refusedLossOf,
    zero: 'blank',
    opens: (row) =>
      row.refused > 0 ? opening(question, part, 'refused', 'loss_sharing.refused', { shared: false })(row) : undefined,
  },
]

type Refused = LossSharing['refusals'][number]

export const reasonColumns = (question: LossQuestion): readonly Column<Refused>[] => [
  {
    name: 'reason',
    word: 'loss_sharing.reason',
    show: ({ said, alike }) =>
      alike ? said[preferences().language] : say('loss_sharing.reason_example', { reason: said[preferences().language] }),
  },
  { name: 'losses', word: 'loss_sharing.losses', count: ({ losses }) => losses },
  {
    name: 'loss',
    word: 'loss_sharing.loss',
    // A loss has an amount above zero or none on record, so that a sum of zero is one of none.
    money: ({ loss }) => (loss.minor === 0n ? null : loss),
    opens: ({ code }) => ({
      name: `reason-${code}`,
      title: say('loss_sharing.refused'),
      into: () => <Provenance rows={<DrilledLosses of={{ ...question, shared: false, refusal: code }} />} />,
    }),
  },
]
