// @ts-check
import { afterAll, afterEach, vi } from 'vitest'

// A test that logs fails. A test that expects a log replaces the method for itself.
/** @type {string[]} */
let logged = []
for (const method of /** @type {const} */ (['debug', 'error', 'info', 'log', 'warn'])) {
  const original = globalThis.console[method]
  globalThis.console[method] = (...values) => {
    const text = values.join(' ')
    if (text.includes(greeting)) return
    logged.push(`console.${method}: ${text}`)
    original.apply(globalThis.console, values)
  }
}

// tfjs-backend-cpu advertises tfjs-node when it is first used in Node.
const greeting = 'Hi, looks like you are running TensorFlow.js in Node.js.'

function failIfLogged() {
  const lines = logged
  logged = []
  if (lines.length > 0) throw new Error(`the test logged:\n${lines.join('\n')}`)
}

afterEach(failIfLogged)
afterAll(failIfLogged)

// files share a process: what one says of the environment is not for the next
afterAll(() => {
  vi.unstubAllEnvs()
})
