import {
  backend,
  getBackend,
  getGradient,
  registerGradient,
  type Tensor,
  unregisterGradient,
} from '@tensorflow/tfjs-core'

/** What this needs of tfjs-node's backend. */
interface TensorFlow {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number }
  executeSingleOutput(
    name: string,
    attributes: readonly object[],
    inputs: readonly Tensor[],
  ): Tensor
}

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
      const tensorflow = backend() as unknown as TensorFlow
      const { TF_ATTR_TYPE, TF_FLOAT } = tensorflow.binding
      const type = [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }]
      const inputs = [dy as Tensor, ...saved.slice(0, 1)]
      return { x: () => tensorflow.executeSingleOutput('ReluGrad', type, inputs) }
    },
  })
}
