import { sayAmount } from '../kernel/amount-text.ts'
import type { Money } from '../kernel/money.ts'
import { refusal } from '../kernel/refusal.ts'

export const statementRefusals = {
  'statement.account_exists': refusal({
    kind: 'conflict',
    zh: () => '该账套在此币种下已有银行账户，或该账号已登记；请使用已登记的账户',
    en: () => 'This book has a bank account in that currency already, or the number is registered. Use the account that is there',
  }),
  'statement.match_uneven': refusal({
    kind: 'unprocessable',
    zh: () => '所选银行流水与账面记录的合计不相等，或不属于同一账户，未核对；请重新选择',
    en: () => 'The chosen bank lines and postings do not come to the same, or are of different accounts: nothing was matched. Choose again',
  }),
  'statement.match_differs': refusal<{ bank: Money; book: Money }>({
    kind: 'unprocessable',
    zh: ({ bank, book }) => `银行一侧合计 ${sayAmount(bank, 'zh')}，账面一侧合计 ${sayAmount(book, 'zh')}，两者相等才能核对`,
    en: ({ bank, book }) => `The bank's side comes to ${sayAmount(bank, 'en')}, the book's to ${sayAmount(book, 'en')}. Choose lines that come to the same`,
  }),
  'statement.nothing_chosen': refusal({
    kind: 'unprocessable',
    zh: () => '请至少选择两笔记录再核对',
    en: () => 'Choose at least two lines to match',
  }),
  'statement.nothing_by_rules': refusal({
    kind: 'conflict',
    zh: () => '没有可按规则核对的记录，请人工选择',
    en: () => 'No rule matches anything now. Choose lines by hand',
  }),
  'statement.matched_already': refusal({
    kind: 'conflict',
    zh: () => '所选记录中有已核对的，可能刚由他人核对；请刷新后重新选择',
    en: () => 'One of the lines is matched already, perhaps by somebody else just now. Reload and choose again',
  }),
  'statement.undone_already': refusal({
    kind: 'conflict',
    zh: () => '该核对已被取消，请刷新页面',
    en: () => 'This match has been undone already. Reload the page',
  }),
  'statement.not_interest': refusal({
    kind: 'unprocessable',
    zh: () => '利息须为收入，手续费须为支出；请按实际方向选择',
    en: () => 'Interest comes in and charges go out. Choose the one that fits the line',
  }),
  'statement.before_matching': refusal<{ matchedFrom: string }>({
    kind: 'unprocessable',
    zh: ({ matchedFrom }) => `该账户自 ${matchedFrom} 起对账，请选择该月或其后的月份`,
    en: ({ matchedFrom }) => `This account is reconciled from ${matchedFrom} on. Choose that month or a later one`,
  }),
  'statement.month_not_over': refusal<{ month: string }>({
    kind: 'unprocessable',
    zh: ({ month }) => `${month} 尚未结束，请在月末之后编制余额调节表`,
    en: ({ month }) => `${month} is not over. Reconcile it after its last day`,
  }),
  'statement.balance_unknown': refusal<{ month: string }>({
    kind: 'unprocessable',
    zh: ({ month }) => `银行流水没有给出 ${month} 月末余额，无法编制余额调节表；请导入含余额的对账单`,
    en: ({ month }) => `The bank's lines do not say the balance at the end of ${month}. Import a statement that shows balances`,
  }),
}
