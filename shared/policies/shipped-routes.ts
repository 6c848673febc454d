import documents from './shipped/approval-routes.json' with { type: 'json' }
import type { ShippedRoute } from './approval-route.ts'
import { shippedRouteInput } from './approval-route.input.ts'

/** The routes that the product brings along: each is in effect until two parties have put a version of their own in its place. */
export const shippedRoutes: readonly ShippedRoute[] = documents.map((document) => shippedRouteInput.parse(document))
