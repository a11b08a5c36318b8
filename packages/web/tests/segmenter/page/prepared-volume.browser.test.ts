import { segmentVolume } from '@spad/core'
import { createModel, recipe, saveModel } from '@spad/models'
import { beforeAll, expect, test } from 'vitest'
import { createSegmenter, storeModel, useBackend } from '../../../src/index.js'
import { classes } from '../../saved-model.js'
import { imageData } from '../../images.js'
import { ball } from '../../volumes.js'
import { wasmPaths } from '../../wasm-paths.js'

const size = { height: 32, width: 32, channels: 3 }
const { config } = recipe('unet', { ...size, classes, preset: 'tiny' })

beforeAll(async () => {
  await useBackend('wasm', { wasmPaths })
})

test.each([{ neighbours: 1 }, { neighbours: 1, spacing: 0.4 }])(
  'a model of stacked slices segments a volume as core does: %o',
  async (prepare) => {
    const model = createModel(config, { seed: 4 })
    await storeModel('stacked', await saveModel(model, { prepare }))
    const right = await segmentVolume(model, ball(), { ...prepare, postprocess: false })
    model.denoiser.dispose()
    const segmenter = await createSegmenter({
      ...{ model: 'indexeddb://stacked', wasmPaths, backend: 'wasm' },
    })
    const { labels } = await segmenter.segmentVolume(ball(), { postprocess: false })
    expect(labels).toEqual(right)
    expect(new Set(labels.data).size).toBe(2)
    await segmenter.dispose()
  },
)

test.each([true, false])(
  'a grey picture is one slice, which such a model refuses (worker: %s)',
  async (worker) => {
    const model = createModel(config, { seed: 4 })
    await storeModel('stacked', await saveModel(model, { prepare: { neighbours: 1 } }))
    model.denoiser.dispose()
    const segmenter = await createSegmenter({
      ...{ model: 'indexeddb://stacked', wasmPaths, backend: 'wasm', worker },
    })
    await expect(segmenter.segment(imageData())).rejects.toThrow('`source` is one slice')
    const stack = imageData()
    stack.data[0] = 255 - stack.data[0]!
    expect((await segmenter.segment(stack)).labels.width).toBe(stack.width)
    await segmenter.dispose()
  },
)

test('what a damaged model says of scans is told', async () => {
  const model = createModel(config, { seed: 4 })
  const prepare = { neighbours: 'many' } as never
  await storeModel('damaged', await saveModel(model, { prepare }))
  model.denoiser.dispose()
  const segmenter = await createSegmenter({
    ...{ model: 'indexeddb://damaged', wasmPaths, backend: 'wasm' },
  })
  await expect(segmenter.segmentVolume(ball())).rejects.toThrow(
    '`prepare` of the model is {"neighbours":"many"}',
  )
  await segmenter.dispose()
})
