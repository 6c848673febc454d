import type { DocumentHash } from '../documents/document.ts'
import type { ImportBatchId, ImportTotal } from '../imports/import-batch.ts'
import type { CertificateKind } from './certificate.ts'
import type { CreditList } from './credit-flag.ts'
import type { EnterpriseId } from './enterprise.ts'
import type { FactName } from './fact.ts'

export type EnterpriseAct =
  | { readonly act: 'enterprise.registered'; readonly enterpriseId: EnterpriseId; readonly override: boolean }
  | { readonly act: 'enterprise.fact_stated'; readonly enterpriseId: EnterpriseId; readonly fact: FactName }
  | { readonly act: 'enterprise.certified'; readonly enterpriseId: EnterpriseId; readonly kind: CertificateKind }
  | { readonly act: 'enterprise.flagged'; readonly enterpriseId: EnterpriseId; readonly list: CreditList }
  | { readonly act: 'enterprise.checked'; readonly enterpriseId: EnterpriseId }
  | {
      readonly act: 'credit_checks.imported'
      readonly batchId: ImportBatchId
      readonly documentHash: DocumentHash
      readonly rows: number
      readonly taken: number
      readonly rejected: number
      readonly duplicate: number
      readonly totals: readonly ImportTotal[]
      readonly root: string
    }
