import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readMask } from '../../src/data/read-mask.js'
import { readImage, writeGray, writeLabelMap, writeOverlay } from '../../src/index.js'
import { makeFolder } from '../data/pictures.js'
import { type FullDisk, whereDisksFill } from '../full-disk.js'

const disk = vi.hoisted((): FullDisk => ({ full: undefined }))
vi.mock('node:fs/promises', async (load) => {
  const { onFullDisk } = await import('../full-disk.js')
  return onFullDisk(await load(), disk)
})

const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lesion', value: 255, color: [230, 159, 0] },
] as const
const labels = { data: Uint8Array.from({ length: 80 }, (_, i) => i % 2), height: 8, width: 10 }
const image = {
  data: Float32Array.from({ length: 80 }, (_, i) => i / 80),
  height: 8,
  width: 10,
  channels: 1,
}

test('writes labels as a mask again, in folders that it makes, and leaves nothing else', async () => {
  const dir = await makeFolder()
  const file = join(dir, 'deep/er', 'x.png')
  await writeLabelMap(file, labels, classes)
  const mask = await readMask(file)
  expect([...mask.data]).toEqual(Array.from(labels.data, (label) => label * 255))
  expect(await readdir(join(dir, 'deep/er'))).toEqual(['x.png'])
})

test('writes overlays in colour, maps in grey or in colours', async () => {
  const dir = await makeFolder()
  const file = join(dir, 'x.png')
  await writeOverlay(file, image, labels, classes, { opacity: 1 })
  expect(await readImage(file)).toMatchObject({ height: 8, width: 10, channels: 3 })
  await writeGray(file, image)
  const read = await readImage(file, { channels: 1 })
  expect(read.data[40]).toBeCloseTo(0.5, 2)
  await writeGray(file, image, { colors: 'viridis' })
  expect((await readImage(file)).channels).toBe(3)
})

test('says why a folder cannot be written to', async () => {
  const dir = await makeFolder({ file: '' })
  const below = join(dir, 'file', 'x.png')
  await expect(writeLabelMap(below, labels, classes)).rejects.toThrow(
    `[@spad/node] \`${below}\` could not be written: a part of that path is a file, not a folder.`,
  )
})

whereDisksFill('says that a disk is full, and keeps the picture that was there', async () => {
  const dir = await makeFolder()
  const file = join(dir, 'x.png')
  await writeGray(file, image)
  const before = await readFile(file)
  disk.full = /\/\.x\.png\./
  await expect(writeOverlay(file, image, labels, classes)).rejects.toThrow(
    `[@spad/node] \`${file}\` could not be written: there is no space left on that device. Free`,
  )
  disk.full = undefined
  expect(await readFile(file)).toEqual(before)
  expect(await readdir(dir)).toEqual(['x.png'])
})
