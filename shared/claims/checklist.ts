import type { DocumentKind } from '../documents/document.ts'
import type { ClaimTerms } from '../policies/compensation-scheme.ts'
import type { ChecklistItem, ClaimStated } from './claim.ts'
import { checklistItems } from './claim.ts'
import type { ClaimRoute } from './routes.ts'

/** What papers come as: a scan, a picture of one, or a sheet where there are figures in it. */
const papers = ['pdf', 'jpeg', 'png'] as const satisfies readonly DocumentKind[]
const sheets = [...papers, 'xlsx'] as const satisfies readonly DocumentKind[]

/** What a document may come as; its first bytes say what it is, not its name. */
export const kindsOf: Readonly<Record<ChecklistItem, readonly DocumentKind[]>> = {
  application_form: papers,
  application_report: papers,
  recovery_plan: papers,
  business_licence: papers,
  financial_statements: sheets,
  loan_contract: papers,
  drawdown_voucher: papers,
  arrears_list: sheets,
  classification_record: papers,
  complaint: papers,
  acceptance_notice: papers,
  diligence_statement: papers,
  firm_status_proof: papers,
  guarantee_payment_proof: papers,
}

/** Asked of every claim. */
const always = ['application_form', 'loan_contract', 'drawdown_voucher', 'arrears_list'] as const satisfies readonly ChecklistItem[]

/** What this claim's checklist asks for: by its route, its scheme's terms, and what the bank states. In the order of the list. */
export function checklistFor(
  route: Pick<ClaimRoute, 'documents'>,
  terms: ClaimTerms | undefined,
  stated: Pick<ClaimStated, 'guaranteePaid'>,
): readonly ChecklistItem[] {
  const asked = new Set<ChecklistItem>([...always, ...route.documents])
  if (terms?.litigation_accepted) asked.add('complaint').add('acceptance_notice')
  if (terms?.diligent_recovery) asked.add('diligence_statement')
  if (stated.guaranteePaid) asked.add('guarantee_payment_proof')
  return checklistItems.filter((item) => asked.has(item))
}

/** What a name's ending claims that a file is; undefined where it claims nothing that is known. */
export function kindOfName(name: string): DocumentKind | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  return ending === undefined ? undefined : kindByEnding[ending]
}

const kindByEnding: Readonly<Record<string, DocumentKind>> = {
  pdf: 'pdf',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  xlsx: 'xlsx',
  csv: 'csv',
  xml: 'xml',
  gz: 'gzip',
}
