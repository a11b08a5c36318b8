import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Scan } from '@spad/core'
import { readVolume } from '../../src/scans.js'
import { dicomSeries } from '../dicom-series.js'
import { ball, ballFile } from '../volumes.js'

afterEach(() => {
  vi.restoreAllMocks()
})

const files = (scan: Scan, rle = false): File[] =>
  dicomSeries(scan, { rle }).map(({ name, bytes }) => new File([bytes], name))

/** A series that takes a while to decode. */
function bigSeries(slices: number): { scan: Scan; series: File[] } {
  const [columns, rows] = [512, 512]
  const data = Int16Array.from({ length: columns * rows * slices }, (_, i) => (i * 7) % 3001)
  const scan: Scan = {
    data,
    grid: {
      size: [columns, rows, slices],
      spacing: [0.7, 0.7, 2],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    },
    channels: 1,
  }
  return { scan, series: files(scan, true) }
}

/** Told at once, which a matcher's walk over millions of numbers is not. */
const same = ({ data }: Scan, scan: Scan): boolean =>
  data.length === scan.data.length && data.every((value, i) => value === scan.data[i])

describe.each([
  ['in a worker', true],
  ['in the page', false],
] as const)('%s', (_, worker) => {
  test('a series is read with progress, and the files stay', async () => {
    const scan = ball()
    const given = dicomSeries(scan)
    const told: string[] = []
    const read = await readVolume(given, {
      worker,
      onProgress: (done, of) => told.push(`${done}/${of}`),
    })
    expect(read.data).toEqual(scan.data)
    expect(read.grid.size).toEqual(scan.grid.size)
    expect(read.modality).toBe('CT')
    expect(told).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
    expect(given[0]!.bytes.length).toBeGreaterThan(24 * 20 * 2)
  })

  test('a compressed series', async () => {
    const scan = ball()
    const read = await readVolume(files(scan, true), { worker })
    expect(read.data).toEqual(scan.data)
  })

  test('a relative address is the page’s', async () => {
    const url = URL.createObjectURL(await ballFile(false))
    expect((await readVolume(url, { worker })).grid.size).toEqual([24, 20, 5])
    await expect(readVolume('nowhere/scan.nii', { worker })).rejects.toThrow(
      new RegExp(`no format|${location.origin}/.*nowhere/scan.nii.* 404`),
    )
  })

  test('a fault that is allowed is noted, others are errors', async () => {
    const gap = files(ball()).filter((_, index) => index !== 1)
    await expect(readVolume(gap, { worker })).rejects.toThrow('missing-slices')
    const read = await readVolume(gap, { worker, allow: ['missing-slices'] })
    expect(read.notes?.join()).toMatch(/missing|gap|apart/)
  })

  test('an aborted signal reads nothing', async () => {
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    await expect(readVolume(files(ball()), { worker, signal })).rejects.toBe(reason)
  })
})

test('what a worker reads and decodes, the page does not touch', async () => {
  const { scan, series } = bigSeries(32)
  const inPage = vi.spyOn(File.prototype, 'arrayBuffer')
  const read = await readVolume(series)
  expect(same(read, scan)).toBe(true)
  expect(inPage).not.toHaveBeenCalled()
  expect(same(await readVolume(series, { worker: false }), scan)).toBe(true)
  expect(inPage).toHaveBeenCalledTimes(32)
})

test('an abort ends the worker while it reads', async () => {
  const terminate = vi.spyOn(Worker.prototype, 'terminate')
  const controller = new AbortController()
  const reason = new Error('enough')
  const { series } = bigSeries(16)
  const ended = readVolume(series, {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(reason)
    },
  })
  await expect(ended).rejects.toBe(reason)
  expect(terminate).toHaveBeenCalledOnce()
})

test('a worker that does not start is told', async () => {
  const worker = (): Worker => new Worker('/nowhere.js', { type: 'module' })
  await expect(readVolume(await ballFile(), { worker })).rejects.toThrow(
    /\[@spad\/web\] the worker failed: is its file served\?/,
  )
})

test('an address is taken as it is where its last part is encoded amiss', async () => {
  const options = { worker: false } as const
  await expect(readVolume('/nowhere/%E0%zz.nii', options)).rejects.toThrow('cannot be fetched')
  await expect(readVolume('http://[', options)).rejects.toThrow('`http://[` is no address')
})
