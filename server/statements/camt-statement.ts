import { importLimits } from '@cofund/shared/imports/import-shape'
import { type Money, isCurrency, parseDecimal, toDecimal } from '@cofund/shared/kernel/money'
import { plainDateInput } from '@cofund/shared/kernel/plain-date.input'
import { refuse } from '@cofund/shared/refuse'
import { type CamtEntry, type CamtStatement, type CamtTransaction, camtColumns, linesOfCamt, signed } from '@cofund/shared/statements/camt-statement'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'

/**
 * The lines of a camt.053 file, as rows under `camtColumns`: of one statement or of several, in versions 02 to 13, which differ in
 * where they put a status and a party's name.
 * @throws Refusal import.too_large, statement.xml_…, statement.camt_…
 */
export function camtRows(file: Buffer, name: string): string[][] {
  const rows = readStatements(file, name).flatMap((statement) =>
    linesOfCamt(statement).map(({ bookedOn, valueOn, amount, balanceAfter, counterparty, summary, reference }): Record<keyof typeof camtColumns, string> => {
      const size = toDecimal(amount).replace('-', '')
      return {
        accountNumber: statement.accountNumber,
        bookedOn,
        valueOn: valueOn ?? '',
        currency: amount.currency,
        received: amount.minor > 0n ? size : '',
        paid: amount.minor < 0n ? size : '',
        balanceAfter: toDecimal(balanceAfter),
        counterparty: shortened(counterparty, 200),
        summary: shortened(summary, 500),
        reference: shortened(reference, 100),
      }
    }),
  )
  return [Object.values(camtColumns), ...rows.map((row) => Object.values(row))]
}

/** Banks may write more than is kept; the whole of it stays in the stored file. */
const shortened = (text: string | null, length: number): string => (text && text.length > length ? `${text.slice(0, length - 1)}…` : (text ?? ''))

function readStatements(file: Buffer, name: string): CamtStatement[] {
  if (file.length > importLimits.xmlBytes) refuse('import.too_large', { limitMiB: importLimits.xmlBytes / 2 ** 20 })
  const text = decoded(file)
  // A statement needs no document type; whoever sends one may mean its entities to be expanded.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) refuse('statement.xml_doctype', { name })
  const sound = XMLValidator.validate(text)
  if (sound !== true) refuse('statement.xml_broken', { name, line: sound.err.line })
  const document = documentInput.safeParse(parsed(text, name))
  if (document.success) return document.data.Document.BkToCstmrStmt.Stmt.map(toStatement)
  const path = document.error.issues[0]?.path.map(String) ?? []
  const at = path.findIndex((part) => part === 'Stmt')
  if (at === -1) refuse('statement.xml_not_camt', { name })
  // Stmt[2].Ntry[17].Amt says where it is; that the first is number 1, people expect.
  refuse('statement.camt_incomplete', { place: path.slice(at).map((part) => (/^\d+$/.test(part) ? `[${Number(part) + 1}]` : `/${part}`)).join('').slice(1) })
}

/** As its declaration says, else UTF-8. UTF-16 has already been refused, as no text. */
function decoded(file: Buffer): string {
  const declared = /^[^<]*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(file.subarray(0, 200).toString('latin1'))?.[1] ?? 'utf-8'
  const encoding = encodings[declared.toLowerCase()]
  try {
    if (encoding) return new TextDecoder(encoding, { fatal: true }).decode(file)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  refuse('statement.xml_encoding', { encoding: declared })
}

const encodings: Readonly<Record<string, string>> = { 'utf-8': 'utf-8', utf8: 'utf-8', 'us-ascii': 'utf-8', gb18030: 'gb18030', gbk: 'gb18030', gb2312: 'gb18030' }

/** Names without their namespace, every value as the text that it is: an amount never becomes a float. */
const parser = new XMLParser({
  ignoreAttributes: false,
  removeNSPrefix: true,
  parseTagValue: false,
  // Named entities beyond XML's five and numbered characters; there is no document type that could add others.
  htmlEntities: true,
  isArray: (tag) => repeated.has(tag),
})
const repeated = new Set(['Stmt', 'Bal', 'Ntry', 'NtryDtls', 'TxDtls', 'Ustrd', 'Strd', 'AddtlRmtInf'])

function parsed(text: string, name: string): unknown {
  try {
    return parser.parse(text)
  } catch (error) {
    // What is left to go wrong in a sound text is nesting beyond any statement, or names that mean mischief.
    if (error instanceof Error) refuse('statement.xml_not_camt', { name })
    throw error
  }
}

const dayInput = z
  .union([z.object({ Dt: z.string() }).transform(({ Dt }) => Dt), z.object({ DtTm: z.string() }).transform(({ DtTm }) => DtTm)])
  .transform((day) => day.slice(0, 10))
  .pipe(plainDateInput)
const sideInput = z.enum(['CRDT', 'DBIT'])
const amountInput = z
  .object({ '#text': z.string(), '@_Ccy': z.string() })
  .transform(({ '#text': text, '@_Ccy': currency }, context): Money => {
    const amount = isCurrency(currency) ? parseDecimal(text.replace(/^0+(?=\d)/, ''), currency) : undefined
    if (amount && amount.minor >= 0n) return amount
    context.addIssue('no amount')
    return z.NEVER
  })
const text = z.string().optional().catch(undefined)
const texts = z.array(z.string()).default([]).catch([])
const codeInput = z.union([z.string(), z.object({ Cd: z.string() }).transform(({ Cd }) => Cd)])
const partyInput = z
  .union([z.object({ Nm: z.string() }), z.object({ Pty: z.object({ Nm: z.string() }) }).transform(({ Pty }) => Pty)])
  .transform(({ Nm }) => Nm)
  .optional()
  .catch(undefined)

const transactionInput = z.object({
  Refs: z.object({ AcctSvcrRef: text, EndToEndId: text, TxId: text }).default({}).catch({}),
  // A detail in a currency that no books are kept in says nothing of the account's own.
  Amt: amountInput.optional().catch(undefined),
  AmtDtls: z.object({ TxAmt: z.object({ Amt: amountInput }).optional() }).optional().catch(undefined),
  CdtDbtInd: sideInput.optional(),
  RltdPties: z.object({ Dbtr: partyInput, Cdtr: partyInput }).default({}).catch({}),
  RmtInf: z
    .object({ Ustrd: texts, Strd: z.array(z.object({ CdtrRefInf: z.object({ Ref: text }).default({}).catch({}), AddtlRmtInf: texts })).default([]).catch([]) })
    .default({ Ustrd: [], Strd: [] }),
  AddtlTxInf: text,
})

const entryInput = z
  .object({
    NtryRef: text,
    Amt: amountInput,
    CdtDbtInd: sideInput,
    RvslInd: z.enum(['true', 'false', '1', '0']).optional(),
    Sts: codeInput,
    BookgDt: dayInput,
    ValDt: dayInput.optional(),
    AcctSvcrRef: text,
    // An empty element comes as an empty text.
    NtryDtls: z.array(z.union([z.object({ TxDtls: z.array(transactionInput).default([]) }), z.literal('').transform(() => ({ TxDtls: [] }))])).default([]),
    AddtlNtryInf: text,
  })

const statementInput = z.object({
  Id: z.string(),
  Acct: z.object({ Id: z.union([z.object({ IBAN: z.string() }), z.object({ Othr: z.object({ Id: z.string() }) })]) }),
  Bal: z
    .array(
      z.object({ Tp: z.object({ CdOrPrtry: z.union([z.object({ Cd: z.string() }), z.object({ Prtry: z.string() })]) }), Amt: amountInput, CdtDbtInd: sideInput })
    ),
  Ntry: z.array(entryInput).default([]),
})

const documentInput = z.object({ Document: z.object({ BkToCstmrStmt: z.object({ Stmt: z.array(statementInput) }) }) })

type Read<Input extends z.ZodType> = z.output<Input>

function toStatement({ Id: id, Acct, Bal, Ntry }: Read<typeof statementInput>): CamtStatement {
  const balances = Bal.map(({ Tp, Amt, CdtDbtInd }) => ({ code: 'Cd' in Tp.CdOrPrtry ? Tp.CdOrPrtry.Cd : Tp.CdOrPrtry.Prtry, amount: signed(Amt, CdtDbtInd) }))
  const ofKind = (code: string) => balances.filter((balance) => balance.code === code).map(({ amount }) => amount)
  // A statement in pages opens or closes a page with an interim balance; what closed the day before opens this one.
  const interim = ofKind('ITBD')
  const opening = ofKind('OPBD')[0] ?? ofKind('PRCD')[0] ?? interim.shift()
  const closing = ofKind('CLBD')[0] ?? interim.at(-1)
  const lacks = (code: string) => refuse('statement.camt_incomplete', { place: `Stmt ${id}/Bal ${code}` })
  return {
    id,
    accountNumber: 'IBAN' in Acct.Id ? Acct.Id.IBAN : Acct.Id.Othr.Id,
    opening: opening ?? lacks('OPBD'),
    closing: closing ?? lacks('CLBD'),
    entries: Ntry.filter(({ Sts }) => Sts === 'BOOK').map(toEntry),
  }
}

function toEntry(entry: Read<typeof entryInput>): CamtEntry {
  const { Amt, CdtDbtInd, BookgDt, ValDt, AcctSvcrRef, NtryRef, AddtlNtryInf } = entry
  const reversal = entry.RvslInd === 'true' || entry.RvslInd === '1'
  return {
    bookedOn: BookgDt,
    valueOn: ValDt ?? null,
    amount: signed(Amt, CdtDbtInd),
    reversal,
    reference: given(AcctSvcrRef),
    number: given(NtryRef),
    information: given(AddtlNtryInf),
    transactions: entry.NtryDtls.flatMap(({ TxDtls }) => TxDtls).map((transaction) => toTransaction(transaction, CdtDbtInd, reversal)),
  }
}

function toTransaction(transaction: Read<typeof transactionInput>, ofEntry: 'CRDT' | 'DBIT', reversal: boolean): CamtTransaction {
  const { Refs, Amt, AmtDtls, CdtDbtInd = ofEntry, RltdPties, RmtInf, AddtlTxInf } = transaction
  const amount = Amt ?? AmtDtls?.TxAmt?.Amt
  const isReceipt = (CdtDbtInd === 'CRDT') !== reversal
  const remittance = [...RmtInf.Ustrd, ...RmtInf.Strd.flatMap(({ CdtrRefInf, AddtlRmtInf }) => [CdtrRefInf.Ref, ...AddtlRmtInf]), AddtlTxInf]
  return {
    amount: amount ? signed(amount, CdtDbtInd) : null,
    // Who stands on the other side of the payment, and of one taken back still does.
    counterparty: given(isReceipt ? RltdPties.Dbtr : RltdPties.Cdtr),
    remittance: given(remittance.filter(Boolean).join(' ')),
    reference: given(Refs.AcctSvcrRef) ?? given(Refs.TxId),
    endToEndId: given(Refs.EndToEndId),
  }
}

/** What the standard has banks write where they were given nothing is nothing. */
const given = (said: string | undefined): string | null => (said === undefined || ['', 'NOTPROVIDED', 'NONREF'].includes(said.trim()) ? null : said.trim())
