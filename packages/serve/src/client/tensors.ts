import type { Raster } from '@spad/core'

/** How long the JSON is that numbers come after: a header of the protocol's binary extension. */
export const JSON_LENGTH = 'inference-header-content-length'

/** What one image is asked with. */
export interface Question {
  readonly body: Uint8Array<ArrayBuffer>
  readonly jsonLength: number
}

/** Asks for all there is of an image; numbers go over as they lie in memory, little endian. */
export function writeQuestion({ data, height, width, channels }: Raster): Question {
  // who writes JavaScript may give other numbers, whose bytes would be others
  const floats = data instanceof Float32Array ? data : Float32Array.from(data)
  const numbers = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
  const request = {
    inputs: [
      {
        name: 'image',
        datatype: 'FP32',
        shape: [1, height, width, channels],
        parameters: { binary_data_size: numbers.length },
      },
    ],
    parameters: { binary_data_output: true },
  }
  const json = new TextEncoder().encode(JSON.stringify(request))
  const body = new Uint8Array(json.length + numbers.length)
  body.set(json)
  body.set(numbers, json.length)
  return { body, jsonLength: json.length }
}

interface Output {
  readonly name: string
  readonly parameters: { readonly binary_data_size: number }
}

/** The bytes of each tensor of an answer, by its name. */
export function readAnswer(bytes: Uint8Array, jsonLength: number): ReadonlyMap<string, Uint8Array> {
  const json = new TextDecoder().decode(bytes.subarray(0, jsonLength))
  const { outputs } = JSON.parse(json) as { readonly outputs: readonly Output[] }
  let at = jsonLength
  return new Map(
    outputs.map(({ name, parameters }) => {
      const from = at
      at += parameters.binary_data_size
      return [name, bytes.subarray(from, at)]
    }),
  )
}
