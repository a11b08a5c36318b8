import { specOf, type StoredType, type TensorData, type WeightSpec } from './tensor-data.js'
import { toFloat16 } from './to-float16.js'

/**
 * Tensors to bytes, in the order of the record, as tfjs's weight files hold them.
 *
 * @throws SpadError if a value does not fit into float16.
 */
export function encodeTensors(
  tensors: Readonly<Record<string, TensorData>>,
  type: StoredType = 'float32',
): { bytes: Uint8Array; specs: WeightSpec[] } {
  const entries = Object.entries(tensors)
  const parts = entries.map(([name, { data }]) =>
    bytesOf(type === 'float16' ? toFloat16(data, name) : data),
  )
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return { bytes, specs: entries.map(([name, { shape }]) => specOf(name, shape, type)) }
}

function bytesOf(array: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
