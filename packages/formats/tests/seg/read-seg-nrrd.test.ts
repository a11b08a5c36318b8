import { expect, test } from 'vitest'
import { readSegmentation } from '../../src/seg/read-segmentation.js'

/** Four voxels of one layer, or of two as pairs, with what is said of segments. */
function read(data: readonly number[], layers: 1 | 2, pairs: readonly string[]) {
  const [list, none] = layers === 1 ? ['', ''] : ['2 ', 'none ']
  const head = [
    'NRRD0004',
    'type: uint8',
    `dimension: ${layers === 1 ? 3 : 4}`,
    'space: left-posterior-superior',
    `sizes: ${list}2 2 1`,
    `space directions: ${none}(1,0,0) (0,1,0) (0,0,1)`,
    'encoding: raw',
    ...pairs,
    '',
    '',
  ]
  const bytes = new Uint8Array([...new TextEncoder().encode(head.join('\n')), ...data])
  return readSegmentation([{ name: 'a.seg.nrrd', bytes }])
}

test('segments without a word of layers, as Slicer 4 wrote them, have one each', async () => {
  const pairs = ['Segment0_ID:=a', 'Segment1_ID:=b']
  const { labels } = await read([1, 0, 0, 1, 0, 0, 1, 0], 2, pairs)
  expect([...labels.data]).toEqual([1, 2, 0, 1])
})

test('what no segment describes becomes background, and is told', async () => {
  const { labels, notes } = await read([1, 2, 3, 0], 1, ['Segment0_ID:=a'])
  expect([...labels.data]).toEqual([1, 0, 0, 0])
  expect(notes).toEqual(['2 voxels of no segment, though not 0, became background.'])
})

test.each([
  ['Segment0_Layer:=1', 'has `Segment0_Layer` 1: its layers count from 0 to 0'],
  ['Segment0_Layer:=x', 'has `Segment0_Layer` NaN'],
  ['Segment0_LabelValue:=x', 'has `Segment0_LabelValue` NaN: it must be a whole number'],
  ['Segment0_LabelValue:=0', 'has `Segment0_LabelValue` 0: it must be a whole number other than 0'],
])('%s is refused', async (pair, problem) => {
  await expect(read([1, 0, 0, 0], 1, ['Segment0_ID:=a', pair])).rejects.toThrow(problem)
})
