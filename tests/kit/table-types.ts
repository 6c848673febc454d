import { join, resolve } from 'node:path'
import ts from 'typescript'

/** A column as the catalogue has it. */
export interface Column {
  readonly table: string
  readonly column: string
  /** PostgreSQL's name of the type, `_text` for an array of text. */
  readonly type: string
  readonly nullable: boolean
  /** Whether a row may be inserted without it. */
  readonly optional: boolean
}

const project = resolve(import.meta.dirname, '../..')

/** What a column's values are, once the driver's parsers (db/connect.ts) have read them. */
function kindOfColumn(type: string): string {
  if (type.startsWith('_')) return 'array'
  if (type === 'int8') return 'bigint'
  if (['int2', 'int4', 'float4', 'float8'].includes(type)) return 'number'
  if (type === 'bool') return 'boolean'
  if (['json', 'jsonb', 'bytea'].includes(type)) return 'anything'
  return 'string'
}

/**
 * The columns that the interface `Database` declares, in the order and with the names of `columns`: a column whose type
 * agrees takes its catalogue type, any other says what it is instead.
 */
export function columnsOfTypes(columns: readonly Column[]): readonly Column[] {
  const known = new Map(columns.map((column) => [`${column.table}.${column.column}`, column]))
  return declaredColumns()
    .map(({ table, column, kind, nullable, optional }) => {
      const type = known.get(`${table}.${column}`)?.type
      const agrees = type !== undefined && [kind, 'anything'].includes(kindOfColumn(type))
      // What jsonb holds, null included, is for its decoder to say.
      const unknown = kind === 'anything'
      return {
        table,
        column,
        type: agrees ? type : `${kind} in db/tables`,
        nullable: unknown ? (known.get(`${table}.${column}`)?.nullable ?? true) : nullable,
        optional: unknown ? (known.get(`${table}.${column}`)?.optional ?? true) : optional || nullable,
      }
    })
    .toSorted((a, b) => (`${a.table} ${a.column}` < `${b.table} ${b.column}` ? -1 : 1))
}

function declaredColumns() {
  const file = join(project, 'db/__columns.ts')
  const text = `
    import type { Insertable, Selectable } from 'kysely'
    import type { Database } from './schema.ts'
    export type Read = { [Table in keyof Database]: Selectable<Database[Table]> }
    export type Written = { [Table in keyof Database]: Insertable<Database[Table]> }`
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(project, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    project,
  )
  const host = ts.createCompilerHost(options)
  const getSourceFile = host.getSourceFile.bind(host)
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, text, version) : getSourceFile(name, version)
  const fileExists = host.fileExists.bind(host)
  host.fileExists = (name) => name === file || fileExists(name)
  const program = ts.createProgram([file], options, host)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  if (!source) throw new Error('the compiler lost the file')

  const [read, written] = source.statements.filter(ts.isTypeAliasDeclaration).map((alias) => checker.getTypeAtLocation(alias))
  if (!read || !written) throw new Error('the compiler found no types')
  const typeOf = (symbol: ts.Symbol): ts.Type => checker.getTypeOfSymbolAtLocation(symbol, source)
  return checker.getPropertiesOfType(read).flatMap((table) =>
    checker.getPropertiesOfType(typeOf(table)).map((column) => {
      const type = typeOf(column)
      const insertable = written.getProperty(table.name)
      const insert = insertable && typeOf(insertable).getProperty(column.name)
      return {
        table: table.name,
        column: column.name,
        kind: kindOfType(checker, checker.getNonNullableType(type)),
        nullable: checker.getNonNullableType(type) !== type,
        // A column that is always generated is not among those to insert at all.
        optional: !insert || (insert.flags & ts.SymbolFlags.Optional) !== 0,
      }
    }),
  )
}

function kindOfType(checker: ts.TypeChecker, type: ts.Type): string {
  const parts = type.isUnion() ? type.types : [type]
  const all = (flags: ts.TypeFlags) =>
    parts.every(
      (part) => (part.flags & flags) !== 0 || (part.isIntersection() && part.types.some((inner) => (inner.flags & flags) !== 0)),
    )
  if (all(ts.TypeFlags.BigIntLike)) return 'bigint'
  if (all(ts.TypeFlags.NumberLike)) return 'number'
  if (all(ts.TypeFlags.BooleanLike)) return 'boolean'
  if (all(ts.TypeFlags.StringLike)) return 'string'
  if (parts.every((part) => checker.isArrayLikeType(part))) return 'array'
  return 'anything'
}
