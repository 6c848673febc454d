import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { enterCluster } from '@cofund/db/cluster'
import { connect } from '@cofund/db/connect'
import { migrate } from '@cofund/db/migrate'
import type { AppRouter } from '@cofund/server/app'
import type { ClaimId } from '@cofund/shared/claims/claim'
import { wire } from '@cofund/shared/kernel/wire'
import { TRPCClientError, createTRPCClient, httpLink } from '@trpc/client'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildClient, isClientBuilt } from '../../../server/client-build.ts'
import { demonstrationPassword } from '../../../server/seed/district.ts'
import { seedPeople } from '../../../server/seed/seed-people.ts'
import { expectCoherent } from '../../kit/coherent.ts'
import type { TestDatabase } from '../../kit/database.ts'
import { type ServerProcess, startServer } from '../../kit/server-process.ts'
import { agreeAt, checkersOf, claimsPlaceOn } from './claims-kit.ts'

/** When it is killed, and what of it. How the deeds meet is the machine's to say, so a seed is a likeness, not a replay. */
const seed = Number(process.env['COFUND_KILL_SEED'] ?? Date.now() % 1_000_000)
const rounds = 3
const route = 'DISTRICT-THEN-CITY'

interface Waiting {
  readonly claimId: ClaimId
  readonly proposalId: `prp_${string}`
  readonly voucherNumber: string
}

let dataDir: string
let server: ServerProcess
let waiting: readonly Waiting[]
const cookies = new Map<string, string>()

beforeAll(async () => {
  if (!isClientBuilt()) await buildClient()
  dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cofund-kill-claims-'))
  chmodSync(dataDir, 0o755)
  waiting = await inside(async (database, urls) => {
    await migrate(urls)
    await seedPeople(database.owner)
    const place = claimsPlaceOn(database)
    const pool = await place.plantPool({ route })
    const claims: Waiting[] = []
    for (let count = 0; count < 16; count += 1) {
      const claimId = await place.plantDraft(await place.plantNote(pool))
      const proposalId = await place.submit(claimId)
      await database.owner.updateTable('claim').set({ status: 'verified' }).where('id', '=', claimId).execute()
      await sql`update proposal set step = 2 where id = ${proposalId}`.execute(database.owner)
      await agreeAt(await place.as(checkersOf[route].at(-2) ?? ''), proposalId)
      claims.push({ claimId, proposalId, voucherNumber: `K-${count}` })
    }
    return claims
  })
  server = await startServer({ DATA_DIR: dataDir })
  for (const name of ['city.second', 'yangpu.maker', 'yangpu.checker']) cookies.set(name, await signIn(name))
}, 120_000)

afterAll(async () => {
  await server?.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
}, 60_000)

test(
  `kill -9 of server or database in the middle of approvals and payments, ${rounds} times: what was answered is there, once, and nothing is paid twice`,
  async () => {
    const decided = new Set<ClaimId>()
    const ordered = new Set<ClaimId>()
    let lost = 0
    let next = 0
    const work = async (): Promise<void> => {
      for (let claim = waiting[next++]; claim; claim = waiting[next++]) {
        const { claimId, proposalId, voucherNumber } = claim
        await approve('city.second', proposalId, '批复〔2026〕1号')
        decided.add(claimId)
        // On the server's own day, which is the machine's.
        const { claim: known } = await ask('yangpu.maker', (client) => client.claims.get.query({ claimId }))
        const orderedOn = known.decidedOn ?? expect.unreachable(`${claimId} was not decided`)
        const deed = { kind: 'claim.pay', what: { claimId, voucherNumber, orderedOn } } as const
        const payment = await ask('yangpu.maker', (client) => client.approvals.propose.mutate(deed), `pay ${claimId}`)
        await approve('yangpu.checker', payment.proposalId)
        ordered.add(claimId)
      }
    }
    const approve = async (name: string, proposalId: `prp_${string}`, document?: string): Promise<void> => {
      const { digest } = await ask(name, async (client) => (await client.approvals.get.query({ proposalId })).proposal)
      const said = { proposalId, verdict: 'approve', digest, ...(document && { document }) } as const
      await ask(name, (client) => client.approvals.check.mutate(said), `agree ${proposalId}`)
    }
    /** Asks again until there is an answer: a write under one key, so that what was done is told, not done again. */
    const ask = async <T>(name: string, question: (client: Client) => Promise<T>, key?: string): Promise<T> => {
      for (const deadline = Date.now() + 60_000; ; await delay(50)) {
        try {
          return await question(clientOf(cookies.get(name) ?? '', key && `${key} ${seed}`))
        } catch (error) {
          if (!(error instanceof TRPCClientError) || error.data?.refusal || Date.now() > deadline) throw error
          lost += 1
        }
      }
    }
    const kill = async (): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        const done = ordered.size
        while (ordered.size < done + 3 && ordered.size < waiting.length) await delay(20)
        await delay((seed * (round + 3)) % 60)
        if (ordered.size === waiting.length) return
        if ((seed + round) % 2 === 0) process.kill(postmaster(), 'SIGKILL')
        else {
          await server.end('SIGKILL')
          server = await startServer({ DATA_DIR: dataDir })
        }
      }
    }
    try {
      await Promise.all([kill(), work(), work(), work()])
    } catch (error) {
      console.error(`COFUND_KILL_SEED=${seed}; the server said: ${server.said().slice(-2_000)}`)
      throw error
    }
    expect([decided.size, ordered.size]).toEqual([waiting.length, waiting.length])
    await inside(async ({ owner }) => {
      const { rows } = await sql<{ claims: number; decisions: number; payments: number; vouchers: number; entries: number; paying: number; payable: bigint; ordered: bigint }>`
        select (select count(*)::int from claim) as claims, (select count(*)::int from claim_decision) as decisions,
          (select count(*)::int from claim_payment) as payments, (select count(distinct voucher_number)::int from claim_payment) as vouchers,
          (select count(*)::int from journal_entry where kind = 'claim.paid') as entries,
          (select count(*)::int from claim where status = 'paying') as paying,
          (select sum(payable_minor)::int8 from claim) as payable, (select sum(minor)::int8 from claim_payment) as ordered`.execute(owner)
      const each = waiting.length
      const total = BigInt(each) * 80_000_000n
      expect(rows).toEqual([{ claims: each, decisions: each, payments: each, vouchers: each, entries: each, paying: each, payable: total, ordered: total }])
      await expectCoherent(owner)
    })
    expect(lost).toBeGreaterThan(0)
  },
  120_000,
)

type Client = ReturnType<typeof createTRPCClient<AppRouter>>

/** Made for each request: a server that is started again listens elsewhere. */
function clientOf(cookie: string, key?: string): Client {
  const headers = { cookie, origin: server.address, ...(key !== undefined && { 'idempotency-key': key }) }
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${server.address}/api/trpc`, transformer: wire, headers })] })
}

async function signIn(name: string): Promise<string> {
  const { headers } = await fetch(`${server.address}/api/trpc/people.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: demonstrationPassword }),
  })
  return headers.getSetCookie()[0]?.split(';')[0] ?? expect.unreachable(`${name} could not sign in`)
}

const postmaster = (): number => Number(readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])

/** Enters the database beside the server, and leaves it: who stays would start it again in the server's place. */
async function inside<T>(look: (database: TestDatabase, urls: { ownerUrl: string; appUrl: string }) => Promise<T>): Promise<T> {
  const cluster = await enterCluster({ dataDir })
  const owner = connect(cluster.ownerUrl, { name: 'kill test', poolSize: 2, statementTimeoutMs: 0 })
  const app = connect(cluster.appUrl, { name: 'kill test' })
  try {
    return await look({ owner, app, ...cluster, close: async () => {} }, cluster)
  } finally {
    await Promise.all([owner.destroy(), app.destroy()])
    await cluster.leave()
  }
}
