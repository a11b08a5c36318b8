import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openDataset } from '../../src/data/open-dataset.js'

const sets = fileURLToPath(new URL('../../../../../shared/data', import.meta.url))
const names = existsSync(sets)
  ? readdirSync(sets).filter((name) => existsSync(join(sets, name, 'dataset.json')))
  : []
if (names.length === 0) process.stdout.write('node: no ../shared/data: real sets are not opened\n')

const cases = names.length > 0 ? names : ['no set']
test.skipIf(names.length === 0).each(cases)(
  'opens %s as its makers describe it',
  async (name) => {
    const data = await openDataset(join(sets, name))
    expect(data.splits.train.length).toBeGreaterThan(0)
    expect(data.splits.test.length).toBeGreaterThan(0)
    expect(data.classes.length).toBeGreaterThan(1)
  },
  60_000,
)
