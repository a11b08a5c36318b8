import {
  buffer,
  conv2d,
  dispose,
  eye,
  grads,
  mul,
  slice,
  tensor4d,
  type Tensor,
  type Tensor4D,
  tidy,
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

/** Sides and channels: alone, and in the corner of as much as the kernels for many channels take. */
const sizes = [
  { side: 3, channels: 1 },
  { side: 8, channels: 8 },
]

/**
 * Lets the current backend convolve and differentiate, and compares with numbers known beforehand.
 *
 * @throws SpadError if any differs, or if this package and the libraries have two copies of tfjs.
 */
export async function proveBackend(name: string): Promise<void> {
  for (const size of sizes) {
    const results = run(size)
    try {
      for (const [what, values] of Object.entries(expected))
        compare(name, what, values, await results[what as keyof typeof expected].data())
    } finally {
      dispose({ ...results })
    }
  }
}

/** The last of all channels, which are equal and do not mix. */
function run({ side, channels }: (typeof sizes)[number]): Record<keyof typeof expected, Tensor> {
  const drawn = randomNormal([1], createRandom(0))
  try {
    return tidy(() => {
      const image = cornered(picture, side, channels)
      if (drawn.constructor !== image.constructor) twoCopies()
      const filters = mul(tensor4d(filter, [3, 3, 1, 1]), eye(channels))
      const convolve = (x: Tensor, w: Tensor): Tensor =>
        conv2d(x as Tensor4D, w as Tensor4D, 1, 'same')
      const slope = cornered(
        picture.map(() => 1),
        side,
        channels,
      )
      const [byImage, byFilter] = grads(convolve)([image, filters], slope) as [Tensor, Tensor]
      const last = channels - 1
      return {
        convolution: slice(convolve(image, filters), [0, 0, 0, last], [1, 3, 3, 1]),
        'gradient of the image': slice(byImage, [0, 0, 0, last], [1, 3, 3, 1]),
        'gradient of the filter': slice(byFilter, [0, 0, last, last], [3, 3, 1, 1]),
      }
    })
  } finally {
    drawn.dispose()
  }
}

/** The 3 × 3 values in each channel's upper left corner, zeros elsewhere. */
function cornered(values: readonly number[], side: number, channels: number): Tensor4D {
  const image = buffer([1, side, side, channels])
  for (const [i, value] of values.entries())
    for (let c = 0; c < channels; c++) image.set(value, 0, Math.floor(i / 3), i % 3, c)
  return image.toTensor() as Tensor4D
}

function twoCopies(): never {
  return fail(
    'node',
    '`@spad/core` and `@spad/node` have a copy of @tensorflow/tfjs-core each: there may be one ' +
      'only. Install one version of it and run `npm dedupe`.',
  )
}

function compare(name: string, what: string, wanted: number[], found: ArrayLike<number>): void {
  if (wanted.every((value, i) => Math.abs(value - found[i]!) < 1e-3)) return
  fail(
    'node',
    `\`${name}\` gets a ${what} wrong: ${Array.from(found).join(', ')} instead of ` +
      `${wanted.join(', ')}. Use another backend.`,
  )
}
