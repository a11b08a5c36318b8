import { expect, test } from 'vitest'
import { type BackendName, segmentImageData, toImageData, useBackend } from '../../../src/index.js'
import { blotches } from '../../blotches.js'
import { tinyModel } from '../../tiny-model.js'
import { wasmPaths } from '../../wasm-paths.js'

async function segmentOn(backend: BackendName) {
  await useBackend(backend, { wasmPaths })
  const model = tinyModel()
  try {
    const { data, height, width } = blotches()
    const segmentation = await segmentImageData(model, new ImageData(data, width, height))
    return { segmentation, classes: model.classes }
  } finally {
    model.denoiser.dispose()
  }
}

test.each(['wasm', 'webgl', 'webgpu'] satisfies BackendName[])(
  'gives the same probabilities on %s as on cpu',
  async (backend) => {
    const right = (await segmentOn('cpu')).segmentation.probabilities.data
    const found = (await segmentOn(backend)).segmentation.probabilities.data
    const furthest = right.reduce((far, p, i) => Math.max(far, Math.abs(p - (found[i] ?? 1))), 0)
    expect(furthest).toBeLessThan(1e-4)
  },
)

test('draws what it found on a canvas', async () => {
  const { segmentation, classes } = await segmentOn('wasm')
  const overlay = toImageData(segmentation, classes, { opacity: 1 })
  const context = new OffscreenCanvas(24, 20).getContext('2d')
  context?.putImageData(overlay, 0, 0)
  expect([...(context?.getImageData(0, 0, 1, 1).data ?? [])]).toEqual([0, 128, 255, 255])
})
