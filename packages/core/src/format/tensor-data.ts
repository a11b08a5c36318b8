import { fail } from '../support/errors.js'
import { fromFloat16 } from './float16.js'
import { isObject } from '../support/is-object.js'

/** A tensor on the host. */
export interface TensorData {
  readonly shape: readonly number[]
  /** As many values as the shape has places, last axis fastest. */
  readonly data: Float32Array
}

export type StoredType = 'float32' | 'float16'

/** Where a tensor lies in the joined shards: in the order of the list, one after another. */
export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: 'float32'
  /** tfjs's own way to say that halves are stored. */
  readonly quantization?: { readonly dtype: 'float16'; readonly original_dtype: 'float32' }
}

/** The inverse of `encodeTensors`; exact for float32. */
export function decodeTensors(
  bytes: Uint8Array,
  specs: readonly WeightSpec[],
): Record<string, TensorData> {
  let offset = 0
  return Object.fromEntries(
    specs.map((spec) => {
      const end = offset + bytesIn(spec)
      const { buffer } = bytes.slice(offset, end) // a copy is aligned
      offset = end
      const data = spec.quantization
        ? fromFloat16(new Uint16Array(buffer))
        : new Float32Array(buffer)
      return [spec.name, { shape: spec.shape, data }]
    }),
  )
}

/**
 * The weights that a JSON file describes.
 *
 * @param bytes How many bytes they must take together.
 * @throws SpadError if the list is none, has a type other than float32 or float16, or another length.
 */
export function parseSpecs(list: unknown, file: string, bytes: number): WeightSpec[] {
  if (!Array.isArray(list)) return fail('core', `\`${file}\` lists no weights: it is damaged.`)
  const specs = list.map((item: unknown) => parseSpec(item, file))
  const expected = specs.reduce((total, spec) => total + bytesIn(spec), 0)
  if (expected !== bytes)
    fail(
      'core',
      `\`${file}\` describes ${expected} bytes of weights and its weight files have ${bytes}: it is damaged.`,
    )
  return specs
}

function parseSpec(item: unknown, file: string): WeightSpec {
  const { name, shape, dtype, quantization } = isObject(item) ? item : {}
  const isShape = Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && n >= 0)
  if (typeof name !== 'string' || !isShape)
    return fail('core', `\`${file}\` has a weight without name or shape: it is damaged.`)
  const stored = isObject(quantization) ? quantization.dtype : dtype
  if (dtype !== 'float32' || stored !== (quantization ? 'float16' : dtype))
    fail(
      'core',
      `\`${name}\` is stored as ${JSON.stringify(stored)}: only float32 and float16 are read.`,
    )
  return item as WeightSpec
}

/** How a tensor is described. */
export function specOf(name: string, shape: readonly number[], type: StoredType): WeightSpec {
  const spec = { name, shape, dtype: 'float32' } as const
  if (type === 'float32') return spec
  return { ...spec, quantization: { dtype: 'float16', original_dtype: 'float32' } }
}

function bytesIn({ shape, quantization }: WeightSpec): number {
  return shape.reduce((product, side) => product * side, quantization ? 2 : 4)
}
