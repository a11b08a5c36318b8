// @ts-check
import { defineConfig } from 'vite'
import { keepThreads } from './keep-threads.mjs'

// Only an isolated page has shared memory, and wasm threads need it; your server sends these as well.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [keepThreads()],
  worker: { format: 'es', plugins: () => [keepThreads()] },
  build: { target: 'es2022' },
  server: { headers },
  preview: { headers },
})
