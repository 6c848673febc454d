import { type ChildProcess, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

const project = resolve(import.meta.dirname, '../..')
/** Of each start half is the stripping of types and compiling: what an earlier one has left is taken. */
const compiled = join(project, 'node_modules/.cache/node-compile')

/** `pnpm start`, as the process that it comes down to. */
export interface ServerProcess {
  readonly pid: number
  readonly address: string
  /** What it has printed on both streams so far. */
  readonly said: () => string
  /** Sends a signal and waits for the end; answers the exit status, null after a kill. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

export interface Outcome {
  readonly status: number | null
  readonly lines: readonly string[]
}

export type Variables = Readonly<Record<string, string>>

/** Starts a server on a free port and waits for its address. */
export async function startServer(variables: Variables): Promise<ServerProcess> {
  const { child, said, exited } = launch(variables)
  const address = await Promise.race([printed(child, said, /(http:\/\/\S+)/), exited])
  if (typeof address !== 'string' || child.pid === undefined) throw new Error(`the server did not start: ${said()}`)
  return {
    pid: child.pid,
    address,
    said,
    end: (signal) => {
      child.kill(signal)
      return exited
    },
  }
}

/** Starts a server that is expected to give up. */
export async function failToStart(variables: Variables): Promise<Outcome> {
  const { said, exited } = launch(variables)
  const status = await exited
  return { status, lines: said().trim().split('\n') }
}

/** Starts a server and sends `signal` as soon as it says `text`; answers its exit status. */
export async function interruptStart(variables: Variables, text: RegExp, signal: NodeJS.Signals): Promise<number | null> {
  const { child, said, exited } = launch(variables)
  await Promise.race([printed(child, said, text), exited])
  child.kill(signal)
  return exited
}

/** `pnpm cofund …`, to its end. */
export async function runCommand(args: readonly string[], variables: Variables): Promise<Outcome> {
  const { said, exited } = launch(variables, 'server/cofund.ts', args)
  return { status: await exited, lines: said().trim().split('\n') }
}

function launch(variables: Variables, program = 'server/main.ts', args: readonly string[] = []) {
  const child = spawn(process.execPath, [join(project, program), ...args], {
    env: { PATH: process.env['PATH'], PORT: '0', NODE_COMPILE_CACHE: compiled, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said: () => text, exited }
}

const printed = (child: ChildProcess, said: () => string, pattern: RegExp): Promise<string> =>
  new Promise((resolve) => {
    const look = () => {
      const found = pattern.exec(said())
      if (found) resolve(found[1] ?? found[0])
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
  })
