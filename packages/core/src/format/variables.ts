import { tensor, type Variable } from '@tensorflow/tfjs-core'
import { fail } from '../support/errors.js'
import type { TensorData } from './tensor-data.js'

type Variables = Readonly<Record<string, Variable>>

/**
 * Puts weights into a network.
 *
 * @throws SpadError that names the first weight which is missing, left over or of another shape; then
 * no variable has changed.
 */
export function assignVariables(
  variables: Variables,
  weights: Readonly<Record<string, TensorData>>,
): void {
  for (const name of new Set([...Object.keys(variables), ...Object.keys(weights)])) {
    const [saved, wanted] = [shapeOf(weights, name), shapeOf(variables, name)]
    if (saved !== wanted)
      fail(
        'core',
        `the weight \`${name}\` is ${saved} in what was saved and ${wanted} in the network. ` +
          'These are the weights of another architecture.',
      )
  }
  for (const [name, variable] of Object.entries(variables)) {
    const { data = new Float32Array(), shape = [] } = weights[name] ?? {}
    const value = tensor(data, [...shape])
    variable.assign(value)
    value.dispose()
  }
}

function shapeOf(tensors: Readonly<Record<string, Pick<TensorData, 'shape'>>>, name: string) {
  const shape = Object.hasOwn(tensors, name) ? tensors[name]?.shape : undefined
  return shape ? `[${shape.join(', ')}]` : 'missing'
}
