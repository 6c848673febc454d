import { type IncomingHttpHeaders, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectionLimits, createApp } from '../../../server/app.ts'
import { createLog } from '../../../server/kernel/log.ts'
import { demonstrationPassword } from '../../../server/seed/district.ts'
import type { TestDatabase } from '../../kit/database.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The body, where it is JSON. */
  readonly json: Record<string, unknown>
}

interface Sent {
  readonly method?: string
  readonly cookie?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The product behind HTTP, on a port of its own; `logged` is what it has written down. */
export interface Served {
  readonly address: string
  readonly logged: () => string
  readonly send: (path: string, sent?: Sent) => Promise<Answer>
  /** Signs in through the procedure and answers the cookie. */
  readonly signIn: (name: string, password?: string) => Promise<string>
  readonly close: () => Promise<void>
}

export async function serve(
  database: TestDatabase,
  { secure = false, clientDir }: { secure?: boolean; clientDir?: string } = {},
): Promise<Served> {
  let written = ''
  const log = createLog('warn', { write: (line: string) => void (written += line) })
  const app = createApp({ db: database.app, log, secure, demonstration: true, ...(clientDir ? { clientDir } : {}) })
  const server = createServer(connectionLimits, app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}`

  // Not fetch, which would not let us say what only browsers may.
  const send = (path: string, { method = 'GET', cookie, headers = {}, body }: Sent = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const content = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method,
          headers: withoutEmpty({
            ...(content === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
            ...(method === 'GET' ? {} : { origin: address }),
            ...(cookie ? { cookie } : {}),
            ...headers,
          }),
        },
        (response) => {
          const pieces: Buffer[] = []
          response.on('data', (piece: Buffer) => void pieces.push(piece))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(pieces).toString()
            const json = response.headers['content-type']?.includes('json') ? (JSON.parse(text) as Answer['json']) : {}
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
          })
        },
      )
      sent.on('error', reject)
      sent.end(content)
    })

  return {
    address,
    logged: () => written,
    send,
    signIn: async (name, password = demonstrationPassword) => {
      const answer = await send('/api/trpc/people.signIn', { method: 'POST', body: { name, password } })
      const [cookie] = answer.headers['set-cookie'] ?? []
      if (!cookie) throw new Error(`${name} could not sign in: ${answer.text}`)
      return cookie.split(';')[0] ?? ''
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A header that is said to be empty is not sent. */
const withoutEmpty = (headers: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
