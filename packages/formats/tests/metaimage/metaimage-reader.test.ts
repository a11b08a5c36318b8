import { expect, test } from 'vitest'
import { metaimageReader } from '../../src/metaimage/metaimage-reader.js'

const FIELDS = {
  ObjectType: 'Image',
  NDims: '3',
  ElementSpacing: '2 4 6',
  Offset: '1 2 3',
  DimSize: '2 2 2',
  ElementType: 'MET_UCHAR',
}

const samples = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

const read = (fields: Readonly<Record<string, string>> = {}, data = samples, where = 'LOCAL') => {
  const lines = Object.entries({ ...FIELDS, ...fields, ElementDataFile: where })
  const head = lines.map(([key, value]) => `${key} = ${value}\n`).join('')
  const bytes = new Uint8Array([...new TextEncoder().encode(head), ...data])
  return metaimageReader.read([{ name: 'a.mha', bytes }])
}

test.each(['LOCAL', 'Local', 'local'])('samples are %s', async (where) => {
  expect((await read({}, samples, where)).data).toEqual(samples)
})

test.each([
  ['MET_LONG', Int32Array.of(-1, 2)],
  ['MET_ULONG', Uint32Array.of(2 ** 32 - 1, 2)],
])('%s has four bytes, as MetaIO says', async (type, values) => {
  const fields = { ElementType: type, DimSize: '2 1 1' }
  expect((await read(fields, new Uint8Array(values.buffer))).data).toEqual(values)
})

test('a type is one of those that are known', async () => {
  await expect(read({ ElementType: 'constructor' })).rejects.toThrow(
    '`a.mha` has samples of type `constructor`: store whole or real numbers.',
  )
})

const FOUR = {
  NDims: '4',
  DimSize: '2 2 1 2',
  ElementSpacing: '2 4 6 9',
  Offset: '1 2 3 4',
  TransformMatrix: '0 1 0 0 -1 0 0 0 0 0 1 0 0 0 0 1',
}

// as ITK places them
test('a fourth axis becomes channels', async () => {
  const { data, channels, grid, notes } = await read(FOUR)
  expect(channels).toBe(2)
  expect([...data]).toEqual([1, 5, 2, 6, 3, 7, 4, 8])
  expect(grid).toMatchObject({ size: [2, 2, 1], spacing: [2, 4, 6], origin: [1, 2, 3] })
  expect(grid.direction.map((value) => value + 0)).toEqual([0, -1, 0, 1, 0, 0, 0, 0, 1])
  expect(notes).toEqual(['its 2 volumes were read as channels.'])
})

test.each([
  [{ ...FOUR, TransformMatrix: '0 1 0 1 -1 0 0 0 0 0 1 0 0 0 0 1' }, 'into its fourth axis'],
  [
    { ...FOUR, DimSize: '2 1 1 2', ElementNumberOfChannels: '2' },
    'several channels along a fourth',
  ],
  [{ NDims: '5', DimSize: '2 2 1 2 1' }, 'has 5 sizes for 5 axes: two, three or four are read'],
])('what is no volume of four axes: %o', async (fields, problem) => {
  await expect(read(fields)).rejects.toThrow(problem)
})
