import { createModel, recipe } from '@spad/models'
import '@tensorflow/tfjs'
import { setBackend } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { exportSafetensors } from '../src/index.js'

test('weights lie where the header says', async () => {
  await setBackend('cpu')
  const classes = ['background', 'one'].map((name, value) => ({
    name,
    value,
    color: [0, 0, 0] as const,
  }))
  const size = { height: 16, width: 16, channels: 1, classes }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 2 })
  const bytes = await exportSafetensors(model)
  const view = new DataView(bytes.buffer)
  const length = Number(view.getBigUint64(0, true))
  expect(length % 8).toBe(0)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >
  expect(Object.keys(header)).toEqual(Object.keys(model.denoiser.variables))
  let end = 0
  for (const [name, variable] of Object.entries(model.denoiser.variables)) {
    const { dtype, shape, data_offsets: offsets } = header[name]!
    expect([dtype, shape, offsets[0]]).toEqual(['F32', variable.shape, end])
    end = offsets[1]
    const stored = new Float32Array(
      bytes.slice(8 + length + offsets[0], 8 + length + offsets[1]).buffer,
    )
    expect([...stored]).toEqual([...variable.dataSync()])
  }
  expect(bytes.length).toBe(8 + length + end)
  model.denoiser.dispose()
})
