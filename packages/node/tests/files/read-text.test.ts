import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readText } from '../../src/files/read-text.js'
import { makeFolder } from '../data/pictures.js'

const put = async (bytes: Uint8Array): Promise<string> =>
  join(await makeFolder({ 'a.txt': bytes }), 'a.txt')

test('reads UTF-8 with or without its mark, and UTF-16 of both orders, as PowerShell writes it', async () => {
  const text = 'name,größe\r\n'
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
  const big = Buffer.from(little).swap16()
  for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), little, big])
    expect(await readText(await put(bytes))).toBe(text)
})

test('refuses another encoding, which would lose letters', async () => {
  const file = await put(Buffer.from('größe', 'latin1'))
  await expect(readText(file)).rejects.toThrow(
    `[@spad/node] \`${file}\` is no text in UTF-8: it is damaged, or in another encoding, such as ` +
      'Windows-1252. Save it as UTF-8.',
  )
})

test('says what is not there', async () => {
  await expect(readText('nowhere.txt')).rejects.toThrow('`nowhere.txt` could not be read')
})
