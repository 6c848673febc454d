import {
  type DeficiencyCode,
  areaOf,
  deficiencies,
  deficiencyAreas,
  deficiencyCodes,
  deficiencySeverities,
} from '@cofund/shared/claims/deficiency'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { type Filter, Filters } from '../ui/Filters.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { CodeAnchor, CodeClause, SeverityTag, withoutFacts } from './deficiencies.tsx'
import './claims.css'

const route = getRouteApi('/claims/codes')

const columns: readonly Column<DeficiencyCode>[] = [
  { name: 'code', word: 'claims.code', show: (code) => <CodeAnchor code={code} /> },
  { name: 'sentence', word: 'claims.code.sentence', show: (code) => withoutFacts(say(`deficiency.${code}`)) },
  { name: 'remedy', word: 'claims.code.remedy', show: (code) => withoutFacts(say(`deficiency.${code}.remedy`)) },
  { name: 'severity', word: 'claims.code.severity', show: (code) => <SeverityTag of={deficiencies[code].severity} /> },
  { name: 'by', word: 'claims.code.by', show: (code) => say(`claims.code.by.${deficiencies[code].by}`) },
  { name: 'clause', word: 'claims.code.clause', show: (code) => <CodeClause code={code} /> },
]

const areas = Object.values(deficiencyAreas)

const filters: readonly Filter[] = [
  { as: 'text', name: 'search', word: 'claims.code.search' },
  {
    as: 'choice',
    name: 'severity',
    word: 'claims.code.severity',
    choices: deficiencySeverities.map((value) => ({ value, word: `claims.code.severity.${value}` as const })),
  },
]

/** Everything for which a claim is held up or sent back, as the form, the file and the API say it; each code has an address of its own. */
export function CodeBookPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const shown = deficiencyCodes.filter((code) => fits(code, search))
  useEffect(() => {
    // The row of a linked code is drawn after the address is read.
    const named = location.hash.slice(1)
    if (named) document.getElementById(named)?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <Page title={say('claims.codes')} count={shown.length} about={say('claims.codes.about')}>
      <Filters filters={filters} search={search as object} onSearch={(change) => void navigate({ search: (now) => ({ ...now, ...change }) })} />
      {shown.length === 0 && <EmptyState kind="no_results" />}
      <div className="code-book">
        {areas.map((area) => {
          const rows = shown.filter((code) => areaOf(code) === area)
          if (rows.length === 0) return null
          return (
            <Section key={area} title={say(`deficiency.area.${area}`)}>
              <DataTable title={say(`deficiency.area.${area}`)} columns={columns} rowKey={(code) => code} listing={{ rows, count: rows.length }} plain />
            </Section>
          )
        })}
      </div>
    </Page>
  )
}

interface Wanted {
  readonly search?: string | undefined
  readonly severity?: string | undefined
}

function fits(code: DeficiencyCode, { search = '', severity }: Wanted): boolean {
  const wanted = search.trim().toLowerCase()
  const texts = [code, say(`deficiency.${code}`), say(`deficiency.${code}.remedy`)]
  return (!severity || deficiencies[code].severity === severity) && texts.some((text) => text.toLowerCase().includes(wanted))
}
