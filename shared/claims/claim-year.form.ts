import { type FilledForm, type FormTemplate, boundTo } from '../documents/form.ts'
import { money } from '../kernel/money.ts'
import { claimNumber } from './claim.ts'
import { type ClaimOnForm, amount, bearersOnForm, day, derivationsOnForm, named, scheme as schemeText, text } from './claim-form.ts'
import { yearFigures } from './settlement.ts'

/** 年度补偿申请表: a bank's product over a year, by its year-end balances and the year's net loss. */
export const claimYearTemplate = { code: 'claim.year', version: 2, title: 'form.claim.year', basis: null } as const satisfies FormTemplate

export function claimYearForm(onForm: ClaimOnForm): FilledForm {
  const { claim, pool, bank, scheme, opinions, districts } = onForm
  const derivations = derivationsOnForm(onForm)
  const bound = (label: string, operand?: number) => boundTo(derivations, 0, label, operand)
  return {
    template: { ...claimYearTemplate, basis: { document: scheme.document, tag: 'R1' } },
    about: claimNumber(claim),
    derivations,
    parts: [
      {
        as: 'cells',
        title: 'form.claim.year.applicant',
        cells: [
          { name: 'form.claim.pool', ...named(pool) },
          { name: 'form.claim.bank', ...named(bank) },
          { name: 'form.claim.product', ...text(claim.productCode) },
          { name: 'form.claim.year.year', ...text(claim.settledYear === null ? null : String(claim.settledYear)) },
          { name: 'form.claim.scheme', ...schemeText(scheme), wide: true },
          { name: 'form.claim.submitted_on', ...day(claim.submittedOn) },
          { name: 'form.claim.status', value: { as: 'words', words: [`claim.status.${claim.status}`] } },
        ],
      },
      {
        as: 'cells',
        title: 'form.claim.year.balances',
        cells: [
          { name: 'form.claim.year.loan_balance', ...bound('fact.loan_balance') },
          { name: 'form.claim.year.npl_balance', ...bound('fact.npl_balance') },
          { name: 'form.claim.year.npl_rate', ...bound('loss.npl_rate') },
          { name: 'form.claim.year.net_loss', ...bound('fact.net_loss') },
          { name: 'form.claim.rate', ...bound('loss.compensation_exact', 1) },
          { name: 'form.claim.by_rate', ...bound('loss.compensation_computed') },
          { name: 'form.claim.compensation', ...bound('loss.compensation'), capitals: true, wide: true },
        ],
      },
      {
        as: 'table',
        title: 'form.claim.year.districts',
        columns: ['settlement.district', ...yearFigures.map((figure) => `year.${figure}` as const)],
        rows: districts.map(({ district, name, ...figures }) => [
          { value: { as: 'name', zh: `${district} ${name.zh}`, en: `${district} ${name.en}` } },
          ...yearFigures.map((figure) => amount(money(figures[figure], claim.currency))),
        ]),
      },
      {
        as: 'table',
        title: 'form.claim.shares',
        columns: ['form.claim.bearer', 'form.claim.share'],
        rows: bearersOnForm(derivations).map((bearer) => [{ value: { as: 'words', words: [bearer] } }, bound(bearer)]),
      },
      { as: 'opinions', title: 'form.claim.opinions', opinions },
    ],
  }
}
