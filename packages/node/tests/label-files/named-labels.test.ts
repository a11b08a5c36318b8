import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readNamedLabels } from '../../src/label-files/named-labels.js'
import { temporaryFolder } from '../cli/run-spad.js'

let file: string
beforeAll(async () => {
  file = join(await temporaryFolder(afterAll), 'dataset.json')
})

async function named(labels: unknown) {
  await writeFile(file, JSON.stringify({ labels }))
  return await readNamedLabels(file)
}

it('takes names as keys and values as keys', async () => {
  const names = new Map([
    [1, 'liver'],
    [3, 'tumour'],
  ])
  expect(await named({ background: 0, liver: 1, tumour: 3 })).toEqual({ names })
  expect(await named({ '0': 'background', '1': 'liver', '3': 'tumour' })).toEqual({ names })
  expect(await named({ healthy: 0, liver: 1, tumour: 3, ignore: 4 })).toEqual({ names, ignore: 4 })
})

it.each([
  [{ background: 255, liver: 1 }, 'gives 255 to `background`: 0 is the background.'],
  [{ background: 0, liver: 1, tumour: 1 }, '`tumour` and 1 not once each'],
  [{ '0': 'background', '1': 'liver', '2': 'liver' }, '`liver` and 2 not once each'],
  [{ background: 0, whole: [1, 2] }, '`labels.whole` in'],
  [{ background: 0 }, 'names nothing besides the background.'],
  [['liver'], '`labels` in'],
])('refuses %j', async (labels, problem) => {
  await expect(named(labels)).rejects.toThrow(problem)
})
