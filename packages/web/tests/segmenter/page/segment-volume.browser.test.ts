import {
  type PrepareOptions,
  prepareSlices,
  type Scan,
  segmentVolume,
  sliceLabels,
} from '@spad/core'
import { modelParts } from '@spad/models'
import { describe, expect, test } from 'vitest'
import { createSegmenter, type Segmenter, useBackend } from '../../../src/index.js'
import { readVolume, type VolumeSource } from '../../../src/scans.js'
import { classes, freshModel, store } from '../../saved-model.js'
import { ball, ballFile, volumeAnswer } from '../../volumes.js'
import { wasmPaths } from '../../wasm-paths.js'

const { niftiReader, niftiWriter } = await import('@spad/formats')

describe.each([
  ['in a worker', true],
  ['in the page', false],
] as const)('%s', (_, worker) => {
  const make = async (): Promise<Segmenter> =>
    createSegmenter({ model: await store('volumes'), wasmPaths, backend: 'wasm', worker })

  test('segments a volume as core does, on its own grid, whatever holds it', async () => {
    const file = await ballFile()
    const bytes = new Uint8Array(await file.arrayBuffer())
    const read = await niftiReader.read([{ name: file.name, bytes }])
    await useBackend('wasm', { wasmPaths })
    const right = await volumeAnswer(read)
    const segmenter = await make()
    const held: Readonly<Record<string, VolumeSource>> = {
      'a scan': read,
      'a file': file,
      'a list': [file],
      bytes: { name: file.name, bytes },
      'an address': URL.createObjectURL(await ballFile(false)),
    }
    for (const [name, source] of Object.entries(held)) {
      const found = await segmenter.segmentVolume(await readVolume(source))
      expect(found.labels, name).toEqual(right)
      expect(found).toMatchObject({ backend: 'wasm', notes: [] })
    }
    expect(bytes).toHaveLength(file.size) // they are still the caller's
    await segmenter.dispose()
  })

  test('measures, tells of each slice, and what was looked at', async () => {
    const segmenter = await make()
    const told: string[] = []
    const window = { center: 0, width: 300 }
    const { labels, volumes, slicing, range } = await segmenter.segmentVolume(ball(), {
      axis: 'coronal',
      window,
      onProgress: (done, of) => told.push(`${done}/${of}`),
    })
    expect(told).toHaveLength(20)
    expect(told.at(-1)).toBe('20/20')
    expect(slicing).toMatchObject({ axis: 'coronal', slices: 20, height: 5, width: 24 })
    expect(range).toMatchObject({ low: -150, high: 150, why: 'the window that was given' })
    expect(volumes.map(({ name }) => name)).toEqual(['background', 'lung'])
    const lung = labels.data.reduce((sum, label) => sum + label, 0)
    expect(volumes[1]).toMatchObject({ voxels: lung })
    expect(volumes[1]!.millilitres).toBeCloseTo((lung * 0.5 * 0.75 * 3) / 1000, 12)
    expect(sliceLabels(slicing, labels.data, 3)).toMatchObject({ height: 5, width: 24 })
    const written = await niftiWriter.write(labels, classes)
    const again = await niftiReader.read([{ name: 'labels.nii.gz', bytes: written }])
    expect(again.data).toEqual(labels.data)
    await segmenter.dispose()
  })

  test('looks at each channel through a window of its own, given or as in training', async () => {
    const one = ball()
    const data = new Int16Array(2 * one.data.length)
    for (let i = 0; i < data.length; i++) data[i] = one.data[i >> 1]! * (i % 2 ? 3 : 1)
    const pair: Scan = { data, grid: one.grid, channels: 2 }
    const window = [{ center: 10, width: 200 }, null]
    const channels = 2
    const metadata = { data: { channels: ['CT', 'PET'] }, prepare: { window } }
    const model = freshModel('spad', channels)
    await useBackend('wasm', { wasmPaths })
    const right = await segmentVolume(model, pair, { window })
    const both = await segmentVolume(model, pair, { window: window[0]! })
    model.denoiser.dispose()
    const kept = await store('pairs', 'spad', metadata, channels)
    const segmenter = await createSegmenter({ model: kept, wasmPaths, backend: 'wasm', worker })
    const found = await segmenter.segmentVolume(pair)
    expect(found.labels).toEqual(right)
    expect(found).toMatchObject({
      range: { low: -90, high: 110 },
      others: [{ why: 'the 0.5th to the 99.5th percentile of the volume' }],
    })
    const given = { window: [window[0]!, window[0]!] }
    expect((await segmenter.segmentVolume(pair, given)).labels).toEqual(both)
    await expect(segmenter.segmentVolume(pair, { window: [null] })).rejects.toThrow(
      '`window` is a list of 1: it must have an entry for each of CT, PET, a window or null.',
    )
    await segmenter.dispose()
  })

  test('an abort ends it, and leaves nothing behind', async () => {
    const segmenter = await make()
    await segmenter.segmentVolume(ball())
    const before = await segmenter.memory()
    const controller = new AbortController()
    const reason = new Error('enough')
    const ended = segmenter.segmentVolume(ball(), {
      axis: 'sagittal',
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason)
      },
    })
    await expect(ended).rejects.toBe(reason)
    await segmenter.segmentVolume(ball())
    expect(await segmenter.memory()).toEqual(before)
    await segmenter.dispose()
  })

  test('what is no scan is told', async () => {
    const segmenter = await make()
    const wrong = (source: VolumeSource, message: RegExp) =>
      expect(readVolume(source)).rejects.toThrow(message)
    await wrong([], /`source` is an empty list/)
    await wrong([7 as unknown as Blob], /file 1 of it is number/)
    await wrong(new File(['hello'], 'notes.txt'), /`notes.txt` is of no format/)
    await wrong('/nowhere.nii.gz?', /no format|404/)
    await expect(segmenter.segmentVolume({ ...ball(), channels: 2 })).rejects.toThrow(
      'it has 2 channels, such as sequences or times: the model takes one picture',
    )
    await expect(segmenter.segmentVolume((await ballFile()) as never)).rejects.toThrow(
      '`readVolume` of @spad/web/scans makes one',
    )
    await segmenter.dispose()
  })

  test('plausible masks come with their band', async () => {
    const segmenter = await createSegmenter({
      ...{ wasmPaths, backend: 'wasm', worker },
      model: await store('drawn', 'mask'),
    })
    const image = { data: new Float32Array(24 * 20).fill(0.5), height: 20, width: 24, channels: 1 }
    const told: number[] = []
    const { sampled, probabilities } = await segmenter.segment(image, {
      ...{ samples: 3, steps: 2, seed: 5 },
      onProgress: (done) => told.push(done),
    })
    expect(sampled).toMatchObject({ kind: 'drawn' })
    expect(sampled!.masks).toHaveLength(3)
    expect(sampled!.masks[0]).not.toEqual(sampled!.masks[1])
    expect(sampled!.band).toMatchObject({ height: 20, width: 24 })
    expect(probabilities).toMatchObject({ height: 20, width: 24, channels: 2 })
    expect(told.length).toBeGreaterThan(0)
    await expect(segmenter.segment(image, { samples: 2, ensemble: 2 })).rejects.toThrow(
      '`ensemble` and `samples` exclude each other',
    )
    await expect(segmenter.segment(image, { samples: 0 })).rejects.toThrow('`samples` is 0')
    await segmenter.dispose()
  })

  test('a model of one answer gives its level sets', async () => {
    const segmenter = await make()
    const image = { data: new Float32Array(400).fill(0.5), height: 20, width: 20, channels: 1 }
    const { sampled } = await segmenter.segment(image, { samples: 4 })
    expect(sampled).toMatchObject({ kind: 'levels' })
    expect(sampled!.masks).toHaveLength(4)
    await segmenter.dispose()
  })
})

test('a preparation of one’s own is used where it is given, and asked for where it is not', async () => {
  const model = await store('prepared', 'spad', { prepare: { type: 'fromTheFront' } })
  const options = { model, wasmPaths, backend: 'wasm', worker: false } as const
  const without = await createSegmenter(options)
  await expect(without.segmentVolume(ball())).rejects.toThrow(
    'no part of that `type` is known here',
  )
  await without.dispose()
  const fromTheFront = () => (scan: Scan, given?: PrepareOptions) =>
    prepareSlices(scan, { ...given, axis: 'coronal' })
  const segmenter = await createSegmenter({
    ...options,
    parts: { ...modelParts, prepares: { fromTheFront } },
  })
  const { slicing } = await segmenter.segmentVolume(ball())
  expect(slicing).toMatchObject({ axis: 'coronal', slices: 20, height: 5, width: 24 })
  await segmenter.dispose()
})
