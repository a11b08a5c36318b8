import type { Page } from 'playwright'
import { expect, inject, test } from 'vitest'
import { readPhantom } from '../src/picture.js'
import { describeInChromium } from './browser.js'
import { meanColour, pngOf } from './images.js'

describeInChromium('the examples', (open) => {
  test('a page without a bundler', async () => {
    const { page, complaints } = await open({ address: inject('noBundler') })
    await choosePhantom(page)
    await showsMask(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a page built by Vite, in a worker with wasm threads', async () => {
    const { page, complaints } = await open({ address: inject('vite') })
    await choosePhantom(page)
    await page.getByText(/^\d+ ms$/).waitFor()
    await showsMask(page)
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the mask over the image in niivue', async () => {
    const { page } = await open({ address: inject('niivue') })
    await choosePhantom(page)
    await page.getByText('2 volumes').waitFor()
    await showsMask(page)
    await page.context().close()
  })
})

/** Chooses a chest phantom as a file. */
async function choosePhantom(page: Page): Promise<void> {
  const { image } = await readPhantom('chest', 1)
  const input = page.locator('input:enabled')
  await input.waitFor()
  const buffer = await pngOf(image)
  await input.setInputFiles({ name: 'chest.png', mimeType: 'image/png', buffer })
}

/** The picture is grey and the mask blue. */
async function showsMask(page: Page): Promise<void> {
  const blueness = async (): Promise<number> => {
    const { r, b } = await meanColour(await page.locator('canvas').screenshot())
    return b - r
  }
  await expect.poll(blueness, { timeout: 30_000 }).toBeGreaterThan(2)
}
