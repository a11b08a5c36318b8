// @ts-check
// A page with `@spad/web` in a project of its own, as bundlers make it, in Chromium.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright'
import { createServer as createViteServer } from 'vite'
import { chromiumFlags, findChromium } from '../../vitest.shared.js'
import { savedModel } from './saved-model.mjs'
import { webpackConfig } from './webpack-config.mjs'

const page = `<!doctype html>
<script type="module" src="/main.js"></script>`

/** What a page asks for, according to its address, and of the answer what is to be seen. */
export const ask = `async function ask() {
  const wanted = new URLSearchParams(location.search)
  const segmenter = await createSegmenter({
    model: '/model/',
    backend: wanted.get('backend'),
    worker: wanted.get('worker') === 'true',
    wasmPaths: '/wasm/',
  })
  const image = new ImageData(new Uint8ClampedArray(4 * 64 * 64).fill(255), 64)
  const { labels } = await segmenter.segment(image)
  const { device } = segmenter.backend
  await segmenter.dispose()
  return { pixels: labels.data.length, device }
}`

const script = `import { createSegmenter } from '@spad/web'

${ask}
ask().catch(String).then((answer) => (window.answer = answer))`

/** Shared memory, hence threads. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

/** What webpack makes of the page answers on wasm. @param {string} project Has webpack installed. */
export async function answersWithWebpack(project) {
  writeFileSync(join(project, 'main.js'), script)
  await buildWithWebpack(project)
  const dist = join(project, 'dist')
  writeFileSync(join(dist, 'index.html'), page)
  const server = await serving(project, dist, isolation)
  try {
    await answers(server.address, { backends: ['wasm'] })
  } finally {
    server.close()
  }
}

/**
 * A server of a folder, a model and tfjs's .wasm files.
 *
 * @param {string} project @param {string} folder @param {Record<string, string>} headers
 */
export async function serving(project, folder, headers) {
  const extra = await filesOf(project)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const name = pathname === '/' ? '/index.html' : pathname
    const file = join(folder, name)
    const body = extra(name) ?? (existsSync(file) && readFileSync(file))
    const type = types[extname(name)]
    response.writeHead(body ? 200 : 404, { ...headers, ...(type && { 'content-type': type }) })
    response.end(body || undefined)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { address: `http://127.0.0.1:${port}/`, close: () => void server.close() }
}

/** @param {string} project */
async function buildWithWebpack(project) {
  const webpack = createRequire(join(project, 'main.js'))('webpack')
  const stats = await promisify(webpack)(webpackConfig(project, join(project, 'dist')))
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'))
}

/** Vite's development server answers, on a first start. @param {string} project */
export async function answersWithVite(project) {
  writeFileSync(join(project, 'main.js'), script)
  writeFileSync(join(project, 'index.html'), page)
  const vite = pathToFileURL(join(project, 'node_modules/@spad/web/dist/vite.js')).href
  const { spadWeb } = await import(vite)
  const extra = await filesOf(project)
  const server = await createViteServer({
    root: project,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, headers: isolation },
    plugins: [spadWeb(), serve(extra)],
  })
  await server.listen()
  try {
    await answers(server.resolvedUrls?.local[0] ?? '', { backends: ['wasm', 'webgl'] })
  } finally {
    await server.close()
  }
}

/** @param {Extra} extra @returns {import('vite').Plugin} */
function serve(extra) {
  return {
    name: 'serve-files',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const body = extra(new URL(request.url ?? '/', 'http://page').pathname)
        if (body) response.end(body)
        else next()
      })
    },
  }
}

/** @typedef {(path: string) => Uint8Array | undefined} Extra */

/** What the page's own server has: a model, and tfjs's .wasm files. @param {string} project */
async function filesOf(project) {
  const model = new Map((await savedModel()).map(({ name, data }) => [`/model/${name}`, data]))
  const folder = join(project, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')
  return /** @type {Extra} */ (
    (path) => {
      const file = join(folder, path.replace('/wasm/', '/'))
      if (!path.startsWith('/wasm/')) return model.get(path)
      return existsSync(file) ? readFileSync(file) : undefined
    }
  )
}

/**
 * A mask of all pixels on each backend, on a device whose name is as asked.
 *
 * @param {string} address
 * @param {{ backends: readonly string[], worker?: boolean, device?: RegExp }} wanted
 */
export async function answers(address, { backends, worker = true, device = /./ }) {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags })
  try {
    for (const backend of backends) {
      const tab = await browser.newPage()
      await tab.goto(
        `${address}?${String(new URLSearchParams({ backend, worker: String(worker) }))}`,
      )
      const handle = await tab.waitForFunction('window.answer', undefined, { timeout: 60_000 })
      const found = await handle.jsonValue()
      if (found.pixels !== 64 * 64 || !device.test(found.device))
        throw new Error(`on ${backend}, ${address}, the answer is ${JSON.stringify(found)}`)
      await tab.close()
    }
  } finally {
    await browser.close()
  }
}
