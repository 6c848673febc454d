/** What a statement of the tests says; what is not said is sound. */
export interface CamtFile {
  readonly id?: string
  readonly account?: string
  readonly currency?: string
  readonly opening: string
  readonly closing: string
  readonly entries: readonly string[]
  /** Beside opening (OPBD) and closing (CLBD). */
  readonly codes?: readonly [string, string]
}

const balance = (code: string, amount: string, currency: string) => `
      <Bal>
        <Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>
        <Amt Ccy="${currency}">${amount.replace('-', '')}</Amt><CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd>
        <Dt><Dt>2026-03-31</Dt></Dt>
      </Bal>`

export const camtStatement = (file: CamtFile): string => {
  const { id = 'STM-2026-03', account = '622200001001', currency = 'CNY', codes = ['OPBD', 'CLBD'], opening, closing, entries } = file
  return `
    <Stmt>
      <Id>${id}</Id>
      <CreDtTm>2026-04-01T08:00:00+08:00</CreDtTm>
      <Acct><Id><Othr><Id>${account}</Id></Othr></Id><Ccy>${currency}</Ccy></Acct>${balance(codes[0], opening, currency)}${balance(codes[1], closing, currency)}
      ${entries.join('\n      ')}
    </Stmt>`
}

export const camtFile = (...files: readonly CamtFile[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>MSG-1</MsgId><CreDtTm>2026-04-01T08:00:00+08:00</CreDtTm></GrpHdr>${files.map(camtStatement).join('')}
  </BkToCstmrStmt>
</Document>
`

interface Entry {
  readonly on: string
  readonly amount: string
  readonly reference?: string
  readonly currency?: string
  readonly details?: string
  readonly more?: string
}

/** An entry that is booked: what went out has a minus before its amount. */
export const camtEntry = ({ on, amount, reference, currency = 'CNY', details = '', more = '' }: Entry): string =>
  `<Ntry>${more}<Amt Ccy="${currency}">${amount.replace('-', '')}</Amt><CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd>` +
  `<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>` +
  `${reference === undefined ? '' : `<AcctSvcrRef>${reference}</AcctSvcrRef>`}<NtryDtls>${details}</NtryDtls></Ntry>`
