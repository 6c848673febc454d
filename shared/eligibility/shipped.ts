import { refuse } from '../refuse.ts'
import demoTechSme from './shipped/DEMO-TECH-SME.json' with { type: 'json' }
import sme300 from './shipped/SME300.json' with { type: 'json' }
import shtech from './shipped/SHTECH.json' with { type: 'json' }
import tech115 from './shipped/TECH115.json' with { type: 'json' }

/**
 * The rule sets that the product brings along, written as policies are: 300号's sizes, 115号's tech SMEs, and who may enter
 * Shanghai's tech pools; and a simple one for the demonstration's. Every rule names its source; what we had to assume is tagged so.
 */
const documents = [sme300, tech115, shtech, demoTechSme] as const

/** A shipped rule set as it would be written out. */
export function shippedRuleSet(code: string): unknown {
  const shipped = documents.find((document) => document.code === code)
  if (!shipped) return refuse('eligibility.rule_set_not_found', { code, known: documents.map((document) => document.code) })
  const { name, params, cites } = shipped
  return { code, name, ...params, cites }
}
