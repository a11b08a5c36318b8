import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { GroupNormAttributes, GroupNormGradInputs, GroupNormInputs } from '../fused-kernels.js'
import { kernelsOn, type WasmBackend } from './kernels.js'

interface Call<Inputs> {
  readonly inputs: Inputs
  readonly backend: WasmBackend
  readonly attrs: GroupNormAttributes
}

/** `GroupNorm` of `fused-kernels.ts`. */
export function groupNorm({ inputs, backend, attrs }: Call<GroupNormInputs>): TensorInfo[] {
  const { x, gamma, beta } = inputs
  const { group_norm, pointer } = kernelsOn(backend)
  const { images, pixels, channels, own, scratch } = sizesOf(inputs, backend)
  const { groups, rectify, epsilon } = attrs
  const outputs = [x.shape, [images, groups], [images, groups]].map((shape) =>
    backend.makeOutput(shape, 'float32'),
  )
  const addresses = [x, gamma, beta, ...outputs].map(pointer)
  group_norm(...addresses, scratch, images, pixels, channels, groups, own, +rectify, epsilon)
  return outputs
}

/** `GroupNormGrad` of `fused-kernels.ts`. */
export function groupNormGrad({ inputs, backend, attrs }: Call<GroupNormGradInputs>): TensorInfo[] {
  const { dy, x, gamma, beta, mean, inverse } = inputs
  const { group_norm_input, pointer } = kernelsOn(backend)
  const { images, pixels, channels, own, scratch } = sizesOf(inputs, backend)
  const outputs = [x, gamma, beta].map(({ shape }) => backend.makeOutput(shape, 'float32'))
  const addresses = [dy, x, gamma, beta, mean, inverse, ...outputs].map(pointer)
  const { groups, rectify } = attrs
  group_norm_input(...addresses, scratch, images, pixels, channels, groups, own, +rectify)
  return outputs
}

function sizesOf({ x, gamma }: GroupNormInputs, backend: WasmBackend) {
  const [images, height, width, channels] = x.shape
  // doubles of two means per channel, and six lines of coefficients that are no longer than this
  const scratch = kernelsOn(backend).scratch(4 * channels + 6 * (32 + 4 * channels))
  return {
    images,
    pixels: height * width,
    channels,
    own: Number(gamma.shape.length === 2),
    scratch,
  }
}
