import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commonJsLoader } from '../../src/native/common-js-loader.js'
import { makeFolder } from '../data/pictures.js'

test('files run once, on what is handed in', async () => {
  const folder = await makeFolder({
    'a.js': `exports.b = require('./b'); exports.tool = require('tool'); exports.runs = exports.b.count()`,
    'b.js': `let runs = 0; exports.a = require('./a'); exports.count = () => ++runs`,
  })
  const tool = {}
  const load = commonJsLoader({ tool })
  const a = load(join(folder, 'a.js')) as Record<string, unknown>
  expect(a.tool).toBe(tool)
  expect(a.runs).toBe(1)
  expect((load(join(folder, 'b.js')) as { a: unknown }).a).toBe(a)
})

test('what is not there is an error that names it', async () => {
  const folder = await makeFolder({ 'a.js': `require('elsewhere')` })
  expect(() => commonJsLoader({})(join(folder, 'a.js'))).toThrow(join(folder, 'elsewhere.js'))
})
