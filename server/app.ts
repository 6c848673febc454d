import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '@cofund/db/connect'
import { isSchemaCurrent } from '@cofund/db/migrate'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { kindOf } from '@cofund/shared/refusals'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import compression from 'compression'
import { parseCookie } from 'cookie'
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { auditRouter } from './audit/audit.router.ts'
import { evidenceRoutes } from './audit/evidence.routes.ts'
import { evidenceParts } from './evidence-sections.ts'
import { fiscalRouter } from './fiscal/fiscal.router.ts'
import { replayRouter } from './claims/replay.router.ts'
import { claimListRoutes } from './claims/forms/claim-list.routes.ts'
import { claimFormRoutes } from './claims/forms/claim-form.routes.ts'
import { fundsRouter } from './funds/funds.router.ts'
import { documentRoutes } from './documents/document.routes.ts'
import { importKinds } from './import-kinds.ts'
import { proposalKinds } from './proposal-kinds.ts'
import { approvalsRouterOf } from './approvals/approval.router.ts'
import { importRouterOf } from './imports/import.router.ts'
import { enterpriseRouter } from './enterprises/enterprise.router.ts'
import { loanRouter } from './loans/loan.router.ts'
import { noteRouter } from './loans/note.router.ts'
import { importRoutes } from './imports/import.routes.ts'
import { tellRefusal } from './kernel/file-routes.ts'
import { takeTurn } from './kernel/rate-limit.ts'
import { sameOrigin } from './kernel/same-origin.ts'
import { cookieName, cookieOptions, findSession } from './kernel/session.ts'
import { type RequestContext, newTraceId, router } from './kernel/trpc.ts'
import { ledgerRouter } from './ledger/ledger.router.ts'
import { peopleRouter } from './people/people.router.ts'
import { demonstrationRouter } from './seed/demonstration.router.ts'
import { poolRouter } from './pools/pool.router.ts'
import { policyRouter } from './policies/policy.router.ts'
import { reconciliationFormRoutes } from './statements/reconciliation-form.routes.ts'
import { statementRouter } from './statements/statement.router.ts'
import { claimRouterOf } from './claims/claim.router.ts'
import { settlementRouter } from './claims/settlement.router.ts'
import { remittanceFormRoutes } from './recoveries/remittance-form.routes.ts'
import { recoveryRouter } from './recoveries/recovery.router.ts'
import { reportsRouter } from './reports/reports.router.ts'

/** Every procedure, by feature, low to high. */
export const appRouter = router({
  demonstration: demonstrationRouter,
  people: peopleRouter,
  audit: auditRouter,
  import: importRouterOf(importKinds),
  loan: loanRouter,
  enterprise: enterpriseRouter,
  note: noteRouter,
  ledger: ledgerRouter,
  statements: statementRouter,
  policies: policyRouter,
  approvals: approvalsRouterOf(proposalKinds),
  fiscal: fiscalRouter,
  funds: fundsRouter,
  pools: poolRouter,
  replay: replayRouter,
  claims: claimRouterOf(proposalKinds),
  settlements: settlementRouter,
  recoveries: recoveryRouter,
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
  app.use(securityHeaders(secure))
  app.get('/healthz', (_, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', async (_, response) => {
    const status = await isSchemaCurrent(db).then(
      (current) => (current ? 'ready' : 'the database does not have the schema of this program'),
      () => 'the database does not answer',
    )
    response.status(status === 'ready' ? 200 : 503).json({ status })
  })
  app.use(compression())
  app.use('/api', sameOrigin, (_, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })

  const contextOf = async (request: Request, response: Response): Promise<RequestContext> => {
    const session = await findSession(db, parseCookie(request.headers.cookie ?? '')[cookieName(secure)])
    const from = request.ip ?? 'unknown'
    const traceId = newTraceId()
    const mustWait = session ? await takeTurn(db, 'session', session.tokenHash) : await takeTurn(db, 'address', from)
    if (mustWait) response.set('Retry-After', String(mustWait))
    return {
      db,
      now,
      demonstration,
      session,
      from,
      mustWait,
      idempotencyKey: request.get('idempotency-key'),
      preview: request.get('cofund-preview') === 'true',
      traceId,
      cookie: {
        set: (token) =>
          void response.cookie(cookieName(secure), token, {
            ...cookieOptions(secure),
            maxAge: cookieOptions(secure).maxAge * 1000,
          }),
        clear: () => void response.clearCookie(cookieName(secure), cookieOptions(secure)),
      },
      reportBug: (error) => log.error({ err: error, traceId }, 'bug'),
      noteRefusal: ({ code }, path) => {
        if (kindOf(code) !== 'forbidden' && kindOf(code) !== 'hasty') return
        log.warn({ refusal: code, path, from, membership: session?.actor.membership.id, traceId }, 'refused')
      },
    }
  }
  app.use(
    '/api/trpc',
    createExpressMiddleware({ router: appRouter, createContext: ({ req, res }) => contextOf(req, res), maxBodySize: 1_000_000 }),
  )

  documentRoutes(app, contextOf)
  importRoutes(app, contextOf, importKinds)
  evidenceRoutes(app, contextOf, evidenceParts)
  claimFormRoutes(app, contextOf)
  claimListRoutes(app, contextOf)
  remittanceFormRoutes(app, contextOf)
  reconciliationFormRoutes(app, contextOf)

  // Whatever is served below /api stands above this line.
  app.use('/api', (request, response) =>
    tellRefusal(response, new Refusal('access.no_such_address', { path: request.baseUrl + request.path })),
  )
  if (clientDir && existsSync(clientDir)) servePages(app, clientDir)
  app.use(lastResort(log))
  return app
}

/** How long a request may take to arrive, and how large its head may be: for `createServer`. A file of 512 MiB has a quarter of an hour. */
export const connectionLimits = {
  headersTimeout: 15_000,
  requestTimeout: 900_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
} as const

function securityHeaders(secure: boolean): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: {
      directives: {
        'base-uri': ["'none'"],
        'connect-src': ["'self'"],
        'font-src': ["'self'", 'data:'],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'object-src': ["'none'"],
        'script-src': ["'self'"],
        // Ant Design writes its styles at run time; scripts come from us alone.
        'style-src': ["'self'", "'unsafe-inline'"],
        'upgrade-insecure-requests': secure ? [] : null,
      },
    },
    strictTransportSecurity: secure && { maxAge: 2 * 365 * 24 * 3600, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
  })
  const denied = ['browsing-topics', 'camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  return [
    headers,
    (_, response, next) => {
      response.set('Permissions-Policy', denied.map((feature) => `${feature}=()`).join(', '))
      next()
    },
  ]
}

/** What no route has caught: told without its stack, which Express would show. */
const lastResort =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500
    const traceId = newTraceId()
    if (status >= 500) log.error({ err: error, traceId }, 'bug')
    response.status(status).json({ code: status >= 500 ? 'bug' : 'access.unreadable', traceId })
  }

/** Built files carry their hash in their name and never change; the page that names them is asked for each time. */
function servePages(app: Express, clientDir: string): void {
  app.use('/assets', express.static(join(clientDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }))
  // The page that verifies brings a content policy of its own, in which its one script is named by its hash.
  app.get('/verify.html', (_, response) => {
    response
      .set('Cache-Control', 'no-cache')
      .set('Content-Security-Policy', "frame-ancestors 'none'")
      .sendFile(join(clientDir, 'verify.html'))
  })
  app.use(express.static(clientDir, { index: false, maxAge: 0 }))
  app.get(/^\/(?!api\/).*/, (_, response) => {
    response.set('Cache-Control', 'no-cache').sendFile(join(clientDir, 'index.html'))
  })
}
