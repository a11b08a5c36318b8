import { fail } from '@spad/core'
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { Recorder } from '../recorder.js'

/** Writes down one call of a kernel. */
export type Kernel = (
  recorder: Recorder,
  inputs: Readonly<NamedTensorInfoMap>,
  attributes: Readonly<Record<string, unknown>>,
) => TensorInfo | TensorInfo[]

/**
 * An input that a kernel cannot do without.
 *
 * @throws SpadError if it is missing.
 */
export function input(inputs: Readonly<NamedTensorInfoMap>, name: string): TensorInfo {
  return inputs[name] ?? fail('onnx', `\`${name}\` is missing: a kernel was called without it.`)
}

/** All inputs of a kernel that takes a list. */
export function list(inputs: Readonly<NamedTensorInfoMap>): [TensorInfo, ...TensorInfo[]] {
  const [first, ...rest] = Object.values(inputs).filter((one) => one !== undefined)
  return first ? [first, ...rest] : fail('onnx', 'a kernel was called without an input.')
}
