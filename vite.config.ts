import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Recharts and what it alone needs: one chunk, which no page without a chart asks for. */
const charts =
  /[\\/]node_modules[\\/](?:recharts|victory-vendor|d3-[a-z]+|internmap|@reduxjs|redux|redux-thunk|react-redux|immer|reselect|es-toolkit|decimal\.js-light|eventemitter3|tiny-invariant|use-sync-external-store)[\\/]|[\\/]client[\\/]charts[\\/][A-Za-z]+Drawing\.tsx|[\\/]client[\\/]charts[\\/]Tip\.tsx/

export default defineConfig({
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
            { name: 'charts', test: charts, priority: 2 },
            // The kit changes with its versions, our pages daily: apart, a reader fetches only what has changed.
            { name: 'kit', test: /[\\/]node_modules[\\/]/, priority: 1 },
          ],
        },
      },
      onwarn(warning, warn) {
        // Ant Design marks its modules for React servers; there is none here.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
})
