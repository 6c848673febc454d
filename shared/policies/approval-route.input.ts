import { z } from 'zod'
import { inputIssues } from '../kernel/input-issues.ts'
import { organisationKinds } from '../people/organisation.ts'
import { permissions } from '../people/role.ts'
import { refuse } from '../refuse.ts'
import { type RouteCode, type RouteDocument, isRouteCode, routeNames, seats } from './approval-route.ts'
import { citationInput } from './policy.input.ts'

const takerInput = z.strictObject({
  seat: z.enum(seats),
  kind: z.enum(organisationKinds).exactOptional(),
  tier: z.enum(['nation', 'province', 'city', 'district', 'park']).exactOptional(),
  permission: z.enum(permissions),
})

const stepInput = z.strictObject({
  taken_by: z.array(takerInput).min(1).max(6),
  people: z.int().min(1).max(9),
  working_days: z.int().min(1).max(250).exactOptional(),
  stage: z.string().min(1).max(40).exactOptional(),
  document: z.strictObject({ zh: z.string().min(1).max(100), en: z.string().min(1).max(100) }).exactOptional(),
})

const routeDocumentInput = z.strictObject({ route: z.array(stepInput).min(1).max(12) })

/**
 * Reads a route, and refuses one that leads nowhere: of a code that no deed goes by, with seats that its deeds cannot fill, or without those
 * whose consent it is about. Whether enough people hold what each step asks for is the database's to say (check_approval_route).
 */
export function decodeRoute(params: unknown, code: string): RouteDocument {
  if (!isRouteCode(code)) return refuse('route.unknown', { code, known: Object.keys(routeNames) })
  const { data, error } = routeDocumentInput.safeParse(params)
  if (error) return refuse('input.invalid', { issues: inputIssues(error) })
  const name = routeNames[code]
  if ('fixed' in name) refuse('route.fixed', {})
  const seated = data.route.flatMap(({ taken_by: takers }, step) => takers.map((taker) => ({ ...taker, step: step + 1 })))
  for (const { seat, kind, step } of seated) {
    if (!name.seats.some((each) => each === seat)) refuse('route.seat_unfillable', { step, seat })
    if ((seat === 'kind') !== (kind !== undefined)) refuse('route.kind_unnamed', { step })
  }
  for (const seat of name.needs) if (!seated.some((each) => each.seat === seat)) refuse('route.seat_left_out', { seat })
  return data
}

/** A route as it is shipped: without dates, since it holds from the first day and until another does. */
export const shippedRouteInput = z.strictObject({
  code: z.custom<RouteCode>((code) => typeof code === 'string' && isRouteCode(code)),
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  document: z.string().min(1),
  params: routeDocumentInput,
  cites: z.record(z.string(), citationInput),
})
