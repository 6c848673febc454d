import { type DestinationStream, type Level, type Logger, pino } from 'pino'

/** Where a secret could come by on its way into the log, at the depths at which errors and requests carry one. */
const secrets = ['password', 'current', 'next', 'code', 'secret', 'token', 'cookie', 'authorization', '["set-cookie"]']
// The detail of a database's error quotes the row that failed.
const places = [...secrets, 'detail', 'where'].flatMap((name) =>
  ['', '*', '*.*', '*.*.*'].map((depth) => (name.startsWith('[') ? `${depth}${name}` : depth ? `${depth}.${name}` : name)),
)

/** The server's log: lines of JSON with the time in UTC, free of secrets, each request's under its trace id. */
export const createLog = (level: Level | 'silent', destination: DestinationStream): Logger =>
  pino({ level, redact: { paths: places, censor: '[redacted]' }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
