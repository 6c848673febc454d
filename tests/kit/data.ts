import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A real file that stands beside the project, not in it: undefined where it is not here, and then a test says so and skips. */
export function dataFile(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url))
  return existsSync(path) ? path : undefined
}
