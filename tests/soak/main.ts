import { join, resolve } from 'node:path'
import { startVitest } from 'vitest/node'
import { buildClient, isClientBuilt } from '../../server/client-build.ts'

/**
 * `pnpm soak [file …]`: what `pnpm test` samples, at length: 500 kills, every property on fifty times as many cases, every
 * page in every language and theme. It takes hours; a failing kill test prints its seed, a failing property its case.
 */
const project = resolve(import.meta.dirname, '../..')
const long = [
  'tests/server/kill.test.ts',
  'tests/server/imports/kill.test.ts',
  'tests/server/ledger/histories.test.ts',
  'tests/server/approvals/histories.test.ts',
  'tests/server/audit/claim-evidence.test.ts',
  'tests/shared/kernel/allocate.test.ts',
  'tests/shared/policies/loss-sharing.properties.test.ts',
  'tests/shared/returns/internal-rate.test.ts',
  'tests/client/every-page.test.ts',
]

process.env['COFUND_SOAK'] = '1'
if (!isClientBuilt()) await buildClient()

const began = performance.now()
const vitest = await startVitest('test', process.argv.slice(2), {
  config: false,
  root: project,
  watch: false,
  include: long,
  globalSetup: [join(project, 'tests/kit/setup.ts')],
  // Each has the machine to itself: what is killed or waited for is not what another's load makes slow.
  fileParallelism: false,
  testTimeout: 3_600_000,
  hookTimeout: 300_000,
})
const modules = vitest.state.getTestModules()
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
console.log(`\nSoak, ${minutes} min:`)
for (const module of modules) {
  const tests = [...module.children.allTests()]
  const passed = tests.filter((each) => each.ok()).length
  console.log(`${module.ok() && tests.length > 0 ? 'ok   ' : 'WRONG'} ${module.relativeModuleId}: ${passed} of ${tests.length}`)
}
await vitest.close()
if (modules.length === 0 || modules.some((module) => !module.ok())) process.exitCode = 1
