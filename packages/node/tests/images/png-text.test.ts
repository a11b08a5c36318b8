import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { expect, it } from 'vitest'
import { encodePng } from '../../src/images/encode-png.js'
import { readPngText, withPngText } from '../../src/images/png-text.js'
import { temporaryFolder } from '../cli/run-spad.js'

const plain = await encodePng({ data: new Float32Array(64), height: 8, width: 8, channels: 1 })

it('puts a text into a picture that others can read', async () => {
  const png = withPngText(plain, 'spad', 'abc 123')
  const { text, data } = decode(png, { checkCrc: true })
  expect(text).toEqual({ spad: 'abc 123' })
  expect(data).toEqual(decode(plain).data)
  const file = join(await temporaryFolder(), 'a.png')
  await writeFile(file, png)
  expect(await readPngText(file, 'spad')).toBe('abc 123')
  expect(await readPngText(file, 'other')).toBeUndefined()
})

it('finds none in other pictures and files', async () => {
  const file = join(await temporaryFolder(), 'a.png')
  for (const content of [plain, new Uint8Array(), new Uint8Array(5000).fill(255)]) {
    await writeFile(file, content)
    expect(await readPngText(file, 'spad')).toBeUndefined()
  }
})

it('refuses what it would not find again', () => {
  expect(() => withPngText(plain, 'spad', 'x'.repeat(5000))).toThrow('`text` has 5000 characters')
})
