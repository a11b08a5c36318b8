import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { IGNORED } from '@spad/core'
import { identityGrid, writeNifti } from '@spad/formats'
import { decode, encode } from 'fast-png'
import { expect, it } from 'vitest'
import { openDataset } from '../../src/index.js'
import { spad, temporaryFolder } from '../cli/run-spad.js'

const SIDE = 10

async function put(file: string, data: Uint8Array | string | object): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const text = typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data)
  await writeFile(file, text)
}

/** A volume whose voxels grow with their number; labels are 1 in the middle of each slice. */
const volume = (labels: boolean, slices = 3, value = 1): Promise<Uint8Array> => {
  const grid = { ...identityGrid(SIDE, SIDE, slices), spacing: [0.5, 0.75, 4] as const }
  const count = SIDE * SIDE * slices
  const middle = (i: number): boolean => i % SIDE > 3 && Math.floor(i / SIDE) % SIDE > 6
  const data = labels
    ? Uint8Array.from({ length: count }, (_, i) => (middle(i) ? value : 0))
    : Int16Array.from({ length: count }, (_, i) => i - 50)
  return writeNifti({ data, grid, channels: 1 })
}

const grey = (level: (i: number) => number): Uint8Array =>
  encode({
    width: SIDE,
    height: SIDE,
    channels: 1,
    data: Uint8Array.from({ length: SIDE * SIDE }, (_, i) => level(i)),
  })

const convert = (
  from: string,
  path: string,
  out: string,
  ...more: string[]
): ReturnType<typeof spad> =>
  spad('dataset', 'convert', '--from', from, path, '--out', out, ...more)

const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

it('nnU-Net: channels, labels and slices; says what is left out', async () => {
  const dir = await temporaryFolder()
  const [raw, out] = [join(dir, 'raw'), join(dir, 'out')]
  await put(join(raw, 'dataset.json'), {
    name: 'Liver',
    channel_names: { 0: 'CT', 1: 'PET' },
    labels: { background: 0, liver: 1 },
    numTraining: 3,
    file_ending: '.nii.gz',
  })
  for (const name of ['a_1', 'b', 'c']) {
    await put(join(raw, 'imagesTr', `${name}_0000.nii.gz`), await volume(false))
    await put(join(raw, 'imagesTr', `${name}_0001.nii.gz`), await volume(false))
    await put(join(raw, 'labelsTr', `${name}.nii.gz`), await volume(true, 3, name === 'c' ? 7 : 1))
  }
  await put(join(raw, 'imagesTs', 'd_0000.nii.gz'), await volume(false))
  const { status, err } = await convert('nnunet', raw, out, '--axis', 'axial')
  expect(status).toBe(2)
  expect(err).toContain('left out, since labelsTs has nothing for them: `d`')
  expect(err).toContain('c: its labels hold 7, which the set gives no name')
  expect(err).toContain('Converted 2 of 3 cases into 6 images')
  expect(await json(join(out, 'dataset.json'))).toEqual({
    name: 'Liver',
    labels: { background: 0, liver: 1 },
    channels: ['CT', 'PET'],
    groupPattern: '^(.*?)__',
    spacing: [0.75, 0.5],
    modality: 'CT, PET',
    prepare: { axis: 'axial' },
  })
  const data = await openDataset(out)
  expect(data.names).toEqual(
    [1, 2, 3].flatMap((n) => [`a_1__000${n}`]).concat(['b__0001', 'b__0002', 'b__0003']),
  )
  expect(data.names.map(data.groupOf)).toEqual(['a_1', 'a_1', 'a_1', 'b', 'b', 'b'])
  const { image, labels } = await data.read(0)
  // 16 bits through the window of soft tissue, −160 to 240
  expect(image.data[0]).toBeCloseTo((-50 + 160) / 400, 4)
  expect(image.data[2 * 99]).toBeCloseTo((49 + 160) / 400, 4)
  // the other channel through a range of its own: the percentiles of 300 values from -50
  expect(image.data[1]).toBe(0)
  expect(image.data[2 * 99 + 1]).toBeCloseTo(99 / 300, 1)
  const one = join(dir, 'one')
  await convert('nnunet', raw, one, '--axis', 'axial', '--channel', '1')
  expect(await openDataset(one)).toMatchObject({ channels: 1 })
  expect(labels.data[99]).toBe(1)
  expect(labels.data[0]).toBe(0)
})

it('nnU-Net: what is ignored stays so', async () => {
  const dir = await temporaryFolder()
  const [raw, out] = [join(dir, 'raw'), join(dir, 'out')]
  await put(join(raw, 'dataset.json'), {
    channel_names: { 0: 'CT' },
    labels: { background: 0, liver: 1, ignore: 2 },
    file_ending: '.nii.gz',
  })
  for (const [name, value] of [
    ['a', 1],
    ['b', 2],
  ] as const) {
    await put(join(raw, 'imagesTr', `${name}_0000.nii.gz`), await volume(false))
    await put(join(raw, 'labelsTr', `${name}.nii.gz`), await volume(true, 3, value))
  }
  const { status, err } = await convert('nnunet', raw, out)
  expect(status).toBe(0)
  expect(err).toContain(
    'the label ignore (2) is no class: its pixels are neither learnt nor scored',
  )
  expect(await json(join(out, 'dataset.json'))).toMatchObject({
    labels: { background: 0, liver: 1 },
    ignore: 2,
  })
  const data = await openDataset(out)
  const { labels } = await data.read(data.names.findIndex((name) => name.startsWith('b')))
  expect([...new Set(labels.data)]).toEqual([0, IGNORED])
})

it('the Decathlon: a file of several channels', async () => {
  const dir = await temporaryFolder()
  const out = join(dir, 'out')
  await put(join(dir, 'dataset.json'), {
    modality: { 0: 'T2', 1: 'ADC' },
    labels: { 0: 'background', 1: 'prostate' },
    training: [{ image: './i/p.nii.gz', label: './l/p.nii.gz' }],
  })
  const data = Int16Array.from({ length: 2 * SIDE * SIDE * 3 }, (_, i) => (i % 2 ? -i : i))
  const grid = { ...identityGrid(SIDE, SIDE, 3), spacing: [0.5, 0.75, 4] as const }
  await put(join(dir, 'i', 'p.nii.gz'), await writeNifti({ data, grid, channels: 2 }))
  await put(join(dir, 'l', 'p.nii.gz'), await volume(true))
  const refused = await convert('msd', dir, join(dir, 'no'), '--channel', '2')
  expect(refused.err).toContain('`channel` is 2: `p` has 2, counted from 0.')
  expect(await convert('msd', dir, out, '--axis', 'axial')).toMatchObject({ status: 0 })
  const set = await openDataset(out)
  expect(set).toMatchObject({ channels: 2, channelNames: ['T2', 'ADC'] })
  const { image } = await set.read(0)
  expect([image.data[0], image.data[1]]).toEqual([0, 1])
})

it('nnU-Net: regions, and folders that are none, are refused', async () => {
  const dir = await temporaryFolder()
  const about = { labels: { background: 0, whole: [1, 2] }, file_ending: '.nii.gz' }
  await put(join(dir, 'dataset.json'), about)
  const { status, err } = await convert('nnunet', dir, join(dir, 'out'))
  expect([status, err]).toEqual([2, expect.stringContaining('is a region of several values')])
  const none = await convert('nnunet', join(dir, 'nowhere'), join(dir, 'out'))
  expect([none.status, none.err]).toEqual([2, expect.stringContaining('could not be read')])
  const other = await convert('dicom', dir, join(dir, 'out'))
  expect([other.status, other.err]).toEqual([
    2,
    expect.stringContaining('must be nnunet, msd, csv'),
  ])
})

it('the Decathlon: labels by values, test cases are left out', async () => {
  const dir = await temporaryFolder()
  const out = join(dir, 'out')
  await put(join(dir, 'dataset.json'), {
    name: 'Spleen',
    modality: { 0: 'CT' },
    labels: { 0: 'background', 1: 'spleen' },
    training: [{ image: './imagesTr/s_2.nii.gz', label: './labelsTr/s_2.nii.gz' }],
    test: ['./imagesTs/s_1.nii.gz'],
  })
  await put(join(dir, 'imagesTr', 's_2.nii.gz'), await volume(false))
  await put(join(dir, 'labelsTr', 's_2.nii.gz'), await volume(true))
  const { status, err } = await convert('msd', dir, out)
  expect(err).toContain('1 test cases are left out: they have no labels')
  expect(status).toBe(0)
  expect(await json(join(out, 'dataset.json'))).toMatchObject({
    labels: { background: 0, spleen: 1 },
  })
  expect(await readdir(join(out, 'masks'))).toEqual([
    's_2__0001.png',
    's_2__0002.png',
    's_2__0003.png',
  ])
})

it('labels that do not lie on their image are told with the difference', async () => {
  const dir = await temporaryFolder()
  await put(join(dir, 'images', 'a.nii.gz'), await volume(false))
  const grid = {
    ...identityGrid(SIDE, SIDE, 3),
    spacing: [0.5, 0.75, 4] as const,
    origin: [0, 2.5, 0] as const,
  }
  const moved = { data: new Uint8Array(300), grid, channels: 1 }
  await put(join(dir, 'masks', 'a.nii.gz'), await writeNifti(moved))
  const { status, err } = await convert('volumes', dir, join(dir, 'out'))
  expect(status).toBe(2)
  expect(err).toContain('`a.nii.gz` and `a.nii.gz` differ in their origins by up to 2.5 mm')
  const training = await spad('dataset', 'check', '--data', dir)
  expect([training.status, training.err]).toEqual([
    2,
    expect.stringContaining(
      'holds volumes, no pictures: training is on slices. Make them by `spad dataset convert',
    ),
  ])
})

it('a table of paths, with groups and splits', async () => {
  const dir = await temporaryFolder()
  const out = join(dir, 'out')
  const rows = ['image,mask,group,split,age']
  for (const [i, split] of ['train', 'train', 'validation', 'test'].entries()) {
    await put(
      join(dir, 'scans', `i${i}.png`),
      grey((pixel) => (pixel * (i + 3)) % 256),
    )
    await put(
      join(dir, 'truth', `m${i}.png`),
      grey((pixel) => (pixel > 40 ? 255 : 0)),
    )
    rows.push(`scans/i${i}.png,"truth/m${i}.png","P ""${Math.floor(i / 2) + i}""",${split},70`)
  }
  await put(join(dir, 'table.csv'), `${rows.join('\r\n')}\r\n`)
  const { status, err } = await convert('csv', join(dir, 'table.csv'), out)
  expect(err).toContain('columns that are left aside: age')
  expect(status).toBe(0)
  const data = await openDataset(out)
  expect(data.splits).toEqual({
    train: ['P "0"__i0', 'P "1"__i1'],
    val: ['P "3"__i2'],
    test: ['P "4"__i3'],
  })
  expect(data.groupOf('P "0"__i0')).toBe('P "0"')
  expect(data.classes.map(({ value }) => value)).toEqual([0, 255])
  await put(join(dir, 'bad.csv'), 'image,label\na,b\n')
  expect((await convert('csv', join(dir, 'bad.csv'), join(dir, 'x'))).err).toContain(
    'has no column `mask`',
  )
  await put(join(dir, 'bad.csv'), 'image;mask\na;b\n')
  expect((await convert('csv', join(dir, 'bad.csv'), join(dir, 'x'))).err).toContain(
    'has ";" between its columns: it must have commas.',
  )
  await put(join(dir, 'bad.csv'), 'image,mask,Mask\na,b,c\n')
  expect((await convert('csv', join(dir, 'bad.csv'), join(dir, 'x'))).err).toContain(
    'has the column `mask` twice: keep one of them.',
  )
  await put(join(dir, 'bad.csv'), 'image,mask,split\na,b,train\nc,d,\n')
  expect((await convert('csv', join(dir, 'bad.csv'), join(dir, 'x'))).err).toContain(
    'names a split in 1 of 2 rows',
  )
})

it('a table of masks in colours, which a file names', async () => {
  const dir = await temporaryFolder()
  const drawn = (...colors: readonly (readonly number[])[]): Uint8Array => {
    const row = (i: number) => colors[Math.floor(i / SIDE) % colors.length] ?? []
    const data = Uint8Array.from({ length: SIDE * SIDE }).reduce<number[]>(
      (all, _, i) => [...all, ...row(i)],
      [],
    )
    return encode({ width: SIDE, height: SIDE, channels: 3, data: Uint8Array.from(data) })
  }
  const [black, red, pale] = [
    [0, 0, 0],
    [128, 0, 0],
    [224, 224, 192],
  ] as const
  for (const name of ['a', 'b', 'c', 'd'])
    await put(
      join(dir, `${name}.png`),
      grey((i) => i),
    )
  await put(join(dir, 'a-mask.png'), drawn(black, red, pale))
  await put(join(dir, 'b-mask.png'), drawn(black, [128, 0, 1]))
  await put(
    join(dir, 'c-mask.png'),
    grey(() => 0),
  )
  const rows = ['a', 'b', 'c'].map((name) => `${name}.png,${name}-mask.png`)
  await put(join(dir, 'table.csv'), `image,mask\n${rows.join('\n')}\n`)
  await put(join(dir, 'colors.json'), { background: black, plane: red, border: pale })
  const call = (out: string, colors: string) =>
    convert('csv', join(dir, 'table.csv'), join(dir, out), '--colors', join(dir, colors))
  const { status, err } = await call('out', 'colors.json')
  expect(status).toBe(2)
  expect(err).toContain('has the colour 128, 0, 1 in row 1, column 0 of its mask')
  expect(err).toContain('none of 0, 0, 0 (background); 128, 0, 0 (plane); 224, 224, 192 (border).')
  expect(err).toContain('c-mask.png` is not in red, green and blue of 8 bits')
  const mask = decode(await readFile(join(dir, 'out', 'masks', 'a.png')))
  expect([0, 1, 2].map((row) => mask.data[row * SIDE])).toEqual([0, 1, 2])
  expect(await json(join(dir, 'out', 'dataset.json'))).toMatchObject({
    labels: { background: 0, plane: 1, border: 2 },
    colors: { plane: red, border: pale },
  })

  await put(join(dir, 'twice.json'), { background: black, plane: red, car: red })
  expect((await call('x', 'twice.json')).err).toContain('gives plane and car the same colour')
  await put(join(dir, 'number.json'), { background: black, 1: red })
  expect((await call('x', 'number.json')).err).toContain('has a number for a name')
  await put(join(dir, 'one.json'), { background: black })
  expect((await call('x', 'one.json')).err).toContain('has 1 colour:')
  await put(join(dir, 'off.json'), { background: black, plane: [300, 0, 0] })
  expect((await call('x', 'off.json')).err).toContain('`plane.0` in')
  const other = await convert('coco', dir, join(dir, 'x'), '--colors', join(dir, 'colors.json'))
  expect(other).toMatchObject({
    status: 2,
    err: expect.stringContaining('it is for `--from csv`') as string,
  })
})

it('AMD-SD: the mask at right, by the nearest colour', async () => {
  const dir = await temporaryFolder()
  const out = join(dir, 'out')
  const colors = [
    [3, 2, 0],
    [250, 8, 4],
    [0, 255, 0],
    [0, 0, 254],
    [255, 255, 0],
    [250, 0, 255],
  ]
  const picture = (strange?: readonly number[]): Uint8Array => {
    const data = new Uint8Array(20 * SIDE * 3)
    for (let i = 0; i < 20 * SIDE; i++) {
      const column = i % 20
      const right = colors[Math.floor(i / 20) % 6] ?? []
      data.set(column < 10 ? [column, column, column] : (strange ?? right), 3 * i)
    }
    return encode({ width: 20, height: SIDE, channels: 3, data })
  }
  await put(join(dir, 'in', 'p1', 'a.png'), picture())
  await put(join(dir, 'in', 'p2', 'b.png'), picture([130, 130, 130]))
  const { status, err } = await convert('amd-sd', join(dir, 'in'), out)
  expect(status).toBe(2)
  expect(err).toContain('has the colour 130, 130, 130 in row 0, column 0 of its mask')
  const mask = decode(await readFile(join(out, 'masks', 'p1__a.png')))
  expect([mask.width, mask.height]).toEqual([10, 10])
  expect(Array.from({ length: 6 }, (_, row) => mask.data[row * 10])).toEqual([0, 1, 2, 3, 4, 5])
  expect(await json(join(out, 'dataset.json'))).toMatchObject({
    labels: { background: 0, SRF: 1, IRF: 2, PED: 3, SHRM: 4, 'IS/OS': 5 },
  })
})

it('COCO: polygons, run lengths as numbers and as text', async () => {
  const dir = await temporaryFolder()
  const out = join(dir, 'out')
  await put(
    join(dir, 'images', 'a.png'),
    grey((i) => i),
  )
  await put(
    join(dir, 'images', 'b.png'),
    grey((i) => i),
  )
  const image = (id: number, name: string): object => ({
    id,
    file_name: name,
    height: SIDE,
    width: SIDE,
  })
  const annotation = (image_id: number, category_id: number, segmentation: unknown): object => ({
    image_id,
    category_id,
    segmentation,
  })
  await put(join(dir, 'instances.json'), {
    images: [image(1, 'a.png'), image(2, 'b.png')],
    categories: [
      { id: 7, name: 'cyst' },
      { id: 3, name: 'drusen' },
    ],
    annotations: [
      annotation(1, 7, [[2, 1, 6, 1, 6, 4, 2, 4]]),
      annotation(1, 3, { counts: [95, 5], size: [SIDE, SIDE] }),
      // 13, 4, 83 as pycocotools writes it
      annotation(2, 3, { counts: '=4c2', size: [SIDE, SIDE] }),
    ],
  })
  const { status, err } = await convert('coco', join(dir, 'instances.json'), out)
  expect(err).toContain('Converted 2 of 2 cases')
  expect(status).toBe(0)
  const { data } = decode(await readFile(join(out, 'masks', 'a.png')))
  const expected = new Uint8Array(100)
  for (let row = 1; row < 4; row++) expected.fill(2, row * 10 + 2, row * 10 + 6)
  for (let row = 5; row < 10; row++) expected[row * 10 + 9] = 1
  expect(data).toEqual(expected)
  const b = decode(await readFile(join(out, 'masks', 'b.png'))).data
  expect([3, 4, 5, 6].map((row) => b[row * 10 + 1])).toEqual([1, 1, 1, 1])
  expect(Array.from(b).filter((value) => value !== 0)).toEqual([1, 1, 1, 1])
  expect(await json(join(out, 'dataset.json'))).toMatchObject({
    labels: { background: 0, drusen: 1, cyst: 2 },
  })
})

it('does not write where something is', async () => {
  const dir = await temporaryFolder()
  await put(join(dir, 'images', 'a.nii.gz'), await volume(false))
  await put(join(dir, 'masks', 'a.nii.gz'), await volume(true))
  const { status, err } = await convert('volumes', dir, dir)
  expect([status, err]).toEqual([2, expect.stringContaining('holds files already')])
})

/** nnU-Net's form of two cases, `a` and `b`, with the files that are named. */
async function raw(files: readonly string[], channels: readonly string[]): Promise<string> {
  const dir = await temporaryFolder()
  await put(join(dir, 'dataset.json'), {
    channel_names: Object.fromEntries(channels.entries()),
    labels: { background: 0, liver: 1 },
    file_ending: '.nii.gz',
  })
  for (const name of ['a', 'b'])
    await put(join(dir, 'labelsTr', `${name}.nii.gz`), await volume(true))
  for (const file of files) await put(join(dir, 'imagesTr', `${file}.nii.gz`), await volume(false))
  return dir
}

it('nnU-Net: a channel that is missing, and names that are fewer or more, are told', async () => {
  const complete = ['a_0000', 'a_0001', 'b_0000', 'b_0001']
  const out = async (): Promise<string> => join(await temporaryFolder(), 'out')
  const first = await convert('nnunet', await raw(complete.slice(1), ['CT', 'PET']), await out())
  expect(first.status).toBe(2)
  expect(first.err).toContain(
    'a: `a_0000.nii.gz` is missing, others of the case are there: add it, or remove them.',
  )
  const gap = ['a_0000', 'a_0002', 'b_0000', 'b_0002']
  const second = await convert('nnunet', await raw(gap, ['a', 'b', 'c']), await out())
  expect(second.err).toContain('a: `a_0001.nii.gz` is missing')
  const more = await convert('nnunet', await raw(complete, ['CT', 'PET', 'T1']), await out())
  expect(more.status).toBe(2)
  expect(more.err).toContain('it has 2 channels, but dataset.json names 3 (CT, PET, T1)')
  const twice = await out()
  expect((await convert('nnunet', await raw(complete, ['CT', 'CT']), twice)).status).toBe(0)
  expect(await json(join(twice, 'dataset.json'))).toMatchObject({ channels: ['CT 0', 'CT 1'] })
})

it('refuses absurd pixels, and more channels than a set may have', async () => {
  const dir = await temporaryFolder()
  const at = async (...more: string[]): Promise<string> => {
    const { status, err } = await convert('volumes', dir, join(dir, 'out'), ...more)
    expect(status).toBe(2)
    return err
  }
  await put(join(dir, 'images', 'a.nii.gz'), await volume(false))
  await put(join(dir, 'masks', 'a.nii.gz'), await volume(true))
  expect(await at('--spacing', '1e9')).toContain(
    'a slice has 1 × 1 pixels: each side must be at least 8.',
  )
  expect(await at('--spacing', '0.0001')).toContain('`spacing` is 0.0001 mm: a slice of')
  const grid = { ...identityGrid(SIDE, SIDE, 3), spacing: [0.5, 0.75, 4] as const }
  const data = new Int16Array(SIDE * SIDE * 3 * 17)
  await put(join(dir, 'images', 'a.nii.gz'), await writeNifti({ data, grid, channels: 17 }))
  expect(await at()).toContain('it has 17 channels: 16 are the most.')
})

it('takes pictures by their content, and leaves out what is none', async () => {
  const dir = await temporaryFolder()
  for (const name of ['one', 'two'])
    await put(
      join(dir, name),
      grey((i) => i),
    )
  const mask = grey((i) => Number(i > 50))
  await put(join(dir, 'mask.png'), mask)
  await put(
    join(dir, 'other.png'),
    encode({ width: 20, height: SIDE, channels: 1, data: new Uint8Array(20 * SIDE) }),
  )
  await put(join(dir, 'text.png'), 'no picture')
  const rows = ['image,mask', 'one,mask.png', 'text.png,mask.png', 'two,other.png']
  await put(join(dir, 'table.csv'), rows.join('\n'))
  const { status, err } = await convert('csv', join(dir, 'table.csv'), join(dir, 'out'))
  expect(err).toContain('Converted 1 of 3 cases')
  expect(err).toContain('is no picture that can be read')
  expect(err).toContain('they must be equal.')
  expect(status).toBe(2)
  expect((await openDataset(join(dir, 'out'))).names).toEqual(['one'])
})

it('refuses what is for volumes where cases are pictures', async () => {
  const dir = await temporaryFolder()
  await put(
    join(dir, 'one.png'),
    grey((i) => i),
  )
  await put(
    join(dir, 'mask.png'),
    grey((i) => Number(i > 50)),
  )
  await put(join(dir, 'table.csv'), 'image,mask\none.png,mask.png\n')
  const table = (...more: string[]) =>
    convert('csv', join(dir, 'table.csv'), join(dir, 'out'), ...more)
  expect((await table('--spacing', '2', '--neighbours', '1')).err).toContain(
    '`--neighbours`, `--spacing` are for volumes: pictures are taken as they are.',
  )
  expect((await table('--channel', '3')).err).toContain(
    '`--channel` is 3: each case is one picture',
  )
  expect((await table()).status).toBe(0)
})
