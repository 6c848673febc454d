import { CheckCircleFilled, WarningFilled } from '@ant-design/icons'
import type { Citation, Derivation } from '@cofund/shared/kernel/derivation'
import { readFraction, replay } from '@cofund/shared/kernel/derivation'
import { currencyOfStep, sayDocument, sayExactly, sayFormula, sayStepValue } from '@cofund/shared/kernel/derivation-text'
import type { ReactNode } from 'react'
import { preferences } from '../preferences.ts'
import { say, sayLabel } from '../say.ts'
import { unitName } from './amount.ts'

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
            recorded: sayExactly(readFraction(wrong.recorded)),
            computed: sayExactly(readFraction(wrong.computed)),
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
        {sayStepValue(step, preferences().language)}
        {step.unit === 'minor' && <span className="unit"> {unitName(currencyOfStep(step), 'one')}</span>}
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

/** "least of (1,000.00, 800.00)": the operation with its operands filled in. */
const Formula = ({ of: step }: { of: Derivation }) => (
  <span className="step-formula figure">{sayFormula(step, preferences().language)}</span>
)

/** Document and clause, with how far the source can be trusted. */
export function Clause({ of: cite }: { of: Citation }) {
  const name = (
    <>
      {sayDocument(cite, preferences().language)}
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
