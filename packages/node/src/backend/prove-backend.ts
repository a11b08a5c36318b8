import {
  conv2d,
  fill,
  grads,
  type Rank,
  tensor4d,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { createRandom, fail, randomNormal } from '@spad/core'

/** A 3 × 3 picture and a 3 × 3 filter, and what padded convolution makes of them, by hand. */
const picture = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const filter = [1, 0, 2, 0, 3, 0, 4, 0, 5]
const expected = {
  convolution: [28, 52, 29, 56, 95, 52, 31, 40, 32],
  'gradient of the image': [4, 6, 5, 8, 15, 10, 7, 12, 8],
  'gradient of the filter': [12, 21, 16, 27, 45, 33, 24, 39, 28],
}

/**
 * Lets the current backend convolve and differentiate, and compares with numbers known beforehand.
 *
 * @throws SpadError if any differs, or if this package and the libraries have two copies of tfjs.
 */
export async function proveBackend(name: string): Promise<void> {
  const results = run()
  try {
    for (const [what, values] of Object.entries(expected))
      compare(name, what, values, await results[what as keyof typeof expected].data())
  } finally {
    Object.values(results).forEach((tensor) => {
      tensor.dispose()
    })
  }
}

function run(): Record<keyof typeof expected, Tensor> {
  const image = tensor4d(picture, [1, 3, 3, 1])
  const weights = tensor4d(filter, [3, 3, 1, 1])
  const one = fill<Rank.R4>([1, 3, 3, 1], 1)
  const drawn = randomNormal([1], createRandom(0))
  const convolve = (x: Tensor, w: Tensor): Tensor => conv2d(x as Tensor4D, w as Tensor4D, 1, 'same')
  try {
    if (drawn.constructor !== image.constructor) twoCopies()
    const [byImage, byFilter] = grads(convolve)([image, weights], one) as [Tensor, Tensor]
    return {
      convolution: convolve(image, weights),
      'gradient of the image': byImage,
      'gradient of the filter': byFilter,
    }
  } finally {
    ;[image, weights, one, drawn].forEach((tensor) => {
      tensor.dispose()
    })
  }
}

function twoCopies(): never {
  return fail(
    'node',
    '`@spad/core` and `@spad/node` have a copy of @tensorflow/tfjs-core each: there may be one ' +
      'only. Install one version of it and run `npm dedupe`.',
  )
}

function compare(name: string, what: string, wanted: number[], found: ArrayLike<number>): void {
  if (wanted.every((value, i) => Math.abs(value - (found[i] ?? NaN)) < 1e-3)) return
  fail(
    'node',
    `\`${name}\` gets a ${what} wrong: ${Array.from(found).join(', ')} instead of ` +
      `${wanted.join(', ')}. Use another backend.`,
  )
}
