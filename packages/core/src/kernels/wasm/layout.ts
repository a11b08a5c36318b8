import { backend_util, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { kernelsOn, type WasmBackend } from './kernels.js'

/** Whether values are four bytes each, which these kernels copy. */
const isWord = ({ dtype }: TensorInfo): boolean => dtype === 'float32' || dtype === 'int32'

/** The same values under a new tensor: tfjs' own copies them, though no kernel ever changes its inputs. */
export function withSharedIdentity(kernel: KernelFunc): KernelFunc {
  return (call) => {
    const { x } = call.inputs as { x: TensorInfo }
    if (!isWord(x)) return kernel(call)
    ;(call.backend as WasmBackend).incRef(x.dataId)
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype }
  }
}

/** Concatenation by a compiled loop; tfjs' own makes two typed arrays for each run of values. */
export function withFastConcat(kernel: KernelFunc): KernelFunc {
  return (call) => {
    const inputs = Object.values(call.inputs) as TensorInfo[]
    const [head] = inputs
    if (!head || !inputs.every((input) => isWord(input) && input.dtype === head.dtype))
      return kernel(call)
    const shapes = inputs.map(({ shape }) => shape)
    const [axis = 0] = util.parseAxisParam(
      (call.attrs as unknown as { axis: number }).axis,
      head.shape,
    )
    backend_util.assertParamsConsistent(shapes, axis)
    const backend = call.backend as WasmBackend
    const { copy_runs, pointer } = kernelsOn(backend)
    const out = backend.makeOutput(backend_util.computeOutShape(shapes, axis), head.dtype)
    const rows = util.sizeFromShape(out.shape.slice(0, axis))
    const step = util.sizeFromShape(out.shape.slice(axis))
    let to = pointer(out)
    for (const input of inputs) {
      const length = util.sizeFromShape(input.shape.slice(axis))
      copy_runs(pointer(input), to, rows, length, length, step)
      to += 4 * length
    }
    return out
  }
}

/** Splitting, the gradient of concatenation, by the same loop. */
export function withFastSplit(kernel: KernelFunc): KernelFunc {
  return (call) => {
    const { x } = call.inputs as { x: TensorInfo }
    if (!isWord(x)) return kernel(call)
    const attrs = call.attrs as unknown as { numOrSizeSplits: number | number[]; axis: number }
    const backend = call.backend as WasmBackend
    const { copy_runs, pointer } = kernelsOn(backend)
    const [axis = 0] = util.parseAxisParam(attrs.axis, x.shape)
    const sizes = backend_util.prepareSplitSize(x, attrs.numOrSizeSplits, axis)
    const rows = util.sizeFromShape(x.shape.slice(0, axis))
    const step = util.sizeFromShape(x.shape.slice(axis))
    let from = pointer(x)
    return sizes.map((size) => {
      const shape = x.shape.map((length, i) => (i === axis ? size : length))
      const out = backend.makeOutput(shape, x.dtype)
      const length = util.sizeFromShape(out.shape.slice(axis))
      copy_runs(from, pointer(out), rows, length, step, length)
      from += 4 * length
      return out
    })
  }
}
