import { definePart, type Given } from '../contracts/define-part.js'
import { aNumber } from '../contracts/rule.js'
import { cut } from './cut.js'
import type { Fit, Size, Windows } from '../contracts/fit.js'
import { merging } from './merge.js'

const options = {
  /** Pixels of the working image for one of the file. @default 1 */
  scale: { rule: aNumber({ above: 0, max: 16 }), default: 1 },
  /** How far a window is from the next, as a share of its side, in `(0, 1]`. @default 0.5 */
  step: { rule: aNumber({ above: 0, max: 1 }), default: 0.5 },
  /**
   * How many times as large, on each side, the neighbourhood is that joins each window, shrunk to its size, as
   * further channels of the network: what lies around a window tells where it lies.
   *
   * @default none
   */
  context: { rule: aNumber({ above: 1, max: 64 }), default: undefined },
}

export interface WindowsOptions extends Given<typeof options> {}

/**
 * Overlapping windows over the image at its own resolution, or at a share of it, whose answers are
 * averaged with Gaussian weights (σ = an eighth of a side).
 *
 * Source: the sliding window of nnU-Net (Isensee et al. 2021).
 *
 * @throws SpadError if an option is out of range.
 */
export const windows = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'fit',
  type: 'windows',
  options,
  build: ({ scale, step, context }): Fit => ({
    workingSize: ({ height, width }) => ({
      height: Math.max(1, Math.round(height * scale)),
      width: Math.max(1, Math.round(width * scale)),
    }),
    windows: {
      ...overlapping((working, network) => {
        const lefts = starts(working.width, network.width, step)
        return starts(working.height, network.height, step).flatMap((top) =>
          lefts.map((left) => ({ top, left })),
        )
      }, gaussian),
      ...(context !== undefined && { context }),
    },
  }),
})

/**
 * Windows whose answers are averaged; for a fit of one's own.
 *
 * @param corners Where they lie; together they cover the working image.
 * @param weights How much each of a window's pixels counts: `height × width` numbers above 0.
 */
export function overlapping(
  corners: Windows['corners'],
  weights: (network: Size) => Float32Array,
): Windows {
  return {
    corners,
    cut,
    merging: (working, network, channels) => merging(weights(network), working, network, channels),
  }
}

/** Evenly spaced, from border to border; one in the middle where the image is the smaller. */
function starts(image: number, network: number, step: number): number[] {
  if (image <= network) return [Math.floor((image - network) / 2)]
  const count = Math.ceil((image - network) / (network * step)) + 1
  return Array.from({ length: count }, (_, i) => Math.round((i * (image - network)) / (count - 1)))
}

/** `exp(−½ ((i − centre) / σ)²)` of both sides; never so small that a corner seen once is lost. */
function gaussian({ height, width }: Size): Float32Array {
  const bell = (side: number): number[] =>
    Array.from({ length: side }, (_, i) =>
      Math.exp(-0.5 * ((i + 0.5 - side / 2) / (side / 8)) ** 2),
    )
  const [rows, columns] = [bell(height), bell(width)]
  const weights = new Float32Array(height * width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) weights[y * width + x] = Math.max(1e-3, rows[y]! * columns[x]!)
  return weights
}
