import '@tensorflow/tfjs-backend-wasm'
import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { GroupNorm, GroupNormGrad } from '../fused-kernels.js'
import {
  conv2DBackpropFilter,
  conv2DBackpropInput,
  withSamePadding,
  withWinograd,
} from './conv2d.js'
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise.js'
import { groupNorm, groupNormGrad } from './group-norm.js'
import { withFastConcat, withFastSplit, withSharedIdentity } from './layout.js'
import { withFastMatMul } from './mat-mul.js'
import { avgPoolGrad, maxPoolGrad } from './pooling.js'
import { resizeNearestNeighborGrad } from './resize-nearest.js'
import { unsortedSegmentSum } from './segment-sum.js'
import { withFastMean, withFastSum } from './sum.js'

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

/** Puts the kernels of this folder where tfjs looks for those of wasm. */
export function installKernels(): void {
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
