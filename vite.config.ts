import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { type Plugin, type Rolldown, build, defineConfig } from 'vite'

// The browsers of domestic desktops lag: one still in use in 2024 is Chromium 110 (client/README.md).
const target = ['chrome100', 'firefox100', 'safari15.4']

/** Recharts and what it alone needs: one chunk, which no page without a chart asks for. */
const ofCharts =
  /[\\/]node_modules[\\/](?:recharts|victory-vendor|d3-[a-z-]+|internmap|@reduxjs|redux|redux-thunk|react-redux|immer|reselect|es-toolkit|decimal\.js-light|eventemitter3|tiny-invariant)[\\/]/
/** What few pages ask for: calendars, steps, meters. Each comes with the page that has it, or in a chunk of those that share it. */
const ofFew =
  /[\\/]node_modules[\\/](?:@rc-component[\\/](?:picker|input-number|mini-decimal|steps|progress|switch|upload)|antd[\\/]es[\\/](?:date-picker|time-picker|calendar|input-number|steps|progress|timeline|typography|switch|upload)|dayjs)[\\/]/
const ofKit = (id: string): boolean => /[\\/]node_modules[\\/]/.test(id) && !ofCharts.test(id) && !ofFew.test(id)

export default defineConfig(({ command }) => {
  // Whoever builds, a test run with a NODE_ENV of its own too, builds what readers get.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    root: 'client',
    base: '/',
    plugins: [react(), verifierPage()],
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      sourcemap: false,
      target,
      chunkSizeWarningLimit: 1500,
      // The budgets and what counts in them: tests/client/bundle.test.ts.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // The kit changes with its versions, our pages daily: apart, a reader fetches only what has changed. It goes
              // first, since a group takes along what it imports: React itself would otherwise wait in the charts.
              { name: 'kit', test: ofKit, priority: 2 },
              { name: 'charts', test: ofCharts, priority: 1 },
            ],
          },
        },
        onwarn(warning, warn) {
          // Ant Design marks its modules for React servers; there is none here.
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
        },
      },
    },
  }
})

/**
 * verify.html: one file that needs no other and no network, so that evidence can be verified wherever it lies. Its content
 * policy names the one script in it by hash, and lets it connect to nothing.
 */
function verifierPage(): Plugin {
  const folder = join(import.meta.dirname, 'client/audit/verifier')
  return {
    name: 'verifier-page',
    apply: 'build',
    async generateBundle() {
      const built = (await build({
        configFile: false,
        logLevel: 'error',
        root: folder,
        build: { write: false, target, rolldownOptions: { input: join(folder, 'main.ts'), output: { format: 'iife', codeSplitting: false } } },
      })) as Rolldown.RolldownOutput
      const chunk = built.output.find((output) => output.type === 'chunk')
      if (!chunk || built.output.length > 1) throw new Error('the page that verifies is one script')
      // What closes the element it stands in must not stand in it.
      const script = chunk.code.replaceAll('</script', String.raw`<\/script`).trim()
      const hash = `sha256-${createHash('sha256').update(script).digest('base64')}`
      const source = readFileSync(join(folder, 'verifier.html'), 'utf8').replace('{{hash}}', hash).replace('{{script}}', () => script)
      this.emitFile({ type: 'asset', fileName: 'verify.html', source })
    },
  }
}
