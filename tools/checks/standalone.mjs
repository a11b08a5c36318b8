// @ts-check
// A page without a bundler, with nothing but the folder `dist/standalone` of @spad/web, in Chromium on wasm: how
// long the first answer takes, on a first visit and on a second one. `node tools/checks/standalone.mjs`, after
// `npm run build`.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright'
import { savedModel } from './saved-model.mjs'
import { checklist, root } from './workspace.mjs'

const page = `<!doctype html>
<title>SPAD</title>
<canvas width="64" height="64"></canvas>
<script type="module">
  import { createSegmenter, toImageData } from './spad/index.js'

  const canvas = document.querySelector('canvas')
  const context = canvas.getContext('2d')
  context.fillRect(0, 0, 64, 64)
  const segmenter = await createSegmenter({ model: 'model/', backend: 'wasm' })
  const found = await segmenter.segment(canvas)
  const overlay = toImageData(found, segmenter.metadata.classes)
  context.drawImage(await createImageBitmap(overlay), 0, 0)
  window.answer = { after: performance.now(), device: segmenter.backend.device, pixels: found.labels.data.length }
</script>`

const folder = join(root, 'packages/web/dist/standalone')
const model = new Map((await savedModel()).map(({ name, data }) => [name, data]))
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' }

/** @param {string} path */
function fileAt(path) {
  if (path === '/') return page
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (path.startsWith('/model/')) return model.get(name)
  const file = join(folder, name)
  return path.startsWith('/spad/') && existsSync(file) ? readFileSync(file) : undefined
}

/** @param {boolean} isolated */
async function serve(isolated) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const file = fileAt(pathname)
    const type = types[/** @type {keyof types} */ (extname(pathname))]
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': type ?? (pathname === '/' ? 'text/html' : 'application/octet-stream'),
      'cache-control': 'max-age=600',
      ...(isolated && {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      }),
    })
    response.end(file)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `http://127.0.0.1:${address.port}/`, server }
}

const { check, finish } = checklist()
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
for (const isolated of [false, true])
  await check(`a page that is ${isolated ? '' : 'not '}isolated`, async () => {
    const { url, server } = await serve(isolated)
    const context = await browser.newContext()
    try {
      for (const [visit, limit] of /** @type {const} */ ([
        ['first', 5000],
        ['second', 2000],
      ])) {
        const tab = await context.newPage()
        await tab.goto(url)
        const handle = await tab.waitForFunction('window.answer', undefined, { timeout: 30_000 })
        const { after, device, pixels } = /** @type {any} */ (await handle.jsonValue())
        process.stdout.write(
          `${visit} visit, ${device}: ${Math.round(after)} ms to the first answer\n`,
        )
        if (pixels !== 64 * 64) throw new Error(`the answer has ${pixels} pixels`)
        if (after > limit) throw new Error(`the ${visit} visit took ${after} ms, above ${limit}`)
        await tab.close()
      }
    } finally {
      await context.close()
      server.close()
    }
  })
await browser.close()
finish()
