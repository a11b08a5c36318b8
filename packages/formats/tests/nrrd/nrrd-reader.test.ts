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
