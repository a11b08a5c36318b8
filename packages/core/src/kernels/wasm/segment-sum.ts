import type { TensorInfo } from '@tensorflow/tfjs-core'
import { kernelsOn } from './kernels.js'
import type { WasmKernel } from './wasm-kernel.js'

/** x [rows, …], segmentIds [rows] → sums [numSegments, …] of the rows of each segment: gather's gradient. */
export const unsortedSegmentSum: WasmKernel<
  { x: TensorInfo; segmentIds: TensorInfo },
  { numSegments: number }
> = ({ inputs: { x, segmentIds }, backend, attrs: { numSegments } }) => {
  const { segment_sum, pointer } = kernelsOn(backend)
  const [rows = 1, ...rest] = x.shape
  const width = rest.reduce((product, size) => product * size, 1)
  const out = backend.makeOutput([numSegments, ...rest], 'float32')
  segment_sum(pointer(x), pointer(segmentIds), pointer(out), rows, width, numSegments)
  return out
}
