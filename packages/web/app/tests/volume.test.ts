import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { expect, inject, test } from 'vitest'
import { describeInChromium, settled, violations } from './browser.js'

const { niftiReader, writeNifti } = await import('@spad/formats')

describeInChromium('volumes', (open) => {
  test('a phantom: scrolled, segmented, measured and saved', async () => {
    const { page, complaints, requests } = await open({ address: '#volume' })
    await page.getByRole('heading', { name: 'Drop a scan here' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Phantom', exact: true }).click()
    const slice = page.getByRole('img', { name: /^Slice/ })
    await expect.poll(() => slice.getAttribute('aria-label')).toBe('Slice 5 of 8, coronal')
    await page.mouse.move(500, 300)
    await page.mouse.wheel(0, 100)
    await expect.poll(() => slice.getAttribute('aria-label')).toBe('Slice 6 of 8, coronal')
    const before = requests.length
    await segment(page)
    expect(await page.locator('.measures').textContent()).toMatch(/mm².* ml/)
    expect(
      requests.slice(before).filter((url) => !/^(blob|data):|models|wasm|assets/.test(url)),
    ).toEqual([])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'NIfTI' }).click(),
    ])
    const saved = await niftiReader.read([
      { name: download.suggestedFilename(), bytes: await readFile(await download.path()) },
    ])
    expect(saved.grid.size).toEqual([256, 192, 8])
    expect(saved.grid.spacing[2]).toBeCloseTo(0.25, 6)
    expect(await page.getByRole('button', { name: 'DICOM-SEG' }).isDisabled()).toBe(true)
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a NIfTI file that is chosen beside the pictures opens as a volume, and nothing leaves', async () => {
    const { page, requests } = await open()
    await settled(page)
    const data = Int16Array.from({ length: 16 * 12 * 5 }, (_, i) => i % 50)
    const grid = {
      ...{ size: [16, 12, 5], spacing: [1, 1, 4], origin: [0, 0, 0] },
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    } as never
    const buffer = Buffer.from(await writeNifti({ data, grid, channels: 1 }))
    const mimeType = 'application/gzip'
    await page.locator('#file').setInputFiles({ name: 'mine.nii.gz', mimeType, buffer })
    await page.getByText('16 × 12 × 5 voxels of 1 × 1 × 4 mm').waitFor()
    await page.getByText('knows phantoms only').waitFor()
    const outside = requests.filter(
      (url) => url.startsWith('http') && !url.startsWith(inject('site')),
    )
    expect(outside).toEqual([])
    await page.context().close()
  })

  test('of several times one is looked at, and segmented', async () => {
    const { page, complaints } = await open({ address: '#volume' })
    const voxels = 64 * 48 * 4
    // the second time is the first one, a hundred times as bright
    const data = Int16Array.from({ length: 2 * voxels }, (_, i) => (i >> 1) % 50 * (i % 2 === 1 ? 100 : 1)) // prettier-ignore
    const grid = {
      ...{ size: [64, 48, 4], spacing: [1, 1, 4], origin: [0, 0, 0] },
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    } as never
    const buffer = Buffer.from(await writeNifti({ data, grid, channels: 2 }))
    const file = { name: 'times.nii.gz', mimeType: 'application/gzip', buffer }
    await page.getByLabel('Files of a scan').first().setInputFiles(file)
    const slice = page.getByRole('img', { name: /^Slice/ })
    await slice.waitFor()
    const panel = page.getByRole('region', { name: 'Scan', exact: true })
    await panel.getByText(/Window: centre 2\d\.?\d*, width/).waitFor()
    const channel = page.getByRole('slider', { name: 'Channel' })
    await channel.fill('1')
    await panel.getByText(/Window: centre 2\d{3}\.?\d*, width/).waitFor()
    await segment(page)
    expect(await violations(page)).toEqual([])
    // another time has not been segmented
    await channel.fill('0')
    await expect.poll(() => page.locator('.measures tbody tr').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('what is no scan is told, where it is seen', async () => {
    const { page } = await open({ address: '#volume' })
    const [name, mimeType] = ['notes.nii', 'application/octet-stream']
    await page
      .getByLabel('Files of a scan')
      .first()
      .setInputFiles({ name, mimeType, buffer: Buffer.from('hello') })
    await page.getByRole('alert').getByText('notes.nii').waitFor()
    await page.context().close()
  })
})

async function segment(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Segment the scan' }).click()
  await page.locator('.measures tbody tr').first().waitFor()
}
