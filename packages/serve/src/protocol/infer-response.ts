import type { Answer, ModelInfo } from '../children/messages.js'
import type { InferRequest } from './infer-request.js'
import { bytesOf, type MadeTensor } from './tensors.js'

/** The only version that a served model has. */
export const VERSION = '1'

/** An answer as it goes over the wire. */
export interface InferResponse {
  readonly body: Buffer
  /** How long the JSON is, where numbers come after it. */
  readonly jsonLength?: number
}

/** Writes answers as the Open Inference Protocol has them. */
export function writeInferResponse(
  model: ModelInfo,
  { id, images, outputs }: InferRequest,
  answers: readonly Answer[],
): InferResponse {
  const { height = 0, width = 0 } = images[0] ?? {}
  const made = outputs.map(({ name, binary }) => {
    const tensor = tensorOf(name, model, [answers.length, height, width], answers)
    return { tensor, binary: binary ? bytesOf(tensor) : undefined }
  })
  const json = Buffer.from(
    JSON.stringify({
      model_name: model.name,
      model_version: VERSION,
      ...(id !== undefined && { id }),
      outputs: made.map(({ tensor: { name, datatype, shape, parts }, binary }) => ({
        name,
        datatype,
        shape,
        ...(binary
          ? { parameters: { binary_data_size: binary.length } }
          : { data: parts.flatMap((part) => Array.from(part)) }),
      })),
    }),
  )
  const numbers = made.flatMap(({ binary }) => binary ?? [])
  if (numbers.length === 0) return { body: json }
  return { body: Buffer.concat([json, ...numbers]), jsonLength: json.length }
}

function tensorOf(
  name: InferRequest['outputs'][number]['name'],
  { classes }: ModelInfo,
  shape: readonly number[],
  answers: readonly Answer[],
): MadeTensor {
  const parts = answers.flatMap((answer) => (answer.kind === 'tensor' ? (answer[name] ?? []) : []))
  const last = name === 'probabilities' ? [classes.length] : []
  const datatype = name === 'labels' ? 'UINT8' : 'FP32'
  return { name, datatype, shape: [...shape, ...last], parts }
}
