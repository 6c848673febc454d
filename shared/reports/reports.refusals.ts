import { refusal } from '../kernel/refusal.ts'

export const reportsRefusals = {
  'loss.evaluation_not_found': refusal<{ id: string }>({
    kind: 'missing',
    zh: ({ id }) => `没有编号为 ${id} 的损失分担测算，请从测算记录中选择`,
    en: ({ id }) => `There is no loss evaluation ${id}. Choose one from the list of evaluations`,
  }),
  'loss.loan_not_evaluated': refusal<{ loanId: string }>({
    kind: 'missing',
    zh: ({ loanId }) => `该次测算中没有贷款 ${loanId}：它没有核销记录，或在测算之后才导入`,
    en: ({ loanId }) => `The evaluation holds no loan ${loanId}: nothing of it was charged off, or it was imported later`,
  }),
  'loss.nothing_to_share': refusal({
    kind: 'unprocessable',
    zh: () => '可见的历史贷款中没有核销记录，请先导入贷款台账',
    en: () => 'No loan within your sight was charged off. Import a book of loans first',
  }),
  'loss.amount_unstated': refusal({
    kind: 'unprocessable',
    zh: () => '记录为已核销，但没有核销本金，请向报送单位核实',
    en: () => 'The record says charged off, and not how much. Ask whoever reported it',
  }),
  'loss.other_currency': refusal<{ scheme: string; loan: string }>({
    kind: 'unprocessable',
    zh: ({ scheme, loan }) => `该办法的金额参数以 ${scheme} 计，不能用于 ${loan} 贷款，请选择没有金额参数或币种相同的办法`,
    en: ({ scheme, loan }) =>
      `The scheme lays down amounts in ${scheme}, which say nothing of a loan in ${loan}. Choose one without amounts, or in its currency`,
  }),
}
