import { SpadError } from '@spad/core'
import { expect, it } from 'vitest'
import { explained, explainIo } from '../../src/files/explain-io.js'

const missing = Object.assign(new Error('ENOENT: open'), { code: 'ENOENT' })

it('says what could not be done, where, and why', () => {
  expect(explainIo(missing, 'x.yaml', 'read')).toMatchObject({
    problem:
      '`x.yaml` could not be read: there is no such file or folder. Check the path (ENOENT).',
    code: 'ENOENT',
    cause: missing,
  })
})

it('keeps an explanation as it is, whoever explains again', async () => {
  const error = explainIo(missing, 'x.yaml', 'read')
  expect(error).toBeInstanceOf(SpadError)
  expect(explainIo(error, 'a file', 'used')).toBe(error)
  await expect(explained('run', 'used', () => Promise.reject(error as Error))).rejects.toBe(error)
})

it('leaves other errors alone', () => {
  const bug = new TypeError('no')
  expect(explainIo(bug, 'x.yaml', 'read')).toBe(bug)
})

it('says that a name cannot be one', async () => {
  const { readFile } = await import('node:fs/promises')
  const place = 'a\0b.png'
  await expect(explained(place, 'read', () => readFile(place))).rejects.toThrow(
    '[@spad/node] "a\\u0000b.png" could not be read: no name of a file holds the character 0.',
  )
})
