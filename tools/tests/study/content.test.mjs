// @ts-check
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDataset } from '@spad/node'
import { writePhantoms } from '../../study/folders.mjs'
import { contentOf, sourcesOf } from '../../study/content.mjs'

test('what a picture holds is in the digest, where it lies is not', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spad-content-'))
  const options = /** @type {const} */ ({ kind: 'chest', count: 10, size: [16, 16] })
  const [one, two] = [join(dir, 'one'), join(dir, 'two')]
  await writePhantoms(one, options)
  await writePhantoms(two, options)
  const [first, second] = [await openDataset(one), await openDataset(two)]
  const content = await contentOf(first)
  expect(await contentOf(second)).toBe(content)
  const [a, b] = second.files
  await writeFile(a?.image ?? '', await readFile(b?.image ?? ''))
  expect(await contentOf(second)).not.toBe(content)
})

test('a module of parts is taken with all that it imports', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spad-content-'))
  await writeFile(join(dir, 'parts.mjs'), "import { b } from './b.mjs'\nexport default b\n")
  await writeFile(join(dir, 'b.mjs'), "export { c as b } from './c.mjs'\n")
  await writeFile(join(dir, 'c.mjs'), "import '@spad/core'\nexport const c = {}\n")
  const sources = await sourcesOf(join(dir, 'parts.mjs'))
  expect(sources.map(([name]) => name)).toEqual(['b.mjs', 'c.mjs', 'parts.mjs'])
  await expect(sourcesOf(join(dir, 'none.mjs'))).rejects.toThrow(/none.mjs` cannot be read/)
})
