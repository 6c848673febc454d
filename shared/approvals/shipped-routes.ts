import { type Route, routeInput } from './route.ts'

/** Two administrators: whoever grants, resets or issues does not do so alone. */
export const administration: Route = routeInput.parse({
  steps: [{ organisation: 'own', people: 1, permission: 'person.manage', workingDays: 3 }],
})

/** A rule takes effect when somebody else of the same body, who may put rules into effect, agrees. */
export const policyActivation: Route = routeInput.parse({
  steps: [{ organisation: 'own', people: 1, permission: 'policy.activate', workingDays: 5 }],
})

/** A month of a book closes and reopens when somebody else of its keeper, who may correct the book, agrees. */
export const bookkeeping: Route = routeInput.parse({
  steps: [{ organisation: 'own', people: 1, permission: 'ledger.reverse', workingDays: 3 }],
})

/** Public money leaves a treasury, or comes back to it, when somebody else of the same bureau agrees. */
export const treasuryPayment: Route = routeInput.parse({
  steps: [{ organisation: 'own', people: 1, permission: 'fiscal.check', workingDays: 3 }],
})

/** A pool's members, quotas and payments: somebody else of whoever keeps or funds it, who may check what is done in pools. */
export const poolKeeping: Route = routeInput.parse({
  steps: [{ organisation: 'own', people: 1, permission: 'pool.check', workingDays: 5 }],
})
