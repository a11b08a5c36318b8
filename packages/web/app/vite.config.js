// @ts-check
import { cpSync, createReadStream, existsSync, statSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { defaultClientConditions, defineConfig } from 'vite'
import { keepThreads } from '../examples/vite/keep-threads.mjs'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

/** What lies beside the page: the models, and tfjs's `.wasm` files. */
const folders = {
  models: here('models'),
  wasm: here('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist'),
}

// Only an isolated page has shared memory, and wasm threads need it.
export const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

// The browser itself sees to it that nothing leaves the page.
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
].join('; ')

export default defineConfig({
  root: here('.'),
  base: './',
  resolve: { conditions: ['@spad/source', ...defaultClientConditions] },
  server: { headers },
  preview: { headers },
  worker: { format: 'es', plugins: () => [keepThreads()] },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 2000 },
  plugins: [filesBeside(), keepThreads(), withPolicy()],
})

/** Serves the folders while developing, and copies them beside the built page. @returns {import('vite').Plugin} */
function filesBeside() {
  return {
    name: 'files-beside',
    configureServer(server) {
      for (const [name, folder] of Object.entries(folders))
        server.middlewares.use(`/${name}/`, (request, response, next) => {
          const path = new URL(request.url ?? '', 'http://page').pathname
          const file = normalize(join(folder, decodeURIComponent(path)))
          if (!file.startsWith(folder + sep) || !existsSync(file)) return next()
          response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
          response.setHeader('content-length', statSync(file).size)
          createReadStream(file).pipe(response)
        })
    },
    writeBundle({ dir }) {
      if (!dir || dir !== here('dist')) return
      cpSync(folders.models, join(dir, 'models'), { recursive: true })
      for (const kind of ['', '-simd', '-threaded-simd'])
        cpSync(
          join(folders.wasm, `tfjs-backend-wasm${kind}.wasm`),
          join(dir, `wasm/tfjs-backend-wasm${kind}.wasm`),
        )
    },
  }
}

/** @type {Record<string, string>} */
const types = { '.json': 'application/json', '.wasm': 'application/wasm' }

/** @returns {import('vite').Plugin} */
function withPolicy() {
  return {
    name: 'with-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
  }
}
