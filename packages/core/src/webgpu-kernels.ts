import type { KernelConfig } from '@tensorflow/tfjs-core'
import { GroupNorm } from './kernels/fused-kernels.js'
import { groupNorm } from './kernels/webgpu/group-norm.js'

/**
 * {@link GroupNorm} for tfjs' WebGPU backend, whose answers are then made of fewer shaders: for a page that registers
 * kernels one by one. `registerWebgpuGradients` registers it too.
 */
export const webgpuGroupNorm: KernelConfig = {
  kernelName: GroupNorm,
  backendName: 'webgpu',
  kernelFunc: groupNorm,
}
