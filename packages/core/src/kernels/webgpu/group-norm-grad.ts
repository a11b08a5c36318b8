import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import type { GroupNormAttributes, GroupNormGradInputs } from '../fused-kernels.js'
import { channelSums } from './channel-sums.js'
import { placeOf, uniformsOf } from './group-norm-places.js'
import { run, type Webgpu } from './program.js'

type Given = Parameters<KernelFunc>[0]

/** `GroupNormGrad` of `fused-kernels.ts`, in six shaders. */
export const groupNormGrad: KernelFunc = ({ inputs, backend, attrs }: Given) => {
  const gpu = backend as Webgpu
  const { dy, x, gamma, beta, mean, inverse } = inputs as unknown as GroupNormGradInputs
  const { groups, rectify } = attrs as unknown as GroupNormAttributes
  const uniforms = uniformsOf(x, gamma, groups, rectify)
  const given = { x, dy, gamma, beta, mean, inverse }
  const { rectify: rectified, own, across: width } = uniforms
  const sums = channelSums(gpu, {
    shaderKey: 'groupNormSlopes',
    inputs: given,
    uniforms: { groups, rectify: rectified, own, width },
    before: `
      let group = image * uniforms.groups + channel / uniforms.width;
      let own = select(channel, image * uniforms.channels + channel, uniforms.own == 1);`,
    each: `
      let value = (x[at] - mean[group]) * inverse[group];
      if (uniforms.rectify == 0 || value * gamma[own] + beta[own] > 0.0) {
        first += dy[at];
        second += dy[at] * value;
      }`,
  })
  const means = run(gpu, meansCode, {
    shaderKey: 'groupNormMeans',
    outputShape: [x.shape[0], groups, 2],
    ...{ inputs: { gamma, sums }, uniforms },
  })
  const dx = run(gpu, slopeCode, {
    shaderKey: 'groupNormSlope',
    outputShape: x.shape,
    ...{ inputs: { ...given, means }, uniforms },
  })
  gpu.disposeData(means.dataId)
  const [dbeta, dgamma] = [0, 1].map((which) =>
    run(gpu, parameterCode, {
      shaderKey: 'groupNormParameter',
      outputShape: gamma.shape,
      ...{ inputs: { sums }, uniforms: { ...uniforms, which, images: x.shape[0] } },
    }),
  ) as [TensorInfo, TensorInfo]
  gpu.disposeData(sums.dataId)
  return [dx, dgamma, dbeta]
}

/** The group's means of γ dz, and of the same times the normalised value. */
const meansCode = `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    let group = index / 2;
    let image = group / uniforms.groups;
    let begin = group % uniforms.groups * uniforms.across;
    var sum = 0.0;
    for (var channel = begin; channel < begin + uniforms.across; channel++) {
      let place = image * uniforms.channels + channel;
      sum += gamma[select(channel, place, uniforms.own == 1)] * sums[2 * place + index % 2];
    }
    result[index] = sum / f32(uniforms.across * uniforms.pixels);
  }
`

/** dx = inverse · (γ dz − m₁ − x̂ m₂). */
const slopeCode = `
  fn main(index : i32) {
    ${placeOf}
    let value = (x[index] - mean[group]) * inverse[group];
    let open = uniforms.rectify == 0 || value * gamma[own] + beta[own] > 0.0;
    let slope = select(0.0, gamma[own] * dy[index], open);
    result[index] = inverse[group] * (slope - means[2 * group] - value * means[2 * group + 1]);
  }
`

/** The gradient of γ or β: of each image where each has its own, else their sum. */
const parameterCode = `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    var sum = sums[2 * index + uniforms.which];
    if (uniforms.own == 0) {
      for (var image = 1; image < uniforms.images; image++) {
        sum += sums[2 * (image * uniforms.channels + index) + uniforms.which];
      }
    }
    result[index] = sum;
  }
`
