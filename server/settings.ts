import { resolve } from 'node:path'
import { projectFolder } from '@cofund/db/cluster-place'
import { StartFailure } from '@cofund/db/start-failure'
import { z } from 'zod'

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a connection string, postgres://role:password@host/database',
})

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 to 65535')
    .max(65_535, 'must be 0 to 65535')
    .default(8080),
  DATA_DIR: z.string().optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_OWNER_URL: databaseUrl.optional(),
  COFUND_CHECKPOINT_KEY: z.string().optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be the address that browsers use, https://…' }).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent').default('warn'),
})

/** What the environment asks for; README.md lists it for operators. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** Undefined is the default place, which differs for root. */
  readonly dataDir: string | undefined
  /** Where server.pid lies. */
  readonly pidFile: string
  readonly databaseUrl: string | undefined
  readonly databaseOwnerUrl: string | undefined
  /** Where the private key that signs checkpoints lies, or is made on first use: beside the embedded database, never in one. */
  readonly checkpointKey: string
  /** Whether the server signs one a day: for the database that it brings, and wherever a key was named. */
  readonly signsDaily: boolean
  /** The address that browsers use, when it is not the one we listen on: https behind a proxy. */
  readonly publicUrl: string | undefined
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/**
 * Reads the settings; an empty variable counts as unset.
 * @throws StartFailure naming every variable that cannot be used, in one line
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const read = environment.safeParse(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')))
  if (!read.success)
    throw new StartFailure(read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '))
  const { HOST, PORT, DATA_DIR, DATABASE_URL, DATABASE_OWNER_URL, COFUND_CHECKPOINT_KEY, PUBLIC_URL, LOG_LEVEL } = read.data
  const dataDir = DATA_DIR && resolve(projectFolder, DATA_DIR)
  const dataFolder = dataDir ?? resolve(projectFolder, '.data')
  return {
    host: HOST,
    port: PORT,
    dataDir,
    pidFile: resolve(dataFolder, 'server.pid'),
    checkpointKey: COFUND_CHECKPOINT_KEY ? resolve(projectFolder, COFUND_CHECKPOINT_KEY) : resolve(dataFolder, 'checkpoint.key'),
    signsDaily: COFUND_CHECKPOINT_KEY !== undefined || DATABASE_URL === undefined,
    databaseUrl: DATABASE_URL,
    databaseOwnerUrl: DATABASE_OWNER_URL,
    publicUrl: PUBLIC_URL,
    logLevel: LOG_LEVEL,
  }
}
