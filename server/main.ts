import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { makeFolder } from '@cofund/db/cluster-place'
import { connect } from '@cofund/db/connect'
import { databaseFor } from '@cofund/db/database'
import { migrate, requireCurrentSchema } from '@cofund/db/migrate'
import { StartFailure } from '@cofund/db/start-failure'
import { kernelWords } from '@cofund/shared/kernel/kernel.words'
import { pino } from 'pino'
import { connectionLimits, createApp } from './app.ts'
import { signDaily } from './audit/daily-checkpoint.ts'
import { buildClient, clientDir, isClientBuilt } from './client-build.ts'
import { drainImports } from './imports/run-import.ts'
import { loadDemonstrationOnFirstRun } from './first-run.ts'
import { createLog } from './kernel/log.ts'
import { demonstrationPassword, organisations, people } from './seed/district.ts'
import { type Settings, readSettings } from './settings.ts'

/** What has been opened so far, to be closed in reverse: a signal may come at any moment of the start, too. */
const opened: (() => Promise<void> | void)[] = []
let ending = false

try {
  const settings = readSettings()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  await start(settings)
} catch (error) {
  // What fails because the database was stopped under it, once a signal has come, is no news.
  if (!ending) {
    console.error(error instanceof StartFailure ? error.message : error)
    await end(1)
  }
}

async function start(settings: Settings): Promise<void> {
  await requireFreePort(settings)
  writePidFile(settings)

  if (!isClientBuilt()) {
    console.log('Building the pages …')
    await buildClient((build) => opened.push(() => void build.kill()))
  }

  const database = await databaseFor(settings)
  opened.push(database.leave)
  const { ownerUrl, appUrl, embedded } = database
  const db = connect(appUrl, { name: 'cofund server' })
  opened.push(() => db.destroy())

  if (embedded && ownerUrl) {
    await loadDemonstrationOnFirstRun({ ownerUrl, appUrl }, () => console.log('Loading the demonstration district …'))
  }
  if (ownerUrl) {
    const ran = await migrate({ ownerUrl, appUrl })
    if (ran.length > 0) console.log(`Migrated the database: ${ran.length} ${ran.length === 1 ? 'step' : 'steps'}`)
  } else {
    await requireCurrentSchema(db)
  }

  const log = createLog(settings.logLevel, pino.destination(2))
  const secure = settings.publicUrl?.startsWith('https:') ?? false
  const server = createServer(connectionLimits, createApp({ db, log, clientDir, secure, demonstration: embedded }))
  const { port } = await listen(server, settings)
  // An import that runs is let come to its end: it has been confirmed, and starting it again would cost its reader the wait.
  opened.push(drainImports)
  opened.push(() => drain(server))
  if (ownerUrl && settings.signsDaily) opened.push(signDaily({ ownerUrl, keyFile: settings.checkpointKey, log }))

  const address = settings.publicUrl ?? `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`
  console.log(`\n${kernelWords['app.name'].zh} ${kernelWords['app.name'].en}: ${address}\nDatabase: ${database.where}`)
  if (embedded) printSignIns()
}

/** Ends the process, closing whatever is open, the last first. */
async function end(status: number): Promise<void> {
  if (ending) return
  ending = true
  let worst = status
  for (const close of opened.toReversed()) {
    try {
      await close()
    } catch (error) {
      // What is left to close still matters more than what would not.
      console.error(error)
      worst = 1
    }
  }
  process.exit(worst)
}

/** Before the work of starting, so that the usual mistake is told at once; `listen` looks again. */
async function requireFreePort(settings: Settings): Promise<void> {
  const probe = createServer()
  await listen(probe, settings)
  await new Promise((resolve) => probe.close(resolve))
}

async function listen(server: Server, { host, port }: Settings): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new StartFailure(`Port ${port} on ${host} is taken: stop what listens there, or set PORT`))
      else reject(new StartFailure(`Cannot listen on ${host}, port ${port} (${error.code ?? error.message}): set HOST and PORT`))
    })
    server.listen(port, host, resolve)
  })
  return server.address() as AddressInfo
}

/** Lets the requests that run come to their end, for 8 seconds; open event streams would otherwise hold us for ever. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const impatience = setTimeout(() => server.closeAllConnections(), 8_000)
  await closed
  clearTimeout(impatience)
}

/** `npx` and `pnpm` forward no signals: who wants to stop the server signals this number. */
function writePidFile({ pidFile }: Settings): void {
  try {
    makeFolder(dirname(pidFile))
    writeFileSync(pidFile, `${process.pid}\n`)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new StartFailure(`The data folder ${dirname(pidFile)} cannot be written (${reason}): set DATA_DIR to a folder that can`)
  }
  opened.push(() => {
    // A second server on the same data may have written its own number since, and may have left before us.
    if (existsSync(pidFile) && readFileSync(pidFile, 'utf8') === `${process.pid}\n`) rmSync(pidFile)
  })
}

function printSignIns(): void {
  console.log(`Demonstration sign-ins, password ${demonstrationPassword}:`)
  for (const { signInName, memberships } of people) {
    const places = memberships.map(({ organisationId }) => organisations.find(({ id }) => id === organisationId))
    console.log(`  ${signInName.padEnd(18)}${places.map((place) => `${place?.nameEn} ${place?.nameZh}`).join(' / ')}`)
  }
}
