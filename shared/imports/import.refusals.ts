import { refusal } from '../kernel/refusal.ts'

const listZh = (names: readonly string[]): string => names.map((name) => `“${name}”`).join('、')
const listEn = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ')

/** Why a whole file is not taken. What is wrong with one row is a finding: import.words.ts. */
export const importRefusals = {
  'import.not_a_table': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `“${name}”不是可导入的表格。请上传 .csv、.csv.gz 或 .xlsx 文件（旧式 .xls 请先另存为 .xlsx）`,
    en: ({ name }) => `“${name}” is not a table that can be imported. Upload a .csv, .csv.gz or .xlsx file (save an old .xls as .xlsx first)`,
  }),
  'import.gzip_truncated': refusal<{ name: string; line: number }>({
    kind: 'unprocessable',
    zh: ({ name, line }) => `压缩文件“${name}”不完整，读到第 ${line} 行即中断，没有导入任何数据。请重新压缩并上传`,
    en: ({ name, line }) => `The compressed file “${name}” breaks off after line ${line}; nothing was imported. Compress it again and upload it`,
  }),
  'import.gzip_broken': refusal<{ name: string; line: number }>({
    kind: 'unprocessable',
    zh: ({ name, line }) => `压缩文件“${name}”在第 ${line} 行之后已损坏，没有导入任何数据。请重新压缩并上传`,
    en: ({ name, line }) => `The compressed file “${name}” is damaged after line ${line}; nothing was imported. Compress it again and upload it`,
  }),
  'import.wrong_encoding': refusal<{ line: number; byte: number }>({
    kind: 'unprocessable',
    zh: ({ line, byte }) => `第 ${line} 行（第 ${byte} 字节）既不是 UTF-8 也不是 GB18030 编码，没有导入任何数据。请另存为“CSV UTF-8”后重新上传`,
    en: ({ line, byte }) => `Line ${line} (byte ${byte}) is neither UTF-8 nor GB18030; nothing was imported. Save the file as “CSV UTF-8” and upload it again`,
  }),
  'import.quote_open': refusal<{ line: number }>({
    kind: 'unprocessable',
    zh: ({ line }) => `第 ${line} 行的双引号没有配对，其后的内容无法分列，没有导入任何数据。请补上右引号，或把单元格内的引号写成两个`,
    en: ({ line }) => `A quotation mark opened on line ${line} is never closed, so what follows cannot be told apart; nothing was imported. Close it, or write a quotation mark inside a cell twice`,
  }),
  'import.quote_astray': refusal<{ line: number }>({
    kind: 'unprocessable',
    zh: ({ line }) => `第 ${line} 行有多余的双引号，无法分列，没有导入任何数据。请把该单元格整个用双引号括起，里面的引号写成两个`,
    en: ({ line }) => `A quotation mark on line ${line} stands where none may, so its cells cannot be told apart; nothing was imported. Put the whole cell in quotation marks and write those inside it twice`,
  }),
  'import.record_too_long': refusal<{ line: number; limitKiB: number }>({
    kind: 'unprocessable',
    zh: ({ line, limitKiB }) => `从第 ${line} 行开始的一条记录超过 ${limitKiB} KiB 的上限，没有导入任何数据。请检查该行是否缺少换行或右引号`,
    en: ({ line, limitKiB }) => `The record that begins on line ${line} is longer than ${limitKiB} KiB; nothing was imported. Look whether a line break or a closing quotation mark is missing there`,
  }),
  'import.too_many_rows': refusal<{ limit: number }>({
    kind: 'unprocessable',
    zh: ({ limit }) => `文件超过 ${limit.toLocaleString('en')} 行的上限，没有导入任何数据。请拆成几个文件${limit <= 100_000 ? '，或改用 CSV' : ''}`,
    en: ({ limit }) => `The file has more than ${limit.toLocaleString('en')} rows; nothing was imported. Split it${limit <= 100_000 ? ', or use CSV' : ''}`,
  }),
  'import.too_large': refusal<{ limitMiB: number }>({
    kind: 'unprocessable',
    zh: ({ limitMiB }) => `文件内容超过 ${limitMiB} MiB 的上限，没有导入任何数据。请拆成几个文件，或改用 CSV`,
    en: ({ limitMiB }) => `The file holds more than ${limitMiB} MiB; nothing was imported. Split it, or use CSV`,
  }),
  'import.xlsx_broken': refusal<{ name: string }>({
    kind: 'unprocessable',
    zh: ({ name }) => `“${name}”无法作为 Excel 工作簿打开（已损坏或已加密），没有导入任何数据。请在 Excel 中另存为新的 .xlsx 后重新上传`,
    en: ({ name }) => `“${name}” does not open as a workbook (damaged, or encrypted); nothing was imported. Save it anew as .xlsx and upload it again`,
  }),
  'import.no_rows': refusal({
    kind: 'unprocessable',
    zh: () => '文件中没有数据行，没有导入任何数据。请检查是否上传了正确的文件',
    en: () => 'The file has no rows below its header; nothing was imported. Check that it is the right file',
  }),
  'import.no_mapping': refusal<{ missing: readonly string[]; mapping: string }>({
    kind: 'unprocessable',
    zh: ({ missing, mapping }) => `第 1 行的列名与任何已知格式都不符（最接近的“${mapping}”缺少 ${listZh(missing)}）。请下载模板填写，或把列名改成模板的写法`,
    en: ({ missing, mapping }) => `The column names on line 1 fit no known format (the closest, “${mapping}”, lacks ${listEn(missing)}). Use the template, or name the columns as it does`,
  }),
  'import.unknown_mapping': refusal<{ mapping: string; known: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ mapping, known }) => `没有名为“${mapping}”的列对照。可用的有 ${listZh(known)}`,
    en: ({ mapping, known }) => `There is no column mapping “${mapping}”. The known ones are ${listEn(known)}`,
  }),
  'import.columns_missing': refusal<{ columns: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ columns }) => `第 1 行缺少列 ${listZh(columns)}，没有导入任何数据。请补上这些列，或选择另一种列对照`,
    en: ({ columns }) => `Line 1 lacks the columns ${listEn(columns)}; nothing was imported. Add them, or choose another mapping`,
  }),
  'import.columns_doubled': refusal<{ columns: readonly string[] }>({
    kind: 'unprocessable',
    zh: ({ columns }) => `第 1 行的列 ${listZh(columns)} 出现了两次，无法确定取哪一列，没有导入任何数据。请删去或改名其中一列`,
    en: ({ columns }) => `The columns ${listEn(columns)} stand on line 1 twice, so it is unclear which to take; nothing was imported. Remove or rename one of each`,
  }),
  'import.total_too_large': refusal<{ total: string }>({
    kind: 'unprocessable',
    zh: ({ total }) => `“${total}”的合计超出系统可记录的范围，没有导入任何数据。请检查金额单位是否写错`,
    en: ({ total }) => `The total of “${total}” is beyond what can be recorded; nothing was imported. Check the unit of the amounts`,
  }),
  'import.file_already_imported': refusal<{ batchId: string; day: string }>({
    kind: 'conflict',
    zh: ({ batchId, day }) => `该文件已于 ${day} 导入，批次 ${batchId}。如需补充，请上传只含新数据的文件`,
    en: ({ batchId, day }) => `This file was imported on ${day} as batch ${batchId}. To add to it, upload a file that holds only what is new`,
  }),
  'import.wrong_status': refusal<{ status: string }>({
    kind: 'conflict',
    zh: () => '该批次的状态已变化，不能再执行此操作。请刷新页面查看最新结果',
    en: () => 'The batch has moved on, so this can no longer be done. Refresh the page to see where it stands',
  }),
  'import.still_running': refusal<{ batchId: string }>({
    kind: 'conflict',
    zh: ({ batchId }) => `批次 ${batchId} 正在处理，请等待完成`,
    en: ({ batchId }) => `Batch ${batchId} is being worked on. Wait until it is done`,
  }),
  'import.digest_stale': refusal({
    kind: 'conflict',
    zh: () => '您确认的校验结果不是最新的，没有导入任何数据。请刷新页面，核对后重新确认',
    en: () => 'What you confirmed is not the latest check; nothing was imported. Refresh the page, look at it again, then confirm',
  }),
  'import.rejections_not_accepted': refusal<{ rejected: number; duplicate: number }>({
    kind: 'unprocessable',
    zh: ({ rejected, duplicate }) => `有 ${rejected} 行错误、${duplicate} 行重复不能导入。请下载错误文件改正后重新上传，或明确选择“只导入其余各行”`,
    en: ({ rejected, duplicate }) =>
      `${rejected} rows with errors and ${duplicate} duplicate rows cannot be taken. Correct them in the annotated file and upload it, or choose to take the other rows without them`,
  }),
  'import.all_or_nothing': refusal<{ rejected: number; duplicate: number }>({
    kind: 'unprocessable',
    zh: ({ rejected, duplicate }) => `该类数据必须整批导入，而文件中有 ${rejected} 行错误、${duplicate} 行重复，没有导入任何数据。请下载错误文件改正后重新上传`,
    en: ({ rejected, duplicate }) =>
      `Such files are taken whole or not at all, and this one has ${rejected} rows with errors and ${duplicate} duplicates; nothing was imported. Correct them in the annotated file and upload it`,
  }),
  'import.nothing_to_take': refusal<{ rejected: number; duplicate: number }>({
    kind: 'unprocessable',
    zh: ({ rejected, duplicate }) => `没有可导入的行：${rejected} 行错误，${duplicate} 行重复。请查看每行的原因`,
    en: ({ rejected, duplicate }) => `There is no row to take: ${rejected} have errors and ${duplicate} are duplicates. Each row says why`,
  }),
  'import.changed_since_check': refusal<{ takenBefore: number; takenNow: number; leftBefore: number; leftNow: number }>({
    kind: 'conflict',
    zh: ({ takenBefore, takenNow, leftBefore, leftNow }) =>
      `确认之后账上数据有变：可导入由 ${takenBefore} 行变为 ${takenNow} 行，不能导入由 ${leftBefore} 行变为 ${leftNow} 行。没有导入任何数据，请重新上传校验`,
    en: ({ takenBefore, takenNow, leftBefore, leftNow }) =>
      `The books have changed since the check: rows to take ${takenBefore} → ${takenNow}, rows left out ${leftBefore} → ${leftNow}. Nothing was imported; upload the file again to check it anew`,
  }),
  'import.not_judged': refusal({
    kind: 'conflict',
    zh: () => '该批次没有逐行校验结果，无法生成错误文件。请等待校验完成，或按提示修正整个文件',
    en: () => 'The rows of this batch have not been judged, so there is nothing to annotate. Wait for the check, or correct what it says of the whole file',
  }),
  'import.failed': refusal<{ traceId: string }>({
    kind: 'conflict',
    zh: ({ traceId }) => `处理时发生内部错误（${traceId}），没有导入任何数据。请重新上传；若再次发生，请把编号告知管理员`,
    en: ({ traceId }) => `Something went wrong inside (${traceId}); nothing was imported. Upload the file again; if it happens again, tell your administrator the number`,
  }),
}
