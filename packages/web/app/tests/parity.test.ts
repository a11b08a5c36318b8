import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { segment } from '@spad/core'
import { registerWasmGradients } from '@spad/core/wasm-gradients'
import { loadModel } from '@spad/models'
import { setBackend } from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import type { Page } from 'playwright'
import { expect, inject, test } from 'vitest'
import { readPhantom } from '../src/picture.js'
import { afterNewMask, describeInChromium, setNumber, settled } from './browser.js'
import { grayPixels } from './images.js'

const settings = { steps: 3, seed: 7 }

describeInChromium('the same mask as Node’s for the same seed', (open) => {
  test.each(['wasm', 'webgpu'])('on %s', async (backend) => {
    const { page } = await open()
    await settled(page)
    await page.getByRole('button', { name: 'Chest, X-ray, phantom 3' }).click()
    await page.getByText('chest-002', { exact: true }).waitFor()
    await afterNewMask(page, () =>
      page.getByRole('slider', { name: 'Steps' }).fill(String(settings.steps)),
    )
    await afterNewMask(page, () => setNumber(page, 'Seed', settings.seed))
    if (backend !== 'wasm')
      await afterNewMask(page, () => page.getByLabel('Backend').selectOption(backend))
    expect(await page.locator('.facts').textContent()).toContain(backend)

    const inPage = await downloadedMask(page)
    const inNode = await maskOfNode()
    const same = inPage.reduce((sum, label, i) => sum + Number(label === inNode[i]), 0)
    expect(new Set(inNode).size).toBeGreaterThan(1)
    expect(same / inNode.length).toBeGreaterThanOrEqual(0.999)
    await page.context().close()
  })
})

async function downloadedMask(page: Page): Promise<Uint8Array> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the mask' }).click()
  return grayPixels(await (await download).path())
}

/** The same in Node. */
async function maskOfNode(): Promise<Uint8Array> {
  registerWasmGradients()
  await setBackend('wasm')
  const { model } = await loadModel((name) => readFile(join(inject('models'), 'chest-mask', name)))
  const { image } = await readPhantom('chest', 2)
  // the page sees eight bits a pixel
  const data = image.data.map((value) => Math.round(255 * value) / 255)
  const { labels } = await segment(model, { ...image, data }, settings)
  model.denoiser.dispose()
  return labels.data
}
