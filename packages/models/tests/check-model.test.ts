import '@tensorflow/tfjs-backend-cpu'
import { encodeModel, type SavedFile } from '@spad/core'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createModel, loadModel, type ModelConfig, saveModel } from '../src/index.js'

beforeAll(async () => {
  await setBackend('cpu')
})

const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lung', value: 1, color: [255, 0, 0] },
] as const
const config: ModelConfig = {
  denoiser: { type: 'unet', widths: [4, 8], blocks: [0, 1] },
  preprocessing: { height: 16, width: 16, channels: 1, normalization: 'per-image' },
  classes,
}

const readFrom = (files: readonly SavedFile[]) => (name: string) => {
  const found = files.find((file) => file.name === name)
  return found ? Promise.resolve(found.data) : Promise.reject(new Error('no such file'))
}

/** A file that anybody can write: a config of theirs, and no weights. */
const loadConfig = async (given: unknown) =>
  loadModel(readFrom(await encodeModel({ weights: {}, metadata: { config: given } })))

const withDenoiser = (more: object) => ({ ...config, denoiser: { ...config.denoiser, ...more } })
const withClass = (more: object) => ({
  ...config,
  classes: [classes[0], { ...classes[1], ...more }],
})
const withSize = (more: object) => ({
  ...config,
  preprocessing: { ...config.preprocessing, ...more },
})

describe('a config from anywhere', () => {
  it.each<[string, unknown, string | RegExp]>([
    [
      'a list of group sizes',
      withDenoiser({ groupSize: [1e9, 1e9] }),
      '`groupSize` is [1000000000,',
    ],
    ['a huge group', withDenoiser({ groupSize: 1e9 }), '`groupSize` is 1000000000: it must be'],
    ['very many blocks', withDenoiser({ blocks: [0, 1e9] }), '`blocks` is 1000000000: it must be'],
    ['a very wide level', withDenoiser({ widths: [4, 1e6] }), '`widths` is 1000000: it must be'],
    ['widths of text', withDenoiser({ widths: 'ab' }), '`widths` is "ab": it must be a list.'],
    [
      'very many levels',
      withDenoiser({ widths: Array(40).fill(4), blocks: Array(40).fill(0) }),
      '`widths.length` is 40: it must be a number of at most 12.',
    ],
    [
      'more weights than a machine holds',
      withDenoiser({ widths: [4096, 4096, 4096], blocks: [8, 8, 8] }),
      /`weights of the network` is \d+: it must be a number of at most 67108864\./,
    ],
    [
      'a huge image',
      withSize({ height: 32768, width: 32768 }),
      '`height × width` is 1073741824: it must be',
    ],
    ['an endless image', withSize({ height: 1e9 }), '`height` is 1000000000: it must be'],
    [
      'another normalisation',
      withSize({ normalization: 'none' }),
      '`normalization` is "none": it must be "per-image".',
    ],
    ['a colour of text', withClass({ color: ['0)"><script>', 0, 0] }), '`classes[1].color` is "0)'],
    ['no colour', withClass({ color: 'red' }), '`classes[1].color` is "red": it must'],
    [
      'a name that commands a terminal',
      withClass({ name: '\x1b[2J' }),
      '`classes[1].name` is "\\u001b[2J"',
    ],
    [
      'a name of another class',
      withClass({ name: 'background' }),
      'two of the `classes` have one name: each needs its own.',
    ],
    [
      'a value beyond two bytes',
      withClass({ value: 65536 }),
      '`classes[1].value` is 65536: it must be',
    ],
    ['one class', { ...config, classes: [classes[0]] }, '`classes` has length 1'],
    [
      'classes without end',
      { ...config, classes: Array(300).fill(classes[0]) },
      '`classes.length` is 300',
    ],
    [
      'a preference that is no power of two',
      { ...config, postprocessing: { minArea: [0, 0], preference: [1, 3] } },
      '`preference` is [1, 3]: it must be a list of 2 powers of two, 1/16 to 16.',
    ],
    [
      'areas of text',
      { ...config, postprocessing: { minArea: ['0', 0] } },
      '`minArea` is "0": it must be a number of at least 0.',
    ],
    ['areas of other classes', { ...config, postprocessing: { minArea: [0] } }, 'has length 1 and'],
    ['no sampler', { ...config, diffusion: { noiseSchedule: 3 } }, 'it is damaged.'],
    ['no config', 'unet', 'does not say how to build the model'],
    [
      'a type of everything',
      { ...config, denoiser: { type: 'constructor' } },
      'no denoiser has that name',
    ],
  ])('is refused with %s, quickly, and leaves nothing behind', async (_, given, message) => {
    const tensors = memory().numTensors
    const began = performance.now()
    await expect(loadConfig(given)).rejects.toThrow(message)
    expect(performance.now() - began).toBeLessThan(5000)
    expect(memory().numTensors).toBe(tensors)
  })
})

it.each(['constructor', '__proto__', 'toString', 'length'])(
  'a class may be called %s',
  async (name) => {
    const model = createModel(withClass({ name }))
    const loaded = await loadModel(readFrom(await saveModel(model)))
    expect(loaded.model.classes[1]).toEqual({ ...classes[1], name })
    model.denoiser.dispose()
    loaded.model.denoiser.dispose()
  },
)
