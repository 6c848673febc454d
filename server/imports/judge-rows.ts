import type { Trx } from '@cofund/db/connect'
import type { ImportBatchId, ImportCounts, ImportReason, ImportTotal } from '@cofund/shared/imports/import-batch'
import { columnOf } from '@cofund/shared/imports/field'
import type { ImportShape } from '@cofund/shared/imports/import-shape'
import type { Mapping } from '@cofund/shared/imports/mapping'
import type { Currency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { refuse } from '@cofund/shared/refuse'
import { type RawBuilder, sql } from 'kysely'
import { type CellReading, cellReading } from './cells.sql.ts'
import type { ImportKind, RowCheck, RowSaying } from './import-kind.ts'

/** What is known of a file once every row has been judged. */
export interface Judgement {
  readonly counts: ImportCounts
  readonly reasons: readonly ImportReason[]
  readonly totals: readonly ImportTotal[]
  readonly root: string
}

const fieldColumns = ({ fields }: ImportShape) => Object.entries(fields).map(([name, field]) => columnOf(name, field))
const columns = (names: readonly string[], table?: string) => sql.join(names.map((name) => sql.ref(table ? `${table}.${name}` : name)))

/** The table that COPY fills. `COPY FROM` refuses tables with policies, so what comes from outside waits here. */
export async function createRawTable(trx: Trx, { shape }: ImportKind): Promise<void> {
  const texts = fieldColumns(shape).map((name) => sql`, ${sql.ref(name)} text`)
  await sql`create temp table import_raw (line integer not null, cells integer not null${sql.join(texts, sql``)}) on commit drop`.execute(trx)
}

export const copyStatement = ({ shape }: ImportKind): string =>
  `copy import_raw (line, cells, ${fieldColumns(shape).map((name) => `"${name}"`).join(', ')}) from stdin`

interface JudgeOptions {
  readonly kind: ImportKind
  readonly mapping: Mapping
  /** How many columns the header has. */
  readonly width: number
  readonly organisationId: OrganisationId
  readonly today: PlainDate
}

/** Judges every row that COPY brought, in whole sets: cells, rows, duplicates; leaves them typed in `import_row`. */
export async function judgeRows(trx: Trx, { kind, mapping, width, organisationId, today }: JudgeOptions): Promise<Judgement> {
  const readings = Object.entries(kind.shape.fields).map(([name, field]) => cellReading(name, field, mapping, today))
  await createRowTable(trx, readings)
  await fillRowTable(trx, readings, kind.checks, width)
  await sql`analyze import_row`.execute(trx)
  if (kind.judge) await addSayings(trx, await kind.judge(trx, { organisationId, today }))
  await findDuplicates(trx, kind, organisationId)
  await kind.refuseFile?.(trx, mapping.code, { organisationId, today })
  const counts = await countRows(trx)
  return { counts, reasons: await countReasons(trx), totals: await totalsOf(trx, kind.shape), root: await rootOf(trx, kind.shape) }
}

/** What the kind itself has to say of rows whose cells are in order; an error takes the row out. */
async function addSayings(trx: Trx, sayings_: readonly RowSaying[]): Promise<void> {
  const text = ({ field, code, detail }: RowSaying): string => (detail === undefined ? `${field}:${code}` : `${field}:${code}:${detail}`)
  await sql`
    update import_row set taken = taken and not told.wrong, errors = import_row.errors || told.errors,
      warnings = case when told.wrong then '{}' else import_row.warnings || told.warnings end
    from (
      select line, bool_or(wrong) as wrong, coalesce(array_agg(saying order by place) filter (where wrong), '{}') as errors,
        coalesce(array_agg(saying order by place) filter (where not wrong), '{}') as warnings
      from unnest(${sayings_.map(({ line }) => line)}::integer[], ${sayings_.map(({ severity }) => severity === 'error')}::boolean[], ${sayings_.map(text)}::text[])
        with ordinality as saying (line, wrong, saying, place)
      group by line
    ) as told where import_row.line = told.line`.execute(trx)
}

async function createRowTable(trx: Trx, readings: readonly CellReading[]): Promise<void> {
  const typed = readings.map(({ column, sqlType }) => sql`, ${sql.ref(column)} ${sql.raw(sqlType)}`)
  await sql`
    create temp table import_row (
      line integer not null, taken boolean not null, errors text[] not null, warnings text[] not null${sql.join(typed, sql``)}
    ) on commit drop`.execute(trx)
  await sql`create temp table import_duplicate (line integer not null, code text not null, detail text not null) on commit drop`.execute(trx)
}

/**
 * Layers, each behind an `offset 0` that keeps the planner from computing the one below it again for every use: how a day
 * is written, its parts, the values, and what is to be said of them.
 */
async function fillRowTable(trx: Trx, readings: readonly CellReading[], checks: readonly RowCheck[], width: number): Promise<void> {
  const formats = readings.flatMap(({ column, parts: days }) => (days ? [sql`, ${days.format} as ${sql.ref(`${column}_format`)}`] : []))
  const parts = readings.flatMap(({ column, parts: days }) =>
    days ? [sql`, ${days.first} as ${sql.ref(`${column}_first`)}, ${days.day} as ${sql.ref(`${column}_day`)}`] : [],
  )
  const values = readings.map(({ column, value, parts: days }) => {
    // The parts are still needed where a fault has to tell a day to come from one that does not exist.
    const kept = days ? sql`, ${sql.ref(`${column}_first`)}, ${sql.ref(`${column}_day`)}` : sql``
    return sql`, ${sql.ref(column)} as ${sql.ref(`${column}_raw`)}, ${value} as ${sql.ref(column)}${kept}`
  })
  const faults = readings.map((reading) => cellFault(reading))
  const errors = checks.filter(({ severity }) => severity === 'error')
  const warnings = checks.filter(({ severity }) => severity === 'warning')
  const columnNames = columns(readings.map(({ column }) => column))
  // Most rows are sound: an array is built only for those of which there is something to say.
  const sayings = (some: readonly RowCheck[], cells: readonly RawBuilder<unknown>[] = []) =>
    sql`array_remove(array[${sql.join([...cells, ...some.map(said), sql`null`])}]::text[], null)`
  const anyOf = (some: readonly RowCheck[]) => sql`(${sql.join([sql`false`, ...some.map(({ when }) => sql`coalesce(${when}, false)`)], sql` or `)})`
  const isSound = sql`(${sql.join(readings.map(isReadable), sql` and `)})`
  await sql`
    insert into import_row (line, taken, errors, warnings, ${columnNames})
    select line, errors = '{}', errors, case when errors = '{}' then warnings else '{}' end, ${columnNames}
    from (
      select *,
        case when cells <> ${sql.lit(width)} then array[':cells']
          when ${isSound} and not ${anyOf(errors)} then '{}'
          else ${sayings(errors, faults)} end as errors,
        case when ${anyOf(warnings)} then ${sayings(warnings)} else '{}' end as warnings
      from (
        select line, cells${sql.join(values, sql``)}
        from (
          select *${sql.join(parts, sql``)}
          from (select *${sql.join(formats, sql``)} from import_raw offset 0) as recognised
          offset 0
        ) as divided
        offset 0
      ) as import_row
      offset 0
    ) as judged`.execute(trx)
}

const said = ({ field, code, when }: RowCheck) => sql`case when ${when} then ${sql.lit(`${field}:${code}`)} end`

/** A value was read, or there was nothing to read and need not be. */
const isReadable = ({ column, field }: CellReading) =>
  field.required ? sql`${sql.ref(column)} is not null` : sql`(${sql.ref(column)} is not null or ${sql.ref(`${column}_raw`)} is null)`

/** Null while all is well: only a cell that gave no value is asked why. */
function cellFault({ name, field, column, faults }: CellReading): RawBuilder<unknown> {
  const fault = (code: string) => sql.lit(`${name}:${code}`)
  // The faults speak of the cell by the field's column, which holds the value by now.
  const asked = faults.map(([code, when]) => sql`when ${when ?? sql`true`} then ${fault(code)}`)
  return sql`
    case when ${sql.ref(column)} is not null then null
      when ${sql.ref(`${column}_raw`)} is null then ${field.required ? fault('missing') : sql`null`}
      else (select case ${sql.join(asked, sql` `)} end from (select ${sql.ref(`${column}_raw`)} as ${sql.ref(column)}) as cell)
    end`
}

/** Marks the rows that name a record for the second time, in the file or in the books. Those with errors are counted as such. */
async function findDuplicates(trx: Trx, { shape, key, keyed = sql<boolean>`true`, recorded }: ImportKind, organisationId: OrganisationId): Promise<void> {
  const names = key.flatMap((name) => (shape.fields[name] ? [columnOf(name, shape.fields[name])] : []))
  // Nulls count as equal, and `is not distinct from` cannot be hashed: the coalesced text finds the pair, and it confirms it.
  const alike = (name: string) => {
    const [later, doubled] = [sql.ref(`later.${name}`), sql.ref(`doubled.${name}`)]
    return sql`coalesce(${later}::text, '') = coalesce(${doubled}::text, '') and ${later} is not distinct from ${doubled}`
  }
  const same = sql.join(names.map(alike), sql` and `)
  await sql`
    insert into import_duplicate
    select later.line, 'duplicate_in_file', doubled.first_line::text
    from (select ${columns(names)}, min(line) as first_line from import_row where taken and ${keyed} group by ${columns(names)} having count(*) > 1) as doubled
    join import_row as later on ${same}
    where later.taken and later.line > doubled.first_line`.execute(trx)
  await sql`
    insert into import_duplicate select line, 'already_recorded', detail from (${recorded(organisationId)}) as known
    where line not in (select line from import_duplicate)`.execute(trx)
  await sql`update import_row set taken = false, warnings = '{}' where line in (select line from import_duplicate)`.execute(trx)
}

async function countRows(trx: Trx): Promise<ImportCounts> {
  const { rows } = await sql<ImportCounts>`
    select count(*)::int as rows, (count(*) filter (where taken))::int as taken, (count(*) filter (where errors <> '{}'))::int as rejected,
      (select count(*)::int from import_duplicate) as duplicate, (count(*) filter (where taken and warnings <> '{}'))::int as warned
    from import_row`.execute(trx)
  return rows[0] ?? { rows: 0, taken: 0, rejected: 0, duplicate: 0, warned: 0 }
}

/** Everything that is said of any row, one row of it for each saying: `severity, line, field, code, detail`. */
const sayings = sql`
  select 'error' as severity, line, split_part(saying, ':', 1) as field, split_part(saying, ':', 2) as code,
    substring(saying from '^[^:]*:[^:]*:(.+)$') as detail
  from import_row cross join unnest(errors) as saying where errors <> '{}'
  union all
  select 'warning', line, split_part(saying, ':', 1), split_part(saying, ':', 2), substring(saying from '^[^:]*:[^:]*:(.+)$')
  from import_row cross join unnest(warnings) as saying where warnings <> '{}'
  union all
  select 'duplicate', line, '', code, detail from import_duplicate`

async function countReasons(trx: Trx): Promise<ImportReason[]> {
  const { rows } = await sql<ImportReason>`
    select severity, field, code, count(*)::int as rows from (${sayings}) as sayings
    group by severity, field, code order by severity, field, code`.execute(trx)
  return [...rows]
}

const largest = 2n ** 63n - 1n

async function totalsOf(trx: Trx, { fields, totals }: ImportShape): Promise<ImportTotal[]> {
  if (totals.length === 0) return []
  const amounts = totals.flatMap((name) => (fields[name] ? [{ name, amount: sql.ref(columnOf(name, fields[name])) }] : []))
  const sums = amounts.map(
    ({ name, amount }) => sql`, coalesce(sum(${amount}) filter (where taken), 0)::text as ${sql.ref(`taken_${name}`)},
      coalesce(sum(${amount}) filter (where not taken), 0)::text as ${sql.ref(`left_${name}`)},
      (count(${amount}) filter (where taken))::text as ${sql.ref(`known_${name}`)}`,
  )
  const { rows } = await sql<{ currency: Currency } & Readonly<Record<string, string>>>`
    select currency${sql.join(sums, sql``)} from import_row where currency is not null group by currency order by currency`.execute(trx)
  return rows.flatMap((row) =>
    amounts.map(({ name }) => {
      const [takenMinor, leftMinor] = [BigInt(row[`taken_${name}`] ?? 0), BigInt(row[`left_${name}`] ?? 0)]
      if (takenMinor > largest || leftMinor > largest || takenMinor < -largest || leftMinor < -largest) refuse('import.total_too_large', { total: name })
      return { name, currency: row.currency, takenMinor, leftMinor, takenKnown: Number(row[`known_${name}`]) }
    }),
  )
}

/** How many lines one block of the root covers. */
export const rootBlockLines = 4096

/**
 * The root of the taken rows: SHA-256 over the hashes of blocks of 4,096 lines, each over the hashes of its taken rows in
 * order, each over the row as PostgreSQL writes it: `(line,field,…)`, fields in the kind's order. To prove one row takes its
 * block's 4,096 hashes and the blocks', not the file.
 */
async function rootOf(trx: Trx, shape: ImportShape): Promise<string> {
  const { rows } = await sql<{ root: string }>`
    select encode(sha256(coalesce(string_agg(hash, ''::bytea order by block), ''::bytea)), 'hex') as root from (
      select block, sha256(string_agg(hash, ''::bytea order by line)) as hash from (
        select line, line / ${sql.lit(rootBlockLines)} as block, sha256(convert_to(row(line, ${columns(fieldColumns(shape))})::text, 'UTF8')) as hash
        from import_row where taken
      ) as hashed group by block
    ) as blocks`.execute(trx)
  return rows[0]?.root ?? ''
}

/** Keeps every saying under its batch, with what the cell said. */
export async function insertFindings(
  trx: Trx,
  { batchId, organisationId, kind, mapping, width, today }: JudgeOptions & { readonly batchId: ImportBatchId },
): Promise<void> {
  const readings = Object.entries(kind.shape.fields).map(([name, field]) => cellReading(name, field, mapping, today))
  const cell = sql.join(readings.map(({ name, column }) => sql`when ${sql.lit(name)} then ${sql.ref(`import_raw.${column}`)}`), sql` `)
  const details = readings.flatMap(({ name, faults }) => faults.flatMap(([code, , detail]) => (detail === null ? [] : [sql`(${name}, ${code}, ${detail})`])))
  await sql`analyze import_raw`.execute(trx)
  await sql`
    insert into import_finding (batch_id, organisation_id, severity, line, field, code, value, detail)
    select ${batchId}, ${organisationId}, severity, sayings.line, sayings.field, sayings.code,
      case when sayings.code = 'cells' then cells::text else left(case sayings.field ${cell} end, 80) end,
      coalesce(sayings.detail, details.detail)
    from (${sayings}) as sayings
    join import_raw on import_raw.line = sayings.line
    left join (values ${sql.join([...details, sql`('', 'cells', ${String(width)})`])}) as details (field, code, detail)
      on details.field = sayings.field and details.code = sayings.code
    order by sayings.line`.execute(trx)
}
