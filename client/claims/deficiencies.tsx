import { type ClaimFinding, type DeficiencyCode, type DeficiencySeverity, deficiencies, sayDeficiency, sayRemedy } from '@cofund/shared/claims/deficiency'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Clause } from '../ui/DerivationTree.tsx'
import { StatusTag, type Tone } from '../ui/StatusTag.tsx'

const severityTones: Record<DeficiencySeverity, Tone> = { blocks: 'risk', warns: 'watch' }

export const SeverityTag = ({ of: severity }: { of: DeficiencySeverity }) => (
  <StatusTag tone={severityTones[severity]}>{say(`claims.code.severity.${severity}`)}</StatusTag>
)

/** A code as a way to its line in the code book. */
export const CodeLink = ({ code }: { code: DeficiencyCode }) => (
  <Link {...paths.deficiency(code)} className="code">
    {code}
  </Link>
)

/** The line itself, to be linked to. */
export const CodeAnchor = ({ code }: { code: DeficiencyCode }) => (
  <Link {...paths.deficiency(code)} className="code" id={code}>
    {code}
  </Link>
)

/** Where a code is laid down: its own document, or a parameter of whatever scheme the claim stands under. */
export function CodeClause({ code }: { code: DeficiencyCode }) {
  const { place } = deficiencies[code]
  return typeof place === 'string' ? <>{say('claims.code.by_scheme', { parameter: place })}</> : <Clause of={place} />
}

/** In the book nobody's figures stand in a sentence. */
export const withoutFacts = (sentence: string): string => sentence.replaceAll(/\{\w+\}/g, '…')

/** What is said of one claim: the sentence, what to do about it, and where that is laid down. */
export function Findings({ of: findings }: { of: readonly ClaimFinding[] }) {
  const { language } = preferences()
  return (
    <ul className="findings">
      {findings.map((finding, index) => (
        // A code may be said twice of one claim, of two things: its place tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={`${finding.code} ${index}`} className={`finding finding-${finding.severity}`}>
          <p className="finding-head">
            <CodeLink code={finding.code} />
            <SeverityTag of={finding.severity} />
            <span className="finding-said">{sayDeficiency(finding, language)}</span>
          </p>
          <p className="finding-remedy">{say('claims.remedy', { remedy: sayRemedy(finding, language) })}</p>
          {finding.cite && <Clause of={finding.cite} />}
        </li>
      ))}
    </ul>
  )
}

/** Codes alone, as a claim keeps those for which it was sent back. */
export const Codes = ({ of: codes }: { of: readonly DeficiencyCode[] }) => (
  <span className="codes">
    {codes.map((code) => (
      <CodeLink key={code} code={code} />
    ))}
  </span>
)
