import { memory, type Tensor } from '@tensorflow/tfjs-core'

/** `test` of Vitest, Jest, Mocha (`it`) or `node:test`. */
export type Test = (name: string, run: () => void | Promise<void>) => unknown

/** Throws unless the condition holds; what is checked must not depend on a test library. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** Throws unless both are equal as JSON. */
export function checkSame(found: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)]
  check(left === right, `${what} is ${left}: it must be ${right}`)
}

/** Throws unless the value would come back from JSON as it is. */
export function checkJson(value: unknown, what: string): void {
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) checkJson(inner, `${what}.${key}`)
  const kept = value === null || ['object', 'string', 'boolean'].includes(typeof value)
  const shown = typeof value === 'function' ? 'a function' : String(value)
  check(kept || Number.isFinite(value), `\`${what}\` is ${shown}: it must be JSON`)
}

/** Throws unless two tensors have one shape and no value differs by more than `tolerance`. */
export async function checkClose(
  found: Tensor,
  expected: Tensor,
  tolerance: number,
  what: string,
): Promise<void> {
  checkSame(found.shape, expected.shape, `the shape of ${what}`)
  const [left, right] = [Array.from(await found.data()), await expected.data()]
  const worst = left.reduce((most, value, i) => {
    const difference = Math.abs(value - right[i]!)
    return difference <= most ? most : difference // NaN is the worst of all
  }, 0)
  check(worst <= tolerance, `${what} is off by ${worst}: at most ${tolerance} is allowed`)
}

/** Throws if a value is NaN or infinite. */
export async function checkFinite(values: Tensor, what: string): Promise<void> {
  const data = await values.data()
  check(data.every(Number.isFinite), `${what} holds NaN or an infinite value`)
}

/** Throws if `work` leaves more or fewer tensors behind than `expected`. */
export async function checkTensors(
  expected: number,
  what: string,
  work: () => void | Promise<void>,
): Promise<void> {
  const before = memory().numTensors
  await work()
  const made = memory().numTensors - before
  check(made === expected, `${what} leaves ${made} tensors behind: it must leave ${expected}`)
}

/** What `run` throws; fails if it does not throw. */
export async function thrownBy(run: () => unknown, what: string): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error(`${what} did not throw`)
}
