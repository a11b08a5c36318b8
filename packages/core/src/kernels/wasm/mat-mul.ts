import { broadcast_util, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { kernelsOn, type WasmBackend } from './kernels.js'

/**
 * Matrix products with a transposed operand or in batches, which tfjs leaves to a naive loop: the
 * gradients of a plain product, and attention. Plain products stay with tfjs.
 */
export function withFastMatMul(kernel: KernelFunc): KernelFunc {
  return (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo }
    const attrs = call.attrs as unknown as { transposeA: boolean; transposeB: boolean }
    const { transposeA, transposeB } = attrs
    const [batchesA, rowsA, columnsA] = matrices(a)
    const [batchesB, rowsB, columnsB] = matrices(b)
    const [rows, innerA] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA]
    const [inner, columns] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB]
    const plain = !transposeA && !transposeB && batchesA === 1 && batchesB === 1
    if (plain || innerA !== inner || a.dtype !== 'float32' || b.dtype !== 'float32')
      return kernel(call)
    const batch = broadcast_util.assertAndGetBroadcastShape(
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    )
    const batches = util.sizeFromShape(batch)
    // one operand's batches may be shared by all of the other's, but not repeated in patterns
    if ([batchesA, batchesB].some((count) => count !== 1 && count !== batches)) return kernel(call)
    const backend = call.backend as WasmBackend
    const { mat_mul, transpose, pointer, scratch } = kernelsOn(backend)
    const out = backend.makeOutput([...batch, rows, columns], 'float32')
    const turned = transposeB ? scratch(batchesB * rowsB * columnsB) : pointer(b)
    if (transposeB) transpose(pointer(b), turned, batchesB, rowsB, columnsB)
    const stepA = batchesA === 1 ? 0 : rowsA * columnsA
    const stepB = batchesB === 1 ? 0 : rowsB * columnsB
    mat_mul(pointer(a), turned, pointer(out), batches, stepA, stepB, rows, inner, columns, +transposeA) // prettier-ignore
    return out
  }
}

/** [..., rows, columns] as a number of matrices, their rows and their columns. */
function matrices({ shape }: TensorInfo): [batches: number, rows: number, columns: number] {
  const [rows = 1, columns = 1] = shape.slice(-2)
  return [util.sizeFromShape(shape.slice(0, -2)), rows, columns]
}
