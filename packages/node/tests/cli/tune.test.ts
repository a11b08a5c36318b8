import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createRandom,
  type Dataset,
  type LabelMap,
  type Model,
  oneHot,
  type Raster,
  type Sample,
  type SegmentOptions,
} from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { wordsOfChoice } from '../../src/cli/tune-model.js'
import { chooseAnswering } from '../../src/segmenting/choose-answering.js'
import { spad, temporaryFolder } from './run-spad.js'

const SIDE = 32
const size = { height: SIDE, width: SIDE }

/** A disc, and what a network makes of it: the disc with specks at the left, where it is not mirrored. */
const disc: LabelMap = {
  ...size,
  data: Uint8Array.from({ length: SIDE ** 2 }, (_, i) =>
    Math.hypot(Math.floor(i / SIDE) - 16, (i % SIDE) - 20) < 8 ? 1 : 0,
  ),
}

function withSpecks(seed: number): LabelMap {
  const random = createRandom(seed)
  const data = disc.data.slice()
  for (let i = 0; i < 6; i++) data[random.integer(SIDE) * SIDE + 2 * random.integer(4)] = 1
  return { ...size, data }
}

const classes = phantomDataset({ kind: 'chest', count: 1 }).classes.slice(0, 2)

const data: Dataset = {
  classes,
  channels: 1,
  names: ['a', 'b', 'c', 'd', 'e', 'f'],
  read: (index) => {
    const image = { ...size, data: new Float32Array(SIDE ** 2).fill(index / 10), channels: 1 }
    return Promise.resolve({ name: 'a', image, labels: disc } satisfies Sample)
  },
}

/** Answers with the disc: with specks, or without when two answers are averaged. */
function answering(mirrorHelps: boolean): Model {
  return {
    classes,
    denoiser: { usesState: false },
    answer: (image: Raster, { ensemble = 1 }: { ensemble?: number }) => {
      const seed = Math.round(10 * (image.data[0] ?? 0))
      const labels = ensemble > 1 && mirrorHelps ? disc : withSpecks(seed)
      const data = oneHot(labels, classes.length)
      return Promise.resolve({
        labels,
        probabilities: { ...size, data, channels: classes.length },
      })
    },
  } as unknown as Model
}

it('chooses to drop specks', async () => {
  const chosen = await chooseAnswering(answering(false), data)
  expect(chosen.ensemble).toBeUndefined()
  expect(chosen.postprocessing?.objects?.[1]).toHaveProperty('minSize')
  expect(wordsOfChoice(chosen, classes)).toMatch(
    /^Chosen on the validation images, and saved with the model: `\w+`: objects below [\d.]+ % of the image are dropped \(\+\d\.\d Dice points\)\.$/,
  )
})

it('chooses the mean with the mirrored image, after which nothing is left to drop', async () => {
  const chosen = await chooseAnswering(answering(true), data)
  expect(chosen).toMatchObject({ ensemble: 2, rules: [], mirrored: { kept: true, after: 1 } })
  expect(chosen.postprocessing).toBeUndefined()
  expect(wordsOfChoice(chosen, classes)).toContain('the mirrored image is answered too')
})

it('chooses scales where their mean is clearly better', async () => {
  const model = {
    ...answering(false),
    answer: (image: Raster, { scales = [1], ...options }: SegmentOptions) =>
      (scales.length > 1 ? answering(true) : answering(false)).answer!(image, {
        ...options,
        ensemble: scales.length,
      }),
  } as Model
  const seen: string[] = []
  const chosen = await chooseAnswering(model, data, {
    onCase: (done, of) => void seen.push(`${done}/${of}`),
  })
  expect([seen.length, seen.at(-1)]).toEqual([18, '18/18'])
  expect(chosen).toMatchObject({
    scales: [0.75, 1, 1.25],
    mirrored: { kept: false },
    scaled: { kept: true, after: 1 },
    rules: [],
  })
  expect(chosen.ensemble).toBeUndefined()
  expect(wordsOfChoice(chosen, classes)).toContain(
    'the image is answered at scales of 0.75, 1, 1.25, and the mean kept (+',
  )
})

it('leaves a model that iterates alone', async () => {
  const model = { ...answering(true), denoiser: { usesState: true } } as Model
  expect(await chooseAnswering(model, data)).toEqual({ rules: [] })
})

it('chooses nothing on two images, and does not answer them for it', async () => {
  const seen: string[] = []
  const two = { ...data, names: data.names.slice(0, 2) }
  const chosen = await chooseAnswering(answering(true), two, {
    onCase: (_, __, name) => void seen.push(name),
  })
  expect([chosen, seen]).toEqual([{ rules: [] }, []])
})

it('is the end of a training, unless it is not wanted, and stands in the model', async () => {
  const dir = await temporaryFolder()
  const folder = join(dir, 'data')
  await writePhantoms(folder, { kind: 'chest', cases: 36, seed: 1, size: [24, 24] })
  const train = async (out: string, ...more: string[]) => {
    const run = await spad(
      ...['train', '--data', folder, '--out', out, '--preset', 'tiny', '--size', '16'],
      ...['--steps', '4', '--batch', '2', '--backend', 'wasm', '--set', 'report=false', ...more],
    )
    return { ...run, model: await readFile(join(out, 'model', 'model.json'), 'utf8') }
  }
  const tuned = await train(join(dir, 'tuned'))
  expect(tuned).toMatchObject({ status: 0 })
  expect(tuned.err).toMatch(/(On|Chosen on) the validation images/)
  expect(tuned.model).toContain('"chosen"')
  const plain = await train(join(dir, 'plain'), '--no-tune')
  expect(plain.err).not.toContain('the validation images')
  expect(plain.model).not.toContain('"chosen"')
})
