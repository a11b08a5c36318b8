import '@tensorflow/tfjs-backend-wasm'
import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { avgPoolGrad } from './wasm-gradients/avg-pool.js'
import {
  conv2DBackpropFilter,
  conv2DBackpropInput,
  withSamePadding,
  withWinograd,
} from './wasm-gradients/conv2d.js'
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './wasm-gradients/depthwise.js'
import { unsortedSegmentSum } from './wasm-gradients/segment-sum.js'

/** Kernels of our own, whether or not tfjs has one of the name. */
const own = {
  AvgPoolGrad: avgPoolGrad,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  UnsortedSegmentSum: unsortedSegmentSum,
} as const

/** tfjs' kernels that are called through a function of ours. */
const wrapped = {
  Conv2D: withWinograd,
  DepthwiseConv2dNative: withSamePadding,
  FusedConv2D: withWinograd,
  FusedDepthwiseConv2D: withSamePadding,
} as const

const ours = new WeakSet<KernelFunc>()

/**
 * Makes convolutional networks trainable on tfjs' wasm backend: registers the gradient kernels that
 * it lacks, and replaces those that are slow or wrong. It touches no other backend, does nothing
 * when called again, and may be called before or after the backend has started. The kernels need
 * WebAssembly SIMD, which every current browser and Node has.
 */
export function registerWasmGradients(): void {
  for (const [name, kernel] of Object.entries(own))
    replace(name, () => kernel as unknown as KernelFunc)
  for (const [name, wrap] of Object.entries(wrapped))
    replace(name, (kernel) => wrap(kernel!.kernelFunc))
}

function replace(kernelName: string, make: (present?: KernelConfig) => KernelFunc): void {
  const present = getKernel(kernelName, 'wasm') as KernelConfig | undefined
  if (present && ours.has(present.kernelFunc)) return
  const kernelFunc = make(present)
  ours.add(kernelFunc)
  if (present) unregisterKernel(kernelName, 'wasm')
  // tfjs' own set-up stays with its kernel, for a backend that starts later
  registerKernel({ ...present, kernelName, backendName: 'wasm', kernelFunc })
}
