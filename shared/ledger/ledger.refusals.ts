import { sayAmount } from '../kernel/amount-text.ts'
import type { Money } from '../kernel/money.ts'
import { type Language, refusal } from '../kernel/refusal.ts'
import type { Words } from '../kernel/words.ts'
import { ledgerWords } from './ledger.words.ts'

const known: Words = ledgerWords
const named = (head: string, language: Language): string => known[`account.${head}`]?.[language] ?? head

export const ledgerRefusals = {
  'book.code_taken': refusal<{ code: string }>({
    kind: 'conflict',
    zh: ({ code }) => `账套代码 ${code} 已被使用，请换一个`,
    en: ({ code }) => `The book code ${code} is taken. Choose another`,
  }),
  'ledger.book_of_other': refusal<{ book: string }>({
    kind: 'forbidden',
    zh: ({ book }) => `账套 ${book} 由其他单位管理，您可以查看但不能记账；请联系该单位`,
    en: ({ book }) => `Another organisation keeps the book ${book}: you may read it, not write in it. Ask its keeper`,
  }),
  'ledger.head_unknown': refusal<{ head: string }>({
    kind: 'unprocessable',
    zh: ({ head }) => `本账套没有科目“${head}”，请从科目表中选择`,
    en: ({ head }) => `This book has no account “${head}”. Choose one from its chart`,
  }),
  'ledger.detail_needed': refusal<{ head: string }>({
    kind: 'unprocessable',
    zh: ({ head }) => `科目“${head}”按明细核算，请填写明细`,
    en: ({ head }) => `The account “${head}” is kept in detail. Say for whom`,
  }),
  'ledger.detail_not_kept': refusal<{ head: string; detail: string }>({
    kind: 'unprocessable',
    zh: ({ head, detail }) => `科目“${head}”不设明细，请去掉“${detail}”`,
    en: ({ head, detail }) => `The account “${head}” is not kept in detail. Leave out “${detail}”`,
  }),
  'ledger.too_few_postings': refusal({
    kind: 'unprocessable',
    zh: () => '一笔分录至少有借、贷两行，请补充',
    en: () => 'An entry has at least two lines, a debit and a credit. Add what is missing',
  }),
  'ledger.posting_zero': refusal<{ line: number }>({
    kind: 'unprocessable',
    zh: ({ line }) => `第 ${line} 行金额为零，请填写金额或删除该行`,
    en: ({ line }) => `Line ${line} is zero. Enter its amount or remove the line`,
  }),
  'ledger.account_of_other_book': refusal({
    kind: 'unprocessable',
    zh: () => '分录中有其他账套的科目；跨账套的资金请使用划转',
    en: () => 'A line names an account of another book. Money between books moves by transfer',
  }),
  'ledger.unbalanced': refusal<{ difference: Money; memorandum: boolean }>({
    kind: 'unprocessable',
    zh: ({ difference, memorandum }) =>
      `${memorandum ? '备查科目' : '分录'}借贷不平，差额 ${sayAmount(difference, 'zh')}，请核对各行金额`,
    en: ({ difference, memorandum }) =>
      `The ${memorandum ? 'memorandum lines do' : 'entry does'} not balance: out by ${sayAmount(difference, 'en')}. Check the lines`,
  }),
  'ledger.out_of_balance': refusal({
    kind: 'unprocessable',
    zh: () => '分录借贷不平，未入账，请核对各行金额',
    en: () => 'The entry does not balance and was not recorded. Check its lines',
  }),
  'ledger.transfer_needed': refusal({
    kind: 'unprocessable',
    zh: () => '账套之间的往来科目只能通过划转记账，以便双方账套同时入账',
    en: () => 'Accounts between books are posted by transfer alone, so that both books know of it',
  }),
  'ledger.transfer_within_book': refusal({
    kind: 'unprocessable',
    zh: () => '划转须在两个不同的账套之间进行；同一账套内请直接记账',
    en: () => 'A transfer goes from one book to another. Within one book, post an entry',
  }),
  'ledger.transfer_uneven': refusal<{ difference: Money }>({
    kind: 'unprocessable',
    zh: ({ difference }) => `划转双方的往来金额不一致，差额 ${sayAmount(difference, 'zh')}，请核对`,
    en: ({ difference }) =>
      `What one book is owed and what the other owes differ by ${sayAmount(difference, 'en')}. Check both entries`,
  }),
  'ledger.effective_in_future': refusal<{ today: string }>({
    kind: 'unprocessable',
    zh: ({ today }) => `记账日不能晚于今天（${today}）：尚未发生的事项不能入账`,
    en: ({ today }) => `The effective day lies after today (${today}): what has not happened is not recorded`,
  }),
  'ledger.evidence_needed': refusal({
    kind: 'unprocessable',
    zh: () => '期初分录须附依据：请填写凭证或报告的编号',
    en: () => 'An opening entry needs its evidence: give the number of the voucher or report',
  }),
  'ledger.already_reversed': refusal({
    kind: 'conflict',
    zh: () => '该分录已被冲销，不能再次冲销；请查看其冲销分录',
    en: () => 'This entry has been reversed already. See its reversal',
  }),
  'ledger.is_reversal': refusal({
    kind: 'conflict',
    zh: () => '该分录本身是冲销分录，不能再冲销；请重新记账',
    en: () => 'This entry is itself a reversal and is not reversed again. Post the entry anew',
  }),
  'ledger.head_kept_by_deeds': refusal<{ head: string }>({
    kind: 'conflict',
    zh: ({ head }) =>
      `科目“${named(head, 'zh')}”由业务事项记账（须两人办理），资金池及其出资专户中不能手工记账；请办理相应业务，或只记现金、利息和手续费`,
    en: ({ head }) =>
      `“${named(head, 'en')}” is posted by deeds of two people: in the books of a pool and its funders it is not written by hand. Do the deed, or post cash, interest and charges alone`,
  }),
  'ledger.kept_by_deed': refusal({
    kind: 'conflict',
    zh: () => '该分录由业务事项生成，不能单独冲销；请在该事项上办理撤回、冲回或更正',
    en: () => 'This entry stands for a deed and is not reversed by itself. Take the deed back, or correct it, where it was done',
  }),
  'ledger.reversal_too_early': refusal<{ effectiveOn: string }>({
    kind: 'unprocessable',
    zh: ({ effectiveOn }) => `冲销日不能早于原分录的记账日 ${effectiveOn}，请改晚一些`,
    en: ({ effectiveOn }) => `A reversal takes effect no earlier than the entry it undoes, ${effectiveOn}. Choose a later day`,
  }),
  'ledger.period_closed_already': refusal<{ closedThrough: string }>({
    kind: 'conflict',
    zh: ({ closedThrough }) => `账套已结账至 ${closedThrough}，请选择其后的月份`,
    en: ({ closedThrough }) => `The book is closed through ${closedThrough}. Choose the month after it`,
  }),
  'ledger.earlier_period_open': refusal<{ open: string }>({
    kind: 'conflict',
    zh: ({ open }) => `${open} 尚未结账，请按月份先后依次结账`,
    en: ({ open }) => `${open} is still open. Close the months one after another`,
  }),
  'ledger.period_not_over': refusal<{ month: string; lastDay: string }>({
    kind: 'unprocessable',
    zh: ({ month, lastDay }) => `${month} 尚未结束，请在 ${lastDay} 之后结账`,
    en: ({ month, lastDay }) => `${month} is not over. Close it after ${lastDay}`,
  }),
  'ledger.period_unbalanced': refusal<{ month: string; difference: Money }>({
    kind: 'conflict',
    zh: ({ month, difference }) => `${month} 试算不平衡，相差 ${sayAmount(difference, 'zh')}，请运行校验（cofund verify）查明后再结账`,
    en: ({ month, difference }) =>
      `The trial balance of ${month} is out by ${sayAmount(difference, 'en')}. Find out why with cofund verify, then close it`,
  }),
  'ledger.nothing_closed': refusal({
    kind: 'conflict',
    zh: () => '该账套没有已结账的月份，无需反结账',
    en: () => 'No month of this book is closed: there is nothing to reopen',
  }),
  'ledger.reopen_last_only': refusal<{ closedThrough: string }>({
    kind: 'conflict',
    zh: ({ closedThrough }) => `只能对最近结账的月份 ${closedThrough} 反结账`,
    en: ({ closedThrough }) => `Only the last closed month, ${closedThrough}, can be reopened. Choose that one first`,
  }),
}
