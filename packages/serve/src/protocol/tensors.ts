import { z } from 'zod'
import { refuse } from '../http-error.js'

/** A tensor of a request, as the Open Inference Protocol writes it. */
export const tensorSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  datatype: z.string(),
  parameters: z.looseObject({ binary_data_size: z.int().min(0).optional() }).optional(),
  data: z.array(z.unknown()).optional(),
})

export type WireTensor = z.output<typeof tensorSchema>

/** Reads the numbers of a request's tensors, in order: those in binary lie after the JSON, one by one. */
export function tensorReader(binary: Uint8Array): (tensor: WireTensor) => Float32Array {
  let at = 0
  return ({ name, shape, datatype, parameters, data }) => {
    if (datatype !== 'FP32')
      refuse(422, `\`${name}\` has the datatype ${datatype}: it must be FP32.`)
    const count = shape.reduce((product, side) => product * side, 1)
    const size = parameters?.binary_data_size
    const values = size === undefined ? flatten(name, data ?? []) : floats(take(name, size))
    if (values.length !== count)
      refuse(422, `\`${name}\` has ${values.length} values: its shape asks for ${count}.`)
    if (!values.every(Number.isFinite)) refuse(422, `\`${name}\` holds values that are no numbers.`)
    return values
  }

  function take(name: string, size: number): Uint8Array {
    if (at + size > binary.length || size % 4 !== 0)
      refuse(422, `\`${name}\` says \`binary_data_size\` ${size}: the body does not fit that.`)
    at += size
    return binary.subarray(at - size, at)
  }
}

function floats(bytes: Uint8Array): Float32Array {
  // little endian on the wire and on every processor that Node runs on but one; and aligned
  return new Float32Array(new Uint8Array(bytes).buffer)
}

/** Numbers in a list, or in lists of lists, row by row. */
function flatten(name: string, data: readonly unknown[]): Float32Array {
  const flat: unknown[] = data.some(Array.isArray)
    ? [...data].flat<unknown[], number>(Infinity)
    : [...data]
  if (!flat.every((value) => typeof value === 'number'))
    refuse(422, `\`${name}\`: its \`data\` must be numbers.`)
  return Float32Array.from(flat)
}

/** A tensor of an answer. */
export interface MadeTensor {
  readonly name: string
  readonly datatype: 'FP32' | 'UINT8'
  readonly shape: readonly number[]
  readonly parts: readonly (Float32Array | Uint8Array)[]
}

/** Bytes of a tensor as they go over the wire. */
export function bytesOf({ parts }: MadeTensor): Buffer {
  return Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  )
}
