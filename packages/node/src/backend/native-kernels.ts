import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  GroupNorm,
  type GroupNormAttributes,
  GroupNormGrad,
  SoftmaxSums,
  SoftmaxSumsGrad,
} from '@spad/core'
import { registerKernel, type Tensor } from '@tensorflow/tfjs-core'
import { mendConvolution } from './native-convolution.js'
import { mendLayers } from './native-layers.js'
import { type Attribute, runOperation, runOperationOf } from './tensorflow-operations.js'

const pixels = ['logits', 'target', 'weight', 'logWeight']

/** The kernels with TensorFlow's name for each, its inputs in order and how many outputs it has. */
const kernels: Readonly<Record<string, readonly [string, readonly string[], number]>> = {
  [GroupNorm]: ['SpadGroupNorm', ['x', 'gamma', 'beta'], 3],
  [GroupNormGrad]: ['SpadGroupNormGrad', ['dy', 'x', 'gamma', 'beta', 'mean', 'inverse'], 3],
  [SoftmaxSums]: ['SpadSoftmaxSums', pixels, 1],
  [SoftmaxSumsGrad]: ['SpadSoftmaxSumsGrad', [...pixels, 'slopes'], 1],
}

const require = createRequire(import.meta.url)

/**
 * Registers the kernels of `native/`, if they were compiled. Without them all works as well, slower.
 *
 * @param library What `spad native install` made of them.
 */
export function registerNativeKernels(library: string, threads: number): void {
  if (!existsSync(library)) return
  require(library) // which tells TensorFlow of its operations
  mendConvolution(threads)
  mendLayers(threads)
  for (const [kernelName, [operation, names, outputs]] of Object.entries(kernels)) {
    const kernelFunc = (given: unknown): Tensor | Tensor[] => {
      const { inputs, attrs = {} } = given as Given
      const list = names.flatMap((name) => inputs[name] ?? [])
      const attributes = { ...attributesOf(attrs), threads: { int: threads } }
      return outputs === 1
        ? runOperation(operation, list, attributes)
        : runOperationOf(outputs, operation, list, attributes)
    }
    registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc })
  }
}

interface Given {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly attrs?: Partial<GroupNormAttributes>
}

function attributesOf(given: Partial<GroupNormAttributes>): Record<string, Attribute> {
  const { groups, epsilon, rectify } = given
  return {
    ...(groups === undefined ? {} : { groups: { int: groups } }),
    ...(epsilon === undefined ? {} : { epsilon: { float: epsilon } }),
    ...(rectify === undefined ? {} : { rectify: { bool: rectify } }),
  }
}
