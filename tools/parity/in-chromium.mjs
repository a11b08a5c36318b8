// @ts-check
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { build, defaultClientConditions } from 'vite'
import { chromiumFlags, findChromium } from '../../vitest.shared.js'

/** Loopback is a secure context, without which there is no WebGPU; nothing listens there. */
const address = 'http://localhost/'

/**
 * Runs the cases in Chromium's WebGPU, in software.
 *
 * @param {import('./workload.mjs').SavedCase[]} cases @param {number} steps
 */
export async function inChromium(cases, steps) {
  const executablePath = findChromium()
  if (!executablePath) return { reason: 'there is no Chromium' }
  const script = await bundle()
  const browser = await chromium.launch({ executablePath, args: chromiumFlags })
  try {
    const page = await browser.newPage()
    await page.route(`${address}**`, (route) => {
      const [contentType, body] = route.request().url().endsWith('.js')
        ? ['text/javascript', script]
        : ['text/html', '<script type="module" src="/page.js"></script>']
      return route.fulfill({ contentType, body })
    })
    await page.goto(address)
    // bytes do not travel to a page, numbers do
    const plain = cases.map(({ recipe, files }) => ({
      recipe,
      files: files.map(({ name, data }) => ({ name, data: [...data] })),
    }))
    await page.waitForFunction('globalThis.answer')
    return await page.evaluate(
      ([cases, steps]) => /** @type {any} */ (globalThis).answer(cases, steps),
      /** @type {const} */ ([plain, steps]),
    )
  } finally {
    await browser.close()
  }
}

/** The page's code in one file. */
async function bundle() {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@spad/source', ...defaultClientConditions] },
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: {
        input: fileURLToPath(new URL('page.mjs', import.meta.url)),
        output: { codeSplitting: false },
      },
    },
  })
  const { output } = /** @type {import('vite').Rollup.RollupOutput} */ (
    Array.isArray(built) ? built[0] : built
  )
  return output[0].code
}
