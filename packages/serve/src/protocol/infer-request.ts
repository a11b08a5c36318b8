import type { Raster } from '@spad/core'
import { z } from 'zod'
import type { ModelInfo, Output, Question } from '../children/messages.js'
import { refuse } from '../http-error.js'
import { checkWith } from '../routes/check-with.js'
import { tensorReader, tensorSchema } from './tensors.js'

/** The outputs that a tensor request may ask for. */
const TENSORS = ['labels', 'probabilities', 'uncertainty'] as const satisfies Output[]

const outputSchema = z.object({
  name: z.enum(TENSORS),
  parameters: z.looseObject({ binary_data: z.boolean().optional() }).optional(),
})

const requestSchema = z.object({
  id: z.string().optional(),
  inputs: z.array(tensorSchema).length(1, { error: 'there is one input, `image`' }),
  outputs: z.array(outputSchema).optional(),
  parameters: z.looseObject({ binary_data_output: z.boolean().optional() }).optional(),
})

/** What a client asked for by `/infer`. */
export interface InferRequest {
  readonly id?: string
  readonly questions: readonly Question[]
  readonly images: readonly Raster[]
  readonly outputs: readonly { readonly name: (typeof TENSORS)[number]; readonly binary: boolean }[]
}

/**
 * Reads a request of the Open Inference Protocol, version 2; of its binary extension, where the header
 * `Inference-Header-Content-Length` says how long the JSON is that comes before the numbers.
 *
 * @throws HttpError 422 if it is none, or not for this model.
 */
export function readInferRequest(
  body: Uint8Array,
  jsonLength: string | undefined,
  model: ModelInfo,
): InferRequest {
  const length = jsonLength === undefined ? body.length : Number(jsonLength)
  if (!Number.isInteger(length) || length < 0 || length > body.length)
    refuse(422, '`Inference-Header-Content-Length` does not fit the body.')
  const request = checkWith(requestSchema, parsed(body.subarray(0, length)))
  const read = tensorReader(body.subarray(length))
  const images = request.inputs.flatMap((input) => {
    if (input.name !== 'image') refuse(422, `\`${input.name}\` is no input: it must be \`image\`.`)
    return split(read(input), input.shape, model.preprocessing.channels)
  })
  const all = request.parameters?.binary_data_output ?? false
  const outputs = (request.outputs ?? TENSORS.map((name) => ({ name, parameters: undefined }))).map(
    ({ name, parameters }) => ({ name, binary: parameters?.binary_data ?? all }),
  )
  const names = outputs.map(({ name }) => name)
  const questions = images.map((image): Question => ({ kind: 'tensor', image, outputs: names }))
  return { ...(request.id !== undefined && { id: request.id }), questions, images, outputs }
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(json).toString('utf8'))
  } catch {
    return refuse(422, 'the request is no JSON.')
  }
}

/** `[images, height, width, channels]` to images. */
function split(data: Float32Array, shape: readonly number[], wanted: number): Raster[] {
  const [count = 0, height = 0, width = 0, channels] = shape
  if (shape.length !== 4 || channels !== wanted || Math.min(count, height, width) < 1)
    refuse(
      422,
      `\`image\` has the shape [${shape.join(', ')}]: it must be [images, height, width, ${wanted}].`,
    )
  if (data.some((value) => value < 0 || value > 1))
    refuse(422, '`image` holds values outside of [0, 1].')
  const size = height * width * wanted
  return Array.from({ length: count }, (_, i) => ({
    data: data.subarray(i * size, (i + 1) * size),
    height,
    width,
    channels: wanted,
  }))
}
