import { type FilledForm, type FormTemplate, boundTo } from '../documents/form.ts'
import { claimNumber } from './claim.ts'
import { type ClaimOnForm, amount, bearersOnForm, day, derivationsOnForm, named, scheme as schemeText, sentence, text } from './claim-form.ts'

/** 补偿审批表: what a bank asked for one loan, how much it comes to, who bears it and who said so. */
export const claimApprovalTemplate = { code: 'claim.approval', version: 1, title: 'form.claim.approval', basis: null } as const satisfies FormTemplate

export function claimApprovalForm(onForm: ClaimOnForm): FilledForm {
  const { claim, pool, bank, firm, note, scheme, documents, opinions } = onForm
  const derivations = derivationsOnForm(onForm)
  const bound = (label: string, operand?: number) => boundTo(derivations, 0, label, operand)
  const { litigation } = claim.stated
  return {
    template: { ...claimApprovalTemplate, basis: { document: scheme.document, tag: 'R1' } },
    about: claimNumber(claim),
    derivations,
    parts: [
      {
        as: 'cells',
        title: 'form.claim.applicant',
        cells: [
          { name: 'form.claim.pool', ...named(pool) },
          { name: 'form.claim.bank', ...named(bank) },
          { name: 'form.claim.firm', ...text(firm?.name) },
          { name: 'form.claim.uscc', ...text(firm?.uscc) },
          { name: 'form.claim.note', ...text(note?.number) },
          { name: 'form.claim.contract', ...text(note?.contractNumber) },
          { name: 'form.claim.product', ...text(note?.productCode ?? claim.productCode) },
          { name: 'form.claim.principal', ...amount(note?.principal) },
          { name: 'form.claim.lent_on', ...day(note?.lentOn) },
          { name: 'form.claim.due_on', ...day(note?.dueOn) },
          { name: 'claim.overdue_since', ...day(claim.stated.overdueSince) },
          { name: 'claim.non_performing_on', ...day(claim.stated.nonPerformingOn) },
          { name: 'form.claim.litigation', ...(litigation ? sentence('form.claim.case', litigation) : text(null)), wide: true },
          { name: 'form.claim.scheme', ...schemeText(scheme), wide: true },
          { name: 'form.claim.submitted_on', ...day(claim.submittedOn) },
          { name: 'form.claim.status', value: { as: 'words', words: [`claim.status.${claim.status}`] } },
        ],
      },
      {
        as: 'cells',
        title: 'form.claim.computed',
        cells: [
          { name: 'form.claim.loss', ...bound('loss.shared') },
          { name: 'form.claim.base', ...bound('loss.compensation_exact', 0) },
          { name: 'form.claim.rate', ...bound('loss.compensation_exact', 1) },
          { name: 'form.claim.by_rate', ...bound('loss.compensation_computed') },
          { name: 'form.claim.compensation', ...bound('loss.compensation'), capitals: true, wide: true },
        ],
      },
      {
        as: 'table',
        title: 'form.claim.shares',
        columns: ['form.claim.bearer', 'form.claim.share'],
        rows: bearersOnForm(derivations).map((bearer) => [{ value: { as: 'words', words: [bearer] } }, bound(bearer)]),
      },
      {
        as: 'table',
        title: 'form.claim.evidence',
        columns: ['form.claim.item', 'form.claim.file', 'form.claim.hash'],
        rows: documents.map(({ item, name, hash }) => [{ value: { as: 'words', words: [`claim.item.${item}`] } }, text(name), text(hash.slice(0, 16))]),
      },
      { as: 'opinions', title: 'form.claim.opinions', opinions },
    ],
  }
}
