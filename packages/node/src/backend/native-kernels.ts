import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GroupNorm, GroupNormGrad } from '@spad/core'
import { getKernel, type KernelConfig, registerKernel, type Tensor } from '@tensorflow/tfjs-core'
import { type Attribute, runOperation } from './tensorflow-operations.js'

/** Beside the addon of tfjs-node, where `tools/native-addon.sh` puts it. */
const LIBRARY = 'lib/spad-kernels.node'

interface Given {
  readonly inputs: unknown
  readonly attrs?: unknown
}

/**
 * Registers the kernels of `native/kernels.cc`, if they were built for this copy of tfjs-node. Without
 * them all works as well, slower.
 *
 * @param entry The file that `@tensorflow/tfjs-node` is imported from.
 */
export function registerNativeKernels(entry: string, threads: number): void {
  const require = createRequire(entry)
  const library = join(dirname(require.resolve('../package.json')), LIBRARY)
  if (!existsSync(library) || (getKernel(GroupNorm, 'tensorflow') as object | undefined)) return
  require(library) // which tells TensorFlow of its operations
  const register = (kernelName: string, operation: string, names: readonly string[]): void => {
    const kernelFunc = ({ inputs, attrs }: Given): Tensor[] => {
      const tensors = inputs as Record<string, Tensor>
      const list = names.map((name) => tensors[name] as Tensor)
      return runOperation(operation, list, { ...attributesOf(attrs), threads: { int: threads } }, 3)
    }
    registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc } as unknown as KernelConfig)
  }
  register(GroupNorm, 'SpadGroupNorm', ['x', 'gamma', 'beta'])
  register(GroupNormGrad, 'SpadGroupNormGrad', ['dy', 'x', 'gamma', 'beta', 'mean', 'inverse'])
}

function attributesOf(attributes: unknown): Record<string, Attribute> {
  const { groups, epsilon, rectify } = attributes as {
    groups: number
    epsilon: number
    rectify: boolean
  }
  return { groups: { int: groups }, epsilon: { float: epsilon }, rectify: { bool: rectify } }
}
