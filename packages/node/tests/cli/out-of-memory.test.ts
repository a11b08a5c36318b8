import { SpadError } from '@spad/core'
import { expect, it } from 'vitest'
import { reportError } from '../../src/cli/exit.js'
import { explainMemory } from '../../src/cli/out-of-memory.js'

it.each([
  'Aborted(). Build with -sASSERTIONS for more info.',
  'memory access out of bounds',
  'RuntimeError: memory access out of bounds',
  '[@spad/node] out of memory: wasm has no 4096 bytes left.',
])('turns "%s" into one clear message', (text) => {
  let said = ''
  const status = reportError(new WebAssembly.RuntimeError(text), {
    out: () => undefined,
    err: (words) => void (said += words),
    interactive: false,
    env: {},
  })
  expect(status).toBe(2)
  expect(said).toMatch(
    /^spad: wasm's memory, 4 GB at the most, is not enough for this: lower `--size`.*\n$/,
  )
})

it('leaves other errors as they are', () => {
  const error = new Error('something else')
  expect(explainMemory(error)).toBe(error)
  expect(explainMemory(new Error('Aborted()'), 'a batch')).toBeInstanceOf(SpadError)
})
