// @ts-check
// Models whose files want to harm the page that opens them, opened by the demo application in Chromium: no
// script runs, nothing is asked for elsewhere, and there is a mask or an error of ours in time.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { build, mergeConfig, preview } from 'vite'
import { appConfig } from '../../packages/web/app/app-config.mjs'
import { chromiumFlags, findChromium } from '../../vitest.shared.js'
import { hostileModels } from './hostile-model-files.mjs'

/** Milliseconds after which a page that shows neither a mask nor an error counts as one that hangs. */
const LIMIT = 30_000

/** @param {import('./soak.mjs').Soak} soak */
export async function hostilePage({ times, check, skip }) {
  const executablePath = findChromium()
  if (!executablePath) return skip('there is no Chromium')
  const browser = await chromium.launch({ executablePath, args: chromiumFlags })
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  try {
    const [models, outDir] = [join(dir, 'models'), join(dir, 'page')]
    await mkdir(models)
    const config = mergeConfig(appConfig({ models, outDir }), {
      logLevel: 'error',
      preview: { host: '127.0.0.1', port: 0 },
    })
    await build(config)
    const server = await preview(config)
    const site = server.resolvedUrls?.local[0] ?? ''
    const all = await hostileModels()
    for (const model of all.slice(0, times(all.length, 6))) {
      await place(join(outDir, 'models'), model)
      const wrong = await visit(browser, site, model)
      check(wrong.length === 0, `${model.what}: ${wrong.join('; ')}`)
    }
    await server.close()
  } finally {
    await browser.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/** @param {string} models @param {import('./hostile-model-files.mjs').HostileModel} model */
async function place(models, { files, entry }) {
  const folder = join(models, 'hostile')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const { name, data } of files) await writeFile(join(folder, name), data)
  await writeFile(join(models, 'index.json'), JSON.stringify([entry]))
}

/**
 * What is wrong with a visit.
 *
 * @param {import('playwright').Browser} browser @param {string} site
 * @param {import('./hostile-model-files.mjs').HostileModel} model
 * @returns {Promise<string[]>}
 */
async function visit(browser, site, { answers }) {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  /** @type {string[]} */
  const wrong = []
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => wrong.push('a dialog opened')))
  page.on('pageerror', ({ message }) => wrong.push(`the page threw ${message}`))
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(site) && !/^(blob|data):/.test(url)) wrong.push(`it asked for ${url}`)
  })
  try {
    await page.goto(site)
    const shown = page.locator('.facts dd').first().or(page.getByRole('alert').locator('p'))
    await shown.first().waitFor({ timeout: LIMIT })
    // every view has drawn what it is told of the model
    for (const name of ['Volume', 'Training noise', 'Speed', 'Segment'])
      await page.getByRole('link', { name }).click({ timeout: LIMIT })
    const masks = await page.locator('.facts dd').count()
    const text = await page.locator('[role=alert] p').first().textContent()
    if (answers && masks === 0) wrong.push(`no mask: ${text}`)
    if (!answers && masks > 0) wrong.push('it answers')
    if (/\w+Error\b|is not a function|undefined|Cannot read|out of memory/.test(text ?? ''))
      wrong.push(`the error is not ours: ${text}`)
    if (!answers && !text) wrong.push('nothing is said')
    if (await page.evaluate("'hit' in window || 'hit' in {}")) wrong.push('a script ran')
  } catch (error) {
    wrong.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  } finally {
    await context.close()
  }
  return wrong
}
