// Draws tools/pictures/app.png, the README's picture of the demo application: `node --import tsx
// --conditions=@spad/source tools/pictures/app.mjs`. Needs Chromium; trains the application's models first
// if they are not there.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { chromium } from 'playwright'
import sharp from 'sharp'
import { build, mergeConfig, preview } from 'vite'
import { appConfig } from '../../packages/web/app/app-config.mjs'
import { chromiumFlags, findChromium } from '../../vitest.shared.js'
import { ensureModels } from '../web/models.mjs'

const out = fileURLToPath(new URL('app.png', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'spad-picture-'))
const config = mergeConfig(appConfig({ outDir: folder }), {
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port: 0 },
})
await ensureModels()
await build(config)
const server = await preview(config)
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags })
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  await page.goto(server.resolvedUrls.local[0])
  await page.locator('.facts dd').first().waitFor()
  await page.getByRole('slider', { name: 'From noise to the mask' }).fill('0.775')
  await page.locator('h1').click()
  const shot = await page.screenshot()
  // few colours are enough, and a third of the bytes
  await sharp(shot).png({ palette: true, colours: 192, effort: 10 }).toFile(out)
} finally {
  await browser.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
}
