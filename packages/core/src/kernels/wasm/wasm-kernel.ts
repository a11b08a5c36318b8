import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { WasmBackend } from './kernels.js'

/** A tfjs kernel of the wasm backend with the types of its inputs and attributes. */
export type WasmKernel<Inputs, Attributes> = (call: {
  inputs: Inputs
  backend: WasmBackend
  attrs: Attributes
}) => TensorInfo
