import { Buffer } from 'node:buffer'
import type { LabelMap } from '@spad/core'
import type { Page } from 'playwright'
import { expect, inject, test } from 'vitest'
import { dicomSeries } from '../../tests/dicom-series.js'
import { readPhantom } from '../src/picture.js'
import { describeInChromium } from './browser.js'
import { chestScan } from './chest-scan.js'
import { colouredAgreement, meanColour, pngOf } from './images.js'

const { writeNifti } = await import('@spad/formats')

describeInChromium('the examples', (open) => {
  test('a page without a bundler', async () => {
    const { page, complaints } = await open({ address: inject('noBundler') })
    await choosePhantom(page)
    await showsMask(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a scan is read in a worker without a bundler', async () => {
    const { page } = await open({ address: inject('noBundler') })
    const { scan } = await chestScan(3, 32)
    const series = dicomSeries(scan, { rle: true }).map(({ name, bytes }) => ({
      ...{ name, base64: Buffer.from(bytes).toString('base64') },
    }))
    // as text: an import() in a function would be the test runner's own
    const read = await page.evaluate(`(async () => {
      const { readVolume } = await import(new URL('spad/scans.js', location.href).href)
      const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
      const files = ${JSON.stringify(series)}
      const { data, grid } = await readVolume(
        files.map(({ name, base64 }) => ({ name, bytes: bytesOf(base64) })),
      )
      return { size: grid.size, values: [...data] }
    })()`)
    expect(read).toEqual({ size: [32, 32, 3], values: [...scan.data] })
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
    await page.getByText('2 volumes of 192 × 192 × 1').waitFor()
    await showsMask(page)
    await page.context().close()
  })

  test('a NIfTI and its label volume in niivue', async () => {
    const { page, requests } = await open({ address: inject('niivue') })
    const { scan, truth } = await chestScan()
    const buffer = Buffer.from(await writeNifti(scan))
    await choose(page, [{ name: 'chest.nii.gz', mimeType: 'application/gzip', buffer }])
    await page.getByText('2 volumes of 96 × 96 × 6').waitFor()
    await showsLungs(page, 'canvas', truth)
    expect(requests.filter((url) => !/^(blob|data):|127\.0\.0\.1/.test(url))).toEqual([])
    await page.context().close()
  })

  test('a DICOM series and its labelmap in cornerstone3D', async () => {
    const { page, requests } = await open({ address: inject('cornerstone') })
    const { scan, truth } = await chestScan()
    const series = dicomSeries(scan).map(({ name, bytes }) => ({
      ...{ name, mimeType: 'application/dicom' },
      buffer: Buffer.from(bytes),
    }))
    await choose(page, series)
    await page.getByText('96 × 96 × 6 voxels').waitFor()
    await showsLungs(page, '.viewer', truth)
    expect(requests.filter((url) => !/^(blob|data):|127\.0\.0\.1/.test(url))).toEqual([])
    await page.context().close()
  })
})

/** Chooses a chest phantom as a file. */
async function choosePhantom(page: Page): Promise<void> {
  const { image } = await readPhantom('chest', 1)
  await choose(page, [{ name: 'chest.png', mimeType: 'image/png', buffer: await pngOf(image) }])
}

interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

async function choose(page: Page, files: readonly ChosenFile[]): Promise<void> {
  const input = page.locator('input:enabled')
  await input.waitFor()
  await input.setInputFiles([...files])
}

/** The mask lies where the lungs of a slice in the middle are, right side up. */
async function showsLungs(page: Page, viewer: string, truth: readonly LabelMap[]): Promise<void> {
  const middle = truth.slice(2, 4)
  const agreement = async (): Promise<number> => {
    const shot = await page.locator(viewer).screenshot()
    return Math.max(...(await Promise.all(middle.map((map) => colouredAgreement(shot, map)))))
  }
  await expect.poll(agreement).toBeGreaterThan(0.85)
}

/** The picture is grey and the mask blue. */
async function showsMask(page: Page): Promise<void> {
  const blueness = async (): Promise<number> => {
    const { r, b } = await meanColour(await page.locator('canvas').screenshot())
    return b - r
  }
  await expect.poll(blueness).toBeGreaterThan(2)
}
