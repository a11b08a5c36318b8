import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SpadError } from '@spad/core'
import { writePhantoms } from '../../src/data/demo-data.js'
import { openDataset, readInThreads } from '../../src/index.js'
import { temporaryFolder } from '../cli/run-spad.js'
import { fromSource } from '../from-source.js'

let dir: string
const size = { height: 16, width: 24 }
const options = { size, threads: 2, execArgv: fromSource }

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await writePhantoms(dir, { kind: 'oct', cases: 10, seed: 1, size: [40, 32] })
})

it('gives the cases of a split, resized as in this thread', async () => {
  const folder = await openDataset(dir)
  const reading = readInThreads(folder, options)
  const train = reading.subset('train')
  expect(train.names).toEqual(folder.splits.train)
  const samples = await Promise.all(train.names.map((_, index) => train.read(index)))
  await reading.stop()
  const { readSample } = await import('@spad/core')
  const network = { ...size, channels: folder.channels, normalization: 'per-image' as const }
  const here = folder.subset('train')
  for (const [index, sample] of samples.entries())
    expect(sample).toEqual(await readSample(here, index, network))
})

it('says what is wrong with a file as reading it here does', async () => {
  const folder = await openDataset(dir)
  const reading = readInThreads(folder, options)
  const all = reading.subset('all')
  const file = join(dir, 'images', `${all.names[3]}.png`)
  await rm(file)
  const error: unknown = await all.read(3).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(SpadError)
  expect(error).toHaveProperty(
    'message',
    `[@spad/node] \`${file}\` does not exist. Check the path.`,
  )
  await expect(all.read(2)).resolves.toHaveProperty('name', all.names[2])
  await reading.stop()
})
