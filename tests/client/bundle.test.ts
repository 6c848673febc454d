import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildClient, clientDir, isClientBuilt } from '../../server/client-build.ts'

const kilobyte = 1000

beforeAll(async () => {
  if (!isClientBuilt()) await buildClient()
})

const assets = join(clientDir, 'assets')
const sizes = new Map<string, number>()
/** Measured once for each: the tightest compression takes its time. */
function brotli(script: string): number {
  const size = sizes.get(script) ?? brotliCompressSync(readFileSync(join(assets, script))).length
  sizes.set(script, size)
  return size
}
const sizeOf = (scripts: Iterable<string>): number => [...scripts].reduce((size, script) => size + brotli(script), 0)

/** Scripts that the page names, and whatever they import before they run. */
function firstLoad(): Set<string> {
  const html = readFileSync(join(clientDir, 'index.html'), 'utf8')
  return closure([...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].flatMap(([, name]) => name ?? []))
}

/** `scripts` with all that they import statically; what is imported by a call comes later, if at all. */
function closure(scripts: readonly string[], seen = new Set<string>()): Set<string> {
  for (const script of scripts) {
    if (seen.has(script)) continue
    seen.add(script)
    const text = readFileSync(join(assets, script), 'utf8')
    closure(
      [...text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].flatMap(([, name]) => name ?? []),
      seen,
    )
  }
  return seen
}

const scripts = (): string[] => readdirSync(assets).filter((name) => name.endsWith('.js'))
/** Recharts, and our two drawings that stand on it. */
const isCharts = (name: string): boolean => /^(?:charts|SeriesDrawing|FlowDrawing)-/.test(name)

describe('what a reader downloads, brotli', () => {
  test('the first load: at most 400 KB of script, and none of the charts', () => {
    const loaded = firstLoad()
    expect([...loaded].filter(isCharts)).toEqual([])
    expect(sizeOf(loaded), [...loaded].map((name) => `${name} ${brotli(name)}`).join(', ')).toBeLessThanOrEqual(400 * kilobyte)
  })

  test('charts: one chunk of recharts for every drawing, at most 120 KB with them', () => {
    const charts = scripts().filter(isCharts)
    expect(charts.filter((name) => name.startsWith('charts-'))).toHaveLength(1)
    const beyond = [...closure(charts)].filter((name) => !firstLoad().has(name))
    expect(sizeOf(beyond), beyond.join(', ')).toBeLessThanOrEqual(120 * kilobyte)
  })

  test('every later page: at most 50 KB beyond both', () => {
    const loaded = firstLoad()
    for (const script of scripts().filter((name) => !isCharts(name) && !loaded.has(name))) {
      const beyond = [...closure([script])].filter((name) => !loaded.has(name) && !isCharts(name))
      expect(sizeOf(beyond), script).toBeLessThanOrEqual(50 * kilobyte)
    }
  })

  test('no source maps, and nothing from another server', () => {
    expect(readdirSync(assets).filter((name) => name.endsWith('.map'))).toEqual([])
    expect(readFileSync(join(clientDir, 'index.html'), 'utf8')).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })
})
