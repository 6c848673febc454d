import { proposalKindFacts } from '@cofund/shared/approvals/proposal-kinds'
import { rolePermissions } from '@cofund/shared/people/role'
import { routeNames } from '@cofund/shared/policies/approval-route'
import { shippedRoutes } from '@cofund/shared/policies/shipped-routes'

/**
 * What the database has to know of the program to decide on its own who may do what, as functions that answer constants: which permissions
 * a role brings, what each kind of proposal needs, and the routes as they are shipped. Written anew by each migrate, beside definer.sql.
 */
export const catalogueSql = (): string =>
  [
    answering('role_permissions', 'role text, permission text', rolesRows()),
    answering('proposal_kinds', 'kind text, permission text, about text, subject text[], route text', kindRows()),
    answering('shipped_routes', 'code text, fixed boolean, seats text[], needs text[], params jsonb', routeRows()),
  ].join('\n\n')

const rolesRows = () =>
  Object.entries(rolePermissions).flatMap(([role, brings]) => brings.map((permission) => [text(role), text(permission)]))

const kindRows = () =>
  Object.entries(proposalKindFacts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, { permission, about, subject, route }]) => [text(kind), text(permission), text(about), texts(subject), text(route)])

const routeRows = () =>
  shippedRoutes.map(({ code, params }) => {
    const name = routeNames[code]
    return [text(code), String('fixed' in name), texts(name.seats), texts(name.needs), `${text(JSON.stringify(params))}::jsonb`]
  })

const answering = (name: string, columns: string, rows: readonly (readonly string[])[]): string =>
  `create or replace function ${name}() returns table (${columns})
language sql immutable set search_path = pg_catalog, public as $$
  values
    ${rows.map((row) => `(${row.join(', ')})`).join(',\n    ')}
$$;`

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
const texts = (values: readonly string[]): string => `array[${values.map(text).join(', ')}]::text[]`
