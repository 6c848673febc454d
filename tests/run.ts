import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildClient, isClientBuilt } from '../server/client-build.ts'
import { provideChromium } from './kit/chromium.ts'

/**
 * `pnpm test`: brings a browser, then checks types, style, unused code, the pages' build and behaviour, and stops at the
 * first that fails.
 * What is being worked on is quicker alone: `pnpm exec vitest run tests/shared/ledger`.
 */
const project = resolve(import.meta.dirname, '..')
const bin = join(project, 'node_modules')
const report = join(bin, '.cache/vitest-report.json')

let passed = 0
let failed = 0

await step('browser', () => {
  const chromium = provideChromium()
  if (!chromium) return 'There is no Chromium, and none could be installed from apt or npm: install one'
  process.env['COFUND_CHROMIUM'] = chromium
})
await step('types', () => run('typescript7/bin/tsc', '-b'))
await step('style', () => run('oxlint/bin/oxlint', '--type-aware', '--deny-warnings'))
await step('unused code', () => run('knip/bin/knip.js', '--no-config-hints'))
await step('pages', async () => {
  if (!isClientBuilt()) await buildClient()
})
await step('tests', () => {
  rmSync(report, { force: true })
  const problem = run('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`)
  if (!existsSync(report)) return problem ?? 'wrote no report'
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as Record<string, number>
  passed += numPassedTests ?? 0
  // A file that cannot be loaded fails without a test of its own.
  failed += Math.max(numFailedTests ?? 0, numFailedTestSuites ? 1 : 0) - (problem ? 1 : 0)
  if (numPendingTests) console.log(`${numPendingTests} skipped`)
  return problem
})
finish()

/** Runs one step, says how long it took, and ends here when it answers a problem. */
async function step(name: string, check: () => Promise<void> | string | undefined | void): Promise<void> {
  console.log(`── ${name}`)
  const began = performance.now()
  const problem = await Promise.resolve()
    .then(check)
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  console.log(`── ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s${problem ? `, ${problem}` : ''}\n`)
  if (problem) {
    failed += 1
    finish()
  }
  if (name !== 'tests') passed += 1
}

function run(program: string, ...args: readonly string[]): string | undefined {
  const { status, signal } = spawnSync(process.execPath, [join(bin, program), ...args], { cwd: project, stdio: 'inherit' })
  return status === 0 ? undefined : `failed (${signal ?? `exit ${status}`})`
}

function finish(): never {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
