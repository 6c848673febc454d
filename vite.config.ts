import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Recharts and what it alone needs: one chunk, which no page without a chart asks for. */
const ofCharts =
  /[\\/]node_modules[\\/](?:recharts|victory-vendor|d3-[a-z]+|internmap|@reduxjs|redux|redux-thunk|react-redux|immer|reselect|es-toolkit|decimal\.js-light|eventemitter3|tiny-invariant)[\\/]/
const ofKit = (id: string): boolean => /[\\/]node_modules[\\/]/.test(id) && !ofCharts.test(id)

export default defineConfig(({ command }) => {
  // Whoever builds, a test run with a NODE_ENV of its own too, builds what readers get.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    root: 'client',
    base: '/',
    plugins: [react()],
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      sourcemap: false,
      // The browsers of domestic desktops lag: one still in use in 2024 is Chromium 110 (client/README.md).
      target: ['chrome100', 'firefox100', 'safari15.4'],
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
