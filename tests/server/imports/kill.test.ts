import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { enterCluster } from '@cofund/db/cluster'
import { connect } from '@cofund/db/connect'
import type { AppRouter } from '@cofund/server/app'
import type { ImportBatch, ImportBatchId } from '@cofund/shared/imports/import-batch'
import { wire } from '@cofund/shared/kernel/wire'
import { createTRPCClient, httpLink } from '@trpc/client'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '@cofund/db/migrate'
import { buildClient, isClientBuilt } from '../../../server/client-build.ts'
import { demonstrationPassword } from '../../../server/seed/district.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { type ServerProcess, runCommand, startServer } from '../../kit/server-process.ts'
import { isSoak } from '../../kit/soak.ts'
import { standardHeader, standardRow } from './import-kit.ts'

/** Large enough that each kill below falls into the middle of it. */
const rows = isSoak ? 60_000 : 15_000
const fileOf = (round: number): Buffer =>
  gzipSync(`${standardHeader}\n${Array.from({ length: rows }, (_, index) => standardRow({ number: `${round}-${index}` })).join('\n')}\n`, { level: 1 })

let dataDir: string
let server: ServerProcess
beforeAll(async () => {
  if (!isClientBuilt()) await buildClient()
  dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cofund-kill-'))
  chmodSync(dataDir, 0o755)
  const cluster = await enterCluster({ dataDir })
  await migrate(cluster)
  const owner = connect(cluster.ownerUrl, { poolSize: 1 })
  await seedPeople(owner).finally(() => owner.destroy())
  await cluster.leave()
  server = await startServer({ DATA_DIR: dataDir })
}, 180_000)
afterAll(async () => {
  await server.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
}, 60_000)

async function signedIn() {
  const { headers } = await fetch(`${server.address}/api/trpc/people.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'yangpu.maker', password: demonstrationPassword }),
  })
  const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const own = { cookie, origin: server.address }
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${server.address}/api/trpc`, transformer: wire, headers: own })] })
  return { client, headers: own }
}

async function confirmed(round: number): Promise<ImportBatchId> {
  const { client, headers } = await signedIn()
  const answer = await fetch(`${server.address}/api/documents?name=book-${round}.csv.gz`, { method: 'POST', headers, body: new Uint8Array(fileOf(round)) })
  const { hash } = (await answer.json()) as { hash: string }
  const { batchId } = await client.import.start.mutate({ kind: 'loans', documentHash: hash })
  const checked = await until(batchId, ({ status }) => status !== 'checking')
  await client.import.confirm.mutate({ batchId, digest: checked.digest ?? '' })
  return batchId
}

/** Asks until it is so. A server whose database has just died may not answer at once. */
async function until(batchId: ImportBatchId, is: (batch: ImportBatch) => boolean): Promise<ImportBatch> {
  for (const deadline = Date.now() + 120_000; ; await delay(200)) {
    const batch = await signedIn()
      .then(({ client }) => client.import.get.query({ batchId }))
      .then(({ batch: found }) => found, () => undefined)
    if (batch && is(batch)) return batch
    if (Date.now() > deadline) throw new Error(`${batchId} is still ${batch?.status ?? 'silent'}: ${server.said().slice(-2000)}`)
  }
}

async function countLoans(batchId?: ImportBatchId): Promise<number> {
  const cluster = await enterCluster({ dataDir })
  const owner = connect(cluster.ownerUrl, { poolSize: 1 })
  const { rows: counted } = await sql<{ loans: number }>`
    select (count(*) + (select count(*) from loan_rollup where batch_id = ${batchId ?? 'none'})
      + (select count(*) from act where kind = 'loans.imported' and facts ->> 'batchId' = ${batchId ?? 'none'}))::int as loans
    from loan where ${batchId === undefined} or batch_id = ${batchId ?? 'none'}`.execute(owner)
  await owner.destroy()
  await cluster.leave()
  return counted[0]?.loans ?? -1
}

const killDatabase = (): void => void process.kill(Number(readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')

/** Milliseconds after the confirmation of 1,000 rows: drawn once, kept, so that a failure comes again. */
const moments = [
  ['the server', 2.5],
  ['the server', 22],
  ['the server', 48],
  ['the database', 12],
  ['the database', 38],
] as const

describe.each(moments.map(([what, moment]) => [what, Math.round((moment * rows) / 1_000)] as const))('kill -9 of %s, %i ms into an import', (what, moment) => {
  test('leaves nothing half there; the next start shows the batch as interrupted, and it can be started again', async () => {
    const round = moment
    const batchId = await confirmed(round)
    await delay(moment)
    if (what === 'the server') {
      await server.end('SIGKILL')
      server = await startServer({ DATA_DIR: dataDir })
    } else killDatabase()

    const found = await until(batchId, ({ status }) => status === 'interrupted' || status === 'imported')
    const written = await countLoans(batchId)
    // Committed before the kill came, or not at all: loans, their rollup and the one act together.
    if (found.status === 'imported') expect(written).toBeGreaterThan(rows)
    else {
      expect(written).toBe(0)
      const { client } = await signedIn()
      await client.import.restart.mutate({ batchId })
      const done = await until(batchId, ({ status }) => status !== 'importing')
      expect(done).toMatchObject({ status: 'imported', counts: { taken: rows } })
    }
    expect(await countLoans(batchId)).toBe(rows + 2)
  }, 240_000)
})

test('after all of it the books still prove, and every loan is there once', async () => {
  expect(await countLoans()).toBe(moments.length * rows)
  expect(await runCommand(['verify'], { DATA_DIR: dataDir })).toMatchObject({ status: 0 })
}, 120_000)
