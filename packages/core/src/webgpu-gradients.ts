import {
  Conv2DBackpropFilter,
  getKernel,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { inParts } from './kernels/webgpu/filter-gradient.js'

const ours = new WeakSet()

/**
 * Makes training on tfjs' WebGPU backend as fast as its other kernels are: replaces the gradient of a
 * convolution's filters, for which tfjs lets one thread walk over a whole batch. Call it once
 * the backend's kernels are registered; where there are none, and when called again, it does nothing.
 * It touches no other backend.
 */
export function registerWebgpuGradients(): void {
  const kernelName = Conv2DBackpropFilter
  const kernel = getKernel(kernelName, 'webgpu') as ReturnType<typeof getKernel> | undefined
  if (!kernel || ours.has(kernel)) return
  const mine = { ...kernel, kernelFunc: inParts(kernel.kernelFunc) }
  ours.add(mine)
  unregisterKernel(kernelName, 'webgpu')
  registerKernel(mine)
}
