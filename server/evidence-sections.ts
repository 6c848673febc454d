import type { EvidenceSection } from './audit/evidence.ts'
import { documentEvidence } from './documents/document-evidence.ts'
import { lossEvidence, policyEvidence } from './reports/loss-evidence.ts'

/** What each feature adds to exported evidence, beside acts and entries: one line for each, low to high. */
export const evidenceSections: readonly EvidenceSection[] = [documentEvidence, policyEvidence, lossEvidence]
