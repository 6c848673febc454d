import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Vitest would leave one core idle, and of two that is half.
const maxWorkers = availableParallelism()

/** `unit` needs nothing, `server` a database, `browser` a browser too, which every file starts for itself. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/*.test.ts', 'tests/shared/**/*.test.ts'], maxWorkers } },
      {
        test: {
          name: 'server',
          include: ['tests/{db,server}/**/*.test.ts'],
          globalSetup: ['tests/kit/setup.ts'],
          maxWorkers,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/{client,walkthroughs}/**/*.test.{ts,tsx}'],
          globalSetup: ['tests/kit/setup.ts'],
          maxWorkers,
          // After all others: what a page waits for is measured in seconds, and two cores are soon busy.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
