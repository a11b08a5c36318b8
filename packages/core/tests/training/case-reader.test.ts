import { expect, test } from 'vitest'
import { caseReader, readSample } from '../../src/training/case-reader.js'
import type { Dataset } from '../../src/index.js'
import { surveyCases } from '../../src/training/survey-cases.js'
import { twoClasses } from '../tiny-denoiser.js'

const preprocessing = { height: 4, width: 4, channels: 1, normalization: 'per-image' as const }
/** Bytes of a case: 16 values and 16 labels. */
const bytes = 16 * 5

/** Counts what is read; every second case shows the target. */
function counting(count: number): { data: Dataset; reads: number[]; broken: Set<number> } {
  const reads: number[] = []
  const broken = new Set<number>()
  const size = { height: 8, width: 8 }
  const data: Dataset = {
    classes: twoClasses,
    channels: 1,
    names: Array.from({ length: count }, (_, i) => `case ${i}`),
    read(index) {
      reads.push(index)
      if (broken.has(index)) return Promise.reject(new Error(`case ${index} is gone`))
      return Promise.resolve({
        name: `case ${index}`,
        image: { data: new Float32Array(64).fill(index / 32), ...size, channels: 1 },
        labels: { data: new Uint8Array(64).fill(index % 2), ...size },
      })
    },
  }
  return { data, reads, broken }
}

test('reads once what there is room for, and the rest again', async () => {
  const { data, reads } = counting(4)
  const reader = caseReader(data, preprocessing, { cacheBytes: 2 * bytes })
  for (let round = 0; round < 2; round++) {
    const samples = await reader.take([0, 1, 2, 3])
    expect(samples.map(({ image }) => image.data[0])).toEqual([0, 1 / 32, 2 / 32, 3 / 32])
  }
  expect(reads).toEqual([0, 1, 2, 3, 2, 3])
})

test('what is expected is read ahead, and only once', async () => {
  const { data, reads } = counting(4)
  const reader = caseReader(data, preprocessing, { cacheBytes: 0 })
  reader.expect([1, 2])
  expect(reads).toEqual([1, 2])
  expect((await reader.take([2, 2, 1])).map(({ name }) => name)).toEqual([
    'case 2',
    'case 2',
    'case 1',
  ])
  expect(reads).toEqual([1, 2])
})

test('a case that cannot be read ahead fails when it is taken', async () => {
  const { data, broken } = counting(2)
  broken.add(1)
  const reader = caseReader(data, preprocessing)
  reader.expect([0, 1])
  await new Promise((resolve) => setTimeout(resolve))
  await expect(reader.take([0])).resolves.toHaveLength(1)
  await expect(reader.take([1])).rejects.toThrow('case 1 is gone')
})

test('finds the cases that show a class', async () => {
  const { data, reads } = counting(20)
  const reader = caseReader(data, preprocessing, { cacheBytes: 0 })
  expect(await surveyCases(reader, data)).toEqual([[1, 3, 5, 7, 9, 11, 13, 15, 17, 19]])
  expect(reads).toHaveLength(20)
})

test('refuses other channels, an empty set and a negative size', async () => {
  const { data } = counting(1)
  await expect(readSample(data, 0, { ...preprocessing, channels: 3 })).rejects.toThrow(
    '`channels` of `case 0` is 1: the network takes 3.',
  )
  expect(() => caseReader({ ...data, names: [] }, preprocessing)).toThrow('the data set is empty')
  expect(() => caseReader(data, preprocessing, { cacheBytes: -1 })).toThrow('`cacheBytes` is -1')
})

test('memory stays where it is, however many cases there are', async () => {
  const side = 128
  const size = { height: side, width: side }
  const data: Dataset = {
    ...counting(3000).data,
    read: () =>
      Promise.resolve({
        name: '',
        image: { data: new Float32Array(side * side), ...size, channels: 1 },
        labels: { data: new Uint8Array(side * side), ...size },
      }),
  }
  const reader = caseReader(data, { ...preprocessing, ...size }, { cacheBytes: 2 ** 20 })
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  // 3000 cases are 234 MiB, of which 1 may be kept; what the collector has not come to is counted too
  await surveyCases(reader, data)
  const all = [...data.names.keys()]
  for (let start = 0; start < 3000; start += 8) {
    await reader.take(all.slice(start, start + 8))
    reader.expect(all.slice(start + 8, start + 16))
    most = Math.max(most, process.memoryUsage().arrayBuffers)
  }
  expect((most - before) / 2 ** 20).toBeLessThan(120)
})

test('a case that could not be read is tried again when it is asked for again', async () => {
  const { data, reads, broken } = counting(2)
  const reader = caseReader(data, preprocessing)
  broken.add(1)
  await expect(reader.take([0, 1])).rejects.toThrow('case 1 is gone')
  broken.clear()
  expect((await reader.take([0, 1])).map(({ name }) => name)).toEqual(['case 0', 'case 1'])
  expect(reads).toEqual([0, 1, 1])
})
