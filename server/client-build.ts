import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { projectFolder } from '@cofund/db/cluster-place'
import { StartFailure } from '@cofund/db/start-failure'

export const clientDir = join(projectFolder, 'client/dist')

/** Lies among the built files and tells what they were built from. */
const stamp = 'built-from.txt'

/** Whether the built pages are those of the sources as they are now. */
export function isClientBuilt(): boolean {
  const file = join(clientDir, stamp)
  return existsSync(file) && readFileSync(file, 'utf8') === hashOfSources()
}

/**
 * Builds the pages beside the old ones and then changes them over, so that a server that serves the old ones meanwhile
 * never serves half of each.
 * @throws StartFailure when they cannot be built
 */
export async function buildClient(onStarted: (build: ChildProcess) => void = () => {}): Promise<void> {
  const builtFrom = hashOfSources()
  const fresh = `${clientDir}.${process.pid}`
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js')
  const build = spawn(process.execPath, [vite, 'build', '--outDir', fresh, '--logLevel', 'error'], {
    cwd: projectFolder,
    stdio: 'pipe',
  })
  onStarted(build)
  let said = ''
  build.stderr.on('data', (text: Buffer) => (said += text.toString()))
  build.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const status = await new Promise((resolve) => build.once('close', resolve))
  try {
    if (status !== 0)
      throw new StartFailure(
        `The pages could not be built: ${stripVTControlCharacters(said).trim().split('\n').slice(0, 8).join(' ').replaceAll(/\s+/g, ' ')}`,
      )
    writeFileSync(join(fresh, stamp), builtFrom)
    rmSync(clientDir, { recursive: true, force: true })
    renameSync(fresh, clientDir)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    // Another start has built the same pages meanwhile.
    if (isClientBuilt()) return
    throw error instanceof StartFailure
      ? error
      : new StartFailure(`The pages cannot be written to ${clientDir}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  const add = (path: string) =>
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(projectFolder, path)))
  const addFolder = (folder: string) => {
    const entries = readdirSync(join(projectFolder, folder), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === 'node_modules' || entry.name.startsWith('dist')) continue
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) addFolder(path)
      else add(path)
    }
  }
  add('vite.config.ts')
  add('pnpm-lock.yaml')
  addFolder('client')
  addFolder('shared')
  return hash.digest('hex')
}
