import { describeSchema } from '@cofund/db/schema-sql'
import { kindOf } from '@cofund/shared/refusals'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOfName } from '../../server/kernel/constraint.refusals.ts'
import { type TestDatabase, openTestDatabase } from '../kit/database.ts'
import { type Column, columnsOfTypes } from '../kit/table-types.ts'

let database: TestDatabase
beforeAll(async () => void (database = await openTestDatabase()))
afterAll(() => database.close())

async function read<Row>(query: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> {
  return (await query.execute(database.owner)).rows
}

/** Tables of ours, by their catalogue row `pg_class`. */
const ours = sql`relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%'`

test('db/schema.sql is what the migrations add up to (`pnpm schema` writes it)', async () => {
  await expect(await describeSchema(database.owner)).toMatchFileSnapshot('../../db/schema.sql')
})

test('the table types are what the catalogue says: columns, types, nulls, defaults', async () => {
  const columns = await read(sql<Column>`
    select relname as "table", attname as column, typname as type, not attnotnull as nullable,
      attidentity <> '' or attgenerated <> '' or atthasdef or not attnotnull as optional
    from pg_attribute join pg_class on pg_class.oid = attrelid join pg_type on pg_type.oid = atttypid
    where attnum > 0 and not attisdropped and ${ours} order by relname, attname`)
  expect(columnsOfTypes(columns)).toEqual(columns)
})

describe('row-level security', () => {
  test('guards every table, and a table that the application may touch has a policy for each thing it may do', async () => {
    const wrong = await read(sql`
      select relname as "table", privilege, relrowsecurity as enabled, relforcerowsecurity as forced
      from pg_class left join (
        select table_name, lower(privilege_type) as privilege from information_schema.column_privileges where grantee = 'cofund_app'
        union
        select table_name, lower(privilege_type) from information_schema.table_privileges where grantee = 'cofund_app'
      ) as granted on table_name = relname
      where ${ours} and (
        not relrowsecurity or relforcerowsecurity
        or privilege is not null and privilege <> 'references' and not exists (
          select from pg_policy where polrelid = pg_class.oid
          and polcmd in ('*', case privilege when 'select' then 'r' when 'insert' then 'a' when 'update' then 'w' when 'delete' then 'd' end::"char")))`)
    expect(wrong).toEqual([])
  })

  test('binds the application role, which owns nothing, is no superuser and cannot step around policies', async () => {
    const [role] = await read(sql`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        (select count(*)::int from pg_class where relowner = pg_roles.oid) as owns,
        (select count(*)::int from pg_auth_members where member = pg_roles.oid) as memberships
      from pg_roles where rolname = 'cofund_app'`)
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owns: 0,
      memberships: 0,
    })
  })

  test('leaves nothing to everybody: no table privilege is granted to public, and none of truncate, trigger, references', async () => {
    const wrong = await read(sql`
      select relname, privilege_type from pg_class, aclexplode(relacl)
      where ${ours} and grantee <> relowner and (grantee = 0 or privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN'))`)
    expect(wrong).toEqual([])
  })
})

describe('constraints', () => {
  test('are named for what they promise: a name that PostgreSQL made up stands only for primary and foreign keys', async () => {
    const named = await read(sql<{ name: string }>`
      select conname as name from pg_constraint join pg_class on pg_class.oid = conrelid where contype in ('c', 'u', 'x', 't') and ${ours}
      union
      select index.relname from pg_index join pg_class on pg_class.oid = indrelid join pg_class as index on index.oid = indexrelid
      where indisunique and not indisprimary and pg_class.relnamespace = 'public'::regnamespace and pg_class.relname not like 'kysely%'`)
    const madeUp = named.filter(({ name }) => /_(check|key|excl|idx)\d*$/.test(name))
    expect(madeUp).toEqual([])
  })

  test('have names that tell their table', async () => {
    const wrong = await read(sql`
      select relname as "table", conname as name from pg_constraint join pg_class on pg_class.oid = conrelid
      where ${ours} and contype <> 'n' and not starts_with(conname, relname)`)
    expect(wrong).toEqual([])
  })

  test('that have a refusal exist, as constraint, unique index or trigger, and the refusal stands in the catalogue', async () => {
    const names = Object.keys(refusalOfName)
    const found = await read(sql<{ name: string }>`
      select name from (
        select conname as name from pg_constraint union select relname from pg_class where relkind = 'i' union select tgname from pg_trigger
      ) as promises where name = any(${names})`)
    expect(found.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
    expect(Object.values(refusalOfName).filter(({ code }) => kindOf(code) === undefined)).toEqual([])
  })
})

test('a security definer function has a fixed search path, and only the application may call it', async () => {
  const wrong = await read(sql`
    select proname from pg_proc
    where pronamespace = 'public'::regnamespace and prosecdef and (
      not exists (select from unnest(proconfig) as setting where setting like 'search\\_path=%')
      or has_function_privilege('public', oid, 'execute')
      or not has_function_privilege('cofund_app', oid, 'execute'))`)
  expect(wrong).toEqual([])
})
