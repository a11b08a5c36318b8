import { backend, type Tensor } from '@tensorflow/tfjs-core'

/** What is used of tfjs-node's backend beyond tfjs' own interface. */
interface TensorFlowBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number
    readonly TF_ATTR_INT: number
    readonly TF_ATTR_FLOAT: number
    readonly TF_ATTR_BOOL: number
    readonly TF_FLOAT: number
  }
  executeSingleOutput(
    name: string,
    attributes: readonly object[],
    inputs: readonly Tensor[],
  ): Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly object[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[]
}

/** An attribute of an operation, by the kind of its value. */
export type Attribute =
  | { readonly type: 'float32' }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }

type Attributes = Readonly<Record<string, Attribute>>

/** Runs one of TensorFlow's operations on the current backend, which must be tfjs-node's. */
export function runOperation(
  name: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
): Tensor {
  return tensorflow().executeSingleOutput(name, listOf(attributes), inputs)
}

/** Runs one that has so many outputs. */
export function runOperationOf(
  outputs: number,
  name: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
): Tensor[] {
  return tensorflow().executeMultipleOutputs(name, listOf(attributes), inputs, outputs)
}

function tensorflow(): TensorFlowBackend {
  return backend() as unknown as TensorFlowBackend
}

function listOf(attributes: Attributes): object[] {
  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_FLOAT } = tensorflow().binding
  return Object.entries(attributes).map(([name, attribute]) => {
    if ('type' in attribute) return { name, type: TF_ATTR_TYPE, value: TF_FLOAT }
    if ('int' in attribute) return { name, type: TF_ATTR_INT, value: attribute.int }
    if ('float' in attribute) return { name, type: TF_ATTR_FLOAT, value: attribute.float }
    return { name, type: TF_ATTR_BOOL, value: attribute.bool }
  })
}
