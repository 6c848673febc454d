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
  'statement.suggestion_gone': refusal({
    kind: 'conflict',
    zh: () => '该建议已不成立，相关记录可能刚被核对或否定；请刷新后再看',
    en: () => 'This is no longer suggested: a line of it may have just been matched or rejected. Reload and look again',
  }),
  'statement.rejected_already': refusal({
    kind: 'conflict',
    zh: () => '这些记录已被否定过，请刷新页面',
    en: () => 'These were rejected already. Reload the page',
  }),
  'statement.rejection_withdrawn_already': refusal({
    kind: 'conflict',
    zh: () => '该否定已被撤回，请刷新页面',
    en: () => 'This rejection has been withdrawn already. Reload the page',
  }),
  'statement.receipt_counts': refusal({
    kind: 'conflict',
    zh: () => '该核对是补偿款或回款上缴“已到账”的依据，不能取消。确属付错的，请在补偿申请页发起补偿追回，核对保持不变',
    en: () => 'A compensation payment or a remittance counts as arrived on this match, so it stays. If the money went wrong, claw it back from the claim’s page',
  }),
  'statement.nothing_arrived': refusal({
    kind: 'conflict',
    zh: () => '没有待登记的到账款项，可能刚由他人登记；请刷新页面',
    en: () => 'Nothing waits to be recorded as arrived; somebody else may just have done it. Reload the page',
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
  'statement.xml_doctype': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `“${name}”带有文档类型声明（DOCTYPE），银行对账单不需要它，可能有害，没有导入任何数据。请向银行重新下载 camt.053 文件`,
    en: ({ name }) => `“${name}” declares a document type, which no statement needs and which may do harm; nothing was imported. Download the camt.053 file from the bank again`,
  }),
  'statement.xml_broken': refusal<{ name: string; line: number }>({
    kind: 'unprocessable',
    zh: ({ name, line }) => `“${name}”不是完整的 XML（第 ${line} 行起的标记未闭合或有误），没有导入任何数据。文件可能没有下载完，请重新下载后上传`,
    en: ({ name, line }) => `“${name}” is not whole: a tag from line ${line} on is wrong or never closed; nothing was imported. The download may have broken off: get the file again and upload it`,
  }),
  'statement.xml_not_camt': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `“${name}”不是 ISO 20022 camt.053 对账单，没有导入任何数据。请在网银中选择“camt.053”格式导出，或改用模板（CSV、Excel）`,
    en: ({ name }) => `“${name}” is not an ISO 20022 camt.053 statement; nothing was imported. Export the statement as “camt.053”, or use the template (CSV or Excel)`,
  }),
  'statement.xml_encoding': refusal<{ encoding: string }>({
    kind: 'unprocessable',
    zh: ({ encoding }) => `XML 声明的编码“${encoding}”无法读取，或与内容不符，没有导入任何数据。请让银行以 UTF-8 或 GB18030 导出`,
    en: ({ encoding }) => `The XML cannot be read in the encoding “${encoding}” that it declares; nothing was imported. Ask the bank for UTF-8 or GB18030`,
  }),
  'statement.camt_incomplete': refusal<{ place: string }>({
    kind: 'unprocessable',
    zh: ({ place }) => `对账单的 ${place} 缺失或无法识别，没有导入任何数据。请向银行重新下载完整的 camt.053 文件`,
    en: ({ place }) => `The statement lacks ${place}, or it cannot be read; nothing was imported. Download the whole camt.053 file from the bank again`,
  }),
  'statement.camt_mixed_currencies': refusal<{ statement: string; currency: string; other: string }>({
    kind: 'unprocessable',
    zh: ({ statement, currency, other }) => `对账单 ${statement} 的期初余额为 ${currency}，却含有 ${other} 的金额，没有导入任何数据。请按币种分别导出对账单`,
    en: ({ statement, currency, other }) => `Statement ${statement} opens in ${currency} and has amounts in ${other}; nothing was imported. Export one statement for each currency`,
  }),
  'statement.camt_not_closing': refusal<{ statement: string; opening: Money; movements: Money; closing: Money; difference: Money }>({
    kind: 'unprocessable',
    zh: ({ statement, opening, movements, closing, difference }) =>
      `对账单 ${statement} 不平：期初 ${sayAmount(opening, 'zh')} 加发生额 ${sayAmount(movements, 'zh')}，与期末 ${sayAmount(closing, 'zh')} 相差 ${sayAmount(difference, 'zh')}，没有导入任何数据。文件可能缺页或被改动，请向银行重新下载`,
    en: ({ statement, opening, movements, closing, difference }) =>
      `Statement ${statement} does not add up: it opens with ${sayAmount(opening, 'en')}, moves ${sayAmount(movements, 'en')} and closes with ${sayAmount(closing, 'en')}, ${sayAmount(difference, 'en')} apart; nothing was imported. A page may be missing or changed: download it from the bank again`,
  }),
  'statement.camt_batch_differs': refusal<{ statement: string; entry: string; amount: Money; parts: Money }>({
    kind: 'unprocessable',
    zh: ({ statement, entry, amount, parts }) =>
      `对账单 ${statement} 中批量记账 ${entry} 为 ${sayAmount(amount, 'zh')}，其明细合计 ${sayAmount(parts, 'zh')}，没有导入任何数据。请向银行重新下载`,
    en: ({ statement, entry, amount, parts }) =>
      `In statement ${statement} the batch ${entry} is ${sayAmount(amount, 'en')}, but its payments come to ${sayAmount(parts, 'en')}; nothing was imported. Download it from the bank again`,
  }),
  'statement.other_account': refusal<{ masked: string }>({
    kind: 'unprocessable',
    zh: ({ masked }) => `对账单的账号 ${masked} 不是本单位登记的银行账户，没有导入任何数据。请先登记该账户，或上传本单位账户的对账单`,
    en: ({ masked }) => `The statement is of account ${masked}, which your organisation has not registered; nothing was imported. Register the account first, or upload the statement of one of your own`,
  }),
  'statement.other_currency': refusal<{ masked: string; currency: string; other: string }>({
    kind: 'unprocessable',
    zh: ({ masked, currency, other }) => `账户 ${masked} 以 ${currency} 登记，对账单为 ${other}，没有导入任何数据。请上传 ${currency} 的对账单，或登记 ${other} 账户`,
    en: ({ masked, currency, other }) => `Account ${masked} is registered in ${currency}, and the statement is in ${other}; nothing was imported. Upload the one in ${currency}, or register the account in ${other}`,
  }),
  'statement.told_already': refusal<{ batchId: string }>({
    kind: 'conflict',
    zh: ({ batchId }) => `该对账单的流水已全部在批次 ${batchId} 中导入，没有再导入任何数据。请上传其后期间的对账单`,
    en: ({ batchId }) => `Every line of this statement is in the books from batch ${batchId}; nothing was imported again. Upload the statement of a later period`,
  }),
  'statement.overlaps': refusal<{ from: string; to: string; lines: number }>({
    kind: 'conflict',
    zh: ({ from, to, lines }) => `该对账单与已导入的流水重叠（${from} 至 ${to}，${lines} 笔），没有导入任何数据。请导出不含这些日期的对账单`,
    en: ({ from, to, lines }) => `This statement overlaps what is in the books already (${from} to ${to}, ${lines} lines); nothing was imported. Export one that leaves these days out`,
  }),
  'statement.balance_unknown': refusal<{ month: string }>({
    kind: 'unprocessable',
    zh: ({ month }) => `银行流水没有给出 ${month} 月末余额，无法编制余额调节表；请导入含余额的对账单`,
    en: ({ month }) => `The bank's lines do not say the balance at the end of ${month}. Import a statement that shows balances`,
  }),
}
