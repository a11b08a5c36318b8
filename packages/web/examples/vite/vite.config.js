// @ts-check
import { spadWeb } from '@spad/web/vite'
import { defineConfig } from 'vite'

// Only an isolated page has shared memory, and wasm threads need it; your server sends these as well.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [spadWeb()],
  build: { target: 'es2022' },
  server: { headers },
  preview: { headers },
})
