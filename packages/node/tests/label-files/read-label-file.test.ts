import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLabelFile } from '../../src/label-files/read-label-file.js'
import { indexed, makeFolder, middle } from '../data/pictures.js'

const black = [0, 0, 0] as const
const red = [200, 0, 0] as const

const read = async (bytes: Uint8Array) => {
  const dir = await makeFolder({ 'a.png': bytes })
  return await readLabelFile({ name: 'a', paths: [join(dir, 'a.png')] }, [])
}

test('a palette whose first place is no background is refused', async () => {
  await expect(read(indexed((i) => 1 - middle(i), [red, black]))).rejects.toThrow(
    '`a.png` has #c80000 at place 0 of its palette and black at 1: number 0 is the background here. Save ' +
      'it with black as the first place.',
  )
})

test('one colour at two places of a palette is two classes, and it is said', async () => {
  const two = indexed((i) => (middle(i) === 0 ? 0 : 1 + (i % 2)), [black, red, red])
  const { classes, notes } = await read(two)
  expect(classes.map(({ value }) => value)).toEqual([0, 1, 2])
  expect(notes).toEqual(['1 and 2, both #c80000 in its palette, are two classes.'])
  expect((await read(indexed(middle, [black, red]))).notes).toEqual([])
})
