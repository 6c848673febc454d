import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { enterCluster } from '@cofund/db/cluster'
import { type Db, connect } from '@cofund/db/connect'
import { migrate } from '@cofund/db/migrate'
import type { AppRouter } from '@cofund/server/app'
import { fen } from '@cofund/shared/kernel/money'
import { type PlainDate, addDays, addMonths, plainDate } from '@cofund/shared/kernel/plain-date'
import { wire } from '@cofund/shared/kernel/wire'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import { TRPCClientError, createTRPCClient, httpLink } from '@trpc/client'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildClient, isClientBuilt } from '../../server/client-build.ts'
import { demonstrationPassword } from '../../server/seed/district.ts'
import { seedPeople } from '../../server/seed/seed-people.ts'
import { expectCoherent } from '../kit/coherent.ts'
import { type ServerProcess, runCommand, startServer } from '../kit/server-process.ts'
import { isSoak } from '../kit/soak.ts'

/** Draws what is done, to what, and when it is killed. How the writers meet is the machine's to say, so a seed is a likeness, not a replay. */
const seed = Number(process.env['COFUND_KILL_SEED'] ?? Date.now() % 1_000_000)
const rounds = isSoak ? 500 : 30

type Client = ReturnType<typeof createTRPCClient<AppRouter>>
/** A whole number below `limit`. */
type Draw = (limit: number) => number

/** Somebody at a desk, who sends one request after another and sends again what was not answered. */
interface Writer {
  readonly cookie: string
  readonly draw: Draw
  readonly desk: Desk
  readonly does: 'makes' | 'checks'
}

/** What the writers of one organisation work on. */
interface Desk {
  readonly books: readonly [BookId, BookId]
  readonly head: string
  readonly entries: EntryId[]
}

let dataDir: string
let server: ServerProcess
let writers: readonly Writer[]

beforeAll(async () => {
  if (!isClientBuilt()) await buildClient()
  // In memory where there is such a folder: a killed process loses nothing of what the system has taken, on disk or not.
  dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cofund-kill-'))
  chmodSync(dataDir, 0o755)
  // People and no history: each proof then looks at what the writers wrote.
  await inside(async (owner, urls) => {
    await migrate(urls)
    await seedPeople(owner)
  })
  server = await startServer({ DATA_DIR: dataDir })
  const yangpu = await openDesk('yangpu.maker', 'KILL-YP')
  const fund = await openDesk('fund.maker', 'KILL-GF')
  writers = await Promise.all([
    sitDown('yangpu.maker', yangpu, 'makes', 1),
    sitDown('yangpu.maker', yangpu, 'makes', 2),
    sitDown('yangpu.maker', yangpu, 'makes', 3),
    sitDown('yangpu.checker', yangpu, 'checks', 4),
    sitDown('yangpu.checker', yangpu, 'checks', 5),
    sitDown('fund.maker', fund, 'makes', 6),
    sitDown('fund.maker', fund, 'makes', 7),
    sitDown('fund.checker', fund, 'checks', 8),
  ])
}, 180_000)

afterAll(async () => {
  await server?.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
}, 60_000)

/** What was answered: under its note, the ids of what was written. */
const acknowledged = new Map<string, string>()
/** What was not answered at first: under its key, the moment at which that was noticed. */
const unanswered = new Map<string, Date>()
const refusals = new Map<string, number>()
let killed = 0

test(
  `kill -9 of server and database under 8 writers, ${rounds} times: every answered write is there, none twice, and verify passes`,
  async () => {
    const draw = drawing(seed)
    const began = Date.now()
    try {
      while (killed < rounds) {
        await workUntilKilled(draw)
        killed += 1
        await inside(async (owner) => {
          await expectAcknowledged(owner)
          await expectCoherent(owner)
        })
        if (isSoak && killed % 50 === 0) console.log(`${killed} kills, ${acknowledged.size} writes answered, all there`)
      }
      const survived = await inside(countSurvivors)
      const { status, lines } = await runCommand(['verify'], { DATA_DIR: dataDir })
      expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([])
      expect(status).toBe(0)
      console.log(
        `${killed} kills in ${((Date.now() - began) / 1_000).toFixed(0)} s: ${acknowledged.size} writes answered; ` +
          `${unanswered.size} requests lost their answer, ${survived} of them after the commit; refused: ${JSON.stringify(Object.fromEntries(refusals))}`,
      )
    } catch (error) {
      console.error(`COFUND_KILL_SEED=${seed}, after ${killed} kills; the server said: ${server.said().slice(-3_000)}`)
      throw error
    }
    expect(unanswered.size).toBeGreaterThan(0)
  },
  isSoak ? 7_200_000 : 240_000,
)

/** All work; something is killed in the middle of it; each has an answer to the last request before this ends. */
async function workUntilKilled(draw: Draw): Promise<void> {
  let over = false
  const work = async (writer: Writer): Promise<void> => {
    while (!over) await (writer.does === 'makes' ? make(writer) : check(writer))
  }
  const kill = async (): Promise<void> => {
    await delay(100 + draw(900))
    const what = draw(3)
    if (what !== 0) process.kill(postmaster(), 'SIGKILL')
    if (what !== 1) {
      await server.end('SIGKILL')
      server = await startServer({ DATA_DIR: dataDir })
    }
  }
  await Promise.all([kill().finally(() => (over = true)), ...writers.map(work)])
}

async function make(writer: Writer): Promise<void> {
  const { draw, desk } = writer
  const [bookId, other] = draw(2) === 0 ? desk.books : desk.books.toReversed() as [BookId, BookId]
  const effectiveOn = dayOf(draw)
  const amount = fen(BigInt(1 + draw(1_000_000)))
  const does = draw(10)
  if (does < 6) {
    await send(writer, async (client, note) => {
      const lines = [{ account: { head: 'cash' }, amount }, { account: { head: desk.head, detail: 'district' }, amount: fen(-amount.minor) }]
      const { id } = await client.ledger.post.mutate({ bookId, effectiveOn, note, postings: lines })
      desk.entries.push(id)
      return [id]
    })
  } else if (does < 8) {
    await send(writer, async (client, note) => {
      const cash = { head: 'cash' }
      const { entries } = await client.ledger.transfer.mutate({
        from: { bookId, account: cash },
        into: { bookId: other, account: cash },
        amount,
        effectiveOn,
        note,
      })
      return entries.map(({ id }) => id)
    })
  } else {
    const closedThrough = await ask(writer, async (client) => (await client.ledger.periods.query({ bookId })).closedThrough)
    const reopened = draw(3) === 0 ? closedThrough : null
    await send(writer, async (client, note) => {
      const { proposalId } = await client.approvals.propose.mutate(
        reopened
          ? { kind: 'ledger.reopen_period', what: { bookId, month: reopened, reason: note }, note }
          : { kind: 'ledger.close_period', what: { bookId, month: closedThrough ? addMonths(closedThrough, 1) : firstMonth }, note },
      )
      return [proposalId]
    })
  }
}

async function check(writer: Writer): Promise<void> {
  const { draw, desk } = writer
  const entryId = desk.entries[draw(Math.max(desk.entries.length, 1))]
  if (entryId && draw(2) === 0) {
    await send(writer, async (client, note) => {
      const { entries } = await client.ledger.reverse.mutate({ entryId, effectiveOn: lastDay, note })
      return entries.map(({ id }) => id)
    })
    return
  }
  const found = await ask(writer, async (client) => {
    const { rows } = await client.approvals.inbox.query({ box: 'todo' })
    const row = rows[draw(Math.max(rows.length, 1))]
    return row && (await client.approvals.get.query({ proposalId: row.id })).proposal
  })
  if (!found) return delay(20)
  const { id: proposalId, digest } = found
  const verdict = draw(5) === 0 ? 'reject' : 'approve'
  await send(writer, async (client, note) => {
    const { status } = await client.approvals.check.mutate({ proposalId, digest, verdict, opinion: note })
    if (status === 'applied') acknowledged.set(`done ${proposalId}`, proposalId)
    return [proposalId]
  })
}

let sent = 0

/** Sends one write under one key until it is answered, and remembers the answer under the write's own note. */
async function send(writer: Writer, write: (client: Client, note: string) => Promise<readonly string[]>): Promise<void> {
  sent += 1
  const note = `kill ${seed}-${sent}`
  const written = await ask(writer, (client) => write(client, note), note)
  if (written) acknowledged.set(note, written.toSorted().join(' '))
}

/** What is said no to because others were quicker; any other refusal is a failure of the test. */
const expected = /^ledger\.(?:already_reversed|is_reversal|reversal_too_early|period_|earlier_period_open|nothing_closed|reopen_last_only)|^approval\./

/** Asks until there is an answer; undefined when it is a refusal. */
async function ask<T>(writer: Writer, question: (client: Client) => Promise<T>, key?: string): Promise<T | undefined> {
  for (const deadline = Date.now() + 60_000; ; await delay(50)) {
    try {
      return await question(clientOf(writer.cookie, key))
    } catch (error) {
      const code = refusalIn(error)
      if (code !== undefined && !expected.test(code)) throw error
      if (code !== undefined) {
        refusals.set(code, (refusals.get(code) ?? 0) + 1)
        return undefined
      }
      if (Date.now() > deadline) throw error
      if (key !== undefined && !unanswered.has(key)) unanswered.set(key, new Date())
    }
  }
}

function refusalIn(error: unknown): string | undefined {
  if (!(error instanceof TRPCClientError)) throw error
  const data = error.data as { readonly refusal?: { readonly code: string } | null } | null | undefined
  return data?.refusal?.code
}

/** What is in the database is what was answered: nothing is missing, nothing is there twice, and nothing that was refused. */
async function expectAcknowledged(owner: Db): Promise<void> {
  const { rows } = await sql<{ note: string; written: string }>`
    select note, string_agg(id, ' ' order by id collate "C") as written
    from (
      select note, id from journal_entry
      union all select note, id from proposal
      union all select opinion, proposal_id from proposal_move where move <> 'propose'
      union all select 'done ' || (facts ->> 'proposalId'), facts ->> 'proposalId' from act where kind = 'proposal.applied'
    ) as noted
    where note like 'kill %' or note like 'done %' group by note`.execute(owner)
  const found = new Map(rows.map(({ note, written }) => [note, written]))
  const notes = [...new Set([...acknowledged.keys(), ...found.keys()])]
  const differences = notes.filter((note) => acknowledged.get(note) !== found.get(note))
  expect(differences.map((note) => ({ note, answered: acknowledged.get(note), found: found.get(note) }))).toEqual([])
  const events = await owner.selectFrom('book_period_event').select('book_id').execute()
  expect(events).toHaveLength(notes.filter((note) => note.startsWith('done ')).length)
}

/** Of the requests that lost their answer, how many had been carried out: their second sending was told what the first had done. */
async function countSurvivors(owner: Db): Promise<number> {
  const { rows } = await sql<{ survived: number }>`
    select count(*)::int as survived
    from unnest(${[...unanswered.keys()]}::text[], ${[...unanswered.values()].map((moment) => moment.toISOString())}::timestamptz[]) as lost (key, noticed_at)
    join request using (key) where recorded_at < noticed_at`.execute(owner)
  return rows[0]?.survived ?? 0
}

/** Enters the database beside the server, and leaves it: who stays would start it again in the server's place. */
async function inside<T>(look: (owner: Db, urls: { ownerUrl: string; appUrl: string }) => Promise<T>): Promise<T> {
  const cluster = await enterCluster({ dataDir })
  const owner = connect(cluster.ownerUrl, { name: 'kill test', poolSize: 1, statementTimeoutMs: 0 })
  try {
    return await look(owner, cluster)
  } finally {
    await owner.destroy()
    await cluster.leave()
  }
}

const postmaster = (): number => Number(readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])

async function signIn(name: string): Promise<string> {
  const { headers } = await fetch(`${server.address}/api/trpc/people.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: demonstrationPassword }),
  })
  return headers.getSetCookie()[0]?.split(';')[0] ?? expect.unreachable(`${name} could not sign in`)
}

/** Made for each request: a server that is started again listens elsewhere. */
function clientOf(cookie: string, key?: string): Client {
  const headers = { cookie, origin: server.address, ...(key !== undefined && { 'idempotency-key': key }) }
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${server.address}/api/trpc`, transformer: wire, headers })] })
}

async function openDesk(maker: string, code: string): Promise<Desk> {
  const client = clientOf(await signIn(maker))
  const open = async (number: number): Promise<BookId> =>
    (await client.ledger.openBook.mutate({ kind: 'pool', code: `${code}-${number}`, nameZh: '试', nameEn: 'trial' })).id
  return { books: [await open(1), await open(2)], head: 'contribution', entries: [] }
}

const sitDown = async (name: string, desk: Desk, does: Writer['does'], place: number): Promise<Writer> => ({
  cookie: await signIn(name),
  draw: drawing(seed + place),
  desk,
  does,
})

/** Early enough that 500 rounds do not run out of months. */
const firstMonth = plainDate('1990-01-01')
const lastDay = plainDate('2026-06-30')
const dayOf = (draw: Draw): PlainDate => addDays(lastDay, -draw(13_000))

/** Numbers that look drawn and follow from the seed: the multiplier and increment are those of Numerical Recipes. */
function drawing(from: number): Draw {
  let state = (from * 2_654_435_761) >>> 0
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
