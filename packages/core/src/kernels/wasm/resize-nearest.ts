import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Shape4D } from './geometry.js'
import { kernelsOn } from './kernels.js'
import type { WasmKernel } from './wasm-kernel.js'

/** dy [n, h′, w′, c], images [n, h, w, c] → the gradient of nearest-neighbour resizing [n, h, w, c]. */
export const resizeNearestNeighborGrad: WasmKernel<
  { dy: TensorInfo; images: TensorInfo },
  { alignCorners: boolean; halfPixelCenters?: boolean }
> = ({ inputs: { dy, images }, backend, attrs }) => {
  const { gather_pixels_input, geometry, pointer, scratch } = kernelsOn(backend)
  const [n, h, w, c] = images.shape as Shape4D
  const [, ho, wo] = dy.shape as Shape4D
  const { alignCorners, halfPixelCenters = false } = attrs
  const sources = [
    ...nearest(h, ho, alignCorners, halfPixelCenters),
    ...nearest(w, wo, alignCorners, halfPixelCenters),
  ]
  const out = backend.makeOutput(images.shape, 'float32')
  const rows = scratch(ho + wo, sources)
  const at = geometry([n, h, w, c, ho, wo])
  gather_pixels_input(pointer(dy), pointer(out), rows, rows + 4 * ho, at)
  return out
}

/** Which of `from` input pixels each of `to` output pixels shows, in the arithmetic of the forward pass. */
function nearest(from: number, to: number, alignCorners: boolean, half: boolean): number[] {
  const corners = alignCorners && to > 1 ? 1 : 0
  const scale = Math.fround((from - corners) / (to - corners))
  return Array.from({ length: to }, (_, i) => {
    const position = Math.fround(scale * (half ? i + 0.5 : i))
    return Math.min(from - 1, alignCorners ? Math.round(position) : Math.floor(position))
  })
}
