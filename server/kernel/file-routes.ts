import { Refusal } from '@cofund/shared/kernel/refusal'
import { toWire } from '@cofund/shared/kernel/wire'
import { kindOf, sayRefusal } from '@cofund/shared/refusals'
import type { Request, RequestHandler, Response } from 'express'
import type { RequestContext } from './trpc.ts'

/** What a route that carries a file is handed: the same context as a procedure, the request and the answer. */
export type FileRoute = (route: { readonly context: RequestContext; readonly request: Request; readonly response: Response }) => Promise<void>
export type ContextOf = (request: Request, response: Response) => Promise<RequestContext>

const statusOfKind = { missing: 404, forbidden: 403, conflict: 409, unprocessable: 422 } as const

/** Files go past the procedures, as streams; who asks, and how a refusal is told, stays the same. */
export const fileRoute =
  (contextOf: ContextOf, route: FileRoute): RequestHandler =>
  async (request, response) => {
    const context = await contextOf(request, response)
    try {
      await route({ context, request, response })
    } catch (error) {
      if (!(error instanceof Refusal)) context.reportBug(error, context.traceId)
      // Once bytes have gone out there is no other way to say that they are not all of them.
      if (response.headersSent) response.destroy()
      else if (error instanceof Refusal) response.status(statusOfKind[kindOf(error.code) ?? 'unprocessable']).json(told(error))
      else response.status(500).json({ code: 'bug', traceId: context.traceId })
    }
  }

const told = (refusal: Refusal) => ({
  code: refusal.code,
  facts: toWire(refusal.facts),
  zh: sayRefusal(refusal, 'zh'),
  en: sayRefusal(refusal, 'en'),
})

/** Names a download in any script (RFC 6266), with a plain name for who cannot read it. */
export function attachment(response: Response, name: string, type: string): void {
  const plain = name.replace(/[^\w.-]+/g, '_')
  response.set('Content-Type', type).set('Content-Disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`)
}
