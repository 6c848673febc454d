import type { EvidenceParts } from './audit/evidence.ts'
import { claimDerivations, claimRows } from './claims/claim-evidence.ts'
import { documentEvidence } from './documents/document-evidence.ts'
import { fundRows } from './funds/fund-evidence.ts'
import { lossEvidence, policyEvidence } from './reports/loss-evidence.ts'

/** What each feature adds to exported evidence, beside acts and entries; and the rows of the things that evidence may be asked of. */
export const evidenceParts: EvidenceParts = {
  sections: [documentEvidence, policyEvidence, lossEvidence, claimDerivations],
  subjects: [claimRows, fundRows],
}
