import {
  getBackend,
  getGradient,
  registerGradient,
  type Tensor,
  unregisterGradient,
} from '@tensorflow/tfjs-core'
import { runOperation } from './tensorflow-operations.js'

let registered = false

/**
 * Lets TensorFlow differentiate a ReLU in one operation. tfjs makes it of five, a fifth of the
 * reference step (`tools/bench`). Gradients are for all backends, so others keep the one of tfjs.
 */
export function registerReluGradient(): void {
  const original = getGradient('Relu') as ReturnType<typeof getGradient> | undefined
  if (registered || !original) return
  registered = true
  unregisterGradient('Relu')
  registerGradient({
    ...original,
    // it saves x; what is positive in x is so in ReLU's result
    gradFunc: (dy, saved, attributes) => {
      if (getBackend() !== 'tensorflow') return original.gradFunc(dy, saved, attributes)
      const inputs = [dy as Tensor, ...saved.slice(0, 1)]
      const type = { T: { type: 'float32' } } as const
      return { x: () => runOperation('ReluGrad', inputs, type) }
    },
  })
}
