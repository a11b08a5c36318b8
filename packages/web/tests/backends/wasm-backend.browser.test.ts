import { expect, test } from 'vitest'
import { threadsStart } from '../../src/backends/threads-start.js'
import { threadText } from '../../src/backends/wasm-backend.js'

test('threads start from a text that names nothing outside of it', async () => {
  expect(crossOriginIsolated).toBe(true)
  expect(await threadsStart(threadText())).toBe(true)
})

test.each([
  ['a variable that a minifier renamed', 'function (e) { return r && e }'],
  ['no function', '('],
])('%s starts none', async (_, text) => {
  expect(await threadsStart(text)).toBe(false)
})

test('a module is the function itself, or has it by default', () => {
  const make = (): number => 7
  expect([threadText(make), threadText({ default: make })]).toEqual([String(make), String(make)])
})
