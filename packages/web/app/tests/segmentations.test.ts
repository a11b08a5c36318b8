import { Buffer } from 'node:buffer'
import { existsSync, readFileSync } from 'node:fs'
import { URL } from 'node:url'
import type { LabelClass, LabelVolume, NamedFile } from '@spad/core'
import type { Page } from 'playwright'
import { expect, inject, test } from 'vitest'
import { dicomSeries } from '../../tests/dicom-series.js'
import { describeInChromium } from './browser.js'
import { chestScan } from './chest-scan.js'
import { colouredAgreement } from './images.js'
import type { ReadTwice } from './seg-page/read-segmentation.js'

const { dicomSegWriter, readScan } = await import('@spad/formats')

const CLASSES: readonly LabelClass[] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  {
    name: 'lung',
    value: 1,
    color: [40, 90, 250],
    code: { scheme: 'SCT', value: '39607008', meaning: 'Lung' },
  },
  { name: 'Knoten, über 5 mm', value: 2, color: [255, 0, 0] },
  { name: 'rest', value: 9, color: [12, 120, 250] },
]

describeInChromium(
  'a DICOM Segmentation in cornerstone3D, by its own loader and adapter',
  (open) => {
    test.each(['BINARY', 'LABELMAP'] as const)('%s of a series', async (type) => {
      const { page } = await open({ address: inject('segPage') })
      const { scan, truth } = await chestScan()
      const data = Uint8Array.from(truth.flatMap((map) => [...map.data]))
      // what no symmetry hides: a corner of one slice, and one frame that is alone in its segment
      data.fill(2, 0, 5)
      data.fill(3, 3 * 96 * 96 + 96, 3 * 96 * 96 + 99)
      await readBack(page, dicomSeries(scan), { data, grid: scan.grid }, type)
      const agreement = async () =>
        colouredAgreement(await page.locator('.viewer').screenshot(), truth[3]!)
      await expect.poll(agreement).toBeGreaterThan(0.85)
      await page.context().close()
    })

    const enhanced = new URL(
      '../../../../../shared/medical/dicom/enhanced_CT_shuffled_frames.dcm',
      import.meta.url,
    )
    test.runIf(existsSync(enhanced)).each(['BINARY', 'LABELMAP'] as const)(
      '%s of one file whose frames are in no order',
      async (type) => {
        const { page } = await open({ address: inject('segPage') })
        const source = [{ name: 'enhanced.dcm', bytes: new Uint8Array(readFileSync(enhanced)) }]
        const { grid } = await readScan(source)
        const [columns, rows, slices] = grid.size
        const data = Uint8Array.from({ length: columns * rows * slices }, (_, i) =>
          i % (columns * rows) < 20 + Math.floor(i / (columns * rows)) ? 1 + (i % 3) : 0,
        )
        await readBack(page, source, { data, grid }, type)
        await page.context().close()
      },
    )
  },
)

/** Writes a segmentation, gives it to the page with its source, and expects all of it back. */
async function readBack(
  page: Page,
  source: readonly NamedFile[],
  labels: LabelVolume,
  type: 'BINARY' | 'LABELMAP',
): Promise<void> {
  const bytes = await dicomSegWriter.write(labels, CLASSES, { source, type })
  const [, , slices] = labels.grid.size
  await page.locator('.series').setInputFiles(source.map((file) => uploaded(file)))
  await page.getByText(`${slices} slices`).waitFor()
  await page.locator('.segmentation').setInputFiles(uploaded({ name: 'seg.dcm', bytes }))
  await page.getByText('segmentation read').waitFor()
  const read = await page.evaluate<ReadTwice>('read')
  // numbers of segments: from 1 in a BINARY, the classes' values in a LABELMAP
  const numbers = CLASSES.map(({ value }, index) => (type === 'BINARY' ? index : value))
  const segments = CLASSES.map(({ name, code, color }, index) => [
    numbers[index],
    name,
    index === 0 ? '125040' : (code?.value ?? '85756007'),
    color,
  ])
  const values = Array.from(labels.data, (label) => numbers[label])
  for (const way of ['fromBytes', 'byFrame'] as const) {
    const { layers, places, ...told } = read[way]
    expect(places, way).toEqual([Array.from({ length: slices }, (_, slice) => slice)])
    expect(layers, way).toEqual([values])
    expect(told, way).toEqual({
      segments: type === 'BINARY' ? segments.slice(1) : segments,
      overlapping: false,
    })
  }
}

const uploaded = ({ name, bytes }: NamedFile) => ({
  ...{ name, mimeType: 'application/dicom' },
  buffer: Buffer.from(bytes),
})
