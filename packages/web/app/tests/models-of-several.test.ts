import { Buffer } from 'node:buffer'
import { URL } from 'node:url'
import { segmentVolume, trainedPrepare, type Scan } from '@spad/core'
import { channelNames, createModel, recipe, saveModel } from '@spad/models'
import { setBackend } from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import type { ModelEntry } from '../src/model-list.js'
import { describeInChromium } from './browser.js'
import { grayPng } from './images.js'

const { writeNifti, readScan } = await import('@spad/formats')

const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lesion', value: 1, color: [0, 128, 255] },
] as const
const sequences = ['T1', 'T2', 'FLAIR']
const prepares = {
  neighbours: {
    prepare: { type: 'slices', neighbours: 1, axis: 'coronal', window: { center: 40, width: 80 } },
  },
  sequences: { data: { channels: sequences } },
} as const

describeInChromium('models that take more than a grey picture', (open) => {
  test('one of slices beside each other gets them, along its axis and through its window', async () => {
    const { page } = await open({ address: '#volume' })
    const model = await offer(page, 'neighbours')
    const scan = scanOf(1)
    await choose(page, 'neighbours', scan)
    await segment(page)
    expect(await saved(page)).toEqual(await expected(model, 'neighbours', scan))
    await page.getByRole('img', { name: 'Slice 6 of 10, coronal' }).waitFor()
    await page.getByText('Window: centre 40, width 80').waitFor()
    await page.context().close()
  })

  test('one of three sequences gets all three of a volume', async () => {
    const { page } = await open({ address: '#volume' })
    const model = await offer(page, 'sequences')
    const scan = scanOf(3)
    await choose(page, 'sequences', scan)
    await segment(page)
    expect(await saved(page)).toEqual(await expected(model, 'sequences', scan))
    await page.context().close()
  })

  test('what a model does not take is said, with the models that do', async () => {
    const { page } = await open({ address: '#volume' })
    await offer(page, 'sequences')
    await choose(page, 'sequences', scanOf(1))
    await page.getByRole('button', { name: 'Segment the scan' }).click()
    const alert = page.getByRole('alert')
    await alert
      .getByText('does not fit: it takes T1, T2 and FLAIR, and the scan has one channel.')
      .waitFor()
    await alert.getByRole('button', { name: 'One pass' }).first().click()
    await segment(page)
    await page.context().close()
  })

  test('a picture is no slices beside each other', async () => {
    const { page, complaints } = await open()
    await offer(page, 'neighbours')
    await page.getByRole('region', { name: 'Model' }).getByLabel('Model').selectOption('neighbours')
    const alert = page.getByRole('alert')
    await alert.getByText('does not fit: it looks at 3 slices beside each other.').waitFor()
    const buffer = await grayPng()
    await page.locator('#file').setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer })
    await alert.getByText('does not fit: it looks at 3 slices beside each other.').waitFor()
    await alert.getByRole('button', { name: 'One pass' }).first().click()
    await page.locator('.facts dd').first().waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

type Kind = keyof typeof prepares

async function untrained(kind: Kind) {
  await setBackend('cpu')
  const size = { height: 32, width: 32, channels: 3, classes }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 3 })
  return { model, files: await saveModel(model, prepares[kind]) }
}

/** Offers an untrained model beside those of the page. */
async function offer(page: Page, kind: Kind) {
  const { model, files } = await untrained(kind)
  const { neighbours } = { neighbours: 0, ...('prepare' in prepares[kind] && { neighbours: 1 }) }
  const entry = {
    ...{ id: kind, title: kind, kind: 'yours', note: '', classes, size: [32, 32], channels: 3 },
    bytes: files.reduce((sum, { data }) => sum + data.length, 0),
    channelNames: channelNames(prepares[kind], model),
    neighbours,
  } satisfies Partial<ModelEntry>
  await page.route('**/models/index.json', async (route) => {
    const list = (await (await route.fetch()).json()) as unknown[]
    await route.fulfill({ json: [...list, entry] })
  })
  await page.context().route(`**/models/${kind}/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1)
    const file = files.find((one) => one.name === name)
    await route.fulfill(file ? { body: Buffer.from(file.data) } : { status: 404 })
  })
  await page.reload()
  return model
}

const size = [20, 10, 6] as const

function scanOf(channels: number): Scan {
  const count = size[0] * size[1] * size[2] * channels
  const data = Int16Array.from({ length: count }, (_, i) => ((i * 37) % 101) + (i % 13))
  const grid = {
    size,
    spacing: [1, 1, 2],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const
  return { data, grid, channels }
}

async function choose(page: Page, model: Kind, scan: Scan): Promise<void> {
  const buffer = Buffer.from(await writeNifti(scan))
  const file = { name: 'scan.nii.gz', mimeType: 'application/gzip', buffer }
  await page.getByLabel('Files of a scan').first().setInputFiles(file)
  await page.getByRole('img', { name: /^Slice/ }).waitFor()
  await page.getByLabel('Network for scans').selectOption(model)
}

async function segment(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Segment the scan' }).click()
  await page.locator('.measures tbody tr').first().waitFor()
}

/** The labels that the page hands out. */
async function saved(page: Page): Promise<number[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'NIfTI' }).click(),
  ])
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  const scan = await readScan([{ name: 'labels.nii.gz', bytes: Buffer.concat(chunks) }])
  return [...scan.data]
}

/** What the library makes of the scan in Node. */
async function expected(
  model: Awaited<ReturnType<typeof offer>>,
  kind: Kind,
  scan: Scan,
): Promise<number[]> {
  const labels = await segmentVolume(model, scan, {
    ...('prepare' in prepares[kind] && trainedPrepare(prepares[kind].prepare)),
    channelNames: channelNames(prepares[kind], model),
  })
  expect(new Set(labels.data).size).toBe(2)
  return [...labels.data]
}
