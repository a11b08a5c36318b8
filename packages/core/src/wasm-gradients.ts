import '@tensorflow/tfjs-backend-wasm'
import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { GroupNorm, GroupNormGrad } from './fused-kernels.js'
import {
  conv2DBackpropFilter,
  conv2DBackpropInput,
  withSamePadding,
  withWinograd,
} from './wasm-gradients/conv2d.js'
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './wasm-gradients/depthwise.js'
import { groupNorm, groupNormGrad } from './wasm-gradients/group-norm.js'
import { withFastConcat, withFastSplit, withSharedIdentity } from './wasm-gradients/layout.js'
import { withFastMatMul } from './wasm-gradients/mat-mul.js'
import { avgPoolGrad, maxPoolGrad } from './wasm-gradients/pooling.js'
import { resizeNearestNeighborGrad } from './wasm-gradients/resize-nearest.js'
import { unsortedSegmentSum } from './wasm-gradients/segment-sum.js'
import { withFastMean, withFastSum } from './wasm-gradients/sum.js'

/** Kernels of our own, whether or not tfjs has one of the name. */
const own = {
  AvgPoolGrad: avgPoolGrad,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  [GroupNorm]: groupNorm,
  [GroupNormGrad]: groupNormGrad,
  MaxPoolGrad: maxPoolGrad,
  ResizeNearestNeighborGrad: resizeNearestNeighborGrad,
  UnsortedSegmentSum: unsortedSegmentSum,
} as const

/** tfjs' kernels that are called through a function of ours. */
const wrapped = {
  BatchMatMul: withFastMatMul,
  Concat: withFastConcat,
  Conv2D: withWinograd,
  DepthwiseConv2dNative: withSamePadding,
  FusedConv2D: withWinograd,
  FusedDepthwiseConv2D: withSamePadding,
  Identity: withSharedIdentity,
  Mean: withFastMean,
  SplitV: withFastSplit,
  Sum: withFastSum,
} as const

const ours = new WeakSet<KernelFunc>()

/**
 * Makes convolutional networks trainable on tfjs' wasm backend: registers the gradient kernels that
 * it lacks, replaces those that are slow or wrong, and the forward kernels that hold a step up (3×3
 * convolutions, sums, concatenation). It touches no other backend, does nothing when called again,
 * and may be called before or after the backend has started.
 *
 * The kernels are a small module on the backend's own heap; they need WebAssembly SIMD, which every
 * current browser and Node has, and run on one thread. Images are NHWC.
 */
export function registerWasmGradients(): void {
  for (const [name, kernel] of Object.entries(own)) install(name, kernel as unknown as KernelFunc)
  for (const [name, wrap] of Object.entries(wrapped)) {
    const { kernelFunc } = getKernel(name, 'wasm')
    if (!ours.has(kernelFunc)) install(name, wrap(kernelFunc))
  }
}

function install(kernelName: string, kernelFunc: KernelFunc): void {
  const present = getKernel(kernelName, 'wasm') as KernelConfig | undefined
  if (present?.kernelFunc === kernelFunc) return
  ours.add(kernelFunc)
  if (present) unregisterKernel(kernelName, 'wasm')
  // tfjs' own set-up stays with its kernel, for a backend that starts later
  registerKernel({ ...present, kernelName, backendName: 'wasm', kernelFunc })
}
