import { backend_util, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { kernelsOn, type WasmBackend } from './kernels.js'

interface ReduceAttributes {
  axis: number | number[]
  keepDims?: boolean
}

/** Sums over neighbouring axes of float32 tensors without the transposed copy that tfjs makes. */
export const withFastSum = (kernel: KernelFunc): KernelFunc => reduce(kernel, () => 1)

/** Means, as sums. */
export const withFastMean = (kernel: KernelFunc): KernelFunc => reduce(kernel, (count) => 1 / count)

function reduce(kernel: KernelFunc, scale: (count: number) => number): KernelFunc {
  return (call) => {
    const { x } = call.inputs as { x: TensorInfo }
    const { axis, keepDims = false } = call.attrs as unknown as ReduceAttributes
    const axes = [...util.parseAxisParam(axis, x.shape)].sort((a, b) => a - b)
    const [first = 0] = axes
    const neighbours = axes.every((axis, i) => axis === first + i)
    if (x.dtype !== 'float32' || !neighbours || axes.length === 0) return kernel(call)
    const backend = call.backend as WasmBackend
    const { sum, pointer } = kernelsOn(backend)
    const [shape] = backend_util.computeOutAndReduceShapes(x.shape, axes)
    const out = backend.makeOutput(
      keepDims ? backend_util.expandShapeToKeepDim(shape, axes) : shape,
      'float32',
    )
    const count = util.sizeFromShape(x.shape.slice(first, first + axes.length))
    const outer = util.sizeFromShape(x.shape.slice(0, first))
    const inner = util.sizeFromShape(x.shape.slice(first + axes.length))
    sum(pointer(x), pointer(out), outer, count, inner, scale(count))
    return out
  }
}
