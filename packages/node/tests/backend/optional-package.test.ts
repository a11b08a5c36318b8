import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkOneCopy, importOptional, locate } from '../../src/backend/optional-package.js'
import { makeFolder } from '../data/pictures.js'

test('a package that is not there', async () => {
  await expect(importOptional('@spad/nowhere', 'Run that.')).rejects.toThrow(
    '[@spad/node] `@spad/nowhere` is not installed. Run that.',
  )
})

test('a package that does not load', async () => {
  const file = join(await makeFolder({ 'x.cjs': 'throw new Error("no addon\\nat …")' }), 'x.cjs')
  await expect(importOptional(file, 'Run that.')).rejects.toThrow(
    `\`${file}\` does not load (Error: no addon). Run that.`,
  )
})

test('a package with a tfjs of its own', async () => {
  const core = 'node_modules/@tensorflow/tfjs-core'
  const dir = await realpath(await makeFolder({ 'index.js': '', [`${core}/index.js`]: '' }))
  const ours = locate('@tensorflow/tfjs-core') ?? ''
  expect(() => {
    checkOneCopy('backend-x', join(dir, 'index.js'))
  }).toThrow(
    '[@spad/node] `backend-x` has a copy of @tensorflow/tfjs-core of its own ' +
      `(\`${join(dir, core, 'index.js')}\` beside \`${ours}\`): there may be one only. Install ` +
      'the same version of all @tensorflow packages and run `npm dedupe`.',
  )
  checkOneCopy('tfjs', locate('@tensorflow/tfjs') ?? '')
})
