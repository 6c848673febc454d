import type { Verdict } from '@cofund/shared/eligibility/eligibility'
import type { Missing, Outcome } from '@cofund/shared/eligibility/finding'
import { preferences } from '../preferences.ts'
import { say, sayLabel } from '../say.ts'
import { Clause } from '../ui/DerivationTree.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'
import './eligibility.css'

const verdictTones: Record<Verdict['outcome'], Tone> = { eligible: 'ok', ineligible: 'risk', review: 'watch' }
const ruleTones: Record<Outcome, Tone> = { pass: 'ok', fail: 'risk', unknown: 'watch' }

/** Whether a firm is eligible, rule by rule with its clause, and what is missing. */
export function VerdictView({ of: { outcome, rules, missing, ruleSet, asOf } }: { of: Verdict }) {
  const { language } = preferences()
  return (
    <div className="verdict">
      <p className="verdict-outcome">
        <StatusTag tone={verdictTones[outcome]}>{say(`eligibility.outcome.${outcome}`)}</StatusTag>
        <span className="page-about">{say('note.verdict.as_of', { rule_set: ruleSet, day: asOf })}</span>
      </p>
      <ul className="verdict-rules">
        {rules.map(({ rule, title, outcome: answer, cite, clause }) => (
          <li key={rule}>
            <StatusTag tone={ruleTones[answer]}>{say(`eligibility.rule.${answer}`)}</StatusTag>
            <span>
              {title?.[language] ?? rule} {cite ? <Clause of={cite} /> : clause}
            </span>
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <>
          <h3>{say('note.verdict.missing')}</h3>
          <MissingList of={missing} />
        </>
      )}
    </div>
  )
}

const MissingList = ({ of }: { of: readonly Missing[] }) => (
  <ul className="verdict-missing">
    {of.map((missing, index) => (
      // oxlint-disable-next-line react/no-array-index-key -- what is missing has no name of its own, and the list never changes
      <li key={index}>
        {missingText(missing)}
        {missing.need === 'one_of' && <MissingList of={missing.of.flat()} />}
      </li>
    ))}
  </ul>
)

const list = (items: readonly string[]): string => items.join(preferences().language === 'zh' ? '、' : ', ')

function missingText(missing: Missing): string {
  switch (missing.need) {
    case 'fact':
      return `${say('eligibility.need.fact', { what: say(`enterprise.fact.${missing.fact}`) })}（${say(`eligibility.need.fact.${missing.why}`)}）`
    case 'value':
      return say('eligibility.need.value', { what: sayLabel(`enterprise.fact.${missing.of}`), now: missing.now, bound: `${comparisonSigns[missing.is]} ${missing.value}` })
    case 'answer':
      return say('eligibility.need.answer', { what: say(`enterprise.fact.${missing.fact}`), now: String(missing.now) })
    case 'certificates':
      return say('eligibility.need.certificates')
    case 'certificate':
      return say('eligibility.need.certificate', { day: missing.on, what: list(missing.kinds.map((kind) => say(`enterprise.certificate.${kind}`))) })
    case 'check':
      return say('eligibility.need.check', { subject: say(`enterprise.subject.${missing.subject}`), list: say(`enterprise.list.${missing.list}`), day: missing.since })
    case 'clear':
      return say('eligibility.need.clear', { subject: say(`enterprise.subject.${missing.subject}`), list: say(`enterprise.list.${missing.list}`) })
    case 'size':
      return say('eligibility.need.size', { now: say(`enterprise.size.${missing.now}`), most: say(`enterprise.size.${missing.at_most}`) })
    case 'class':
      return say('eligibility.need.class', { what: missing.industry })
    case 'points':
      return say('eligibility.need.points', { what: missing.short_by })
    case 'nonzero':
      return say('eligibility.need.nonzero', { what: missing.item })
    case 'one_of':
      return say('eligibility.need.one_of')
  }
}

const comparisonSigns = { at_least: '≥', at_most: '≤', above: '>', below: '<', equals: '=' } as const
