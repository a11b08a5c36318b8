import type { Variable } from '@tensorflow/tfjs-core'
import type { TensorData } from './tensor-data.js'

/** Copies a network's weights to the host. */
export async function readVariables(
  variables: Readonly<Record<string, Variable>>,
): Promise<Record<string, TensorData>> {
  const pairs = Object.entries(variables).map(async ([name, variable]) => {
    const data = Float32Array.from(await variable.data())
    return [name, { shape: [...variable.shape], data }] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}
