import { Refusal } from '@cofund/shared/kernel/refusal'
import type { NextFunction, Request, Response } from 'express'
import { tellRefusal } from './file-routes.ts'

/**
 * Refuses a write that another site made a browser send: browsers name the origin in Sec-Fetch-Site (and, before
 * that, in Origin), and a page cannot forge either. That holds without a cookie, too: a sign-in that another site sends
 * would have the reader work in somebody else's name. A program without a browser sends neither and brings no cookie.
 */
export function sameOrigin(request: Request, response: Response, next: NextFunction): void {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (reads ? !fromOtherPage(request) : fromOwnPage(request)) next()
  else tellRefusal(response, new Refusal('access.other_site', {}))
}

/** A read changes nothing, but a file may be large and its export is recorded: no link elsewhere sets one off. */
const fromOtherPage = (request: Request): boolean => ['cross-site', 'same-site'].includes(request.get('sec-fetch-site') ?? '')

function fromOwnPage(request: Request): boolean {
  const site = request.get('sec-fetch-site')
  if (site) return site === 'same-origin' || site === 'none'
  const origin = request.get('origin')
  if (origin === undefined) return !request.headers.cookie
  return URL.canParse(origin) && new URL(origin).host === request.get('host')
}
