import { Refusal, type RefusalKind } from '@cofund/shared/kernel/refusal'
import { toWire } from '@cofund/shared/kernel/wire'
import { kindOf, sayRefusal } from '@cofund/shared/refusals'
import { refuse } from '@cofund/shared/refuse'
import type { Request, RequestHandler, Response } from 'express'
import { openedFully } from './session.ts'
import type { RequestContext } from './trpc.ts'

/** What a route that carries a file is handed: the same context as a procedure, the request and the answer. */
export type FileRoute = (route: {
  readonly context: RequestContext
  readonly request: Request
  readonly response: Response
}) => Promise<void>
export type ContextOf = (request: Request, response: Response) => Promise<RequestContext>

const statusOfKind = { missing: 404, forbidden: 403, conflict: 409, unprocessable: 422, hasty: 429 } as const satisfies Record<
  RefusalKind,
  number
>

/** Files go past the procedures, as streams; who asks, and how a refusal is told, stays the same. */
export const fileRoute =
  (contextOf: ContextOf, route: FileRoute): RequestHandler =>
  async (request, response) => {
    const context = await contextOf(request, response)
    try {
      if (context.mustWait) refuse('access.too_many', { seconds: context.mustWait })
      if (context.session) openedFully(context.session)
      await route({ context, request, response })
    } catch (error) {
      if (error instanceof Refusal) context.noteRefusal?.(error, request.path)
      else context.reportBug(error, context.traceId)
      // Once bytes have gone out there is no other way to say that they are not all of them.
      if (response.headersSent) response.destroy()
      else if (error instanceof Refusal) tellRefusal(response, error)
      else response.status(500).json({ code: 'bug', traceId: context.traceId })
    }
  }

/** A refusal outside the procedures: its status, its sentence in both languages. What the route had announced is taken back. */
export function tellRefusal(response: Response, refusal: Refusal): void {
  for (const header of ['Content-Disposition', 'Content-Type']) response.removeHeader(header)
  response.status(statusOfKind[kindOf(refusal.code) ?? 'unprocessable']).json(told(refusal))
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
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  response.set('Content-Type', type).set('Content-Disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`)
}
