import { expect, test } from 'vitest'
import { nrrdReader } from '../../src/nrrd/nrrd-reader.js'
import { nrrdFile } from './nrrd-file.js'

const samples = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])

const read = (changes: Readonly<Record<string, string>> = {}, data = samples) =>
  nrrdReader.read([nrrdFile(changes, data)])

test.each([
  ['left-posterior-superior', [4, 5, 6]],
  ['RAS', [-4, -5, 6]],
  ['left-anterior-superior', [4, -5, 6]],
])('the space %s becomes LPS', async (space, origin) => {
  expect((await read({ space })).grid.origin).toEqual(origin)
})

test('a space that is of no patient is taken, and told', async () => {
  expect((await read({ space: 'scanner-xyz' })).notes).toEqual([
    'the space is not of a patient: its axes are taken for LPS.',
  ])
})

test('a list may be the last axis too', async () => {
  const { data, channels, grid } = await read({
    dimension: '4',
    sizes: '2 2 1 2',
    'space directions': '(1,0,0) (0,2,0) (0,0,3) none',
  })
  expect(channels).toBe(2)
  expect(grid.size).toEqual([2, 2, 1])
  expect([...data]).toEqual([1, 5, 2, 6, 3, 7, 4, 8])
})

test.each([
  ['RGB-color', true],
  ['vector', undefined],
])('three numbers of the kind %s are colours: %s', async (kind, colour) => {
  const scan = await read({
    dimension: '4',
    sizes: '3 2 1 1',
    kinds: `${kind} domain domain domain`,
    'space directions': 'none (1,0,0) (0,2,0) (0,0,3)',
  })
  expect(scan).toMatchObject({ channels: 3 })
  expect(scan.colour).toBe(colour)
})

test('bytes may be skipped, from the end too', async () => {
  const more = Uint8Array.from([9, 9, ...samples])
  expect((await read({ 'byte skip': '2' }, more)).data).toEqual(samples)
  expect((await read({ 'byte skip': '-1' }, more)).data).toEqual(samples)
})

test.each([
  [{ type: 'block' }, 'has samples of type `block`'],
  [{ encoding: 'hex' }, 'is encoded as `hex`: raw, gzip, bzip2 and text are read'],
  [{ sizes: '2 2 3' }, 'is cut short: 12 bytes of samples are wanted'],
  [{ sizes: '2 0 3' }, 'has the size 2 × 0 × 3'],
  [{ sizes: '99999 99999 9' }, 'at most 1073741824 samples are read'],
  [{ 'space directions': '(1,0,0) (1,0,0) (0,0,3)' }, 'has directions that do not span space'],
  [{ 'data file': 'b.raw' }, 'has its samples in `b.raw`: give that file too'],
  [{ encoding: 'gzip' }, 'has compressed samples that are damaged'],
])('a header with %o is refused', async (changes, message) => {
  await expect(read(changes)).rejects.toThrow(message)
})

/** Without a space, so that what each axis says for itself counts. */
const readBare = (fields: Readonly<Record<string, string>>, data = samples) => {
  const all = { type: 'uint8', dimension: '3', sizes: '2 2 2', encoding: 'raw', ...fields }
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}`)
  const head = new TextEncoder().encode(['NRRD0004', ...lines, '', ''].join('\n'))
  return nrrdReader.read([{ name: 'a.nrrd', bytes: new Uint8Array([...head, ...data]) }])
}

// those with spacings as Teem and ITK have them, those with both ends by Teem's format description
test.each([
  [{ spacings: '2 4 6', 'axis mins': '10 20 30' }, [2, 4, 6], [11, 22, 33]],
  [
    { spacings: '2 4 6', 'axis mins': '10 20 30', centers: 'cell cell cell' },
    [2, 4, 6],
    [11, 22, 33],
  ],
  [
    { spacings: '2 4 6', 'axis mins': '10 20 30', centerings: 'node node node' },
    [2, 4, 6],
    [10, 20, 30],
  ],
  [{ 'axis mins': '10 20 30', 'axis maxs': '14 28 42' }, [2, 4, 6], [11, 22, 33]],
  [
    { 'axis mins': '10 20 30', 'axis maxs': '12 24 36', centerings: 'node node node' },
    [2, 4, 6],
    [10, 20, 30],
  ],
  [{ spacings: '2 4 6' }, [2, 4, 6], [0, 0, 0]],
])('axes that say where they begin: %o', async (fields, spacing, origin) => {
  const { grid } = await readBare(fields)
  expect(grid).toMatchObject({ spacing, origin })
})

test.each([
  ['first', 'vector domain domain domain', '7 2 4 6', [2, 2, 2, 1]],
  ['last', 'domain domain domain vector', '2 4 6 7', [2, 2, 1, 2]],
  ['last', 'domain Domain domain time', '2 4 6 7', [2, 2, 1, 2]],
])(
  'what is said of the axis that lists, the %s, is no spacing',
  async (_, kinds, spacings, sizes) => {
    const { grid, channels } = await readBare({
      ...{ dimension: '4', sizes: sizes.join(' '), kinds, spacings },
      ...{ 'axis mins': kinds.startsWith('v') ? 'nan 1 2 3' : '1 2 3 nan' },
    })
    expect(channels).toBe(2)
    expect(grid).toMatchObject({ spacing: [2, 4, 6], origin: [2, 4, 6] })
  },
)

test('an axis without a spacing keeps its place among the others, and is told', async () => {
  const { grid, notes } = await readBare({ spacings: '2 NaN 6' })
  expect(grid.spacing).toEqual([2, 1, 6])
  expect(notes).toContain('`spacings` says nothing of axis 2 of space: 1 mm is taken.')
})

test.each(['left-posterior-superior-time', 'LPST'])(
  'the axis of time of %s lists',
  async (space) => {
    const fields = {
      ...{ dimension: '4', sizes: '2 2 1 2', space, 'space origin': '(4,5,6,0)' },
      'space directions': '(1,0,0,0) (0,2,0,0) (0,0,3,0) (0,0,0,9)',
    }
    const { grid, channels, data, notes } = await read(fields)
    expect({ channels, notes }).toEqual({ channels: 2, notes: [] })
    expect(grid).toMatchObject({ spacing: [1, 2, 3], origin: [4, 5, 6] })
    expect([...data]).toEqual([1, 5, 2, 6, 3, 7, 4, 8])
    await expect(
      read({ ...fields, 'space directions': '(1,0,0,1) (0,2,0,0) (0,0,3,0) (0,0,0,9)' }),
    ).rejects.toThrow('has `space directions` that go through space and time at once')
  },
)

test('bytes are skipped before text as well', async () => {
  const text = new TextEncoder().encode('99 1 2 3 4 5 6 7 8')
  expect((await read({ encoding: 'text', 'byte skip': '3' }, text)).data).toEqual(samples)
  await expect(read({ encoding: 'text', 'byte skip': '-1' }, text)).rejects.toThrow(
    'has `byte skip` -1: it must be a whole number of bytes',
  )
})

test('text may say that a number is none, or without end', async () => {
  const text = new TextEncoder().encode('nan inf -inf Infinity 5 6 7 8')
  const { data } = await read({ encoding: 'text', type: 'float' }, text)
  expect([...data]).toEqual([NaN, Infinity, -Infinity, Infinity, 5, 6, 7, 8])
  await expect(read({ encoding: 'text' }, text)).rejects.toThrow('has numbers that are no uint8')
  const wrong = new TextEncoder().encode('1 2 x 4 5 6 7 8')
  await expect(read({ encoding: 'text' }, wrong)).rejects.toThrow('the one at place 3 is no number')
})

test('a type is known in any letters, and only its own', async () => {
  expect((await read({ type: 'UInt8' })).data).toEqual(samples)
  await expect(read({ type: 'constructor' })).rejects.toThrow('has samples of type `constructor`')
})
