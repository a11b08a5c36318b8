import { expect, test } from 'vitest'
import { type NamedFile, SpadError } from '@spad/core'
import { readScan } from '../src/read-scan.js'
import { readSegmentation } from '../src/seg/read-segmentation.js'
import { expected, fixture } from './fixtures.js'
import { mutated, seeded } from './mutations.js'
import { ownFiles } from './own-files.js'

const COUNT = Number(process.env.SPAD_MUTATIONS ?? 60)
const SMALL = 70_000

const given = Object.fromEntries(
  Object.keys(expected)
    .filter((path) => !path.startsWith('series/'))
    .map((path) => [path, fixture(path)] as const)
    .filter(([, files]) => files.every(({ bytes }) => bytes.length < SMALL)),
)

/** What a reader may do: give a scan, or our error. */
async function outcome(read: () => Promise<unknown>): Promise<string> {
  try {
    await read()
    return 'read'
  } catch (error) {
    return error instanceof SpadError
      ? 'refused'
      : `${String(error)}\n${(error as Error).stack ?? ''}`
  }
}

const allow = ['tilt', 'missing-slices', 'uneven-slices']

test.each(Object.entries({ ...(await ownFiles()), ...given }))(
  '%s, broken in many ways, is read or refused',
  async (path, files) => {
    const random = seeded(files[0]!.bytes.length)
    const read = path.includes('seg') ? readSegmentation : readScan
    for (let round = 0; round < COUNT; round++) {
      const broken = brokenFiles(files, random)
      const start = performance.now()
      const answer = await outcome(() => read(broken, { allow }))
      expect(['read', 'refused'], `${path}, round ${round}: ${answer}`).toContain(answer)
      expect(performance.now() - start).toBeLessThan(20_000)
    }
  },
)

function brokenFiles(files: readonly NamedFile[], random: () => number): NamedFile[] {
  const which = Math.floor(random() * files.length)
  return files.map((file, index) =>
    index === which ? { ...file, bytes: mutated(file.bytes, random) } : file,
  )
}
