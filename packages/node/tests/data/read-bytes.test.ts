import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBytes } from '../../src/data/read-bytes.js'

test('what is no file is refused, and not waited for', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spad-no-file-'))
  await expect(readBytes(dir)).rejects.toThrow(
    `[@spad/node] \`${dir}\` is no file but a folder, pipe or device: it is not read. Give the picture itself, or remove it.`,
  )
})
