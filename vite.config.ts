import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'client',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The browsers of domestic desktops lag: one still in use in 2024 is Chromium 110 (client/README.md).
    target: ['chrome100', 'firefox100', 'safari15.4'],
    chunkSizeWarningLimit: 1500,
  },
})
