import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findMinArea } from '@spad/core'
import { writePhantoms } from '../../src/data/demo-data.js'
import { openDataset } from '../../src/data/open-dataset.js'
import { readImage } from '../../src/data/read-image.js'
import { exists } from '../../src/files/atomic.js'
import { type FullDisk, whereDisksFill } from '../full-disk.js'
import { type Result, spad, temporaryFolder } from './run-spad.js'

const disk = vi.hoisted((): FullDisk => ({ full: undefined }))
vi.mock('node:fs/promises', async (load) => {
  const { onFullDisk } = await import('../full-disk.js')
  return onFullDisk(await load(), disk)
})

vi.setConfig({ testTimeout: 60_000 })

interface Saved {
  userDefinedMetadata: {
    spad: { formatVersion: number; config: { postprocessing: { minArea: number[] } } }
  }
}

let dir: string
let data: string
let run: string

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  data = join(dir, 'data')
  run = join(dir, 'run')
  await writePhantoms(data, { kind: 'oct', cases: 10, seed: 1, size: [24, 40] })
  const { status, err } = await spad(
    ...['train', '--data', data, '--out', run, '--preset', 'tiny', '--size', '16x24'],
    ...['--steps', '3', '--batch', '2', '--backend', 'wasm'],
  )
  expect(err).toContain('oct phantoms: 7 training, 1 validation, 2 test cases; fluid, drusen\n')
  expect(err).toContain('spad tiny, ')
  expect(err).toMatch(/Trained 3 steps in .*; best validation Dice 0\.\d{3} at step \d\./)
  expect(status).toBe(0)
}, 120_000)

const image = (index: number): string => join(data, 'images', `oct-00${index}.png`)
const wasm = ['--backend', 'wasm']
const model = (command: string, ...more: string[]) =>
  spad(command, '--model', run, ...wasm, ...more)

describe('spad train', () => {
  it('writes a report that needs no network, with curves, scores and pictures', async () => {
    const html = await readFile(join(run, 'report.html'), 'utf8')
    for (const text of ['Validation Dice', 'PaS intensities', 'data:image/png;base64,', 'drusen'])
      expect(html).toContain(text)
    expect(html).not.toMatch(/(src|href)="(?!data:)/)
    expect(html).not.toMatch(/@import|url\((?!#)/)
  })
})

describe('spad train and small findings', () => {
  it('saves how small a finding is too small, learnt from the training cases', async () => {
    const json = JSON.parse(await readFile(join(run, 'model/model.json'), 'utf8')) as Saved
    const { minArea } = json.userDefinedMetadata.spad.config.postprocessing
    const folder = await openDataset(data)
    expect(minArea).toEqual(await findMinArea(folder.subset('train'), 0.2))
  })

  it('leaves them out of the labels unless it is told to keep them, by a flag or a setting', async () => {
    const doubting = join(dir, 'doubting')
    await cp(join(run, 'model'), doubting, { recursive: true })
    const file = join(doubting, 'model.json')
    const json = JSON.parse(await readFile(file, 'utf8')) as Saved
    // as an older release wrote it: without a digest of what it says
    json.userDefinedMetadata.spad.formatVersion = 1
    json.userDefinedMetadata.spad.config.postprocessing.minArea = [0, 1, 1]
    await writeFile(file, JSON.stringify(json))
    const found = async (...flags: string[]) => {
      const out = join(dir, 'found')
      const call = ['segment', '--model', doubting, '--out', out, ...flags, ...wasm, image(0)]
      expect((await spad(...call)).status).toBe(0)
      const { data } = await readImage(join(out, 'oct-000_labels.png'))
      return data.some((value) => value > 0)
    }
    expect(await found()).toBe(false)
    // other options: what is there already is made again
    expect(await found('--no-postprocess')).toBe(true)
    expect(await found()).toBe(false)
    expect(await found('--set', 'postprocess=false')).toBe(true)
  })

  it('believes all of them without doubt', async () => {
    const { status } = await spad(
      ...['train', '--data', data, '--out', join(dir, 'believing'), '--preset', 'tiny'],
      ...['--size', '16x24', '--steps', '1', '--batch', '2', '--set', 'doubt=0', ...wasm],
    )
    expect(status).toBe(0)
    const json = await readFile(join(dir, 'believing/model/model.json'), 'utf8')
    expect(json).not.toContain('postprocessing')
  })
})

describe('spad segment', () => {
  it('writes label maps of the class values, overlays and maps, at the size of the input', async () => {
    const out = join(dir, 'results')
    const { status, err } = await model('segment', '--out', out, image(0), join(data, 'masks'))
    expect(err).toContain('have one name')
    expect(status).toBe(2)
    expect(await exists(out)).toBe(false)
    const segment = (...more: string[]) => model('segment', '--out', out, ...more, image(0))
    expect(await segment()).toMatchObject({ status: 0 })
    expect(await readdir(out)).toEqual(['oct-000_labels.png'])
    const alone = await readFile(join(out, 'oct-000_labels.png'))
    expect(await segment('--outputs', 'overlay')).toMatchObject({ status: 0 })
    expect((await readdir(out)).sort()).toEqual(['oct-000_labels.png', 'oct-000_overlay.png'])
    expect(await segment('--outputs', 'all')).toMatchObject({ status: 0 })
    expect(await readFile(join(out, 'oct-000_labels.png'))).toEqual(alone)
    expect((await readdir(out)).sort()).toEqual([
      'oct-000_labels.png',
      'oct-000_overlay.png',
      'oct-000_probability_drusen.png',
      'oct-000_probability_fluid.png',
      'oct-000_uncertainty.png',
    ])
    for (const name of await readdir(out))
      expect(await readImage(join(out, name))).toMatchObject({ height: 24, width: 40 })
  })

  it('refuses an output that there is not', async () => {
    const call = ['segment', '--out', join(dir, 'no'), '--outputs', 'labels,entropy', image(0)]
    expect(await model(...(call as ['segment']))).toMatchObject({
      status: 2,
      err: expect.stringContaining(
        'it must be some of labels, overlay, probabilities, uncertainty, or all.',
      ) as string,
    })
  })

  it('takes folders and globs', async () => {
    const out = join(dir, 'folder')
    expect(await model('segment', '--out', out, join(data, 'images'))).toMatchObject({
      status: 0,
      err: expect.stringContaining('Segmented 10 of 10 images into') as string,
    })
    const globbed = join(dir, 'globbed')
    await model('segment', '--out', globbed, join(data, 'images', 'oct-00[12].png'))
    expect(await readdir(globbed)).toHaveLength(2)
  })

  it('makes the same pictures from the same seed', async () => {
    const [one, two] = [join(dir, 'one'), join(dir, 'two')]
    for (const out of [one, two])
      await model(
        ...(['segment', '--out', out, '--ensemble', '3', '--seed', '5'] as const),
        ...['--outputs', 'all', image(1)],
      )
    expect(await readdir(one)).toHaveLength(5)
    for (const name of await readdir(one))
      expect(await readFile(join(one, name))).toEqual(await readFile(join(two, name)))
  })

  it('leaves alone what is made already, of the same image by the same model and options', async () => {
    const out = join(dir, 'kept')
    const segment = (...more: string[]): Promise<Result> =>
      model('segment', '--out', out, '--outputs', 'all', ...more, image(0), image(1), image(2))
    const kept = (count: number): Pick<Result, 'status' | 'err'> => ({
      status: 0,
      err: expect.stringMatching(
        count === 0
          ? /Segmented 3 of 3 images into \S+\n$/
          : new RegExp(`Segmented 3 of 3 images into \\S+; ${count} of them were there already\n$`),
      ) as string,
    })
    expect(await segment()).toMatchObject(kept(0))
    expect(await segment()).toMatchObject(kept(3))
    expect(await segment('--ensemble', '2')).toMatchObject(kept(0))
    expect(await segment('--ensemble', '2')).toMatchObject(kept(3))
    await rm(join(out, 'oct-001_overlay.png'))
    await writeFile(join(out, 'oct-002_labels.png'), 'cut off')
    expect(await segment('--ensemble', '2')).toMatchObject(kept(1))
    expect(await segment('--ensemble', '2', '--overwrite')).toMatchObject(kept(0))
    expect(await readdir(out)).toHaveLength(15)
  })

  it('does the others when one is bad, and names it in the end', async () => {
    const mixed = join(dir, 'mixed')
    await mkdir(mixed)
    await copyFile(image(2), join(mixed, 'a.png'))
    await writeFile(join(mixed, 'b.png'), (await readFile(image(3))).subarray(0, 200))
    await writeFile(join(mixed, 'c.png'), 'no picture')
    await copyFile(image(4), join(mixed, 'd.png'))
    const out = join(dir, 'mixed-out')
    const { status, err } = await model('segment', '--out', out, mixed)
    expect(status).toBe(2)
    expect(err).toContain('Segmented 2 of 4 images')
    expect(err).toMatch(/Not segmented:\n {2}`.*b\.png`.*\n {2}`.*c\.png`.*\n$/)
    expect(await exists(join(out, 'd_labels.png'))).toBe(true)
  })

  it('does not overwrite its input', async () => {
    const own = join(dir, 'own')
    await mkdir(own)
    await copyFile(image(0), join(own, 'x.png'))
    await copyFile(image(0), join(own, 'x_labels.png'))
    const { status, err } = await model('segment', '--out', own, own)
    expect(status).toBe(2)
    expect(err).toContain('x_labels.png` is one of the inputs: it would be overwritten.')
    expect(await readdir(own)).toHaveLength(2)
  })

  it('says that a model answers in one pass, and goes on', async () => {
    const { status, err } = await model(
      'segment',
      '--out',
      join(dir, 'p'),
      '--steps',
      '4',
      image(0),
    )
    expect(err).toContain('This model answers in one pass: `--steps 4` changes nothing.\n')
    expect(status).toBe(0)
  })

  it.each([
    [[], 'no input is given: name images, folders of images, or a glob.'],
    [['/nowhere.png'], '`/nowhere.png` does not exist'],
    [['/nowhere/*.png'], '`/nowhere/*.png` matches no PNG, JPEG or TIFF.'],
  ])('refuses the inputs %j', async (inputs, message) => {
    expect(await model('segment', '--out', join(dir, 'x'), ...inputs)).toMatchObject({
      status: 2,
      err: expect.stringContaining(message) as string,
    })
  })

  whereDisksFill('stops at a full disk with one message', async () => {
    const out = join(dir, 'full')
    disk.full = /oct-000_uncertainty\.png\./
    const { status, err } = await model('segment', '--out', out, '--outputs', 'all', image(0))
    disk.full = undefined
    expect(status).toBe(2)
    expect(err).toMatch(/could not be written: there is no space left on that device\. Free some/)
  })
})

describe('spad evaluate', () => {
  it('prints a table and writes JSON, CSV and a report', async () => {
    const file = (name: string): string => join(dir, 'scores', name)
    const { status, out } = await model(
      ...(['evaluate', '--data', data, '--split', 'test', '--json', file('s.json')] as const),
      ...['--csv', file('s.csv'), '--report', file('s.html')],
    )
    expect(status).toBe(0)
    expect(out).toMatch(/^Dice ↑ /m)
    const scores = JSON.parse(await readFile(file('s.json'), 'utf8')) as Record<string, unknown>
    const parts = ['about', 'mean', 'classes', 'cases', 'groups', 'distances']
    expect(Object.keys(scores)).toEqual([...parts, 'calibration', 'uncertainty'])
    expect(scores.about).toMatchObject({
      data: 'data',
      split: 'test',
      versions: { node: process.versions.node },
    })
    expect(scores.distances).toEqual({ unit: 'px', tolerance: 2 })
    expect(JSON.stringify(scores)).not.toContain(tmpdir())
    expect(scores.calibration).toHaveProperty('error')
    expect(scores.uncertainty).toHaveProperty('curve')
    for (const key of ['dice', 'iou', 'hd95', 'assd', 'nsd', 'sensitivity', 'precision', 'ci95'])
      expect(scores.mean).toHaveProperty(key)
    expect(scores.classes).toHaveLength(2)
    expect(scores.cases).toHaveLength(2)
    expect(await readFile(file('s.csv'), 'utf8')).toMatch(/^case,class,dice,/)
    const html = await readFile(file('s.html'), 'utf8')
    for (const text of [
      '<h1>oct phantoms</h1>',
      'PaS intensities',
      'Worst: oct-00',
      'Risk and coverage',
    ])
      expect(html).toContain(text)
  })

  it('refuses data with other labels, a missing model and a damaged one', async () => {
    const other = join(dir, 'other')
    await writePhantoms(other, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
    expect(await model('evaluate', '--data', other)).toMatchObject({
      status: 2,
      err: expect.stringContaining(
        "the data set's classes are background, lung: the model's are background, fluid, drusen.",
      ) as string,
    })
    expect(await spad('evaluate', ...wasm, '--model', other, '--data', data)).toMatchObject({
      status: 2,
      err: expect.stringContaining(
        'holds no model.json: it is neither a run nor a model.',
      ) as string,
    })
    const cut = join(dir, 'cut')
    await mkdir(cut)
    for (const name of await readdir(join(run, 'model')))
      await writeFile(
        join(cut, name),
        (await readFile(join(run, 'model', name))).subarray(0, name.endsWith('.bin') ? 99 : 1e9),
      )
    expect(await spad('evaluate', ...wasm, '--model', cut, '--data', data)).toMatchObject({
      status: 2,
      err: expect.stringContaining('group1-shard1of1.bin') as string,
    })
  })
})

describe('a model that iterates', () => {
  it('is trained, and segments in several steps from several seeds', async () => {
    const out = join(dir, 'mask-run')
    const size = ['--preset', 'tiny', '--size', '16x24', '--steps', '2', '--batch', '2']
    const options = ['--data', data, '--out', out, '--recipe', 'mask', '--set', 'report=false']
    expect(await spad('train', ...options, ...size, ...wasm)).toMatchObject({ status: 0 })
    const results = join(dir, 'mask-results')
    const several = ['--steps', '3', '--ensemble', '2', '--out', results]
    const { status, err } = await spad('segment', '--model', out, ...several, ...wasm, image(0))
    expect(status).toBe(0)
    expect(err).not.toContain('changes nothing')
    expect(await readdir(results)).toHaveLength(1)
  })
})

describe('spad preview', () => {
  it('draws a case, the same each time', async () => {
    const [one, two] = [join(dir, 'p1.png'), join(dir, 'p2.png')]
    for (const out of [one, two])
      expect(
        await spad('preview', '--data', data, '--case', 'oct-003', '--out', out, '--size', '24x40'),
      ).toMatchObject({ status: 0 })
    expect(await readFile(one)).toEqual(await readFile(two))
    expect((await readImage(one)).width).toBeGreaterThan(1000)
  })

  it('shows targets and weights where BcD changes them', async () => {
    const heightWith = async (...options: string[]) => {
      const out = join(dir, 'p5.png')
      const wanted = ['--data', data, '--case', 'oct-003', '--out', out, '--size', '24x40']
      expect(await spad('preview', ...wanted, ...options)).toMatchObject({ status: 0 })
      return (await readImage(out)).height
    }
    const soft = ['--set', 'bcd.blurTarget=true']
    const [plain, one, two] = [
      await heightWith(),
      await heightWith(...soft),
      await heightWith(...soft, '--set', 'bcd.weighLoss=true'),
    ]
    expect(one).toBeGreaterThan(plain)
    expect(two - one).toBe(one - plain)
  })

  it('takes the config of a run', async () => {
    const out = join(dir, 'p3.png')
    const config = ['--config', join(run, 'config.yaml'), '--case', 'oct-003', '--out', out]
    expect(await spad('preview', ...config)).toMatchObject({ status: 0 })
  })

  it('names the nearest case, and refuses a recipe without ScD and BcD', async () => {
    const out = join(dir, 'p4.png')
    const preview = ['preview', '--data', data, '--out', out]
    expect(await spad(...preview, '--case', 'oct-03')).toMatchObject({
      status: 2,
      err: expect.stringContaining('no case of that name. The nearest is oct-003;') as string,
    })
    expect(await spad(...preview, '--case', 'oct-003', '--set', 'recipe=unet')).toMatchObject({
      status: 2,
      err: expect.stringContaining('there is nothing to preview') as string,
    })
  })
})

describe('spad info', () => {
  it('shows the card of a model', async () => {
    const { status, out } = await spad('info', '--model', run)
    expect(status).toBe(0)
    for (const text of ['recipe: spad', '- 2 drusen', 'licence: CC0', 'seed: 0'])
      expect(out).toContain(text)
    const json = await spad('info', '--model', join(run, 'model'), '--json')
    expect(JSON.parse(json.out)).toMatchObject({ recipe: 'spad', preset: 'tiny' })
  })

  it('shows the card of a model that comes with spad', async () => {
    const { status, out } = await spad('info', '--model', 'oct-fluid')
    expect(status).toBe(0)
    for (const text of ['- 1 fluid', 'licence: CC0', 'Chiu et al.', 'deviation: '])
      expect(out).toContain(text)
  })
})
