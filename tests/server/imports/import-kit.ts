import { Readable } from 'node:stream'
import type { ImportBatchId } from '@cofund/shared/imports/import-batch'
import type { ImportKindName } from '@cofund/shared/imports/import-shape'
import { storeDocument } from '../../../server/documents/document.commands.ts'
import { drainImports } from '../../../server/imports/run-import.ts'
import { openOperatorSession } from '../../../server/people/operator-session.ts'
import { callerAs } from '../../kit/actors.ts'
import type { TestDatabase } from '../../kit/database.ts'

/** The columns of the district's own form, in its order. */
export const standardHeader =
  '贷款编号,贷款银行,银行所在地,借款企业,行业代码,企业所在地,批准日期,放款日期,期限（月）,币种,批准金额（元）,放款金额（元）,担保金额（元）,结果,核销日期,核销本金（元）'

const goodRow = {
  number: 'A-1',
  lender: '申江银行',
  lenderRegion: '上海',
  borrower: '复旦光电有限公司',
  industry: '3976',
  region: '杨浦',
  approvedOn: '2021-03-01',
  disbursedOn: '2021-03-15',
  term: '36',
  currency: 'CNY',
  approved: '1000000',
  disbursed: '1000000.00',
  guaranteed: '800000.50',
  outcome: '已结清',
  chargedOffOn: '',
  chargedOff: '',
}
export type StandardRow = typeof goodRow

/** A sound row of the district's form, but for what is said otherwise. Cells are written as they stand: quote them yourself. */
export const standardRow = (change: Partial<StandardRow> = {}): string => Object.values({ ...goodRow, ...change }).join(',')

export const standardFile = (rows: readonly Partial<StandardRow>[]): string => `${[standardHeader, ...rows.map(standardRow)].join('\n')}\n`

/** Sends files as a person of the demonstration, as a page would. */
export async function importerAs(database: TestDatabase, signInName = 'yangpu.maker') {
  const bugs: unknown[] = []
  const caller = await callerAs(database, signInName, { reportBug: (error) => void bugs.push(error) })
  const session = await openOperatorSession(database.owner, signInName, 'test')

  const store = async (content: string | Buffer | Readable, name = 'loans.csv') =>
    storeDocument(database.app, session, { name, source: content instanceof Readable ? content : Readable.from([Buffer.from(content)]) })
  const get = async (batchId: ImportBatchId) => {
    await drainImports()
    if (bugs.length > 0) throw bugs[0]
    const got = await caller.import.get({ batchId })
    const findings = await caller.import.findings({ batchId, size: 100 })
    return { ...got, findings: findings.rows, findingCount: findings.count }
  }
  const check = async (content: string | Buffer | Readable, { name = 'loans.csv', mapping, kind = 'loans' }: { name?: string; mapping?: string; kind?: ImportKindName } = {}) => {
    const { hash } = await store(content, name)
    const { batchId } = await caller.import.start({ kind, documentHash: hash, mapping })
    return get(batchId)
  }
  const confirm = async ({ batch }: { batch: { id: ImportBatchId; digest: string | null } }, acceptRejections = false) => {
    await caller.import.confirm({ batchId: batch.id, digest: batch.digest ?? '', acceptRejections })
    return get(batch.id)
  }
  return { caller, session, store, check, confirm, get, bugs }
}
export type Importer = Awaited<ReturnType<typeof importerAs>>
