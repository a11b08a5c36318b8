import { orAbort } from '@spad/core'
import { conv2d, tensor4d, tidy } from '@tensorflow/tfjs-core'

const count = (length: number, first: number): number[] =>
  Array.from({ length }, (_, index) => first + index)

// By hand. Half precision would miss some of them by more than 1, float32 misses none.
const expected = [
  28111, 39178, 39217, 24145, 33231, 45348, 45393, 27252, 33363, 45528, 45573, 27360, 16197, 21274,
  21295, 12175,
]

/** Milliseconds. A device that is lost never answers; a slow one may compile for seconds. */
export const PATIENCE = 30_000

/**
 * Has the current backend convolve `1001 … 1016` with `1 … 9` and looks at the answer.
 *
 * @returns what is wrong with it, or nothing.
 */
export async function proveBackend(): Promise<string | undefined> {
  const result = tidy(() =>
    conv2d(tensor4d(count(16, 1001), [1, 4, 4, 1]), tensor4d(count(9, 1), [3, 3, 1, 1]), 1, 'same'),
  )
  try {
    const actual = await orAbort(result.data(), AbortSignal.timeout(PATIENCE))
    const wrong = expected.findIndex((value, index) => !(Math.abs(actual[index]! - value) < 0.5))
    return wrong < 0
      ? undefined
      : `its convolution gave ${String(actual[wrong])} where ${String(expected[wrong])} is right`
  } finally {
    result.dispose()
  }
}
