import { execFileSync } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHead } from '../../src/data/picture-error.js'
import { readBytes } from '../../src/data/read-bytes.js'
import { readFiles } from '../../src/scans/read-files.js'

test('what is no file is refused, and not waited for', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spad-no-file-'))
  await expect(readBytes(dir)).rejects.toThrow(
    `[@spad/node] \`${dir}\` is no file but a folder, pipe or device: it is not read. Give the file itself, or remove it.`,
  )
})

test.skipIf(process.platform === 'win32')(
  'a pipe that nobody writes into holds nobody up, as a picture or as a scan',
  async () => {
    const pipe = join(await mkdtemp(join(tmpdir(), 'spad-pipe-')), 'scan.nii')
    execFileSync('mkfifo', [pipe])
    const words = 'is no file but a folder, pipe or device'
    await expect(readBytes(pipe)).rejects.toThrow(words)
    await expect(readHead(pipe, 4)).rejects.toThrow(words)
    await expect(readFiles([pipe])).rejects.toThrow(words)
  },
)
