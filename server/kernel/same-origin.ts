import type { NextFunction, Request, Response } from 'express'

/**
 * Refuses a write that another site made a browser send: browsers name the origin in Sec-Fetch-Site (and, before
 * that, in Origin), and a page cannot forge either. A program without a browser sends neither and brings no cookie.
 */
export function sameOrigin(request: Request, response: Response, next: NextFunction): void {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (reads || !request.headers.cookie || fromOwnPage(request)) next()
  else response.status(403).json({ code: 'access.other_site', message: 'This request came from another site' })
}

function fromOwnPage(request: Request): boolean {
  const site = request.get('sec-fetch-site')
  if (site) return site === 'same-origin' || site === 'none'
  const origin = request.get('origin')
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.get('host')
}
