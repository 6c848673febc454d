import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const project = resolve(import.meta.dirname, '..')

/** DESIGN's order of features, low to high: each may lean on those before it. */
const features = [
  'people',
  'audit',
  'documents',
  'imports',
  'ledger',
  'statements',
  'policies',
  'approvals',
  'enterprises',
  'fiscal',
  'eligibility',
  'returns',
  'funds',
  'pools',
  'loans',
  'investments',
  'claims',
  'coinvest',
  'exits',
  'recoveries',
  'enhancement',
  'evaluations',
  'reports',
]

/** Folders below every feature. */
const foundations = ['kernel', 'ui', 'charts']
/** On the server these are one: a command asks who acts and records what they did, and so do the features behind both. */
const command = ['kernel', 'people', 'audit']
/** Folders and files above every feature: they put the product together. */
const assemblies = ['cli', 'seed', 'shell']

/** What each floor may import, beside itself. */
const floors: Readonly<Record<string, { readonly floors: readonly string[]; readonly typesOnly?: readonly string[] }>> = {
  shared: { floors: [] },
  db: { floors: ['shared'] },
  server: { floors: ['shared', 'db'] },
  client: { floors: ['shared'], typesOnly: ['server'] },
}

interface Import {
  readonly file: string
  /** The project's file that is imported, or the specifier of a package. */
  readonly target: string
  readonly inProject: boolean
  readonly typeOnly: boolean
}

const files = globSync('{shared,db,server,client,tests}/**/*.{ts,tsx}', {
  cwd: project,
  exclude: (path) => /(^|\/)(node_modules|dist[^/]*)(\/|$)/.test(path),
}).toSorted()
const sources = new Map(
  files.map((file) => [file, ts.createSourceFile(file, readFileSync(join(project, file), 'utf8'), ts.ScriptTarget.ESNext, true)]),
)
const imports: readonly Import[] = [...sources].flatMap(([file, source]) => importsOf(file, source))
const floorOf = (file: string): string => file.split('/')[0] ?? ''

describe('floors', () => {
  test('client → shared ← db ← server, and the client sees the server only as a type', () => {
    const wrong = imports.filter(({ file, target, inProject, typeOnly }) => {
      const floor = floors[floorOf(file)]
      if (!inProject || !floor || floorOf(target) === floorOf(file)) return false
      return !floor.floors.includes(floorOf(target)) && !(typeOnly && floor.typesOnly?.includes(floorOf(target)))
    })
    expect(wrong.map(told)).toEqual([])
  })

  test('shared stands on zod alone: nothing of Node, no clock, no randomness', () => {
    const wrong = imports.filter(({ file, target, inProject }) => floorOf(file) === 'shared' && !inProject && target !== 'zod')
    expect(wrong.map(told)).toEqual([])
    const restless = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\.|\bprocess\./
    expect(files.filter((file) => floorOf(file) === 'shared' && restless.test(withoutComments(file)))).toEqual([])
  })
})

describe('features', () => {
  test('every feature folder has its place in the order', () => {
    const unknown = files.filter((file) => featureOf(file) !== undefined && rankOf(file) === undefined)
    expect(unknown.map((file) => dirname(file))).toEqual([])
  })

  test('lean downward, never up', () => {
    const wrong = imports.filter(({ file, target, inProject }) => {
      const [from, to] = [rankOf(file), rankOf(target)]
      return inProject && floorOf(file) !== 'tests' && from !== undefined && to !== undefined && to > from
    })
    expect(wrong.map(told)).toEqual([])
  })

  test('no two files need each other', () => {
    expect(findCycle()).toEqual([])
  })
})

test('what people read is written in catalogues: no Chinese in other code', () => {
  const catalogues = /\.(words|refusals|mapping)\.ts$|^server\/seed\/|^tests\/|^shared\/policies\/shipped\//
  const wrong = [...sources]
    .filter(([file]) => !catalogues.test(file))
    .flatMap(([file, source]) => literalsOf(source).map((literal) => `${file}: ${literal}`))
  expect(wrong).toEqual([])
})

function importsOf(file: string, source: ts.SourceFile): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean) => {
    if (specifier && ts.isStringLiteral(specifier)) found.push({ file, typeOnly, ...resolved(file, specifier.text) })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** `import type { … }`, or every name in it marked `type`. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { namedBindings, name } = clause
  return (
    !name &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  )
}

function resolved(file: string, specifier: string): { target: string; inProject: boolean } {
  if (specifier.startsWith('.')) return { target: relative(project, resolve(project, dirname(file), specifier)), inProject: true }
  const [, path] = /^@cofund\/(.+)$/.exec(specifier) ?? []
  return path ? { target: path.endsWith('.ts') ? path : `${path}.ts`, inProject: true } : { target: specifier, inProject: false }
}

/** The folder below the floor; a file that stands directly on its floor puts features together, and has none. */
function featureOf(file: string): string | undefined {
  const [floor = '', folder = '', ...rest] = file.split('/')
  return floor in floors && rest.length > 0 && existsSync(join(project, floor, folder)) && floor !== 'db' ? folder : undefined
}

function rankOf(file: string): number | undefined {
  const feature = featureOf(file)
  if (feature === undefined) return undefined
  if (floorOf(file) === 'server' && command.includes(feature)) return features.indexOf('audit')
  if (foundations.includes(feature)) return -1
  if (assemblies.includes(feature)) return features.length
  const rank = features.indexOf(feature)
  return rank === -1 ? undefined : rank
}

/** The first circle of imports that remain when the program runs, as the files along it. */
function findCycle(): readonly string[] {
  const needs = Map.groupBy(
    imports.filter(({ inProject, typeOnly }) => inProject && !typeOnly),
    ({ file }) => file,
  )
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const { target } of needs.get(file) ?? []) {
      const cycle = walk(target, [...path, file])
      if (cycle.length > 0) return cycle
    }
    done.add(file)
    return []
  }
  for (const file of files) {
    const cycle = walk(file, [])
    if (cycle.length > 0) return cycle
  }
  return []
}

/** A document's number or title is its name in every language. */
const citation = /〔\d{4}〕|^《.*》/

function literalsOf(source: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node)) {
      if (/\p{Script=Han}/u.test(node.text) && !citation.test(node.text)) found.push(node.text.trim())
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The source as the compiler reads it. */
const withoutComments = (file: string): string =>
  readFileSync(join(project, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

const told = ({ file, target }: Import): string => `${file} → ${target}`
