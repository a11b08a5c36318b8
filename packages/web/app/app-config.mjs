// @ts-check
import { cpSync, createReadStream, statSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { spadWeb } from '@spad/web/vite'
import { defaultClientConditions } from 'vite'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

const wasmFolder = here('../../../node_modules/@tensorflow/tfjs-backend-wasm/dist')

// Only an isolated page has shared memory, and wasm threads need it.
const headers = {
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

/**
 * The application with the models of a folder.
 *
 * @param {{ models?: string, outDir?: string }} [options]
 * @returns {import('vite').InlineConfig}
 */
export function appConfig({ models = here('models'), outDir = here('dist') } = {}) {
  return {
    configFile: false,
    root: here('.'),
    base: './',
    resolve: { conditions: ['@spad/source', ...defaultClientConditions] },
    server: { headers },
    preview: { headers },
    build: { outDir, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 2000 },
    plugins: [filesBeside({ models, wasm: wasmFolder }), spadWeb(), withPolicy()],
  }
}

/**
 * Serves folders while developing, and copies them beside the built page: the models, and tfjs's
 * `.wasm` files.
 *
 * @param {{ models: string, wasm: string }} folders
 * @returns {import('vite').Plugin}
 */
function filesBeside(folders) {
  return {
    name: 'files-beside',
    configureServer(server) {
      for (const [name, folder] of Object.entries(folders))
        server.middlewares.use(`/${name}/`, (request, response, next) => {
          const file = fileAt(folder, request.url ?? '')
          if (file === undefined) return next()
          response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
          response.setHeader('content-length', statSync(file).size)
          createReadStream(file).pipe(response)
        })
    },
    // of a build there are several bundles, the workers' too: the page's is the one with a page
    writeBundle({ dir }, bundle) {
      if (!dir || !('index.html' in bundle)) return
      cpSync(folders.models, join(dir, 'models'), { recursive: true })
      for (const kind of ['', '-simd', '-threaded-simd']) {
        const name = `tfjs-backend-wasm${kind}.wasm`
        cpSync(join(folders.wasm, name), join(dir, 'wasm', name))
      }
    },
  }
}

/**
 * The file in a folder that an address asks for; `undefined` where there is none, a folder included.
 *
 * @param {string} folder @param {string} address
 */
function fileAt(folder, address) {
  try {
    const path = decodeURIComponent(new URL(address, 'http://page').pathname)
    const file = normalize(join(folder, path))
    return file.startsWith(folder + sep) && statSync(file).isFile() ? file : undefined
  } catch {
    return undefined // no such file, or an address that is none
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
