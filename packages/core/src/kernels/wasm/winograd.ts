import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core'
import { geometryOf } from './geometry.js'
import { kernelsOn, type WasmBackend } from './kernels.js'

const POINTS = 36
const PADDING = 16
/** With fewer channels on either side the transforms cost more than they save. */
const LEAST_CHANNELS = 2

/** Whether a convolution is one that the Winograd kernels can do, and gain by. */
export function suitsWinograd(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } =
    info
  return (
    filterHeight === 3 &&
    filterWidth === 3 &&
    strideHeight * strideWidth * dilationHeight * dilationWidth === 1 &&
    Math.min(info.inChannels, info.outChannels) >= LEAST_CHANNELS &&
    info.padInfo.top <= 2 &&
    info.padInfo.left <= 2 &&
    tiles(info) >= 4
  )
}

/** x [n, h, w, c] ∗ filter [3, 3, c, k] + bias [k] → `out` [n, h′, w′, k]. */
export function winograd(
  backend: WasmBackend,
  tensors: { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo | null; out: TensorInfo },
  info: backend_util.Conv2DInfo,
  relu = false,
): void {
  const { winograd, geometry, pointer, scratch } = kernelsOn(backend)
  const { x, filter, bias, out } = tensors
  const { block, floats } = room(info.inChannels, info.outChannels)
  const at = geometry(geometryOf(info))
  winograd(pointer(x), pointer(filter), bias ? pointer(bias) : 0, pointer(out), scratch(floats), block, +relu, 0, at) // prettier-ignore
}

/** dy [n, h′, w′, k], filter [3, 3, c, k] → the gradient of the image in `out` [n, h, w, c]. */
export function winogradInput(
  backend: WasmBackend,
  { dy, filter, out }: { dy: TensorInfo; filter: TensorInfo; out: TensorInfo },
  info: backend_util.Conv2DInfo,
): void {
  const { winograd, geometry, pointer, scratch } = kernelsOn(backend)
  const { block, floats } = room(info.outChannels, info.inChannels)
  // a convolution of dy with the filter turned around, back to the size of the image
  const at = geometry([
    ...[info.batchSize, info.outHeight, info.outWidth, info.outChannels],
    ...[info.inHeight, info.inWidth, info.inChannels, 3, 3],
    ...[1, 1, 2 - info.padInfo.top, 2 - info.padInfo.left, 1, 1],
  ])
  winograd(pointer(dy), pointer(filter), 0, pointer(out), scratch(floats), block, 0, 1, at)
}

/** x [n, h, w, c], dy [n, h′, w′, k] → the gradient of the filter in `out` [3, 3, c, k]. */
export function winogradFilter(
  backend: WasmBackend,
  { x, dy, out }: { x: TensorInfo; dy: TensorInfo; out: TensorInfo },
  info: backend_util.Conv2DInfo,
): void {
  const { winograd_filter, geometry, pointer, scratch } = kernelsOn(backend)
  const { block, floats } = room(info.inChannels, info.outChannels)
  const at = geometry(geometryOf(info))
  winograd_filter(pointer(x), pointer(dy), pointer(out), scratch(floats), block, at)
}

function tiles(info: backend_util.Conv2DInfo): number {
  return info.batchSize * Math.ceil(info.outHeight / 4) * Math.ceil(info.outWidth / 4)
}

/** How many tiles are worked on at once, so that they stay in the second-level cache, and room for them. */
function room(c: number, k: number): { block: number; floats: number } {
  const [wideC, wideK] = [4 * Math.ceil(c / 4), 4 * Math.ceil(k / 4)]
  const block = Math.min(64, Math.max(8, 4 * Math.floor(896 / (wideC + wideK))))
  return { block, floats: POINTS * (c * wideK + block * (wideC + wideK) + 2 * PADDING) }
}
