import { expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint, type TrainState } from '../../src/index.js'
import { change, editText, readFrom } from './files.js'

const state: TrainState = {
  step: 120,
  seed: 3,
  measured: { dice: 0.5, interior: 0.25, boundary: 0.125 },
  tensors: {
    parameters: Float32Array.of(1 / 3, -0, 1e-42, 3e38),
    mean: Float32Array.of(0.1, 0.2, 0.3, 0.4),
  },
}

test('a state comes back to the bit, with what was added', async () => {
  const files = await encodeCheckpoint(state, { recipe: 'spad' })
  expect(await decodeCheckpoint(readFrom(files))).toEqual({ state, extra: { recipe: 'spad' } })
})

test('the last file names the others, and these name the step', async () => {
  const names = (await encodeCheckpoint(state)).map(({ name }) => name)
  expect(names).toEqual(['checkpoint-step120-shard1of1.bin', 'checkpoint.json'])
})

test.each<[string, (text: string) => string, string]>([
  [
    'a model',
    (text) => text.replace('spad-checkpoint', 'spad-model'),
    'has format "spad-model": it is no checkpoint.',
  ],
  [
    'a newer format',
    (text) => text.replace('"formatVersion": 2', '"formatVersion": 9'),
    'has format version 9: this release reads up to 2. Update @spad/core.',
  ],
  [
    'no state',
    (text) => text.replace('"state"', '"stat"'),
    'lacks `state` or `extra`: it is damaged.',
  ],
  [
    'no step',
    (text) => text.replace('"step"', '"stap"'),
    "lacks the state's `step`: it is damaged.",
  ],
])('%s is refused', async (_, edit, message) => {
  const files = await encodeCheckpoint(state)
  const edited = change(files, 'checkpoint.json', editText(edit))
  await expect(decodeCheckpoint(readFrom(edited))).rejects.toThrow(
    `[@spad/core] \`checkpoint.json\` ${message}`,
  )
})

test('a shard of another step is refused', async () => {
  const files = await encodeCheckpoint(state)
  const other = await encodeCheckpoint({ ...state, tensors: { parameters: new Float32Array(8) } })
  await expect(
    decodeCheckpoint(readFrom([...other.slice(0, 1), ...files.slice(1)])),
  ).rejects.toThrow('`checkpoint-step120-shard1of1.bin` is damaged')
})
