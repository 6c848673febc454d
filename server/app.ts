import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '@cofund/db/connect'
import { isSchemaCurrent } from '@cofund/db/migrate'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import compression from 'compression'
import { parseCookie } from 'cookie'
import express, { type Express, type Request, type Response } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { fundsRouter } from './funds/funds.router.ts'
import { documentRoutes } from './documents/document.routes.ts'
import { importKinds } from './import-kinds.ts'
import { importRouterOf } from './imports/import.router.ts'
import { loanRouter } from './loans/loan.router.ts'
import { importRoutes } from './imports/import.routes.ts'
import { sameOrigin } from './kernel/same-origin.ts'
import { cookieName, cookieOptions, findSession } from './kernel/session.ts'
import { type RequestContext, newTraceId, router } from './kernel/trpc.ts'
import { ledgerRouter } from './ledger/ledger.router.ts'
import { peopleRouter } from './people/people.router.ts'
import { policyRouter } from './policies/policy.router.ts'
import { reportsRouter } from './reports/reports.router.ts'

/** Every procedure, by feature, low to high. */
export const appRouter = router({
  people: peopleRouter,
  import: importRouterOf(importKinds),
  loan: loanRouter,
  ledger: ledgerRouter,
  policies: policyRouter,
  funds: fundsRouter,
  reports: reportsRouter,
})
export type AppRouter = typeof appRouter

export interface AppOptions {
  readonly db: Db
  readonly log: Logger
  /** Where the built pages lie; without them the interface alone is served. */
  readonly clientDir?: string
  /** Cookies go over https only; false on loopback. */
  readonly secure: boolean
  readonly demonstration: boolean
  readonly now?: () => Date
}

/** The whole server, apart from listening: pages, procedures, files. It keeps no state of its own. */
export function createApp({ db, log, clientDir, secure, demonstration, now = () => new Date() }: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', secure ? 1 : false)
  app.use(
    helmet({
      // Ant Design writes its styles at run time; scripts come from us alone.
      contentSecurityPolicy: {
        directives: { 'script-src': ["'self'"], 'img-src': ["'self'", 'data:', 'blob:'], 'upgrade-insecure-requests': secure ? [] : null },
      },
      strictTransportSecurity: secure,
    }),
  )
  app.get('/healthz', (_, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', async (_, response) => {
    const status = await isSchemaCurrent(db).then(
      (current) => (current ? 'ready' : 'the database does not have the schema of this program'),
      () => 'the database does not answer',
    )
    response.status(status === 'ready' ? 200 : 503).json({ status })
  })
  app.use(compression())
  app.use('/api', sameOrigin)

  const contextOf = async (request: Request, response: Response): Promise<RequestContext> => ({
    db,
    now,
    demonstration,
    session: await findSession(db, parseCookie(request.headers.cookie ?? '')[cookieName(secure)]),
    from: request.ip ?? 'unknown',
    idempotencyKey: request.get('idempotency-key'),
    preview: request.get('cofund-preview') === 'true',
    traceId: newTraceId(),
    cookie: {
      set: (token) => void response.cookie(cookieName(secure), token, { ...cookieOptions(secure), maxAge: cookieOptions(secure).maxAge * 1000 }),
      clear: () => void response.clearCookie(cookieName(secure), { path: '/' }),
    },
    reportBug: (error, traceId) => log.error({ err: error, traceId }, 'bug'),
  })
  app.use('/api/trpc', createExpressMiddleware({ router: appRouter, createContext: ({ req, res }) => contextOf(req, res), maxBodySize: 1_000_000 }))

  documentRoutes(app, contextOf)
  importRoutes(app, contextOf, importKinds)

  if (clientDir && existsSync(clientDir)) servePages(app, clientDir)
  return app
}

/** Built files carry their hash in their name and never change; the page that names them is asked for each time. */
function servePages(app: Express, clientDir: string): void {
  app.use('/assets', express.static(join(clientDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }))
  app.use(express.static(clientDir, { index: false, maxAge: 0 }))
  app.get(/^\/(?!api\/).*/, (_, response) => {
    response.set('Cache-Control', 'no-cache').sendFile(join(clientDir, 'index.html'))
  })
}
