// @ts-check
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { savedModel } from '../checks/saved-model.mjs'
import { root } from '../checks/workspace.mjs'

/** Bytes of scripts, gzipped. @typedef {{ before: number, page: number, worker: number, all: number }} Paid */

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')

/**
 * What a page and its worker fetch until the first answer on wasm.
 *
 * @param {import('playwright').Browser} browser
 * @param {string} dist A built page.
 * @returns {Promise<Paid>}
 */
export async function paid(browser, dist) {
  const model = new Map((await savedModel()).map(({ name, data }) => [`/model/${name}`, data]))
  /** Where a script was asked for from. @type {Map<string, string>} */
  const askedBy = new Map()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const file = pathname.startsWith('/wasm/')
      ? join(wasm, pathname.slice('/wasm/'.length))
      : join(dist, pathname === '/' ? 'index.html' : pathname)
    const body = model.get(pathname) ?? (isFile(file) ? readFileSync(file) : undefined)
    const from = new URL(request.headers.referer ?? '/', 'http://page').pathname
    const isWorker = request.headers['sec-fetch-dest'] === 'worker'
    if (body && extname(pathname) === '.js') askedBy.set(pathname, isWorker ? 'worker' : from)
    const type = types[extname(file)]
    response.writeHead(body ? 200 : 404, type ? { 'content-type': type } : {})
    response.end(body)
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.waitForFunction('window.start')
    const before = bytes([...askedBy.keys()], dist)
    const pixels = await page.evaluate('window.start()')
    if (pixels !== 64 * 64) throw new Error(`the built page answers ${String(pixels)}`)
    await page.close()
    const all = [...askedBy.keys()]
    const inWorker = all.filter((name) => isOfWorker(name, askedBy))
    const worker = bytes(inWorker, dist)
    const whole = bytes(all, dist)
    return { before, page: whole - worker, worker, all: whole }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** @param {string} name @param {Map<string, string>} askedBy @returns {boolean} */
function isOfWorker(name, askedBy) {
  const from = askedBy.get(name)
  if (from === 'worker') return true
  return from !== undefined && from !== name && isOfWorker(from, askedBy)
}

/** @param {string[]} names @param {string} dist */
function bytes(names, dist) {
  return names.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length,
    0,
  )
}

/** @param {string} file */
function isFile(file) {
  return existsSync(file) && statSync(file).isFile()
}
