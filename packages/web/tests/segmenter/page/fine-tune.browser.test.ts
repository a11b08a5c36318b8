import type { LabelMap } from '@spad/core'
import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  createSegmenter,
  type FineTuneEvent,
  type Segmenter,
  storeModel,
  useBackend,
} from '../../../src/index.js'
import { imageData } from '../../images.js'
import { store } from '../../saved-model.js'
import { wasmPaths } from '../../wasm-paths.js'

beforeAll(() => useBackend('cpu').then(() => undefined))

/** What is bright is to be found. */
function sample(): { image: ImageData; labels: LabelMap } {
  const image = imageData()
  const { height, width } = image
  const data = Uint8Array.from({ length: height * width }, (_, i) => +(image.data[4 * i]! > 128))
  return { image, labels: { data, height, width } }
}

function share({ data }: LabelMap, { data: right }: LabelMap): number {
  return data.filter((label, i) => label === right[i]).length / data.length
}

const options = { steps: 12, learningRate: 0.01, augment: false }

describe.each([
  ['in a worker', true],
  ['in the page', false],
])('%s', (_, worker) => {
  async function make(kind: 'mask' | 'spad' | 'unet'): Promise<Segmenter> {
    const model = await store(`tune ${kind}`, kind)
    return createSegmenter({ model, wasmPaths, backend: 'wasm', worker })
  }

  test.each(['spad', 'mask', 'unet'] as const)(
    '%s learns, and is saved and loaded',
    async (kind) => {
      const { image, labels } = sample()
      const segmenter = await make(kind)
      const before = await segmenter.segment(image)
      const held = await segmenter.memory()
      const events: FineTuneEvent[] = []
      await segmenter.fineTune([{ image, labels }], {
        ...options,
        onStep: (event) => events.push(event),
      })
      expect(events.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
      expect(events.at(-1)!.loss).toBeLessThan(events[0]!.loss)
      const after = await segmenter.segment(image)
      expect(share(after.labels, labels)).toBeGreaterThan(share(before.labels, labels))
      expect(await segmenter.memory()).toEqual(held)
      await storeModel('tuned', await segmenter.save())
      await segmenter.dispose()

      const again = await createSegmenter({
        model: 'indexeddb://tuned',
        wasmPaths,
        backend: 'wasm',
        worker,
      })
      expect((await again.segment(image)).probabilities).toEqual(after.probabilities)
      await again.fineTune([{ image, labels }], { ...options, steps: 1, progress: 0.1 })
      await again.dispose()
    },
  )

  test('ended early, it leaves the model as it was', async () => {
    const { image, labels } = sample()
    const segmenter = await make('spad')
    const before = await segmenter.segment(image)
    const held = await segmenter.memory()
    const controller = new AbortController()
    const reason = new Error('enough')
    const { signal } = controller
    const tuning = segmenter.fineTune([{ image, labels }], {
      ...options,
      signal,
      onStep: ({ step }) => {
        if (step === 3) controller.abort(reason)
      },
    })
    await expect(tuning).rejects.toBe(reason)
    expect((await segmenter.segment(image)).probabilities).toEqual(before.probabilities)
    expect(await segmenter.memory()).toEqual(held)
    await segmenter.dispose()
  })

  test('says what does not fit', async () => {
    const { image, labels } = sample()
    const segmenter = await make('spad')
    const tune = (...samples: { image: ImageData; labels: LabelMap }[]) =>
      segmenter.fineTune(samples, options)
    await expect(tune()).rejects.toThrow('[@spad/core] the data set is empty')
    await expect(tune({ image, labels: { ...labels, width: 20, height: 24 } })).rejects.toThrow(
      '[@spad/core] `sample 0` has an image of 24 × 20 and labels of 20 × 24: they must be equal.',
    )
    const wrong = { ...labels, data: labels.data.map((label) => 7 * label) }
    await expect(tune({ image, labels: wrong })).rejects.toThrow(
      '[@spad/core] `sample 0` holds class 7: with 2 classes each pixel must be 0 to 1.',
    )
    await segmenter.dispose()
  })
})

test('nothing is left in the page', () => {
  expect(memory().numTensors).toBe(0)
})
