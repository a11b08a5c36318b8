import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Grid, type LabelVolume, scoreCase, scoreVolume, type Summary } from '@spad/core'
import { niftiWriter, segNrrdWriter, writeNifti } from '@spad/formats'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spad, temporaryFolder } from './run-spad.js'

let dir: string
beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
})

const file = (name: string): string => join(dir, name)

const grid: Grid = {
  size: [8, 7, 6],
  spacing: [0.5, 0.75, 3],
  origin: [-10, 20, 100],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}
const classes = ['background', 'liver', 'tumour'].map((name, value) => ({
  ...{ name, value },
  color: [value * 100, 0, 0] as const,
}))

type Inside = (x: number, y: number, z: number) => number

const drawn = (label: Inside, on: Grid = grid): LabelVolume => ({
  data: Uint8Array.from({ length: on.size[0] * on.size[1] * on.size[2] }, (_, i) =>
    label(
      i % on.size[0],
      Math.floor(i / on.size[0]) % on.size[1],
      Math.floor(i / on.size[0] / on.size[1]),
    ),
  ),
  grid: on,
})

/** A box of liver from a column on, with a tumour of one voxel in it. */
const box =
  (from: number): Inside =>
  (x, y, z) =>
    x === 5 && y === 3 && z === 3
      ? 2
      : Number(x >= from && x < 7 && y > 1 && y < 6 && z > 1 && z < 5)

async function write(name: string, bytes: Uint8Array | string): Promise<string> {
  await mkdir(dirname(file(name)), { recursive: true })
  await writeFile(file(name), bytes)
  return file(name)
}

const nifti = async (name: string, labels: LabelVolume): Promise<string> =>
  await write(name, await niftiWriter.write(labels, classes))

const compare = (prediction: string, truth: string, ...more: string[]) =>
  spad('evaluate', '--prediction', prediction, '--truth', truth, ...more)

const scoresIn = async (name: string): Promise<Summary & { about: Record<string, unknown> }> =>
  JSON.parse(await readFile(file(name), 'utf8')) as Summary & { about: Record<string, unknown> }

describe('folders', () => {
  beforeAll(async () => {
    for (const [name, from] of [
      ['one', 2],
      ['two', 3],
    ] as const)
      await nifti(`truth/${name}.nii.gz`, drawn(box(from)))
    await nifti('results/one_0000_labels.nii.gz', drawn(box(2)))
    await nifti('results/two.nii.gz', drawn(box(1)))
    await write('results/one_0000_labels.json', '{}')
    await write('names/dataset.json', '{"labels": {"background": 0, "liver": 1, "tumour": 2}}')
  })

  it('meet case by case by their names, with scores in mm and volumes in ml', async () => {
    const { status, out, err } = await compare(
      ...[file('results'), file('truth'), '--labels', file('names/dataset.json')],
      ...['--tolerance', '0.5', '--json', file('scores.json'), '--csv', file('scores.csv')],
    )
    expect(err).toContain('Note: no labels, passed over: `one_0000_labels.json`.')
    expect(status).toBe(0)
    expect(out).toContain('HD95 (mm)')
    expect(out).toContain('NSD: contours within 0.5 mm.')
    const { about, cases, distances, mean, groups } = await scoresIn('scores.json')
    expect(about).toMatchObject({ prediction: 'results', truth: 'truth' })
    expect(cases.map(({ name }) => name)).toEqual(['one', 'two'])
    expect(cases[0]?.classes.liver).toMatchObject({ dice: 1, hd95: 0, nsd: 1 })
    const own = scoreVolume('two', drawn(box(3)), drawn(box(1)), 3, { tolerance: 0.5 })
    expect(Object.values(cases[1]?.classes ?? {})).toEqual(own.classes)
    expect(cases[1]?.volumes?.liver?.truth.millilitres).toBeCloseTo(47 * 0.5 * 0.75 * 3e-3, 9)
    expect(mean.ci95.dice).not.toBeNull()
    expect(groups).toBe(2)
    expect(distances).toMatchObject({ unit: 'mm', tolerance: 0.5 })
    expect(distances?.spacing).toMatchObject({ one: [0.5, 0.75, 3] })
    const [head, first = ''] = (await readFile(file('scores.csv'), 'utf8')).split('\r\n')
    expect(head).toContain('precision,truth_ml,prediction_ml')
    expect(first.startsWith('one,liver,1,1,0,0,1,1,1,0.0')).toBe(true)
  })

  it('are grouped by a pattern, as cases of a data set are', async () => {
    const options = ['--group-pattern', '^(.)', '--json', file('grouped.json')]
    await nifti('results/three.nii.gz', drawn(box(2)))
    await nifti('truth/three.nii.gz', drawn(box(3)))
    const { status } = await compare(file('results'), file('truth'), ...options)
    expect(status).toBe(0)
    expect((await scoresIn('grouped.json')).groups).toBe(2)
  })

  it('need a prediction for each truth, unless that is allowed', async () => {
    await nifti('more/four.nii.gz', drawn(box(2)))
    await nifti('more/one.nii.gz', drawn(box(2)))
    const refused = await compare(file('results'), file('more'))
    expect(refused.status).toBe(2)
    expect(refused.err).toContain(
      'no prediction for 1 of 2 truths: `four`. Predict them, or leave them out of the scores by `--allow missing`.',
    )
    const { status, err } = await compare(file('results'), file('more'), '--allow', 'missing')
    expect(status).toBe(0)
    expect(err).toContain('Note: truths without a prediction are left out: `four`.')
    expect(err).toContain('Note: predictions without a truth are left out: `three`, `two`.')
  })

  it('are refused where names do not tell what is meant', async () => {
    await nifti('twice/a.nii.gz', drawn(box(2)))
    await nifti('twice/a_seg.nii.gz', drawn(box(2)))
    expect((await compare(file('twice'), file('truth'))).err).toContain('have one name, `a`')
    await nifti('others/b.nii.gz', drawn(box(2)))
    const { status, err } = await compare(file('others'), file('truth'))
    expect(status).toBe(2)
    expect(err).toContain('no file in `')
    expect(err).toContain('there, they are `b`; here `one`, `three`, `two`.')
    expect((await compare(file('names'), file('truth'))).err).toContain(
      'holds no labels: NIfTI, NRRD, MetaImage, DICOM segmentations, PNG and TIFF are read, not `dataset.json`.',
    )
  })
})

describe('files', () => {
  it('of other formats, stored along other axes or cropped, meet by the places of their voxels', async () => {
    const truth = await nifti('a/truth.nii', drawn(box(2)))
    // slices from head to feet, rows to the front
    const turned: Grid = {
      ...grid,
      origin: [-10, 20 + 6 * 0.75, 100 + 5 * 3],
      direction: [1, 0, 0, 0, -1, 0, 0, 0, -1],
    }
    const other = await nifti(
      'a/turned.nii.gz',
      drawn((x, y, z) => box(2)(x, 6 - y, 5 - z), turned),
    )
    const crop: Grid = { ...grid, size: [8, 7, 3], origin: [-10, 20, 106] }
    const labels = drawn((x, y, z) => box(2)(x, y, z + 2), crop)
    const cropped = await write('a/c.seg.nrrd', await segNrrdWriter.write(labels, classes))
    for (const [one, two] of [
      [other, truth],
      [cropped, truth],
      [truth, cropped],
      [cropped, cropped],
    ] as const) {
      const { status, err, out } = await compare(one, two, '--json', file('a/s.json'))
      expect({ status, err }).toMatchObject({ status: 0 })
      expect(out).toContain('Dice')
      const { mean, cases } = await scoresIn('a/s.json')
      expect(mean).toMatchObject({ dice: 1, hd95: 0 })
      expect(Object.values(cases[0]?.volumes ?? {}).map(({ truth }) => truth.voxels)).toEqual([
        59, 1,
      ])
    }
  })

  it('with names meet by them, whatever their order, and one that only one side has is told', async () => {
    const truth = await write('n/t.seg.nrrd', await segNrrdWriter.write(drawn(box(2)), classes))
    const [none, liver, tumour] = classes as [
      (typeof classes)[0],
      (typeof classes)[0],
      (typeof classes)[0],
    ]
    const swapped = { ...drawn(box(2)), data: drawn(box(2)).data.map((k) => [0, 2, 1][k] ?? 0) }
    const order = await segNrrdWriter.write(swapped, [none, tumour, liver])
    const first = await compare(
      await write('n/p.seg.nrrd', order),
      truth,
      '--json',
      file('n/s.json'),
    )
    expect(first.status).toBe(0)
    const { cases } = await scoresIn('n/s.json')
    expect(cases[0]?.classes).toMatchObject({ liver: { dice: 1 }, tumour: { dice: 1 } })
    const renamed = await segNrrdWriter.write(drawn(box(2)), [
      none,
      { ...liver, name: 'Leber' },
      tumour,
    ])
    const second = await compare(await write('n/r.seg.nrrd', renamed), truth)
    expect(second.err).toContain(
      'Note: no prediction holds `liver`: is it called the same on both sides?',
    )
    expect(second.err).toContain(
      'Note: no truth holds `Leber`: is it called the same on both sides?',
    )
  })

  it('on other grids are refused by how much they differ', async () => {
    const truth = await nifti('g/truth.nii.gz', drawn(box(2)))
    const refused = async (other: Partial<Grid>) => {
      const wrong = await nifti('g/wrong.nii.gz', drawn(box(2), { ...grid, ...other }))
      const { status, err } = await compare(wrong, truth)
      expect(status).toBe(2)
      return err
    }
    expect(await refused({ size: [8, 7, 5] })).toContain(
      'truth: the prediction has 8 × 7 × 5 voxels, not 8 × 7 × 6 as the truth. Both must lie on one grid',
    )
    expect(await refused({ spacing: [0.5, 0.75, 2.5] })).toContain(
      'lie up to 2.5 mm elsewhere: spacing 0.5 × 0.75 × 2.5 mm, not 0.5 × 0.75 × 3 mm as the truth.',
    )
    expect(await refused({ origin: [-10, 20, 112] })).toContain('lie up to 12 mm elsewhere: origin')
  })

  it('that hold no labels, or those that `--labels` does not name, are refused', async () => {
    const truth = await nifti('v/truth.nii.gz', drawn(box(2)))
    const half = { data: Float32Array.from(drawn(box(2)).data, (k) => k / 2), grid, channels: 1 }
    const image = await write('v/image.nii.gz', await writeNifti(half))
    expect((await compare(image, truth)).err).toContain(
      '`image.nii.gz` holds 0.5: labels are whole',
    )
    const text = await write('v/notes.nii.gz', 'no volume at all')
    expect((await compare(text, truth)).status).toBe(2)
    const names = await write('v/dataset.json', '{"labels": {"0": "background", "1": "liver"}}')
    const unknown = await compare(truth, truth, '--labels', names)
    expect(unknown.err).toContain('truth: a file has the label 2, which `--labels` does not name.')
    const ignoring = '{"labels": {"background": 0, "liver": 1, "ignore": 2}}'
    const { status } = await compare(
      await nifti(
        'v/p.nii.gz',
        drawn((x, y, z) => Number(box(2)(x, y, z) > 0)),
      ),
      truth,
      ...['--labels', await write('v/ignore.json', ignoring), '--json', file('v/s.json')],
    )
    expect(status).toBe(0)
    const { cases } = await scoresIn('v/s.json')
    expect(cases[0]?.classes).toMatchObject({ liver: { dice: 1, precision: 1 } })
    const region = await write('v/region.json', '{"labels": {"background": 0, "both": [1, 2]}}')
    expect((await compare(truth, truth, '--labels', region)).err).toContain(
      'is a region of several',
    )
    const empty = await nifti(
      'v/empty.nii.gz',
      drawn(() => 0),
    )
    expect((await compare(empty, empty)).err).toContain('all files hold background alone')
  })

  it('and what belongs to a model exclude each other', async () => {
    const truth = await nifti('m/truth.nii.gz', drawn(box(2)))
    const { status, err } = await compare(truth, truth, '--model', 'runs/first')
    expect(status).toBe(2)
    expect(err).toContain('`--model` and `--prediction` exclude each other')
    expect((await compare(truth, file('truth'))).err).toContain('give two files or two folders')
    expect((await spad('evaluate', '--truth', truth)).err).toContain('`prediction` is missing.')
    expect((await compare(file('nowhere'), truth)).err).toContain('there is no such file')
    expect((await compare(truth, truth, '--allow', 'everything')).err).toContain('"everything"')
  })
})

describe('pictures', () => {
  const [height, width] = [8, 9]
  const labels = Array.from({ length: 72 }, (_, i) => (i % 9 < 3 ? 1 : i > 40 ? 2 : 0))
  const answer = labels.map((label, i) => (i % 9 === 2 ? 0 : i > 60 ? 1 : label))
  const values = [0, 100, 255]
  const picture = async (name: string, drawn: readonly number[]): Promise<string> => {
    const raw = Uint8Array.from(drawn, (label) => values[label] ?? 0)
    const shape = { width, height, channels: 1 } as const
    return await write(name, await sharp(raw, { raw: shape }).png().toBuffer())
  }
  beforeAll(async () => {
    await picture('masks/one.png', labels)
    await picture('found/one_labels.png', answer)
    await picture('found/one_overlay.png', answer)
    await write('pictures.json', '{"labels": {"background": 0, "lung": 100, "heart": 255}}')
  })

  it('are compared by their values and in pixels', async () => {
    const { status, out, err } = await compare(
      ...[file('found'), file('masks'), '--labels', file('pictures.json')],
      ...['--json', file('pictures-scores.json')],
    )
    expect(err).toContain('Note: predictions without a truth are left out: `one_overlay`.')
    expect(status).toBe(0)
    expect(out).toContain('lung')
    const summary = await scoresIn('pictures-scores.json')
    const map = (drawn: readonly number[]) => ({
      data: Uint8Array.from(drawn),
      ...{ width, height },
    })
    const [lung, heart] = scoreCase('one', map(labels), map(answer), 3).classes
    expect(summary.cases[0]?.classes).toEqual({ lung, heart })
    expect(summary.cases[0]?.volumes).toBeUndefined()
    expect(summary.distances?.unit).toBe('px')
  })

  it('are not compared with volumes, nor summed up with them', async () => {
    const volume = await nifti('single.nii.gz', drawn(box(2)))
    expect((await compare(file('masks/one.png'), volume)).err).toMatch(
      /single: one side is a picture, the other a volume in mm: give both in the format of either/,
    )
    await picture('both/one.png', labels)
    await nifti('both/two.nii.gz', drawn(box(2)))
    expect((await compare(file('both'), file('both'))).err).toMatch(
      /some cases are pictures, others volumes in mm: score each kind by itself/,
    )
  })

  it('refuses what is no mask', async () => {
    const shape = { width, height, channels: 3 } as const
    const raw = Uint8Array.from({ length: 216 }, (_, i) => i)
    const colours = await write('colours.png', await sharp(raw, { raw: shape }).png().toBuffer())
    const { status, err } = await compare(colours, file('masks/one.png'))
    expect(err).toMatch(/colours\.png` is coded by red, green and blue/)
    expect(status).toBe(2)
  })
})
