import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { runOperation } from './tensorflow-operations.js'

type Shape = Tensor4D['shape']

/** Of a convolution, what decides whether the kernels here can do it. */
export interface ConvolutionAttributes {
  readonly strides: number | readonly [number, number]
  readonly pad: unknown
  readonly dataFormat: string
  readonly dilations?: number | readonly [number, number]
}

/** With fewer channels on either side the transforms cost more than they save. */
const LEAST_CHANNELS = 8

/** Whether the kernels for 3 × 3 filters can do a convolution of `image` by `filter`, and gain by it. */
export function suitsWinograd(
  [samples, height, width]: Shape,
  [rows, columns, from, to]: Shape,
  { strides, pad, dataFormat, dilations = 1 }: ConvolutionAttributes,
): boolean {
  return (
    [rows, columns].every((side) => side === 3) &&
    [strides, dilations].flat().every((step) => step === 1) &&
    Math.min(from, to) >= LEAST_CHANNELS &&
    (pad === 'same' || (pad === 'valid' && Math.min(height, width) >= 3)) &&
    samples * height * width >= 64 &&
    dataFormat === 'NHWC'
  )
}

/** `x ∗ filter`, with a bias and a rectifier if they are given. */
export function convolution(
  inputs: readonly [x: Tensor4D, filter: Tensor4D, bias?: Tensor],
  pad: unknown,
  threads: number,
  rectify = false,
): Tensor {
  const [, height, width] = inputs[0].shape
  const before = pad === 'same' ? 1 : 0
  const lost = 2 - 2 * before
  return convolve(inputs, [before, height - lost, width - lost], threads, { rectify })
}

/** The gradient of the image `[n, height, width, c]`: a convolution of `dy` with the filter turned around. */
export function imageGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  [, height, width]: Shape,
  pad: unknown,
  threads: number,
): Tensor {
  return convolve([dy, filter], [pad === 'same' ? 1 : 2, height, width], threads, { flip: true })
}

/** The gradient of the filter. */
export function filterGradient(x: Tensor4D, dy: Tensor4D, pad: unknown, threads: number): Tensor {
  const before = { int: pad === 'same' ? 1 : 0 }
  const attributes = { top: before, left: before, threads: { int: threads } }
  return runOperation('SpadConvolutionFilterGrad', [x, dy], attributes)
}

function convolve(
  inputs: readonly [x: Tensor, filter: Tensor, bias?: Tensor],
  [before, rows, columns]: readonly [number, number, number],
  threads: number,
  { rectify = false, flip = false },
): Tensor {
  const [x, filter, bias] = inputs
  return runOperation(
    bias ? 'SpadBiasedConvolution' : 'SpadConvolution',
    bias ? [x, filter, bias] : [x, filter],
    {
      top: { int: before },
      left: { int: before },
      rows: { int: rows },
      columns: { int: columns },
      rectify: { bool: rectify },
      flip: { bool: flip },
      threads: { int: threads },
    },
  )
}
