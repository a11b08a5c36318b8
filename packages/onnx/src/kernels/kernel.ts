import { fail } from '@spad/core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Recorder } from '../recorder.js'

/** Writes down one call of a kernel. */
export type Kernel = (
  recorder: Recorder,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: Readonly<Record<string, unknown>>,
) => TensorInfo | TensorInfo[]

/**
 * An input that a kernel cannot do without.
 *
 * @throws SpadError if it is missing.
 */
export function input(inputs: Readonly<Record<string, TensorInfo>>, name: string): TensorInfo {
  return inputs[name] ?? fail('onnx', `\`${name}\` is missing: a kernel was called without it.`)
}
