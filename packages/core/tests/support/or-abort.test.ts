import { expect, test } from 'vitest'
import { orAbort } from '../../src/index.js'

const never = (): Promise<never> => new Promise(() => undefined)

test('passes on what comes first', async () => {
  const { signal } = new AbortController()
  expect(await orAbort(Promise.resolve(1))).toBe(1)
  expect(await orAbort(Promise.resolve(1), signal)).toBe(1)
  await expect(orAbort(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
})

test('does not wait longer than the signal', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const waiting = orAbort(never(), controller.signal)
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  await expect(orAbort(never(), controller.signal)).rejects.toBe(reason)
})
