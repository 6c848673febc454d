import type { Money } from '@cofund/shared/kernel/money'
import { type LossCell, type YearCell, comparedIn, differenceDerivation, differenceOf } from '@cofund/shared/reports/loss-sharing'
import type { Derivation } from '@cofund/shared/kernel/derivation'
import type { Comparison } from '@cofund/shared/reports/loss-evaluation'
import { type WordKey, say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Section } from '../ui/Page.tsx'
import { DrilledLosses, type LossQuestion } from './DrilledLosses.tsx'
import type { LossSharing } from './LossSharingPage.tsx'
import { ofYear, opening } from './loss-tables.tsx'

/** The guarantee as recorded beside what the scheme lets others than the bank bear, and where they differ. */
export function GuaranteeComparison({
  of: { byYear },
  total,
  question,
}: {
  of: LossSharing
  total: LossCell
  question: LossQuestion
}) {
  const { compared, above, below } = total
  const differ = above + below
  const counts = { count: compared, differ, above, below }
  const texts = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count.toLocaleString('en-US')]))
  return (
    <Section title={say('loss_sharing.compared')}>
      <p className="page-about">
        {compared === 0 && say('loss_sharing.compared.none')}
        {compared > 0 && say(differ === 0 ? 'loss_sharing.compared.agree' : 'loss_sharing.compared.finding', texts)}
        {compared > 0 && <br />}
        {compared > 0 && say('loss_sharing.compared.about')}
      </p>
      {compared > 0 && (
        <>
          <Headline>
            <Figure name="recorded" word="loss_sharing.recorded" of={total.recorded} question={{ ...question, compared: true }} />
            <Figure name="computed" word="loss_sharing.computed" of={total.computed} question={{ ...question, compared: true }} />
            <Figure
              name="difference"
              word="loss_sharing.difference"
              of={differenceOf(total)}
              question={{ ...question, compared: true }}
              derivation={differenceDerivation(total)}
            />
            <Figure
              name="above"
              word="loss_sharing.above"
              of={total.aboveBy}
              question={{ ...question, comparison: 'above' }}
              losses={above}
            />
            <Figure
              name="below"
              word="loss_sharing.below"
              of={total.belowBy}
              question={{ ...question, comparison: 'below' }}
              losses={below}
            />
          </Headline>
          <DataTable
            title={say('loss_sharing.compared')}
            columns={columnsOf(question)}
            rowKey={({ year }) => String(year)}
            listing={{
              rows: byYear,
              count: byYear.length,
              sums: {
                recorded: total.recorded,
                computed: total.computed,
                difference: differenceOf(total),
                above: total.aboveBy,
                below: total.belowBy,
              },
            }}
          />
        </>
      )}
    </Section>
  )
}

interface FigureProps {
  readonly name: string
  readonly word: WordKey
  readonly of: Money | null
  readonly question: LossQuestion
  readonly derivation?: Derivation
  readonly losses?: number
}

function Figure({ name, word, of, question, derivation, losses }: FigureProps) {
  return (
    <Fact
      name={say(word)}
      note={losses !== undefined && say('loss_sharing.loans_of_it', { count: losses.toLocaleString('en-US') })}
    >
      <DrillNumber
        name={`compared-${name}`}
        title={say(word)}
        into={() => <Provenance rows={<DrilledLosses of={question} />} derivation={derivation} />}
      >
        <MoneyText of={of} />
      </DrillNumber>
    </Fact>
  )
}

function columnsOf(question: LossQuestion): readonly Column<YearCell>[] {
  const all = { compared: true }
  const differing = (comparison: Comparison, word: 'loss_sharing.above' | 'loss_sharing.below'): readonly Column<YearCell>[] => [
    {
      name: `${comparison}-count`,
      word,
      count: (cell) => (comparison === 'above' ? cell.above : cell.below),
    },
    {
      name: comparison,
      word: comparison === 'above' ? 'loss_sharing.above_by' : 'loss_sharing.below_by',
      money: (cell) => comparedIn(cell, comparison === 'above' ? 'aboveBy' : 'belowBy'),
      zero: 'blank',
      opens: opening(question, ofYear, `compared-${comparison}`, word, { comparison }),
    },
  ]
  return [
    { name: 'year', word: 'loss_sharing.year', show: ({ year }) => ofYear({ year }).title },
    { name: 'compared', word: 'loss_sharing.compared.count', count: ({ compared }) => compared },
    {
      name: 'recorded',
      word: 'loss_sharing.recorded',
      money: (cell) => comparedIn(cell, 'recorded'),
      opens: opening(question, ofYear, 'recorded', 'loss_sharing.recorded', all),
    },
    {
      name: 'computed',
      word: 'loss_sharing.computed',
      money: (cell) => comparedIn(cell, 'computed'),
      opens: opening(question, ofYear, 'computed', 'loss_sharing.computed', all),
    },
    {
      name: 'difference',
      word: 'loss_sharing.difference',
      money: differenceOf,
      opens: opening(question, ofYear, 'difference', 'loss_sharing.difference', all),
    },
    ...differing('above', 'loss_sharing.above'),
    ...differing('below', 'loss_sharing.below'),
  ]
}
