import { CheckCircleFilled, WarningFilled } from '@ant-design/icons'
import type { Citation, Derivation } from '@cofund/shared/kernel/derivation'
import { readFraction, replay, valueOf } from '@cofund/shared/kernel/derivation'
import { type Fraction, fraction, over } from '@cofund/shared/kernel/fraction'
import { type Currency, currencies, isCurrency } from '@cofund/shared/kernel/money'
import { formatPercent } from '@cofund/shared/kernel/rate'
import type { Rounding } from '@cofund/shared/kernel/rounding'
import type { ReactNode } from 'react'
import { say, sayLabel } from '../say.ts'
import { unitName } from './amount.ts'
import { decimalText } from './RatioText.tsx'

/** How a figure came about: each step with its operands filled in, its clause and how far to trust it; recomputed here. */
export function DerivationTree({ of: derivation }: { of: Derivation }) {
  const wrong = replay(derivation)
  return (
    <div className="derivation">
      <h3>{say('derivation.title')}</h3>
      {wrong ? (
        <p className="replay replay-differs" role="alert">
          <WarningFilled aria-hidden="true" />
          {say('derivation.differs', {
            label: sayLabel(wrong.label),
            recorded: exactText(readFraction(wrong.recorded)),
            computed: exactText(readFraction(wrong.computed)),
          })}
        </p>
      ) : (
        <p className="replay">
          <CheckCircleFilled aria-hidden="true" />
          {say('derivation.agrees')}
        </p>
      )}
      <ol className="steps">
        <Step of={derivation} depth={0} />
      </ol>
    </div>
  )
}

function Step({ of: step, depth }: { of: Derivation; depth: number }) {
  const head = (
    <>
      <span className="step-label">{sayLabel(step.label)}</span>
      <span className="step-value figure">
        {valueText(step)}
        {step.unit === 'minor' && <span className="unit"> {unitName(currencyOf(step), 'one')}</span>}
      </span>
      {step.operation !== 'given' && <Formula of={step} />}
      {step.cite && <Clause of={step.cite} />}
    </>
  )
  if (step.operands.length === 0) return <li className="step">{head}</li>
  return (
    <li className="step">
      {/* Three levels stand open: the result, what it was chosen from, and their parts. Deeper ones open on demand. */}
      <details open={depth < 3}>
        <summary>{head}</summary>
        <ol className="steps">
          {step.operands.map((operand, index) => (
            // Operands have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <Step key={index} of={operand} depth={depth + 1} />
          ))}
        </ol>
      </details>
    </li>
  )
}

const signs: Partial<Record<Derivation['operation'], string>> = {
  sum: ' + ',
  product: ' × ',
  difference: ' − ',
  remainder: ' − ',
  ratio: ' ÷ ',
  at_or_below: ' ≤ ',
}

/** "least of (1,000.00, 800.00)": the operation with its operands filled in. */
function Formula({ of: step }: { of: Derivation }) {
  const sign = signs[step.operation]
  const operands = step.operands.map((operand) => {
    const text = valueText(operand)
    return sign && sign !== ' + ' && text.startsWith('-') ? `(${text})` : text
  })
  return (
    <span className="step-formula figure">
      {sign ? operands.join(sign) : `${operationText(step.operation)} (${operands.join(', ')})`}
    </span>
  )
}

function operationText(operation: Derivation['operation']): string {
  if (operation.startsWith('round:')) return say(`rounding.${operation.slice('round:'.length) as Rounding}`)
  return sayLabel(`derivation.${operation}`)
}

/** The value with its unit: money in major units, to the fen or, where a step has not been rounded yet, as far as it goes. */
function valueText(step: Derivation): string {
  const value = valueOf(step)
  if (step.operation === 'at_or_below') return say(value.numerator === 0n ? 'derivation.no' : 'derivation.yes')
  switch (step.unit) {
    case 'minor': {
      const places = currencies[currencyOf(step)]
      return exactText(over(value, fraction(10n ** BigInt(places))), places)
    }
    case 'days':
      return say('derivation.days', { count: exactText(value) })
    case 'count':
      return exactText(value)
    case 'ratio':
      return ratioText(value)
  }
}

const currencyOf = ({ currency }: Derivation): Currency => (currency && isCurrency(currency) ? currency : 'CNY')

/** A ratio as a percentage where two decimals say it exactly ("80.00%"), else as a decimal. */
const ratioText = (value: Fraction): string => (10_000n % value.denominator === 0n ? formatPercent(value) : exactText(value))

/** All decimals when there are no more than eight; a longer value is cut there and says so. */
function exactText(value: Fraction, fewest = 0): string {
  for (let places = fewest; places <= 8; places += 1) {
    if (10n ** BigInt(places) % value.denominator === 0n) return decimalText(value, places)
  }
  return `≈ ${decimalText(value, 8)}`
}

/** Document and clause, with how far the source can be trusted. */
export function Clause({ of: cite }: { of: Citation }) {
  const name = (
    <>
      {say('derivation.clause', { document: cite.document })}
      {cite.clause && <> {cite.clause}</>}
    </>
  )
  return (
    <span className="clause">
      {cite.url ? (
        <a href={cite.url} target="_blank" rel="noreferrer noopener">
          {name}
        </a>
      ) : (
        name
      )}
      <span className={`trust trust-${cite.tag}`} title={say(`trust.${cite.tag}`)}>
        {cite.tag === 'recalled' ? '?' : cite.tag}
        <span className="unseen">{say(`trust.${cite.tag}`)}</span>
      </span>
    </span>
  )
}

/** The drawer's inside for a figure: how it is worked out, then the rows that sum to it. */
export function Provenance({ rows, derivation }: { rows?: ReactNode; derivation?: Derivation | undefined }) {
  return (
    <>
      {derivation && <DerivationTree of={derivation} />}
      {rows && (
        <div>
          <h3>{say('derivation.rows')}</h3>
          {rows}
        </div>
      )}
    </>
  )
}
