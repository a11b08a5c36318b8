import { tensor, type Variable } from '@tensorflow/tfjs-core'
import { fail } from '../errors.js'
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
  const cure = 'These are the weights of another architecture.'
  for (const [name, { shape }] of Object.entries(variables)) {
    const saved = Object.hasOwn(weights, name) ? weights[name] : undefined
    if (!saved)
      return fail('core', `the weight \`${name}\` is missing: the network has it. ${cure}`)
    if (saved.shape.join() !== shape.join())
      fail(
        'core',
        `the weight \`${name}\` has shape [${saved.shape.join(', ')}]: in the network it has ` +
          `[${shape.join(', ')}]. ${cure}`,
      )
  }
  for (const name of Object.keys(weights))
    if (!Object.hasOwn(variables, name))
      fail('core', `the weight \`${name}\` is left over: the network does not have it. ${cure}`)
  for (const [name, variable] of Object.entries(variables)) {
    const { data = new Float32Array(), shape = [] } = weights[name] ?? {}
    const value = tensor(data, [...shape])
    variable.assign(value)
    value.dispose()
  }
}
