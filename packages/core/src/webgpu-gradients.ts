import {
  Conv2DBackpropFilter,
  getKernel,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { GroupNorm, GroupNormGrad, SoftmaxSums, SoftmaxSumsGrad } from './kernels/fused-kernels.js'
import { inParts } from './kernels/webgpu/filter-gradient.js'
import { groupNormGrad } from './kernels/webgpu/group-norm-grad.js'
import { groupNorm } from './kernels/webgpu/group-norm.js'
import { softmaxSums, softmaxSumsGrad } from './kernels/webgpu/softmax-sums.js'

const ours = new WeakSet()
const backendName = 'webgpu'

/**
 * Makes training on tfjs' WebGPU backend fast: replaces the gradient of a convolution's filters, for which tfjs
 * lets one thread walk over a whole batch, and adds {@link GroupNorm} and {@link SoftmaxSums} with their gradients,
 * which are dozens of shaders otherwise. Call it once the backend's kernels are registered; where there are none,
 * and when called again, it does nothing. It touches no other backend.
 */
export function registerWebgpuGradients(): void {
  const kernelName = Conv2DBackpropFilter
  const kernel = getKernel(kernelName, backendName) as ReturnType<typeof getKernel> | undefined
  if (!kernel || ours.has(kernel)) return
  const mine = { ...kernel, kernelFunc: inParts(kernel.kernelFunc) }
  ours.add(mine)
  unregisterKernel(kernelName, backendName)
  registerKernel(mine)
  for (const [kernelName, kernelFunc] of Object.entries(fused))
    if (!isThere(kernelName)) registerKernel({ kernelName, backendName, kernelFunc })
}

/** A page may have registered some by itself. */
const isThere = (name: string): boolean =>
  (getKernel(name, backendName) as ReturnType<typeof getKernel> | undefined) !== undefined

const fused: Readonly<Record<string, KernelFunc>> = {
  [GroupNorm]: groupNorm,
  [GroupNormGrad]: groupNormGrad,
  [SoftmaxSums]: softmaxSums,
  [SoftmaxSumsGrad]: softmaxSumsGrad,
}
